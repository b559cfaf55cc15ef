"""What a moderator sees around an item: gathered here, so that the page costs the same for any number of reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from sharek import clock

from .actions.claiming import LEASE_MINUTES
from .actions.deciding import Outcome, outcomes_for, seen_version
from .actions.submitting import revisions_of
from .authorship import Author, public_author
from .differences import Change, differences
from .models import Clause, Decision, ModeratedModel, Report, ReviewItem, Revision, Standing
from .policies import breachable, policy_for, rights

Piece = tuple[str, bool]  # words, and whether a filter matched them


@dataclass(slots=True)
class ItemPage:
    """An item with everything that its page shows."""

    item: ReviewItem
    content: ModeratedModel
    author: Author
    around: dict[str, Any]
    paragraphs: list[list[Piece]]
    changes: list[Change]
    reports: list[Report]
    reporter_records: dict[int, tuple[int, int]]
    decisions: list[Decision]
    standing: Standing | None
    clauses: list[Clause]
    rights: list[Clause]
    outcomes: list[Outcome]
    seen: int
    is_mine: bool
    held_by: User | None
    edit_waits: bool
    minutes_left: int = 0
    meanwhile: list[Change] = field(default_factory=list)

    @property
    def arc(self) -> float:
        """The drawn part of the ring, of 100.5."""
        return round(100.5 * min(self.minutes_left / LEASE_MINUTES, 1), 1)

    @property
    def two_needed(self) -> bool:
        """Whether removing this takes a second moderator."""
        return Outcome.HIDE in self.outcomes and self.content.is_weighty

    @property
    def buttons(self) -> list[tuple[str, str, str, str]]:
        """What may be decided: value, words, key, style."""
        words = {
            Outcome.APPROVE: (_("Publish"), "A", ""),
            Outcome.KEEP: (_("Keep"), "A", ""),
            Outcome.RESTORE: (_("Publish again"), "A", ""),
            Outcome.REJECT: (_("Reject"), "R", "danger"),
            Outcome.REMOVE: (_("Remove"), "R", "danger"),
            Outcome.HIDE: (_("Hide for now"), "H", "plain"),
        }
        return [(outcome.value, *words[outcome]) for outcome in self.outcomes]

    @property
    def heading(self) -> str:
        """Say what this is: "Comment, reported"."""
        return _("%(kind)s: %(why)s") % {
            "kind": str(self.content._meta.verbose_name).capitalize(),
            "why": self.item.get_origin_display().lower(),
        }


def item_page(item: ReviewItem, user: User) -> ItemPage:
    """Gather the page of ``item`` for the moderator ``user``. LookupError where the text is gone."""
    content = item.content
    if not isinstance(content, ModeratedModel):
        raise LookupError(f"review item {item.pk} has lost its text")
    revision = item.revision if item.revision and item.revision.state == Revision.State.PENDING else None
    text = _whole(revision.title, revision.body) if revision else content.moderated_text()
    version = policy_for(content, item)
    reports = list(item.reports.select_related("reporter", "clause").order_by("pk"))
    held = item.is_held
    return ItemPage(
        item=item,
        content=content,
        author=public_author(content),
        around=content.context(),
        paragraphs=list(marked(text, item.matched_spans)),
        changes=differences(_whole(*content.wording()), text) if revision else [],
        reports=reports,
        reporter_records=_records(report.reporter_id for report in reports),
        decisions=_decisions(item),
        standing=Standing.objects.filter(user=content.author_id).first(),
        clauses=breachable(version),
        rights=rights(version),
        outcomes=outcomes_for(item, content),
        seen=seen_version(item, content),
        is_mine=held and item.claimed_by_id == user.pk,
        held_by=item.claimed_by if held else None,
        edit_waits=revision is not None,
        minutes_left=_minutes_left(item) if held else 0,
    )


def _whole(title: str, body: str) -> str:
    return f"{title}\n{body}" if title else body


def _minutes_left(item: ReviewItem) -> int:
    assert item.claimed_until is not None
    return max(0, round((item.claimed_until - clock.now()).total_seconds() / 60))


def _records(reporters: Iterable[int | None]) -> dict[int, tuple[int, int]]:
    """Return for each reporter how many reports were decided, and how many of them upheld."""
    known = [pk for pk in reporters if pk is not None]
    if not known:
        return {}
    rows = (
        Report.objects.filter(reporter__in=known)
        .exclude(outcome=Report.Outcome.PENDING)
        .values_list("reporter")
        .annotate(decided=Count("pk"), upheld=Count("pk", filter=Q(outcome=Report.Outcome.UPHELD)))
    )
    return {pk: (decided, upheld) for pk, decided, upheld in rows}


def _decisions(item: ReviewItem) -> list[Decision]:
    """Return the former decisions on the same text, the newest first."""
    return list(
        Decision.objects.filter(content_type_id=item.content_type_id, object_id=item.object_id)
        .select_related("decider")
        .prefetch_related("clauses")
        .order_by("-pk")[:5]
    )


def marked(text: str, spans: Iterable[dict[str, Any]]) -> Iterator[list[Piece]]:
    """Yield the paragraphs of ``text`` as pieces, those that filters matched marked. Spans that do not fit are left."""
    places = sorted({(span.get("start", 0), span.get("end", 0)) for span in spans})
    pieces: list[Piece] = []
    at = 0
    for start, end in places:
        if at <= start < end <= len(text):
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:], False))
    paragraph: list[Piece] = []
    for words, is_match in pieces:
        first, *others = words.split("\n")
        paragraph.append((first, is_match))
        for other in others:
            yield [piece for piece in paragraph if piece[0]]
            paragraph = [(other, is_match)]
    yield [piece for piece in paragraph if piece[0]]


def changed_since(page: ItemPage, seen: int) -> list[Change]:
    """Return what the author changed between the wording ``seen`` and the one shown now; nothing if that is unknown."""
    before = revisions_of(page.content).filter(version=seen).first()
    if before is None:
        return []
    revision = page.item.revision if page.edit_waits else None
    now = (revision.title, revision.body) if revision is not None else page.content.wording()
    return differences(_whole(before.title, before.body), _whole(*now))
