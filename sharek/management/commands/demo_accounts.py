"""``manage.py demo_accounts``: print the accounts with which the demo can be tried out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from sharek.demo.accounts import DEMO_ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Print address and password of the demo accounts (demo mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each account, or refuse outside demo mode with exit code 2."""
        if not settings.DEMO:
            raise CommandError("There are demo accounts in demo mode only.", returncode=2)
        width = max(len(account.email) for account in DEMO_ACCOUNTS)
        self.stdout.write(f"Demo accounts (the password of each is {PASSWORD}):")
        with translation.override("en"):
            for account in DEMO_ACCOUNTS:
                self.stdout.write(f"  {account.email:{width}}  {account.label}")
        self.stdout.write(f"Mails are read at {settings.SITE_URL.rstrip('/')}/demo/mail/")
