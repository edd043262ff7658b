"""Whether places vary more than chance has them, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.intervals import as_vectors

WINSORISED = 0.1  # of the places at each end, so that true outliers do not widen the funnel


@dataclass(frozen=True)
class Overdispersion:
    """How much more places vary than chance has them.

    Attributes
    ----------
    ratio : float
        Variance of the winsorised z-scores over that of chance (`phi`); 1 is chance alone.
    between : float
        Standard deviation between places (`tau`), on the square-root scale, for proportions that
        of the arcsine; 0 where chance explains all.
    places : int
        How many it rests on.
    """

    ratio: float
    between: float
    places: int


def overdispersion(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    statistic: Literal["proportion", "rate", "ratio"],
    baseline: float,
) -> Overdispersion:
    """Return how much more places vary about a baseline than chance has them.

    Square roots of rates and ratios, and arcsines of roots of proportions, vary by chance alike
    at any baseline. Their z-scores are winsorised, a tenth at each end; what they vary beyond
    chance is taken for a difference between places that adds to it [1]_ [2]_.

    Parameters
    ----------
    numerator, denominator : array_like, shape (n,)
        Of each place, complete and above zero in the denominator.
    statistic : {"proportion", "rate", "ratio"}
        What they are of.
    baseline : float
        The common level, as a plain number.

    Returns
    -------
    Overdispersion

    Raises
    ------
    ValueError
        If there are fewer than two places.

    References
    ----------
    .. [1] Spiegelhalter DJ. Qual Saf Health Care 2005;14:347-351.
    .. [2] DerSimonian R, Laird N. Control Clin Trials 1986;7:177-188.

    Examples
    --------
    >>> spread = overdispersion([50, 100, 150], [100, 100, 100], statistic="ratio", baseline=1)
    >>> round(spread.ratio, 2), round(spread.between, 3)
    (11.63, 0.203)
    """
    x, n = as_vectors(numerator=numerator, denominator=denominator)
    if len(x) < 2:
        raise ValueError(f"over-dispersion needs at least two places, and there are {len(x)}")
    roots, root = np.sqrt(x / n), np.sqrt(baseline)
    if statistic == "proportion":
        roots, root = np.arcsin(roots), np.arcsin(root)
    z = (roots - root) * 2 * np.sqrt(n)
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    ratio = float(np.mean(z**2))
    weight = 4 * n
    places = len(x)
    excess = (places * ratio - (places - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return Overdispersion(ratio, float(np.sqrt(max(excess, 0.0))), places)
