"""Make the cases of a demo: services, people, referrals, plans, diversions and releases."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fingerpost.service.casework.demo import steps


class Command(BaseCommand):
    """Make what a demo's agencies did for people in the past weeks; may be run again."""

    help = "Make the cases of a demo, once its people are made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each step; those whose records are there do nothing."""
        if not settings.IS_DEMO:
            raise CommandError("A demo's cases are for a demo only: FINGERPOST_MODE=demo.")
        at = timezone.now()
        for make in steps():
            make(at=at)
