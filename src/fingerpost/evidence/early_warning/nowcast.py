"""How many there will be once all is known: late reports are expected, not taken for a fall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.early_warning.detection import give_reasons, many
from fingerpost.evidence.early_warning.feed import FeedCheck, check_feed
from fingerpost.evidence.early_warning.reporting_delay import not_yet_seen
from fingerpost.evidence.statistics.distributions import FloatArray, tail
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK, BoolArray, TextArray

VERSION = "1"

DRAWS = 4000


@dataclass(frozen=True, eq=False)
class Nowcast:
    """Counts with what is still to come, an element a period, oldest first.

    Attributes
    ----------
    observed : ndarray of float, shape (periods,)
        What is known so far.
    value, lower, upper : ndarray of float, shape (periods,)
        The estimated final count with its prediction interval; the observed count and no width
        where all is known; NaN where the status is "cannot_say".
    completeness : ndarray of float, shape (periods,)
        The share of a period's events that is usually known by now.
    is_late : ndarray of bool, shape (periods,)
        More is still to come: to be drawn in grey, and never called low.
    status, reason : ndarray of str, shape (periods,)
        "ok" and "", or "cannot_say" and what is missing.
    feed : FeedCheck
        Whether the partner still sends; `feed.is_silent` is a data alarm.
    dispersion : float
        How much more the delays vary than chance alone would have it; 1 or more.
    confidence : float
        Of the interval, as a fraction.
    method, version : str
        The method with its settings; the version of the code.
    """

    observed: FloatArray
    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    completeness: FloatArray
    is_late: BoolArray
    status: TextArray
    reason: TextArray
    feed: FeedCheck
    dispersion: float
    confidence: float
    method: str
    version: str = VERSION

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def nowcast(
    triangle: ArrayLike,
    *,
    seed: int,
    unit: str = "week",
    window: int | None = None,
    confidence: float = 0.95,
    minimum_completeness: float = 0.2,
    minimum_history: int = 8,
) -> Nowcast:
    """Estimate from the reporting delays how many events each recent period will have.

    The share of events known within each delay is estimated from the periods in which longer
    delays have been seen too (Lawless 1994, also known as the chain ladder). Intervals hold the
    chance of what is still to come, the uncertainty of the delays, and, where they vary more than
    chance would have it, that variation.

    Parameters
    ----------
    triangle : array_like, shape (periods, delays)
        From `reporting_triangle`: counts by period and delay, NaN where not yet seen.
    seed : int
        For the intervals, which are drawn at random.
    unit : str
        What a period is called in sentences.
    window : int, optional
        How many of the latest periods to estimate each delay from (`m` in Lawless 1994, plus
        one); all if not given. Shorter follows a changing delay faster and is less sure.
    confidence : float
        Two-sided level of the intervals, as a fraction.
    minimum_completeness : float
        "cannot_say" for periods of which a smaller share is usually known by now.
    minimum_history : int
        Periods needed in which every delay has been seen.

    Returns
    -------
    Nowcast
        If the partner has stopped sending (see `check_feed`), the periods since are "cannot_say",
        not low, and those before are read as known when the last records came.

    Raises
    ------
    ValueError
        If the triangle has another shape, or naming the first number that is impossible.

    References
    ----------
    .. [1] Lawless JF. Can J Stat 1994;22:15-31.
    .. [2] Höhle M, an der Heiden M. Biometrics 2014;70:993-1002 (`nowcast` in R surveillance).

    Examples
    --------
    >>> triangle = np.tile([6.0, 3.0, 1.0], (20, 1))
    >>> triangle[18, 2] = triangle[19, 1:] = np.nan
    >>> found = nowcast(triangle, seed=1)
    >>> found.observed[-3:].tolist(), found.value[-3:].round(1).tolist()
    ([10.0, 9.0, 6.0], [10.0, 10.0, 10.0])
    >>> found.is_late[-3:].tolist()
    [False, True, True]
    """
    counts = _as_triangle(triangle)
    periods, delays = counts.shape
    if window is not None and window < 1:
        raise ValueError(f"window is {window}: it must be 1 or more")
    half = tail(confidence)
    feed = check_feed(_arrivals(counts), unit=unit)
    last = periods - 1 - (feed.empty_periods if feed.is_silent else 0)
    seen = ~not_yet_seen(periods, delays - 1, last)
    known = np.where(seen, counts, 0.0)
    observed = known.sum(axis=1)
    age = np.clip(last - np.arange(periods), 0, delays - 1)  # the longest delay seen

    at, within = _reverse_hazards(known, last, window)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(within > 0, at / within, 0.0)
    hazard[0] = 1.0
    completeness = _share_known(hazard)[age]
    dispersion = _dispersion(known, seen, hazard)
    lower, upper = _limits(
        observed, age, at / dispersion, within / dispersion, dispersion, half, seed
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        value = observed / completeness
    is_old = age == delays - 1
    is_late = ~is_old & (completeness < 1)
    complete_periods = last + 1 - (delays - 1)
    shortage = max(minimum_history - complete_periods, 0)
    reason = give_reasons(
        (periods,),
        [
            (np.arange(periods) > last, feed.reason),
            (
                ~is_old & (shortage > 0),
                f"The delays are not known yet: needs {shortage} more {many(unit, shortage)}.",
            ),
            (
                completeness < minimum_completeness,
                "Too little of this period is usually known by now: wait for later reports.",
            ),
        ],
    )
    refused = reason != ""
    return Nowcast(
        observed=observed,
        value=np.where(refused, np.nan, value),
        lower=np.where(refused, np.nan, np.where(is_late, lower, observed)),
        upper=np.where(refused, np.nan, np.where(is_late, upper, observed)),
        completeness=np.where(np.arange(periods) > last, 0.0, completeness),
        is_late=is_late | refused,
        status=np.where(refused, CANNOT_SAY, OK),
        reason=reason,
        feed=feed,
        dispersion=dispersion,
        confidence=confidence,
        method="Lawless 1994" if window is None else f"Lawless 1994, latest {window} {unit}s",
    )


def _as_triangle(triangle: ArrayLike) -> FloatArray:
    counts = np.asarray(triangle, dtype=np.float64)
    if counts.ndim != 2 or not 1 <= counts.shape[1] <= counts.shape[0]:
        raise ValueError(
            f"triangle has shape {counts.shape}: give (periods, delays), with no more delays than "
            "periods"
        )
    unseen = not_yet_seen(len(counts), counts.shape[1] - 1, len(counts) - 1)
    is_wrong = ~unseen & ~(np.isfinite(counts) & (counts >= 0))
    if is_wrong.any():
        row, column = (int(i) for i in np.argwhere(is_wrong)[0])
        raise ValueError(
            f"triangle[{row}, {column}] is {counts[row, column]:g}: give a count, 0 for none"
        )
    return np.where(unseen, 0.0, counts)


def _arrivals(counts: FloatArray) -> FloatArray:
    """Return how many events became known in each period, whenever they happened."""
    arrivals = np.zeros(len(counts))
    for delay, column in enumerate(counts.T):
        arrivals[delay:] += column[: len(column) - delay]
    return arrivals


def _reverse_hazards(
    known: FloatArray, last: int, window: int | None
) -> tuple[FloatArray, FloatArray]:
    """Return events known with each delay, and within it, in the periods that have seen it."""
    delays = known.shape[1]
    running = np.cumsum(known, axis=1)
    at, within = np.zeros(delays), np.zeros(delays)
    for delay in range(delays):
        stop = last - delay + 1
        start = 0 if window is None else max(stop - window, 0)
        at[delay] = known[start:stop, delay].sum()
        within[delay] = running[start:stop, delay].sum()
    return at, within


def _share_known(hazard: FloatArray) -> FloatArray:
    """Return the share known by each delay; shape (..., delays)."""
    later = np.cumprod(1 - hazard[..., :0:-1], axis=-1)[..., ::-1]
    return np.concatenate([later, np.ones((*hazard.shape[:-1], 1))], axis=-1)


def _dispersion(known: FloatArray, seen: BoolArray, hazard: FloatArray) -> float:
    """Return Pearson's dispersion of the delays about their estimate, at least 1."""
    within = np.cumsum(known, axis=1)
    variance = within * hazard * (1 - hazard)
    is_used = seen & (variance > 0)
    freedom = int(is_used.sum()) - int(is_used.any(axis=0).sum())
    if freedom <= 0:
        return 1.0
    square = (known - within * hazard)[is_used] ** 2 / variance[is_used]
    return max(float(square.sum()) / freedom, 1.0)


def _limits(
    observed: FloatArray,
    age: NDArray[np.int64],
    at: FloatArray,
    within: FloatArray,
    dispersion: float,
    half: float,
    seed: int,
) -> tuple[FloatArray, FloatArray]:
    """Return the limits of the final count, drawn with Jeffreys' priors."""
    generator = np.random.default_rng(seed)
    hazard = generator.beta(at + 0.5, within - at + 0.5, size=(DRAWS, len(at)))
    share = np.clip(_share_known(hazard), 1e-6, 1 - 1e-12)[:, age]
    coming = generator.negative_binomial(observed + 0.5, share)
    middle = (observed + 0.5) * (1 - share) / share
    coming = np.maximum(middle + np.sqrt(dispersion) * (coming - middle), 0)
    lower, upper = np.quantile(coming, [half, 1 - half], axis=0, method="closest_observation")
    return observed + np.floor(lower), observed + np.ceil(upper)
