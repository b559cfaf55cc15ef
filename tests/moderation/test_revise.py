"""New wordings: at once, or after review; every wording that was public is kept."""

from typing import Any

import pytest

from moderation.actions import revise, submit
from moderation.models import FilterWord, ReviewItem, Revision, Status
from realtime.doors import Conflict
from tests.factories import TopicFactory, TrustedCitizenFactory
from tests.moderation.texts import comment, item_of

pytestmark = pytest.mark.django_db


def edit(text: Any, body: str, title: str = "") -> Revision | None:
    return revise(content=text, editor=text.author, title=title or text.wording()[0], body=body)


def wordings(text: Any) -> list[tuple[int, str, str]]:
    rows = Revision.objects.filter(object_id=text.pk, content_type__model=text._meta.model_name).order_by("version")
    return [(row.version, row.body, row.state) for row in rows]


def test_a_trusted_authors_edit_is_public_at_once_and_every_wording_is_kept() -> None:
    topic = TopicFactory(author=TrustedCitizenFactory(), text="أول")
    assert edit(topic, "ثانٍ").state == Revision.State.APPLIED
    edit(topic, "ثالث")
    topic.refresh_from_db()
    assert (topic.text, topic.version) == ("ثالث", 3)
    assert "ثالث" in topic.text_html
    assert topic.edited_at is not None
    assert wordings(topic) == [(1, "أول", "applied"), (2, "ثانٍ", "applied"), (3, "ثالث", "applied")]
    assert item_of(topic) is None


def test_a_new_authors_edit_waits_and_the_approved_text_stays() -> None:
    topic = TopicFactory(text="أول")
    assert edit(topic, "ثانٍ").state == Revision.State.PENDING
    topic.refresh_from_db()
    assert (topic.text, topic.version, topic.status) == ("أول", 1, Status.PUBLISHED)
    assert item_of(topic).origin == ReviewItem.Origin.EDIT
    edit(topic, "ثالث")
    assert wordings(topic) == [(2, "ثانٍ", "rejected"), (3, "ثالث", "pending")]
    assert ReviewItem.objects.count() == 1


def test_a_new_authors_plain_comment_is_edited_at_once_and_looked_at() -> None:
    text = comment()
    assert edit(text, "أوافق كثيرًا.").state == Revision.State.APPLIED
    assert item_of(text).origin == ReviewItem.Origin.EDIT


def test_an_edit_that_a_filter_matches_waits_even_from_the_trusted() -> None:
    FilterWord.objects.create(word="غبي")
    text = comment(author=TrustedCitizenFactory())
    assert edit(text, "كلام غبي").state == Revision.State.PENDING
    item = item_of(text)
    assert item.origin == ReviewItem.Origin.FILTER
    assert item.matched_spans


def test_what_awaits_publication_takes_the_new_wording_at_once() -> None:
    topic = TopicFactory(status=Status.DRAFT, published_at=None, text="أول")
    submit(content=topic)
    edit(topic, "رقمي 0944123456")
    topic.refresh_from_db()
    item = item_of(topic)
    assert (topic.text, topic.version, topic.status) == ("رقمي 0944123456", 2, Status.PENDING)
    assert item.urgent
    assert item.revision is None
    assert ReviewItem.objects.count() == 1


def test_the_same_words_again_are_no_edit() -> None:
    topic = TopicFactory(text="أول")
    assert edit(topic, "أول") is None
    assert not Revision.objects.exists()


def test_going_back_to_the_public_wording_ends_the_wait() -> None:
    text = comment(text="أول")
    FilterWord.objects.create(word="غبي")
    edit(text, "كلام غبي")
    edit(text, "أول")
    assert [state for _, _, state in wordings(text)] == ["applied", "rejected", "applied"]
    assert item_of(text).revision is None


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.REJECTED, Status.WITHDRAWN])
def test_what_is_not_public_and_does_not_wait_is_not_edited(status: str) -> None:
    with pytest.raises(Conflict):
        edit(TopicFactory(status=status), "ثانٍ")
