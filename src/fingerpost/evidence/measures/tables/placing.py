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


def in_district(inputs: Inputs, rows: ir.Table, code: ir.StringColumn) -> ir.Table:
    """Add `place` (a district, outside or no location) and `partnership` from a district's code.

    `partnership` is null outside: for counts of residents. What the partnership's own services
    did is counted wherever it was, so their tables put the partnership's code in every row.
    """
    here = code.isin([area.code for area in inputs.places.partnership.districts])
    return rows.mutate(
        place=ibis.cases(
            (here, code), (code.isnull(), NO_LOCATION.code), else_=ibis.literal(OUTSIDE.code)
        ),
        partnership=ibis.ifelse(here, inputs.places.partnership.area.code, None),
    )


def in_small_area(inputs: Inputs, rows: ir.Table, column: str) -> ir.Table:
    """Add lsoa21, quintile, place and partnership from a small area's code of 2011 or 2021.

    The places are small frames, landed once; a code of 2011 that was split has a district and no
    small area.
    """
    known = inputs.places.codes.join(inputs.places.deciles, on="lsoa21", how="left")
    known = known.rename({"lsoa_code": "known_code"})
    codes = inputs.local(known, "small_area_codes")
    joined = rows.left_join(codes, rows[column] == codes.known_code)
    found = in_district(inputs, joined, joined.district)
    # A code that is none of the partnership's has no district either, and yet it has a place.
    elsewhere = found.district.isnull() & found[column].notnull()
    return found.mutate(place=ibis.ifelse(elsewhere, OUTSIDE.code, found.place)).drop(
        "known_code", "district"
    )
