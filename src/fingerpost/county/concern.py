"""Whom the partners meet: the people out of everybody who use drugs or drink, or get into contact.

The county has a resident in every chunk of the population, but only these people have lives that
are followed; everybody else is counted and no more.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.calendar import BURN_IN_MONTHS, Calendar
from fingerpost.county.chance import pick, stream
from fingerpost.county.parameters import Parameters
from fingerpost.county.population import Population

OPIATE, NON_OPIATE, NON_OPIATE_ALCOHOL, ALCOHOL, RECREATIONAL, OTHER = range(6)
GROUPS = ("opiate", "non_opiate", "non_opiate_alcohol", "alcohol", "recreational", "other")
DEPENDENT = (OPIATE, NON_OPIATE, NON_OPIATE_ALCOHOL, ALCOHOL)
YEAR = 365.25

# How common each kind of need is by age (18, 25, 35, 45, 55, 65 and 75 on), against a mean of 1.
AGES = np.array([18, 25, 35, 45, 55, 65, 75])
AGE_WEIGHTS = {
    "opiate": (0.0, 0.15, 0.75, 1.75, 1.70, 0.55, 0.06, 0.0),
    "other": (0.0, 1.30, 1.60, 1.10, 0.60, 0.30, 0.05, 0.0),
    "alcohol": (0.0, 0.25, 0.75, 1.20, 1.50, 1.20, 0.45, 0.1),
}
# What people in each group use most, and how often: names as the treatment file spells them.
DRUGS = {
    OPIATE: (("heroin", 0.86), ("methadone", 0.03), ("other opiates", 0.11)),
    NON_OPIATE: (
        ("cannabis", 0.50),
        ("cocaine", 0.34),
        ("ketamine", 0.06),
        ("amphetamine", 0.06),
        ("benzodiazepines", 0.04),
    ),
    NON_OPIATE_ALCOHOL: (("cocaine", 0.56), ("cannabis", 0.38), ("amphetamine", 0.06)),
    ALCOHOL: (("alcohol", 1.0),),
    RECREATIONAL: (
        ("cannabis", 0.74),
        ("cocaine", 0.18),
        ("ketamine", 0.05),
        ("ecstasy", 0.03),
    ),
    OTHER: (("", 1.0),),
}


def _gradient(decile: NDArray[np.int64], ratio: float) -> NDArray[np.float64]:
    """Return how common a need is in each tenth, against a mean of 1 over the ten."""
    curve: NDArray[np.float64] = ratio ** (-(np.arange(1, 11) - 1) / 9)
    found: NDArray[np.float64] = (curve / curve.mean())[decile - 1]
    return found


def _by_age(age: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    weights = np.array(AGE_WEIGHTS[kind])
    found: NDArray[np.float64] = weights[np.searchsorted(AGES, age, side="right")]
    return found


def _by_sex(sex: NDArray[np.int8], share_women: float) -> NDArray[np.float64]:
    return np.where(sex == 1, 2 * share_women, 2 * (1 - share_women))


def choose(
    group: NDArray[np.int8],
    choices: dict[int, tuple[tuple[str, float], ...]],
    u: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Return one of a group's words for each person, by a uniform draw."""
    words = np.full(len(group), "", dtype=object)
    for number, options in choices.items():
        mine = np.flatnonzero(group == number)
        words[mine] = pick(options, u[mine])
    return words


