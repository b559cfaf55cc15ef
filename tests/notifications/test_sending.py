"""The way out of mailed notices: once, in the recipient's language, not for ever, and not about what is gone."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from notifications import sending
from notifications.actions import choose_mails, notify
from notifications.jobs import prune
from notifications.models import Message, Notification
from notifications.quiet import without_mails
from realtime.doors import Refused
from sharek import clock
from tests.factories import CitizenFactory, TopicFactory

pytestmark = pytest.mark.django_db


def published(author, **fields):
    topic = TopicFactory(author=author, **fields)
    notify(recipients=[author], event="content.published", target=topic)
    return topic


def test_a_notice_is_mailed_in_the_recipients_language_with_both_parts():
    arab, english = CitizenFactory(language="ar"), CitizenFactory(language="en")
    published(arab, title="انقطاع الماء")
    published(english, title="انقطاع الكهرباء")
    assert sending.send_due() == 2
    first, second = mail.outbox
    assert first.to == [arab.email]
    assert "انقطاع الماء" in first.subject
    (html, kind) = first.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="ar" dir="rtl">' in html
    assert '<div class="sheet" lang="ar" dir="rtl">' in html
    assert "Published" in second.subject
    assert '<html lang="en" dir="ltr">' in second.alternatives[0][0]
    assert "/en/t/" in second.body
    assert first.extra_headers["Auto-Submitted"] == "auto-generated"


def test_nothing_is_sent_twice():
    published(CitizenFactory())
    assert sending.send_due() == 1
    assert sending.send_due() == 0
    assert Message.objects.get().state == Message.State.SENT


def test_who_is_told_twice_on_a_day_is_mailed_once():
    author = CitizenFactory()
    topic = published(author)
    notify(recipients=[author], event="content.published", target=topic)
    assert Message.objects.count() == 1
    with clock.at(clock.now() + timedelta(days=2)):
        notify(recipients=[author], event="content.published", target=topic)
    assert Message.objects.count() == 2


def test_what_was_hidden_meanwhile_is_dropped():
    reader, topic = CitizenFactory(), TopicFactory()
    notify(recipients=[reader], event="topic.resolved", target=topic)
    topic.status = "hidden"
    topic.save()
    assert sending.send_due() == 0
    assert not mail.outbox
    assert Message.objects.get().state == Message.State.DROPPED


def test_an_account_that_is_gone_gets_nothing():
    author = CitizenFactory()
    published(author)
    author.is_active = False
    author.save()
    assert sending.send_due() == 0
    assert Message.objects.get().state == Message.State.DROPPED


def broken(monkeypatch):
    calls = []

    def fail(*args, **kwargs):
        calls.append(connection.in_atomic_block and len(connection.savepoint_ids))
        raise OSError("no server")

    monkeypatch.setattr("accounts.mail.send", fail)
    return calls


def test_a_failed_attempt_waits_longer_each_time_and_ends(monkeypatch):
    published(CitizenFactory())
    calls = broken(monkeypatch)
    now = clock.now()
    waits = []
    for _ in range(8):
        with clock.at(now):
            sending.send_due()
            message = Message.objects.get()
            waits.append(message.next_attempt_at - now)
            now += timedelta(hours=3)
    assert len(calls) == sending.MOST_ATTEMPTS
    assert waits[:4] == list(sending.PAUSES[:4])
    assert message.state == Message.State.GIVEN_UP
    assert message.attempts == sending.MOST_ATTEMPTS


def test_the_attempt_is_counted_before_it_is_made(monkeypatch):
    published(CitizenFactory())
    seen = []
    monkeypatch.setattr("accounts.mail.send", lambda *a, **k: seen.append(Message.objects.get().attempts))
    sending.send_due()
    assert seen == [1]


def test_a_message_that_kills_its_worker_is_given_up(monkeypatch):
    """The worker dies: nothing after the attempt runs, neither "sent" nor "failed"."""
    published(CitizenFactory())

    class Killed(BaseException):
        pass

    def kill(*args, **kwargs):
        raise Killed

    monkeypatch.setattr("accounts.mail.send", kill)
    now = clock.now()
    for _ in range(sending.MOST_ATTEMPTS):
        with clock.at(now), pytest.raises(Killed):
            sending.send_due()
        now += timedelta(hours=3)
    with clock.at(now):
        assert sending.send_due() == 0
    assert Message.objects.get().state == Message.State.GIVEN_UP


def test_several_workers_send_each_message_once(in_threads):
    people = [CitizenFactory() for _ in range(12)]
    for person in people:
        published(person)
    counts = in_threads(lambda _: sending.send_due(), times=4)
    assert [count for count in counts if isinstance(count, Exception)] == []
    assert sum(counts) == 12
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)


def test_mails_that_were_turned_off_are_not_sent():
    author = CitizenFactory()
    choose_mails(user=author, unwanted=["content.published"])
    published(author)
    assert not Message.objects.exists()
    assert Notification.objects.count() == 1
    choose_mails(user=author, unwanted=[])
    published(author)
    assert Message.objects.count() == 1


def test_turned_off_while_it_waited():
    author = CitizenFactory()
    published(author)
    choose_mails(user=author, unwanted=["content.published"])
    assert sending.send_due() == 0


def test_decisions_are_always_mailed():
    with pytest.raises(Refused):
        choose_mails(user=CitizenFactory(), unwanted=["decision.made"])


def test_a_past_is_loaded_without_mails():
    author = CitizenFactory()
    with without_mails():
        published(author)
    assert not Message.objects.exists()
    assert Notification.objects.count() == 1


def test_old_notices_and_messages_are_forgotten():
    author = CitizenFactory()
    with clock.at(clock.now() - timedelta(days=100)):
        published(author)
        sending.send_due()
        Notification.objects.update(read_at=clock.now())
    unread = CitizenFactory()
    with clock.at(clock.now() - timedelta(days=100)):
        notify(recipients=[unread], event="topic.published", target=TopicFactory())
    assert prune() == (1, 1)
    assert Notification.objects.get().user == unread
    assert prune() == (0, 0)
