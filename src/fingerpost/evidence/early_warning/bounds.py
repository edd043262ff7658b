"""Upper bounds of a count whose mean and dispersion were estimated."""

from __future__ import annotations

import numpy as np
from scipy import special

from fingerpost.evidence.statistics.distributions import FloatArray

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


def power_bound(
    counts: FloatArray,
    mean: FloatArray,
    error: FloatArray,
    dispersion: FloatArray,
    *,
    power: str,
    alpha: float,
) -> tuple[FloatArray, FloatArray]:
    """Return the bound that is normal after a power transformation, and p-values of the counts.

    Parameters
    ----------
    counts, mean, dispersion : ndarray, shape (...,)
        NaN where nothing is known.
    error : ndarray, shape (...,)
        Standard error of the logarithm of the mean.
    power : {"2/3", "1/2", "none"}
        The transformation.
    alpha : float
        One-sided probability of a count above the bound.
    """
    exponent = POWERS[power]
    variance = mean ** (2 * exponent - 1) * (dispersion + mean * error**2)
    spread = exponent * np.sqrt(variance)
    middle = mean**exponent
    upper = (middle - special.ndtri(alpha) * spread) ** (1 / exponent)
    return upper, special.ndtr((middle - counts**exponent) / spread)


def count_bound(
    counts: FloatArray, mean: FloatArray, dispersion: FloatArray, *, alpha: float
) -> tuple[FloatArray, FloatArray]:
    """Return the smallest count exceeded with probability `alpha` or less, and p-values.

    Counts are negative binomial with variance mean x dispersion, Poisson where that is 1.

    Parameters
    ----------
    counts, mean, dispersion : ndarray, shape (...,)
        NaN where nothing is known.
    alpha : float
        One-sided probability of a count above the bound.
    """
    return _quantile(mean, dispersion, alpha), _tail(counts - 1, mean, dispersion)


def _tail(counts: FloatArray, mean: FloatArray, dispersion: FloatArray) -> FloatArray:
    """Return the probability of more than `counts` from a negative binomial (Poisson if 1)."""
    whole = np.floor(counts)
    excess = np.where(dispersion > 1, dispersion - 1, 1.0)
    many = special.betainc(np.maximum(whole + 1, 1.0), mean / excess, 1 - 1 / dispersion)
    pure = special.gammainc(np.maximum(whole + 1, 1.0), mean)
    tail = np.where(dispersion > 1, many, pure)
    return np.where(whole < 0, 1.0, tail)


def _quantile(mean: FloatArray, dispersion: FloatArray, alpha: float) -> FloatArray:
    """Return the smallest count that is exceeded with a probability of `alpha` or less."""
    is_there = np.isfinite(mean) & np.isfinite(dispersion)
    m, d = mean[is_there], dispersion[is_there]
    high = np.ceil(m - special.ndtri(alpha) * np.sqrt(d * m) + 1)
    while (short := _tail(high, m, d) > alpha).any():
        high = np.where(short, 2 * high, high)
    low = np.full_like(high, -1.0)  # always exceeded
    middle = np.floor((low + high) / 2)
    while ((low < middle) & (middle < high)).any():  # huge numbers have no half way
        beyond = _tail(middle, m, d) > alpha
        low, high = np.where(beyond, middle, low), np.where(beyond, high, middle)
        middle = np.floor((low + high) / 2)
    upper = np.full(mean.shape, np.nan)
    upper[is_there] = high
    return upper
