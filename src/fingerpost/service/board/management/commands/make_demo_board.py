"""Make the board of a demo: its seats, meetings, minutes, decisions and promises."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fingerpost.service.board.demo import STEPS


class Command(BaseCommand):
    """Make what a demo's board did in the past months; may be run again."""

    help = "Make the board of a demo, once its people are made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each step; those whose records are there do nothing."""
        if not settings.IS_DEMO:
            raise CommandError("A demo's board is for a demo only: FINGERPOST_MODE=demo.")
        at = timezone.now()
        for make in STEPS:
            make(at=at)
