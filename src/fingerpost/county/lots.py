"""Lots: a random number for each thing, by the number that the thing has.

Where a stream gives the next number to whoever asks next, a lot belongs to its person or record. So
a person's name stays the same whoever else is named, in whatever order, and a county can be made
piece by piece.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.uint64]


def mixed(numbers: ArrayLike, *, salt: int | np.uint64 = 0) -> Numbers:
    """Return 64-bit numbers that look random, one for each of `numbers`; equal ones give equal ones.

    References
    ----------
    .. [1] Steele GL, Lea D, Flood CH. Fast splittable pseudorandom number generators.
       OOPSLA 2014: the finaliser of SplitMix64, applied twice.
    """
    value = np.asarray(numbers)
    value = value.astype(np.uint64, copy=value.dtype != np.uint64)
    value = np.atleast_1d(value)
    for _ in range(2):
        value = value + np.uint64(salt) + np.uint64(0x9E3779B97F4A7C15)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        value = value ^ (value >> np.uint64(31))
    return value


def together(first: ArrayLike, *others: ArrayLike) -> Numbers:
    """Return one number for each row of several columns of numbers; their order counts."""
    value = mixed(first)
    for other in others:
        value = mixed(value ^ mixed(other, salt=1))
    return value


def lots(seed: int, *keys: str | int, of: ArrayLike) -> NDArray[np.float64]:
    """Return a number from 0 up to but not including 1 for each thing.

    Parameters
    ----------
    seed : int
        Of the whole county.
    *keys : str or int
        What is drawn: ``lots(7, "names", "forename", of=person)``. Another name, other numbers.
    of : array_like of int, shape (n,)
        The number of each person, household or record.
    """
    name = "\x1f".join([str(seed), *(f"{type(key).__name__}:{key}" for key in keys)])
    salt = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    return (mixed(of, salt=salt) >> np.uint64(11)).astype(np.float64) * 2.0**-53
