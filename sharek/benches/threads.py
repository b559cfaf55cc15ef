"""``bench threads``: what a comment costs among many, against a plain insert in the same run, and a page of many.

The plain insert is one row of the same table, saved by the ORM in a transaction of its own; the others are
``insert_comment`` in a transaction of its own, as ``post_comment`` calls it. They take turns, so that each meets the
same moods of the machine; ratios are those of their medians. Trees are verified at the end.
"""

from __future__ import annotations

from random import Random
from secrets import randbits
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from directory.models import Area, PublicBody, Service
from discussions.actions import post_comment
from discussions.models import Comment, Solution
from discussions.threads import insert_comment
from discussions.tree_check import find_faults
from moderation.models import PolicyAcceptance, PolicyVersion, Standing, Status
from sharek import clock
from topics.models import Topic

from .debates import grow, text_of
from .scratch import Stopwatch, analyse, collect_static, quiet, say, scratch_database, tell

ROUNDS = 150
PAGES = 60
AUTHORS = 40
POSTERS = 60  # whoever writes much in ten minutes is held: others post than insert


def run(*, json: bool) -> None:
    """Measure on a scratch database and print the figures."""
    quiet()
    collect_static()
    with scratch_database("threads"):
        say("Writing debates of 100, 1 000 and 10 000 comments")
        bench = _Bench()
        analyse()
        say("Inserting")
        figures = bench.inserts()
        say("Posting through the door")
        figures |= bench.posts()
        say("Reading")
        figures |= bench.pages()
        faults = sum(1 for fault in find_faults() if fault.tree not in bench.plain_trees)
        tell({"database": connection.vendor, **figures, "faults": faults}, json=json)


class _Bench:
    def __init__(self) -> None:
        self.chance = Random(7)
        now = clock.now()
        body = PublicBody.objects.create(
            slug="body", name_ar="مديرية", name_en="Directorate", kind=PublicBody.Kind.DIRECTORATE
        )
        service = Service.objects.create(slug="service", body=body, name_ar="خدمة", name_en="Service")
        area = Area.objects.create(code="SY-00", slug="area", name_ar="محافظة", name_en="Governorate")
        policy = PolicyVersion.objects.create(number=1, effective_at=now)
        people = [self._author(number, policy) for number in range(AUTHORS + POSTERS)]
        self.authors, self.posters = people[:AUTHORS], people[AUTHORS:]
        self.topic = Topic.objects.create(
            author=self.authors[0], service=service, body=body, area=area, reference="0000000000",
            title="السرافيس لا تُكمل الخط المحدّد", text="نصّ", text_html="<p>نصّ</p>", status=Status.PUBLISHED,
            published_at=now, follows_count=1,
        )  # fmt: skip
        self.short, self.long, self.hot, self.plain = (self._solution(number) for number in range(1, 5))
        grow(self.short, self.authors, 100)
        grow(self.long, self.authors, 10_000)
        grow(self.hot, self.authors, 1_000, roots=0)
        self.plain_trees: set[int] = set()

    def _author(self, number: int, policy: PolicyVersion) -> User:
        author = User.objects.create(
            email=f"author{number}@example.org", display_name=f"مشارك {number}", handle=f"author-{number}",
            verified_at=clock.now(), password="!",
        )  # fmt: skip
        PolicyAcceptance.objects.create(user=author, version=policy)
        Standing.objects.create(user=author, level=Standing.Level.KNOWN)
        return author

    def _solution(self, number: int) -> Solution:
        return Solution.objects.create(
            topic=self.topic, number=number, author=self.authors[0], title=f"حلّ رقم {number}", text="نصّ",
            text_html="<p>نصّ</p>", status=Status.PUBLISHED, published_at=clock.now(),
        )  # fmt: skip

    def _unsaved(self, solution: Solution) -> Comment:
        solution.last_comment_number += 1
        text = text_of(self.chance)
        return Comment(
            topic=self.topic, solution=solution, number=solution.last_comment_number, status=Status.PUBLISHED,
            author=self.chance.choice(self.authors), text=text, text_html=f'<p dir="auto">{text}</p>',
            published_at=clock.now(),
        )  # fmt: skip

    def inserts(self) -> dict[str, Any]:
        """Insert plain rows, roots and replies by turns."""
        plain, root, reply, hot = Stopwatch(), Stopwatch(), Stopwatch(), Stopwatch()
        of_long, of_hot = (
            list(Comment.objects.filter(solution=solution).only("parent", "level", "tree_id"))
            for solution in (self.long, self.hot)
        )

        def insert_plain() -> None:
            row = self._unsaved(self.plain)
            row.lft, row.rght, row.level, row.tree_id = 1, 2, 0, randbits(62)
            self.plain_trees.add(row.tree_id)
            with plain, transaction.atomic():
                row.save_base(force_insert=True)

        def insert(watch: Stopwatch, solution: Solution, parents: list[Comment]) -> None:
            comment, parent = self._unsaved(solution), self.chance.choice(parents) if parents else None
            with watch, transaction.atomic():
                insert_comment(comment, parent=parent)

        deeds = [
            insert_plain,
            lambda: insert(root, self.long, []),
            lambda: insert(reply, self.long, of_long),
            lambda: insert(hot, self.hot, of_hot),
        ]
        for round_number in range(-10, ROUNDS):
            self.chance.shuffle(deeds)  # whoever comes after the dearest one pays for its log
            for deed in deeds:
                deed()
            if round_number == -1:
                for watch in (plain, root, reply, hot):
                    watch.seconds.clear()  # the first ones warm up
        for solution in (self.plain, self.long, self.hot):
            solution.save(update_fields=["last_comment_number"])
        return {
            "plain_insert_ms": plain.ms,
            "root_ratio": root.ms / plain.ms,
            "reply_ratio_10k": reply.ms / plain.ms,
            "reply_ratio_hot_1000": hot.ms / plain.ms,
        }

    def posts(self) -> dict[str, Any]:
        """Post through the door: all that a comment brings about, in the debate of ten thousand."""
        root, reply = Stopwatch(), Stopwatch()
        queries = 0
        parents = list(Comment.objects.filter(solution=self.long).order_by("-pk")[:400])
        for number in range(100):
            author, body = self.posters[number % POSTERS], text_of(self.chance)
            parent = self.chance.choice(parents) if number % 2 else None
            with CaptureQueriesContext(connection) as captured, reply if parent else root:
                posted = post_comment(author=author, topic=self.topic, solution=self.long, body=body, parent=parent)
            assert posted.status == Status.PUBLISHED
            statements = [query for query in captured if not query["sql"].startswith(("BEGIN", "COMMIT"))]
            if number > 1:  # the first ones look content types up
                queries = max(queries, len(statements))
        return {"post_root_ms": root.ms, "post_reply_ms": reply.ms, "post_queries": queries}

    def pages(self) -> dict[str, Any]:
        """Ask for the solution's page with a short and with the long debate, as somebody who has signed in."""
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        client = Client()
        client.force_login(self.authors[-1])
        figures: dict[str, Any] = {}
        watches = {"100": (Stopwatch(), self.short), "10k": (Stopwatch(), self.long)}
        for round_number in range(-5, PAGES):
            for watch, solution in watches.values():
                with watch:
                    response = client.get(solution.get_absolute_url())
                assert response.status_code == 200, response.status_code
                if round_number < 0:
                    watch.seconds.clear()
        for name, (watch, solution) in watches.items():
            with CaptureQueriesContext(connection) as captured:
                client.get(solution.get_absolute_url())
            figures |= {f"page_ms_{name}": watch.ms, f"page_queries_{name}": len(captured)}
        return figures
