"""The second lock of access: who sees which people, agencies and memberships."""

from __future__ import annotations

from fingerpost.service.access.second_lock import AGENCY, PERSON, Guard

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")

# An agreement is seen by its parties; what may flow is no secret within the partnership, since every
# landing and page must be able to ask.
OF_MY_AGREEMENTS = f"EXISTS (SELECT 1 FROM access_party p WHERE p.version_id = {{version}} AND p.agency_id = {AGENCY})"  # noqa: S608, a constant

GUARDS = (
    Guard("access_agreement", rows="true", service_may=ALL),
    Guard(
        "access_agreementversion",
        rows="true",
        writes=f"drafted_by_id = {AGENCY} OR "
        + OF_MY_AGREEMENTS.format(version="access_agreementversion.id"),
        service_may=ALL,
    ),
    Guard("access_party", rows="true", service_may=ALL),
    Guard(
        "access_flow",
        rows="true",
        writes=OF_MY_AGREEMENTS.format(version="version_id"),
        may=ALL,
        service_may=ALL,
    ),
    Guard(
        "access_user",
        rows="true",
        writes=f"id = {PERSON}",
        may=("SELECT", "UPDATE"),
        columns=("id", "name", "email", "is_active", "joined_at", "last_login"),
        service_may=ALL,
    ),
    # Asked before anybody has said for whom they act; no page needs it.
    Guard("access_identity", rows="false", kinds=(), service_may=("SELECT", "INSERT")),
    Guard("access_agency", rows="true", service_may=ALL),
    Guard(
        "access_membership",
        rows=f"agency_id = {AGENCY} OR user_id = {PERSON}",
        writes=f"agency_id = {AGENCY}",
        service_may=ALL,
    ),
    Guard(
        "access_event",
        rows=f"agency = {AGENCY} OR actor_agency = {AGENCY}",
        writes=f"actor = {PERSON}",
        may=("SELECT", "INSERT"),
        service_may=("SELECT", "INSERT"),
    ),
    Guard(
        "access_eventvalues",
        rows=f"event IN (SELECT id FROM access_event WHERE agency = {AGENCY})",  # noqa: S608, a constant
        writes="true",
        may=("SELECT", "INSERT"),
        service_may=("SELECT", "INSERT", "UPDATE"),
    ),
    Guard(
        "access_seal", rows="true", may=("SELECT",), service_may=("SELECT", "INSERT", "UPDATE")
    ),
    # A page puts what waits in anybody's queue, and reads its own person's alone.
    Guard(
        "access_notice",
        rows=f"user_id = {PERSON}",
        writes="sent_at IS NULL",
        may=("SELECT", "INSERT"),
        service_may=ALL,
    ),
    # Asked and said for a person, not for an agency: before anybody acts.
    Guard("access_noticepreference", rows="false", kinds=(), service_may=ALL),
    Guard("access_calendaraddress", rows="false", kinds=(), service_may=ALL),
    Guard("access_invitation", rows=f"agency_id = {AGENCY}", service_may=ALL),
)
