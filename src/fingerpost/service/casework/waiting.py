"""What of the cases waits for somebody: each room of the cases says its own."""

from __future__ import annotations

from fingerpost.service.casework import (
    justice_waiting,
    loop_waiting,
    people_waiting,
    plan_waiting,
    release_waiting,
)

PROVIDERS = [
    *justice_waiting.PROVIDERS,
    *loop_waiting.PROVIDERS,
    *people_waiting.PROVIDERS,
    *plan_waiting.PROVIDERS,
    *release_waiting.PROVIDERS,
]
