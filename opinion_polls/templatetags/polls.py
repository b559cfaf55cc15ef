"""Polls on the pages of others: a topic's polls, and one poll as a card to be answered in place."""

from __future__ import annotations

from typing import Any

from django import template

from moderation.permissions import may
from topics.models import Topic

from ..keys import Voter
from ..models import Poll
from ..permissions import check_can_open_poll
from ..showing import Card, cards

register = template.Library()

SHOWN = 10


@register.inclusion_tag("opinion_polls/_topic_polls.html", takes_context=True)
def topic_polls(context: template.Context, topic: Topic) -> dict[str, Any]:
    """Show the newest polls on ``topic``, open ones to be answered in place, and the moderators' way to a new one.

    A constant number of queries, whatever the number of polls: at most six.
    """
    request = context["request"]
    newest = Poll.objects.visible_to(request.user).filter(topic=topic).with_choices().order_by("-opens_at", "-pk")
    polls = list(newest[:SHOWN])
    for poll in polls:
        poll.topic = topic
    user = request.user
    return {
        "topic": topic,
        "cards": cards(polls, Voter.of(request)) if polls else [],
        "may_open": user.is_authenticated and user.is_moderator and may(check_can_open_poll, user, topic),
        "request": request,
        "user": user,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("opinion_polls/_card.html", takes_context=True)
def poll_card(context: template.Context, poll: Poll | Card) -> dict[str, Any]:
    """Show a poll as a card of the feed. Give a ``Card`` (``showing.cards``) where there are several: a poll alone asks
    for its own ballots and counts.
    """
    request = context["request"]
    [card] = [poll] if isinstance(poll, Card) else cards([poll], Voter.of(request))
    return {"card": card, "request": request, "user": request.user, "csrf_token": context.get("csrf_token")}
