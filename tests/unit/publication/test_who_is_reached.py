"""A measure that asks who is reached says so in one table; what cannot be judged is not the newest."""

import polars as pl
import pytest

from fingerpost.evidence.core.areas import QUINTILES, AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import protect
from fingerpost.evidence.measures.declaration import Count, Grid
from fingerpost.evidence.measures.estimates import Result
from fingerpost.evidence.publication.content import Figure, Paragraph, Table
from fingerpost.evidence.publication.findings import year_finding
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from tests.unit.publication.making import FORCE, PARTNERSHIP, measure, provenance, release
from tests.unit.publication.making import frame as made_frame

SHARE = {
    "statistic": "proportion",
    "per": 100,
    "unit": "%",
    "denominator": Count(table="recorded_crime"),
}
YEAR = PeriodKind.FINANCIAL_YEAR
PARTS = {
    "sex": ("Female", "Male"),
    "age": ("under 18", "18 to 24", "65 and over"),
    "ethnicity": ("White", "Not known"),
}


def made(counts, *, splits=("sex", "age", "ethnicity"), fifths=True, **more):
    of = measure(**SHARE, **more)
    tables = [
        (
            of,
            Grid(areas=(AreaKind.POLICE_FORCE,), period=YEAR, breakdown=split),
            [(FORCE, "2024/25", *counts, part) for part in PARTS[split]],
        )
        for split in splits
    ]
    if fifths:
        grid = Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=YEAR)
        tables.append((of, grid, [(area, "2024/25", *counts) for area in QUINTILES]))
    return release(*tables)


def test_all_splits_stand_in_one_table_and_in_no_chart():
    blocks = measure_blocks(list((found := made((40, 90))).tables), found)
    assert not any(isinstance(block, Figure) for block in blocks)
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [
        "Age: under 18",
        "Age: 18 to 24",
        "Age: 65 and over",
        "Ethnicity: Not known",
        "Ethnicity: White",
        "Sex: Female",
        "Sex: Male",
        *(f"Lives in: {area.name}" for area in QUINTILES),
    ]
    assert table.rows[0][1:4] == ("40", "90", "44.4")
    assert len(table.headers) == len(table.numeric) == len(table.rows[0])


def test_what_is_too_small_has_its_symbol_and_its_meaning():
    found = release(
        *(
            (
                measure(**SHARE, sources=("prison_releases",)),
                Grid(areas=(AreaKind.POLICE_FORCE,), period=YEAR, breakdown=split),
                [
                    (FORCE, "2024/25", 2 if n == 0 else 40, 90, part)
                    for n, part in enumerate(PARTS[split])
                ],
            )
            for split in ("sex", "age", "ethnicity")
        )
    )
    blocks = measure_blocks(list(found.tables), found)
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert any("[c]" in row for row in table.rows)
    assert "[c] too small" in table.note


def test_without_any_number_it_says_that_it_cannot():
    found = made((1, 3), fifths=False, sources=("prison_releases",))
    blocks = measure_blocks(list(found.tables), found)
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert any("cannot say. No part of any split" in text for text in said)


def test_a_measure_split_by_one_thing_keeps_its_chart():
    found = made((40, 90), splits=("ethnicity",), fifths=False)
    blocks = measure_blocks(list(found.tables), found)
    assert [type(block).__name__ for block in blocks if not isinstance(block, Paragraph)] == [
        "Heading",
        "Figure",
        "Facts",
    ]


@pytest.mark.parametrize(
    ("months", "period"), [(3, "March 2025"), (0, "March 2026")], ids=["followed up", "not"]
)
def test_a_year_whose_follow_up_is_not_over_is_not_the_newest(months, period):
    of = measure(**SHARE, follow_up_months=months, follow_up_source="police_street")
    grid = Grid(areas=(AreaKind.POLICE_FORCE,), period=YEAR)
    cells = [(FORCE, "2023/24", 30, 90), (FORCE, "2024/25", 40, 90), (FORCE, "2025/26", 40, 90)]
    frame = made_frame(of, grid, cells).with_columns(
        status=pl.when(pl.col("period") == "2025/26")
        .then(pl.lit("cannot_say"))
        .otherwise("status")
    )
    found = protect([Result(of, grid, frame)], partnership=PARTNERSHIP, provenance=provenance())
    assert period in year_finding(found.tables[0], FORCE.code).sentence
