"""Ambulance call-outs for suspected overdose: weekly counts, and a scan for clusters."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.early_warning.farrington import FarringtonFlexible
from fingerpost.evidence.early_warning.rules import (
    Attribute,
    Ears,
    Farrington,
    SpaceTimeScan,
    WarningRule,
    Watches,
)

_ATTRIBUTES = (
    Attribute(column="substance", words="suspected substance", read_from="suspected_substance"),
    Attribute(column="naloxone", words="use of naloxone", read_from="naloxone_doses"),
    Attribute(column="age", words="age band"),
    Attribute(
        column="complaint",
        words="chief complaint",
        is_of_recording=True,
        read_from="chief_complaint",
    ),
)
_WHY = "Call-outs are the first record of harm: days after it, where deaths take months."

OVERDOSE_CALLOUTS_WEEKLY = WarningRule(
    name="overdose_callouts_weekly",
    title="More overdose call-outs in a week than usual",
    subject="overdose call-outs",
    watches=Watches(table="overdose_callouts"),
    topic="overdose",
    interval="week",
    areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT),
    detector=Farrington(settings=FarringtonFlexible(years_back=3, alpha=0.005)),
    short_history=Ears(method="C2", baseline=12, alpha=0.001, minimum_sigma=1.0),
    alarm_once_in_days=365,
    budget_per_year=3,
    raises_for="public health analyst",
    acknowledge_within_days=2,
    weight=7,
    weight_because="People are harmed now, and more may be.",
    attributes=_ATTRIBUTES,
    what_to_do=(
        "Read the call-outs with the ambulance trust. If they share a substance or a place, call "
        "the drug alert panel the same day."
    ),
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)

OVERDOSE_CALLOUTS_SCAN = WarningRule(
    name="overdose_callouts_scan",
    title="Overdose call-outs close together in place and time",
    subject="overdose call-outs",
    watches=Watches(table="overdose_callouts"),
    topic="overdose",
    interval="day",
    detector=SpaceTimeScan(study_periods=365, maximum_periods=28, minimum_cases=4),
    alarm_once_in_days=365,
    budget_per_year=2,
    raises_for="public health analyst",
    acknowledge_within_days=1,
    weight=8,
    weight_because="A cluster points to a supply, and the next overdose is near by.",
    attributes=_ATTRIBUTES,
    what_to_do=(
        "Ask the ambulance crews and the treatment service of the place what was taken. Warn "
        "people who use drugs there, and see that they have naloxone."
    ),
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)
