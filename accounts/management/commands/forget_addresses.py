"""``manage.py forget_addresses``: remove old network addresses from sessions now; the worker does so every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.jobs import forget_addresses


class Command(BaseCommand):
    help = "Remove the network addresses of sessions that are older than 48 hours. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget, and say how many addresses went."""
        self.stdout.write(f"{forget_addresses()} addresses forgotten")
