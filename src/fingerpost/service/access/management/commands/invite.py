"""Invite the first person of an agency, from the machine's own command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone


class Command(BaseCommand):
    """Make the agency if it is new, and print the address at which its manager accepts."""

    help = "Invite the first person of an agency."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the agency and the person."""
        for name in ("agency", "kind", "email", "name"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--role", default="manager")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, in the name of the machine: nobody is signed in."""
        from fingerpost.service.access.actions import members

        try:
            secret = members.invite_first(
                agency=options["agency"],
                kind=options["kind"],
                email=options["email"],
                name=options["name"],
                role=options["role"],
                ends_on=timezone.localdate() + timedelta(days=365),
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(reverse("access:invitation", args=[secret]))
