"""Who may do what to a topic. A refusal is a sentence, raised here and shown by pages, templates and API alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from directory.models import PublicBody
from moderation.models import Status
from moderation.permissions import check_can_moderate, check_can_write, check_is_verified, check_not_suspended
from realtime.doors import Conflict
from sharek import clock

from .models import Commitment, FixedAnswer, OfficialAnswer, Topic, TopicSupport

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

FIXED_ANSWER_DAYS = 30


def check_can_open_topic(user: User | AnonymousUser) -> None:
    """Raise PermissionDenied unless ``user`` may raise a problem or an idea."""
    check_can_write(user)


def check_takes_posts(topic: Topic) -> None:
    """Raise Conflict with the reason unless ``topic`` takes solutions, comments and support now."""
    if topic.status != Status.PUBLISHED:
        raise Conflict(_("This topic is not public at the moment."), current=topic.status)
    if topic.stage == Topic.Stage.DUPLICATE:
        raise Conflict(_("This topic repeats another one. Take part there."), current=topic.stage)
    if topic.stage == Topic.Stage.CLOSED:
        raise Conflict(_("This topic is closed. It can be read, but takes nothing new."), current=topic.stage)
    if topic.locked:
        raise Conflict(_("This topic takes no new posts for now."), current="locked")


def check_can_support(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless ``user`` may say "me too": somebody else than its author, while the topic takes posts."""
    check_takes_posts(topic)
    check_can_write(user)
    if topic.author_id == user.pk:
        raise PermissionDenied(_("You raised this topic, so you are counted already."))


def check_can_edit(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless ``user`` may reword ``topic``: its author, until it is closed."""
    if not user.is_authenticated or topic.author_id != user.pk:
        raise PermissionDenied(_("Only its author can edit a topic."))
    check_can_write(user)
    if topic.status not in {Status.PENDING, Status.PUBLISHED}:
        raise Conflict(_("This can no longer be edited."), current=topic.status)
    if topic.status == Status.PUBLISHED:
        check_takes_posts(topic)


def check_can_withdraw(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless ``user`` may take ``topic`` back: its author, whatever a moderator decided, once."""
    if not user.is_authenticated or topic.author_id != user.pk:
        raise PermissionDenied(_("Only its author can withdraw a topic."))
    check_is_verified(user)
    if topic.status == Status.WITHDRAWN:
        raise Conflict(_("This topic has been withdrawn already."), current=topic.status)


def check_can_moderate_topic(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless the moderator ``user`` may lock ``topic``, close it or mark it as a duplicate: not one's own."""
    check_can_moderate(user)
    if topic.author_id == user.pk:
        raise PermissionDenied(_("You raised this topic: another moderator decides on it."))


# --- public bodies ---------------------------------------------------------------------------------------------------


def bodies_answering(user: User | AnonymousUser, topic: Topic) -> list[PublicBody]:
    """Return the bodies concerned by ``topic`` that ``user`` represents, the responsible one first; one query."""
    if not user.is_authenticated or not user.is_representative:
        return []
    concerned = [body.pk for body in topic.concerned_bodies()]
    bodies = list(PublicBody.objects.filter(pk__in=concerned, representatives__user=user.pk))
    return sorted(bodies, key=lambda body: concerned.index(body.pk))


def check_represents(user: User | AnonymousUser, body: PublicBody) -> None:
    if not user.is_authenticated or not user.is_representative:
        raise PermissionDenied(_("Only the representatives of a public body speak for it."))
    check_is_verified(user)
    check_not_suspended(user)
    if not body.representatives.filter(user_id=user.pk).exists():
        raise PermissionDenied(_("You do not represent this public body."))


def check_can_answer(user: User | AnonymousUser, topic: Topic, body: PublicBody) -> None:
    """Raise unless ``user`` may answer ``topic`` in the name of ``body``, which must be concerned by it."""
    check_represents(user, body)
    if body.pk not in {concerned.pk for concerned in topic.concerned_bodies()}:
        raise PermissionDenied(_("This topic does not concern the public body that you represent."))
    if topic.status != Status.PUBLISHED:
        raise Conflict(_("This topic is not public at the moment."), current=topic.status)
    if topic.stage in {Topic.Stage.CLOSED, Topic.Stage.DUPLICATE}:
        raise Conflict(_("This topic is closed: there is nothing to answer any more."), current=topic.stage)


def check_can_edit_answer(user: User | AnonymousUser, answer: OfficialAnswer) -> None:
    """Raise unless ``user`` speaks for the body that gave ``answer``."""
    check_represents(user, answer.body)


def check_can_resolve(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless ``user`` may say that the matter is resolved: a representative of the responsible body, once."""
    check_can_answer(user, topic, topic.body)
    if topic.stage == Topic.Stage.RESOLVED:
        raise Conflict(
            _("This topic is marked as resolved already; the citizens are being asked."), current=topic.stage
        )


def check_can_keep(user: User | AnonymousUser, commitment: Commitment) -> None:
    """Raise unless ``user`` may report that ``commitment`` was kept: a representative of the body that made it."""
    check_represents(user, commitment.answer.body)
    if commitment.kept_at is not None:
        raise Conflict(_("This commitment is recorded as kept already."))
    if commitment.answer.status != Status.PUBLISHED or commitment.answer.topic.status != Status.PUBLISHED:
        raise Conflict(_("This answer is not public at the moment."))


# --- citizens on answers ---------------------------------------------------------------------------------------------


def check_can_rate(user: User | AnonymousUser, answer: OfficialAnswer) -> None:
    """Raise unless ``user`` may say whether ``answer`` helped: any citizen, but nobody who speaks for a body."""
    check_can_write(user)
    if answer.status != Status.PUBLISHED:
        raise Conflict(_("This answer is not public at the moment."), current=answer.status)
    if check_is_verified(user).is_representative:
        raise PermissionDenied(_("Citizens rate answers; public bodies give them."))


def asks_whether_fixed(topic: Topic) -> bool:
    """Return whether "was it fixed?" is being asked: for 30 days after "resolved", closed meanwhile or not."""
    return (
        topic.status == Status.PUBLISHED
        and topic.stage in {Topic.Stage.RESOLVED, Topic.Stage.CLOSED}
        and topic.resolved_at is not None
        and clock.now() < topic.resolved_at + timedelta(days=FIXED_ANSWER_DAYS)
    )


def check_can_say_fixed(user: User | AnonymousUser, topic: Topic) -> None:
    """Raise unless ``user`` may say whether it was fixed: the author and the supporters, once in each round."""
    if not asks_whether_fixed(topic):
        raise Conflict(_("Whether this was fixed is not being asked now."), current=topic.stage)
    check_can_write(user)
    person = check_is_verified(user)
    if topic.author_id != person.pk and not TopicSupport.objects.filter(target=topic, user=person).exists():
        raise PermissionDenied(_("Its author and those who said “me too” are asked whether this was fixed."))
    if FixedAnswer.objects.filter(topic=topic, round=topic.fixed_round, user=person).exists():
        raise Conflict(_("You have answered this already."))
