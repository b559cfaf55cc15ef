"""``bench pages``: what pages and deeds cost on 20 000 topics and 200 000 comments, through Django's test client.

In process, warm, with DEBUG off and the middleware of production. One JSON object for each page and reader: ``queries``
on the large portal and ``queries_small`` on a small one (they must be equal), median and 95th percentile of the time in
milliseconds, and the size of the HTML as a gzip in kilobytes. Queries are counted as Django logs them, BEGIN and COMMIT
among them.
"""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache as remembered
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponseBase
from django.test.client import Client, ClientHandler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from opinion_polls.models import Choice

from . import dataset, words
from .scratch import analyse, say, scratch_database, tell

WARM_UPS = 5
TIMES = 60
DEEDS = 120
AUTHORS = 60
HOST = "127.0.0.1"


@dataclass
class Figures:
    """What one page or deed cost."""

    page: str
    reader: str
    queries: int = 0
    statuses: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    html: bytes = b""

    @property
    def kilobytes(self) -> float:
        return len(gzip.compress(self.html, 6)) / 1024

    def at(self, share: float) -> float:
        """Return the milliseconds within which ``share`` of the requests were answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


@dataclass(frozen=True)
class Deed:
    """Something that is asked again and again: ``ask()`` returns the answer; some ask as somebody else each time."""

    page: str
    reader: str
    ask: Callable[[], HttpResponseBase]
    times: int = TIMES
    expected: int = 200


@cache
def _handler() -> ClientHandler:
    return ClientHandler(enforce_csrf_checks=False)


def client_of(user: User | None = None) -> Client:
    """Return the browser of a visitor, or of somebody who has signed in."""
    made = Client(SERVER_NAME=HOST, HTTP_ACCEPT_LANGUAGE="ar")
    made.handler = _handler()  # a running server builds its chain of middleware once, too
    if user is not None:
        made.force_login(user)
    return made


def deeds(made: dataset.Dataset, turn: int = 0) -> Iterator[Deed]:
    """Yield every page with each of its readers, and the two deeds; each ``turn`` acts as other people."""
    citizen, visitor, moderator = client_of(made.people[-1]), client_of(), client_of(made.moderator)
    assert made.poll is not None
    addresses = {
        "home": reverse("home"),
        "list": reverse("topics:list"),
        "search": reverse("search") + "?q=انتظار المعاملات",
        "topic": made.busy_topic.get_absolute_url(),
        "solution": made.busy_solution.get_absolute_url(),
        "poll": made.poll.get_absolute_url(),
    }
    for page, address in addresses.items():
        for reader, client in (("visitor", visitor), ("citizen", citizen)):
            yield Deed(page, reader, lambda c=client, a=address: c.get(a))  # type: ignore[misc]
    queue = reverse("moderation:queue")
    yield Deed("queue", "moderator", lambda: moderator.get(queue))
    yield _posting(made, turn)
    yield from _casting(made, turn)


def _posting(made: dataset.Dataset, turn: int) -> Deed:
    """Post into the largest debate, by turns as sixty citizens: nobody writes more than five in ten minutes."""
    pool, number = words.texts(50, seed=9), count()
    address = reverse("discussions:comment", args=[made.busy_topic.pk])
    authors = [client_of(user) for user in made.people[turn * AUTHORS :][:AUTHORS]]

    def post() -> HttpResponseBase:
        n = next(number)
        return authors[n % len(authors)].post(address, {"body": f"{pool[n % 50]} {turn} {n}", "token": uuid4()})

    return Deed("post_comment", "citizen", post, times=DEEDS, expected=303)


def _casting(made: dataset.Dataset, turn: int) -> Iterator[Deed]:
    """Cast first ballots: each time another account, and each time another browser."""
    poll = made.poll
    assert poll is not None
    address = reverse("polls:detail", args=[poll.pk])
    choices = list(Choice.objects.filter(poll=poll).values_list("pk", flat=True))
    most = DEEDS + 2 * WARM_UPS
    # The first third have voted before.
    voters = iter([client_of(user) for user in made.people[len(made.people) // 3 + turn * most :][:most]])
    number = count()

    def cast(client: Client) -> HttpResponseBase:
        return client.post(address, {"choice": choices[next(number) % len(choices)], "version": 0})

    yield Deed("cast_ballot", "citizen", lambda: cast(next(voters)), times=DEEDS, expected=303)
    yield Deed("cast_ballot", "visitor", lambda: cast(client_of()), times=DEEDS, expected=303)


def measure(deed: Deed, *, times: int | None = None) -> Figures:
    """Ask some times unmeasured, once with its queries counted, then ``times`` times with the clock running."""
    figures = Figures(deed.page, deed.reader)
    for _warm_up in range(WARM_UPS):
        figures.statuses.add(deed.ask().status_code)
    with CaptureQueriesContext(connection) as queries:
        answer = deed.ask()
    figures.queries = len(queries)
    figures.html = getattr(answer, "content", b"")
    for _time in range(deed.times if times is None else times):
        begun = perf_counter()
        answer = deed.ask()
        figures.seconds.append(perf_counter() - begun)
        figures.statuses.add(answer.status_code)
    if figures.statuses != {deed.expected}:
        say(f"{deed.page} ({deed.reader}) answered {sorted(figures.statuses)} instead of {deed.expected}")
    return figures


def _forget() -> None:
    """Let nothing that was remembered of one database be taken for another's."""
    remembered.clear()
    ContentType.objects.clear_cache()


def be_quiet() -> None:
    """Let no line of the log stand among the figures."""
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def _small_queries() -> dict[tuple[str, str], int]:
    with scratch_database("pages"):
        _forget()
        made = dataset.build(dataset.SMALL)
        return {(deed.page, deed.reader): measure(deed, times=0).queries for deed in deeds(made)}


def run(*, json: bool, runs: int = 1) -> None:
    """Measure; with several ``runs`` on the same data, each figure is the median of theirs."""
    be_quiet()
    if not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    say("Counting queries on a small portal")
    small = _small_queries()
    with scratch_database("pages"):
        _forget()
        say("Writing 20 000 topics and 200 000 comments")
        made = dataset.build()
        analyse()
        found: list[list[Figures]] = []
        for number in range(runs):
            say(f"Measuring, run {number + 1} of {runs}")
            found.append([measure(deed) for deed in deeds(made, number)])
    for same in zip(*found, strict=True):
        first = same[0]
        tell(
            {
                "database": connection.vendor,
                "page": first.page,
                "reader": first.reader,
                "queries": first.queries,
                "queries_small": small[first.page, first.reader],
                "p50_ms": median(one.at(0.5) for one in same),
                "p95_ms": median(one.at(0.95) for one in same),
                "html_gz_kb": first.kilobytes,
            },
            json=json,
        )
        if not json:
            tell({"": ""}, json=False)


__all__ = ["Deed", "Figures", "be_quiet", "client_of", "deeds", "measure", "run"]