def select(
    residents: Population,
    decile: NDArray[np.int64],
    calendar: Calendar,
    parameters: Parameters,
    *,
    seed: int,
    chunk: int,
) -> pl.DataFrame:
    """Return the people of concern in one chunk of the population.

    Parameters
    ----------
    residents : Population
        As on the first day that is written.
    decile : ndarray, shape (areas,)
        Tenth of deprivation of each small area, 1 the most deprived.
    chunk : int
        Which chunk: it names the streams of random numbers.

    Returns
    -------
    DataFrame
        One row per person of concern: person, area, household, born, sex, community, group, crack,
        is_young, main_drug, second_drug, injecting, onset (month lived in which need began; before
        the first one it is negative).
    """
    p = parameters
    age = (calendar.first_day - residents.born) / YEAR
    poor = decile[residents.area]
    steep = _gradient(poor, p["need.deprivation_ratio.opiate"])
    gentle = _gradient(poor, p["need.deprivation_ratio.other"])
    women = p.under("need.share_women")
    need = {name: value / 1000 for name, value in p.under("need.per_1000").items()}
    hard = _by_age(age, "opiate") * _by_sex(residents.sex, women["opiate"]) * steep
    soft = _by_age(age, "other") * _by_sex(residents.sex, women["other"]) * gentle
    drink = _by_age(age, "alcohol") * _by_sex(residents.sex, women["alcohol"]) * gentle
    teens = ((age >= 7) & (age < 17.3)) * gentle
    party = ((age >= 14) & (age < 46)) * _by_sex(residents.sex, 0.17) * gentle
    other = ((age >= 16) & (age < 65)) * _by_sex(residents.sex, 0.24) * gentle
    chances = np.stack(
        [
            need["opiate"] * hard,
            need["crack_only"] * hard,
            need["non_opiate"] * soft,
            need["non_opiate_alcohol"] * soft,
            need["alcohol"] * drink,
            need["young"] * teens,
            p["contact.per_1000.recreational"] / 1000 * party,
            p["contact.per_1000.other"] / 1000 * other,
        ],
        axis=1,
    )
    edges = np.cumsum(chances, axis=1)
    u = stream(seed, "concern", "whether", chunk).random(len(age))
    which = (u[:, None] >= edges).sum(axis=1)
    chosen = np.flatnonzero(which < chances.shape[1])
    which = which[chosen]
    rng = stream(seed, "concern", "what", chunk)
    n = len(chosen)
    crack_only, young = which == 1, which == 5
    mixed = (
        rng.random(n) < 0.5
    )  # users of crack without opiates, and the young: do they drink too?
    group = np.array(
        [OPIATE, -1, NON_OPIATE, NON_OPIATE_ALCOHOL, ALCOHOL, -1, RECREATIONAL, OTHER]
    )[which].astype(np.int8)
    group[crack_only | young] = np.where(
        mixed[crack_only | young], NON_OPIATE_ALCOHOL, NON_OPIATE
    )
    crack = crack_only | ((group == OPIATE) & (rng.random(n) < 0.58))
    main = choose(group, DRUGS, rng.random(n))
    main[crack_only] = "crack"
    teen_cannabis = young & (rng.random(n) < 0.87)
    main[teen_cannabis] = "cannabis"
    second = np.full(n, "", dtype=object)
    second[(group == OPIATE) & crack] = "crack"
    second[group == NON_OPIATE_ALCOHOL] = "alcohol"
    v = rng.random(n)
    injecting = np.where(
        group == OPIATE,
        np.where(v < 0.30, "current", np.where(v < 0.62, "previous", "never")),
        np.where(v < 0.03, "previous", "never"),
    )
    old = rng.random(n) < p["need.started_before.all"]
    onset = np.where(old, -1, (rng.random(n) * calendar.count).astype(int))
    # The young come to need between 13 and 17, if they have not before the first month.
    wait = 13.4 + 3.8 * rng.random(n) - age[chosen]
    onset[young] = (calendar.first_written + 12 * wait[young]).astype(int)
    onset[~np.isin(group, DEPENDENT)] = -BURN_IN_MONTHS
    return pl.DataFrame(
        {
            "person": residents.person[chosen],
            "area": residents.area[chosen].astype(np.int32),
            "household": residents.household[chosen],
            "born": residents.born[chosen].astype(np.int32),
            "sex": residents.sex[chosen],
            "community": residents.community[chosen],
            "group": group,
            "crack": crack,
            "is_young": young,
            "main_drug": pl.Series(main.tolist(), dtype=pl.String),
            "second_drug": pl.Series(second.tolist(), dtype=pl.String),
            "injecting": pl.Series(injecting.tolist(), dtype=pl.String),
            "onset": onset.astype(np.int32),
        }
    )
