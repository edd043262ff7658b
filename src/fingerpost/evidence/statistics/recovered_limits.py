"""Limits of sums and ratios of estimates, made from the limits of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.intervals import as_vectors, refuse


@dataclass(frozen=True)
class Limits:
    """One estimate with its limits."""

    value: float
    lower: float
    upper: float


def sum_of(value: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Limits:
    """Return the sum of independent estimates, by the square-and-add rule [1]_.

    How far each limit stands from its estimate is taken as the error on that side, so what is
    lopsided stays so: where none of 50 was found, the sum may be more, and is not less.

    Parameters
    ----------
    value, lower, upper : array_like, shape (n,)
        Of each estimate, all at one level; lower <= value <= upper.

    References
    ----------
    .. [1] Zou GY, Donner A. Stat Med 2008;27:1693-1702.

    Examples
    --------
    >>> total = sum_of([10, 0], [8, 0], [13, 4])
    >>> total.value, total.lower, total.upper
    (10.0, 8.0, 15.0)
    """
    x, least, most = _checked(value, lower, upper)
    middle = float(x.sum())
    return Limits(
        middle,
        middle - float(np.hypot.reduce(x - least, initial=0.0)),
        middle + float(np.hypot.reduce(most - x, initial=0.0)),
    )


def ratio_of(numerator: Limits, denominator: Limits) -> Limits:
    """Return the ratio of two independent estimates [1]_; Fieller's limits where both are even.

    Parameters
    ----------
    numerator, denominator : Limits
        At one level, not negative. A lower limit of zero below gives an upper limit of infinity.

    Raises
    ------
    ValueError
        If a limit is negative, or the denominator is zero.

    References
    ----------
    .. [1] Donner A, Zou GY. Stat Methods Med Res 2012;21:347-359, equation 9.
    """
    for name, limits in (("numerator", numerator), ("denominator", denominator)):
        _checked(limits.value, limits.lower, limits.upper)
        refuse(name, np.array([limits.lower]), np.array([limits.lower < 0]), "it is negative")
    x, y = numerator.value, denominator.value
    refuse("denominator", np.array([y]), np.array([y == 0]), "nothing can be divided by it")

    def limit(of: float, by: float, sign: int) -> float:
        beside = by * (2 * y - by)
        root = np.sqrt(max((x * y) ** 2 - of * (2 * x - of) * beside, 0.0))
        if beside <= 0:
            return float("inf") if sign > 0 else 0.0
        return float((x * y + sign * root) / beside)

    return Limits(
        x / y,
        max(limit(numerator.lower, denominator.upper, -1), 0.0),
        limit(numerator.upper, denominator.lower, 1),
    )


def _checked(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, least, most = as_vectors(value=value, lower=lower, upper=upper)
    refuse("lower", least, least > x, "it must not be above its value")
    refuse("upper", most, most < x, "it must not be below its value")
    return x, least, most
