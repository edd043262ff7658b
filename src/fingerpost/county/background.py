"""Recorded crime that no person of concern is known to have done: counted by area, without people.

Acquisitive crime falls and rises with the harm of a district, as `events.Plan.harm_ratio` says.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.chance import stream
from fingerpost.county.events import Plan
from fingerpost.county.justice import ACQUISITIVE
from fingerpost.county.parameters import Parameters

DRUGS_WITHOUT_SUSPECT = "drugs_without_suspect"


def crimes(
    month: int,
    residents: NDArray[np.int64],
    district: NDArray[np.int8],
    decile: NDArray[np.int64],
    plan: Plan,
    parameters: Parameters,
    *,
    seed: int,
    only: tuple[str, ...] | None = None,
) -> pl.DataFrame:
    """Return the crimes of one month that have no known suspect among the people of concern.

    Parameters
    ----------
    month : int
        Of those lived.
    residents, district, decile : ndarray, shape (areas,)
        Of each small area.
    only : tuple of str, optional
        Kinds of crime; all of them if not given.

    Returns
    -------
    DataFrame
        area, day, kind; one row per crime, in no telling order.
    """
    areas, days, kinds = [], [], []
    calendar = plan.calendar
    first, after = calendar.first_days[month : month + 2]
    ratio = plan.harm_ratio()[month][district]
    rates = parameters.under("crime.background_per_1000_a_year")
    for kind, rate in rates.items():
        if only is not None and kind not in only:
            continue
        where = _where(kind, month, rate, residents, decile, plan, seed)
        if kind in ACQUISITIVE:
            rng = stream(seed, "background", "ratio", kind, month)
            kept = rng.random(len(where)) < ratio[where]
            more = rng.poisson(
                np.clip(ratio - 1, 0, None)
                * _expected(rate, residents, decile)
                * calendar.season[month]
            )
            where = np.concatenate([where[kept], np.repeat(np.arange(len(more)), more)])
        rng = stream(seed, "background", "day", kind, month)
        areas.append(where)
        days.append((first + rng.random(len(where)) * (after - first)).astype(np.int32))
        kinds.append(np.full(len(where), kind, dtype=object))
    area = np.concatenate(areas)
    shuffled = stream(seed, "background", "order", month).permutation(len(area))
    return pl.DataFrame(
        {
            "area": area[shuffled].astype(np.int32),
            "day": np.concatenate(days)[shuffled],
            "kind": pl.Series(np.concatenate(kinds)[shuffled].tolist(), dtype=pl.String),
        }
    )


def _expected(
    rate: float, residents: NDArray[np.int64], decile: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the crimes of a month that each area expects: more where it is poor."""
    curve = 3.0 ** (-(np.arange(1, 11) - 1) / 9)
    expected: NDArray[np.float64] = (
        rate / 1000 / 12 * residents * (curve / curve.mean())[decile - 1]
    )
    return expected


def _where(
    kind: str,
    month: int,
    rate: float,
    residents: NDArray[np.int64],
    decile: NDArray[np.int64],
    plan: Plan,
    seed: int,
) -> NDArray[np.int64]:
    """Return the small area of each crime, before what operations did."""
    expected = _expected(rate, residents, decile) * plan.calendar.season[month]
    counts = stream(seed, "background", kind, month).poisson(expected)
    return np.repeat(np.arange(len(counts)), counts)
