"""Groups of people, and how far they came along a path, case by case."""

import ibis
import polars as pl
import pytest

from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.measures.declaration import Path, Step
from fingerpost.evidence.measures.tables import TABLES
from fingerpost.evidence.measures.tables.people import (
    SPLITS,
    age_group,
    five_groups,
    furthest,
    waits,
)
from fingerpost.evidence.sources.codelists.ndtms_ethnicity import NDTMS_ETHNICITY

PATH = Path(
    people="people",
    steps=(
        Step(title="asked"),
        Step(title="told", without="not told"),
        Step(title="came", without="told, and did not come"),
        Step(title="stayed", without="came, and did not stay"),
    ),
)


def column(values, make, kind):
    engine = ibis.duckdb.connect()
    frame = pl.DataFrame({"n": range(len(values)), "x": values}, schema_overrides={"x": kind})
    table = engine.create_table("rows", frame.to_arrow())
    return table.select("n", y=make(table.x)).to_polars().sort("n")["y"].to_list()


@pytest.mark.parametrize(
    ("code", "group"),
    [
        pytest.param("W1 - White British", "White", id="police: White British"),
        pytest.param("W9 - Any other White background", "White", id="police: other White"),
        pytest.param("M1 - White and Black Caribbean", "Mixed", id="police: Mixed"),
        pytest.param("A2 - Pakistani", "Asian", id="police: Asian"),
        pytest.param("O1 - Chinese", "Asian", id="police: Chinese is Asian, as in the Census"),
        pytest.param("O9 - Any other ethnic group", "Other", id="police: any other"),
        pytest.param("B2 - African", "Black", id="police: Black"),
        pytest.param("NS - Not stated", "Not known", id="police: not stated"),
        pytest.param("A", "White", id="treatment: A is White British, not Asian"),
        pytest.param("M", "Black", id="treatment: M is Caribbean, not Mixed"),
        pytest.param("Z", "Not known", id="treatment: not specified"),
        pytest.param("Martian", "Not known", id="a word that is no code"),
        pytest.param(None, "Not known", id="blank"),
    ],
)
def test_a_code_of_any_source_is_one_of_five_groups(code, group):
    assert column([code], five_groups, pl.String) == [group]


def test_every_code_of_treatment_has_a_group_but_for_what_is_not_specified():
    codes = list(NDTMS_ETHNICITY.values)
    groups = dict(zip(codes, column(codes, five_groups, pl.String), strict=True))
    assert [code for code, group in groups.items() if group == "Not known"] == ["Z"]
    assert groups["R"] == "Asian"


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (17, "under 18"),
        (18, "18 to 24"),
        (24, "18 to 24"),
        (25, "25 to 34"),
        (64, "55 to 64"),
        (65, "65 and over"),
        (101, "65 and over"),
        (None, "Not known"),
    ],
)
def test_an_age_is_in_its_group(age, group):
    assert column([age], age_group, pl.Int64) == [group]


@pytest.mark.parametrize(
    ("told", "came", "stayed", "end"),
    [
        pytest.param(False, False, False, "not told", id="not even the first"),
        pytest.param(True, False, False, "told, and did not come", id="the first"),
        pytest.param(True, True, False, "came, and did not stay", id="the second"),
        pytest.param(True, True, True, "stayed", id="all"),
        pytest.param(
            False, True, False, "came, and did not stay", id="came without being told"
        ),
        pytest.param(False, False, True, "stayed", id="only the last was written down"),
        pytest.param(None, None, None, "not told", id="nobody says"),
    ],
)
def test_who_came_to_a_later_step_came_to_all_before(told, came, stayed, end):
    engine = ibis.duckdb.connect()
    frame = pl.DataFrame(
        {"told": [told], "came": [came], "stayed": [stayed]},
        schema=dict.fromkeys(("told", "came", "stayed"), pl.Boolean),
    )
    rows = engine.create_table("rows", frame.to_arrow())
    found = rows.select(end=furthest(PATH, (rows.told, rows.came, rows.stayed))).to_polars()
    assert found["end"].to_list() == [end]
    assert end in PATH.ends


def test_a_wait_that_is_not_known_or_goes_backwards_is_none():
    engine = ibis.duckdb.connect()
    frame = pl.DataFrame(
        {"who": ["a", "b", "c"], "first": [3, None, -2], "second": [0, 4, None]},
        schema_overrides={"first": pl.Int64, "second": pl.Int64},
    )
    rows = engine.create_table("rows", frame.to_arrow())
    days = {"told": rows["first"], "came": rows["second"]}
    found = waits(rows, days, "who").to_polars().sort("reached", "who")
    assert found.rows() == [("a", "came", 0), ("b", "came", 4), ("a", "told", 3)]


@pytest.mark.parametrize(
    "name", sorted(m.name for m in all_measures().values() if m.path is not None)
)
def test_a_path_is_counted_by_its_ends_and_has_a_measure_of_its_days(name):
    measure = all_measures()[name]
    assert measure.splits_the_numerator == ("reached",)
    assert [grid.breakdown for grid in measure.grids] == ["reached"]
    assert measure.follow_up_months
    days = all_measures()[measure.path.days]
    assert days.statistic == "median"
    assert [(g.areas, g.period) for g in days.grids] == [
        (g.areas, g.period) for g in measure.grids
    ]
    assert days.follow_up_months == measure.follow_up_months


@pytest.mark.parametrize("name", sorted(n for n, t in TABLES.items() if t.by_person))
def test_a_table_of_people_says_so_in_the_measures_that_split_it(name):
    asked = {
        grid.breakdown
        for measure in all_measures().values()
        for grid in measure.grids
        if measure.numerator is not None and measure.numerator.table == name
    }
    assert asked - {None} <= set(TABLES[name].splits)
    if {"sex"} & asked:
        assert set(SPLITS) <= asked, "who is reached is asked of all groups alike"
