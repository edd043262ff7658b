"""What of the cases stands in somebody's calendar."""

from __future__ import annotations

from fingerpost.service.casework import loop_calendar

PROVIDERS = [
    *loop_calendar.PROVIDERS,
]
