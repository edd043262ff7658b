"""Who the people of concern are: their names over time, where they lived, and who is kin to whom.

Comes in: who may appear in any file, with household, day of birth, sex and community. Goes out: the
true identity of each, before any agency has met them. Each person's lots hang on their own number,
so neither the order of the rows nor who comes later changes anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.addresses import DAYS_PER_YEAR, Places, live
from fingerpost.county.lots import lots, together
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

MOST_CODES = 100  # no code is larger
NEVER = np.int32(2**31 - 1)
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
    person, born = people["person"].to_numpy(), people["born"].to_numpy().astype(np.int32)
    sex, community = people["sex"].to_numpy(), people["community"].to_numpy()
    kin, kin_person, family = _kinship(people, numbers, seed)

    def lot(*keys: str | int) -> NDArray[np.float64]:
        return lots(seed, "identity", *keys, of=person)

    def chosen(kind: str) -> NDArray[np.bool_]:
        return lot(kind) < numbers[kind]

    origin = _origins(community, lots(seed, "identity", "origin", of=family))
    lists = [known.forenames for known in origins()]
    named = np.where(chosen("name_of_the_other_sex"), 1 - sex, sex)
    decade = _decade(born, lot("decade"))

    def forename(of_sex: NDArray[np.integer], *keys: str | int) -> Words:
        def shares(code: tuple[int, ...]) -> Shares:
            return forename_shares(lists[code[0]], SEXES[code[1]], DECADES[code[2]])

        return _picked((origin, of_sex, decade), lot(*keys), shares)

    def surname(numbered: NDArray[np.float64]) -> Words:
        def shares(code: tuple[int, ...]) -> Shares:
            return surname_shares(origins()[code[0]].surnames, SEXES[code[1]])

        return _picked((origin, sex), numbered, shares)

    first = forename(named, "forename")
    middle = forename(named, "middle")
    middle[(middle == first) | ~chosen("has_middle_name")] = None
    initial = chosen("one_letter_forename")
    first[initial] = [name[0] for name in first[initial]]
    _namesakes(first, person, kin, kin_person)

    of_family = surname(lots(seed, "identity", "surname", of=family))
    own = surname(lot("own surname"))
    keeps = np.array([known.surnames in KEEP_THEIR_NAME for known in origins()])[origin]
    marries = lot("marries") < np.where(
        sex == 1, numbers["marries_woman"], numbers["marries_man"]
    )
    marries &= ~keeps & (kin == "")
    shares_name = chosen("shares_household_name") | (kin != "")
    birth = np.where(shares_name & ~marries, of_family, own)
    double = chosen("double_barrelled")
    other = surname(lot("double barrelled"))
    joined = [f"{one}-{two}" for one, two in zip(birth[double], other[double], strict=True)]
    birth[double & ~keeps] = np.array(joined, dtype=object)[~keeps[double]]
    years = numbers["youngest_marriage"] + numbers["years_of_marrying"] * lot("age married")
    married_day = np.where(marries, born + years * DAYS_PER_YEAR, NEVER).astype(np.int32)
    married = of_family.copy()
    married[~marries] = None
    hyphenates = marries & chosen("hyphenates_on_marriage")
    married[hyphenates] = [
        f"{one.split('-')[0]}-{two}"
        for one, two in zip(birth[hyphenates], married[hyphenates], strict=True)
    ]
    lasted = (2 + 18 * lot("marriage lasted")) * DAYS_PER_YEAR
    returned_day = np.full(len(person), NEVER)
    returns = marries & chosen("returns_to_birth_surname")
    returned_day[returns] = (married_day + lasted)[returns].astype(np.int32)

    span = last_day - first_day + 10 * DAYS_PER_YEAR
    changed_day = np.where(
        chosen("changed_gender"), last_day - span * lot("changed on"), NEVER
    ).astype(np.int32)
    new_forename = forename(1 - sex, "new forename")
    new_forename[changed_day == NEVER] = None

    which = lot("known as")
    called = [nicknames().get(name, ()) for name in first]
    known_as = [
        of[int(at * len(of))] if of else None for of, at in zip(called, which, strict=True)
    ]
    has_alias = chosen("has_alias")
    alias_forename, alias_surname = forename(sex, "alias"), surname(lot("alias surname"))
    alias_forename[~has_alias] = None
    alias_surname[~has_alias] = None
    shift = np.where(lot("alias born") < 0.5, 0, np.floor(lot("alias days") * 2000) - 1000)
    alias_born = (born + shift).astype(np.int32)

    lost = np.array([known.community in {"arab_other", "black_african"} for known in origins()])
    undocumented = lost[origin] & chosen("born_undocumented")
    documented = np.where(undocumented, _first_of_january(born), born).astype(np.int32)
    letters = np.array([known.ethnicity for known in origins()], dtype=object)

    def day(values: Days) -> pl.Series:
        return pl.Series(values, dtype=pl.Int32).replace(int(NEVER), None)

    frame = pl.DataFrame(
        {
            "person": people["person"].cast(pl.Int64),
            "forename": _text(first),
            "middle": _text(middle),
            "birth_surname": _text(birth),
            "married_surname": _text(married),
            "married_day": day(married_day),
            "returned_day": day(returned_day),
            "new_forename": _text(new_forename),
            "changed_day": day(changed_day),
            "known_as": pl.Series(known_as, dtype=pl.String),
            "nicknames": pl.Series([" ".join(of) or None for of in called]).str.split(" "),
            "alias_forename": _text(alias_forename),
            "alias_surname": _text(alias_surname),
            "alias_born": pl.Series(alias_born),
            "born": pl.Series(born),
            "documented_born": pl.Series(documented),
            "sex": people["sex"].cast(pl.Int8),
            "community": people["community"].cast(pl.Int8),
            "ethnicity": _text(letters[origin]),
            "kin": pl.Series(kin, dtype=pl.String).replace("", None),
            "kin_person": pl.Series(kin_person).replace(-1, None),
        }
    )
    is_married = pl.col("married_day") <= last_day
    is_back = pl.col("returned_day") <= last_day
    frame = frame.with_columns(
        surname=pl.when(is_married.fill_null(value=False) & ~is_back.fill_null(value=False))
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


def _kinship(
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


def _namesakes(
    first: Words, person: NDArray[np.int64], kin: Words, kin_person: NDArray[np.int64]
) -> None:
    """Give both of each father and son the forename of the one with the lower number."""
    rows = np.flatnonzero(kin == "father_and_son")
    others = np.searchsorted(person, kin_person[rows])
    first[rows] = first[np.minimum(rows, others)]


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


def _decade(born: Days, lot: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which decade's names a child got: the fashion turns slowly, so up to 5 years off."""
    year = 1970 + born / DAYS_PER_YEAR + 10 * (lot - 0.5)
    return np.clip(((year - DECADES[0]) // 10).astype(np.intp), 0, len(DECADES) - 1)


def _first_of_january(born: Days) -> Days:
    years = born.astype("datetime64[D]").astype("datetime64[Y]")
    return years.astype("datetime64[D]").astype(np.int32)


def _text(values: Words) -> pl.Series:
    return pl.Series(values.tolist(), dtype=pl.String)
