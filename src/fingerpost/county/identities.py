"""Who the people of concern are: their names over time, where they lived, and who is kin to whom.

Comes in: who may appear in any file, with household, day of birth, sex and community. Goes out: the
true identity of each, before any agency has met them. Each person's lots hang on their own number
and household, so the order of the rows changes nobody; only who is kin depends on who is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.addresses import DAYS_PER_YEAR, Places, live
from fingerpost.county.kinship import kinship
from fingerpost.county.lots import lots
from fingerpost.county.names import (
    COMMUNITIES,
    DECADES,
    SEXES,
    Shares,
    forename_shares,
    nicknames,
    origins,
    surname_shares,
)
from fingerpost.county.parameters import Parameters, all_parameters

MAY_LACK_PAPERS = {"arab_other", "black_african"}
MOST_CODES = 100  # no code is larger
NEVER = 2**31 - 1
# Lists of surnames whose women keep their own name on marriage.
KEEP_THEIR_NAME = {
    *(
        "muslim",
        "bengali",
        "punjabi",
        "tamil",
        "chinese",
        "somali",
        "arabic",
        "kurdish",
        "afghan",
    ),
}

Days = NDArray[np.int32]
Words = NDArray[np.object_]


@dataclass(frozen=True)
class Identities:
    """The true identity of the people of concern.

    Parameters
    ----------
    people : polars.DataFrame
        A row for each person, in the order of `person`: person, forename, middle, surname (the last
        one), birth_surname, married_surname, married_day, returned_day (to the birth surname),
        previous_surnames, new_forename and changed_day (of those who changed their gender), known_as
        (the nickname they go by), nicknames, alias_forename, alias_surname, alias_born, born,
        documented_born (what their papers say), sex (0 male, 1 female), community, ethnicity (the
        letter that health services use), kin ("twin", "father_and_son", "sibling"), kin_person.
    addresses : polars.DataFrame
        A row for each stay, in the order of person and day: person, from_day, until_day (not
        included), area, postcode (null without a fixed abode), is_no_fixed_abode.
    """

    people: pl.DataFrame
    addresses: pl.DataFrame


def identify(
    concern: pl.DataFrame,
    *,
    sectors: Sequence[str],
    sector: NDArray[np.integer],
    first_day: int,
    last_day: int,
    seed: int,
    parameters: Parameters | None = None,
) -> Identities:
    """Return the true identities of the people of concern.

    Parameters
    ----------
    concern : polars.DataFrame
        person, area (at `first_day`), household, born, sex, community; in any order.
    sectors : sequence of str
        The postcode sectors, such as "ZH1 4".
    sector : ndarray of int, shape (areas,)
        Which of them each small area lies in.
    first_day, last_day : int
        Days since 1970-01-01 from which and to which addresses are wanted.
    seed : int
        Of the whole county.
    parameters : Parameters, optional
        The numbers under ``identity``; those of the file if not given.
    """
    numbers = (parameters or all_parameters()).under("identity.person")
    people = concern.sort("person")
    kin, kin_person, family = kinship(people, numbers, seed)
    naming = _Naming(
        person=people["person"].to_numpy().astype(np.int64),
        family=family,
        born=people["born"].to_numpy().astype(np.int32),
        sex=people["sex"].to_numpy(),
        origin=_origins(
            people["community"].to_numpy(), lots(seed, "identity", "origin", of=family)
        ),
        kin=kin,
        kin_person=kin_person,
        numbers=numbers,
        seed=seed,
    )
    letters = np.array([known.ethnicity for known in origins()], dtype=object)
    frame = pl.DataFrame(
        {
            "person": pl.Series(naming.person),
            **_forenames(naming, last_day - first_day, last_day),
            **_surnames(naming),
            **_births(naming),
            "sex": people["sex"].cast(pl.Int8),
            "community": people["community"].cast(pl.Int8),
            "ethnicity": _text(letters[naming.origin]),
            "kin": pl.Series(kin.tolist(), dtype=pl.String).replace("", None),
            "kin_person": pl.Series(kin_person).replace(-1, None),
        }
    )
    is_married = (pl.col("married_day") <= last_day).fill_null(value=False)
    is_back = (pl.col("returned_day") <= last_day).fill_null(value=False)
    frame = frame.with_columns(
        surname=pl.when(is_married & ~is_back)
        .then("married_surname")
        .otherwise("birth_surname"),
        previous_surnames=pl.when(is_back)
        .then(pl.concat_list("married_surname", "birth_surname"))
        .when(is_married)
        .then(pl.concat_list("birth_surname"))
        .otherwise(pl.lit([], dtype=pl.List(pl.String))),
    )
    stays = live(
        people.with_columns(home=pl.Series(family)),
        Places(tuple(sectors), np.asarray(sector)),
        first_day=first_day,
        last_day=last_day,
        numbers=numbers,
        seed=seed,
    )
    return Identities(frame, stays)


@dataclass(frozen=True)
class _Naming:
    """What names hang on, as arrays with one value for each person."""

    person: NDArray[np.int64]
    family: NDArray[np.int64]
    born: Days
    sex: NDArray[np.integer]
    origin: NDArray[np.intp]
    kin: Words
    kin_person: NDArray[np.int64]
    numbers: dict[str, float]
    seed: int

    def lot(self, *keys: str, of_family: bool = False) -> NDArray[np.float64]:
        """Return each person's lot, or that of their family."""
        return lots(self.seed, "identity", *keys, of=self.family if of_family else self.person)

    def chosen(self, kind: str, *, of_family: bool = False) -> NDArray[np.bool_]:
        """Return whom a thing befalls that has a share among the parameters."""
        return self.lot(kind, of_family=of_family) < self.numbers[kind]

    def forename(self, sex: NDArray[np.integer], *keys: str) -> Words:
        """Return a forename for each, as given to that sex when they were born."""
        # Fashion turns slowly: a child may have the name of the decade next to its own.
        year = 1970 + self.born / DAYS_PER_YEAR + 10 * (self.lot("decade") - 0.5)
        decade = np.clip((year - DECADES[0]) // 10, 0, len(DECADES) - 1).astype(np.intp)

        def shares(code: tuple[int, ...]) -> Shares:
            origin, sex, decade = code
            return forename_shares(origins()[origin].forenames, SEXES[sex], DECADES[decade])

        return _picked((self.origin, sex, decade), self.lot(*keys), shares)

    def surname(self, *keys: str, of_family: bool = False) -> Words:
        """Return a surname for each, the same for a family where it is drawn for families."""

        def shares(code: tuple[int, ...]) -> Shares:
            return surname_shares(origins()[code[0]].surnames, SEXES[code[1]])

        return _picked((self.origin, self.sex), self.lot(*keys, of_family=of_family), shares)


def _forenames(naming: _Naming, days: int, last_day: int) -> dict[str, pl.Series]:
    sex = naming.sex
    named = np.where(naming.chosen("name_of_the_other_sex"), 1 - sex, sex)
    first = naming.forename(named, "forename")
    middle = naming.forename(named, "middle")
    initial = naming.chosen("one_letter_forename")
    first[initial] = [name[0] for name in first[initial]]
    _name_kin(first, naming.forename(named, "other twin"), naming)
    middle[(middle == first) | ~naming.chosen("has_middle_name")] = None

    span = days + 10 * DAYS_PER_YEAR  # some have changed before anybody wrote of them
    changes = naming.chosen("changed_gender")
    changed_day = np.where(changes, last_day - span * naming.lot("changed on"), NEVER)
    new = naming.forename(1 - sex, "new forename")
    new[~changes] = None

    called = [nicknames().get(name, ()) for name in first]
    known_as = [
        names[int(lot * len(names))] if names else None
        for names, lot in zip(called, naming.lot("known as"), strict=True)
    ]
    alias = naming.forename(sex, "alias")
    alias[~naming.chosen("has_alias")] = None
    return {
        "forename": _text(first),
        "middle": _text(middle),
        "new_forename": _text(new),
        "changed_day": _day(changed_day),
        "known_as": pl.Series(known_as, dtype=pl.String),
        "nicknames": pl.Series(
            [" ".join(names) or None for names in called], dtype=pl.String
        ).str.split(" "),
        "alias_forename": _text(alias),
    }


def _surnames(naming: _Naming) -> dict[str, pl.Series]:
    numbers, is_kin = naming.numbers, naming.kin != ""
    keeps = np.array([known.surnames in KEEP_THEIR_NAME for known in origins()])[naming.origin]
    household = naming.surname("surname", of_family=True)
    double = ~keeps & naming.chosen("double_barrelled", of_family=True)
    other = naming.surname("other half", of_family=True)
    household[double] = _hyphenated(household[double], other[double])

    likely = np.where(naming.sex == 1, numbers["marries_woman"], numbers["marries_man"])
    marries = (naming.lot("marries") < likely) & ~keeps & ~is_kin
    bears_it = (naming.chosen("shares_household_name") | is_kin) & ~marries
    birth = np.where(bears_it, household, naming.surname("own surname"))
    married = household.copy()
    hyphenates = marries & naming.chosen("hyphenates_on_marriage")
    married[hyphenates] = _hyphenated(birth[hyphenates], household[hyphenates])
    married[~marries] = None

    age = numbers["youngest_marriage"] + numbers["years_of_marrying"] * naming.lot("married at")
    married_day = naming.born + age * DAYS_PER_YEAR
    returns = marries & naming.chosen("returns_to_birth_surname")
    years = numbers["shortest_marriage"] + numbers["years_of_parting"] * naming.lot("parted at")
    returned_day = married_day + years * DAYS_PER_YEAR
    alias = naming.surname("alias surname")
    alias[~naming.chosen("has_alias")] = None
    return {
        "birth_surname": _text(birth),
        "married_surname": _text(married),
        "married_day": _day(np.where(marries, married_day, NEVER)),
        "returned_day": _day(np.where(returns, returned_day, NEVER)),
        "alias_surname": _text(alias),
    }


def _births(naming: _Naming) -> dict[str, pl.Series]:
    off = np.floor(2000 * naming.lot("alias days")) - 1000
    alias = naming.born + np.where(naming.lot("alias born") < 0.5, 0, off)
    lost = np.array([known.community in MAY_LACK_PAPERS for known in origins()])
    undocumented = lost[naming.origin] & naming.chosen("born_undocumented")
    years = naming.born.astype("datetime64[D]").astype("datetime64[Y]")
    january = years.astype("datetime64[D]").astype(np.int32)
    return {
        "alias_born": pl.Series(alias.astype(np.int32)),
        "born": pl.Series(naming.born),
        "documented_born": pl.Series(np.where(undocumented, january, naming.born)),
    }


def _name_kin(first: Words, instead: Words, naming: _Naming) -> None:
    """Give a father and a son one forename, and a twin of the same name another."""

    def pairs(kin: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        rows = np.flatnonzero(naming.kin == kin)
        others = np.searchsorted(naming.person, naming.kin_person[rows])
        return rows[rows > others], others[rows > others]

    later, earlier = pairs("father_and_son")
    first[later] = first[earlier]
    later, earlier = pairs("twin")
    same = later[first[later] == first[earlier]]
    first[same] = instead[same]


def _origins(community: NDArray[np.integer], lot: NDArray[np.float64]) -> NDArray[np.intp]:
    origin = np.zeros(len(community), dtype=np.intp)
    for code, name in enumerate(COMMUNITIES):
        rows = community == code
        which = [at for at, known in enumerate(origins()) if known.community == name]
        cumulative = np.cumsum([origins()[at].share for at in which])
        drawn = np.searchsorted(cumulative, lot[rows], side="right")
        origin[rows] = np.array(which)[np.minimum(drawn, len(which) - 1)]
    return origin


def _picked(
    codes: tuple[NDArray[np.integer], ...],
    lot: NDArray[np.float64],
    shares: Callable[[tuple[int, ...]], Shares],
) -> Words:
    """Return a name for each row, from the list that its codes tell."""
    names = np.empty(len(lot), dtype=object)
    joint = np.zeros(len(lot), dtype=np.int64)
    for column in codes:
        joint = joint * MOST_CODES + column
    for code in np.unique(joint).tolist():
        rows = np.flatnonzero(joint == code)
        parts = [code // MOST_CODES**power % MOST_CODES for power in range(len(codes))]
        names[rows] = shares(tuple(reversed(parts))).pick(lot[rows])
    return names


def _hyphenated(first: Words, last: Words) -> Words:
    joined = np.empty(len(first), dtype=object)
    pairs = zip(first, last, strict=True)
    joined[:] = [f"{one.split('-')[0]}-{two.split('-')[-1]}" for one, two in pairs]
    return joined


def _day(values: NDArray[np.floating]) -> pl.Series:
    return pl.Series(values.astype(np.int32)).replace(NEVER, None)


def _text(values: Words) -> pl.Series:
    return pl.Series(values.tolist(), dtype=pl.String)
