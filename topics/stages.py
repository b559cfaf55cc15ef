"""Where a topic stands, as its page draws it: four stages on a line, and the timeline in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moderation.models import Status
from sharek.templatetags.ui import when

from .answer_clock import due_day
from .models import OfficialAnswer, TimelineEntry, Topic

Kind = TimelineEntry.Kind
DONE, NOW, NEXT = "done", "now", ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A star on the line: what it is called, a few words below it, and whether it lies behind, here or ahead."""

    label: str
    detail: str | SafeString
    state: str


def stages_of(topic: Topic, answers: Iterable[OfficialAnswer], entries: Iterable[TimelineEntry]) -> list[Stage]:
    """Return the four stages of a topic: published, discussed, answered by the body, fixed."""
    reached = {
        Topic.Stage.OPEN: 1,
        Topic.Stage.DUPLICATE: 1,
        Topic.Stage.ANSWERED: 2,
        Topic.Stage.COMMITTED: 2,
        Topic.Stage.RESOLVED: 3,
        Topic.Stage.CLOSED: 4 if topic.resolved_at else 2,
    }[Topic.Stage(topic.stage)]
    if topic.published_at is None:
        reached = 0
    states = [DONE if place < reached else NOW if place == reached else NEXT for place in range(4)]
    published = (
        Stage(_("Published"), when(topic.published_at, "day_month"), DONE)
        if topic.published_at
        else Stage(_("In review"), _("before publication"), NOW if topic.status == Status.PENDING else NEXT)
    )
    polled = any(entry.kind == Kind.POLL_OPENED for entry in entries)
    return [
        published,
        Stage(_("Discussed"), _("and put to a poll") if polled else _("with solutions"), states[1]),
        _answer_stage(topic, answers, states[2]),
        Stage(_("Fixed"), _("confirmed by citizens") if reached == 4 else _("citizens confirm it"), states[3]),
    ]


def _answer_stage(topic: Topic, answers: Iterable[OfficialAnswer], state: str) -> Stage:
    if topic.stage == Topic.Stage.COMMITTED:
        due = next_commitment(answers)
        detail = _until(due) if due else _("publicly")
        return Stage(_("The body committed itself"), detail, state)
    if topic.answered_at is not None:
        return Stage(_("The body answered"), when(topic.answered_at, "day_month"), state)
    if topic.clock_paused_at is not None:
        return Stage(_("The body answers"), _("the clock is paused"), state)
    if topic.is_overdue:
        return Stage(_("The body answers"), _("overdue"), state)
    if topic.answer_due_at is not None:
        return Stage(_("The body answers"), _until(due_day(topic.answer_due_at)), state)
    return Stage(_("The body answers"), _("after publication"), state)


def _until(day: date) -> SafeString:
    return format_html("{} {}", _("by"), when(day, "day_month"))


def next_commitment(answers: Iterable[OfficialAnswer]) -> date | None:
    """Return the earliest day on which a commitment that is not yet kept is due."""
    promises = (getattr(answer, "commitment", None) for answer in answers)
    days = [promise.due_on for promise in promises if promise and promise.due_on and promise.kept_at is None]
    return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the timeline; ``next`` marks what has not happened yet."""

    at: datetime | date
    text: str
    reason: str = ""
    url: str = ""
    next: bool = False


def steps_of(topic: Topic, answers: Sequence[OfficialAnswer], entries: Iterable[TimelineEntry]) -> list[Step]:
    """Return the timeline of a topic in words, what comes next first."""
    past = [Step(entry.at, _words(entry), entry.reason, _url(topic, entry)) for entry in entries]
    return [*_coming(topic, answers), *reversed(past)]


def _coming(topic: Topic, answers: Sequence[OfficialAnswer]) -> list[Step]:
    due = next_commitment(answers)
    if topic.stage == Topic.Stage.COMMITTED and due:
        return [Step(due, _("The commitment is due"), next=True)]
    if topic.stage == Topic.Stage.OPEN and topic.answer_due_at and not topic.answered_at:
        if topic.clock_paused_at:
            return []
        words = _("The answer was due") if topic.is_overdue else _("The answer is due")
        return [Step(due_day(topic.answer_due_at), words, next=True)]
    return []


def _words(entry: TimelineEntry) -> str:
    body = entry.body.name if entry.body else ""
    facts = entry.facts
    if entry.kind == Kind.DUPLICATE:
        if "duplicate" in facts:
            return _("Another topic repeats this one")
        return _("Marked as a duplicate of another topic")
    if entry.kind == Kind.REOPENED and "no" in facts:
        return _("Reopened: of those asked, %(no)s say that it was not fixed, %(yes)s that it was") % facts
    with_body = {
        Kind.FORWARDED: _("Published and forwarded to %(body)s"),
        Kind.ANSWERED: _("%(body)s answered"),
        Kind.COMMITTED: _("%(body)s answered and committed itself"),
        Kind.KEPT: _("%(body)s kept its commitment"),
        Kind.RESOLVED: _("%(body)s says it is resolved"),
        Kind.HANDED_OVER: _("Handed over to %(body)s"),
    }
    if body and entry.kind in with_body:
        return with_body[Kind(entry.kind)] % {"body": body}
    return entry.get_kind_display()


def _url(topic: Topic, entry: TimelineEntry) -> str:
    facts = entry.facts
    try:
        if "poll" in facts:
            return reverse("polls:detail", args=[facts["poll"]])
        if "original" in facts or "duplicate" in facts:
            return reverse("topics:detail", args=[facts.get("original") or facts["duplicate"]])
    except NoReverseMatch:
        return ""
    return f"#answer-{facts['answer']}" if "answer" in facts else ""
