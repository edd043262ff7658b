"""What of the cases stands in somebody's calendar: each room of the cases says its own."""

from __future__ import annotations

from fingerpost.service.casework import justice_calendar, loop_calendar, release_waiting

PROVIDERS = [
    *justice_calendar.PROVIDERS,
    *loop_calendar.PROVIDERS,
    *release_waiting.ENTRIES,
]
