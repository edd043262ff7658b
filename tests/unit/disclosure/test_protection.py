"""What protection does to a table, case by case."""

import polars as pl
import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import all_rules
from fingerpost.evidence.disclosure.protection import protect_table
from fingerpost.evidence.disclosure.rules import strictest
from fingerpost.evidence.measures.compute import with_intervals
from fingerpost.evidence.measures.declaration import Count
from fingerpost.evidence.measures.estimates import SCHEMA
from fingerpost.evidence.statistics import rate
from tests.unit.disclosure.making import PEOPLE, RESIDENTS, frame, grid, measure


def protected(
    cells, rule, *, statistic="count", denominator=None, breakdown=None, per=1, kinds=()
):
    envelope = strictest([all_rules()[rule]], breakdown)
    made = frame(cells, breakdown=breakdown)
    of = measure(statistic, denominator, per=per)
    out, log = protect_table(made, of, grid(*kinds, breakdown=breakdown), envelope)
    found = {(row["area"], row["category"]): row for row in out.iter_rows(named=True)}
    return found, log


@pytest.mark.parametrize(
    ("count", "shown", "protection", "symbol"),
    [
        pytest.param(0, 0, "rounded", None, id="a true zero is shown"),
        pytest.param(1, None, "suppressed", "[c]", id="1 is hidden"),
        pytest.param(4, None, "suppressed", "[c]", id="4 is hidden"),
        pytest.param(5, 5, "rounded", None, id="5 is the first that is shown"),
        pytest.param(7, 5, "rounded", None, id="7 rounds down"),
        pytest.param(8, 10, "rounded", None, id="8 rounds up"),
        pytest.param(12, 10, "rounded", None, id="12 rounds down"),
    ],
)
def test_treatment_counts_are_hidden_below_five_and_rounded_to_five(
    count, shown, protection, symbol
):
    found, _ = protected([("a", None, count, None)], "ndtms")
    row = found["a", None]
    assert (row["numerator"], row["protection"], row["symbol"]) == (shown, protection, symbol)


def test_a_rounded_percentage_comes_from_the_rounded_counts():
    found, _ = protected(
        [("a", None, 47, 92)], "ndtms", statistic="proportion", denominator=PEOPLE, per=100
    )
    row = found["a", None]
    assert (row["numerator"], row["denominator"]) == (45, 90)
    assert row["value"] == pytest.approx(50.0)  # not 47/92 = 51.087


def test_a_rate_on_residents_cannot_be_turned_back_into_the_count():
    found, _ = protected(
        [("a", None, 43, 12_345)], "ndtms", statistic="rate", denominator=RESIDENTS, per=1000
    )
    row = found["a", None]
    assert row["denominator"] == 12_345
    assert row["value"] * 12_345 / 1000 == pytest.approx(45)


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        pytest.param(2, 40, id="a small count"),
        pytest.param(38, 40, id="all but a few"),
        pytest.param(2, 3, id="a small whole"),
    ],
)
def test_a_hidden_share_leaves_no_number_behind(numerator, denominator):
    found, log = protected(
        [("a", None, numerator, denominator)],
        "ndtms",
        statistic="proportion",
        denominator=PEOPLE,
    )
    row = found["a", None]
    assert [row[k] for k in ("numerator", "denominator", "value", "lower", "upper")] == [
        None
    ] * 5
    assert row["symbol"] == "[c]"
    assert any(line.cells == 1 for line in log)


def test_one_hidden_district_is_not_given_away_by_the_total():
    cells = [
        ("a", None, 2, None),
        ("b", None, 12, None),
        ("c", None, 90, None),
        ("all", None, 104, None, "partnership"),
    ]
    found, log = protected(cells, "justice", kinds=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP))
    assert found["a", None]["protection"] == "suppressed"
    assert found["b", None]["protection"] == "secondary"
    assert found["c", None]["numerator"] == 90
    assert found["all", None]["numerator"] == 104
    assert any("worked out" in line.words for line in log)


