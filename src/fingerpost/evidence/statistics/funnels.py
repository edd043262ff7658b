"""Funnels: how far apart chance alone would put places of different size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import (
    FloatArray,
    gamma_shape,
    normal_quantile,
    tail,
)
from fingerpost.evidence.statistics.intervals import (
    CANNOT_SAY,
    OK,
    BoolArray,
    TextArray,
    as_values,
    as_vectors,
    check_per,
    refuse,
)
from fingerpost.evidence.statistics.overdispersion import Overdispersion, overdispersion
from fingerpost.evidence.statistics.rates import count_limits

VERSION = "1"
LEVELS = (0.95, 0.998)

Statistic = Literal["proportion", "rate", "ratio"]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Places against their common baseline, one element a place, in the order given.

    Attributes
    ----------
    value : ndarray of float, shape (n,)
        In units of `per`; NaN where, and only where, `status` is "cannot_say".
    size : ndarray of float, shape (n,)
        The denominator: people, person-time, or events expected.
    lower_95, upper_95, lower_998, upper_998 : ndarray of float, shape (n,)
        Control limits at the place's own size, in units of `per`.
    position : ndarray of str, shape (n,)
        "higher", "similar" or "lower" than the baseline; "" where the status is "cannot_say".
    level : ndarray of str, shape (n,)
        "95%" or "99.8%", the highest level at which it is; "" where similar.
    status, reason : ndarray of str, shape (n,)
        As in `Interval`.
    baseline : float
        In units of `per`.
    overdispersion : Overdispersion or None
        What widened the limits, if asked for.
    statistic : {"proportion", "rate", "ratio"}
        As given.
    method, version : str
        Of this code.
    per : float
        The multiplier.
    """

    value: FloatArray
    size: FloatArray
    lower_95: FloatArray
    upper_95: FloatArray
    lower_998: FloatArray
    upper_998: FloatArray
    position: TextArray
    level: TextArray
    status: TextArray
    reason: TextArray
    baseline: float
    overdispersion: Overdispersion | None
    statistic: Statistic
    method: str
    per: float
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.value)


def funnel_limits(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    statistic: Statistic,
    baseline: float | None = None,
    adjust_overdispersion: bool = False,
    minimum_events: int = 0,
    per: float = 1,
) -> Funnel:
    """Return places with control limits at 95% and 99.8%, as Fingertips draws funnels.

    Proportions have Wilson's limits about the baseline; rates and ratios have exact Poisson
    limits. Whether a rate or ratio lies outside is told by its own interval, exact below 10 events
    and Byar's from 10, as `assign_funnel_significance` does; the two agree but for a hair's
    breadth about a limit.

    Parameters
    ----------
    numerator : array_like, shape (n,)
        Cases or events.
    denominator : array_like, shape (n,)
        People, person-time, or events expected. For a directly standardised rate, events divided
        by the rate, with `minimum_events` 10.
    statistic : {"proportion", "rate", "ratio"}
        A ratio's baseline is 1, that of the others all numerators over all denominators.
    baseline : float, optional
        Another one, such as a country's, as a plain number (not in units of `per`).
    adjust_overdispersion : bool
        Whether to widen the limits by how much more the places vary than chance has them
        (`overdispersion`). The words then follow the wider limits.
    minimum_events : int
        "cannot_say" where there are fewer.
    per : float
        The multiplier (`multiplier`).

    Returns
    -------
    Funnel
        "cannot_say" where a number is missing, the denominator is zero or events are too few.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative or no proportion, or the argument
        that makes no sense.

    References
    ----------
    .. [1] Spiegelhalter DJ. Stat Med 2005;24:1185-1202.
    .. [2] `calculate_funnel_limits` and `assign_funnel_significance` of PHEindicatormethods.

    Examples
    --------
    >>> funnel = funnel_limits([8, 30, 33], [20, 20, 25], statistic="ratio")
    >>> funnel.position.tolist(), funnel.level.tolist()
    (['lower', 'higher', 'similar'], ['95%', '95%', ''])
    """
    check_per(per)
    if statistic not in get_args(Statistic):
        raise ValueError(
            f"statistic is {statistic!r}: it must be 'proportion', 'rate' or 'ratio'"
        )
    x, n = as_vectors(numerator=numerator, denominator=denominator)
    refuse("numerator", x, x < 0, "a count must not be negative")
    refuse("denominator", n, n < 0, "it must not be negative")
    if statistic == "proportion":
        refuse("numerator", x, x > n, "it must not be more than its denominator")
    conditions = [
        (np.isnan(x), "The numerator is missing."),
        (np.isnan(n), "The denominator is missing."),
        (n == 0, "The denominator is zero."),
        (x < minimum_events, f"There are fewer than {minimum_events} events."),
    ]
    reason = np.select(
        [where for where, _ in conditions], [np.str_(why) for _, why in conditions], np.str_("")
    )
    is_ok: BoolArray = reason == ""
    target = _baseline(statistic, baseline, x[is_ok], n[is_ok])
    spread = (
        overdispersion(x[is_ok], n[is_ok], statistic=statistic, baseline=target)
        if adjust_overdispersion
        else None
    )
    between = 0.0 if spread is None else spread.between
    size = np.where(is_ok, n, 1.0)
    value = np.where(is_ok, x, 0.0) / size
    limits = [_limits(size, statistic, target, level, between) for level in LEVELS]
    side, level = _position(np.where(is_ok, x, 0.0), size, statistic, target, between, limits)
    position = np.select(
        [~is_ok, side > 0, side < 0],
        [np.str_(""), np.str_("higher"), np.str_("lower")],
        "similar",
    )
    method = "Wilson" if statistic == "proportion" else "exact Poisson"
    value, low, high, lowest, highest = (
        np.where(is_ok, line * per, np.nan) for line in (value, *limits[0], *limits[1])
    )
    return Funnel(
        value=value,
        size=n,
        lower_95=low,
        upper_95=high,
        lower_998=lowest,
        upper_998=highest,
        position=position,
        level=np.where(is_ok, level, ""),
        status=np.where(is_ok, OK, CANNOT_SAY),
        reason=reason,
        baseline=target * per,
        overdispersion=spread,
        statistic=statistic,
        method=f"{method}, over-dispersion added" if between > 0 else method,
        per=per,
    )


