"""Who is kin to whom among the people of concern: twins, fathers and sons of one name, siblings.

Linkage goes wrong with kin first: they share a surname, an address, and some of them a date of birth
or a forename. People of one household are of one family already; these pairs come on top.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.addresses import DAYS_PER_YEAR
from fingerpost.county.lots import lots, together

Words = NDArray[np.object_]


def pair_up(
    group: NDArray[np.generic], order: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of pairs of one group, the first with the second, the third with the fourth.

    Parameters
    ----------
    group : ndarray, shape (n,)
        Only rows of one group make a pair; no row is in two.
    order : ndarray of float, shape (n,)
        In which order they stand in their group.
    """
    rows = np.lexsort((order, group))
    starts = np.ones(len(rows), dtype=bool)
    starts[1:] = group[rows][1:] != group[rows][:-1]
    turn = np.arange(len(rows))
    place = turn - np.maximum.accumulate(np.where(starts, turn, 0))
    firsts = np.flatnonzero((place[:-1] % 2 == 0) & ~starts[1:])
    return rows[firsts], rows[firsts + 1]


def kinship(
    people: pl.DataFrame, numbers: dict[str, float], seed: int
) -> tuple[Words, NDArray[np.int64], NDArray[np.int64]]:
    """Link pairs as twins, fathers and sons, and siblings; the younger joins the other's family.

    Only people who could be: twins were born on one day, the others live in one small area.
    """
    count = len(people)
    person, born = people["person"].to_numpy(), people["born"].to_numpy()
    area, community = people["area"].to_numpy(), people["community"].to_numpy()
    family = people["household"].to_numpy().astype(np.int64).copy()
    kin = np.full(count, "", dtype=object)
    kin_person = np.full(count, -1, dtype=np.int64)
    is_man = people["sex"].to_numpy() == 0
    one_place = together(community, area)
    one_day = together(community, born)

    def years(one: NDArray[np.intp], two: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.asarray(np.abs(born[one].astype(float) - born[two]) / DAYS_PER_YEAR)

    kinds = (
        ("twin", one_day, np.ones(count, bool), (0.0, 0.0)),
        ("father_and_son", one_place, is_man, (17.0, 40.0)),
        ("sibling", one_place, np.ones(count, bool), (0.8, 9.0)),
    )
    for kind, group, may, (least, most) in kinds:
        draw = lots(seed, "identity", kind, of=person)
        free = np.flatnonzero(may & (kin == ""))
        turn = np.empty(len(free))
        turn[np.lexsort((draw[free], area[free]))] = np.arange(len(free))
        firsts, seconds = pair_up(group[free], turn)
        one, two = free[firsts], free[seconds]
        gap = years(one, two)
        fits = (gap >= least) & (gap <= most)
        one, two = one[fits], two[fits]
        wanted = round(numbers[f"kin_{kind}"] * count / 2)
        best = np.lexsort((draw[one], area[one] != area[two]))[:wanted]
        one, two = one[best], two[best]
        elder = np.where(born[one] <= born[two], one, two)
        younger = one + two - elder
        kin[one] = kin[two] = kind
        kin_person[one], kin_person[two] = person[two], person[one]
        family[younger] = family[elder]
    return kin, kin_person, family
