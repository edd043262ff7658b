"""Estimates: a value with its interval, its counts, where it comes from, and its status.

Many at once, as a Polars frame with the columns of `SCHEMA`, one row an estimate; `Estimate` is
one row of it for people and for JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from fingerpost.evidence.measures.declaration import Grid, Measure


class Status(StrEnum):
    """What can be said. Only OK and PROVISIONAL carry a value."""

    OK = "ok"
    PROVISIONAL = "provisional"  # a value that is known to change, and why
    CANNOT_SAY = "cannot_say"  # data are there, but too few or not fit: the note says which
    MISSING = "missing"  # no data landed for this period: a gap, never a zero
    WAITING = "waiting"  # the source is not landed at all


SCHEMA: dict[str, Any] = {
    "measure": pl.String,
    "measure_version": pl.Int64,
    "area": pl.String,  # the code
    "area_name": pl.String,
    "area_kind": pl.String,
    "period": pl.String,  # the code; core.periods.Period.parse reads it
    "period_kind": pl.String,
    "period_start": pl.Date,
    "breakdown": pl.String,  # what it is split by ("ethnicity"), or null
    "category": pl.String,  # which part of the split ("Black"), or null
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "value": pl.Float64,  # per `measure.per`
    "lower": pl.Float64,
    "upper": pl.Float64,
    # The least and the largest value with links between records made strictly and loosely; null
    # where a measure rests on no such links.
    "band_lower": pl.Float64,
    "band_upper": pl.Float64,
    "people": pl.Float64,  # behind the numerator, where one may have several rows of it
    "spread": pl.Float64,  # each one's rows squared, added up, and divided by the rows
    "estimate_lower": pl.Float64,  # the limits of the published estimate that it rests on
    "estimate_upper": pl.Float64,
    "status": pl.String,
    "note": pl.String,  # "" or what is missing, assumed or provisional, as a sentence
    "method": pl.String,  # "Wilson 95%", "Byar 95%", "exact Poisson 95%", "count"
    "input_fingerprint": pl.String,  # of the landings that were read
    "code_version": pl.String,
}
BAND = ("band_lower", "band_upper")


@dataclass(frozen=True)
class Estimate:
    """One estimate, before protection."""

    measure: str
    measure_version: int
    area: str
    area_name: str
    area_kind: str
    period: str
    breakdown: dict[str, str] | None
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    band_lower: float | None
    band_upper: float | None
    people: float | None
    spread: float | None
    estimate_lower: float | None
    estimate_upper: float | None
    status: str
    note: str
    method: str
    input_fingerprint: str
    code_version: str


@dataclass(frozen=True)
class Result:
    """One unprotected table: the estimates of one measure over one grid."""

    measure: Measure
    grid: Grid
    frame: pl.DataFrame


def empty() -> pl.DataFrame:
    """Return a frame of no estimates."""
    return pl.DataFrame(schema=SCHEMA)


def rows(frame: pl.DataFrame) -> Iterator[Estimate]:
    """Yield each row of an estimates frame as an `Estimate`."""
    for row in frame.iter_rows(named=True):
        split = {row["breakdown"]: row["category"]} if row["breakdown"] else None
        names = Estimate.__dataclass_fields__
        yield Estimate(**{k: row[k] for k in names if k != "breakdown"}, breakdown=split)
