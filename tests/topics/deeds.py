"""Deeds that several tests of topics need, done through the doors."""

from django.utils import translation

from moderation.models import Status
from tests.factories import AreaFactory, RepresentativeFactory, ServiceFactory, TrustedCitizenFactory
from topics.actions import open_topic, publish_answer, support_topic


def raised(author=None, **fields):
    """Raise a topic as ``author``, or as a citizen whose posts are published at once."""
    given = {"kind": "problem", "title": "الكهرباء مقطوعة منذ يومين", "body": "لا برنامج معلن للتقنين.", **fields}
    if given.get("service") is None:
        given["service"] = ServiceFactory()
    if given.get("area") is None:
        given["area"] = AreaFactory()
    return open_topic(author=author or TrustedCitizenFactory(), **given)


def representative_of(body):
    return RepresentativeFactory(body=body).user


def answered(topic, by=None, **fields):
    """Answer a topic in the name of its body."""
    by = by or representative_of(topic.body)
    return publish_answer(
        representative=by, topic=topic, public_body=topic.body, **{"body_text": "سنعالج الأمر قريبًا.", **fields}
    )


def supported(topic, times=1):
    """Let ``times`` citizens say "me too"; return them."""
    people = [TrustedCitizenFactory() for _ in range(times)]
    for person in people:
        support_topic(user=person, topic=topic)
    return people


def moderated(topic, status):
    """Set the status as moderation's doors do: the column first, then the hook, inside a door."""
    from realtime.doors import door

    @door
    def change():
        fresh = type(topic).get_locked(topic.pk)
        old, fresh.status = fresh.status, status
        if status == Status.PUBLISHED and fresh.published_at is None:
            from sharek import clock

            fresh.published_at = clock.now()
        fresh.save(update_fields=["status", "published_at"])
        fresh.on_visibility_changed(old, status)

    change()
    topic.refresh_from_db()
    return topic


def kinds(topic):
    """Return the kinds of the topic's timeline in their order."""
    return [entry.kind for entry in topic.timeline.all()]


def sentence(refusal):
    """Return what a refusal says in English."""
    with translation.override("en"):
        return str(refusal.value)
