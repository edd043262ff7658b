"""What of the cases waits for somebody."""

from __future__ import annotations

from fingerpost.service.casework import justice_waiting

PROVIDERS = [*justice_waiting.PROVIDERS]
