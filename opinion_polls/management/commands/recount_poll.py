"""``manage.py recount_poll ID``: count a poll's ballots one by one and compare them with its tally."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opinion_polls import tallies
from opinion_polls.models import Ballot, Poll


class Command(BaseCommand):
    help = "Count the ballots of a poll one by one and say where its tally differs. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("poll", help="the number in the poll's address, or “all”")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for poll in self._polls(options["poll"]):
            found = tallies.check(poll)
            wrong += bool(found)
            for place, tallied, counted in found:
                self.stdout.write(f"poll {poll.pk}: {place}: tally {tallied}, ballots {counted}")
            if not found:
                number = Ballot.objects.filter(poll=poll, state=Ballot.State.COUNTED).count()
                self.stdout.write(f"poll {poll.pk}: tally and {number} counted ballots agree")
        if wrong:
            raise CommandError(f"The tally differs from the ballots in {wrong} poll(s).", returncode=1)

    def _polls(self, given: str) -> list[Poll]:
        if given == "all":
            return list(Poll.objects.order_by("pk"))
        poll = Poll.objects.filter(pk=int(given)).first() if given.isascii() and given.isdigit() else None
        if poll is None:
            raise CommandError(f"There is no poll {given!r}.", returncode=2)
        return [poll]
