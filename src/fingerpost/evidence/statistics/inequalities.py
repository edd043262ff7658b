"""How unequal: the slope from the least to the most advantaged, and its ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray, normal_quantile, tail
from fingerpost.evidence.statistics.intervals import (
    BoolArray,
    Interval,
    any_in_row,
    as_table,
    build_interval,
    refuse,
)

VERSION = "1"
FEWEST, MOST = 5, 100  # quantiles
LEAST_REPETITIONS = 1000

Kind = Literal["other", "rate", "proportion"]


@dataclass(frozen=True, eq=False)
class SlopeIndex:
    """The slope index of inequality of each area, and the relative index.

    Attributes
    ----------
    slope : Interval
        Fitted value of the most advantaged less that of the least (`sii`), in the unit of the
        values.
    relative : Interval
        The one over the other (`rii`).
    intercept : ndarray of float, shape (areas,)
        Fitted value of the least advantaged; NaN where the status is "cannot_say".
    """

    slope: Interval
    relative: Interval
    intercept: FloatArray


def slope_index(
    values: ArrayLike,
    population: ArrayLike,
    *,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    standard_error: ArrayLike | None = None,
    kind: Kind = "other",
    transform: bool = False,
    seed: int,
    repetitions: int = 100_000,
    confidence: float = 0.95,
) -> SlopeIndex:
    """Return the slope and relative index of inequality, as `phe_sii` does.

    A line is fitted through the values of the quantiles, each at the middle of its share of the
    population and weighted by it [1]_; the index is the line's rise from end to end. Its interval
    comes from drawing every value again and again from its own distribution: normal, of the
    logarithm for a rate, of the log-odds for a proportion. All areas are drawn with the same
    numbers, so an area has the same interval alone as among others.

    Parameters
    ----------
    values, population : array_like, shape (areas, quantiles) or (quantiles,)
        From the least to the most advantaged, 5 to 100 quantiles; proportions between 0 and 1.
    lower, upper : array_like, same shape, optional
        Limits at 95% of each value (`lower_cl`, `upper_cl`).
    standard_error : array_like, same shape, optional
        Instead of them (`se`); of a rate's logarithm and a proportion's log-odds.
    kind : {"other", "rate", "proportion"}
        How the values vary (`value_type` 0, 1, 2).
    transform : bool
        Whether to fit the line to logarithms of rates, or log-odds of proportions, as is advised
        where it fits them better, and turn its ends back (`transform`). Needs `lower`, `upper`.
    seed : int
        Of the drawing.
    repetitions : int
        How often, 1,000 or more.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    SlopeIndex
        "cannot_say" where an area's value, population or limit is missing, a population is zero,
        or a value or limit of a rate or proportion has no logarithm.

    Raises
    ------
    ValueError
        Naming the first position of a number that cannot be, or the argument that makes no sense.

    References
    ----------
    .. [1] Low A, Low A. J Public Health 2004;26:388-395.
    .. [2] `phe_sii` of PHEindicatormethods.

    Examples
    --------
    >>> years = [75.9, 78.3, 83.8, 83.6, 80.5]
    >>> found = slope_index(years, [7291, 7997, 6105, 7666, 5790], standard_error=[1.6] * 5, seed=1)
    >>> found.slope.value.round(3).tolist()
    [7.981]
    """
    y, n = as_table("values", values), as_table("population", population)
    if transform and (kind == "other" or standard_error is not None):
        raise ValueError("transform is for rates and proportions with lower and upper")
    error, is_bad = _standard_error(y, lower, upper, standard_error, kind)
    if not y.shape == n.shape == error.shape:
        raise ValueError(
            f"values has shape {y.shape} and population {n.shape}: they must agree"
        )
    if not FEWEST <= y.shape[1] <= MOST:
        raise ValueError(f"there are {y.shape[1]} quantiles: it must be {FEWEST} to {MOST}")
    if repetitions < LEAST_REPETITIONS:
        raise ValueError(f"repetitions is {repetitions}: it must be at least 1000")
    refuse("population", n, n < 0, "it must not be negative")
    refuse("standard_error", error, error < 0, "it must not be negative")

    draws = np.random.default_rng(seed).standard_normal((repetitions, y.shape[1]))
    fitted: Kind = kind if transform else "other"  # the scale on which the line is straight
    with np.errstate(divide="ignore", invalid="ignore"):
        to_start, to_slope = _weights(n)
        start, rise = ((w * _to_scale(y, fitted)).sum(axis=1) for w in (to_start, to_slope))
        first, last = _from_scale(start, fitted), _from_scale(start + rise, fitted)
        limits = np.array(
            [
                _simulated_limits(draws, *area, kind, fitted, confidence)
                for area in zip(y, error, to_start, to_slope, strict=True)
            ]
        )
    cannot_say: list[tuple[BoolArray, str]] = [
        (any_in_row(np.isnan(y)), "The value of a quantile is missing."),
        (any_in_row(np.isnan(n)), "The population of a quantile is missing."),
        (any_in_row(n == 0), "A quantile has nobody in it."),
        (any_in_row(np.isnan(error)) & ~is_bad, "A standard error or limit is missing."),
        (is_bad, "A value or limit is at the end of its scale and has no logarithm."),
    ]
    described = {
        "cannot_say": cannot_say,
        "method": f"{repetitions} simulations",
        "version": VERSION,
        "confidence": confidence,
        "per": 1,
    }
    index = build_interval(last - first, limits[:, 0], limits[:, 1], **described)  # type: ignore[arg-type]
    ratio = build_interval(last / first, limits[:, 2], limits[:, 3], **described)  # type: ignore[arg-type]
    return SlopeIndex(index, ratio, np.where(np.isnan(index.value), np.nan, first))


def _standard_error(
    y: FloatArray,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    given: ArrayLike | None,
    kind: Kind,
) -> tuple[FloatArray, BoolArray]:
    """Return the standard error on the scale of drawing, and areas that have no logarithm."""
    if kind not in get_args(Kind):
        raise ValueError(f"kind is {kind!r}: it must be 'other', 'rate' or 'proportion'")
    if (given is None) == (lower is None or upper is None):
        raise ValueError("give either lower and upper, or standard_error")
    used = [("values", y)]
    if given is None:
        used += [("lower", as_table("lower", lower)), ("upper", as_table("upper", upper))]  # type: ignore[arg-type]
    for name, table in used:
        if kind == "rate":
            refuse(name, table, table < 0, "a rate must not be negative")
        if kind == "proportion":
            refuse(name, table, (table < 0) | (table > 1), "a proportion lies between 0 and 1")
    if given is not None:
        error = as_table("standard_error", given)
        refuse("standard_error", error, error < 0, "it must not be negative")
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = (_to_scale(table, kind) for _, table in used[1:])
            error = (high - low) / normal_quantile(0.95) / 2
    is_end = [(table == 0) | ((table == 1) & (kind == "proportion")) for _, table in used]
    is_bad: BoolArray = np.any(is_end, axis=(0, 2)) & (kind != "other")
    return np.where(np.isinf(error), np.nan, error), is_bad


def _to_scale(values: FloatArray, kind: Kind) -> FloatArray:
    if kind == "rate":
        return np.log(values)
    if kind == "proportion":
        return np.log(values / (1 - values))
    return values


def _from_scale(values: FloatArray, kind: Kind) -> FloatArray:
    if kind == "rate":
        return np.exp(values)
    if kind == "proportion":
        return 1 / (1 + np.exp(-values))
    return values


def _weights(population: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return by what each value counts toward the line's start and toward its slope."""
    share = population / population.sum(axis=1, keepdims=True)
    middle = np.cumsum(share, axis=1) - share / 2
    centre = (share * middle).sum(axis=1, keepdims=True)
    spread = (share * (middle - centre) ** 2).sum(axis=1, keepdims=True)
    to_slope = share * (middle - centre) / spread
    return share - to_slope * centre, to_slope


