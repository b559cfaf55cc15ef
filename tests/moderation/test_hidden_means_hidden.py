"""Hidden means hidden: a word of its own is planted in content of each kind, every page is read, the content is hidden,
and no page that anybody can reach shows the word again. Pages are found by following links, so that a new one is asked
as well."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from discussions.actions import post_comment, propose_solution
from discussions.models import Comment
from moderation.models import Status
from notifications.models import Message, Notification
from realtime.models import Event
from sharek.text.folding import fold
from tests.factories import CitizenFactory, ModeratorFactory, RepresentativeFactory, TopicFactory, TrustedCitizenFactory
from tests.moderation.texts import decided, item_of, policy, reported
from topics.actions import publish_answer

pytestmark = pytest.mark.django_db

# Searched for without their harakat and hamzas, so that a page that repeats the question does not show them.
WORDS = {"topic": "زمرّدقزح", "solution": "ياقوّتقزح", "comment": "عقيّققزح", "answer": "لؤلؤقزح"}
# Addresses that no link of a page leads to.
STARTS = (
    "/", "/en/", "/topics/", "/polls/", "/services/", "/agencies/", "/areas/", "/transparency/", "/policy/", "/feed/",
    "/me/notifications/", "/me/", "/track/",
)  # fmt: skip
_LINK = re.compile(r'(?:href|hx-get|data-url|src)="(/[^"#]*)')
_SKIPPED = re.compile(r"^/(static|accounts|en/accounts|media|admin|ws|metrics|me/delete|demo)")
MOST = 400


@pytest.fixture
def scene() -> dict[str, Any]:
    policy()
    topic = TopicFactory(title=f"انقطاع {WORDS['topic']} في الحي", text=f"وصف {WORDS['topic']} كامل")
    from topics.search import index_topic

    index_topic(topic)
    author = TrustedCitizenFactory()
    solution = propose_solution(
        author=author, topic=topic, title=f"حلّ {WORDS['solution']} جديد", body=f"شرح {WORDS['solution']} للحلّ"
    )
    comment = post_comment(author=author, topic=topic, body=f"رأي {WORDS['comment']} صريح")
    post_comment(author=TrustedCitizenFactory(), topic=topic, body="جواب على الرأي", parent=comment)
    answer = publish_answer(
        representative=RepresentativeFactory(body=topic.body).user, topic=topic, public_body=topic.body,
        body_text=f"نعالج {WORDS['answer']} قريبًا",
    )  # fmt: skip
    return {"topic": topic, "solution": solution, "comment": comment, "answer": answer}


def crawl(client: Client, starts: set[str]) -> Iterator[tuple[str, str]]:
    """Yield (address, text) of every page that can be reached from ``starts`` by links."""
    waiting, seen = sorted(starts), set(starts)
    while waiting and len(seen) < MOST * 4:
        path = waiting.pop(0)
        response = client.get(path, follow=True)
        text = b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()  # type: ignore[attr-defined]
        yield path, text
        for found in _LINK.findall(text):
            clean = found.replace("&amp;", "&")
            if clean not in seen and not _SKIPPED.match(clean) and len(seen) < MOST:
                seen.add(clean)
                waiting.append(clean)


def searches(word: str) -> set[str]:
    word = fold(word)
    return {f"/search/?q={word}", f"/topics/?q={word}", f"/en/search/?q={word}"}


def hide(kind: str, content: Any) -> None:
    item = reported(content)
    decided(item, "remove" if kind == "comment" else "hide")


@pytest.mark.parametrize("kind", list(WORDS))
def test_what_is_hidden_is_gone_from_every_page(kind: str, scene: dict[str, Any], as_user: Any) -> None:
    word, content = WORDS[kind], scene[kind]
    reader = CitizenFactory()
    starts = {*STARTS, *searches(word), *(thing.get_absolute_url().partition("#")[0] for thing in scene.values())}
    # Quick hands note whether the word was anywhere at all before, and warm every cache.
    before = {path for path, text in crawl(as_user(), starts) if word in text}
    assert before, "the word was nowhere to be seen: the test would prove nothing"
    list(crawl(as_user(reader), starts))
    hide(kind, content)
    for client in (as_user(), as_user(reader)):
        still = [path for path, text in crawl(client, starts | before) if word in text]
        assert not still
    facts = [str(event.facts) for event in Event.objects.all()]
    facts += [str(row.facts) for model in (Notification, Message) for row in model.objects.all()]
    assert not any(word in fact for fact in facts)


def test_a_removed_comment_with_replies_is_a_stub_and_the_replies_stay(scene: dict[str, Any], as_user: Any) -> None:
    solution, topic = scene["solution"], scene["topic"]
    comment = post_comment(author=CitizenFactory(), topic=topic, solution=solution, body=f"رأي {WORDS['comment']}")
    post_comment(author=CitizenFactory(), topic=topic, solution=solution, body="جواب عليه", parent=comment)
    hide("comment", comment)
    for person in (None, CitizenFactory(), ModeratorFactory()):
        response = as_user(person).get(solution.get_absolute_url())
        assert response.status_code == 200
        assert "جواب عليه" in response.content.decode()
        assert f'id="c{comment.number}"' in response.content.decode()
        assert WORDS["comment"] not in response.content.decode()


def test_counters_equal_what_is_visible_after_a_root_with_ten_replies_is_removed(scene: dict[str, Any]) -> None:
    from discussions.recounts import recount_discussions

    topic, root = scene["topic"], scene["comment"]
    for _ in range(9):
        post_comment(author=CitizenFactory(), topic=topic, body="جواب آخر", parent=root)
    hide("comment", root)
    topic.refresh_from_db()
    assert topic.comments_count == Comment.objects.visible_to(None).filter(topic=topic).count() == 10
    # The factories' own topics and solutions are counted by hand; doors must not have moved them apart.
    assert [fault for fault in recount_discussions(mend=False) if f"{topic.pk}" in fault and "comments" in fault] == []


def test_a_held_comment_is_told_to_nobody_before_it_is_published_and_exactly_once_after(scene: dict[str, Any]) -> None:
    parent = scene["comment"]
    told = Notification.objects.filter(user=parent.author, event="comment.replied")
    before = told.count()
    held = post_comment(
        author=CitizenFactory(), topic=scene["topic"], body="انظروا https://example.com/x", parent=parent
    )
    assert held.status == Status.PENDING
    assert told.count() == before
    decided(item_of(held), "approve")
    line = told.filter(target_type=ContentType.objects.get_for_model(held), target_id=held.pk)
    assert line.count() == 1
    assert line.get().count == 1
