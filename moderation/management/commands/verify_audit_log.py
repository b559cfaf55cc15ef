"""``manage.py verify_audit_log``: read the whole record of decisions and find what was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation import audit

SAYS = {
    "missing": "entry {seq} is missing",
    "chain": "entry {seq} does not follow the one before it",
    "hash": "entry {seq} was changed",
    "payload": "what entry {seq} is about was changed",
}


class Command(BaseCommand):
    help = "Verify the record of decisions: every entry, its seal and what it is about."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", help="number:hash published earlier; then a record cut at its end is found too")

    def handle(self, *args: Any, head: str | None = None, **options: Any) -> None:
        expected = self.expected(head) if head else None
        read, fault = audit.verify(expected)
        if fault is not None:
            raise CommandError(f"The record does not hold: {SAYS[fault.says].format(seq=fault.seq)}.", returncode=1)
        number, hash_ = audit.head()
        self.stdout.write(f"{read} entries hold. Head: {number}:{hash_}")

    def expected(self, head: str) -> tuple[int, str]:
        number, _, hash_ = head.partition(":")
        if not number.isdecimal() or len(hash_) != 64:
            raise CommandError("--head takes number:hash, as a former run printed it.", returncode=2)
        return int(number), hash_
