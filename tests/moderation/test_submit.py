"""Where a new text goes: the trust table and the filters."""

from datetime import timedelta
from typing import Any

import pytest

from moderation.actions import submit
from moderation.models import FilterWord, ReviewItem, Standing, Status
from realtime.doors import Conflict
from sharek import clock
from tests.factories import CitizenFactory, SolutionFactory, TopicFactory, TrustedCitizenFactory
from tests.moderation.texts import draft_comment, item_of

pytestmark = pytest.mark.django_db


def known(**fields: Any) -> Any:
    author = CitizenFactory()
    Standing.objects.create(user=author, level=Standing.Level.KNOWN, **fields)
    return author


def test_a_new_citizens_topic_waits_for_review(changes: Any) -> None:
    topic = TopicFactory(status=Status.DRAFT, published_at=None)
    assert submit(content=topic, by=topic.author) == Status.PENDING
    topic.refresh_from_db()
    item = item_of(topic)
    assert (topic.status, topic.published_at, item.origin) == (Status.PENDING, None, ReviewItem.Origin.NEW_AUTHOR)
    assert (item.body_id, item.area_id) == (topic.body_id, topic.area_id)
    assert item.due_at - item.created_at == timedelta(hours=24)
    assert changes == [("draft", "pending")]


def test_a_new_citizens_solution_waits_for_review() -> None:
    assert submit(content=SolutionFactory(status=Status.DRAFT)) == Status.PENDING


def test_a_new_citizens_plain_comment_appears_at_once_and_is_queued(changes: Any) -> None:
    comment = draft_comment()
    assert submit(content=comment) == Status.PUBLISHED
    comment.refresh_from_db()
    assert comment.published_at is not None
    assert item_of(comment).origin == ReviewItem.Origin.ROUTINE
    assert changes == [("draft", "published")]


def test_a_new_citizens_photos_wait_for_review() -> None:
    assert submit(content=draft_comment(), photos=True) == Status.PENDING


def test_a_known_citizens_topic_is_published_and_queued() -> None:
    topic = TopicFactory(author=known(), status=Status.DRAFT, published_at=None)
    assert submit(content=topic) == Status.PUBLISHED
    assert item_of(topic).origin == ReviewItem.Origin.ROUTINE


def test_a_trusted_citizens_topic_with_a_link_is_published_and_not_queued() -> None:
    topic = TopicFactory(author=TrustedCitizenFactory(), status=Status.DRAFT, text="انظروا https://example.com/a")
    assert submit(content=topic) == Status.PUBLISHED
    assert item_of(topic) is None


def test_a_known_citizens_link_waits_and_shows_its_place() -> None:
    comment = draft_comment(known(), "التفاصيل في https://example.com/a كلها")
    assert submit(content=comment) == Status.PENDING
    item = item_of(comment)
    assert item.origin == ReviewItem.Origin.LINK
    (span,) = item.matched_spans
    assert comment.text[span["start"] : span["end"]] == "https://example.com/a"


@pytest.mark.parametrize(
    "written",
    ["غبي", "والغبي", "غـبـي", "غَبِيّ", "غبييييي", "للغبي", "فالغبي", "غ\u200bبي", "غبى", "غ.ب.ي", "بغبي"],
)
def test_a_listed_word_is_held_however_it_is_written(written: str) -> None:
    FilterWord.objects.create(word="غبي")
    comment = draft_comment(TrustedCitizenFactory(), f"هذا {written} فعلًا")
    assert submit(content=comment) == Status.PENDING
    (span,) = item_of(comment).matched_spans
    assert comment.text[span["start"] : span["end"]].strip() in (written, written[2:], written[3:])
    assert span["clause"] == "respect"


@pytest.mark.parametrize("written", ["غبار الشارع", "تغبير", "مغبيات", "غب يوم"])
def test_words_that_only_resemble_a_listed_one_pass(written: str) -> None:
    FilterWord.objects.create(word="غبي")
    assert submit(content=draft_comment(text=written)) == Status.PUBLISHED


@pytest.mark.parametrize(
    "written",
    ["0944123456", "٠٩٤٤ ١٢٣ ٤٥٦", "+963 944 123 456", "00963-944-123-456", "011-2223334", "someone@example.org",
     "01020304050", "٠١٠٢٠٣٠٤٠٥٠"],
)  # fmt: skip
def test_personal_data_is_held_and_urgent_even_from_the_trusted(written: str) -> None:
    comment = draft_comment(TrustedCitizenFactory(), f"رقمه {written} اتصلوا")
    assert submit(content=comment) == Status.PENDING
    item = item_of(comment)
    assert item.urgent
    assert any(comment.text[span["start"] : span["end"]] == written for span in item.matched_spans)


@pytest.mark.parametrize("written", ["في 2026-11-25", "بكلفة 1500000 ليرة", "الساعة 10:30", "الرقم المرجعي 2611000123"])
def test_dates_sums_and_reference_numbers_are_no_personal_data(written: str) -> None:
    assert submit(content=draft_comment(text=written)) == Status.PUBLISHED


def test_the_sixth_post_in_ten_minutes_waits() -> None:
    author = CitizenFactory()
    now = clock.now()
    for minutes in range(5):
        with clock.at(now - timedelta(minutes=minutes)):
            submit(content=draft_comment(author))
    assert submit(content=draft_comment(author)) == Status.PENDING
    with clock.at(now + timedelta(minutes=20)):
        assert submit(content=draft_comment(author)) == Status.PUBLISHED


def test_sending_twice_is_refused() -> None:
    topic = TopicFactory(status=Status.DRAFT)
    submit(content=topic)
    with pytest.raises(Conflict):
        submit(content=topic)


def test_a_plain_comment_costs_three_queries_besides_its_own_answer(
    query_count: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from discussions.models import Comment

    monkeypatch.setattr(Comment, "on_visibility_changed", lambda self, old, new: None)
    submit(content=draft_comment())
    comment = draft_comment()
    assert query_count(lambda: submit(content=comment)) <= 3 + 2  # and a savepoint
