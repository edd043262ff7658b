"""Which bars of a signal's chart leave, and what an attacker would try with them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import protect
from fingerpost.evidence.early_warning.signals import SignalKind, Stretch
from fingerpost.evidence.measures.declaration import Grid
from fingerpost.evidence.measures.estimates import Result
from tests.unit.disclosure.signal_making import (
    DISTRICT_OF,
    NORTH,
    PARTNERSHIP,
    SOUTH,
    raised,
    signal,
)
from tests.unit.publication.making import MONTHLY as FORCE_MONTHS
from tests.unit.publication.making import frame, measure, provenance

MONDAY = date(2026, 1, 5)


def weeks(counts, own=1, **changes):
    """Return a course of weeks, the last ones the signal's."""
    found = []
    for at, count in enumerate(counts):
        start = MONDAY + timedelta(days=7 * at)
        found.append(
            Stretch(
                start,
                start + timedelta(days=6),
                None if count is None else float(count),
                expected=4.2,
                upper=9.6,
                is_signal=at >= len(counts) - own,
            )
        )
    if changes:
        found[-1] = replace(found[-1], **changes)
    return tuple(found)


def of_weeks(counts, own=1, kind=SignalKind.COUNT, **changes):
    course = weeks(counts, own)
    facts = {
        "kind": kind,
        "first_day": course[-own].first_day,
        "last_day": course[-1].last_day,
        "areas": (NORTH.code,),
        "observed": float(sum(counts[-own:])),
        "expected": 4.2 * own,
        "course": course,
        "known_on": course[-1].last_day,
    }
    return signal(**{**facts, **changes})


def only(of, results=(), **asked):
    (found,) = protect(
        results,
        partnership=PARTNERSHIP,
        provenance=provenance(),
        signals=[raised(of, **asked)],
        district_of=DISTRICT_OF,
    ).signals
    return found


def bars(of, **asked):
    return [(one.observed, one.fewer_than) for one in only(of, **asked).course]


OPEN = {"sources": ("police_street",)}
HOSPITAL = {"sources": ("hospital_admissions",)}


@pytest.mark.parametrize(
    ("counts", "asked", "shown"),
    [
        pytest.param(
            [2, 0, 7, 14],
            {},
            [(None, 5), (None, 5), (5, None), (15, None)],
            id="ambulance: small ones and none look alike, others are rounded",
        ),
        pytest.param(
            [2, 0, 7, 14],
            OPEN,
            [(2, None), (0, None), (7, None), (14, None)],
            id="an open publisher: as it is",
        ),
        pytest.param(
            [7, 8, 13, 24],
            HOSPITAL,
            [(None, 8), (10, None), (10, None), (20, None)],
            id="hospital: below 8, else to 10",
        ),
        pytest.param(
            [6, None, 14],
            {},
            [(5, None), (None, None), (15, None)],
            id="a week that no file covers",
        ),
    ],
)
def test_bars_are_protected_like_signals(counts, asked, shown):
    assert bars(of_weeks(counts), **asked) == shown


@pytest.mark.parametrize(
    ("of", "asked"),
    [
        pytest.param(of_weeks([2, 3, 4]), {}, id="a signal too small to show"),
        pytest.param(of_weeks([2, 3, 40]), {"sources": ("drug_deaths",)}, id="years pooled"),
        pytest.param(of_weeks([2, 3, 14], kind=SignalKind.RARE), {}, id="rare events"),
        pytest.param(of_weeks([1, 1, 0], kind=SignalKind.DATA), OPEN, id="a file"),
        pytest.param(of_weeks([2, 3, 14], course=()), {}, id="a ledger from before charts"),
    ],
)
def test_some_signals_have_no_chart(of, asked):
    found = only(of, **asked)
    assert found.course == ()
    assert found.known_on is None


def test_a_signal_of_several_weeks_is_one_bar_with_the_numbers_of_the_text():
    # One by one they would be about 5, about 5 and fewer than 5, and the text says about 20: then
    # the third can only be 4.
    found = only(of_weeks([3, 7, 7, 4], own=3))
    own = found.course[-1]
    assert (own.observed, own.expected, own.periods) == (found.observed, found.expected, 3)
    assert (own.first_day, own.last_day) == (found.first_day, found.last_day)
    assert len(found.course) == 2


def test_a_signal_is_never_drawn_at_its_bound():
    for counts in ([3, 3, 13], [3, 3, 12]):
        own = only(of_weeks(counts, upper=11.6)).course[-1]
        assert own.upper < own.observed


def test_what_is_still_to_come_does_not_leave_but_that_something_is():
    of = of_weeks([3, 7, 14])
    course = (*of.course[:-1], replace(of.course[-1], is_late=True, to_come=2.4))
    (*_, own) = only(replace(of, course=course)).course
    assert (own.is_late, own.to_come) == (True, 0.0)
    (*_, as_it_is) = only(replace(of, course=course), **OPEN).course
    assert as_it_is.to_come == 2.4


SMALL = st.integers(0, 4)


