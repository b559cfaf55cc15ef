"""``manage.py bench ballots``: how fast ballots are cast by eight threads at once, and that none is lost or doubled."""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import cycle
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any, Final

from django.db import close_old_connections, connection, connections

from accounts.models import User
from directory.models import Area, PublicBody, Service
from discussions.models import Solution
from moderation.models import Status
from opinion_polls import tallies
from opinion_polls.actions import cast_ballot, close_poll, open_poll
from opinion_polls.keys import Voter
from opinion_polls.models import Ballot, Poll, SpentLeaf, Tally
from realtime.doors import Conflict
from sharek import clock
from topics.models import Topic

from .scratch import Stopwatch, analyse, say, scratch_database, tell

THREADS: Final = 8
VOTERS: Final = 200
POLLS: Final = 10  # each voter votes in each of these, so that the measurement lasts
RACES: Final = 25  # polls in which one voter votes from all threads at once
READINGS: Final = 200
MANY: Final = 1_000_000


def run(json: bool) -> None:
    """Measure on a scratch database and tell the figures."""
    with scratch_database("ballots"):
        figures = measure()
    tell({"bench": "ballots", **figures}, json=json)


def measure() -> dict[str, Any]:
    """Return the figures: rates a second, times in milliseconds, faults as numbers."""
    people = _People()
    figures: dict[str, Any] = {"database": connection.vendor, "threads": THREADS, "voters": VOTERS}
    say("Bare inserts, one transaction each")
    insert_rate = _bare_inserts(people.open_poll())
    say(f"{VOTERS} voters in {POLLS} polls")
    polls = [people.open_poll() for _ in range(POLLS)]
    voters = people.voters(VOTERS)
    deeds = [(poll, voter) for poll in polls for voter in voters]
    random.Random(1).shuffle(deeds)
    seconds, faults = _in_threads(deeds, lambda deed: _cast(*deed))
    figures["casts_per_s"] = len(deeds) / seconds
    figures["insert_per_s"] = insert_rate
    figures["ratio_to_insert"] = insert_rate / figures["casts_per_s"]
    say("The same voters again, each from eight threads")
    again = people.open_poll()
    __, more_faults = _in_threads([(again, voter) for voter in voters for _ in range(THREADS)], lambda d: _cast(*d))
    say("One voter from eight threads, in many polls")
    races = [people.open_poll() for _ in range(RACES)]
    one = voters[0]
    __, race_faults = _in_threads([(poll, one) for poll in races for _ in range(THREADS)], lambda d: _cast(*d))
    counted = Ballot.objects.count()
    figures["errors"] = len(faults) + len(more_faults) + len(race_faults)
    expected = len(deeds) + VOTERS + RACES
    figures["duplicates"] = max(0, counted - expected)
    figures["lost"] = max(0, expected - counted)
    say("Casting against the closing")
    figures["late"] = _late(people)
    figures["mismatch"] = sum(len(tallies.check(poll)) for poll in Poll.objects.all())
    for poll in Poll.objects.all():
        tallies.roll_up(poll.pk)
    figures["mismatch"] += sum(len(tallies.check(poll)) for poll in Poll.objects.all())
    say("Reading the tally")
    figures["tally_ms_1k"] = _tally_ms(people.filled_poll(1000))
    figures["tally_ms_1m"] = _tally_ms(people.filled_poll(MANY))
    return figures


# --- deeds ------------------------------------------------------------------------------------------------------------


def _cast(poll: Poll, voter: Voter) -> None:
    chosen = random.choice([choice.pk for choice in poll.choices.all()])
    cast_ballot(poll=poll, user=voter.user, browser_token=voter.token, answer={"choices": [chosen]})


def _bare_inserts(poll: Poll) -> float:
    """Return how many rows a second the same threads insert, each in a transaction of its own, and nothing else."""
    leaves = [secrets.token_hex(32) for _ in range(VOTERS * POLLS)]
    seconds, __ = _in_threads(leaves, lambda leaf: SpentLeaf.objects.create(poll=poll, leaf=leaf))
    return len(leaves) / seconds


def _late(people: _People) -> int:
    """Return how many ballots came into a poll after its closing had been told."""
    poll = people.open_poll()
    over = threading.Event()

    def keep_casting(_number: int) -> None:
        while not over.is_set():
            try:
                _cast(poll, Voter(None, secrets.token_bytes(16)))
            except Conflict:
                return

    counted: list[int] = []

    def close() -> None:
        over.wait(1.0)
        close_poll(moderator=people.moderator, poll=poll, reason="bench")
        counted.append(Ballot.objects.filter(poll=poll).count())
        connections.close_all()

    closer = threading.Thread(target=close)
    closer.start()
    _in_threads(list(range(THREADS)), keep_casting)
    over.set()
    closer.join()
    return Ballot.objects.filter(poll=poll).count() - counted[0]


