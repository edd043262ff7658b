"""Make the files of the cases for the evidence now; the service does so every night."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from fingerpost.service.casework.actions.exports import export_cases


class Command(BaseCommand):
    """Say what went into the files, and which agencies were left out and why."""

    help = "Write the files of referrals into the inbox of the workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the form of the answer."""
        parser.add_argument("--json", action="store_true", help="One JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        done = export_cases(inbox=Path(settings.WORKSPACE) / "inbox", at=timezone.now())
        if options["json"]:
            told = {
                "folder": str(done.folder),
                "referrals": done.referrals,
                "steps": done.steps,
                "without_consent": done.without_consent,
                "left_out": [
                    {"agency": one.agency.name, "item": one.item, "why": one.why}
                    for one in done.left_out
                ],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            f"{done.referrals:,} referrals and {done.steps:,} steps are in {done.folder}."
        )
        if done.without_consent:
            self.stdout.write(f"Consent withdrawn, not in it: {done.without_consent:,}.")
        for one in done.left_out:
            self.stdout.write(f"Left out: {one.agency.name}. {one.why}")
