"""A step that a person may want to rebase a control chart at: suggested, never taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import normal_quantile, normal_two_sided
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, as_values
from fingerpost.evidence.statistics.process_limits import process_limits
from fingerpost.evidence.statistics.special_causes import RUN

VERSION = "1"

SUGGESTED, NONE = "suggested", "none"


@dataclass(frozen=True)
class StepChange:
    """Where a series seems to have moved to a new level, and what speaks for it.

    It changes no chart. A rebase takes effect when a person gives it to `control_chart`.

    Attributes
    ----------
    status : str
        "suggested", "none" or "cannot_say".
    reason : str
        "" if suggested; otherwise why not, as a sentence.
    position : int or None
        Of the first point at the new level; the other numbers are NaN, or 0, without one.
    before, since : float
        Means of the points up to it and from it on.
    size, lower, upper : float
        How much higher the new level is, with its interval.
    p_value : float
        How often chance alone would make so clear a step somewhere in the series.
    points_before, points_since : int
        Values on either side.
    points_needed : int
        Values still missing before limits could be made of the new level.
    run : int
        How many points in a row, up to the last, lie on the new side of the old mean.
    confidence : float
        Of the interval.
    method, version : str
        Of this code.
    """

    status: str
    reason: str
    position: int | None = None
    before: float = float("nan")
    since: float = float("nan")
    size: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    p_value: float = float("nan")
    points_before: int = 0
    points_since: int = 0
    points_needed: int = 0
    run: int = 0
    confidence: float = 0.95
    method: str = "largest step of the mean, in moving-range standard deviations"
    version: str = VERSION


def suggest_step_change(
    values: ArrayLike,
    *,
    begin: int = 0,
    minimum_points: int = 12,
    most_by_chance: float = 0.01,
    confidence: float = 0.95,
) -> StepChange:
    """Return the step change that the points speak for most, if they speak for one clearly.

    Each point that leaves `minimum_points` before it and 7 from it on could begin a new level. It
    is the one whose two means lie furthest apart in standard deviations; these come from the
    moving ranges, screened as for limits, since a step hardly widens them. Suggested is it only

    - where chance alone would make so clear a step anywhere in the series less often than
      `most_by_chance` (Bonferroni's bound over the points looked at), and
    - where it lasts: the latest 7 points or more all lie on the new side of the old mean.

    Parameters
    ----------
    values : array_like, shape (n,)
        As in `control_chart`, for an XmR chart.
    begin : int
        The latest rebase: earlier points are not looked at.
    minimum_points : int
        As in `control_chart`.
    most_by_chance : float
        As a fraction.
    confidence : float
        Of the interval of the size, as a fraction. Chosen as the largest, a step is on average a
        little smaller than it looks.

    Returns
    -------
    StepChange
        "cannot_say" where there are too few points or no variation. Where values lean on the one
        before (yearly pooled figures, seasons), moving ranges are too small and this finds too
        much: look at the chart.

    Raises
    ------
    ValueError
        Naming the first position that is infinite, or the argument that makes no sense.

    References
    ----------
    .. [1] Hawkins DM. Testing a sequence of observations for a shift in location. J Am Stat Assoc
       1977;72:180-186.
    .. [2] NHS England. Making data count: when and how to recalculate limits.

    Examples
    --------
    >>> step = suggest_step_change([10, 12, 9, 11, 10, 13] * 3 + [15, 17, 14, 16, 15, 18] * 2)
    >>> step.status, step.position, round(step.size, 1), step.run
    ('suggested', 18, 5.0, 13)
    """
    series = as_values("values", values)
    if not 0.0 < most_by_chance < 1.0:
        raise ValueError(f"most_by_chance is {most_by_chance!r}: give a fraction, such as 0.01")
    if not 0 <= begin <= len(series):
        raise ValueError(f"begin is {begin!r}: it must lie within the series")
    z = normal_quantile(confidence)
    place = begin + np.flatnonzero(~np.isnan(series[begin:]))
    x = series[place]
    wanted = minimum_points + RUN
    if len(x) < wanted:
        return StepChange(
            CANNOT_SAY,
            f"A step can be told from {wanted} points on and there are {len(x)}: "
            f"{wanted - len(x)} more needed.",
            confidence=confidence,
        )
    limits = process_limits(
        series[np.newaxis, begin:], "xmr", baseline_points=None, screen_moving_ranges=True
    )
    deviation = float(limits.upper[0] - limits.centre[0]) / 3
    if not deviation > 0:
        return StepChange(
            CANNOT_SAY,
            "Nearly all points are the same as the one before, so there is no usual variation to "
            "tell a step by.",
            confidence=confidence,
        )
    count_before = np.arange(minimum_points, len(x) - RUN + 1)
    count_since = len(x) - count_before
    sums = np.cumsum(x)
    before = sums[count_before - 1] / count_before
    since = (sums[-1] - sums[count_before - 1]) / count_since
    error = deviation * np.sqrt(1 / count_before + 1 / count_since)
    best = int(np.argmax(np.abs(since - before) / error))
    size = float(since[best] - before[best])
    p_value = min(1.0, len(error) * float(normal_two_sided(np.array(size / error[best]))))
    is_new_side = (x - before[best]) * np.sign(size) > 0
    run = len(x) if is_new_side.all() else int(np.argmin(is_new_side[::-1]))
    if p_value >= most_by_chance:
        reason = "No step is clearer than chance alone would make."
    elif run < RUN:
        reason = (
            f"The clearest step has not lasted: the latest {RUN} points do not all keep to it."
        )
    else:
        reason = ""
    return StepChange(
        NONE if reason else SUGGESTED,
        reason,
        position=int(place[count_before[best]]),
        before=float(before[best]),
        since=float(since[best]),
        size=size,
        lower=size - z * float(error[best]),
        upper=size + z * float(error[best]),
        p_value=p_value,
        points_before=int(count_before[best]),
        points_since=int(count_since[best]),
        points_needed=max(0, minimum_points - int(count_since[best])),
        run=run,
        confidence=confidence,
    )
