"""Better, similar or worse: an area against a benchmark, by the rule of the official profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.intervals import (
    CANNOT_SAY,
    OK,
    Interval,
    TextArray,
    as_vectors,
)

VERSION = "1"

Better = Literal["higher", "lower", "neither"]

BETTER, SIMILAR, WORSE = "better", "similar", "worse"
HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Words for estimates against a benchmark, one element a row of the estimates.

    Attributes
    ----------
    word : ndarray of str, shape (n,)
        "better", "similar" or "worse"; where neither way is better "higher", "similar" or
        "lower"; "" where, and only where, `status` is "cannot_say".
    level : ndarray of str, shape (n,)
        The highest level at which they differ, "95%" or "99.8%"; "" where similar.
    status, reason : ndarray of str, shape (n,)
        As in `Interval`.
    version : str
        Of this code; changes when a published word could.
    """

    word: TextArray
    level: TextArray
    status: TextArray
    reason: TextArray
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.word, self.level, self.status, self.reason):
            array.setflags(write=False)


def compare_with_benchmark(
    estimate: Interval,
    benchmark: ArrayLike,
    *,
    better: Better,
    wider: Interval | None = None,
) -> Comparison:
    """Return whether estimates are better than, similar to or worse than a benchmark.

    The rule of Fingertips [1]_: different where the benchmark's value lies outside the area's own
    interval; a value on a limit lies inside. The benchmark is taken as known, so this is for a
    country or a goal against its parts, not for one area against another: for that, see
    `rate_ratio`. Of 20 areas that do not differ, one will seem to at 95%.

    Parameters
    ----------
    estimate : Interval
        At 95%, as Fingertips; or at any other level.
    benchmark : array_like, shape (n,) or a number
        In the unit of the estimate; NaN where there is none.
    better : {"higher", "lower", "neither"}
        Which way is better. With "neither" the words judge nothing.
    wider : Interval, optional
        The same estimates at a higher level (99.8%): `level` then says at which they differ.

    Returns
    -------
    Comparison
        "cannot_say" where the estimate is, with its reason, and without a benchmark.

    Raises
    ------
    ValueError
        If `better` is no direction, the lengths differ or `wider` is of other estimates.

    References
    ----------
    .. [1] Office for Health Improvement and Disparities. Public health technical guidance.
       fingertips.phe.org.uk/static-reports/public-health-technical-guidance

    Examples
    --------
    >>> from fingerpost.evidence.statistics import proportion
    >>> found = compare_with_benchmark(proportion([60, 48, 20], 100), 0.5, better="higher")
    >>> found.word.tolist()
    ['better', 'similar', 'worse']
    """
    if better not in get_args(Better):
        raise ValueError(f"better is {better!r}: it must be 'higher', 'lower' or 'neither'")
    value, target = as_vectors(estimate=estimate.value, benchmark=benchmark)
    if len(value) != len(estimate):
        raise ValueError(f"there are {len(value)} benchmarks for {len(estimate)} estimates")
    side = _side(estimate, target)
    level = np.where(side != 0, _level(estimate), "")
    if wider is not None:
        if (
            len(wider) != len(estimate)
            or wider.confidence <= estimate.confidence
            or not np.array_equal(wider.value, estimate.value, equal_nan=True)
        ):
            raise ValueError("wider must be the same estimates at a higher level")
        level = np.where(_side(wider, target) != 0, _level(wider), level)
    above, below = {
        "higher": (BETTER, WORSE),
        "lower": (WORSE, BETTER),
        "neither": (HIGHER, LOWER),
    }[better]
    reason = np.where(
        np.isnan(target) & (estimate.reason == ""), "There is no benchmark.", estimate.reason
    )
    word = np.select([reason != "", side > 0, side < 0], ["", above, below], SIMILAR)
    return Comparison(word, level, np.where(reason == "", OK, CANNOT_SAY), reason)


def _side(interval: Interval, benchmark: np.ndarray) -> np.ndarray:
    """Return 1 where the interval lies above the benchmark, -1 below, 0 around it."""
    above, below = interval.lower > benchmark, interval.upper < benchmark
    return above.astype(np.int8) - below.astype(np.int8)


def _level(interval: Interval) -> str:
    return f"{interval.confidence * 100:g}%"