def test_two_hidden_cells_whose_sum_fixes_them_get_a_third():
    cells = [("a", x, n, None) for x, n in (("p", 1), ("q", 1), ("r", 7), ("s", 30))]
    found, _ = protected(cells, "justice", breakdown="ethnicity")
    assert found["a", "r"]["protection"] == "secondary"
    assert found["a", "s"]["protection"] == "none"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param((1, 1), None, id="a sum of 2 says that both are 1"),
        pytest.param((2, 2), None, id="a sum of 4 says that both are 2"),
        pytest.param((1, 0), None, id="a partner that is 0 protects nothing"),
        pytest.param((1, 3), None, id="a partner of 3 or more leaves only 1 of a sum of 4"),
        pytest.param((1, 2), 3, id="a sum of 3 leaves both open"),
        pytest.param((1, 4), 5, id="a sum of 5 leaves 1 and 2"),
    ],
)
def test_where_hiding_every_part_is_not_enough_the_whole_is_hidden(counts, shown):
    cells = [(f"a{i}", None, n, None) for i, n in enumerate(counts)]
    cells.append(("all", None, sum(counts), None, "partnership"))
    found, _ = protected(cells, "justice", kinds=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP))
    assert found["a0", None]["numerator"] is None
    assert found["all", None]["numerator"] == shown


def test_a_cell_that_protects_another_is_protected_itself():
    counts = {"a": (1, 7, 30), "b": (20, 25, 40)}
    cells = [
        (area, x, n, None)
        for area, row in counts.items()
        for x, n in zip("pqr", row, strict=True)
    ]
    cells += [
        ("all", x, counts["a"][j] + counts["b"][j], None, "partnership")
        for j, x in enumerate("pqr")
    ]
    found, _ = protected(
        cells,
        "justice",
        breakdown="ethnicity",
        kinds=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP),
    )
    hidden = {cell for cell, row in found.items() if row["numerator"] is None}
    assert hidden == {("a", "p"), ("a", "q"), ("b", "p"), ("b", "q")}


def test_two_shares_whose_complements_add_up_to_two_get_a_third():
    # 40 of 41 and 30 of 31: that 2 are left in all would say that 1 is left in each.
    cells = [("a", "p", 40, 41), ("a", "q", 30, 31), ("a", "r", 50, 90), ("a", "s", 60, 95)]
    found, _ = protected(
        cells, "justice", statistic="proportion", denominator=PEOPLE, breakdown="ethnicity"
    )
    assert [found["a", x]["numerator"] for x in "pqrs"] == [None, None, None, 60]


def test_a_gap_stays_a_gap():
    found, _ = protected([("a", None, None, None)], "ndtms")
    row = found["a", None]
    assert (row["status"], row["symbol"], row["numerator"]) == ("missing", "[x]", None)


def test_deaths_in_a_district_for_one_year_are_refused():
    with pytest.raises(DisclosureError, match="fewer than 3 years"):
        protected([("a", None, 9, None)], "ons_deaths")


def test_deaths_of_three_years_together_pass():
    envelope = strictest([all_rules()["ons_deaths"]], None)
    out, _ = protect_table(
        frame([("a", None, 9, 600_000)], period="2018-2020"),
        measure("rate", RESIDENTS, per=100_000),
        grid(period=PeriodKind.THREE_YEARS),
        envelope,
    )
    assert out["numerator"].to_list() == [9]


# -- bands of linked measures ---------------------------------------------------------------


def banded(cells, bands, rule, *, kinds=(), breakdown=None, **of):
    """Protect cells with the band of each: (lowest, highest) in the measure's own unit."""
    envelope = strictest([all_rules()[rule]], breakdown)
    chosen = measure(**of)
    made = with_intervals(frame(cells, breakdown=breakdown), chosen).select(list(SCHEMA))
    made = made.with_columns(
        band_lower=pl.Series([low for low, _ in bands], dtype=pl.Float64),
        band_upper=pl.Series([high for _, high in bands], dtype=pl.Float64),
    )
    out, log = protect_table(made, chosen, grid(*kinds, breakdown=breakdown), envelope)
    found = {(row["area"], row["category"]): row for row in out.iter_rows(named=True)}
    return found, log


