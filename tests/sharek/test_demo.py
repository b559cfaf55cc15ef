"""The demo portal: loaded once, whole, and every page of it opens for everybody who may see it."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from accounts.models import User
from discussions.models import Solution
from discussions.tree_check import find_faults
from moderation import audit
from moderation.models import Appeal, ReviewItem, Status
from notifications.models import Message
from opinion_polls import tallies
from opinion_polls.models import Poll
from realtime.models import Event
from sharek.demo.accounts import email_of
from sharek.demo.loading import load
from tests.crawler import Crawl, Opened
from topics.models import Commitment, Topic

BUDGET = 14.0  # kilobytes of HTML, compressed
READERS = {
    "visitor": None,
    "citizen": "umm_yusuf",
    "moderator": "mod_1",
    "representative": "officer_electricity",
    "appeal reviewer": "reviewer_1",
    "administrator": "admin_1",
}
LEFT_OVERS = re.compile(r"\{[{%#]|%\(\w+\)|\bNone\b|\bgettext\b|&amp;amp;")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,;’'-]+[A-Za-z]{2,}){2,}")


def demo_user(key: str) -> User:
    return User.objects.get(email=email_of(key))


@pytest.mark.django_db
def test_the_demo_is_whole_and_every_page_of_it_opens(settings: Any) -> None:
    """One test, since loading takes some seconds: first what was written, then each page for each reader."""
    settings.DEMO = True
    load()
    check_what_was_loaded()
    faults, heavy = [], {}
    for reader, key in READERS.items():
        for language in ("ar", "en"):
            client = Client(raise_request_exception=False, HTTP_ACCEPT_LANGUAGE=language)
            if key is not None:
                client.force_login(demo_user(key))
            crawl = Crawl(client, language, seeds(language))
            for page in crawl.pages():
                faults += [f"{reader} {language} {page.url} (from {page.found_on}): {fault}" for fault in wrong(page)]
                if page.kilobytes > BUDGET:
                    heavy[page.kind] = round(page.kilobytes, 1)
    assert not faults, "\n".join(faults)
    assert heavy == {}


def seeds(language: str) -> tuple[str, ...]:
    """Return pages that a short walk might miss: those of what was edited."""
    edited = Solution.objects.exclude(edited_at=None)[0]
    with translation.override(language):
        return (edited.get_absolute_url(),)


def wrong(page: Opened) -> Iterator[str]:
    if page.status != 200:
        yield f"answered {page.status}"
    if not page.html:
        return
    is_english = page.url == "/en" or page.url.startswith("/en/")
    if f'<html lang="{"en" if is_english else "ar"}"' not in page.html:
        yield "is not in the language of its address"
    if found := LEFT_OVERS.search(page.text):
        yield f"shows {found.group()!r}"
    if not is_english and (found := ENGLISH_SENTENCE.search(page.text)):
        yield f"says in English {found.group()!r}"


def check_what_was_loaded() -> None:
    assert list(find_faults()) == []
    said = StringIO()
    call_command("recount", "--check", stdout=said)
    assert said.getvalue().startswith("0 counters were wrong")
    for poll in Poll.objects.all():
        assert tallies.check(poll) == []
    assert {poll.state for poll in Poll.objects.all()} == {"open", "closed"}
    assert audit.verify()[1] is None
    topics = list(Topic.objects.all())
    assert {topic.stage for topic in topics} == set(Topic.Stage.values)
    assert {topic.status for topic in topics} >= {
        Status.PUBLISHED, Status.PENDING, Status.REJECTED, Status.HIDDEN, Status.WITHDRAWN,
    }  # fmt: skip
    assert any(topic.is_overdue for topic in topics)
    assert any(topic.reopened_at for topic in topics)
    commitments = list(Commitment.objects.all())
    assert any(commitment.is_overdue for commitment in commitments)
    assert any(commitment.kept_at for commitment in commitments)
    waiting = ReviewItem.objects.filter(status=ReviewItem.Status.OPEN)
    assert {item.origin for item in waiting} >= {"new_author", "report", "link", "filter", "routine"}
    assert set(Appeal.objects.values_list("outcome", flat=True)) == {"pending", "accepted"}
    inbox = demo_user("umm_yusuf").notifications
    assert inbox.filter(read_at=None).exists()
    assert not inbox.filter(event="answer.published", count__gt=1).exists()
    assert Message.objects.filter(state=Message.State.WAITING).exists()
    assert Event.objects.count() < 200


@pytest.mark.django_db
def test_the_demo_is_refused_outside_demo_mode_and_where_there_is_data(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", "--if-empty")
    assert refusal.value.returncode == 2
    settings.DEMO = True
    User.objects.create_user("somebody@example.org", handle="somebody")
    with pytest.raises(CommandError):
        call_command("load_demo")
    call_command("load_demo", "--if-empty")
    assert not Topic.objects.exists()
