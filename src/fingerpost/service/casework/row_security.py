"""The second lock of the cases: whose people, whose referrals, and what law enforcement never reads."""

from __future__ import annotations

from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.second_lock import AGENCY, PERSON, Guard

ADDED_TO = ("SELECT", "INSERT")
CHANGED = ("SELECT", "INSERT", "UPDATE")
REMOVED = (*CHANGED, "DELETE")

OWN = f"agency_id = {AGENCY}"
BOTH_SIDES = f"sender_id = {AGENCY} OR receiver_id = {AGENCY}"
# Tables of health content: the roles of police, prisons and probation have no grant on them at all.
CARE_KINDS = tuple(kind for kind in AgencyKind if not kind.is_law_enforcement)
LAW_ENFORCEMENT = tuple(kind for kind in AgencyKind if kind.is_law_enforcement)
WITH_PROVIDER = f"{OWN} OR provider_id = {AGENCY}"

GUARDS = (
    Guard("casework_person", rows=OWN, may=CHANGED, service_may=CHANGED),
    Guard("casework_personkey", rows=OWN, may=REMOVED, service_may=REMOVED),
    # Who took it, and who may be told under it.
    Guard(
        "casework_consent",
        rows=f"{OWN} OR EXISTS (SELECT 1 FROM casework_consentagency c"  # noqa: S608, a constant
        f" WHERE c.consent_id = casework_consent.id AND c.agency_id = {AGENCY})",
        writes=OWN,
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard(
        "casework_consentagency",
        rows=f"{OWN} OR taker_id = {AGENCY}",
        writes=f"taker_id = {AGENCY}",
        may=CHANGED,
        service_may=CHANGED,
    ),
    # What can be referred to is no secret within the partnership.
    Guard("casework_service", rows="true", writes=OWN, may=CHANGED, service_may=CHANGED),
    # A place is taken by who books it, for another agency's service.
    Guard("casework_slot", rows="true", may=CHANGED, service_may=CHANGED),
    Guard("casework_referrallist", rows=OWN, may=CHANGED, service_may=CHANGED),
    Guard("casework_referral", rows=BOTH_SIDES, may=CHANGED, service_may=CHANGED),
    Guard(
        "casework_referralsheet",
        rows=BOTH_SIDES,
        writes=f"sender_id = {AGENCY}",
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard("casework_referralstep", rows=BOTH_SIDES, may=ADDED_TO, service_may=ADDED_TO),
    Guard(
        "casework_referraldetail",
        rows=f"{OWN} OR shared_with_id = {AGENCY}",
        writes=OWN,
        kinds=CARE_KINDS,
        may=ADDED_TO,
        service_may=ADDED_TO,
    ),
    Guard(
        "casework_draft",
        rows=f"person_id = {PERSON} AND {OWN}",
        may=REMOVED,
        service_may=REMOVED,
    ),
    # Diversion, tests and orders: what police or probation keep, and what concerns a provider's place.
    Guard("casework_diversion", rows=WITH_PROVIDER, may=CHANGED, service_may=CHANGED),
    Guard("casework_diversionstep", rows=WITH_PROVIDER, may=ADDED_TO, service_may=ADDED_TO),
    *(
        Guard(
            f"casework_{table}",
            rows=OWN,
            kinds=LAW_ENFORCEMENT,
            may=ADDED_TO,
            service_may=ADDED_TO,
        )
        for table in ("eligibilitycheck", "diversionoutcome", "drugtest")
    ),
    Guard("casework_requiredassessment", rows=WITH_PROVIDER, may=CHANGED, service_may=CHANGED),
    *(
        Guard(f"casework_{table}", rows=WITH_PROVIDER, may=CHANGED, service_may=CHANGED)
        for table in ("drugorder", "orderreview")
    ),
    # Only the service makes the table, and it holds protected numbers alone.
    Guard("casework_fairnesstable", rows="true", may=("SELECT",), service_may=CHANGED),
    Guard(
        "casework_monthofoutcomes",
        rows=OWN,
        kinds=LAW_ENFORCEMENT,
        may=CHANGED,
        service_may=CHANGED,
    ),
)
