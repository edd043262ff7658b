"""Chance that can be repeated: one stream of random numbers for each thing drawn.

A stream is named by what it is for, not by when it is asked for. So a draw stays the same whatever
else is simulated before it, on any number of threads; and the county without one of its planted
events meets the same luck as the county with it, which makes the two comparable.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, *keys: str | int) -> np.random.Generator:
    """Return the generator of random numbers named by `keys`.

    Parameters
    ----------
    seed : int
        Of the whole county.
    *keys : str or int
        What is drawn: ``stream(7, "lives", "relapse", month)``. Another name, another stream.
    """
    name = "\x1f".join([str(seed), *(f"{type(key).__name__}:{key}" for key in keys)])
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))


def another(u: NDArray[np.float64], which: int) -> NDArray[np.float64]:
    """Return another uniform draw from one, by its later digits.

    Parameters
    ----------
    u : ndarray
        Uniform draws, on [0, 1).
    which : int
        Another number, another draw.
    """
    return (u * (100_003 + 2 * which)) % 1.0


def pick(options: tuple[tuple[str, float], ...], u: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return one of the words for each uniform draw; shares that sum to 1."""
    edges = np.cumsum([share for _, share in options])
    place = np.minimum(np.searchsorted(edges, u, side="right"), len(options) - 1)
    return np.array([word for word, _ in options], dtype=object)[place]