def _tally_ms(poll: Poll) -> float:
    watch = Stopwatch()
    for _ in range(READINGS):
        with watch:
            tallies.read([poll.pk])
    return watch.ms


def _in_threads(deeds: Sequence[Any], deed: Callable[[Any], object]) -> tuple[float, list[Exception]]:
    """Do all of ``deeds`` from eight threads; return the seconds that it took and what was raised."""
    waiting: SimpleQueue[Any] = SimpleQueue()
    for one in deeds:
        waiting.put(one)
    faults: list[Exception] = []
    ready = threading.Barrier(THREADS + 1)

    def work() -> None:
        connection.ensure_connection()
        ready.wait()
        while True:
            try:
                one = waiting.get_nowait()
            except Empty:
                break
            try:
                deed(one)
            except Exception as fault:
                faults.append(fault)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait()
    from_ = perf_counter()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - from_
    close_old_connections()
    for fault in faults[:3]:
        say(f"  {type(fault).__name__}: {fault}")
    return seconds, faults


# --- people and polls -----------------------------------------------------------------


class _People:
    """A topic with three solutions, a moderator, and voters: half with an account, half without."""

    def __init__(self) -> None:
        now = clock.now()
        author = self._account("author")
        self.moderator = self._account("moderator", role=User.Role.MODERATOR)
        body = PublicBody.objects.create(slug="b", name_ar="جهة", name_en="Body", kind=PublicBody.Kind.DIRECTORATE)
        service = Service.objects.create(slug="s", body=body, name_ar="خدمة", name_en="Service")
        area = Area.objects.create(code="SY-1", slug="a", name_ar="محافظة", name_en="Governorate")
        text = {
            "author": author,
            "status": Status.PUBLISHED,
            "published_at": now,
            "text": "نص",
            "text_html": "<p>نص</p>",
        }
        self.topic = Topic.objects.create(
            title="موضوع", reference="0000000000", service=service, body=body, area=area, **text
        )
        self.solutions = [
            Solution.objects.create(topic=self.topic, number=number, title=f"حلّ {number}", **text)
            for number in (1, 2, 3)
        ]

    def _account(self, name: str, **fields: Any) -> User:
        return User.objects.create(
            email=f"{name}@example.org", display_name=name, handle=name, verified_at=clock.now(), **fields
        )

    def voters(self, number: int) -> list[Voter]:
        kinds: Iterable[bool] = cycle([True, False])
        return [
            Voter(self._account(f"voter-{n}") if with_account else None, secrets.token_bytes(16))
            for n, with_account in zip(range(number), kinds, strict=False)
        ]

    def open_poll(self) -> Poll:
        poll = open_poll(
            moderator=self.moderator,
            topic=self.topic,
            question="أي حلّ تفضّل؟",
            kind=Poll.Kind.MULTIPLE,
            solutions=self.solutions,
            closes_at=clock.now() + timedelta(days=1),
        )
        return Poll.objects.with_choices().get(pk=poll.pk)

    def filled_poll(self, number: int) -> Poll:
        """Return a poll with so many ballots, written in bulk, and its tally."""
        poll = self.open_poll()
        first = poll.choices.all()[0].pk
        if connection.vendor == "postgresql":
            numbers, key = "generate_series(1, %s) AS numbers(i)", "decode(md5(i::text), 'hex')"
            answer, leaf = "%s::jsonb", "md5(i::text)"
        else:
            numbers = (
                "(WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %s) "
                "SELECT i FROM numbers)"
            )
            key, answer, leaf = "CAST(printf('%016d', i) AS BLOB)".replace("%", "%%"), "%s", "printf('%%032d', i)"
        channel = "CASE WHEN i %% 2 = 0 THEN 'registered' ELSE 'visitor' END"
        start = secrets.randbits(62)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO opinion_polls_ballot (id, poll_id, voter_key, channel, answer, version, state, nonce, "
                f"leaf, supersedes, idempotency_key) SELECT %s + i, %s, {key}, {channel}, {answer}, 1, 'counted', "
                f"{key}, {leaf}, '', '' FROM {numbers}",
                [start, poll.pk, f'{{"choices": [{first}]}}', number],
            )
        Tally.objects.bulk_create(
            Tally(poll=poll, channel=channel, state=Ballot.State.COUNTED, cell=cell, count=number // 2)
            for channel in Ballot.Channel.values
            for cell in ("n", f"c{first}")
        )
        analyse()
        return poll
