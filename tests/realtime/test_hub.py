"""The hub: nothing missed, nothing doubled, nobody's trouble is another's."""

import asyncio

import pytest
from django.db import OperationalError, transaction

from realtime import control, limits
from realtime import hub as hub_module
from realtime.announcing import Hint
from realtime.hub import Hub
from realtime.models import Event, Stream
from realtime.rules import Rules
from tests.realtime.conftest import Ear, in_thread, say, until


async def listening(hub: Hub, ear: Ear, **wanted: int) -> Ear:
    hub.enter(ear.socket)
    await hub.ask(ear.socket, {name.replace("_", "."): seq for name, seq in wanted.items()})
    return ear


async def test_who_comes_late_gets_what_was_missed_and_then_what_comes(hub):
    for number in (1, 2, 3):
        await in_thread(say, stream="topic.1", number=number)
    late, current = Ear(), Ear()
    await listening(hub, current, topic_1=3)
    await listening(hub, late, topic_1=1)
    await in_thread(say, stream="topic.1", number=4)
    await until(lambda: current.heard)
    assert late.seqs == [2, 3, 4]
    assert current.heard == [{"stream": "topic.1", "seq": 4, "kind": "comment.posted", "facts": {"comment": 4}}]


async def test_a_frame_is_encoded_once_for_all(hub, monkeypatch):
    ears = [await listening(hub, Ear(), topic_1=0) for _ in range(5)]
    await in_thread(say, stream="topic.1", number=1)
    await until(lambda: all(ear.heard for ear in ears))
    assert len({id(ear.messages[0]) for ear in ears}) == 1


async def test_a_lost_hint_is_made_good_by_the_next_one(hub, monkeypatch):
    hub._interval = 60
    await asyncio.sleep(0.1)
    ear = await listening(hub, Ear(), topic_1=0)
    monkeypatch.setattr(hub, "hint", lambda hints: None)
    for number in (1, 2):
        await in_thread(say, stream="topic.1", number=number)
    monkeypatch.undo()
    assert ear.heard == []
    await in_thread(say, stream="topic.1", number=3)
    await until(lambda: ear.seqs == [1, 2, 3])


async def test_without_any_hint_the_log_is_read_by_itself(hub, monkeypatch):
    ear = await listening(hub, Ear(), topic_1=0)
    monkeypatch.setattr("realtime.announcing._hub", None)
    await in_thread(say, stream="topic.1", number=1)
    await until(lambda: ear.seqs == [1])


async def test_hints_that_come_twice_or_late_are_heard_once(hub):
    ear = await listening(hub, Ear(), topic_1=0)
    await in_thread(say, stream="topic.1", number=1)
    await until(lambda: ear.seqs == [1])
    hub.hint([Hint("topic.1", 1, "comment.posted", {"comment": 1}), Hint("topic.2", 1, "comment.posted", {})])
    await asyncio.sleep(0.1)
    assert ear.seqs == [1]


async def test_a_broken_socket_costs_the_others_nothing(hub):
    ears = [await listening(hub, Ear(), topic_1=0) for _ in range(4)]
    broken = await listening(hub, Ear(), topic_1=0)
    broken.broken = True
    for number in (1, 2):
        await in_thread(say, stream="topic.1", number=number)
    await until(lambda: all(ear.seqs == [1, 2] for ear in ears))
    assert broken.socket not in hub.sockets
    assert broken.closed == 4408


async def test_a_socket_that_takes_nothing_keeps_nobody_waiting_and_is_closed(hub, monkeypatch):
    monkeypatch.setattr(limits, "UNACKNOWLEDGED_BYTES", 2000)
    quick = await listening(hub, Ear(), topic_1=0)
    slow = await listening(hub, Ear(slow=True), topic_1=0)
    for number in range(60):
        await in_thread(say, stream="topic.1", number=number)
        hub.acknowledge(quick.socket, {"topic.1": number + 1})
    await until(lambda: slow.closed == 4408)
    await until(lambda: quick.seqs == list(range(1, 61)))
    assert quick.closed is None
    assert slow.socket not in hub.sockets


