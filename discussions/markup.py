"""The markup of comments, written without templates: fifty of them through template nodes cost twice a whole page.

Everything that people wrote is escaped here, or was cleaned when it was stored (``html``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sharek.templatetags.ui import ago, counted, icon, state

from .entries import Entry


def _base(name: str, *before: Any) -> str:
    """Return the address of ``name`` without the key at its end: reversed once for all comments of a page."""
    try:
        return reverse(name, args=[*before, 0]).removesuffix("0/")
    except NoReverseMatch:
        return ""


@dataclass
class Pen:
    """Draws the comments of one page for one reader.

    ``container_url`` is the page that the debate is on, ``reply_query`` what turns its composer to a comment (the
    number follows); empty where no replies are taken. ``fresh`` marks comments that came after the page.
    """

    container_url: str
    signed_in: bool
    reply_query: str = ""
    fresh: bool = False
    comments: str = field(default_factory=lambda: _base("discussions:comment_detail"))
    reports: str = field(default_factory=lambda: _base("moderation:report", "comment"))

    def draw(self, entries: Iterable[Entry], tail: str) -> SafeString:
        """Return the items of a list: each comment, with the lists of replies between them as ``entries_of`` says."""
        return mark_safe("".join([f"{entry.before}<li>{self.comment(entry)}" for entry in entries]) + tail)

    def comment(self, entry: Entry) -> SafeString:
        """Return one comment as an ``<article>``, or the stub in its place."""
        c, h = entry.comment, entry.heading
        opening = (
            f'<article class="cm{" fresh" if self.fresh else ""}" id="c{c.number}" data-live-id="comment.{c.pk}"'
            + (f' data-parent="{c.answered_number}"' if c.answered_number else "")
        )
        if entry.author is None:
            return mark_safe(
                f'{opening}><div class="stub"><h{h} class="sr">{self._comment_no} {c.number}</h{h}>'
                f'<p>{entry.stub}</p><a class="small quiet" href="{self.comments}{c.pk}/">'
                f'<bdi dir="ltr">#{c.number}</bdi></a></div></article>'
            )
        return mark_safe(
            f'{opening}><header><span class="av {entry.author.tint}" aria-hidden="true">'
            f"{escape(entry.author.initial)}</span><div><h{h}>{self._name(entry)}</h{h}>"
            f'<p class="small muted">{self._when(entry)}</p></div>'
            f'<a class="no quiet" href="{self.comments}{c.pk}/"><span class="sr">{self._comment_no} </span>'
            f'<bdi dir="ltr">#{c.number}</bdi></a></header>{self._text(c)}<div class="act">{self._acts(entry)}</div>'
            "</article>"
        )

    def support(self, comment: Any, pressed: bool) -> SafeString:
        """Return the button that supports ``comment``, or takes the support back; for visitors the way to sign in."""
        url = f"{self.comments}{comment.pk}/support/"
        label = (
            f"{self._icons['check' if pressed else 'up']}{self._words['support']} "
            f'<span class="num">{comment.supports_count}</span>{self._of_number(comment)}'
        )
        if not self.signed_in:
            return mark_safe(f'<a class="tb" href="{url}" rel="nofollow">{label}</a>')
        state_of_it = 'aria-pressed="true" name="undo" value="1"' if pressed else 'aria-pressed="false"'
        return mark_safe(f'<button class="tb" form="supports" formaction="{url}" {state_of_it}>{label}</button>')

    # --- parts -------------------------------------------------------------------------------------------------------

    def _name(self, entry: Entry) -> str:
        author = entry.author
        name = f"<bdi>{escape(author.name)}</bdi>"  # type: ignore[union-attr]
        if author.url:  # type: ignore[union-attr]
            name = f'<a class="quiet" href="{escape(author.url)}">{name}</a>'  # type: ignore[union-attr]
        if author.is_topic_author:  # type: ignore[union-attr]
            name += f' <span class="tag flat brand">{self._words["raised"]}</span>'
        if entry.comment.status != "published":
            name += f" {state(entry.comment)}"
        return name

    def _when(self, entry: Entry) -> str:
        c = entry.comment
        stamp = timezone.localtime(c.created_at).isoformat(timespec="minutes")
        parts = [f'<time datetime="{stamp}">{ago(c.created_at)}</time>']
        if c.edited_at:
            parts.append(f'<a href="{self.comments}{c.pk}/history/" rel="nofollow">{self._words["edited"]}</a>')
        if c.answered_number:
            n = c.answered_number
            place = f"#c{n}" if entry.is_near else f"{escape(self.container_url)}?from={n}#c{n}"
            parts.append(f'<a href="{place}">{self._words["answers"] % {"n": n}}</a>')
        return " · ".join(parts)

    def _text(self, c: Any) -> str:
        if not c.is_muted:
            return f'<div class="t">{c.html}</div>'
        words = self._words
        return (
            f'<details class="t"><summary class="small muted">{words["muted"]} <u>{words["show"]}</u></summary>'
            f"{c.html}</details>"
        )

    def _acts(self, entry: Entry) -> str:
        c, words, icons = entry.comment, self._words, self._icons
        name = escape(entry.author.name)  # type: ignore[union-attr]
        is_public = c.status == "published"
        acts = ""
        if self.reply_query and is_public:
            acts = (
                f'<a class="tb" href="{self.reply_query}{c.number}#composer" data-reply="{c.number}" rel="nofollow">'
                f'{icons["reply"]}{words["reply"]}<span class="sr"> {words["to"] % {"name": name}}</span></a>'
            )
        if is_public:
            acts += (
                f'<span class="tb">{icons["up"]}{counted(c.supports_count, "supporters")}</span>'
                if c.is_mine
                else self.support(c, c.is_supported)
            )
        if c.is_mine:
            url = f"{self.comments}{c.pk}/"
            of_number = self._of_number(c)
            acts += (
                f'<a class="tb" href="{url}edit/">{icons["edit"]}{words["edit"]}{of_number}</a>'
                f'<a class="tb" href="{url}withdraw/">{icons["withdraw"]}{words["withdraw"]}{of_number}</a>'
            )
        elif is_public and self.reports:
            acts += (
                f'<a class="tb" href="{self.reports}{c.pk}/" rel="nofollow">{icons["report"]}{words["report"]}'
                f'<span class="sr"> {words["of"] % {"name": name}}</span></a>'
            )
        return acts

    def _of_number(self, c: Any) -> str:
        return f'<span class="sr"> {self._words["number"] % {"n": c.number}}</span>'

    @cached_property
    def _words(self) -> dict[str, str]:
        """The words of this page's language, translated once for all comments."""
        return {
            "raised": _("raised the topic"),
            "edited": _("edited"),
            "answers": _("in reply to no. %(n)s"),
            "muted": _("You muted this person."),
            "show": _("Show the comment"),
            "reply": _("Reply"),
            "to": _("to %(name)s"),
            "support": _("I support it"),
            "number": _("comment no. %(n)s"),
            "edit": _("Edit"),
            "withdraw": _("Withdraw"),
            "report": _("Report"),
            "of": _("the comment of %(name)s"),
        }

    @cached_property
    def _comment_no(self) -> str:
        return _("Comment no.")

    @cached_property
    def _icons(self) -> dict[str, SafeString]:
        return {
            "reply": icon("reply", True),
            "up": icon("arrow-big-up"),
            "check": icon("check"),
            "edit": icon("pen-line"),
            "withdraw": icon("eye-off"),
            "report": icon("flag"),
        }
