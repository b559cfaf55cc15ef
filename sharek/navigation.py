"""The menus of every page: which sections there are, in which order, and which of them a reader sees."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Link:
    """One link of a menu: where to, its words, its icon, and whether the reader is there (``page``, ``true`` or empty)."""

    url: str
    label: str | Promise
    icon: str = ""
    flip: bool = False
    current: str = ""
    key: str = ""


# section: (name of its address, words, icon)
SECTIONS: dict[str, tuple[str, str | Promise, str]] = {
    "home": ("home", _("Home"), "house"),
    "topics": ("topics:list", _("Topics"), "messages-square"),
    "feed": ("notifications:feed", _("Following"), "rss"),
    "polls": ("polls:list", pgettext_lazy("section", "Polls"), "vote"),
    "services": ("directory:services", _("Service directory"), "list"),
    "bodies": ("directory:bodies", _("Public bodies"), "landmark"),
    "areas": ("directory:areas", _("Governorates"), "map-pin"),
    "track": ("topics:track", _("Track by reference number"), "hash"),
    "transparency": ("moderation:transparency", _("Transparency"), "shield-check"),
    "policy": ("moderation:policy", _("Usage policy"), "scale"),
    "search": ("search", _("Search"), "search"),
    "raise": ("topics:new", _("Raise a problem"), "pen-line"),
    "inbox": ("notifications:inbox", _("Notifications"), "bell"),
    "login": ("account_login", _("Sign in"), "log-in"),
    "signup": ("account_signup", _("Create an account"), "user-plus"),
    "me": ("accounts:me", _("My activity"), "user-round"),
    "settings": ("accounts:settings", _("Settings"), "settings"),
    "review": ("moderation:queue", _("Review queue"), "list-checks"),
    "appeals": ("moderation:appeals", _("Appeals"), "scale"),
    "agency": ("topics:desk", _("The body's desk"), "landmark"),
    "admin": ("admin:index", _("Administration"), "wrench"),
    "about": ("about", _("About Sharek"), ""),
    "help": ("help", _("Help"), ""),
    "privacy": ("privacy", _("Privacy"), ""),
    "accessibility": ("accessibility", _("Accessibility"), ""),
}

MENUS: dict[str, tuple[str, ...]] = {
    "nav": ("topics", "polls", "services", "bodies", "transparency"),
    "menu": ("topics", "polls", "services", "bodies", "areas", "transparency", "track", "search", "policy", "help"),
    "side": ("home", "topics", "feed", "polls", "services", "bodies", "track", "transparency"),
    "foot_part": ("raise", "track", "policy"),
    "foot_open": ("transparency", "bodies", "services"),
    "foot_about": ("about", "help", "privacy", "accessibility"),
}

# The section that a page belongs to, where its view names none: by namespace, then by the name of its address.
OF_NAMESPACE = {"topics": "topics", "discussions": "topics", "polls": "polls"}
OF_NAME = {
    "topics:track": "track",
    "topics:new": "raise",
    "topics:desk": "agency",
    "directory:services": "services",
    "directory:service": "services",
    "directory:bodies": "bodies",
    "directory:body": "bodies",
    "directory:areas": "areas",
    "directory:area": "areas",
    "moderation:policy": "policy",
    "moderation:transparency": "transparency",
    "moderation:queue": "review",
    "moderation:appeals": "appeals",
    "notifications:inbox": "inbox",
    "notifications:feed": "feed",
    "accounts:me": "me",
    "accounts:settings": "settings",
}


def section_of(request: HttpRequest) -> str:
    """Return the key of the section that the requested page belongs to, or an empty string."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    name = match.view_name or ""
    return OF_NAME.get(name) or OF_NAMESPACE.get(match.namespace or "") or (name if name in SECTIONS else "")


def link(key: str, request: HttpRequest, section: str = "") -> Link | None:
    """Return the link to section ``key``, or None where the portal has no such address."""
    name, label, icon = SECTIONS[key]
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    here = section or section_of(request)
    current = "page" if request.path == url else "true" if here == key else ""
    return Link(url, label, icon, flip=icon == "log-in", current=current, key=key)


def links(place: str, request: HttpRequest, section: str = "") -> list[Link]:
    """Return the links of menu ``place`` (a key of MENUS, ``dock`` or ``account``) in their order."""
    if place == "dock":
        keys = dock_keys(request)
    elif place == "account":
        keys = account_keys(request)
    else:
        keys = MENUS[place]
    found = (link(key, request, section) for key in keys)
    return [one for one in found if one is not None]


def dock_keys(request: HttpRequest) -> tuple[str, ...]:
    """Return the five places of the bar at the foot of a phone."""
    signed_in = request.user.is_authenticated if hasattr(request, "user") else False
    return ("home", "topics", "raise", "polls", "inbox" if signed_in else "login")


def account_keys(request: HttpRequest) -> tuple[str, ...]:
    """Return what the menu of a signed-in person offers, by what the person may do. Asks no database."""
    user = request.user
    role = getattr(user, "role", "")
    keys = ["me", "feed", "inbox", "settings"]
    if role in ("moderator", "administrator"):
        keys.append("review")
    if role in ("appeal_reviewer", "administrator"):
        keys.append("appeals")
    if getattr(request, "represents_a_body", False):
        keys.append("agency")
    if role == "administrator":
        keys.append("admin")
    return tuple(keys)
