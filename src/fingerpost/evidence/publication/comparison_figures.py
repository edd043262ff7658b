"""Districts beside one another: a funnel, which allows for their size, and a map.

Two places of different size differ by chance alone, the smaller ones more. A funnel shows how far
chance would put each; only what lies outside it is a difference worth asking about.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Literal

import numpy as np

from fingerpost.evidence import statistics
from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.publication import charts, maps
from fingerpost.evidence.publication.content import Figure, Table
from fingerpost.evidence.publication.figures import (
    data_age,
    figure_id,
    interval_row,
    source_words,
    symbols_in,
)
from fingerpost.evidence.publication.findings import Row, is_shown, rows_of
from fingerpost.evidence.publication.wording import (
    capital,
    digits_of,
    joined,
    number,
    with_sign,
)

FEWEST = 3  # places; fewer make no comparison
CURVE = 60  # points of each limit
LETTERS = (
    *ascii_uppercase,
    *ascii_lowercase,
)  # stand beside the points: names would lie on one another
POSITIONS = {
    ("higher", "99.8%"): "far above the funnel",
    ("higher", "95%"): "above the inner funnel",
    ("lower", "99.8%"): "far below the funnel",
    ("lower", "95%"): "below the inner funnel",
}
WITHIN = "within the funnel"


@dataclass(frozen=True)
class Compared:
    """The districts of one table in one period, those with a number to show."""

    table: ReleasedTable
    period: str
    rows: tuple[Row, ...]
    hidden: tuple[str, ...]  # names of districts that cannot be compared

    @property
    def statistic(self) -> Literal["proportion", "rate"]:
        """What the limits are those of."""
        return "proportion" if self.table.measure.statistic == "proportion" else "rate"


def funnel_figure(tables: list[ReleasedTable], release: Release) -> Figure | None:
    """Return the funnel of a measure's districts, of the newest and longest period that has one.

    Parameters
    ----------
    tables : list of ReleasedTable
        Of one measure.
    release : Release

    Returns
    -------
    Figure or None
        None where the measure is neither a share nor a rate, or too few districts have a number.
    """
    found = _compared(tables)
    if found is None:
        return None
    measure, rows = found.table.measure, found.rows
    counts = np.array([row["numerator"] for row in rows])
    sizes = np.array([row["denominator"] for row in rows])
    funnel = statistics.funnel_limits(counts, sizes, statistic=found.statistic, per=measure.per)
    said = [
        POSITIONS.get((str(side), str(level)), WITHIN)
        for side, level in zip(funnel.position, funnel.level, strict=True)
    ]
    digits, label = digits_of(measure), Period.parse(found.period).label
    title = f"{measure.title}: districts beside what chance would give, {label}"
    id_ = figure_id(found.table, "funnel")
    words = _reading(found, funnel.baseline, said)
    body = tuple(
        (
            *interval_row(row, found.table)[:5],
            f"{number(float(low), digits)} to {number(float(high), digits)}",
            capital(where),
        )
        for row, low, high, where in zip(
            rows, funnel.lower_998, funnel.upper_998, said, strict=True
        )
    )
    return Figure(
        id=id_,
        title=title,
        svg=charts.funnel_plot(
            [
                charts.Place(letter, size, float(at), where != WITHIN)
                for letter, size, at, where in zip(
                    LETTERS, sizes, funnel.value, said, strict=False
                )
            ],
            _curves(found, sizes, funnel.baseline),
            baseline=funnel.baseline,
            id=id_,
            title=title,
            unit=measure.unit,
            size_words=measure.out_of or "people",
            alternative=words,
        ),
        alternative=words,
        data_age=data_age(release, found.table),
        source=source_words(release, found.table),
        table=Table(
            caption=title,
            headers=(
                "Area",
                "Period",
                "Count",
                "Out of",
                capital(measure.unit),
                "Chance would give (99.8%)",
                "Where it lies",
            ),
            rows=body,
            numeric=(False, False, True, True, True, True, False),
            note=symbols_in(body),
        ),
    )


def district_map(tables: list[ReleasedTable], release: Release) -> Figure | None:
    """Return a map of districts; None where small areas are mapped, or nothing can be."""
    if not release.districts or any(AreaKind.LSOA_2021 in t.grid.areas for t in tables):
        return None
    candidates = [
        (found, table)
        for table in tables
        if table.grid.breakdown is None
        and table.measure.statistic != "count"  # a large district would look bad by its size
        and (found := _newest(table)) is not None
    ]
    if not candidates:
        return None
    (period, rows), table = max(candidates, key=lambda one: one[0][0].end)
    measure, label = table.measure, period.label
    shown = sorted((row for row in rows if is_shown(row)), key=lambda row: -row["value"])
    title = f"{measure.title} by district, {label}"
    said = (
        f"Highest: {shown[0]['area_name']}, {with_sign(shown[0]['value'], measure)}. Lowest: "
        f"{shown[-1]['area_name']}, {with_sign(shown[-1]['value'], measure)}."
    )
    hidden = [str(row["area_name"]) for row in rows if not is_shown(row)]
    if hidden:
        said += f" No number to show: {joined(hidden)}."
    id_ = figure_id(table, "districts")
    body = tuple(interval_row(row, table)[:6] for row in rows)
    return Figure(
        id=id_,
        title=title,
        svg=maps.small_area_map(
            release.districts,
            release.districts,
            {row["area"]: row["value"] if is_shown(row) else None for row in rows},
            id=id_,
            title=title,
            unit=measure.unit,
            alternative=said,
            letters=maps.LARGE,
        ),
        alternative=said,
        data_age=data_age(release, table),
        source=source_words(release, table),
        table=Table(
            caption=title,
            headers=(
                "Area",
                "Period",
                "Count",
                "Out of",
                capital(measure.unit),
                "95% interval",
            ),
            rows=body,
            numeric=(False, False, True, True, True, True),
            note=symbols_in(body),
        ),
    )


def _newest(table: ReleasedTable) -> tuple[Period, list[Row]] | None:
    """Return the newest period in which enough districts have a number, with all of them."""
    districts = rows_of(table, area_kind=AreaKind.DISTRICT.value)
    for code in sorted(
        {row["period"] for row in districts},
        key=lambda one: Period.parse(one).end,
        reverse=True,
    ):
        rows = [row for row in districts if row["period"] == code]
        if sum(map(is_shown, rows)) >= FEWEST:
            return Period.parse(code), sorted(rows, key=lambda row: str(row["area_name"]))
    return None


def _compared(tables: list[ReleasedTable]) -> Compared | None:
    found: list[tuple[int, Period, Compared]] = []
    for table in tables:
        if table.grid.breakdown is not None or table.measure.statistic not in (
            "proportion",
            "rate",
        ):
            continue
        newest = _newest(table)
        if newest is None:
            continue
        period, rows = newest
        whole = [
            r for r in rows if is_shown(r) and None not in (r["numerator"], r["denominator"])
        ]
        if len(whole) >= FEWEST:
            names = tuple(str(row["area_name"]) for row in rows if row not in whole)
            days = (period.end - period.start).days
            found.append((days, period, Compared(table, period.code, tuple(whole), names)))
    return max(found, key=lambda one: (one[0], one[1].end))[2] if found else None


def _curves(
    found: Compared, sizes: np.ndarray, baseline: float
) -> tuple[charts.Limits, charts.Limits]:
    per = found.table.measure.per
    across = np.linspace(max(1.0, 0.7 * sizes.min()), 1.1 * sizes.max(), CURVE)
    return tuple(  # type: ignore[return-value]
        charts.Limits(
            across,
            *statistics.funnel_curve(
                across,
                statistic=found.statistic,
                baseline=baseline / per,
                confidence=level,
                per=per,
            ),
        )
        for level in (0.95, 0.998)
    )


def _reading(found: Compared, baseline: float, said: list[str]) -> str:
    measure = found.table.measure
    outside = [
        f"{row['area_name']} lies {where}"
        for row, where in zip(found.rows, said, strict=True)
        if where != WITHIN
    ]
    places = joined(
        [f"{a} {row['area_name']}" for a, row in zip(LETTERS, found.rows, strict=False)]
    )
    words = [
        f"{places}.",
        f"The line is the average of the districts shown, {with_sign(baseline, measure)}.",
        f"{joined(outside)}."
        if outside
        else "Every district lies within what chance would give.",
        (
            "The inner funnel holds 95 in 100 places that differ by chance alone, the outer one "
            "998 in 1,000. Events that come in clusters vary more than that."
        ),
    ]
    if found.hidden:
        words.append(f"Cannot be compared: {joined(list(found.hidden))}.")
    return " ".join(words)
