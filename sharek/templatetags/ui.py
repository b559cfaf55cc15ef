"""Tags and filters of the interface: icons, counted nouns, dates, names, addresses of the same page."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sharek import clock, navigation
from sharek.text.direction import direction
from sharek.text.highlighting import highlight as highlighted
from sharek.text.plurals import counted as counted_noun
from sharek.text.rendering import to_plain

register = template.Library()

STAR = "M12 0l3.5 3.5h5v5L24 12l-3.5 3.5v5h-5L12 24l-3.5-3.5h-5v-5L0 12l3.5-3.5v-5h5z"
TINTS = ("", "a", "b", "c")
# state of a topic, post or poll → (its words, the colour of its tag)
STATES: dict[str, tuple[Any, str]] = {
    "draft": (_("Draft"), "off"),
    "pending": (_("Awaiting publication"), "warn"),
    "rejected": (_("Not published"), "bad"),
    "hidden": (_("Hidden for breach"), "bad"),
    "removed": (_("Removed"), "off"),
    "withdrawn": (_("Withdrawn by its author"), "off"),
    "open": (_("Open for discussion"), ""),
    "answered": (_("Answered by the body"), "brand"),
    "committed": (_("Commitment made"), "warn"),
    "resolved": (_("Fixed"), "ok"),
    "closed": (_("Closed"), "off"),
    "duplicate": (_("Duplicate"), "off"),
    "overdue": (_("Overdue"), "bad"),
    "poll_open": (_("Open for voting"), "brand"),
    "poll_closed": (_("Poll closed"), "off"),
    "poll_scheduled": (_("Opens later"), ""),
}
# After this many days a date says more than a count.
DAYS_COUNTED = 99


@register.simple_tag
def icon(name: str, flip: bool = False) -> SafeString:
    """Draw icon ``name`` of the sprite; ``flip`` mirrors it in Arabic (arrows, chevrons and the reply mark only)."""
    return _icon(name, flip)


@cache
def _icon(name: str, flip: bool) -> SafeString:
    """Draw an icon once per process: some pages have two hundred, and the sprite's hashed address is dear to make."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        " i-flip" if flip else "",
        static("build/icons.svg"),
        name,
    )


@register.simple_tag
def star() -> SafeString:
    """Draw the eight-point star that opens a section."""
    return format_html('<svg class="st" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', STAR)


@register.simple_tag
def state(thing: Any) -> SafeString:
    """Draw the tag of a state: ``{% state topic %}``, ``{% state poll %}`` or ``{% state "resolved" %}``.

    What moderation says of a post comes before where the matter stands.
    """
    key = thing if isinstance(thing, str) else ""
    if not key and getattr(thing, "status", "published") != "published":
        key = thing.status
    if not key:
        key = getattr(thing, "stage", "") or f"poll_{thing.state}"
    words, kind = STATES[key]
    return format_html('<span class="tag{}">{}</span>', f" {kind}" if kind else "", words)


@register.filter
def counted(number: int | str | None, noun: str) -> str:
    """Write ``number`` with ``noun`` ("comments") in the page's language: صوتان, 5 comments."""
    return counted_noun(int(number or 0), noun, language())


