"""Protect one table: hide small counts, close the back doors, round, recompute.

In this order: (1) cells whose count, or whose complement, is too small; (2) further cells, where a
hidden one could be worked out from a total shown beside it; (3) rounding; (4) every value and
interval anew from the protected counts, so that no rate gives a hidden count away.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure.release import (
    RELEASED_SCHEMA,
    SYMBOL_CONFIDENTIAL,
    SYMBOL_LOW,
    SYMBOL_NOT_AVAILABLE,
    LogLine,
    Protection,
)
from fingerpost.evidence.disclosure.rules import Envelope
from fingerpost.evidence.measures.declaration import Grid, Measure, Population
from fingerpost.evidence.measures.estimates import Status
from fingerpost.evidence.measures.intervals import interval_of

Floats = NDArray[np.float64]

# Areas that lie in one another: the smaller ones of a pair add up to the larger.
_PARTS_OF = (
    (AreaKind.DISTRICT, AreaKind.PARTNERSHIP),
    (AreaKind.DISTRICT, AreaKind.POLICE_FORCE),
    (AreaKind.NOWHERE, AreaKind.POLICE_FORCE),
)
_SHOWN = (Status.OK.value, Status.PROVISIONAL.value)


def protect_table(
    frame: pl.DataFrame, measure: Measure, grid: Grid, rule: Envelope
) -> tuple[pl.DataFrame, tuple[LogLine, ...]]:
    """Return a frame of `RELEASED_SCHEMA` that is safe to show, and what was done to it.

    Parameters
    ----------
    frame : DataFrame
        Estimates of one measure over one grid (columns of `measures.estimates.SCHEMA`).
    measure, grid : Measure, Grid
        What the estimates are of.
    rule : Envelope
        What the rules of the measure's sources demand together.

    Raises
    ------
    DisclosureError
        If the rule forbids such a table altogether.
    """
    _refuse_short_periods(frame, measure, grid, rule)
    frame = frame.sort("area_kind", "area", "category", "period_start", nulls_last=True)
    table = f"{measure.name} by {', '.join(grid.areas)} and {grid.period}"
    counts = frame["numerator"].to_numpy().astype(float)
    totals = frame["denominator"].to_numpy().astype(float)
    shown = frame["status"].is_in(_SHOWN).to_numpy()
    exempt = frame["area_kind"].is_in(list(rule.exempt_areas)).to_numpy()
    # A denominator that is a count of people or events is protected like one; residents are not.
    totals_are_counts = measure.denominator is not None and not isinstance(
        measure.denominator, Population
    )
    bound = shown & ~exempt
    # What an attacker could add up: the counts, and where they are out of people or events, those
    # and what is left. Each with the cells of it that are too small.
    views = [(counts, bound & _too_small(counts, rule))]
    if totals_are_counts:
        views.append((totals, bound & _too_small(totals, rule)))
        if rule.protects_complement:
            rest = totals - counts
            views.append((rest, bound & _too_small(rest, rule)))
    small = np.logical_or.reduce([mask for _, mask in views])
    hidden = _close_back_doors(frame, views, small, bound, rule)
    log = _log(table, rule, small, hidden, exempt & shown)
    rounded = bound & ~hidden & (rule.round_to > 1)
    frame = _apply(frame, measure, rule, small, hidden, rounded, totals_are_counts)
    return frame, log


def _refuse_short_periods(
    frame: pl.DataFrame, measure: Measure, grid: Grid, rule: Envelope
) -> None:
    years = {PeriodKind.THREE_YEARS: 3}.get(grid.period, 1)
    below = frame.filter(~pl.col("area_kind").is_in(list(rule.exempt_areas)))
    if years < rule.pool_years and not below.is_empty():
        raise DisclosureError(
            f"{measure.name} by {grid.period} shows fewer than {rule.pool_years} years for "
            f"{below['area_kind'][0]}, which the rule {rule.governing} forbids",
            do="Declare the measure's grid with period three_years.",
        )


def _too_small(counts: Floats, rule: Envelope) -> np.ndarray:
    lowest = 1 if rule.zero_is_shown else 0
    with np.errstate(invalid="ignore"):
        return (counts >= lowest) & (counts < rule.suppress_below)


def _close_back_doors(
    frame: pl.DataFrame,
    views: list[tuple[Floats, np.ndarray]],
    small: np.ndarray,
    bound: np.ndarray,
    rule: Envelope,
) -> np.ndarray:
    """Hide further cells until no hidden one follows from the cells that are shown.

    A group is a set of cells whose sum can be known: the parts of a larger area in one period and
    category, and the categories of one area and period. Its hidden cells are safe when there are
    two or more, and the sum leaves each that is too small more than one possible value. Where
    hiding every part is not enough, the larger area is hidden too.
    """
    hidden = small.copy()
    if not small.any():
        return hidden
    counts = views[0][0]
    groups = list(_groups(frame))
    changed = True
    while changed:
        changed = False
        for parts, wholes in groups:
            if _is_safe(views, hidden, parts, wholes, rule):
                continue
            candidates = [i for i in parts if bound[i] and not hidden[i]] or [
                i for i in wholes if bound[i] and not hidden[i]
            ]
            if not candidates:
                continue
            # The smallest count is the smallest loss; a zero protects nothing if it must be 0.
            best = min(candidates, key=lambda i: (counts[i] == 0, counts[i], i))
            hidden[best] = True
            changed = True
    return hidden


def _groups(frame: pl.DataFrame) -> Iterable[tuple[list[int], list[int]]]:
    """Yield the parts of each sum that can be known, and the cells of the table that show it."""
    numbered = frame.with_row_index("_i").filter(pl.col("status").is_in(_SHOWN))
    if numbered["breakdown"].is_not_null().any():
        for part in numbered.partition_by("area", "period"):
            yield part["_i"].to_list(), []  # another table shows the sum
    for larger in (AreaKind.PARTNERSHIP, AreaKind.POLICE_FORCE):
        smaller = [a.value for a, b in _PARTS_OF if b is larger]
        wholes = numbered.filter(pl.col("area_kind") == larger.value)
        parts = numbered.filter(pl.col("area_kind").is_in(smaller)).partition_by(
            "period", "category", as_dict=True
        )
        for key, whole in wholes.partition_by("period", "category", as_dict=True).items():
            if key in parts:
                yield parts[key]["_i"].to_list(), whole["_i"].to_list()


def _is_safe(
    views: list[tuple[Floats, np.ndarray]],
    hidden: np.ndarray,
    parts: list[int],
    wholes: list[int],
    rule: Envelope,
) -> bool:
    out = [i for i in parts if hidden[i]]
    if any(hidden[i] for i in wholes):
        return bool(out)  # a hidden whole is the sum of its parts, if all of them are shown
    if not out:
        return True
    # A cell that is hidden alone follows from the sum: also one that only protects another.
    return len(out) >= 2 and all(_is_open(values, mask, out, rule) for values, mask in views)


def _is_open(values: Floats, small: np.ndarray, out: list[int], rule: Envelope) -> bool:
    """Tell whether hidden cells whose sum is known could each be more than one number.

    The reader of the release can tell which cells are too small and which only protect them, so
    that the latter are known to be 0 or no less than the threshold.
    """
    few = sum(bool(small[i]) for i in out)
    if not few:
        return True
    lowest, highest = (1 if rule.zero_is_shown else 0), rule.suppress_below - 1
    total = round(sum(values[i] for i in out))
    others = len(out) > few
    sums = [
        n
        for n in range(few * lowest, few * highest + 1)
        if n == total or (others and total - n >= rule.suppress_below)
    ]
    return len(sums) > 1 or (bool(sums) and few * lowest < sums[0] < few * highest)


def _apply(
    frame: pl.DataFrame,
    measure: Measure,
    rule: Envelope,
    small: np.ndarray,
    hidden: np.ndarray,
    rounded: np.ndarray,
    totals_are_counts: bool,
) -> pl.DataFrame:
    protection = np.full(len(frame), Protection.NONE.value, dtype=object)
    protection[rounded] = Protection.ROUNDED.value
    protection[hidden] = Protection.SECONDARY.value
    protection[small] = Protection.SUPPRESSED.value
    symbol = np.full(len(frame), None, dtype=object)
    symbol[hidden] = SYMBOL_CONFIDENTIAL
    numerators = frame["numerator"].to_numpy().astype(float).copy()
    denominators = frame["denominator"].to_numpy().astype(float).copy()
    low = rounded & (numerators > 0) & (_nearest(numerators, rule.round_to) == 0)
    symbol[low] = SYMBOL_LOW
    numerators[rounded] = _nearest(numerators[rounded], rule.round_to)
    if totals_are_counts:
        denominators[rounded] = _nearest(denominators[rounded], rule.round_to)
        denominators[hidden] = np.nan
    numerators[hidden] = np.nan
    columns = {
        name: frame[name].to_numpy().astype(float).copy()
        for name in ("value", "lower", "upper")
    }
    for values in columns.values():
        values[hidden] = np.nan
    if rounded.any():
        again = recompute(measure, numerators[rounded], denominators[rounded])
        for name, values in zip(columns, again, strict=True):
            columns[name][rounded] = values
    status = frame["status"].to_numpy().copy()
    absent = ~np.isin(status, _SHOWN)
    symbol[absent] = SYMBOL_NOT_AVAILABLE
    done = frame.with_columns(
        numerator=pl.Series(numerators).fill_nan(None),
        denominator=pl.Series(denominators).fill_nan(None),
        **{name: pl.Series(values).fill_nan(None) for name, values in columns.items()},
        protection=pl.Series(protection.tolist(), dtype=pl.String),
        symbol=pl.Series(symbol.tolist(), dtype=pl.String),
    )
    # Notes are written before protection and could speak of a count: a hidden row has none.
    return done.with_columns(
        note=pl.when(pl.Series(hidden)).then(pl.lit("")).otherwise("note")
    ).select([pl.col(name).cast(dtype) for name, dtype in RELEASED_SCHEMA.items()])


def _nearest(counts: Floats, base: int) -> np.ndarray:
    """Round half up to a multiple of `base`: 2 to 0 and 3 to 5 for base 5."""
    return np.floor(counts / base + 0.5) * base


def recompute(
    measure: Measure, numerators: Floats, denominators: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return value, lower and upper from protected counts, as the measure has them."""
    # Rounding apart may leave a part larger than its whole.
    whole = (
        np.maximum(numerators, denominators)
        if measure.statistic == "proportion"
        else denominators
    )
    result = interval_of(measure, numerators, whole)
    return result.value, result.lower, result.upper


def _log(
    table: str, rule: Envelope, small: np.ndarray, hidden: np.ndarray, exempt: np.ndarray
) -> tuple[LogLine, ...]:
    lines = [
        LogLine(table, rule.governing, 0, f"Weighed {', '.join(rule.names)}. {rule.words}")
    ]
    if small.any():
        words = f"Not shown because the count, or what is left, is below {rule.suppress_below}."
        lines.append(LogLine(table, rule.governing, int(small.sum()), words))
    further = hidden & ~small
    if further.any():
        words = "Not shown because a hidden number could be worked out from them."
        lines.append(LogLine(table, rule.governing, int(further.sum()), words))
    if rule.round_to > 1:
        words = f"Every other count is rounded to {rule.round_to}; rates and percentages are "
        words += "worked out from the rounded counts."
        lines.append(LogLine(table, rule.governing, 0, words))
    if exempt.any() and not rule.does_nothing:
        words = "Shown as published: the publisher's rule does not bind areas this large."
        lines.append(LogLine(table, rule.governing, int(exempt.sum()), words))
    return tuple(lines)
