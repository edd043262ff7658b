"""What of the cases stands in somebody's calendar: kinds and days, and never a person."""

from __future__ import annotations

from fingerpost.service.casework import release_waiting

PROVIDERS = [
    *release_waiting.ENTRIES,
]
