"""The door ``post_comment``."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from discussions.actions import post_comment
from discussions.models import Comment, Solution
from discussions.recounts import recount_discussions
from moderation.models import FilterWord, ReviewItem, Standing, Status
from moderation.permissions import NotSignedIn, PolicyNotAccepted
from notifications.actions import follow, mute
from notifications.models import Notification
from realtime.doors import Conflict, Refused
from realtime.models import Event
from tests.factories import (
    CitizenFactory,
    CommentFactory,
    SolutionFactory,
    TopicFactory,
    TrustedCitizenFactory,
    UserFactory,
)
from topics.models import Topic

pytestmark = pytest.mark.django_db


def post(**fields: Any) -> Comment:
    """Comment on a solution unless told otherwise."""
    if "topic" not in fields:
        fields["solution"] = fields.get("solution") or SolutionFactory()
        fields["topic"] = fields["solution"].topic
    return post_comment(
        **{"author": fields.pop("author", None) or CitizenFactory(), "body": "رأيي أنه ممكن.", **fields}
    )


def lines(event: str) -> list[Any]:
    return list(Notification.objects.filter(event=event).values_list("user", flat=True))


def test_a_new_citizens_plain_comment_appears_at_once_with_the_next_number() -> None:
    solution = SolutionFactory()
    first, second = post(solution=solution), post(solution=solution)
    assert [(c.status, c.number, c.level) for c in (first, second)] == [("published", 1, 0), ("published", 2, 0)]
    solution.refresh_from_db()
    assert (solution.comments_count, solution.topic.last_comment_number, solution.last_comment_number) == (2, 0, 2)
    assert Topic.objects.get().comments_count == 2


def test_a_topic_and_each_of_its_solutions_number_their_own_comments() -> None:
    topic = TopicFactory()
    on_topic = post(topic=topic)
    on_solution = post(solution=SolutionFactory(topic=topic))
    assert (on_topic.number, on_solution.number) == (1, 1)
    topic.refresh_from_db()
    assert (topic.comments_count, topic.last_comment_number) == (2, 1)
    assert not recount_discussions(mend=False)


def test_the_text_is_kept_as_written_beside_its_safe_html() -> None:
    comment = post(body="**مهم** <script>alert(1)</script>\r\nسطر")
    assert comment.text == "**مهم** <script>alert(1)</script>\nسطر"
    assert "<strong>مهم</strong>" in comment.text_html
    assert "<script>" not in comment.text_html


@pytest.mark.parametrize("body", ["", "   ", "\u202e\u2066", "س" * 10_001])
def test_empty_and_too_long_texts_are_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(Refused) as refusal:
        post(body=body)
    assert refusal.value.field == "body"
    assert not Comment.objects.exists()


@pytest.mark.parametrize("body", ["🙂", "؟؟؟", "<" * 10_000, "*" * 9_999, "> " * 5_000, "[" * 5_000 + "](x)"])
def test_odd_texts_are_taken(body: str) -> None:
    assert post(body=body).status in {Status.PUBLISHED, Status.PENDING}


def test_decidim_8510_forms_styles_and_scripts_stay_text() -> None:
    html = post(body='<form><style>a{}</style><a href="java&#10;script:alert(1)">x</a>').text_html
    assert "<form" not in html
    assert "<style" not in html
    assert "<a " not in html


def test_a_link_waits_for_review_with_its_number_taken_and_nobody_told() -> None:
    comment = post(body="انظروا https://example.com/x")
    assert (comment.status, comment.number) == (Status.PENDING, 1)
    solution = Solution.objects.get()
    assert (solution.comments_count, solution.last_comment_number) == (0, 1)
    assert not Event.objects.filter(kind="comment.posted").exists()
    assert ReviewItem.objects.get(origin="link").object_id == comment.pk
    assert not recount_discussions(mend=False)


def test_a_listed_word_waits_even_from_the_trusted() -> None:
    FilterWord.objects.create(word="غبي")
    assert post(author=TrustedCitizenFactory(), body="هذا غبي").status == Status.PENDING


def test_a_reply_hangs_under_what_it_answers() -> None:
    root = CommentFactory()
    reply = post(solution=root.solution, parent=root)
    assert (reply.parent_id, reply.tree_id, reply.level, reply.number) == (root.pk, root.pk, 1, 2)


def test_talk_4142_a_reply_to_a_removed_comment_is_refused() -> None:
    root = CommentFactory()
    Comment.objects.filter(pk=root.pk).update(status=Status.REMOVED)
    with pytest.raises(Conflict):
        post(solution=root.solution, parent=root)
    assert Comment.objects.count() == 1


def test_a_reply_to_a_comment_of_another_discussion_is_refused() -> None:
    with pytest.raises(Refused):
        post(parent=CommentFactory())
    comment = CommentFactory()
    with pytest.raises(Refused):
        post(topic=comment.topic, parent=comment)


@pytest.mark.parametrize("changes", [{"stage": "closed"}, {"locked": True}, {"status": "hidden"}])
def test_decidim_4003_a_closed_discussion_takes_no_replies(changes: dict[str, Any]) -> None:
    root = CommentFactory()
    Topic.objects.update(**changes)
    with pytest.raises(Conflict):
        post(solution=root.solution, parent=root)


@pytest.mark.parametrize("changes", [{"locked": True}, {"status": "hidden"}, {"status": "pending"}])
def test_a_locked_or_hidden_solution_takes_no_comments(changes: dict[str, Any]) -> None:
    solution = SolutionFactory()
    Solution.objects.update(**changes)
    with pytest.raises(Conflict):
        post(solution=solution)


def test_only_verified_people_who_accepted_the_policy_comment() -> None:
    CitizenFactory()
    with pytest.raises(PolicyNotAccepted):
        post(author=UserFactory())
    with pytest.raises(PermissionDenied):
        post(author=CitizenFactory(verified_at=None))
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotSignedIn):
        post(author=AnonymousUser())


def test_one_alias_serves_a_person_throughout_a_topic_and_no_further() -> None:
    author = CitizenFactory()
    topic = TopicFactory()
    here = [post(topic=topic, author=author, hide_name=True) for _ in range(2)]
    here.append(post(solution=SolutionFactory(topic=topic), author=author, hide_name=True))
    assert len({comment.alias for comment in here}) == 1
    assert here[0].alias is not None
    assert post(topic=topic, author=author).alias is None


def test_the_event_holds_ids_only() -> None:
    root = CommentFactory()
    reply = post(solution=root.solution, parent=root)
    event = Event.objects.get(kind="comment.posted")
    assert event.stream_id == f"solution.{root.solution_id}"
    assert event.facts == {"type": "comment", "id": reply.pk, "number": 2, "root": root.pk, "parent": root.pk}


def test_a_comment_on_the_topic_is_told_on_the_topics_stream() -> None:
    comment = post(topic=TopicFactory())
    assert Event.objects.get(kind="comment.posted").stream_id == f"topic.{comment.topic_id}"


def test_whom_it_answers_and_whom_it_mentions_are_told_once() -> None:
    root = CommentFactory()
    other = CitizenFactory(handle="nour-1")
    comment = post(
        solution=root.solution, parent=root, body=f"@{root.author.handle} و@nour-1، @nour-1: بريدي a@nour-1 @nobody"
    )
    assert lines("comment.replied") == [root.author_id]
    assert lines("person.mentioned") == [] or lines("person.mentioned") == [other.pk]
    assert Notification.objects.get(event="comment.replied").target == comment


def test_a_mention_tells_the_person() -> None:
    person = CitizenFactory(handle="نور-الشام")
    post(body="ما رأيك يا @نور-الشام؟")
    assert lines("person.mentioned") == [person.pk]


def test_nobody_is_told_of_their_own_reply_or_by_whom_they_muted() -> None:
    root = CommentFactory()
    post(solution=root.solution, parent=root, author=root.author, body=f"@{root.author.handle} أكمل")
    muted = CitizenFactory()
    mute(user=root.author, muted=muted)
    post(solution=root.solution, parent=root, author=muted)
    assert not Notification.objects.exists()


def test_a_mute_does_not_tell_who_hides_behind_an_alias() -> None:
    root = CommentFactory()
    muted = CitizenFactory()
    mute(user=root.author, muted=muted)
    post(solution=root.solution, parent=root, author=muted, hide_name=True)
    assert lines("comment.replied") == [root.author_id]


def test_followers_are_told_by_a_job() -> None:
    from django_q.models import OrmQ

    topic = TopicFactory()
    follow(user=CitizenFactory(), target=topic)
    topic.follows_count = 1
    topic.save(update_fields=["follows_count"])
    post(solution=SolutionFactory(topic=topic))
    assert OrmQ.objects.count() == 1


def test_osclass_2060_a_held_comment_is_told_of_after_its_approval_once() -> None:
    root = CommentFactory()
    held = post(solution=root.solution, parent=root, body="انظر https://example.com/x")
    assert not Notification.objects.exists()
    held.status = Status.PUBLISHED
    Comment.objects.filter(pk=held.pk).update(status=held.status)
    with transaction.atomic():
        from realtime.doors import door

        door(lambda: held.on_visibility_changed(Status.PENDING, Status.PUBLISHED))()
    assert lines("comment.replied") == [root.author_id]
    assert lines("content.published") == [held.author_id]
    assert Solution.objects.get().comments_count == 2


def test_a_form_sent_twice_makes_one_comment() -> None:
    author, solution, token = CitizenFactory(), SolutionFactory(), uuid4()
    post(author=author, solution=solution, token=token)
    with pytest.raises(IntegrityError), transaction.atomic():
        post(author=author, solution=solution, token=token)
    assert Comment.objects.count() == 1
    assert Solution.objects.get().last_comment_number == 1


def test_new_known_and_trusted_authors_are_queued_as_the_trust_table_has_it() -> None:
    known = CitizenFactory()
    Standing.objects.create(user=known, level=Standing.Level.KNOWN)
    for author, queued in ((CitizenFactory(), True), (known, True), (TrustedCitizenFactory(), False)):
        comment = post(author=author)
        assert ReviewItem.objects.filter(object_id=comment.pk).exists() is queued


@pytest.mark.parametrize("is_reply", [False, True])
def test_a_plain_comment_takes_at_most_fifteen_queries(is_reply: bool, query_count: Any) -> None:
    topic = TopicFactory(follows_count=1)
    solution = SolutionFactory(topic=topic)
    root = CommentFactory(solution=solution)
    post(solution=solution)  # content types are known from now on
    author = CitizenFactory()
    parent = root if is_reply else None
    savepoint = 2  # the door's transaction, within the test's own
    deed = lambda: post(author=author, topic=topic, solution=solution, parent=parent)  # noqa: E731
    assert query_count(deed) - savepoint <= (15 if is_reply else 12)
