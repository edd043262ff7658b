"""Compare the audit with its seals and with the anchors outside the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone


class Command(BaseCommand):
    """Say where the audit was touched; fail if it was."""

    help = "Compare the audit with its seals and anchors."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whether the database was just restored."""
        parser.add_argument("--restored", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; after a restore what was not sealed yet is sealed first."""
        from django.conf import settings

        from fingerpost.service.access import audit

        if options["restored"]:
            while audit.seal(at=timezone.now(), is_restored=True):
                pass
        broken = audit.verify(settings.AUDIT_ANCHORS)
        for one in broken:
            self.stderr.write(f"{one.what}: events {one.first} to {one.last}")
        if broken:
            raise CommandError("The audit was touched.")
