"""What a count is divided by where nobody counts it here: residents, and others' estimates."""

from __future__ import annotations

import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.measures.counting import published_estimates
from fingerpost.evidence.measures.declaration import Population, PublishedEstimate
from fingerpost.evidence.measures.tables import TABLES, Inputs

_YEARS = {"middle_year": pl.Int64, "years": pl.Int64}


def with_population(
    frame: pl.DataFrame, kind: AreaKind, rule: Population, inputs: Inputs
) -> pl.DataFrame:
    """Add the residents of each area: exact years where landed, else the nearest, and say so."""
    people = inputs.places.populations.filter(pl.col("area_kind") == kind.value)
    available = sorted(people["year"].unique().to_list())
    used: dict[tuple[int, int], tuple[list[int], str]] = {}
    for middle, years in set(zip(frame["middle_year"], frame["years"], strict=True)):
        wanted = list(range(middle - years // 2, middle - years // 2 + years))
        chosen = [_nearest(available, year) for year in wanted]
        far = max((abs(c - w) for c, w in zip(chosen, wanted, strict=True)), default=0)
        if not available:
            used[middle, years] = ([], "no population is landed for these areas")
        elif far > rule.years_off:
            used[middle, years] = (
                [],
                (
                    f"the nearest population landed is of mid-{chosen[0]}, more than "
                    f"{rule.years_off} years away"
                ),
            )
        elif far:
            used[middle, years] = (
                chosen,
                f"Residents are those of mid-{chosen[-1]}, the nearest landed.",
            )
        else:
            used[middle, years] = (chosen, "")
    rows = [
        (middle, years, year, note)
        for (middle, years), (chosen, note) in used.items()
        for year in (chosen or [-1])
    ]
    schema = {**_YEARS, "year": pl.Int64, "denominator_note": pl.String}
    of_years = pl.DataFrame(rows, schema=schema, orient="row")
    exposure = (
        of_years.join(people.select("area", "year", "people"), on="year", how="left")
        .filter(pl.col("area").is_not_null())
        .group_by("area", *_YEARS)
        .agg(pl.col("people").sum().alias("denominator"))
    )
    notes = of_years.unique(list(_YEARS)).select(*_YEARS, "denominator_note")
    return frame.join(notes, on=list(_YEARS), how="left").join(
        exposure, on=["area", *_YEARS], how="left"
    )


def with_estimate(
    frame: pl.DataFrame, kind: AreaKind, rule: PublishedEstimate, inputs: Inputs
) -> pl.DataFrame:
    """Add the newest estimate for each area that is no later than the period, and say its year."""
    column = TABLES[rule.table].areas.get(kind)
    missing = "nobody has estimated it for this area"
    if column is None:
        names = ("denominator", "estimate_lower", "estimate_upper")
        return frame.with_columns(
            *(pl.lit(None, dtype=pl.Float64).alias(name) for name in names),
            denominator_note=pl.lit(missing),
        )
    known = published_estimates(rule, column, inputs).rename(
        {"n": "denominator", "period_start": "estimated_for"}
    )
    found = frame.sort("period_start").join_asof(
        known.sort("estimated_for"),
        left_on="period_start",
        right_on="estimated_for",
        by="area",
        check_sortedness=False,
    )
    years = pl.col("period_start").dt.year() - pl.col("estimated_for").dt.year()
    is_old = (years > rule.years_off).fill_null(value=False)
    year = pl.col("estimated_for").dt.year()
    label = pl.format("{}-{}", year, ((year + 1) % 100).cast(pl.String).str.zfill(2))
    return found.with_columns(
        *(
            pl.when(is_old).then(None).otherwise(name).alias(name)
            for name in ("denominator", "estimate_lower", "estimate_upper")
        ),
        denominator_note=pl.when(pl.col("estimated_for").is_null())
        .then(pl.lit(missing))
        .when(is_old)
        .then(pl.format("the newest estimate is of {}, too long ago", label))
        .otherwise(pl.format("Divided by the estimate of {}.", label)),
    ).drop("estimated_for")


def _nearest(years: list[int], wanted: int) -> int:
    """Return the year nearest to `wanted`, the earlier of two; -1 if there is none."""
    near = sorted((abs(year - wanted), year) for year in years)
    return near[0][1] if near else -1
