"""``manage.py watch topic.17``: show what happens in a stream, as it happens."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from realtime.reading import events_since, last_seqs
from realtime.streams import parse


class Command(BaseCommand):
    help = "Print the events of a stream as they are committed, one line each, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stream", help="the name of a logged stream, for example topic.17")
        parser.add_argument("--since", type=int, help="begin after this number instead of with what comes next")
        parser.add_argument("--once", action="store_true", help="print what there is and end")

    def handle(self, *args: Any, **options: Any) -> None:
        name = parse(options["stream"])
        if name is None or name.is_snapshot:
            raise CommandError(f"{options['stream']} is not a stream with events.", returncode=2)
        seq = options["since"]
        if seq is None:
            seq = 0 if options["once"] else last_seqs([options["stream"]])[options["stream"]]
        while True:
            for event in events_since(options["stream"], seq):
                seq = event.seq
                self.stdout.write(f"{event.at:%Y-%m-%d %H:%M:%S} {seq} {event.kind} {json.dumps(event.facts)}")
            if options["once"]:
                return
            try:
                time.sleep(1)
            except KeyboardInterrupt:
                return
