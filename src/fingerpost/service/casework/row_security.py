"""The second lock of the cases: whose people, whose referrals, and what law enforcement never reads."""

from __future__ import annotations

from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.second_lock import AGENCY, PERSON, Guard
from fingerpost.service.casework import plan_guards
from fingerpost.service.casework.plan_guards import closed_to_volunteers

ADDED_TO = ("SELECT", "INSERT")
CHANGED = ("SELECT", "INSERT", "UPDATE")
REMOVED = (*CHANGED, "DELETE")

OWN = f"agency_id = {AGENCY}"
BOTH_SIDES = f"sender_id = {AGENCY} OR receiver_id = {AGENCY}"
# Tables of health content: the roles of police, prisons and probation have no grant on them at all.
CARE_KINDS = tuple(kind for kind in AgencyKind if not kind.is_law_enforcement)
LAW_ENFORCEMENT = tuple(kind for kind in AgencyKind if kind.is_law_enforcement)
WITH_PROVIDER = f"{OWN} OR provider_id = {AGENCY}"
# Releases: the prison's, and those of whoever is named on one and not ended or withdrawn since.
IN_LAW_ENFORCEMENT = ", ".join(f"'{kind.value}'" for kind in LAW_ENFORCEMENT)
NAMED_ON = (  # a constant; `{release}` is the column that holds the release
    "EXISTS (SELECT 1 FROM casework_releaseagency a JOIN access_agency g ON g.id = a.agency_id"  # noqa: S608
    f" WHERE a.release_id = {{release}} AND a.agency_id = {AGENCY} AND a.ended_at IS NULL"
    " AND (a.consent_id IS NULL OR EXISTS (SELECT 1 FROM casework_consent c"
    " WHERE c.id = a.consent_id AND c.withdrawn_at IS NULL)){more})"
)
ON_RELEASE = f"prison_id = {AGENCY} OR {NAMED_ON.format(release='release_id', more='')}"
# What tells of health is read by the prison, whose plan it is, and by care agencies alone.
ON_RELEASE_IF_CARE = f"prison_id = {AGENCY} OR " + NAMED_ON.format(
    release="release_id", more=f" AND (NOT of_health OR g.kind NOT IN ({IN_LAW_ENFORCEMENT}))"
)

GUARDS: tuple[Guard, ...] = (
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
        service_may=CHANGED,  # empties the words of whom retention erases
    ),
    Guard(
        "casework_draft",
        rows=f"person_id = {PERSON} AND {OWN}",
        may=REMOVED,
        service_may=REMOVED,
    ),
    # Made by the service when a referral is sent; its receiver finds by them.
    Guard(
        "casework_sheetkey",
        rows=OWN,
        may=("SELECT",),
        service_may=REMOVED,
    ),
    Guard("casework_keepon", rows=OWN, may=CHANGED, service_may=CHANGED),
    Guard("casework_accessrequest", rows=OWN, may=CHANGED, service_may=CHANGED),
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
        service_may=("SELECT",),
    ),
    # Releases from prison.
    Guard(
        "casework_prisonrelease",
        rows=f"prison_id = {AGENCY} OR "
        + NAMED_ON.format(release="casework_prisonrelease.id", more=""),
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard(
        "casework_releaseagency",
        rows=f"{OWN} OR prison_id = {AGENCY}",
        writes=f"prison_id = {AGENCY}",
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard(
        "casework_releaseitem",
        rows=f"owner_id = {AGENCY} OR {ON_RELEASE_IF_CARE}",
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard(
        "casework_releasestep",
        rows=ON_RELEASE_IF_CARE,
        may=ADDED_TO,
        service_may=ADDED_TO,
    ),
    Guard(
        "casework_releasehealth",
        rows=OWN,
        writes=f"{OWN} AND {NAMED_ON.format(release='release_id', more='')}",
        kinds=CARE_KINDS,
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard("casework_transfer", rows=OWN, may=CHANGED, service_may=CHANGED),
    Guard(
        "casework_releasefile",
        rows=OWN,
        may=ADDED_TO,
        service_may=ADDED_TO,
    ),
    # How somebody looks at the worklists is theirs alone.
    Guard(
        "casework_savedfilter",
        rows=f"person_id = {PERSON} AND {OWN}",
        may=REMOVED,
        service_may=REMOVED,
    ),
)

GUARDS = (*map(closed_to_volunteers, GUARDS), *plan_guards.GUARDS)  # last: it wraps those above
