"""The funnel and the map of districts, what cannot be said, and the way back to the files."""

import re
from dataclasses import replace

import pytest

from fingerpost.evidence.core.areas import Area, AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.declaration import Grid
from fingerpost.evidence.publication.comparison_figures import district_map, funnel_figure
from fingerpost.evidence.publication.measure_lineage import lineage, what_cannot_be_said
from fingerpost.evidence.statistics import funnel_limits
from tests.unit.publication.making import NORTH, RATE, SOUTH, measure, release
from tests.unit.publication.signal_release import BORDERS

WEST = Area("E07000097", "West Fenmark", AreaKind.DISTRICT)
YEARLY = Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.CALENDAR_YEAR)
CELLS = [
    (NORTH, "2024", 40, 10_000),
    (SOUTH, "2024", 180, 20_000),
    (WEST, "2024", 90, 25_000),
]


def tables(cells=CELLS, **more):
    made = release((measure(**{**RATE, **more}), YEARLY, cells), districts=BORDERS)
    return list(made.tables), made


def test_a_funnel_has_the_limits_of_the_statistics_and_says_who_lies_outside():
    figure = funnel_figure(*tables())
    expected = funnel_limits(
        [40, 180, 90], [10_000, 20_000, 25_000], statistic="rate", per=1000
    )
    assert expected.position.tolist() == ["lower", "higher", "lower"]
    for row, low, high in zip(
        figure.table.rows, expected.lower_998, expected.upper_998, strict=True
    ):
        assert row[5] == f"{low:.1f} to {high:.1f}"
    assert [row[0] for row in figure.table.rows] == [
        "North Fenmark",
        "South Fenmark",
        "West Fenmark",
    ]
    assert "South Fenmark lies far above the funnel" in figure.alternative
    assert "style=" not in figure.svg
    assert "<script" not in figure.svg


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        pytest.param(CELLS[:2], {}, id="two places make no comparison"),
        pytest.param(
            CELLS, {"statistic": "count", "denominator": None}, id="a count has no size"
        ),
    ],
)
def test_there_is_no_funnel_where_it_would_mislead(cells, more):
    assert funnel_figure(*tables(cells, **more)) is None


def test_a_district_whose_number_is_hidden_is_named_and_not_drawn():
    figure = funnel_figure(
        *tables(
            [*CELLS, (Area("E07000096", "East Fenmark", AreaKind.DISTRICT), "2024", None, None)]
        )
    )
    assert "Cannot be compared: East Fenmark." in figure.alternative
    assert "East Fenmark" not in {row[0] for row in figure.table.rows}


def test_districts_are_mapped_with_their_values():
    figure = district_map(*tables())
    assert figure.alternative.startswith("Highest: South Fenmark, 9.0")
    assert "North Fenmark" in figure.svg
    assert "{FONT}" not in figure.svg
    assert [row[4] for row in figure.table.rows] == ["4.0", "9.0", "3.6"]


def test_what_is_hidden_or_missing_is_said():
    missing = [*CELLS, (NORTH, "2025", None, None)]
    said = what_cannot_be_said(
        *tables(missing, caveats=("It is a test.",), do_not_sum="Never.")
    )
    assert said[-2:] == ("It is a test.", "Never.")
    assert any("North Fenmark, 2025: No data are landed" in one for one in said)


def test_how_many_numbers_are_hidden_is_said_as_in_the_log(released):
    hidden = [t for t in released.tables if "suppressed" in t.frame["protection"].to_list()]
    for table in hidden[:3]:
        count = (table.frame["protection"] == "suppressed").sum()
        said = what_cannot_be_said([table], released)
        assert any(one.startswith(f"{count:,} number") for one in said)


def test_the_way_back_to_the_files_names_each_with_its_fingerprint(released):
    found = [
        table for table in released.tables if table.measure.name == "recorded_drug_offences"
    ]
    *_, files, statements = lineage(found, released)
    known = {file.sha256[:12]: file for file in released.provenance.files}
    assert files.rows
    for row in files.rows:
        assert known[row[3]].rows_landed == int(row[5].replace(",", ""))
        assert re.fullmatch(r"[0-9a-f]{12}", row[3])
    assert statements.items
    other = replace(found[0], measure=found[0].measure.model_copy(update={"name": "other"}))
    assert lineage([other], released)[-1] == statements
