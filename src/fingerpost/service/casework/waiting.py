"""What of the cases waits for somebody, room by room."""

from __future__ import annotations

from fingerpost.service.casework import plan_waiting

PROVIDERS = [
    *plan_waiting.PROVIDERS,
]
