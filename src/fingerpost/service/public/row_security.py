"""The second lock of the public's records: all may read the directory, each agency writes its own."""

from __future__ import annotations

from fingerpost.service.access.second_lock import AGENCY, Guard

MINE = f"agency_id = {AGENCY}"
KEPT = ("SELECT", "INSERT", "UPDATE")
REPLACED = ("SELECT", "INSERT", "DELETE")

GUARDS = (
    Guard("public_organisation", rows="true", writes=MINE, may=KEPT, service_may=KEPT),
    Guard("public_service", rows="true", writes=MINE, may=KEPT, service_may=KEPT),
    # What belongs to a service is replaced with it. A row that is seen may be deleted, so only one's
    # own are seen here; everybody's pages run as the service.
    Guard("public_place", rows=MINE, may=REPLACED, service_may=REPLACED),
    Guard("public_opening", rows=MINE, may=REPLACED, service_may=REPLACED),
    Guard("public_edition", rows="true", may=KEPT, service_may=KEPT),
    # Nobody's agency owns it; who may read it before it is shown, roles say. Nobody removes it.
    Guard("public_told", rows="true", may=("SELECT", "UPDATE"), service_may=KEPT),
)
