"""What of the cases waits for somebody, for the start page."""

from __future__ import annotations

from fingerpost.service.casework import loop_waiting

PROVIDERS = [
    *loop_waiting.PROVIDERS,
]
