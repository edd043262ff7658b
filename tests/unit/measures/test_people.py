"""People are counted once: in an area, in a period, in a split; and with other links."""

import polars as pl
import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.declaration import Count, CountPeople, Grid, Population
from fingerpost.evidence.statistics import rate
from tests.unit.measures.made_by_hand import numbers
from tests.unit.measures.people_by_hand import (
    CITY,
    COUNTRY,
    MONTH,
    WHOLE,
    YEAR,
    measure,
    people_counted,
    person_months,
)


def test_one_person_of_two_months_is_one_of_the_year(tmp_path, monkeypatch):
    rows = person_months((4, CITY, "ada"), (5, CITY, "ada"), (5, CITY, "bea"), (5, CITY, "bea"))
    frame = people_counted(tmp_path, monkeypatch, rows, measure(grids=(YEAR, MONTH)))
    found = numbers(frame, area=CITY)
    assert found["2024/25"] == (2, None)
    assert (found["2024-04"], found["2024-05"], found["2024-06"]) == (
        (1, None),
        (2, None),
        (0, None),
    )


def test_districts_do_not_add_up_to_the_county(tmp_path, monkeypatch):
    rows = person_months((4, CITY, "ada"), (9, COUNTRY, "ada"), (9, COUNTRY, "bea"))
    frame = people_counted(tmp_path, monkeypatch, rows, measure())
    assert [numbers(frame, area=a)["2024/25"][0] for a in (CITY, COUNTRY, WHOLE)] == [1, 2, 2]


@pytest.mark.parametrize("months", [(1, 2), (2, 1)])
def test_in_a_split_each_stands_where_their_newest_row_has_them(tmp_path, monkeypatch, months):
    first, last = sorted(months)
    rows = person_months(
        (first, CITY, "ada", {"drug": "opiates"}),
        (last, CITY, "ada", {"drug": "alcohol"}),
        (last, CITY, "bea", {"drug": "opiates"}),
    )
    split = Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.FINANCIAL_YEAR, breakdown="drug")
    frame = people_counted(tmp_path, monkeypatch, rows, measure(grids=(split,)))
    assert numbers(frame, area=CITY, breakdown="drug") == {
        "alcohol": (1, None),
        "opiates": (1, None),
    }


def test_the_part_of_a_person_is_the_same_above_and_below_the_line(tmp_path, monkeypatch):
    # Ada completed when she used opiates, and came again for alcohol: one person, one part.
    rows = person_months(
        (4, CITY, "ada", {"drug": "opiates", "completed": "yes"}),
        (9, CITY, "ada", {"drug": "alcohol", "completed": "no"}),
    )
    of = measure(
        statistic="proportion",
        numerator=CountPeople(table="made_up_people", where={"completed": ("yes",)}),
        denominator=CountPeople(table="made_up_people"),
        grids=(
            Grid(
                areas=(AreaKind.DISTRICT,), period=PeriodKind.FINANCIAL_YEAR, breakdown="drug"
            ),
        ),
    )
    frame = people_counted(tmp_path, monkeypatch, rows, of)
    assert numbers(frame, area=CITY, breakdown="drug") == {"alcohol": (1, 1)}


def test_a_row_that_does_not_say_is_none_that_counts(tmp_path, monkeypatch):
    rows = person_months(
        (4, CITY, "ada", {"completed": "yes"}), (4, CITY, "bea", {"completed": None})
    )
    of = measure(numerator=CountPeople(table="made_up_people", where={"completed": ("yes",)}))
    assert numbers(people_counted(tmp_path, monkeypatch, rows, of), area=CITY)["2024/25"] == (
        1,
        None,
    )


def test_the_band_runs_over_all_three_links(tmp_path, monkeypatch):
    # Two records are one person as published, two when strict; loosely a third is joined to them.
    rows = person_months(
        (4, CITY, ("ada", "ada-1", "ada")),
        (5, CITY, ("ada", "ada-2", "ada")),
        (5, CITY, ("bea", "bea", "ada")),
    )
    frame = people_counted(tmp_path, monkeypatch, rows, measure())
    row = frame.filter(pl.col("area") == CITY).to_dicts()[0]
    assert (row["value"], row["band_lower"], row["band_upper"]) == (2, 1, 3)


def test_a_measure_without_links_has_no_band(tmp_path, monkeypatch):
    rows = person_months((4, CITY, "ada"), (5, CITY, "ada"))
    of = measure(numerator=Count(table="made_up_people"))
    frame = people_counted(tmp_path, monkeypatch, rows, of, by_person=False)
    assert numbers(frame, area=CITY)["2024/25"] == (2, None)
    assert frame["band_lower"].null_count() == frame["band_upper"].null_count() == len(frame)


def test_where_other_links_cannot_say_there_is_no_band(tmp_path, monkeypatch):
    rows = person_months((4, CITY, "ada", {"completed": "yes"})).with_columns(
        place=pl.lit(CITY)
    )
    of = measure(
        statistic="proportion",
        numerator=CountPeople(table="made_up_people", where={"completed": ("yes",)}),
        denominator=CountPeople(table="made_up_people"),
    )
    frame = people_counted(tmp_path, monkeypatch, rows, of)
    nobody = frame.filter(pl.col("area") == COUNTRY).to_dicts()[0]
    assert (nobody["status"], nobody["band_lower"]) == ("cannot_say", None)


def residents(people):
    return pl.DataFrame(
        [(CITY, "district", 2024, people), (CITY, "district", 2025, people)],
        schema={
            "area": pl.String,
            "area_kind": pl.String,
            "year": pl.Int64,
            "people": pl.Float64,
        },
        orient="row",
    )


def test_repeat_events_are_counted_all_with_the_people_behind_them(tmp_path, monkeypatch):
    # Ten people once and two people five times each: 20 events, variance 10 + 2 * 25 = 60.
    rows = person_months(
        *((4, CITY, f"once-{n}") for n in range(10)),
        *((month, CITY, f"often-{n}") for n in range(2) for month in (4, 4, 7, 8, 9)),
    )
    of = measure(
        statistic="rate",
        per=1000,
        numerator=Count(table="made_up_people", repeats=True),
        denominator=Population(),
        grids=(Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.FINANCIAL_YEAR),),
    )
    frame = people_counted(tmp_path, monkeypatch, rows, of, population=residents(5000.0))
    row = frame.filter(pl.col("area") == CITY).to_dicts()[0]
    assert (row["numerator"], row["people"], row["spread"]) == (20, 12, 3)
    expected = rate([20], [5000], per=1000, spread=[3])
    assert row["method"] == "Byar, repeat events 95%"
    assert (row["lower"], row["upper"]) == (expected.lower[0], expected.upper[0])
    none = frame.filter(pl.col("area") == COUNTRY).to_dicts()[0]
    assert (none["numerator"], none["people"]) == (0, 0)
