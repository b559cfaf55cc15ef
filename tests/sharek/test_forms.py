"""How forms are drawn: labels, hints, errors and the attributes that both scripts need."""

from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    title = forms.CharField(label="العنوان", help_text="جملة واحدة.", min_length=10)
    body = forms.CharField(label="التفاصيل", widget=forms.Textarea(attrs={"class": "tall"}), required=False)
    email = forms.EmailField(label="البريد")
    code = forms.CharField(widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}))
    kind = forms.ChoiceField(label="النوع", choices=[("a", "مشكلة"), ("b", "فكرة")], widget=forms.RadioSelect)
    hide = forms.BooleanField(label="دون اسمي", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(form, field):
    source = '{% include "components/field.html" with field=field %}'
    return Template(source).render(Context({"field": form[field]}))


def test_a_text_field_has_label_hint_and_direction():
    html = drawn(Sample(), "title")
    assert '<label for="id_title">العنوان</label>' in html
    assert '<span class="hint" id="id_title_helptext">جملة واحدة.</span>' in html
    assert 'class="in"' in html
    assert 'dir="auto"' in html
    assert 'aria-describedby="id_title_helptext"' in html


def test_a_wrong_field_says_so_in_words_and_attributes():
    html = drawn(Sample({"title": "قصير"}), "title")
    assert 'class="field wrong"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"><span><span class="sr">خطأ: </span>' in html


def test_what_the_widget_says_itself_wins():
    assert 'class="in tall"' in drawn(Sample(), "body")
    html = drawn(Sample(), "code")
    assert 'dir="ltr"' in html
    assert 'dir="auto"' not in html


def test_addresses_run_from_the_left():
    assert 'dir="ltr"' in drawn(Sample(), "email")


def test_choices_are_a_group_with_a_legend():
    html = drawn(Sample(), "kind")
    assert html.startswith("<fieldset")
    assert '<legend class="legend">النوع</legend>' in html
    assert html.count('class="opt s"') == 2
    assert "checked" not in html


def test_a_tick_stands_before_its_words():
    html = drawn(Sample(), "hide")
    assert html.index("<input") < html.index("دون اسمي")
    assert 'class="in"' not in html


def test_a_hidden_field_is_only_its_input():
    assert drawn(Sample(), "token").startswith('<input type="hidden"')


def test_the_summary_leads_to_each_wrong_field():
    form = Sample({"title": "قصير", "code": "1", "token": "x"})
    html = Template('{% include "components/error_summary.html" %}').render(Context({"form": form}))
    assert 'href="#id_title"' in html
    assert 'href="#id_kind_0"' in html
    assert "autofocus" in html
    assert Template('{% include "components/error_summary.html" %}').render(Context({"form": Sample()})).strip() == ""


def test_a_whole_form_is_drawn_with_the_same_component():
    html = str(Sample())
    assert html.count('class="field') == 6
