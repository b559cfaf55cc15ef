"""The menus of every page: which sections there are, in which order, and which of them a reader sees."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Link:
    """One link of a menu: where to, words, icon; ``current`` is ``page`` or ``true`` where the reader is there."""

    url: str
    label: str | Promise
    icon: str = ""
    flip: bool = False
    current: str = ""
    key: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the portal: the name of its address, its words, its icon."""

    name: str
    label: str | Promise
    icon: str = ""


SECTIONS: dict[str, Section] = {
    "home": Section("home", _("Home"), icon="house"),
    "topics": Section("topics:list", _("Topics"), icon="messages-square"),
    "feed": Section("notifications:feed", pgettext_lazy("section", "Following"), icon="rss"),
    "polls": Section("polls:list", _("Polls"), icon="vote"),
    "services": Section("directory:services", pgettext_lazy("section", "Services"), icon="list"),
    "bodies": Section("directory:bodies", _("Public bodies"), icon="landmark"),
    "areas": Section("directory:areas", _("Governorates"), icon="map-pin"),
    "track": Section("topics:track", _("Track a number"), icon="hash"),
    "transparency": Section("moderation:transparency", _("Transparency"), icon="shield-check"),
    "policy": Section("moderation:policy", _("Usage policy"), icon="scale"),
    "search": Section("search", _("Search"), icon="search"),
    "raise": Section("topics:new", _("Raise a problem"), icon="pen-line"),
    "inbox": Section("notifications:inbox", _("Notifications"), icon="bell"),
    "login": Section("account_login", _("Sign in"), icon="log-in"),
    "me": Section("accounts:me", _("My activity"), icon="user-round"),
    "settings": Section("accounts:settings", _("Settings"), icon="settings"),
    "review": Section("moderation:queue", _("Review queue"), icon="list-checks"),
    "appeals": Section("moderation:appeals", _("Appeals"), icon="scale"),
    "agency": Section("topics:desk", _("The body's desk"), icon="landmark"),
    "admin": Section("admin:index", _("Administration"), icon="wrench"),
    "about": Section("about", _("About Sharek")),
    "help": Section("help", _("Help")),
    "privacy": Section("privacy", _("Privacy")),
    "accessibility": Section("accessibility", _("Accessibility")),
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
    wanted = SECTIONS[key]
    try:
        url = reverse(wanted.name)
    except NoReverseMatch:
        return None
    here = section or section_of(request)
    current = "page" if request.path == url else "true" if here == key else ""
    return Link(url, wanted.label, wanted.icon, flip=key == "login", current=current, key=key)


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
    keys = ["me", "feed", "settings"]
    if not user.is_authenticated:
        return ()
    if user.is_moderator:
        keys.append("review")
    if user.is_appeal_reviewer:
        keys.append("appeals")
    if user.is_representative:
        keys.append("agency")
    if user.is_administrator:
        keys.append("admin")
    return tuple(keys)
