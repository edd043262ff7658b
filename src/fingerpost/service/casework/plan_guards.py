"""The second lock of support plans and of volunteering: the database itself asks agreement and consent.

A member agency reads a plan while its share is open, the consent that it rests on is in force and names it,
and an agreement in force lets the plan flow both ways; all of it is asked in the policy of
`casework_supportplan`, and every other table of a plan asks whether its plan is seen. Tables with words or
health have no grant for law enforcement. Nobody whose only role is that of a volunteer sees a row.
"""

from __future__ import annotations

from dataclasses import replace

from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.second_lock import AGENCY, PERSON, Guard

ADDED_TO = ("SELECT", "INSERT")
CHANGED = ("SELECT", "INSERT", "UPDATE")
REMOVED = (*CHANGED, "DELETE")
CARE_KINDS = tuple(kind for kind in AgencyKind if not kind.is_law_enforcement)

# Asked once a statement: it names no column of the row.
WORKS_HERE = (
    f"EXISTS (SELECT 1 FROM access_membership wm WHERE wm.user_id = {PERSON}"  # noqa: S608, a constant
    f" AND wm.agency_id = {AGENCY} AND wm.role <> 'volunteer' AND wm.ended_at IS NULL)"
)
# Tables of the spine that a volunteer has no business with either.
CLOSED_TO_VOLUNTEERS = frozenset(
    f"casework_{table}"
    for table in (
        "person",
        "personkey",
        "consent",
        "consentagency",
        "referrallist",
        "referral",
        "referralsheet",
        "referralstep",
        "referraldetail",
    )
)


def closed_to_volunteers(guard: Guard) -> Guard:
    """Return the guard of a case's table, shut for whoever is nothing but a volunteer there."""
    if guard.table not in CLOSED_TO_VOLUNTEERS:
        return guard
    writes = f"({guard.writes}) AND {WORKS_HERE}" if guard.writes else ""
    return replace(guard, rows=f"({guard.rows}) AND {WORKS_HERE}", writes=writes)


def _flows(giver: str, receiver: str, item: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM access_flow f JOIN access_agreementversion v"  # noqa: S608, constants
        f" ON v.id = f.version_id WHERE f.giver_id = {giver} AND f.receiver_id = {receiver}"
        f" AND f.item = '{item}' AND f.purpose = s.purpose AND v.status = 'signed'"
        " AND CURRENT_DATE BETWEEN v.starts_on AND v.ends_on"
        " AND (s.consent_id IS NOT NULL"
        " OR (f.legal_basis <> 'consent' AND f.confidentiality <> 'consent')))"
    )


def _shared(plan: str, holder: str, item: str) -> str:
    """Return the condition that a plan flows to the acting agency now."""
    health = " AND s.sees_health" if item == "plan_health" else ""
    return (
        f"EXISTS (SELECT 1 FROM casework_planshare s WHERE s.plan_id = {plan}"  # noqa: S608, constants
        f" AND s.holder_id = {holder} AND s.agency_id = {AGENCY} AND s.until IS NULL{health}"
        f" AND {_flows('s.holder_id', 's.agency_id', item)}"
        f" AND {_flows('s.agency_id', 's.holder_id', item)}"
        " AND (s.consent_id IS NULL OR EXISTS (SELECT 1 FROM casework_consent c"
        " JOIN casework_consentagency ca ON ca.consent_id = c.id WHERE c.id = s.consent_id"
        " AND ca.agency_id = s.agency_id AND c.withdrawn_at IS NULL"
        f" AND CURRENT_DATE BETWEEN c.given_on AND c.until AND c.items @> '[\"{item}\"]')))"
    )


OWN = f"agency_id = {AGENCY}"
PLAN = "casework_supportplan"
PLAN_ROWS = f"{WORKS_HERE} AND ({OWN} OR {_shared(f'{PLAN}.id', f'{PLAN}.agency_id', 'plan')})"


def seen(column: str) -> str:
    """Return the condition that the plan of a row is seen; the plan's own policy decides it."""
    return f"EXISTS (SELECT 1 FROM {PLAN} p WHERE p.id = {column})"  # noqa: S608, a constant


