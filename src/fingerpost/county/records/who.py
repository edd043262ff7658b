"""People as an agency wrote them down, with the truth of who they are kept beside."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.mistakes import as_known_to
from fingerpost.county.registers import local_ids
from fingerpost.county.world import World


def written(
    world: World,
    agency: str,
    person: NDArray[np.int64],
    day: NDArray[np.int32],
    *,
    unit: NDArray[np.integer] | None = None,
) -> pl.DataFrame:
    """Return what an agency wrote down about people on days.

    Parameters
    ----------
    agency : str
        Its kind: "police", "housing".
    person, day : ndarray, shape (n,)
        Who, and when.
    unit : ndarray of int, shape (n,), optional
        Which of several agencies of a kind wrote it: each has a register of its own.

    Returns
    -------
    DataFrame
        A row for each record, in the same order: local_id, forename, surname, alias, born, sex,
        ethnicity, postcode; text, null where nothing was written.
    """
    if unit is None:
        return _of_one(world, agency, person, day)
    parts, places = [], []
    for number in np.unique(unit):
        mine = np.flatnonzero(unit == number)
        parts.append(_of_one(world, f"{agency}.{number}", person[mine], day[mine]))
        places.append(mine)
    if not parts:
        return _of_one(world, agency, person, day)
    back = np.argsort(np.concatenate(places), kind="stable")
    return pl.concat(parts)[back]


def _of_one(
    world: World, agency: str, person: NDArray[np.int64], day: NDArray[np.int32]
) -> pl.DataFrame:
    ids = local_ids(
        world.identities, person, agency, seed=world.seed, parameters=world.parameters
    )
    said = as_known_to(
        world.identities,
        person,
        day,
        agency,
        seed=world.seed,
        ids=ids,
        parameters=world.parameters,
    )
    world.log.identities.append(ids.select("agency", "local_id", "person", "kind"))
    world.log.mistakes.append(said.mistakes.with_columns(agency=pl.lit(agency)))
    return said.records
