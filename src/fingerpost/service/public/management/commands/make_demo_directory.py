"""Make the directory of a demo, and what its public told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fingerpost.service.public import demo


class Command(BaseCommand):
    """Make forty services and what people told, in the made-up county; may be run again."""

    help = "Make the services of a demo, and what its public told."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not settings.IS_DEMO:
            raise CommandError("The demo's directory is for a demo only: FINGERPOST_MODE=demo.")
        demo.make(at=timezone.now())
