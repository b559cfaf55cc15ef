"""Hidden results and hidden solutions: no exit tells of them."""

import re

import pytest

from moderation.models import Status
from opinion_polls import live
from opinion_polls.actions import cast_ballot, record_ballot
from opinion_polls.keys import cookie_name
from opinion_polls.models import Poll
from sharek import clock
from tests.factories import CitizenFactory, ModeratorFactory

from .conftest import choices_of, choose

pytestmark = pytest.mark.django_db

# Shares that nothing else on a page could be taken for.
SHARES = {1: 47, 2: 53}


@pytest.fixture
def busy(make_poll):
    """Return ``busy(visibility)``: a poll with a hundred ballots, 47 to 53."""

    def make(visibility):
        poll = make_poll(visibility=visibility)
        for number, times in SHARES.items():
            for n in range(times):
                key = f"{number}-{n}".encode().ljust(32)
                record_ballot(poll=poll, voter_key=key, channel="visitor", answer=choose(poll, number))
        return poll

    return make


def exits(client, poll):
    """Return what every exit says of ``poll`` to ``client``: pages, cards, frames."""
    paths = ["", "?change", "results/", "results/?done=cast", "receipt/", "receipt/?code=AAAA-AAAA"]
    pages = [client.get(f"{prefix}/p/{poll.pk}/{path}") for path in paths for prefix in ("", "/en")]
    pages += [client.get(path) for path in ("/", "/polls/", poll.topic.get_absolute_url())]
    pages.append(client.post(f"/p/{poll.pk}/", {"form": "card"}, headers={"HX-Request": "true"}))
    assert all(page.status_code in {200, 400} for page in pages)
    return [page.content.decode() for page in pages]


def tells_shares(text):
    return re.search(r">(47|53)%<|n num\"[^>]*>(47|53)<|x2=\"(47|53)\"", text) is not None


def cookies_of(client):
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.mark.parametrize("visibility", ["after_vote", "after_close"])
@pytest.mark.parametrize("who", ["visitor", "citizen", "moderator"])
def test_who_has_not_voted_finds_no_share_anywhere(as_user, busy, visibility, who):
    poll = busy(visibility)
    user = {"visitor": lambda: None, "citizen": CitizenFactory, "moderator": ModeratorFactory}[who]()
    client = as_user(user)
    assert not any(tells_shares(text) for text in exits(client, poll))
    assert live.may_hear(user or anonymous(), poll.pk, None, cookies_of(client))
    assert not live.may_hear(user or anonymous(), poll.pk, "results", cookies_of(client))
    assert set(live.state(poll.pk, None)) == {"registered", "visitor", "closed"}


def anonymous():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.mark.parametrize("who", ["visitor", "citizen"])
def test_after_voting_pages_and_sockets_open_to_the_voter_alone(as_user, busy, who):
    poll, user = busy("after_vote"), CitizenFactory() if who == "citizen" else None
    client, stranger = as_user(user), as_user()
    client.get(f"/p/{poll.pk}/")
    assert client.post(f"/p/{poll.pk}/", {"choice": choose(poll, 3)["choices"]}).status_code == 303
    assert "47%" in client.get(f"/p/{poll.pk}/results/").content.decode()
    assert live.may_hear(user or anonymous(), poll.pk, "results", cookies_of(client))
    assert not live.may_hear(anonymous(), poll.pk, "results", cookies_of(stranger))
    assert not live.may_hear(anonymous(), poll.pk, "results", {cookie_name(): "a" * 32 + ":b"})
    assert any(tells_shares(text) for text in exits(client, poll))
    assert not any(tells_shares(text) for text in exits(stranger, poll))


def test_until_closing_even_voters_see_nothing_and_no_frame_is_made(as_user, busy):
    poll, user = busy("after_close"), CitizenFactory()
    cast_ballot(poll=poll, user=user, answer=choose(poll, 3))
    assert not any(tells_shares(text) for text in exits(as_user(user), poll))
    assert not live.may_hear(user, poll.pk, "results", {})
    assert live.state(poll.pk, "results") is None
    with clock.at(poll.closes_at):
        assert live.may_hear(anonymous(), poll.pk, "results", {})
        assert live.state(poll.pk, "results")


def test_frames_tell_what_the_page_tells(busy):
    poll = busy("always")
    first, second, third, none = choices_of(poll)
    facts = live.state(poll.pk, "results")
    assert facts["visitor.as_of"] == 100
    assert (facts[f"visitor.c{first.pk}%"], facts[f"visitor.c{second.pk}"]) == (47, 53)
    assert facts[f"visitor.c{none.pk}"] == facts[f"visitor.c{third.pk}"] == 0
    assert facts["registered.shown"] == 0
    assert not any(key.startswith("registered.c") for key in facts)
    assert live.state(poll.pk, None) == {"registered": 0, "visitor": 100, "closed": 0}


def test_frames_move_in_the_same_steps_as_the_page(poll):
    def vote(times):
        for _ in range(times):
            vote.n += 1
            key = str(vote.n).encode().ljust(32)
            record_ballot(poll=poll, voter_key=key, channel="visitor", answer=choose(poll, 1))

    vote.n = 0
    vote(9)
    assert not any(".c" in key for key in live.state(poll.pk, "results"))
    seen = []
    for _ in range(12):
        vote(1)
        seen.append(live.state(poll.pk, "results")["visitor.as_of"])
    assert seen == [10] * 5 + [15] * 5 + [20] * 2


def test_streams_of_polls_that_nobody_may_see_tell_nothing(poll):
    poll.topic.status = Status.HIDDEN
    poll.topic.save()
    for part in (None, "results"):
        assert not live.may_hear(anonymous(), poll.pk, part, {})
        assert live.state(poll.pk, part) is None
        assert not live.may_hear(anonymous(), 999_999, part, {})
        assert live.state(999_999, part) is None
    assert not live.may_hear(anonymous(), None, None, {})
    assert not live.may_hear(anonymous(), poll.pk, "ballots", {})
    assert live.state(poll.pk, "ballots") is None


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.REMOVED, Status.WITHDRAWN])
@pytest.mark.parametrize("kind", Poll.Kind.values)
def test_the_words_of_a_hidden_solution_leave_every_exit(as_user, make_poll, kind, status):
    poll = make_poll(kind=kind, visibility="always")
    solution = choices_of(poll)[0].solution
    solution_words = ("كلمةفريدة", "نصّفريد")
    solution.title, solution.text, solution.text_html = solution_words[0], solution_words[1], solution_words[1]
    solution.save()
    fresh = make_poll(topic=poll.topic, solutions=[*poll.topic.solutions.all()], kind=kind, visibility="always")
    clients = [as_user(), as_user(CitizenFactory())]
    assert any(solution_words[0] in text for text in exits(clients[0], fresh))
    solution.status = status
    solution.save()
    for client in clients:
        assert not any(word in text for text in exits(client, fresh) for word in solution_words)
    with clock.at(fresh.closes_at):
        for path in ("", "results/"):
            page = clients[0].get(f"/p/{fresh.pk}/{path}").content.decode()
            assert not any(word in page for word in solution_words)
