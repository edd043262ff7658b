"""Protect one table: hide small counts, close the back doors, round, recompute.

In this order: (1) cells whose count, or whose complement, is too small; (2) further cells, where a
hidden one could be worked out from a total shown beside it; (3) rounding; (4) every value and
interval anew from the protected counts, so that no rate gives a hidden count away.

The band of a linked measure is what the same count would be with other links, so each end of it is
a count of people too, and goes the same way: hidden where its cell is, hidden alone where it is too
small or would give away one that is, and worked out anew from the rounded count.
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
from fingerpost.evidence.measures.declaration import (
    Grid,
    Measure,
    Population,
    PublishedEstimate,
)
from fingerpost.evidence.measures.estimates import BAND, Status
from fingerpost.evidence.measures.intervals import counts_behind, has_repeats, interval_of
from fingerpost.evidence.statistics import Interval

Floats = NDArray[np.float64]
View = tuple[Floats, np.ndarray]  # counts, and which of them are too small to show

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
    # A denominator that is a count of people or events is protected like one; residents, and
    # people that somebody estimated, are not.
    totals_are_counts = measure.denominator is not None and not isinstance(
        measure.denominator, Population | PublishedEstimate
    )
    bound = shown & ~exempt
    # What an attacker could add up: the counts, and where they are out of people or events, those
    # and what is left; where one person may have several events, the people too.
    views = _views(counts, totals if totals_are_counts else None, bound, rule)
    if totals_are_counts:
        views.append((totals, bound & _too_small(totals, rule)))
    if has_repeats(measure):
        people = frame["people"].to_numpy().astype(float)
        views.append((people, bound & _too_small(people, rule)))
    small = np.logical_or.reduce([mask for _, mask in views])
    hidden = _close_back_doors(frame, views, small, bound, rule)
    without_band = _hide_bands(frame, measure, hidden, bound, rule, totals_are_counts)
    log = _log(table, rule, small, hidden, exempt & shown, without_band)
    frame = _apply(
        frame, measure, rule, small, hidden, bound & ~hidden, totals_are_counts, without_band
    )
    return frame, log


def _hide_bands(
    frame: pl.DataFrame,
    measure: Measure,
    hidden: np.ndarray,
    bound: np.ndarray,
    rule: Envelope,
    totals_are_counts: bool,
) -> np.ndarray:
    """Return the cells whose band may not be shown: those hidden, and those it would give away."""
    totals = frame["denominator"].to_numpy().astype(float)
    if frame["band_lower"].null_count() == len(frame):
        return hidden
    views: list[View] = []
    for name in BAND:
        end = counts_behind(measure, frame[name].to_numpy().astype(float), totals)
        # A cell without a band adds nothing to a sum of them.
        end = np.nan_to_num(np.round(end))
        views += _views(end, totals if totals_are_counts else None, bound, rule)
    without = np.logical_or.reduce([hidden, *(mask for _, mask in views)])
    return _close_back_doors(frame, views, without, bound, rule)


def _views(
    counts: Floats, totals: Floats | None, bound: np.ndarray, rule: Envelope
) -> list[View]:
    """Return counts, and what is left of what they are out of, where the rule protects that."""
    views = [(counts, bound & _too_small(counts, rule))]
    if totals is not None and rule.protects_complement:
        rest = totals - counts
        views.append((rest, bound & _too_small(rest, rule)))
    return views


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
    views: list[View],
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
    views: list[View],
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
    kept: np.ndarray,
    totals_are_counts: bool,
    without_band: np.ndarray,
) -> pl.DataFrame:
    rounded = kept & (rule.round_to > 1)
    protection = np.full(len(frame), Protection.NONE.value, dtype=object)
    protection[rounded] = Protection.ROUNDED.value
    protection[hidden] = Protection.SECONDARY.value
    protection[small] = Protection.SUPPRESSED.value
    symbol = np.full(len(frame), None, dtype=object)
    symbol[hidden] = SYMBOL_CONFIDENTIAL
    counts = frame["numerator"].to_numpy().astype(float)
    symbol[rounded & (counts > 0) & (_nearest(counts, rule.round_to) == 0)] = SYMBOL_LOW
    symbol[~frame["status"].is_in(_SHOWN).to_numpy()] = SYMBOL_NOT_AVAILABLE
    done = frame.with_columns(
        protection=pl.Series(protection.tolist(), dtype=pl.String),
        symbol=pl.Series(symbol.tolist(), dtype=pl.String),
    )
    if rounded.any() or (has_repeats(measure) and kept.any()):
        done = _from_protected_counts(done, measure, rule, kept, totals_are_counts)
    # A row that cannot say its value does not say the counts that it would have come from.
    silent = ~frame["status"].is_in(_SHOWN).to_numpy()
    hides, no_band = pl.Series(hidden | silent), pl.Series(without_band | silent)
    if measure.statistic == "median":
        # Of how many people it is, is a count that the table of the path itself protects.
        done = done.with_columns(numerator=pl.lit(None, dtype=pl.Float64))
    private = ["numerator", "people", "spread", "value", "lower", "upper"]
    private += ["denominator"] if totals_are_counts else []
    return done.with_columns(
        *(pl.when(hides).then(None).otherwise(name).alias(name) for name in private),
        *(pl.when(no_band).then(None).otherwise(name).alias(name) for name in BAND),
        # Notes are written before protection and could speak of a count: a hidden row has none.
        note=pl.when(pl.Series(hidden)).then(pl.lit("")).otherwise("note"),
    ).select([pl.col(name).cast(dtype) for name, dtype in RELEASED_SCHEMA.items()])


def _nearest(counts: Floats, base: int) -> np.ndarray:
    """Round half up to a multiple of `base`: 2 to 0 and 3 to 5 for base 5."""
    return np.floor(counts / base + 0.5) * base


def _from_protected_counts(
    frame: pl.DataFrame,
    measure: Measure,
    rule: Envelope,
    kept: np.ndarray,
    totals_are_counts: bool,
) -> pl.DataFrame:
    """Return a frame in which everything that is kept follows from counts that may be shown."""
    before = frame.with_row_index("_i").filter(pl.Series(kept))

    def nearest(name: str) -> pl.Expr:
        return (pl.col(name) / rule.round_to + 0.5).floor() * rule.round_to

    after = before.with_columns(
        nearest("numerator"),
        nearest("people"),
        *([nearest("denominator")] if totals_are_counts else []),
        # The width of the interval must not tell how often the same people were counted.
        spread=(pl.col("spread") * 10).ceil() / 10,
    )
    again = recompute(measure, after)
    after = after.with_columns(
        value=pl.Series(again.value),
        lower=pl.Series(again.lower),
        upper=pl.Series(again.upper),
    ).with_columns(pl.col("value", "lower", "upper").fill_nan(None))
    ends = _band_again(measure, before, after, rule)
    after = after.with_columns(
        band_lower=pl.min_horizontal(ends), band_upper=pl.max_horizontal(ends)
    )
    rest = frame.with_row_index("_i").filter(~pl.Series(kept))
    return pl.concat([rest, after]).sort("_i").drop("_i")


def _band_again(
    measure: Measure, before: pl.DataFrame, after: pl.DataFrame, rule: Envelope
) -> list[pl.Series]:
    """Return both ends of the band from rounded counts, in no order; null where there is none."""
    ends = []
    for name in BAND:
        values = before[name].to_numpy().astype(float)
        counts = counts_behind(measure, values, before["denominator"].to_numpy().astype(float))
        rounded = pl.Series(_nearest(np.round(counts), rule.round_to)).fill_nan(None)
        has_end = rounded.is_not_null()
        value = np.full(len(after), np.nan)
        if has_end.any():
            rows = after.with_columns(numerator=rounded).filter(has_end)
            value[has_end.to_numpy()] = recompute(measure, rows).value
        ends.append(pl.Series(name, value).fill_nan(None))
    return ends


def recompute(measure: Measure, rows: pl.DataFrame) -> Interval:
    """Return values and intervals from protected counts, as the measure has them."""
    if measure.statistic == "proportion":
        # Rounding apart may leave a part larger than its whole.
        rows = rows.with_columns(denominator=pl.max_horizontal("numerator", "denominator"))
    return interval_of(measure, rows)


def _log(
    table: str,
    rule: Envelope,
    small: np.ndarray,
    hidden: np.ndarray,
    exempt: np.ndarray,
    without_band: np.ndarray,
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
    if (without_band & ~hidden).any():
        words = "The band of other links is not shown: an end of it is a count too small to show, or"
        words += " would give one away."
        lines.append(LogLine(table, rule.governing, int((without_band & ~hidden).sum()), words))
    if rule.round_to > 1:
        words = f"Every other count is rounded to {rule.round_to}; rates and percentages are "
        words += "worked out from the rounded counts."
        lines.append(LogLine(table, rule.governing, 0, words))
    if exempt.any() and not rule.does_nothing:
        words = "Shown as published: the publisher's rule does not bind areas this large."
        lines.append(LogLine(table, rule.governing, int(exempt.sum()), words))
    return tuple(lines)