async def test_who_acknowledges_is_never_stalled(hub, monkeypatch):
    monkeypatch.setattr(limits, "UNACKNOWLEDGED_BYTES", 1000)
    for number in range(5):
        await in_thread(say, stream="topic.1", number=number)
    ear = await listening(hub, Ear(), topic_1=0)
    for number in range(5, 40):
        await in_thread(say, stream="topic.1", number=number)
        await until(lambda n=number: len(ear.seqs) == n + 1)
        hub.acknowledge(ear.socket, {"topic.1": ear.seqs[-1], "topic.2": 5, "home": "x"})
    hub.close_all_stalled()
    assert ear.closed is None


async def test_order_is_kept_for_a_socket_that_was_slow_for_a_while(hub):
    gate = asyncio.Event()
    ear = Ear()
    take = ear._send

    async def slowly(message):
        await gate.wait()
        await take(message)

    ear.socket._send = slowly
    await listening(hub, ear, topic_1=0)
    for number in range(5):
        await in_thread(say, stream="topic.1", number=number)
    await asyncio.sleep(0.1)
    assert ear.heard == []
    gate.set()
    await until(lambda: ear.seqs == [1, 2, 3, 4, 5])
    ear.socket._send = take
    await in_thread(say, stream="topic.1", number=5)
    await until(lambda: ear.seqs == [1, 2, 3, 4, 5, 6])


async def test_who_missed_more_than_the_log_has_is_told_to_load_anew(hub):
    for number in range(5):
        await in_thread(say, stream="topic.1", number=number)
    await in_thread(lambda: Event.objects.filter(seq__lte=3).delete())
    ear = await listening(hub, Ear(), topic_1=1)
    assert ear.heard == [{"resync": "topic.1", "seq": 5}]
    await in_thread(say, stream="topic.1", number=6)
    await until(lambda: ear.seqs == [5, 6])
    fine = await listening(hub, Ear(), topic_1=3)
    assert fine.seqs == [4, 5, 6]


async def test_a_number_from_the_future_is_told_to_load_anew(hub):
    ear = await listening(hub, Ear(), topic_1=77)
    assert ear.heard == [{"resync": "topic.1", "seq": 0}]


async def test_a_hub_that_slept_longer_than_the_log_reaches_says_so(hub):
    ear = await listening(hub, Ear(), topic_1=0)
    await in_thread(lambda: Stream.objects.update_or_create(name="topic.1", defaults={"last_seq": 700}))
    await until(lambda: ear.heard == [{"resync": "topic.1", "seq": 700}])


async def test_more_events_than_one_reading_takes_all_arrive(hub, monkeypatch):
    ear = await listening(hub, Ear(), topic_1=0)

    def many():
        moment = "2026-11-25T00:00:00Z"
        with transaction.atomic():
            stream = Stream.objects.create(name="topic.1", last_seq=1200)
            Event.objects.bulk_create(
                Event(stream=stream, seq=seq, kind="comment.posted", facts={}, at=moment) for seq in range(1, 1201)
            )

    await in_thread(many)
    await until(lambda: len(ear.messages) == 1200, 10)
    assert ear.seqs == list(range(1, 1201))


async def test_the_database_may_fail_for_a_while(hub, monkeypatch):
    ear = await listening(hub, Ear(), topic_1=0)
    monkeypatch.setattr("realtime.announcing._hub", None)

    def down(seqs):
        raise OperationalError("down")

    with monkeypatch.context() as broken:
        broken.setattr(hub_module, "news", down)
        await in_thread(say, stream="topic.1", number=1)
        await asyncio.sleep(0.2)
    await until(lambda: ear.seqs == [1])


async def test_hidden_unknown_and_odd_streams_get_the_same_answer(hub):
    ear = Ear()
    hub.enter(ear.socket)
    names = [
        "topic.13",
        "topic.5000",
        "nothing",
        "poll.77",
        "topic 1",
        "x" * 200,
        "موضوع",
        "../etc",
        "",
        "poll.9.results",
    ]
    await hub.ask(ear.socket, dict.fromkeys(names, 0))
    assert ear.heard == [{"refused": name} for name in names]
    assert ear.socket.acknowledged == {}


@pytest.mark.parametrize("seq", [-1, True, None, "1", 1.5, 2**63, [1]])
async def test_odd_numbers_are_refused(hub, seq):
    ear = await listening(hub, Ear(), topic_1=seq)
    assert ear.heard == [{"refused": "topic.1"}]


