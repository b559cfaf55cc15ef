"""``manage.py check_trees``: verify every tree of comments."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from discussions.tree_check import count_trees, find_faults

NAMED = 20  # of each rule; a broken import would print a hundred thousand lines


class Command(BaseCommand):
    help = "Verify every tree of comments; name what is broken and exit with 1 where anything is."

    def handle(self, *args: Any, **options: Any) -> None:
        broken: Counter[str] = Counter()
        for fault in find_faults():
            broken[fault.rule] += 1
            if broken[fault.rule] <= NAMED:
                self.stderr.write(str(fault))
        for rule, count in broken.items():
            if count > NAMED:
                self.stderr.write(f"… and {count - NAMED} more: {rule}")
        trees, comments = count_trees()
        if broken:
            raise CommandError(f"{broken.total()} faults in {trees} trees of {comments} comments.", returncode=1)
        self.stdout.write(f"{trees} trees of {comments} comments: all whole.")
