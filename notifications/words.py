"""What a notice says: made when it is read, in the reader's language, from what its target says at that moment.

A line is a sentence with gaps (``%(topic)s``) and what fills them. As HTML the gaps are links and isolated names, in a
mail they are plain text. Targets are known by what they offer (``title``, ``topic``, ``body``), never by their class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from sharek.text.direction import strip_bidi

from .models import Notification


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str

    def __html__(self) -> str:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', self.url, self.text)

    def __str__(self) -> str:
        return f"«{self.text}»"


@dataclass(frozen=True)
class Name:
    """A name, kept apart from the direction of the sentence around it."""

    text: str

    def __html__(self) -> str:
        return format_html("<bdi>{}</bdi>", self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Words:
    """A notice in words: ``sentence`` with gaps, their ``fillings``, an ``icon``, and where it leads (``url``)."""

    sentence: str
    icon: str
    url: str
    fillings: Mapping[str, Link | Name | str] = field(default_factory=dict)

    def html(self) -> SafeString:
        """Return the sentence with links."""
        filled = {gap: format_html("{}", filling) for gap, filling in self.fillings.items()}
        return mark_safe(format_html("{}", self.sentence) % filled)  # both halves are escaped

    def plain(self) -> str:
        """Return the sentence as plain text, for subjects and mails."""
        return strip_bidi(self.sentence % {gap: str(filling) for gap, filling in self.fillings.items()})


def words_of(notice: Notification, target: Any) -> Words:
    """Return what ``notice`` says about ``target`` in the active language."""
    return _SPOKEN[notice.event](notice, target)


def _about(target: Any) -> Link:
    """Return the link to the matter itself: a topic, poll or solution, or the topic under which something stands."""
    text = _title(target) or _title(getattr(target, "topic", None)) or str(target)
    return Link(text, target.get_absolute_url())


def _title(thing: Any) -> str:
    return str(getattr(thing, "title", "") or getattr(thing, "question", ""))


def _author(target: Any) -> Name:
    return Name(str(getattr(target, "shown_author", "") or _("Somebody")))


def _body(target: Any) -> Name:
    body = getattr(target, "body", None) or getattr(getattr(target, "topic", None), "body", None)
    return Name(str(body or _("The public body")))


def _plain(sentence: str, icon: str) -> Callable[[Notification, Any], Words]:
    """Return how to say a sentence whose only gaps are ``topic`` and ``body``."""

    def say(notice: Notification, target: Any) -> Words:
        about = _about(target)
        return Words(_(sentence), icon, about.url, {"topic": about, "body": _body(target)})

    return say


def _published(notice: Notification, target: Any) -> Words:
    about = _about(target)
    if hasattr(target, "title"):
        return Words(_("Published: %(topic)s"), "circle-check", about.url, {"topic": about})
    return Words(_("Your comment was published: %(topic)s"), "circle-check", about.url, {"topic": about})


def _decision(notice: Notification, target: Any) -> Words:
    content = getattr(target, "content", None)
    url = target.get_absolute_url()
    about = Link(_about(content).text if content is not None else str(target), url)
    sentence = {
        "reject": _("What you wrote was not published: %(topic)s. Read why, and how to appeal."),
        "hide": _("What you wrote is hidden for now: %(topic)s. Read why, and how to appeal."),
        "remove": _("What you wrote was removed: %(topic)s. Read why, and how to appeal."),
        "restore": _("What you wrote is public again: %(topic)s"),
        "approve": _("Published: %(topic)s"),
    }.get(target.outcome, _("A decision was made about what you wrote: %(topic)s"))
    return Words(sentence, "shield", url, {"topic": about})


def _report(notice: Notification, target: Any) -> Words:
    url = target.get_absolute_url()
    upheld = target.outcome in {"reject", "hide", "remove"}
    sentence = (
        _("What you reported was dealt with. Read the %(decision)s.")
        if upheld
        else _("What you reported stays as it is. Read the %(decision)s, and how to appeal.")
    )
    return Words(sentence, "shield", url, {"decision": Link(_("decision"), url)})


def _appeal(notice: Notification, target: Any) -> Words:
    url = target.get_absolute_url()
    accepted = target.outcome == "accepted"
    sentence = _("Your appeal was accepted: %(decision)s") if accepted else _("Your appeal was rejected: %(decision)s")
    return Words(sentence, "scale", url, {"decision": Link(_("the reasons"), url)})


def _sanction(notice: Notification, target: Any) -> Words:
    url = target.get_absolute_url()
    sentence = _("A measure was taken on your account: %(kind)s. Read %(decision)s.")
    return Words(
        sentence, "triangle-alert", url, {"kind": Name(target.get_kind_display()), "decision": Link(_("why"), url)}
    )


def _replied(notice: Notification, target: Any) -> Words:
    about = _about(target)
    fillings: dict[str, Link | Name | str] = {"author": _author(target), "topic": about}
    if notice.count > 1:
        others = notice.count - 1
        sentence = ngettext(
            "%(author)s and %(n)s other replied to you in %(topic)s",
            "%(author)s and %(n)s others replied to you in %(topic)s",
            others,
        )
        return Words(sentence, "message-circle", about.url, {**fillings, "n": str(others)})
    return Words(_("%(author)s replied to you in %(topic)s"), "message-circle", about.url, fillings)


def _commented(notice: Notification, target: Any) -> Words:
    about = _about(target)
    sentence = ngettext("%(n)s new comment in %(topic)s", "%(n)s new comments in %(topic)s", notice.count)
    return Words(sentence, "message-circle", about.url, {"n": str(notice.count), "topic": about})


def _mentioned(notice: Notification, target: Any) -> Words:
    about = _about(target)
    return Words(
        _("%(author)s mentioned you in %(topic)s"), "at-sign", about.url, {"author": _author(target), "topic": about}
    )


def _proposed(notice: Notification, target: Any) -> Words:
    topic = getattr(target, "topic", target)
    fillings = {
        "solution": Link(target.title, target.get_absolute_url()),
        "topic": Link(topic.title, topic.get_absolute_url()),
    }
    return Words(
        _("A solution was proposed: %(solution)s, for %(topic)s"), "lightbulb", target.get_absolute_url(), fillings
    )


def _supported(notice: Notification, target: Any) -> Words:
    about = _about(target)
    if hasattr(target, "stage"):
        sentence = ngettext(
            "%(n)s person is affected too: %(topic)s", "%(n)s people are affected too: %(topic)s", notice.count
        )
        return Words(sentence, "hand", about.url, {"n": str(notice.count), "topic": about})
    sentence = ngettext(
        "%(n)s person supports what you wrote: %(topic)s",
        "%(n)s people support what you wrote: %(topic)s",
        notice.count,
    )
    return Words(sentence, "arrow-big-up", about.url, {"n": str(notice.count), "topic": about})


def _answered(notice: Notification, target: Any) -> Words:
    topic = getattr(target, "topic", target)
    link = Link(topic.title, target.get_absolute_url())
    fillings: dict[str, Link | Name | str] = {"body": _body(target), "topic": link}
    if getattr(target, "commitment", None) is not None:
        return Words(_("%(body)s made a commitment in %(topic)s"), "badge-check", link.url, fillings)
    return Words(_("%(body)s answered in %(topic)s"), "badge-check", link.url, fillings)


_SPOKEN: dict[str, Callable[[Notification, Any], Words]] = {
    "content.published": _published,
    "decision.made": _decision,
    "report.decided": _report,
    "appeal.decided": _appeal,
    "sanction.imposed": _sanction,
    "comment.replied": _replied,
    "comment.posted": _commented,
    "person.mentioned": _mentioned,
    "solution.posted": _proposed,
    "support.given": _supported,
    "answer.published": _answered,
    "topic.published": _plain(gettext_noop("New topic: %(topic)s"), "messages-square"),
    "topic.resolved": _plain(gettext_noop("%(body)s says that it is fixed: %(topic)s"), "circle-check"),
    "topic.fixed_asked": _plain(
        gettext_noop("%(body)s says that it is fixed: %(topic)s. Was it?"), "circle-question-mark"
    ),
    "topic.reopened": _plain(gettext_noop("Reopened: %(topic)s"), "rotate-ccw"),
    "topic.not_fixed": _plain(gettext_noop("The author says that it is not fixed: %(topic)s"), "circle-x"),
    "topic.duplicate": _plain(gettext_noop("Marked as a duplicate: %(topic)s"), "copy"),
    "topic.forwarded": _plain(gettext_noop("A new topic for your public body: %(topic)s"), "inbox"),
    "poll.opened": _plain(gettext_noop("A poll was opened: %(topic)s"), "vote"),
    "poll.closed": _plain(gettext_noop("The poll has ended: %(topic)s"), "vote"),
    "poll.asked": _plain(gettext_noop("A poll was asked for: %(topic)s"), "vote"),
}
