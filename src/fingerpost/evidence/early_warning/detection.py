"""What a detector says of each period of each series, and what it checks before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK, BoolArray, TextArray

NO_COUNT = "There is no count for this period."


@dataclass(frozen=True, eq=False)
class Detection:
    """The tested periods of one or many series: what was expected, and what is out of the usual.

    Arrays have shape (tested,) if one series was given as a vector, otherwise (tested, series).

    Attributes
    ----------
    counts : ndarray of float
        As given; NaN where there is none.
    expected : ndarray of float
        The usual count; NaN where the status is "cannot_say".
    upper : ndarray of float
        The bound of the usual. A count above it is an alarm (for `cusum`: one that reaches it).
    p_value : ndarray of float
        How probable a count this high or higher is by chance alone; NaN if the method has none.
    alarm : ndarray of bool
        False where the status is "cannot_say".
    status : ndarray of str
        "ok" or "cannot_say".
    reason : ndarray of str
        "" where the status is "ok"; otherwise a sentence saying what is missing.
    method : str
        The method and its settings.
    version : str
        Of the code behind `method`; changes when a bound or an alarm could.
    """

    counts: FloatArray
    expected: FloatArray
    upper: FloatArray
    p_value: FloatArray
    alarm: BoolArray
    status: TextArray
    reason: TextArray
    method: str
    version: str

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)


def as_series(name: str, counts: ArrayLike) -> FloatArray:
    """Return counts as an array of float of shape (periods, series); NaN for what is missing.

    Raises
    ------
    ValueError
        If there are more than two dimensions, or naming the first position that is infinite or
        negative.
    """
    masked = np.ma.getmaskarray(counts) if np.ma.isMaskedArray(counts) else False
    series = np.where(masked, np.nan, np.asarray(counts, dtype=np.float64))
    if series.ndim not in (1, 2):
        raise ValueError(
            f"{name} has shape {series.shape}: give (periods,) or (periods, series)"
        )
    is_wrong = np.isinf(series) | (series < 0)
    if is_wrong.any():
        position = tuple(int(i) for i in np.argwhere(is_wrong)[0])
        place = ", ".join(str(i) for i in position)
        raise ValueError(
            f"{name}[{place}] is {series[position]:g}: it must be finite and not negative"
        )
    return series.reshape(len(series), -1)


def first_tested(periods: int, test_last: int | None) -> int:
    """Return the position of the first tested period: 0 unless only the last few are asked for.

    Raises
    ------
    ValueError
        If `test_last` is not between 1 and the number of periods.
    """
    if test_last is None:
        return 0
    if not 1 <= test_last <= periods:
        raise ValueError(f"test_last is {test_last}: there are {periods} periods to test")
    return periods - test_last


def give_reasons(
    shape: tuple[int, ...], cannot_say: Sequence[tuple[BoolArray, str]]
) -> TextArray:
    """Return the first reason that applies to each cell, "" where none does.

    Parameters
    ----------
    shape : tuple of int
        Of the result.
    cannot_say : sequence of (ndarray of bool, str)
        Where nothing can be said (broadcast to `shape`), and why.
    """
    longest = max((len(why) for _, why in cannot_say), default=1)
    reason = np.full(shape, "", dtype=f"U{longest}")
    for where, why in reversed(cannot_say):
        reason[np.broadcast_to(where, shape)] = why
    return reason


def many(unit: str, number: float) -> str:
    """Return "week" for one, "weeks" otherwise."""
    return unit if number == 1 else f"{unit}s"


def say_more_needed(shortage: FloatArray, unit: str) -> list[tuple[BoolArray, str]]:
    """Return for each shortage found where it applies, and the sentence that names it.

    Parameters
    ----------
    shortage : ndarray
        How many more periods of history each cell needs; 0 or less if none.
    unit : str
        "week", "month", "day" or "period".
    """
    return [
        (
            shortage == more,
            f"The history is too short: needs {more:g} more {many(unit, more)}.",
        )
        for more in np.unique(shortage[shortage > 0])
    ]


def build_detection(
    like: ArrayLike,
    *,
    counts: FloatArray,
    expected: FloatArray,
    upper: FloatArray,
    p_value: FloatArray,
    alarm: BoolArray,
    cannot_say: Sequence[tuple[BoolArray, str]],
    method: str,
    version: str,
) -> Detection:
    """Return a `Detection` shaped as the input was, with NaN wherever nothing can be said.

    Parameters
    ----------
    like : array_like
        The input as given: a vector gets vectors back.
    counts, expected, upper, p_value, alarm : ndarray, shape (tested, series)
        Anything may stand where `cannot_say` applies.
    cannot_say : sequence of (ndarray of bool, str)
        As in `give_reasons`.
    method, version : str
        As in `Detection`.
    """
    shape = counts.shape[:1] if np.ndim(like) == 1 else counts.shape
    reason = give_reasons(counts.shape, cannot_say)
    refused = reason != ""
    return Detection(
        counts=counts.reshape(shape).copy(),
        expected=np.where(refused, np.nan, expected).reshape(shape),
        upper=np.where(refused, np.nan, upper).reshape(shape),
        p_value=np.where(refused, np.nan, p_value).reshape(shape),
        alarm=(alarm & ~refused).reshape(shape),
        status=np.where(refused, CANNOT_SAY, OK).reshape(shape),
        reason=reason.reshape(shape),
        method=method,
        version=version,
    )
