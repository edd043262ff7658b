"""Naloxone kits and needle exchange: what was handed out and where, never to whom."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import in_district


def naloxone_kits(inputs: Inputs) -> ir.Table:
    """Return one row per supply of kits, with how many, by the district of the site."""
    rows = inputs.landed("naloxone_kits")
    placed = in_district(inputs, rows, rows.district_code)
    return placed.select(
        "kits_issued",
        "place",
        period_start=placed.supplied_on.truncate("M").cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
        supplier=placed.supplier_type.fill_null("not recorded"),
        reason=placed.reason.fill_null("not recorded"),
    )


def needle_exchanges(inputs: Inputs) -> ir.Table:
    """Return one row per transaction, by the district of the site."""
    rows = inputs.landed("needle_exchange")
    placed = in_district(inputs, rows, rows.district_code)
    return placed.select(
        "needles_out",
        "place",
        period_start=placed.exchanged_on.truncate("M").cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
        substance=placed.substance_group.fill_null("not recorded"),
    )


_AREAS = {
    AreaKind.PARTNERSHIP: "partnership",
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
}

TABLES = (
    EventTable(
        name="naloxone_kits",
        words="take-home naloxone kits supplied",
        sources=("naloxone_kits",),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=naloxone_kits,
        covers=months_of("naloxone_kits"),
        splits=("supplier", "reason"),
    ),
    EventTable(
        name="needle_exchanges",
        words="needle exchange transactions",
        sources=("needle_exchange",),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=needle_exchanges,
        covers=months_of("needle_exchange"),
        splits=("substance",),
    ),
)
