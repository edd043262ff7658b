"""Estimates of how many people use opiates or crack, for the areas that they were made for.

They are published for counties and unitary authorities. The partnership's is the sum of those that
its districts lie in, if they lie in nothing else; its limits are theirs squared and added. A district
of a county has no estimate.
"""

from __future__ import annotations

import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs

SOURCE = "ohid_opiate_crack_estimates"
LOOK_UP = "la_lookup"
_NUMBERS = ("people", "people_lower", "people_upper", "residents")


def opiate_crack_estimates(inputs: Inputs) -> ir.Table:
    """Return people estimated with their limits, by area and financial year."""
    rows = inputs.lake.frame(SOURCE, inputs.as_of)
    of_all = rows.filter((pl.col("sex") == "Persons") & pl.col("people").is_not_null())
    upper = of_all.select(
        "area_code",
        "people",
        "residents",
        period_start=pl.date(pl.col("financial_year"), 4, 1),
        people_lower=pl.col("rate_lower") / pl.col("rate") * pl.col("people"),
        people_upper=pl.col("rate_upper") / pl.col("rate") * pl.col("people"),
    ).collect()
    ours = [district.code for district in inputs.places.partnership.districts]
    districts = upper.filter(pl.col("area_code").is_in(ours)).with_columns(
        district="area_code", partnership=pl.lit(None, dtype=pl.String)
    )
    tiers = _upper_tiers(inputs)
    inside = upper.filter(pl.col("area_code").is_in(tiers))
    complete = pl.col("area_code").n_unique() == len(tiers)
    value = pl.col("people")
    whole = (
        inside.group_by("period_start")
        .agg(
            complete=complete,
            people=value.sum(),
            residents=pl.col("residents").sum(),
            people_lower=value.sum() - ((value - pl.col("people_lower")) ** 2).sum().sqrt(),
            people_upper=value.sum() + ((pl.col("people_upper") - value) ** 2).sum().sqrt(),
        )
        .filter("complete")
        .with_columns(
            district=pl.lit(None, dtype=pl.String),
            partnership=pl.lit(inputs.places.partnership.code),
        )
    )
    columns = ["period_start", "district", "partnership", *_NUMBERS]
    return inputs.local(
        pl.concat([districts.select(columns), whole.select(columns)]), "opiate_crack_rows"
    )


def _upper_tiers(inputs: Inputs) -> list[str]:
    """Return the counties and unitary authorities that make up the partnership and nothing else."""
    ours = {district.code for district in inputs.places.partnership.districts}
    if not inputs.lake.has(LOOK_UP, inputs.as_of):
        return sorted(ours)
    known = inputs.lake.frame(LOOK_UP, inputs.as_of).filter("is_current")
    tiers = known.select("code", "upper_tier_code").collect()
    mine = tiers.filter(pl.col("code").is_in(list(ours)))["upper_tier_code"].unique()
    of_these = set(tiers.filter(pl.col("upper_tier_code").is_in(mine.implode()))["code"])
    return sorted(mine) if of_these == ours else []


TABLES = (
    EventTable(
        name="opiate_crack_estimates",
        words="estimates of people who use opiates or crack",
        sources=(SOURCE,),
        base=PeriodKind.FINANCIAL_YEAR,
        areas={AreaKind.DISTRICT: "district", AreaKind.PARTNERSHIP: "partnership"},
        make=opiate_crack_estimates,
        published=True,
    ),
)
