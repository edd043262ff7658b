"""The numbers by which agencies know people: opaque, random, and not always one for one person.

Each agency keeps its own register. It meets some people twice without noticing, and takes two people
for one now and then, most often kin. The forms of the numbers are the real ones, but none can be a
real number: prison numbers end in ZZ, probation's begin with Z.
"""

from __future__ import annotations

import string

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.chance import stream
from fingerpost.county.identities import Identities
from fingerpost.county.kinship import pair_up
from fingerpost.county.lots import lots, together
from fingerpost.county.parameters import Parameters, all_parameters
from fingerpost.evidence.core.errors import FingerpostError

# "#" is a digit and "@" a letter.
FORMS = {
    "police": "ZN#######",
    "prison": "@####ZZ",
    "probation": "Z######",
    "treatment": "8########",
    "prison_healthcare": "7########",
    "justice_team": "6########",
    "housing": "HA-#######",
    "employment": "IPS-######",
    "voluntary": "VS-#######",
    "coroner": "DR-######",
    "service": "SP-########",
}
KINDS = ("only", "first", "second", "shared")
KIN_MIXED_UP_MORE_OFTEN = 20  # times as often as two who only share a surname


def kind_of(agency: str) -> str:
    """Return the kind of an agency: "housing" for "housing.cressfleet"."""
    return agency.split(".")[0]


def rates_of(agency: str, parameters: Parameters | None = None) -> dict[str, float]:
    """Return the rate of each mistake in an agency: its own, else that of every agency."""
    numbers = parameters or all_parameters()
    return numbers.under("identity.records") | numbers.under(f"identity.{kind_of(agency)}")


def references(form: str, count: int, *keys: str | int, seed: int) -> NDArray[np.str_]:
    """Return `count` different numbers of one form, in random order.

    Parameters
    ----------
    form : str
        Such as "Z######": "#" is a digit and "@" a letter, and the rest stands as it is.
    count : int
        How many.
    *keys : str or int
        What they are for; other keys give other numbers.
    seed : int
        Of the whole county.

    Raises
    ------
    FingerpostError
        If the form has not as many.
    """
    alphabets = [{"#": string.digits, "@": string.ascii_uppercase}.get(c, c) for c in form]
    room = int(np.prod([len(alphabet) for alphabet in alphabets], dtype=np.float64))
    if count > room:
        raise FingerpostError(
            f"there are only {room:,} numbers of the form {form}, and {count:,} are needed",
            do="Make a smaller county, or give the form another digit.",
        )
    rest = stream(seed, "references", form, *keys).choice(room, count, replace=False)
    written = np.full(count, "", dtype=f"<U{len(form)}")
    for alphabet in reversed(alphabets):
        rest, place = np.divmod(rest, len(alphabet))
        written = np.char.add(np.array(list(alphabet))[place], written)
    return written


def local_ids(
    identities: Identities,
    person: NDArray[np.int64],
    agency: str,
    *,
    seed: int,
    parameters: Parameters | None = None,
) -> pl.DataFrame:
    """Return under which number an agency knows each person.

    Parameters
    ----------
    identities : Identities
        Who everybody is.
    person : ndarray of int, shape (n,)
        Whom the agency knows; in any order, any number of times.
    agency : str
        Its kind, and its own name where there are several: "housing.cressfleet".
    seed : int
        Of the whole county.
    parameters : Parameters, optional
        Those of the file if not given.

    Returns
    -------
    polars.DataFrame
        agency, local_id, person, register (a number of the entry, not for files), first_known (whose
        entry it is), kind: "only", "first" and "second" of a person who is there twice, "shared" of
        one who is taken for another.
    """
    rates = rates_of(agency, parameters)
    known = np.unique(person)
    rows = np.searchsorted(identities.people["person"].to_numpy(), known)
    people = identities.people[rows]
    one, two = _mixed_up(people, agency, rates["two_in_one"], seed)
    holder = known.copy()
    holder[two] = known[one]
    twice = lots(seed, "register", agency, "twice", of=known) < rates["twice_in_one"]
    twice[one] = twice[two] = False
    kind = np.where(twice, 1, 0)
    kind[two] = 3
    every = pl.DataFrame(
        {
            "person": np.r_[known, known[twice]],
            "first_known": np.r_[holder, known[twice]],
            "kind": np.array(KINDS)[np.r_[kind, np.full(int(twice.sum()), 2)]],
        }
    )
    is_second = (every["kind"] == "second").to_numpy()
    entry = together(every["first_known"].to_numpy(), is_second)
    number = np.unique(entry, return_inverse=True)[1]
    form = FORMS[kind_of(agency)]
    ids = references(form, int(number.max(initial=-1)) + 1, "register", agency, seed=seed)
    return every.with_columns(
        agency=pl.lit(agency),
        local_id=pl.Series(ids[number], dtype=pl.String),
        register=pl.Series(entry),
    ).select("agency", "local_id", "person", "first_known", "kind", "register")


def _mixed_up(
    people: pl.DataFrame, agency: str, rate: float, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of rows whom the agency takes for one: kin, or two of one surname and sex."""
    wanted = round(rate * people.height / 2)
    person = people["person"].to_numpy()
    draw = lots(seed, "register", agency, "mixed up", of=person)
    surname = people["surname"].rank("dense").to_numpy()
    born = people["born"].to_numpy()
    one, two = pair_up(together(surname, people["sex"].to_numpy()), born.astype(float))
    is_kin = people["kin_person"].fill_null(-1).to_numpy()[one] == person[two]
    order = np.argsort(np.where(is_kin, draw[one] / KIN_MIXED_UP_MORE_OFTEN, draw[one]))
    best = order[:wanted]
    return one[best], two[best]
