"""Rewording a topic, and taking it back."""

import pytest
from django.core.exceptions import PermissionDenied

from moderation.models import Revision, Standing, Status
from realtime.doors import Conflict, Refused
from tests.factories import CitizenFactory, TrustedCitizenFactory
from tests.topics.deeds import moderated, raised
from topics.actions import edit_topic, withdraw_topic
from topics.histories import versions_of
from topics.search import search_topics

pytestmark = pytest.mark.django_db
NEW = {"title": "الماء مقطوع منذ ثلاثة أيام", "body": "نصّ جديد كامل."}


def test_a_trusted_authors_new_wording_is_public_at_once_and_the_old_one_is_kept():
    topic = raised()
    old = topic.title
    revision = edit_topic(editor=topic.author, topic=topic, **NEW)
    assert revision.state == Revision.State.APPLIED
    assert topic.title == NEW["title"]
    assert topic.edited_at is not None
    assert old in Revision.objects.values_list("title", flat=True)
    assert list(search_topics("الماء")) == [topic]
    assert not search_topics("الكهرباء")


def test_a_new_authors_edit_waits_and_the_approved_wording_stays_public():
    topic = moderated(raised(CitizenFactory()), Status.PUBLISHED)
    revision = edit_topic(editor=topic.author, topic=topic, **NEW)
    assert revision.state == Revision.State.PENDING
    assert topic.title != NEW["title"]
    assert not search_topics("الماء")


def test_the_same_words_change_nothing():
    topic = raised()
    assert edit_topic(editor=topic.author, topic=topic, title=topic.title, body=topic.text) is None


def test_nobody_else_edits_or_withdraws_it():
    topic, other = raised(), TrustedCitizenFactory()
    with pytest.raises(PermissionDenied):
        edit_topic(editor=other, topic=topic, **NEW)
    with pytest.raises(PermissionDenied):
        withdraw_topic(author=other, topic=topic)


def test_words_are_held_to_the_same_rules_as_when_raising():
    topic = raised()
    with pytest.raises(Refused):
        edit_topic(editor=topic.author, topic=topic, title="قصير", body="نصّ")


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.REJECTED])
def test_what_was_taken_down_is_not_edited(status):
    topic = moderated(raised(), status)
    with pytest.raises(Conflict):
        edit_topic(editor=topic.author, topic=topic, **NEW)


def test_a_wording_that_was_replaced_before_publication_never_becomes_public(as_user):
    topic = raised(CitizenFactory(), body="رقم هاتف جاري هو كلمةخاصّة.")
    assert topic.status == Status.PENDING
    edit_topic(editor=topic.author, topic=topic, **NEW)
    moderated(topic, Status.PUBLISHED)
    assert "كلمةخاصّة" not in as_user().get(f"/t/{topic.pk}/history/").content.decode()
    assert [version.number for version in versions_of(topic)] == [1]
    Standing.objects.update_or_create(user=topic.author, defaults={"level": Standing.Level.TRUSTED})
    edit_topic(editor=topic.author, topic=topic, title=NEW["title"], body="نصّ ثالث بعد النشر.")
    page = as_user().get(f"/t/{topic.pk}/history/").content.decode()
    assert "كلمةخاصّة" not in page
    assert "ثالث" in page
    assert len(versions_of(topic)) == 2
