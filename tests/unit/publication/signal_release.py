"""A release in which much is new, and one in which nothing is: made by hand for tests of pages."""

from datetime import date, timedelta

from fingerpost.evidence.core.areas import Outline
from fingerpost.evidence.disclosure import Watched
from fingerpost.evidence.early_warning.signals import (
    Attribution,
    SignalKind,
    SignalState,
    Stretch,
)
from fingerpost.evidence.measures.declaration import Kind
from tests.unit.disclosure.signal_making import (
    DECIDED,
    DISTRICT_OF,
    KEYS,
    NORTH,
    SOUTH,
    raised,
    signal,
)
from tests.unit.publication.making import AS_OF, MONTHLY, measure, months, release

TODAY = AS_OF.date()
STEADY = [30, 34, 31, 33, 29, 35, 32, 30, 34, 31, 33, 29, 35, 32, 30, 34, 31, 33]


def days(ago, length=5):
    """Return the days of a signal that was raised so many days ago."""
    raised_on = TODAY - timedelta(days=ago)
    last = raised_on - timedelta(days=1)
    return {
        "raised_on": raised_on,
        "first_day": last - timedelta(days=length),
        "last_day": last,
    }


def course(of, counts, expected=3.6, upper=None, **own):
    """Return stretches as long as a signal before it, and the signal's own."""
    length = of["last_day"] - of["first_day"] + timedelta(days=1)
    found = []
    for ago, count in enumerate(reversed(counts)):
        first = of["first_day"] - ago * length
        end = of["last_day"] - ago * length
        more = {"is_signal": True, **own} if ago == 0 else {}
        found.append(Stretch(first, end, count, expected, upper, **more))
    return tuple(reversed(found))


def square(code, name, district, west):
    """Return an area of one degree."""
    ring = ((west, 52.0), (west + 1, 52.0), (west + 1, 53.0), (west, 53.0), (west, 52.0))
    return Outline(code, name, district, (ring,))


OUTLINES = tuple(
    square(code, f"{district[-2:]} small area {at}", district, at)
    for at, (code, district) in enumerate(DISTRICT_OF.items())
)
BORDERS = (
    square(NORTH.code, NORTH.name, NORTH.code, 0),
    square(SOUTH.code, SOUTH.name, SOUTH.code, 2),
)
SMALL_WEEKS = (1.0, 0.0, 2.0, 4.0, 7.0, 13.0)

CLUSTER = raised(
    signal(
        **days(3),
        once_in_days=7000.0,
        weight=95.0,
        course=course(days(3), SMALL_WEEKS, is_late=True, to_come=1.5),
        known_on=TODAY - timedelta(days=3),
    )
)
DEATHS = raised(
    signal(
        **days(9),
        rule="opioid_deaths",
        kind=SignalKind.RARE,
        observed=3.0,
        subject="deaths from synthetic opioids",
        weight=100.0,
        areas=(SOUTH.code,),
    ),
    title="Deaths from synthetic opioids",
    sources=("drug_deaths",),
    what_to_do="Tell the coroner's officer and the drug alerts lead today.",
)
RECORDING = raised(
    signal(
        **days(40, 30),
        rule="possession_recorded",
        kind=SignalKind.COUNT,
        observed=61.0,
        expected=32.4,
        once_in_days=5000.0,
        subject="recorded possession offences",
        weight=30.0,
        areas=(SOUTH.code,),
        explanations=(Attribution("Last outcome", "Local resolution", 27.0, 0.94),),
        course=course(days(40, 30), (31.0, 29.0, None, 34.0, 61.0), 32.4, 48.0),
        known_on=TODAY - timedelta(days=40),
        looks_like_recording=True,
        why_recording="27 of the 28.6 lie at one map point",
    ),
    title="Recorded possession of drugs",
    sources=("police_street",),
    evidence_kind=Kind.ACTIVITY,
    shown_attributes={"Last outcome": "last_outcome_category"},
    what_to_do="Ask the force whether it changed how possession is recorded.",
    raised_for="Partnership analyst",
)
SILENT = raised(
    signal(
        **days(6, 12),
        rule="silent_feed",
        kind=SignalKind.DATA,
        observed=0.0,
        expected=44.0,
        subject="ambulance call-outs",
        weight=60.0,
        areas=(),
    ),
    title="Ambulance records",
    what_to_do="Ask the ambulance trust for the missing files.",
)


def _rule(name, ago, weight, **changes):
    return raised(signal(**days(ago), rule=name, weight=weight), **changes)


OTHERS = (
    _rule(
        "admissions",
        20,
        70.0,
        title="Admissions for poisoning",
        sources=("hospital_admissions",),
    ),
    _rule(
        "reports",
        21,
        50.0,
        title="Drug information reports",
        state=SignalState.BEING_ASSESSED,
        **DECIDED,
    ),
    _rule(
        "naloxone",
        25,
        20.0,
        title="Naloxone handed out",
        evidence_kind=Kind.ACTIVITY,
        sources=("naloxone_kits",),
    ),
    _rule(
        "false_one",
        200,
        80.0,
        title="Overdose call-outs by day",
        state=SignalState.FALSE,
        decided_by="B. Person",
        decided_on=date(2026, 4, 20),
        reason="Call-outs came in late.",
    ),
)
SIGNALS = (CLUSTER, DEATHS, RECORDING, SILENT, *OTHERS)
WATCHED = (
    Watched("overdose_callouts", "Overdose call-outs, day by day", TODAY),
    Watched("possession_recorded", "Recorded possession, month by month", date(2026, 9, 30)),
    Watched("trafficking", "Trafficking", None, "Needs 9 more months."),
)
PRIVATE = (*KEYS, *DISTRICT_OF, "one map point")


def eventful(**changes):
    """Return a release with signals of every kind and state."""
    return release(
        (measure(), MONTHLY, months(STEADY)),
        **{
            "signals": SIGNALS,
            "watched": WATCHED,
            "district_of": DISTRICT_OF,
            "outlines": OUTLINES,
            "districts": BORDERS,
            **changes,
        },
    )


def quiet():
    """Return a release in which early warning found nothing."""
    return eventful(signals=())
