"""Hand-made signals for tests of disclosure and of pages."""

from datetime import date

from fingerpost.evidence.core.areas import Area, AreaKind, Partnership
from fingerpost.evidence.disclosure import RaisedSignal
from fingerpost.evidence.early_warning.signals import Signal, SignalKind
from fingerpost.evidence.measures.declaration import Kind

NORTH = Area("E07000098", "North Fenmark", AreaKind.DISTRICT)
SOUTH = Area("E07000099", "South Fenmark", AreaKind.DISTRICT)
WEST = Area("E07000097", "West Fenmark", AreaKind.DISTRICT)
FORCE = Area("E23000099", "Fenmark police force area", AreaKind.POLICE_FORCE)
PARTNERSHIP = Partnership("E47000099", "Fenmark", (NORTH, SOUTH, WEST), FORCE, "Fenmark Police")
DISTRICT_OF = {"E01017001": NORTH.code, "E01017002": NORTH.code, "E01017003": SOUTH.code}
KEYS = ("INC00421", "INC00422")

SIGNAL = {
    "rule": "overdose_callouts",
    "kind": SignalKind.CLUSTER,
    "raised_on": date(2026, 3, 9),
    "first_day": date(2026, 3, 3),
    "last_day": date(2026, 3, 8),
    "areas": ("E01017001",),
    "observed": 13.0,
    "expected": 3.6,
    "upper": 9.0,
    "once_in_days": 1100.0,
    "weight": 90.0,
    "subject": "ambulance call-outs to overdoses",
    "case_ids": KEYS,
}
RAISED = {
    "title": "Overdose call-outs",
    "what_to_do": "Ask the ambulance trust what was taken, and warn the services.",
    "why_it_matters": "A strong batch kills within days.",
    "evidence_kind": Kind.OUTCOME,
    "sources": ("ambulance_overdoses",),
    "shown_attributes": {"outcome": "outcome", "naloxone doses": "naloxone_doses"},
    "raised_for": "Drug alerts lead",
}
DECIDED = {
    "decided_by": "Dr A. Person",
    "decided_on": date(2026, 3, 11),
    "reason": "The laboratory found a nitazene.",
}


def signal(**changes):
    """Return a signal that is like `SIGNAL` but for the changes."""
    return Signal(**{**SIGNAL, **changes})


def raised(of=None, **changes):
    """Return a signal as it comes to the door."""
    return RaisedSignal(of if of is not None else signal(), **{**RAISED, **changes})
