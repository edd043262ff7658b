"""Who is diverted, by who they are: small numbers stay hidden, and what cannot be said is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.service.casework_making import make_person
from tests.service.justice_making import AFTER, make_course
from tests.service.people import AT

from fingerpost.service.casework.fairness import Came, age_group, fairness, protected
from fingerpost.service.casework.net_widening import Month, watch

SINCE, UNTIL = date(2025, 4, 1), date(2026, 4, 1)


def people(**by_ethnicity: tuple[int, int, int, int]) -> list[Came]:
    """Return people of groups: eligible, offered, accepted and ended, completed."""
    found = []
    for ethnicity, (eligible, offered, accepted, completed) in by_ethnicity.items():
        for number in range(eligible):
            groups = {"ethnicity": ethnicity, "sex": "Male", "age": "25 to 34"}
            found.append(
                Came(
                    groups,
                    offered=number < offered,
                    accepted=number < accepted,
                    ended=number < accepted,
                    completed=number < completed,
                )
            )
    return found


def table(given: list[Came], title: str) -> dict[str, list[str]]:
    made = fairness(given, since=SINCE, until=UNTIL)
    (found,) = (one for one in made.tables if one.title == title)
    return {
        row.group: [
            "hidden" if cell.hidden else f"{cell.count}/{cell.out_of}" for cell in row.cells
        ]
        for row in found.rows
    }


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param(
            {"White": (90, 60, 40, 30), "Black": (60, 30, 20, 10)},
            {"White": ["60/90", "40/60", "30/40"], "Black": ["30/60", "20/30", "10/20"]},
            id="all large enough",
        ),
        pytest.param(
            {"White": (90, 60, 40, 30), "Black": (60, 30, 20, 10), "Asian": (20, 10, 6, 3)},
            {
                "White": ["60/90", "40/60", "30/40"],
                "Black": ["hidden"] * 3,
                "Asian": ["hidden"] * 3,
            },
            id="3 of 6 are hidden in every step, with a second group so that nobody can subtract",
        ),
        pytest.param(
            {"White": (90, 60, 40, 30), "Black": (60, 58, 20, 10)},
            {"White": ["hidden"] * 3, "Black": ["hidden"] * 3},
            id="all but 2 are as telling as 2",
        ),
    ],
)
def test_small_numbers_are_hidden_in_all_steps(
    counts: dict[str, tuple[int, int, int, int]], shown: dict[str, list[str]]
) -> None:
    assert table(people(**counts), "Ethnicity") == shown


def test_the_interval_is_wilsons_and_a_difference_is_said() -> None:
    # Newcombe 1998 (Stat Med 17:873), table II (a): 56/70 against 48/80 differ by 0.0524 to 0.3339.
    made = fairness(
        people(White=(80, 48, 30, 20), Black=(70, 56, 30, 20)), since=SINCE, until=UNTIL
    )
    (found,) = (one for one in made.tables if one.title == "Ethnicity")
    assert found.findings[0] == (
        "Offered, of those eligible: 80% of Black were offered it, against 60% of White: "
        "20 percentage points more (95% interval 5 to 33)."
    )
    white = next(row for row in found.rows if row.group == "White").cells[0]
    assert (white.value, white.lower, white.upper) == (60.0, 49.0, 70.0)


def test_where_too_few_it_cannot_say() -> None:
    made = fairness(
        people(White=(90, 60, 40, 30), Black=(19, 12, 6, 0)), since=SINCE, until=UNTIL
    )
    for one in made.tables:
        for words in one.findings:
            assert "cannot say" in words
    nobody = fairness([], since=SINCE, until=UNTIL)
    assert nobody.tables[0].rows[0].cells[0].out_of == 0


def test_nothing_hidden_follows_from_what_is_shown() -> None:
    shown = protected({"A": (40, 50), "B": (2, 30), "C": (20, 40)}, split="ethnicity")
    assert [name for name, found in shown.items() if found is None] == ["B", "C"]


@pytest.mark.parametrize(
    ("age", "words"),
    [
        pytest.param(None, "Not known", id="not known"),
        pytest.param(17, "Under 18", id="17"),
        pytest.param(18, "18 to 24", id="18"),
        pytest.param(24, "18 to 24", id="24"),
        pytest.param(45, "45 or over", id="45"),
    ],
)
def test_age_groups(age: int | None, words: str) -> None:
    assert age_group(age) == words


# -- net widening -----------------------------------------------------------------------------------


def months(before: tuple[int, int], since: tuple[int, int, int]) -> list[Month]:
    """Return a year before and half a year since, each month alike."""
    then = [Month(date(2025, one, 1), *before, 0) for one in range(1, 13)]
    return then + [Month(date(2026, one, 1), *since) for one in range(1, 7)]


BEGINS = date(2026, 1, 1)


def test_up_to_how_many_would_have_had_no_further_action() -> None:
    said = " ".join(watch(months((40, 20), (40, 8, 15)), begins=BEGINS).findings)
    assert "50% of them with no further action" in said
    assert "no clear change in how many are taken in" in said
    # 240 closed since, of which half would be 120; 48 had none: 72 of 90.
    assert "So up to 72 of 90 diversions" in said
    assert "It cannot say what would have become of any one person" in said


def test_more_people_are_taken_in() -> None:
    said = " ".join(watch(months((40, 20), (80, 40, 40)), begins=BEGINS).findings)
    assert "2.00 times as many a month" in said
    assert "more people are taken in" in said
    assert "So up to 0 of 240 diversions" in said


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        pytest.param([], None, id="nothing written down"),
        pytest.param(months((40, 20), (40, 8, 15))[8:], BEGINS, id="four months before"),
        pytest.param(months((40, 20), (40, 8, 15))[:14], BEGINS, id="two months since"),
    ],
)
def test_it_cannot_say_yet(given: list[Month], begins: date | None) -> None:
    assert "Cannot say yet" in watch(given, begins=begins).findings[0]


def test_small_months_are_hidden_with_another() -> None:
    given = months((40, 20), (40, 8, 15))
    given[3] = Month(given[3].month, 40, 2, 0)
    found = watch(given, begins=BEGINS)
    assert sum(one.no_action is None for one in found.months) == 2
    assert "2" not in {str(one.no_action) for one in found.months}


# -- from records to a table ------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_table_of_a_quarter_is_made_from_records_and_holds_no_small_number() -> None:
    from fingerpost.service.casework.actions import diversions, fairness_tables
    from fingerpost.service.casework.models import FairnessTable

    course = make_course()
    done = course.complied(person=make_person(course.officer, ethnicity="black", sex="male"))
    course.check()
    course.check(offence="92A")  # not eligible, so not counted
    mistaken = course.check()
    diversions.end(diversion=mistaken, reason="mistake", by=course.officer, at=AFTER)
    found = fairness_tables.came(
        course.officer.agency, since=date(2026, 4, 1), until=date(2026, 7, 1)
    )
    assert sorted((one.offered, one.accepted, one.completed) for one in found) == [
        (False, False, False),
        (True, True, True),
    ]
    before_it_was_done = fairness_tables.came(
        course.officer.agency, since=date(2026, 4, 1), until=date(2026, 4, 2)
    )
    assert not any(one.completed for one in before_it_was_done)
    assert done.complied_at == AFTER
    later = datetime(2026, 7, 2, 6, 20, tzinfo=UTC)
    assert fairness_tables.make_all(at=later) == 1
    assert fairness_tables.make_all(at=later + timedelta(days=1)) == 0
    kept = FairnessTable.objects.get()
    assert (kept.since, kept.until) == (date(2025, 7, 1), date(2026, 7, 1))
    cells = [c for t in kept.content["tables"] for row in t["rows"] for c in row["cells"]]
    assert cells
    assert all(one["count"] is None or one["out_of"] == 0 for one in cells)


@pytest.mark.django_db
def test_outcomes_of_a_month_are_kept_by_a_manager() -> None:
    from django.core.exceptions import PermissionDenied, ValidationError
    from tests.service.casework_making import worker

    from fingerpost.service.casework.actions import fairness_tables
    from fingerpost.service.casework.models import MonthOfOutcomes

    manager = worker("police", role="manager")
    said = {"month": date(2026, 3, 9), "closed": 40, "no_action": 20}
    fairness_tables.keep_month(**said, by=manager, at=AT)
    fairness_tables.keep_month(**{**said, "closed": 41}, by=manager, at=AT)
    kept = MonthOfOutcomes.objects.get()
    assert (kept.month, kept.closed) == (date(2026, 3, 1), 41)
    for change, says in (({"no_action": 99}, "part of"), ({"month": AT.date()}, "is over")):
        with pytest.raises(ValidationError, match=says):
            fairness_tables.keep_month(**{**said, **change}, by=manager, at=AT)
    for other in (worker("police"), worker("treatment", role="manager")):
        with pytest.raises(PermissionDenied):
            fairness_tables.keep_month(**said, by=other, at=AT)
