"""The second lock of insight: who looks into a signal is no secret, and is never changed unseen."""

from __future__ import annotations

from fingerpost.service.access.second_lock import PERSON, Guard

GUARDS = (
    Guard(
        "insight_signalassignment",
        rows="true",
        writes=f"by_id = {PERSON}",
        may=("SELECT", "INSERT"),
        service_may=("SELECT", "INSERT"),
    ),
)
