"""Texts and claimed items for the tests of moderation, written straight into the tables."""

from typing import Any

from discussions.models import Comment
from moderation.actions import claim, decide, report, seen_version
from moderation.models import Clause, Decision, PolicyVersion, ReviewItem, Status
from tests.factories import CitizenFactory, ClauseFactory, ModeratorFactory, PolicyVersionFactory, TopicFactory

CLAUSES = ("criticism", "respect", "on-topic", "no-personal-data")


def policy() -> PolicyVersion:
    """Return version 1 with four clauses: a right, two ordinary ones, an obvious one."""
    version = PolicyVersionFactory()
    if not version.clauses.exists():
        for number, code in enumerate(CLAUSES, start=1):
            ClauseFactory(
                version=version, number=number, code=code, severity=0 if number == 1 else 1, is_obvious=number == 4
            )
    return version


def clause(code: str = "respect") -> Clause:
    return policy().clauses.get(code=code)


def comment(status: str = Status.PUBLISHED, author: Any = None, topic: Any = None, **fields: Any) -> Comment:
    topic = topic or TopicFactory()
    topic.last_comment_number += 1
    topic.comments_count += status == Status.PUBLISHED
    topic.save(update_fields=["last_comment_number", "comments_count"])
    text = fields.pop("text", "أوافق على هذا الحلّ.")
    made = Comment(
        topic=topic, author=author or CitizenFactory(), text=text, text_html=text, number=topic.last_comment_number,
        status=status, lft=1, rght=2, level=0, tree_id=topic.pk * 1000 + topic.last_comment_number, **fields,
    )  # fmt: skip
    made.save_base(raw=True)
    return made


def draft_comment(author: Any = None, text: str = "أوافق على هذا الحلّ.") -> Comment:
    return comment(Status.DRAFT, author, text=text)


def item_of(content: Any) -> ReviewItem | None:
    """Return the newest review item of a text."""
    return (
        ReviewItem.objects.filter(object_id=content.pk, content_type__model=content._meta.model_name)
        .order_by("-pk")
        .first()
    )


def reported(content: Any, reporter: Any = None) -> ReviewItem:
    """Report a text under the clause of respect; return its item."""
    return report(reporter=reporter or CitizenFactory(), content=content, clause=clause()).item


def decided(item: ReviewItem, outcome: str, moderator: Any = None, code: str = "respect") -> Decision:
    """Claim and decide, with a clause and a reason where one is due."""
    moderator = moderator or ModeratorFactory()
    held = claim(moderator=moderator, item=item)
    adverse = outcome in {"reject", "hide", "remove"}
    return decide(
        moderator=moderator,
        item=held,
        token=held.lease_token,
        seen=seen_version(held, held.content),
        outcome=outcome,
        clauses=[clause(code)] if adverse else [],
        explanation="يخالف البند." if adverse else "",
    )