def _simulated_limits(
    draws: FloatArray,
    values: FloatArray,
    error: FloatArray,
    to_start: FloatArray,
    to_slope: FloatArray,
    kind: Kind,
    fitted: Kind,
    confidence: float,
) -> tuple[float, float, float, float]:
    """Return limits of the slope and of the ratio of one area."""
    drawn = _to_scale(values, kind) + draws * error
    if fitted == "other":
        drawn = _from_scale(drawn, kind)
    start, rise = drawn @ to_start, drawn @ to_slope
    low, high = _middle_share(rise, confidence)
    if fitted == "other":
        return (low, high, *_middle_share((start + rise) / start, confidence))
    # The line is turned about its middle, where it is best known.
    middle = float(_to_scale(values, fitted) @ (to_start + to_slope / 2))
    ends = _from_scale(middle + np.array([[-low, low], [-high, high]]) / 2, fitted)
    slopes, ratios = ends[:, 1] - ends[:, 0], ends[:, 1] / ends[:, 0]
    return float(slopes[0]), float(slopes[1]), float(ratios[0]), float(ratios[1])


def _middle_share(simulated: FloatArray, confidence: float) -> tuple[float, float]:
    """Return the ends of the middle `confidence` of what was simulated."""
    ordered, alpha = np.sort(simulated), tail(confidence)
    low, high = (round(len(ordered) * share) for share in (alpha, 1 - alpha))
    return float(ordered[max(low, 1) - 1]), float(ordered[high - 1])
