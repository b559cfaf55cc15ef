"""How forms are drawn: fields through ``components/field.html``, inputs with the attributes that both scripts need."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Typed from the left in any language; the attribute keeps carets and punctuation in place.
LEFT_TO_RIGHT = (forms.EmailInput, forms.URLInput, forms.NumberInput, forms.PasswordInput, forms.DateInput)
PLAIN = (
    forms.HiddenInput,
    forms.CheckboxInput,
    forms.RadioSelect,
    forms.CheckboxSelectMultiple,
    forms.MultiWidget,
)


class Field(BoundField):
    """A form field that gives its input the class, direction and keyboard that the interface asks for."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add ``class="in"``, ``dir`` and ``inputmode`` to what Django sets; what the widget itself says wins."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if isinstance(widget, PLAIN):
            return attrs
        classes = str(widget.attrs.get("class", "")).split()
        attrs["class"] = " ".join(["in", *(name for name in classes if name != "in")])
        if "dir" not in widget.attrs and "dir" not in attrs:
            if isinstance(widget, LEFT_TO_RIGHT) or getattr(widget, "input_type", "") == "tel":
                attrs["dir"] = "ltr"
            elif isinstance(widget, forms.TextInput | forms.Textarea):
                attrs["dir"] = "auto"
        if isinstance(widget, forms.NumberInput) and "inputmode" not in widget.attrs:
            attrs["inputmode"] = "numeric"
        return attrs

    @property
    def kind(self) -> str:
        """Return how ``components/field.html`` lays the field out: ``text``, ``tick``, ``options`` or ``hidden``."""
        widget = self.field.widget
        if widget.is_hidden:
            return "hidden"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "options"
        return "text"

    @property
    def target_id(self) -> str:
        """Return the id that a link of the error summary leads to: the input, or the first of several."""
        return f"{self.auto_id}_0" if self.kind == "options" else self.id_for_label or self.auto_id


class FormRenderer(TemplatesSetting):
    """The renderer of every form (``settings.FORM_RENDERER``)."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = Field

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw a select without Django's two templates for each option: they took half of the time."""
        if template_name == forms.Select.template_name:
            return drawn_select(context["widget"])
        return super().render(template_name, context, request)


def drawn_select(widget: dict[str, Any]) -> SafeString:
    """Return the ``<select>`` of a widget's context, as ``django/forms/widgets/select.html`` draws it."""
    parts = [format_html('<select name="{}"{}>', widget["name"], attributes(widget["attrs"]))]
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(format_html('<optgroup label="{}">', group))
        parts += [
            format_html(
                '<option value="{}"{}>{}</option>', option["value"], attributes(option["attrs"]), option["label"]
            )
            for option in options
        ]
        if group:
            parts.append(mark_safe("</optgroup>"))
    return mark_safe(f"{''.join(parts)}</select>")


def attributes(attrs: dict[str, Any]) -> SafeString:
    """Return ``attrs`` as attributes of an element; those that are False are left out."""
    return flatatt({name: value for name, value in attrs.items() if value is not False}) if attrs else mark_safe("")