@pytest.mark.parametrize(
    ("count", "band", "shown"),
    [
        pytest.param(47, (44, 53), (45, 55), id="rounded like the count"),
        pytest.param(47, (47, 47), (45, 45), id="no wider than the count"),
        pytest.param(6, (4, 8), (None, None), id="an end that is too small is hidden"),
        pytest.param(6, (0, 8), (0, 10), id="an end of nobody is shown"),
        pytest.param(3, (1, 60), (None, None), id="hidden with its cell"),
    ],
)
def test_an_end_of_a_band_is_a_count_like_any_other(count, band, shown):
    found, _ = banded([("a", None, count, None)], [band], "ndtms")
    row = found["a", None]
    assert (row["band_lower"], row["band_upper"]) == shown
    assert (row["numerator"] is None) == (count < 5)


def test_the_band_of_a_share_comes_from_rounded_counts():
    low, high = 44 / 92 * 100, 53 / 92 * 100
    found, _ = banded(
        [("a", None, 47, 92)],
        [(low, high)],
        "ndtms",
        statistic="proportion",
        denominator=PEOPLE,
        per=100,
    )
    row = found["a", None]
    assert row["value"] == pytest.approx(50)  # 45 of 90
    assert row["band_lower"] == pytest.approx(50)
    assert row["band_upper"] == pytest.approx(55 / 90 * 100)


def test_a_band_whose_other_part_is_too_small_is_hidden():
    of = {"statistic": "proportion", "denominator": PEOPLE, "per": 100}
    found, _ = banded([("a", None, 80, 92)], [(80 / 92 * 100, 90 / 92 * 100)], "justice", **of)
    row = found["a", None]
    assert row["value"] is not None
    assert (row["band_lower"], row["band_upper"]) == (None, None)


def test_a_band_that_follows_from_the_total_is_hidden_with_another():
    cells = [
        ("a", None, 12, None),
        ("b", None, 14, None),
        ("c", None, 90, None),
        ("all", None, 116, None, "partnership"),
    ]
    bands = [(2, 15), (14, 20), (88, 99), (104, 134)]
    kinds = (AreaKind.DISTRICT, AreaKind.PARTNERSHIP)
    found, log = banded(cells, bands, "justice", kinds=kinds)
    assert [found[x, None]["numerator"] for x in "abc"] == [12, 14, 90]
    assert [found[x, None]["band_lower"] for x in "abc"] == [None, None, 88]
    assert found["all", None]["band_lower"] == 104
    assert any("band" in line.words and line.cells == 2 for line in log)


def test_a_measure_without_links_says_nothing_of_a_band():
    found, log = protected([("a", None, 3, None), ("b", None, 47, None)], "justice")
    assert {row["band_lower"] for row in found.values()} == {None}
    assert not any("band" in line.words for line in log)


# -- people behind events -------------------------------------------------------------------


def test_many_events_of_few_people_are_hidden_and_a_width_is_rounded_up():
    of = measure("rate", RESIDENTS, per=1000).model_copy(
        update={"numerator": Count(table="recorded_crime", repeats=True)}
    )
    made = frame([("a", None, 40, 9_000), ("b", None, 40, 9_000)]).with_columns(
        people=pl.Series([2.0, 21.0]), spread=pl.Series([20.0, 2.34])
    )
    made = with_intervals(made, of).select(list(SCHEMA))
    out, _ = protect_table(made, of, grid(), strictest([all_rules()["justice"]], None))
    few, many = out.sort("area").to_dicts()
    assert (few["numerator"], few["people"], few["spread"]) == (None, None, None)
    assert few["protection"] == "suppressed"
    assert (many["numerator"], many["people"], many["spread"]) == (40, 21, 2.4)
    assert many["upper"] == pytest.approx(rate([40], [9_000], per=1000, spread=[2.4]).upper[0])


def test_a_row_that_cannot_say_its_value_shows_no_count_either():
    made = frame([("a", None, 3, 40), ("b", None, 60, 90)]).with_columns(
        status=pl.Series(["cannot_say", "ok"]), note=pl.Series(["Too early.", ""])
    )
    of = measure("proportion", PEOPLE, per=100)
    out, _ = protect_table(made, of, grid(), strictest([all_rules()["justice"]], None))
    early, said = out.sort("area").to_dicts()
    assert (early["numerator"], early["denominator"], early["symbol"]) == (None, None, "[x]")
    assert early["note"] == "Too early."
    assert (said["numerator"], said["denominator"]) == (60, 90)