@given(
    before=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    own=st.lists(st.integers(0, 20), min_size=1, max_size=4).filter(lambda c: sum(c) > 4),
    other=st.lists(SMALL, min_size=12, max_size=12),
)
def test_no_small_count_can_be_told_from_another(before, own, other):
    """Whatever the small counts are, chart and text are the same, to the last field."""
    swapped = [
        small if count < 5 else count for count, small in zip(before, other, strict=False)
    ]
    assert only(of_weeks([*before, *own], len(own))) == only(
        of_weeks([*swapped, *own], len(own))
    )


@given(
    before=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    own=st.lists(st.integers(0, 20), min_size=2, max_size=4).filter(lambda c: sum(c) > 4),
)
def test_the_weeks_of_a_signal_cannot_be_told_apart(before, own):
    level = sum(own) // len(own)
    spread = [level] * (len(own) - 1)
    even = [*spread, sum(own) - sum(spread)]
    assert only(of_weeks([*before, *own], len(own))) == only(
        of_weeks([*before, *even], len(own))
    )


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_a_bar_that_is_shown_is_as_open_as_a_hidden_cell(counts):
    for shown, count in zip(only(of_weeks([*counts, 30])).course, counts, strict=False):
        fits = [n for n in range(90) if _looks(n) == _looks(count)]
        assert len(fits) >= 3
        assert (shown.observed, shown.fewer_than) == _looks(count)


def _looks(count):
    return (None, 5) if count < 5 else (float(5 * ((count + 2) // 5)), None)


DISTRICTS = Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.MONTH)


def table(of_source, grid=DISTRICTS, february=(3, 30)):
    of = measure(sources=(of_source,))
    cells = [
        (NORTH, "2026-01", 20, None, *(["x"] if grid.breakdown else [])),
        (SOUTH, "2026-01", 30, None, *(["x"] if grid.breakdown else [])),
        (NORTH, "2026-02", february[0], None, *(["x"] if grid.breakdown else [])),
        (SOUTH, "2026-02", february[1], None, *(["x"] if grid.breakdown else [])),
    ]
    return [Result(of, grid, frame(of, grid, cells))]


SPLIT = Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.MONTH, breakdown="substance")


@pytest.mark.parametrize(
    ("results", "asked", "withheld"),
    [
        pytest.param(table("ambulance_overdoses"), {}, [False] * 3 + [True] * 4, id="hidden"),
        pytest.param(
            table("ambulance_overdoses", february=(9, 30)), {}, [False] * 7, id="none hidden"
        ),
        pytest.param(table("hospital_admissions"), {}, [False] * 7, id="of another source"),
        pytest.param(
            table("ambulance_overdoses", SPLIT), {}, [False] * 7, id="the parts of a sum"
        ),
        pytest.param(
            table("ambulance_overdoses", SPLIT),
            {"is_part": True},
            [False] * 3 + [True] * 4,
            id="the parts, and the signal is of one",
        ),
    ],
)
def test_a_bar_beside_a_hidden_cell_is_not_shown(results, asked, withheld):
    # Weeks from 5 January; the month hides a cell in February.
    found = only(of_weeks([12, 13, 12, 14, 12, 13, 12, 30]), results, **asked)
    assert [one.is_withheld for one in found.course[:-1]] == withheld
    for one in found.course[:-1]:
        assert (one.observed is None) is one.is_withheld
    assert found.course[-1].observed == 30


def test_the_bars_of_a_cluster_are_of_places_that_nobody_can_name():
    of = of_weeks([12, 13, 12, 14, 12, 30], kind=SignalKind.CLUSTER, areas=("E01017001",))
    found = only(of, table("ambulance_overdoses"))
    assert not any(one.is_withheld for one in found.course)


@pytest.mark.parametrize(
    ("of", "asked", "marked"),
    [
        pytest.param(
            of_weeks([2, 14], kind=SignalKind.CLUSTER, areas=("E01017003", "E01017001")),
            {},
            (NORTH.code, SOUTH.code),
            id="small numbers are hidden: the districts",
        ),
        pytest.param(
            of_weeks([2, 14], kind=SignalKind.CLUSTER, areas=("E01017003", "E01017001")),
            OPEN,
            ("E01017001", "E01017003"),
            id="an open publisher: the small areas",
        ),
        pytest.param(
            of_weeks([2, 3], kind=SignalKind.CLUSTER, areas=("E01017001",)),
            {},
            (),
            id="too small to show: nothing",
        ),
        pytest.param(of_weeks([2, 14]), {}, (), id="not a cluster"),
    ],
)
def test_the_map_marks_what_may_be_named(of, asked, marked):
    assert only(of, **asked).marked == marked


def test_the_log_says_what_was_done_to_the_chart():
    made = protect(
        (),
        partnership=PARTNERSHIP,
        provenance=provenance(),
        signals=[raised(of_weeks([2, 0, 7, 14]))],
        district_of=DISTRICT_OF,
    )
    (said,) = [line.words for line in made.log if "chart" in line.words]
    assert "2 of its 4 bars are hidden as too small" in said


def test_a_table_of_the_force_counts_as_one_of_the_whole():
    of = measure(sources=("ambulance_overdoses",))
    cells = [(PARTNERSHIP.police_force, "2026-01", 3, None)]
    results = [Result(of, FORCE_MONTHS, frame(of, FORCE_MONTHS, cells))]
    found = only(of_weeks([12, 13, 12, 30]), results)
    assert [one.is_withheld for one in found.course] == [True, True, True, False]
