"""Which columns hold a row's area, and which sources say where a row lies."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.core.areas import ENGLAND, NO_LOCATION, OUTSIDE, UNKNOWN, AreaKind
from fingerpost.evidence.measures.places import BOUNDARIES_2021, DEPRIVATION
from fingerpost.evidence.measures.tables.inputs import Inputs

NOWHERE = (OUTSIDE, NO_LOCATION, UNKNOWN)
POLICE_AREAS = {
    AreaKind.POLICE_FORCE: "police_force",
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
    AreaKind.LSOA_2021: "lsoa21",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}

PLACED_BY = {
    AreaKind.DISTRICT: (BOUNDARIES_2021,),
    AreaKind.NOWHERE: (BOUNDARIES_2021,),
    AreaKind.LSOA_2021: (BOUNDARIES_2021,),
    AreaKind.DEPRIVATION_QUINTILE: (BOUNDARIES_2021, DEPRIVATION),
}


def placed(inputs: Inputs, rows: pl.DataFrame, name: str) -> ir.Table:
    """Return `rows` (with lsoa21 or null, district or null) with every area column filled."""
    force = inputs.places.partnership.police_force.code
    rows = rows.join(inputs.places.deciles, on="lsoa21", how="left").with_columns(
        police_force=pl.lit(force)
    )
    return inputs.local(rows, name)


def published(inputs: Inputs, table: ir.Table, code: ir.StringColumn) -> ir.Table:
    """Add district, partnership and country columns to a table of published area codes."""
    districts = [area.code for area in inputs.places.partnership.districts]
    return table.mutate(
        district=ibis.ifelse(code.isin(districts), code, None),
        partnership=ibis.ifelse(
            code.isin(districts), inputs.places.partnership.area.code, None
        ),
        country=ibis.ifelse(code == ENGLAND.code, ENGLAND.code, None),
    )
