"""The second lock of intake: an agency sees what it sent, and nothing of another's."""

from __future__ import annotations

from fingerpost.service.access.second_lock import AGENCY, Guard

MINE = f"agency_id = {AGENCY}"
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")

GUARDS = (
    Guard("intake_upload", rows=MINE, service_may=ALL),
    # What became of a file is written by the landing alone, and never by a page.
    Guard("intake_uploadedfile", rows=MINE, may=("SELECT",), service_may=ALL),
    Guard("intake_token", rows=MINE, service_may=ALL),
)
