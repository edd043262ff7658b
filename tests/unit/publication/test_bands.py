"""A linked measure on a page: its band beside its interval, how it was matched, what changed."""

from dataclasses import replace

import polars as pl
import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import protect
from fingerpost.evidence.measures.compute import with_intervals
from fingerpost.evidence.measures.declaration import (
    Count,
    Grid,
    Population,
    PublishedEstimate,
)
from fingerpost.evidence.measures.estimates import SCHEMA, Result
from fingerpost.evidence.publication import write_open_data
from fingerpost.evidence.publication.content import Facts, Figure
from fingerpost.evidence.publication.findings import year_finding
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from tests.unit.publication.making import (
    FORCE,
    NORTH,
    PARTNERSHIP,
    SOUTH,
    frame,
    measure,
    provenance,
)

SHARE = {
    "statistic": "proportion",
    "per": 100,
    "unit": "%",
    "denominator": Count(table="recorded_crime"),
}
GRID = Grid(
    areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.ROLLING_12_MONTHS
)
CELLS = [
    (FORCE, "12m-2025-03", 430, 900),
    (FORCE, "12m-2026-03", 512, 900),
    (NORTH, "12m-2026-03", 212, 400),
    (SOUTH, "12m-2026-03", 300, 500),
]
MATCHED = "97% of the records behind this rest on a match of at least 0.95."


def released(of, cells, bands, grid=GRID, **columns):
    made = frame(of, grid, cells).with_columns(
        band_lower=pl.Series([low for low, _ in bands], dtype=pl.Float64),
        band_upper=pl.Series([high for _, high in bands], dtype=pl.Float64),
        note=pl.lit(MATCHED),
        **{name: pl.Series(values, dtype=pl.Float64) for name, values in columns.items()},
    )
    made = with_intervals(made, of).select(list(SCHEMA))
    read = provenance()
    return protect(
        [Result(of, grid, made)],
        partnership=PARTNERSHIP,
        provenance=replace(read, sources=(replace(read.sources[0], licence="OGL-UK-3.0"),)),
    )


@pytest.fixture(scope="module")
def linked():
    bands = [(46.1, 50.2), (55.0, 58.2), (50.5, 54.0), (58.0, 62.1)]
    return released(measure(**SHARE), CELLS, bands)


def test_the_box_says_how_records_were_matched_and_what_it_moves(linked):
    blocks = measure_blocks(list(linked.tables), linked)
    box = next(b for b in blocks if isinstance(b, Facts) and not b.summary)
    assert dict(box.rows) == {
        "How records were matched": MATCHED,
        "With other matching": "Fenmark police force area, year to March 2026: it lies between "
        "55.0% and 58.2% when records are matched more strictly or more loosely.",
    }


def test_the_table_behind_a_figure_has_the_band_of_each_area(linked):
    figures = [b for b in measure_blocks(list(linked.tables), linked) if isinstance(b, Figure)]
    table = figures[-1].table
    assert table.headers[-1] == "With other matching"
    assert {row[0]: row[-1] for row in table.rows}["North Fenmark"] == "50.5 to 54.0"
    assert all(len(row) == len(table.headers) == len(table.numeric) for row in table.rows)


def test_a_measure_without_links_shows_neither_box_nor_column():
    release = released(measure(**SHARE), CELLS, [(None, None)] * 4)
    blocks = measure_blocks(list(release.tables), release)
    assert all(block.summary for block in blocks if isinstance(block, Facts))
    for figure in (b for b in blocks if isinstance(b, Figure)):
        assert "With other matching" not in figure.table.headers


def test_open_data_have_the_band_and_say_what_it_is(tmp_path):
    of = measure(**SHARE, sources=("police_street",))
    release = released(of, CELLS, [(46.1, 50.2), (55.0, 58.2), (None, None), (58.0, 62.1)])
    write_open_data(release, tmp_path)
    path = next(tmp_path.glob("*.csv"))
    rows = pl.read_csv(path, infer_schema=False).sort("area", "period").to_dicts()
    assert [row["band_lower"] for row in rows] == [None, "58", "46.1", "55"]
    package = (tmp_path / "datapackage.json").read_text()
    assert "with links between records made strictly" in package


def test_a_change_of_a_rate_of_repeat_events_is_judged_by_its_wider_interval():
    rate = {"statistic": "rate", "per": 1000, "unit": "per 1,000", "denominator": Population()}
    cells = [(FORCE, "12m-2025-03", 400, 90_000), (FORCE, "12m-2026-03", 480, 90_000)]
    of = measure(**rate, numerator=Count(table="recorded_crime", repeats=True))
    grid = Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.ROLLING_12_MONTHS)
    none = [(None, None)] * 2
    few = released(of, cells, none, grid, people=[390, 470], spread=[1.0, 1.0])
    many = released(of, cells, none, grid, people=[90, 95], spread=[9.0, 9.0])
    assert year_finding(few.tables[0], FORCE.code).sign == "change"
    found = year_finding(many.tables[0], FORCE.code)
    assert found.sign == "no_change"
    assert "per 1,000; from" in found.sentence


def test_unmet_need_is_compared_with_the_doubt_of_its_estimate():
    of = measure(
        statistic="unmet",
        per=100,
        unit="%",
        denominator=PublishedEstimate(table="x", column="x", lower="x", upper="x"),
    )
    cells = [(FORCE, "12m-2025-03", 800, 2000), (FORCE, "12m-2026-03", 900, 2000)]
    grid = Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.ROLLING_12_MONTHS)
    limits = {"estimate_lower": [1600, 1600], "estimate_upper": [2600, 2600]}
    release = released(of, cells, [(59, 61), (54, 56)], grid, **limits)
    found = year_finding(release.tables[0], FORCE.code)
    assert found.sign == "no_change"
    assert found.sentence.startswith("Made-up events in Fenmark police force area: 55.0% (43.")
