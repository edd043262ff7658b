"""What of the cases stands in somebody's calendar."""

from __future__ import annotations

from fingerpost.service.casework import justice_calendar

PROVIDERS = [*justice_calendar.PROVIDERS]
