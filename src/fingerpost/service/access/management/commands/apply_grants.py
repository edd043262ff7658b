"""Put the second lock in place: run as the owner of the tables, after every migration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Give each database role exactly what the apps' guards say."""

    help = "Give each database role exactly what the apps' guards say."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        from fingerpost.service.access import grants

        grants.apply()