@register.filter
def ago(moment: datetime | date | None) -> str:
    """Say how long ago ``moment`` was: "منذ 5 أيام"; a date when it was over 99 days ago or lies ahead."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        days = (clock.today() - moment).days
        return gettext("today") if days == 0 else _since(days, "days") if 0 < days <= DAYS_COUNTED else day(moment)
    seconds = int((clock.now() - moment).total_seconds())
    if abs(seconds) < 60:
        return gettext("just now")
    for noun, length, most in (("minutes", 60, 60), ("hours", 3600, 24), ("days", 86400, DAYS_COUNTED + 1)):
        if 0 < seconds < length * most:
            return _since(seconds // length, noun)
    return day(moment)


def _since(number: int, noun: str) -> str:
    spelled = counted_noun(number, noun, language(), after_preposition=True)
    return gettext("%(time)s ago") % {"time": spelled}


@register.filter
def day(moment: datetime | date | None) -> str:
    """Write the day of ``moment`` in Damascus: "24 تشرين الثاني 2026"."""
    if moment is None:
        return ""
    return date_format(_local(moment), "DATE_FORMAT")


@register.filter
def day_month(moment: datetime | date | None) -> str:
    """Write day and month without the year: "24 تشرين الثاني"."""
    if moment is None:
        return ""
    return date_format(_local(moment), "MONTH_DAY_FORMAT")


@register.simple_tag
def when(moment: datetime | date | None, form: str = "ago") -> SafeString | str:
    """Return a ``<time>`` element; ``form`` is ``ago``, ``day`` or ``day_month``. The full moment is its title."""
    if moment is None:
        return ""
    text = {"ago": ago, "day": day, "day_month": day_month}[form](moment)
    local = _local(moment)
    full = date_format(local, "DATETIME_FORMAT" if isinstance(moment, datetime) else "DATE_FORMAT")
    stamp = local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, full, text)


def _local(moment: datetime | date) -> datetime | date:
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


@register.filter(name="dir")
def text_direction(text: str | None) -> str:
    """Return ``rtl`` or ``ltr`` for free text, by its letters and not by its first one."""
    return direction(str(text or ""))


@register.filter
def way(text: str | None) -> SafeString:
    """Return the attributes of an element that holds free text: its direction, and its language where it differs."""
    runs = direction(str(text or ""))
    written = "ar" if runs == "rtl" else "en"
    if written == language():
        return format_html('dir="{}"', runs)
    return format_html('dir="{}" lang="{}"', runs, written)


@register.filter
def opening(html: str | None, length: int = 400) -> str:
    """Return the plain beginning of rendered ``html``, for cards that CSS clamps to a few lines; whole words only."""
    plain = " ".join(to_plain(html or "").split())
    return plain if len(plain) <= length else plain[:length].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True)
class Days:
    """How far a date is: ``number`` of days, the ``big`` word or figure and the ``small`` words below it."""

    number: int
    big: str
    small: str
    late: bool = False
    soon: bool = False

    @property
    def size(self) -> str:
        """The class of what is big: ``num`` for a figure, ``word`` for a word (يومان)."""
        return "num" if self.big.isdigit() else "word"


@register.simple_tag
def days_to(moment: datetime | date | None) -> Days | None:
    """Say how many days are left to ``moment``, or how many it is late, as figure and words; None without a date."""
    if moment is None:
        return None
    local = _local(moment)
    number = ((local.date() if isinstance(local, datetime) else local) - clock.today()).days
    if isinstance(moment, datetime) and number == 0 and moment < clock.now():
        return Days(0, gettext("today"), gettext("was due"), late=True)
    if number == 0:
        return Days(0, gettext("today"), gettext("last day"), soon=True)
    if number < 0:
        words = ngettext("%(n)s|day late", "%(n)s|days late", -number)
    else:
        words = ngettext("%(n)s|day left", "%(n)s|days left", number)
    big, _bar, small = (words % {"n": abs(number)}).partition("|")
    return Days(number, big, small, late=number < 0, soon=0 < number <= 3)


@register.filter
def grouped(reference: str | int | None) -> str:
    """Group the ten digits of a reference number: "4817 3052 96"."""
    digits = str(reference or "")
    return " ".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


@register.simple_tag
def highlight(text: str, query: str) -> SafeString:
    """Mark the words of ``query`` in ``text``, spelled anyhow."""
    return highlighted(str(text), query)


@register.filter
def percent(value: float | None) -> SafeString | str:
    """Write ``value`` (0 to 100) as a percentage that keeps its order in Arabic text; empty for None."""
    return "" if value is None else format_html('<bdi dir="ltr">{}%</bdi>', round(value))


@register.simple_tag
def avatar(name: str, kind: str = "") -> SafeString:
    """Draw the first letter of ``name``: round for people, ``kind="body"`` or ``"body s"`` in the star."""
    text = str(name).strip()
    first = _initial(text, is_body="body" in kind)
    tint = kind or TINTS[crc32(text.encode()) % len(TINTS)]
    return format_html('<span class="av{}" aria-hidden="true">{}</span>', f" {tint}" if tint else "", first)


def _initial(name: str, *, is_body: bool) -> str:
    # Most names of bodies begin with an alef ("إدارة", "الإدارة"), which tells nothing and looks like a bar.
    words = [word.removeprefix("ال") if is_body else word for word in name.split()]
    letters = [letter for word in words if (letter := next(filter(str.isalnum, word), ""))]
    telling = (letter for letter in letters if letter not in "اأإآ")
    return (next(telling, "") if is_body else "") or next(iter(letters), "؟")


@register.simple_tag(takes_context=True)
def switch_language_url(context: template.Context, absolute: bool = False) -> str:
    """Return the address of this very page, query included, in the other language."""
    request = context["request"]
    path = context.get("switch_url") or request.get_full_path()
    other = path[3:] if path.startswith("/en/") else f"/en{path}"
    return f"{context.get('SITE_URL', '')}{other}" if absolute else other


@register.simple_tag(takes_context=True)
def qs(context: template.Context, **changes: Any) -> str:
    """Return this page's query with ``changes``: ``{% qs sort="newest" after=None %}``; None removes a key."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else context["request"].path


@register.simple_tag(takes_context=True)
def sections(context: template.Context, place: str) -> list[navigation.Link]:
    """Return the links of a menu (``nav``, ``side``, ``dock``, ``foot``, ``account``) for this reader."""
    request = context.get("request")
    return navigation.links(place, request, section=str(context.get("section") or "")) if request else []


def language() -> str:
    """Return the page's language, ``ar`` or ``en``."""
    return "en" if (get_language() or "ar").startswith("en") else "ar"


@register.simple_tag(takes_context=True)
def live_data(context: template.Context) -> str:
    """Return the page's streams with the numbers that it was rendered at, as JSON; empty where nothing is live.

    These are the view's own (``live`` in the context, read before the content) and the reader's personal stream.
    """
    streams = dict(context.get("live") or {})
    reader = context.get("reader")
    if reader and reader.stream:
        streams.setdefault(reader.stream, reader.seq)
    return json.dumps(streams, separators=(",", ":")) if streams else ""


@register.simple_tag
def script(name: str) -> SafeString:
    """Load script ``name`` of ``static/`` once the page has been read."""
    return format_html('<script src="{}" defer></script>', static(name))
