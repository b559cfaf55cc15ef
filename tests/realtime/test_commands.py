"""Pruning, watching, and what templates say."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template

from realtime import pruning
from realtime.models import Event
from realtime.reading import last_seqs
from sharek import clock
from tests.factories import UserFactory
from tests.realtime.conftest import say

pytestmark = pytest.mark.django_db


def test_old_events_are_forgotten_and_numbers_are_not(monkeypatch, capsys):
    monkeypatch.setattr(pruning, "_AT_ONCE", 2)
    with clock.at(clock.now() - timedelta(hours=49)):
        for number in range(5):
            say(stream="topic.1", number=number)
    say(stream="topic.1", number=6)
    call_command("prune_events")
    assert capsys.readouterr().out == "5 events deleted.\n"
    assert [event.seq for event in Event.objects.all()] == [6]
    assert last_seqs(["topic.1"]) == {"topic.1": 6}
    with pytest.raises(CommandError, match="at least 1") as refused:
        call_command("prune_events", hours=0)
    assert refused.value.returncode == 2


def test_a_stream_can_be_watched(capsys):
    for number in (1, 2):
        say(stream="topic.1", number=number)
    call_command("watch", "topic.1", once=True, since=1)
    assert capsys.readouterr().out.endswith(' 2 comment.posted {"comment": 2}\n')
    for odd in ("home", "x y", "topic"[::-1] * 40):
        with pytest.raises(CommandError, match="not a stream"):
            call_command("watch", odd)


def render(text: str, **context: object) -> str:
    return Template("{% load live %}" + text).render(Context(context))


def test_templates_name_streams_with_the_numbers_they_were_read_at():
    page = render('{% live_streams "topic" 17 %}', live={"topic.17": 41})
    assert page == '<span hidden data-live="{&quot;topic.17&quot;:41}"></span>'
    assert "poll.9.results&quot;:0" in render('{% live_streams "poll" 9 "results" %}')
    with pytest.raises(LookupError, match=r"topic\.17"):
        render('{% live_streams "topic" 17 %}', live={"topic.18": 1})


def test_elements_name_what_they_show():
    user = UserFactory()
    assert render("<li {% live_id user %}>", user=user) == f'<li data-live-id="user.{user.pk}">'


def test_the_number_of_unread_lines_can_be_asked_for(client):
    assert client.get("/live/unread/").content == b"0"
    user = UserFactory()
    client.force_login(user)
    response = client.get("/live/unread/")
    assert (response.content, response["Content-Type"]) == (b"0", "text/plain")
