"""Quantiles of the distributions behind the intervals, each tail computed from its own side.

They stand here, in one place, because SciPy has no types of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

FloatArray = NDArray[np.float64]


def tail(confidence: float) -> float:
    """Return the probability that a two-sided level leaves in each tail.

    Raises
    ------
    ValueError
        If `confidence` is not a fraction between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence is {confidence!r}: give a fraction, such as 0.95")
    return (1.0 - confidence) / 2.0


def normal_quantile(confidence: float) -> float:
    """Return how many standard deviations the two-sided level `confidence` spans (`z`)."""
    return float(-special.ndtri(tail(confidence)))


def student_quantile(degrees_of_freedom: FloatArray, confidence: float) -> FloatArray:
    """Return how many standard errors the two-sided level spans (`qt`); shape (n,), > 0."""
    quantile = -special.stdtrit(degrees_of_freedom, tail(confidence))
    return np.asarray(quantile, dtype=np.float64)


def normal_two_sided(z: FloatArray) -> FloatArray:
    """Return how often chance alone goes at least as far as `z` either way (`2 * pnorm(-|z|)`)."""
    return np.asarray(2 * special.ndtr(-np.abs(z)), dtype=np.float64)


def gamma_lower(shape: FloatArray, probability: float) -> FloatArray:
    """Return the gamma quantile with `probability` below it (`qgamma`); shape (n,), > 0."""
    return np.asarray(special.gammaincinv(shape, probability), dtype=np.float64)


def gamma_upper(shape: FloatArray, probability: float) -> FloatArray:
    """Return the gamma quantile with `probability` above it; shape (n,), > 0."""
    return np.asarray(special.gammainccinv(shape, probability), dtype=np.float64)


def gamma_shape(probability: float, value: FloatArray) -> FloatArray:
    """Return the shape of the gamma distribution with `probability` below `value`; > 0."""
    return np.asarray(special.gdtrib(1.0, probability, value), dtype=np.float64)


def beta_lower(first: FloatArray, second: FloatArray, probability: float) -> FloatArray:
    """Return the beta quantile with `probability` below it (`qbeta`); shapes (n,), > 0."""
    return np.asarray(special.betaincinv(first, second, probability), dtype=np.float64)
