"""Life expectancy from an abridged life table."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.statistics.distributions import normal_quantile
from fingerpost.evidence.statistics.intervals import (
    Interval,
    as_vectors,
    build_interval,
    refuse,
)

VERSION = "1"
AGES = (0, 1, *range(5, 95, 5))
MINIMUM_POPULATION = 5_000  # person-years; the official method wants more than this
WIDEST_INTERVAL = 20  # years, at 95%


def life_table(
    deaths: ArrayLike,
    population: ArrayLike,
    *,
    ages: ArrayLike = AGES,
    confidence: float = 0.95,
) -> Interval:
    """Return life expectancy at the start of each age band, as `phe_life_expectancy` does.

    Chiang's abridged table [1]_; deaths fall on average a tenth into the first year of life and
    halfway into every other band. The variance counts that of the last band [2]_.

    Parameters
    ----------
    deaths, population : array_like, shape (bands,)
        Deaths, and person-years lived, in each age band of one area.
    ages : array_like, shape (bands,)
        First age of each band, from 0 up; the last band is open (`startage`).
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    Interval
        Years yet to live, one element a band. "cannot_say" where the official method gives none:
        a number is missing, a band has nobody or more deaths than person-years, there are 5,000
        person-years or fewer, nobody died in the last band, or the interval at 95% is wider than
        20 years.

    Raises
    ------
    ValueError
        Naming the first position where a number is negative, or if ages do not rise from 0.

    References
    ----------
    .. [1] Chiang CL. Introduction to stochastic processes in biostatistics. New York: Wiley; 1968.
    .. [2] Silcocks PBS, Jenner DA, Reza R. J Epidemiol Community Health 2001;55:38-43.
    .. [3] Eayres DP, Williams ES. J Epidemiol Community Health 2004;58:243-249.

    Examples
    --------
    >>> years = life_table([60, 90, 400], [9000, 20000, 4000], ages=[0, 15, 65])
    >>> years.value.round(2).tolist()
    [61.83, 52.92, 10.0]
    """
    d, n, start = as_vectors(deaths=deaths, population=population, ages=ages)
    refuse("deaths", d, d < 0, "a count must not be negative")
    refuse("population", n, n < 0, "time at risk must not be negative")
    if len(start) < 2 or start[0] != 0 or not (np.diff(start) > 0).all():
        raise ValueError("ages must rise from 0, one for each of at least two age bands")
    with np.errstate(divide="ignore", invalid="ignore"):
        value, error = _expectancy(d, n, start)
        half_width = normal_quantile(confidence) * error
        lower, upper = value - half_width, value + half_width

    def whole(is_so: np.bool_) -> np.ndarray:
        return np.full(len(d), is_so)

    return build_interval(
        value,
        lower,
        upper,
        cannot_say=[
            (whole(np.isnan(d).any()), "The number of deaths in an age band is missing."),
            (whole(np.isnan(n).any()), "The population of an age band is missing."),
            (whole((n == 0).any()), "An age band has nobody in it."),
            (whole((d > n).any()), "An age band has more deaths than people."),
            (
                whole(n.sum() <= MINIMUM_POPULATION),
                "There are 5,000 person-years or fewer, too few for a life table.",
            ),
            (whole(d[-1] == 0), "Nobody died in the last age band, which leaves it endless."),
            (
                2 * normal_quantile(0.95) * error > WIDEST_INTERVAL,
                "The interval at 95% is wider than 20 years.",
            ),
        ],
        method="Chiang, Silcocks",
        version=VERSION,
        confidence=confidence,
        per=1,
    )


def _expectancy(
    deaths: np.ndarray, population: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return life expectancy at the start of each band, and its standard error."""
    mortality = deaths / population
    years = np.append(np.diff(start), 2 / mortality[-1])
    lived = np.where(start == 0, 0.1, 0.5)  # of the band, by those who die in it
    dies = np.minimum(1.0, mortality * years / (1 + mortality * years * (1 - lived)))
    alive = 100_000 * np.cumprod(np.append(1.0, 1 - dies[:-1]))
    next_alive = np.append(alive[1:], 0.0)
    person_years = years * (next_alive + lived * (alive - next_alive))
    person_years[-1] = alive[-1] / mortality[-1]
    expectancy = np.where(alive == 0, 0.0, _from_the_end(person_years) / alive)

    variance = np.where(alive == next_alive, 0.0, dies**2 * (1 - dies) / deaths)
    weighted = variance * alive**2
    weighted[:-1] *= ((1 - lived[:-1]) * years[:-1] + expectancy[1:]) ** 2
    weighted[-1] = (alive[-1] / 2) ** 2 * 4 / (deaths[-1] * mortality[-1] ** 2)
    return expectancy, np.sqrt(_from_the_end(weighted)) / alive


def _from_the_end(values: np.ndarray) -> np.ndarray:
    return np.cumsum(values[::-1])[::-1]