def funnel_curve(
    sizes: ArrayLike,
    *,
    statistic: Statistic,
    baseline: float,
    confidence: float = 0.95,
    between: float = 0.0,
    per: float = 1,
) -> tuple[FloatArray, FloatArray]:
    """Return the two control limits at given sizes, to draw a funnel with.

    Parameters
    ----------
    sizes : array_like, shape (n,)
        Denominators, above zero.
    statistic, per
        As in `funnel_limits`.
    baseline : float
        As a plain number.
    confidence : float
        Two-sided level, as a fraction.
    between : float
        `Overdispersion.between`; 0 for chance alone.

    Returns
    -------
    lower, upper : ndarray, shape (n,)
        In units of `per`.

    Raises
    ------
    ValueError
        Naming the first size that is not above zero.

    Examples
    --------
    >>> low, high = funnel_curve([100, 400], statistic="proportion", baseline=0.5)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.402, 0.451], [0.598, 0.549])
    """
    check_per(per)
    size = as_values("sizes", sizes)
    refuse("sizes", size, ~(size > 0), "it must be above zero")
    lower, upper = _limits(size, statistic, baseline, confidence, between)
    return lower * per, upper * per


def _baseline(
    statistic: Statistic, baseline: float | None, x: FloatArray, n: FloatArray
) -> float:
    if baseline is None:
        baseline = 1.0 if statistic == "ratio" else float(x.sum() / n.sum()) if len(x) else 0.0
    most = 1.0 if statistic == "proportion" else np.inf
    if not 0.0 <= baseline <= most or not np.isfinite(baseline):
        raise ValueError(f"baseline is {baseline!r}: it cannot be one of a {statistic}")
    return baseline


def _limits(
    size: FloatArray, statistic: Statistic, baseline: float, confidence: float, between: float
) -> tuple[FloatArray, FloatArray]:
    z = normal_quantile(confidence)
    if between > 0:
        # On the scale where the spread of chance is the same for every baseline.
        half_width = z * np.sqrt(1 / (4 * size) + between**2)
        if statistic == "proportion":
            angle = np.arcsin(np.sqrt(baseline))
            ends = np.clip([angle - half_width, angle + half_width], 0, np.pi / 2)
            lower, upper = np.sin(ends) ** 2
            return lower, upper
        root = np.sqrt(baseline)
        return np.maximum(root - half_width, 0) ** 2, (root + half_width) ** 2
    if statistic == "proportion":
        half_width = z * np.sqrt(baseline * (1 - baseline) / size)
        return np.maximum(baseline - half_width, 0), np.minimum(baseline + half_width, 1)
    expected = baseline * size
    if baseline == 0:
        return np.zeros_like(size), np.zeros_like(size)
    alpha = tail(confidence)
    # The counts whose own exact limits touch what is expected.
    fewest = np.maximum(gamma_shape(1 - alpha, expected) - 1, 0)
    return fewest / size, gamma_shape(alpha, expected) / size


def _position(
    x: FloatArray,
    size: FloatArray,
    statistic: Statistic,
    baseline: float,
    between: float,
    limits: list[tuple[FloatArray, FloatArray]],
) -> tuple[FloatArray, TextArray]:
    """Return 1, 0 or -1 for above, within and below, and the highest level at which."""
    side, words = np.zeros(len(x)), np.full(len(x), "", dtype="<U5")
    for level, (lower, upper) in zip(LEVELS, limits, strict=True):
        if statistic == "proportion" or between > 0:
            above, below = x / size > upper, x / size < lower
        else:
            low, high, _ = count_limits(x, confidence=level)
            above, below = low / size > baseline, high / size < baseline
        outside = above | below
        side = np.where(outside, above.astype(np.float64) - below, side)
        words = np.where(outside, f"{level * 100:g}%", words)
    return side, words