async def test_a_state_is_sent_at_once_and_again_when_it_changes(hub, state):
    ear = await listening(hub, Ear(), poll_9=0)
    assert [frame["facts"] for frame in ear.heard] == [{"registered": 3, "visitors": 5}]
    await asyncio.sleep(0.2)
    assert len(ear.heard) == 1
    state[9]["visitors"] = 6
    await until(lambda: len(ear.heard) == 2)
    assert (ear.heard[1]["kind"], ear.heard[1]["facts"]) == ("state", {"registered": 3, "visitors": 6})
    assert ear.seqs[1] > ear.seqs[0]
    second = await listening(hub, Ear(), poll_9=0)
    assert second.heard == ear.heard[1:]


async def test_one_state_that_cannot_be_read_leaves_the_others_moving(hub, state):
    ear = await listening(hub, Ear(), poll_9=0)
    state[8] = {"registered": 0}
    other = await listening(hub, Ear(), poll_8=0)
    del state[8]
    state[9]["visitors"] = 9
    await until(lambda: len(ear.heard) == 2)
    assert len(other.heard) == 1


async def test_nobody_is_read_for_when_nobody_listens(hub):
    ear = await listening(hub, Ear(), topic_1=0, poll_9=0)
    assert set(hub.lines) == {"topic.1", "poll.9"}
    hub.unsubscribe(ear.socket, ["topic.1"])
    assert set(hub.lines) == {"poll.9"}
    hub.leave(ear.socket)
    assert hub.lines == {}


async def test_what_is_hidden_is_taken_from_those_who_listen(hub, hidden):
    ear, other = await listening(hub, Ear(), topic_1=0), await listening(hub, Ear(), topic_2=0)
    hidden.add(1)
    await in_thread(control.ask_again, stream="topic.1")
    await until(lambda: ear.heard and ear.heard[-1] == {"refused": "topic.1"})
    await in_thread(say, stream="topic.1", number=1)
    await in_thread(say, stream="topic.2", number=1)
    await until(lambda: other.seqs == [1])
    assert ear.heard[-1] == {"refused": "topic.1"}


async def test_sockets_of_a_suspended_user_are_closed(hub):
    mine, other, guest = Ear(user_id=7), Ear(user_id=8), Ear()
    for ear in (mine, other, guest):
        assert hub.enter(ear.socket)
    await in_thread(control.close_sockets, user_id=7, reason="suspended")
    await until(lambda: mine.closed)
    assert (mine.closed, mine.heard) == (4401, [{"close": "suspended", "after": 0}])
    assert other.closed is guest.closed is None


async def test_they_are_closed_without_any_hint_too(hub, monkeypatch):
    mine = Ear(user_id=7)
    hub.enter(mine.socket)
    monkeypatch.setattr("realtime.announcing._hub", None)
    await in_thread(control.close_sockets, user_id=7, reason="role")
    await until(lambda: mine.closed == 4401)


async def test_a_socket_that_opened_while_its_user_was_suspended_is_closed(hub):
    await in_thread(say, stream="user.7", number=1)
    await in_thread(control.close_sockets, user_id=7, reason="suspended")
    ear = Ear(user_id=7)
    assert hub.enter(ear.socket, 1)  # looked up between the two
    await until(lambda: ear.closed == 4401)
    fresh = Ear(user_id=7)
    assert hub.enter(fresh.socket, 2)
    await asyncio.sleep(0.2)
    assert fresh.closed is None


async def test_process_and_browser_have_their_limits(hub, settings):
    settings.LIVE_SOCKETS = 30
    for _ in range(20):
        assert hub.refusal("browser") is None
        hub.enter(Ear(key="browser").socket)
    assert hub.refusal("browser").code == 4430
    assert hub.refusal("another") is None
    for _ in range(10):
        hub.enter(Ear(key="another").socket)
    assert hub.refusal("third").code == 4503


async def test_openings_are_spread_over_time(committed_db, rules: Rules, settings):
    settings.LIVE_OPENINGS_PER_SECOND = 5
    hub = Hub(rules)
    refusals = [hub.refusal("browser") for _ in range(10)]
    assert refusals[:5] == [None] * 5
    assert refusals[-1].code == 4503


async def test_stopping_tells_everybody_to_come_back(committed_db, rules: Rules):
    hub = Hub(rules, interval=0.05)
    hub.start()
    ear = await listening(hub, Ear(), topic_1=0)
    await hub.stop()
    assert ear.closed == 4012
    assert ear.heard[-1]["close"] == "restart"
    await in_thread(say, stream="topic.1", number=1)
