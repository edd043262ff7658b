"""What of the cases waits for somebody: each room of the cases says its own."""

from __future__ import annotations

from fingerpost.service.casework import loop_waiting, people_waiting, plan_waiting

PROVIDERS = [
    *loop_waiting.PROVIDERS,
    *people_waiting.PROVIDERS,
    *plan_waiting.PROVIDERS,
]
