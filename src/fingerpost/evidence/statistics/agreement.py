"""How far two people who judged the same things agree, beyond what chance would give."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import normal_quantile
from fingerpost.evidence.statistics.intervals import Interval, as_table, build_interval, refuse
from fingerpost.evidence.statistics.proportions import proportion

VERSION = "1"


def cohens_kappa(counts: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Return Cohen's kappa of two judges, with its large-sample interval [1]_ [2]_.

    Kappa is (observed - chance) / (1 - chance) agreement: 1 when they always agree, 0 when they
    agree as often as two would who pay no attention but use each answer as often. Where they
    agree on everything the large-sample variance is nought; the lower limit is then that of the
    agreement itself, by Wilson, which is not certain however few things were judged.

    Parameters
    ----------
    counts : array_like, shape (k, k)
        How many things the first judge gave answer i and the second answer j.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval, of one element
        Between -1 and 1. "cannot_say" if nothing was judged by both, or both gave one and the
        same answer throughout, for then chance alone would make them agree.

    Raises
    ------
    ValueError
        If the table is not square, or a count is negative.

    References
    ----------
    .. [1] Cohen J. Educ Psychol Meas 1960;20:37-46.
    .. [2] Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327, equation 13.

    Examples
    --------
    >>> kappa = cohens_kappa([[31, 12], [4, 58]])
    >>> [float(x[0].round(4)) for x in (kappa.value, kappa.lower, kappa.upper)]
    [0.6757, 0.5317, 0.8196]
    """
    table = as_table("counts", counts)
    if table.shape[0] != table.shape[1]:
        raise ValueError(f"counts has shape {table.shape}: give as many rows as columns")
    refuse("counts", table, table < 0, "a count must not be negative")
    n = float(table.sum())
    shares = table / n if n else table
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed, chance = float(np.trace(shares)), float(rows @ columns)
    is_certain = chance >= 1.0 or n == 0
    beyond = 1.0 if is_certain else 1.0 - chance
    kappa = (agreed - chance) / beyond
    each = np.diag(shares) * (1 - (rows + columns) * (1 - kappa)) ** 2
    across = shares * (rows[None, :] + columns[:, None]) ** 2
    apart = (1 - kappa) ** 2 * (across.sum() - np.trace(across))
    variance = each.sum() + apart - (kappa - chance * (1 - kappa)) ** 2
    error = np.sqrt(max(variance, 0.0) / max(n, 1.0)) / beyond
    half_width = normal_quantile(confidence) * error
    lower = kappa - half_width
    if agreed == 1.0 and not is_certain:
        least = float(proportion(n, n, confidence=confidence).lower[0])
        lower = (least - chance) / beyond
    return build_interval(
        np.array([kappa]),
        np.array([max(lower, -1.0)]),
        np.array([min(kappa + half_width, 1.0)]),
        cannot_say=[
            (np.array([n == 0]), "Nothing was judged by both."),
            (
                np.array([is_certain]),
                "Both gave the same answer throughout: chance alone would make them agree.",
            ),
        ],
        method="Cohen's kappa",
        version=VERSION,
        confidence=confidence,
        per=1,
    )
