"""What of the cases waits for somebody: each room says its own."""

from __future__ import annotations

from fingerpost.service.casework import release_waiting

PROVIDERS = [
    *release_waiting.PROVIDERS,
]