def _open(table: str, may: tuple[str, ...], service_may: tuple[str, ...] = ()) -> Guard:
    """Return the guard of a table that every member reads: codes, days, workers."""
    rows = seen(f"casework_{table}.plan_id")
    return Guard(f"casework_{table}", rows=rows, may=may, service_may=service_may or may)


def _of_care(
    table: str, may: tuple[str, ...], service_may: tuple[str, ...] = (), *, health: str
) -> Guard:
    """Return the guard of a table of words; its rows of health are the holder's, and need more of others.

    One question of the plan for both, since each takes all of the plan's own policy with it.
    """
    name = f"casework_{table}"
    shared = _shared("p.id", "p.agency_id", "plan_health")
    rows = (
        f"EXISTS (SELECT 1 FROM {PLAN} p WHERE p.id = {name}.plan_id"  # noqa: S608, constants
        f" AND (NOT {health} OR p.agency_id = {AGENCY} OR {shared}))"
    )
    return Guard(name, rows=rows, kinds=CARE_KINDS, may=may, service_may=service_may or may)


# An invited agency is a number in a list.
INVITED = f"invited @> to_jsonb({AGENCY})"
OF_A_MEETING = "EXISTS (SELECT 1 FROM casework_planmeeting m WHERE m.id = meeting_id)"
# What a group keeps of itself is its own; no role of a case is needed, nor any other agency let in.
GROUP = tuple(
    Guard(f"casework_{table}", rows=OWN, may=may, service_may=CHANGED)
    for table, may in (
        ("groupsession", REMOVED),
        ("kitentry", ADDED_TO),
        ("volunteerhours", ADDED_TO),
        ("supervision", CHANGED),
        ("ownwords", ADDED_TO),
    )
)
THE_TWO = f"{PERSON} IN (volunteer_id, supervisor_id)"

GUARDS = (
    Guard(
        PLAN, rows=PLAN_ROWS, writes=f"{OWN} AND {WORKS_HERE}", may=CHANGED, service_may=CHANGED
    ),
    # Only the holder lets an agency in; an agency may end its own share, and no more.
    Guard(
        "casework_planshare",
        rows=f"holder_id = {AGENCY} OR {OWN}",
        writes=f"holder_id = {AGENCY} OR ({OWN} AND until IS NOT NULL)",
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard(
        "casework_planmember",
        rows=seen("casework_planmember.plan_id"),
        writes=f"EXISTS (SELECT 1 FROM {PLAN} p WHERE p.id = casework_planmember.plan_id"  # noqa: S608
        f" AND {AGENCY} IN (p.agency_id, casework_planmember.agency_id))",
        may=CHANGED,
        service_may=CHANGED,
    ),
    _open("planaction", CHANGED),
    _open("planreview", ADDED_TO),
    _open("planversion", ADDED_TO, CHANGED),
    _of_care("plangoal", CHANGED, health="casework_plangoal.is_health"),
    _of_care("healthaction", CHANGED, health="true"),
    _of_care("planwords", ADDED_TO, CHANGED, health="casework_planwords.is_health"),
    _of_care(
        "planwordsversion", ADDED_TO, CHANGED, health="casework_planwordsversion.is_health"
    ),
    _of_care("outcomereading", ADDED_TO, health="casework_outcomereading.is_health"),
    _of_care("employmentsupport", CHANGED, health="false"),
    _of_care("job", CHANGED, health="false"),
    Guard(
        "casework_planmeeting",
        rows=f"{WORKS_HERE} AND ({OWN} OR {INVITED})",
        writes=f"{WORKS_HERE} AND {OWN}",
        may=CHANGED,
        service_may=CHANGED,
    ),
    Guard(
        "casework_planmeetingplan",
        rows=f"{OF_A_MEETING} AND {seen('casework_planmeetingplan.plan_id')}",
        may=REMOVED,
        service_may=REMOVED,
    ),
    *GROUP,
    Guard(
        "casework_supervisionnote",
        rows=THE_TWO,
        writes=f"{THE_TWO} AND by_id = {PERSON}",
        may=ADDED_TO,
        service_may=CHANGED,
    ),
)
