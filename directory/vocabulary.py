"""The words of the directory's codes: through which channels a service is had, and by whom."""

from django.utils.translation import gettext_lazy as _

CHANNELS = {
    "office": _("Office of the body"),
    "citizen_service_centre": _("Citizen service centre"),
    "post_office": _("Post office"),
    "phone": _("Telephone"),
    "mobile": _("Mobile phone"),
    "internet": _("Internet"),
    "atm": _("Cash machine"),
    "licensed_provider": _("Licensed provider"),
}

AUDIENCES = {
    "citizens": _("Citizens"),
    "businesses": _("Businesses"),
    "investors": _("Investors"),
    "residents": _("Residents"),
}
