"""An interval estimate, and what every statistic checks before it counts as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fingerpost.evidence.statistics.distributions import FloatArray

OK = "ok"
CANNOT_SAY = "cannot_say"

BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Interval:
    """Estimates with their intervals, one element a row of the input, in its order.

    Attributes
    ----------
    value, lower, upper : ndarray of float, shape (n,)
        In units of `per`. NaN where, and only where, `status` is "cannot_say".
    status : ndarray of str, shape (n,)
        "ok" or "cannot_say".
    reason : ndarray of str, shape (n,)
        "" where the status is "ok"; otherwise a sentence saying what is missing.
    method : ndarray of str, shape (n,)
        The method and its level, for example "Wilson 95%".
    version : str
        Of the code behind `method`; changes when a published number could.
    confidence : float
        Two-sided level, as a fraction.
    per : float
        The multiplier: 1 for a proportion, 100 for a percentage, 100,000 for a rate.
    """

    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    status: TextArray
    reason: TextArray
    method: TextArray
    version: str
    confidence: float
    per: float

    def __len__(self) -> int:
        """Return the number of estimates."""
        return len(self.value)


def build_interval(
    value: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    *,
    cannot_say: Sequence[tuple[BoolArray, str]],
    method: str | TextArray,
    version: str,
    confidence: float,
    per: float,
) -> Interval:
    """Return an `Interval` with NaN, a status and the first reason that applies to each row.

    Parameters
    ----------
    value, lower, upper : ndarray, shape (n,)
        Already in units of `per`; anything may stand where `cannot_say` applies.
    cannot_say : sequence of (ndarray of bool, shape (n,), str)
        Where nothing can be said, and why; the first that applies is the reason given.
    method, version, confidence, per
        As in `Interval`.
    """
    reason = np.full(value.shape, "", dtype=np.str_)
    if cannot_say:
        reason = np.select(
            [where for where, _ in cannot_say],
            [np.str_(why) for _, why in cannot_say],
            np.str_(""),
        )
    refused = reason != ""
    status = np.where(refused, CANNOT_SAY, OK)
    level = f" {confidence * 100:g}%"
    values, lowers, uppers = (np.where(refused, np.nan, x) for x in (value, lower, upper))
    words = np.char.add(np.broadcast_to(np.asarray(method, dtype=np.str_), value.shape), level)
    for array in (values, lowers, uppers, status, reason, words):
        array.setflags(write=False)
    return Interval(values, lowers, uppers, status, reason, words, version, confidence, per)


def as_values(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as a vector of float with NaN for what is missing.

    Parameters
    ----------
    name : str
        What the caller calls it, for the message.
    values : array_like, shape (n,) or a scalar
        None, NaN and masked elements are missing.

    Raises
    ------
    ValueError
        If it has more than one dimension, or naming the first position that is infinite.
    """
    is_masked = np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else False
    vector = np.atleast_1d(np.where(is_masked, np.nan, np.asarray(values, dtype=np.float64)))
    if vector.ndim > 1:
        raise ValueError(
            f"{name} has shape {vector.shape}: give one row of numbers, shape (n,)"
        )
    refuse(name, vector, np.isinf(vector), "it must be finite")
    return vector


def as_vectors(**named: ArrayLike) -> tuple[FloatArray, ...]:
    """Return the named inputs as vectors of float of one length; a scalar serves every row.

    Raises
    ------
    ValueError
        If two have different lengths, or as `as_values`.
    """
    vectors = {name: as_values(name, values) for name, values in named.items()}
    lengths = {name: len(vector) for name, vector in vectors.items() if len(vector) != 1}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"the inputs have different lengths: {found}")
    return tuple(np.broadcast_arrays(*vectors.values()))


def as_table(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as a table of float, one row an area; a vector is one area.

    Parameters
    ----------
    name : str
        What the caller calls it, for the message.
    values : array_like, shape (areas, bands) or (bands,)
        None, NaN and masked elements are missing.

    Raises
    ------
    ValueError
        If it has another shape, or naming the first row and column that is infinite.
    """
    is_masked = np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else False
    table = np.atleast_2d(np.where(is_masked, np.nan, np.asarray(values, dtype=np.float64)))
    if table.ndim > 2:
        raise ValueError(f"{name} has shape {table.shape}: give one row of numbers an area")
    refuse(name, table, np.isinf(table), "it must be finite")
    return table


def any_in_row(flags: BoolArray) -> BoolArray:
    """Return whether anything is true in each row (element of the first dimension)."""
    return np.asarray(flags.reshape(len(flags), -1).any(axis=1), dtype=np.bool_)


def refuse(name: str, values: FloatArray, is_wrong: BoolArray, why: str) -> None:
    """Raise `ValueError` naming the first position of `values` where `is_wrong`, if any.

    Examples
    --------
    >>> refuse("events", np.array([3.0, -1.0]), np.array([False, True]), "it must not be negative")
    Traceback (most recent call last):
    ValueError: events[1] is -1: it must not be negative
    """
    if is_wrong.any():
        place = tuple(int(at) for at in np.argwhere(is_wrong)[0])
        raise ValueError(f"{name}[{', '.join(map(str, place))}] is {values[place]:g}: {why}")


def check_per(per: float) -> None:
    """Raise `ValueError` unless `per` is a positive finite number."""
    if not (np.isfinite(per) and per > 0):
        raise ValueError(f"per is {per!r}: give a positive number, such as 100 or 100_000")
