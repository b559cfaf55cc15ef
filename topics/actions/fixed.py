"""Was it fixed? The citizens' word after a body says that a matter is resolved."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.actions import notify
from realtime.doors import Conflict, door
from realtime.publishing import publish
from realtime.streams import stream_name
from sharek import clock

from ..models import FixedAnswer, Topic
from ..permissions import check_can_say_fixed
from ..timeline import Kind, record
from ..visibility import representatives_of, save
from ..wording import clean_short
from .desk import reopen

ENOUGH_ANSWERS = 5
MAX_TEXT = 500


@door
def answer_fixed(*, user: User, topic: Topic, fixed: bool, text: str = "") -> FixedAnswer:
    """Say whether the matter was fixed; once in each round, by the author and by those who said "me too".

    The author's "no" stands in the timeline and reaches the body. With at least five answers, more "no" than "yes"
    reopen the topic. The author's "yes", or a majority of "yes" among at least five, confirms and closes it.
    ``text`` is for the body and the moderators only.
    """
    fresh = Topic.get_locked(topic.pk)
    check_can_say_fixed(user, fresh)
    words = clean_short(text, most=MAX_TEXT, field="text", required=False)
    try:
        with transaction.atomic():
            answer = FixedAnswer.objects.create(
                topic=fresh, round=fresh.fixed_round, user=user, fixed=fixed, text=words, created_at=clock.now()
            )
    except IntegrityError:
        raise Conflict(_("You have answered this already.")) from None
    by_author = fresh.author_id == user.pk
    if by_author and not fixed:
        record(topic=fresh, kind=Kind.NOT_FIXED, facts={"round": fresh.fixed_round})
        notify(recipients=representatives_of(fresh), event="topic.not_fixed", target=fresh)
    _conclude(fresh, author_says_yes=by_author and fixed)
    publish(stream_name("topic", fresh.pk), "topic.changed", stage=fresh.stage)
    publish(stream_name("body", fresh.body_id), "topic.changed", topic=fresh.pk)
    topic.refresh_from_db()
    return answer


def _conclude(topic: Topic, *, author_says_yes: bool) -> None:
    """Draw from the answers of the round what follows for a locked topic."""
    counts = FixedAnswer.objects.filter(topic=topic, round=topic.fixed_round).aggregate(
        yes=Count("pk", filter=Q(fixed=True)), no=Count("pk", filter=Q(fixed=False))
    )
    yes, no = counts["yes"], counts["no"]
    enough = yes + no >= ENOUGH_ANSWERS
    facts = {"round": topic.fixed_round, "yes": yes, "no": no}
    if enough and no > yes:
        reopen(topic, facts=facts)
    elif topic.stage == Topic.Stage.RESOLVED and (author_says_yes or (enough and yes > no)):
        topic.stage = Topic.Stage.CLOSED
        save(topic, "stage")
        record(topic=topic, kind=Kind.CONFIRMED, facts=facts)
