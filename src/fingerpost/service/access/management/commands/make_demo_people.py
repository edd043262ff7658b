"""Make the people of a demo, and print with what they sign in."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

WORDS = (
    *("anchor", "badger", "barley", "beacon", "bramble", "candle", "cedar", "clover", "copper"),
    *("cotton", "falcon", "fennel", "ginger", "harbour", "hazel", "heron", "indigo", "ivory"),
    *(
        "juniper",
        "kettle",
        "lantern",
        "linen",
        "maple",
        "marble",
        "meadow",
        "mustard",
        "orchard",
    ),
    *("otter", "paddle", "pebble", "pepper", "pigeon", "poplar", "ribbon", "saddle", "saffron"),
    *("thistle", "timber", "velvet", "walnut", "willow", "window"),
)


class Command(BaseCommand):
    """Make agencies of every kind and a person for every role; may be run again."""

    help = "Make the people of a demo, and print with what they sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, with the password that lies in the workspace's keys."""
        from fingerpost.service.access.actions.demo import make_demo_people
        from fingerpost.service.access.roles import ROLES

        if not settings.IS_DEMO:
            raise CommandError("Demo people are for a demo only: FINGERPOST_MODE=demo.")
        password = password_of(Path(settings.WORKSPACE) / "keys" / "demo.password")
        try:
            people = make_demo_people(password=password, at=timezone.now())
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        rows = [(ROLES[one.role].title, one.agency, one.email) for one in people]
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        self.stdout.write("Sign in as any of these; nobody is real:")
        for role, agency, email in rows:
            self.stdout.write(f"  {role:<{widths[0]}}  {agency:<{widths[1]}}  {email}")
        self.stdout.write(f"The password of all of them: {password}")


def password_of(path: Path) -> str:
    """Return the password of the demo's people, made on first use: another in each workspace."""
    if not path.is_file():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        words = drawn()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(words)
    return path.read_text(encoding="utf-8").strip()


def drawn() -> str:
    """Return four words by chance that may be the password of everybody in the demo.

    Some words are too much like somebody's address, by the rule that holds for all passwords.
    """
    from fingerpost.service.access.demo_people import PEOPLE
    from fingerpost.service.access.models import User

    people = [User(email=one.email, name=one.name) for one in PEOPLE]
    while True:
        words = "-".join(secrets.choice(WORDS) for _ in range(4))
        try:
            for one in people:
                validate_password(words, one)
        except ValidationError:
            continue
        return words
