"""Find the people of a demo who act on the board."""

from __future__ import annotations

from fingerpost.service.access.demo_people import AGENCIES
from fingerpost.service.access.models import Agency, AgencyKind, Membership

# In which role somebody reports for an agency; where none is named, nobody does.
REPORTS: dict[AgencyKind, str] = {
    AgencyKind.POLICE: "board",
    AgencyKind.HOUSING: "board",
    AgencyKind.PROBATION: "board",
    AgencyKind.PCC: "board",
    AgencyKind.LIVED_EXPERIENCE: "board",
    AgencyKind.TREATMENT: "manager",
    AgencyKind.PRISON: "manager",
    AgencyKind.PUBLIC_HEALTH: "analyst",
    AgencyKind.COUNCIL: "secretary",
    AgencyKind.EMPLOYMENT: "reader",
}


def member(kind: AgencyKind, role: str) -> Membership:
    """Return who acts for the demo's agency of a kind in a role."""
    held = Membership.objects.select_related("user", "agency")
    return held.get(agency__name=AGENCIES[kind], role=role, ended_at=None)


def lead() -> Membership:
    """Return the partnership's lead."""
    return member(AgencyKind.PUBLIC_HEALTH, "secretary")


def chair() -> Membership:
    """Return the chair of the board."""
    return member(AgencyKind.PCC, "chair")


def reporter(kind: AgencyKind) -> Membership:
    """Return who reports for an agency."""
    return member(kind, REPORTS[kind])


def agency(kind: AgencyKind) -> Agency:
    """Return the demo's agency of a kind."""
    return Agency.objects.get(name=AGENCIES[kind])
