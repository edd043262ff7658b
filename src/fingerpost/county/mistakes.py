"""What an agency writes down about a person on a day: mostly the truth, and the mistakes of its kind.

Comes in: true identities, and which person is recorded on which day. Goes out: the row as written,
and for the truth what was done to it. Some records repeat what the register holds, so that a mistake
made once comes back; the others are taken anew, so that one person may be written in two ways on
the same day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.identities import Identities
from fingerpost.county.lots import lots, together
from fingerpost.county.misspelling import (
    by_ear,
    by_keyboard,
    half,
    mistyped_postcode,
    transliterated,
    without_punctuation,
)
from fingerpost.county.names import ethnicities, variants, without_accents
from fingerpost.county.parameters import Parameters
from fingerpost.county.registers import kind_of, local_ids, rates_of
from fingerpost.county.sheet import Days, Rows, Sheet

NO_FIXED_ABODE = "ZZ99 3VZ"  # NHS data dictionary: the postcode for no fixed abode
# What else the ethnicity of one is taken for, by the letters of the health services.
TAKEN_FOR = {
    "A": "BC",
    "B": "AC",
    "C": "AB",
    "D": "GM",
    "E": "GN",
    "F": "GH",
    "G": "DC",
    "H": "JL",
    "J": "HL",
    "K": "LJ",
    "L": "HS",
    "M": "NP",
    "N": "PM",
    "P": "MN",
    "R": "LS",
    "S": "LC",
}


@dataclass(frozen=True)
class Style:
    """In which words an agency writes what it knows."""

    male: str = "Male"
    female: str = "Female"
    ethnicity: str = "words"  # or "letter", "code", "code and words"
    upper_surname: bool = False


OF_NDTMS = Style(male="1", female="2", ethnicity="letter")
STYLES = {
    "police": Style(male="M", female="F", ethnicity="code and words", upper_surname=True),
    "prison": Style(ethnicity="code and words", upper_surname=True),
    "probation": Style(),
    "treatment": OF_NDTMS,
    "prison_healthcare": OF_NDTMS,
    "justice_team": OF_NDTMS,
    "housing": Style(),
    "employment": Style(),
    "voluntary": Style(),
    "coroner": Style(),
    "service": Style(ethnicity="code and words"),
}


@dataclass(frozen=True)
class Written:
    """Records as an agency wrote them.

    Parameters
    ----------
    records : polars.DataFrame
        A row for each record asked for, in that order: local_id, forename, surname, alias, born (as
        dd/mm/yyyy), sex, ethnicity, postcode; null where nothing was written.
    mistakes : polars.DataFrame
        What was done, for the truth only: row (of `records`), person, mistake (a name under
        ``identity.records`` in the parameters, or "two_in_one").
    """

    records: pl.DataFrame
    mistakes: pl.DataFrame


def as_known_to(
    identities: Identities,
    person: NDArray[np.integer],
    day: NDArray[np.integer],
    agency: str,
    *,
    seed: int,
    ids: pl.DataFrame | None = None,
    parameters: Parameters | None = None,
) -> Written:
    """Return what an agency wrote down about people on days.

    Parameters
    ----------
    identities : Identities
        Who everybody is.
    person, day : ndarray of int, shape (n,)
        Who is recorded, and when (days since 1970-01-01). Twice the same gives two records, which
        may differ.
    agency : str
        Its kind, and its own name where there are several: "police", "housing.cressfleet".
    seed : int
        Of the whole county.
    ids : polars.DataFrame, optional
        What `local_ids` gave, where an agency's records are made in several calls; else the register
        of those recorded here.
    parameters : Parameters, optional
        Those of the file if not given.
    """
    who, when = np.asarray(person, dtype=np.int64), np.asarray(day, dtype=np.int64)
    if ids is None:
        ids = local_ids(identities, who, agency, seed=seed, parameters=parameters)
    rates = rates_of(agency, parameters)
    record = together(who, when, _occurrence(who, when))
    entry, source, is_shared = _entries(ids, who, lots(seed, agency, "entry", of=record))
    kept = lots(seed, agency, "kept", of=record) < rates["kept"]
    known = identities.people["person"].to_numpy()
    sheet = Sheet(
        agency=agency,
        seed=seed,
        rates=rates,
        key=np.where(kept, ids["register"].to_numpy()[entry], record),
        day=when,
        people=identities.people,
        who=np.searchsorted(known, np.where(kept, source, who)),
    )
    sheet.note(np.flatnonzero(is_shared & kept), "two_in_one")
    names, born = _names_and_birth(sheet)
    frame = pl.DataFrame(
        {
            "local_id": ids["local_id"].gather(entry),
            **names,
            "born": born,
            "sex": _sex(sheet),
            "ethnicity": _ethnicity(sheet),
            "postcode": _postcode(sheet, identities.addresses),
        }
    )
    if STYLES[kind_of(agency)].upper_surname:
        frame = frame.with_columns(pl.col("surname").str.to_uppercase())
    return Written(frame, sheet.mistakes(who))


def attributor(records: pl.DataFrame) -> pl.DataFrame:
    """Return the attributor by which NDTMS knows a client: initials, date of birth and sex.

    Parameters
    ----------
    records : polars.DataFrame
        The `records` that an agency of treatment wrote.

    Returns
    -------
    polars.DataFrame
        FINITIAL, SINITIAL, DOB (dd/mm/yyyy) and SEX (1 male, 2 female), row for row.
    """

    def initial(column: str) -> pl.Expr:
        plain = pl.col(column).str.head(1).str.to_uppercase().str.normalize("NFKD").str.head(1)
        return plain.replace("Ł", "L")

    return records.select(
        FINITIAL=initial("forename"), SINITIAL=initial("surname"), DOB="born", SEX="sex"
    )


def _names_and_birth(sheet: Sheet) -> tuple[dict[str, pl.Series], pl.Series]:
    is_married, is_back = sheet.is_after("married_day"), sheet.is_after("returned_day")
    has_changed = sheet.is_after("changed_day")
    maiden, married = sheet.words("birth_surname"), sheet.words("married_surname")
    before = married.zip_with(pl.Series(is_back), maiden)
    forename = sheet.words("new_forename").zip_with(
        pl.Series(has_changed), sheet.words("forename")
    )
    surname = married.zip_with(pl.Series(is_married & ~is_back), maiden)
    born = sheet.of("documented_born").astype(np.int64)

    for mistake, column in (("nickname", "known_as"), ("middle_as_forename", "middle")):
        instead = sheet.words(column)
        rows = sheet.hit(mistake, ~has_changed & instead.is_not_null().to_numpy())
        forename = forename.scatter(rows, instead.gather(rows))
        sheet.note(rows, mistake)
    rows = sheet.hit("previous_surname", is_married)
    surname = surname.scatter(rows, before.gather(rows))
    sheet.note(rows, "previous_surname")
    names = _aliases(sheet, {"forename": forename, "surname": surname}, born)

    spelt = pl.Series(list(variants("transliteration")), dtype=pl.String)
    for part in ("forename", "surname"):
        name = names[part]
        name = sheet.rewrite(
            name, "transliteration", transliterated, name.is_in(spelt.implode())
        )
        name = sheet.rewrite(name, f"ear_{part}", by_ear)
        name = sheet.rewrite(name, f"keyboard_{part}", by_keyboard)
        has_accents = name.str.len_bytes() != name.str.len_chars()
        names[part] = sheet.rewrite(
            name, "accents_lost", lambda name, _: without_accents(name), has_accents
        )
    has_two = names["surname"].str.contains("-", literal=True)
    names["surname"] = sheet.rewrite(names["surname"], "half_surname", half, has_two)
    has_marks = names["surname"].str.contains("[-']")
    names["surname"] = sheet.rewrite(
        names["surname"], "punctuation_lost", without_punctuation, has_marks
    )
    names["forename"] = sheet.rewrite(
        names["forename"], "initial_only", lambda name, _: name[0]
    )
    rows = sheet.hit("names_swapped")
    first, last = names["forename"].gather(rows), names["surname"].gather(rows)
    names["forename"] = names["forename"].scatter(rows, last)
    names["surname"] = names["surname"].scatter(rows, first)
    sheet.note(rows, "names_swapped")
    return names, _birth(sheet, born)


def _aliases(sheet: Sheet, names: dict[str, pl.Series], born: Days) -> dict[str, pl.Series]:
    """Put the alias in the place of the name, or beside it; the other name stands in the field."""
    has_alias = sheet.words("alias_forename").is_not_null().to_numpy()
    used, noted = sheet.hit("alias_used", has_alias), sheet.hit("alias_noted", has_alias)
    is_used = np.zeros(len(has_alias), dtype=bool)
    is_used[used] = True
    in_field = {}
    written = {}
    for part, name in names.items():
        other = sheet.words(f"alias_{part}")
        written[part] = other.zip_with(pl.Series(is_used), name)
        in_field[part] = name.zip_with(pl.Series(is_used), other)
    born[used] = sheet.of("alias_born")[used]
    whole = (in_field["forename"] + " " + in_field["surname"]).gather(noted)
    alias = pl.Series([None], dtype=pl.String).new_from_index(0, len(has_alias))
    sheet.note(used, "alias_used")
    sheet.note(noted, "alias_noted")
    return written | {"alias": alias.scatter(noted, whole)}


def _birth(sheet: Sheet, born: Days) -> pl.Series:
    date = born.astype("datetime64[D]")
    month_start = date.astype("datetime64[M]")
    year_start = date.astype("datetime64[Y]").astype("datetime64[D]")
    month = month_start.astype(np.int64) % 12 + 1
    day = (date - month_start.astype("datetime64[D]")).astype(np.int64) + 1

    rows = sheet.hit("day_month_swapped", (day <= 12) & (day != month))
    first_of_year = year_start[rows].astype("datetime64[M]")
    swapped = (first_of_year + (day[rows] - 1)).astype("datetime64[D]") + (month[rows] - 1)
    born[rows] = swapped.astype(np.int64)
    sheet.note(rows, "day_month_swapped")

    rows = sheet.hit("born_mistyped")
    born[rows] = _mistyped(date[rows], day[rows], sheet.lot("born_mistyped", "how", rows=rows))
    late = rows[born[rows] >= sheet.day[rows]]  # no form takes a birth still to come
    born[late] = date[late].astype(np.int64)
    sheet.note(np.setdiff1d(rows, late), "born_mistyped")

    rows = sheet.hit("born_first_of_january")
    born[rows] = year_start[rows].astype(np.int64)
    sheet.note(rows, "born_first_of_january")

    written = pl.Series(born.astype(np.int32)).cast(pl.Date).dt.strftime("%d/%m/%Y")
    rows = sheet.hit("born_missing")
    sheet.note(rows, "born_missing")
    return written.scatter(rows, None)


def _mistyped(date: NDArray[np.datetime64], day: Days, lot: NDArray[np.float64]) -> Days:
    """Return dates with one figure wrong: of the day, the month, the year or the decade."""
    start = date.astype("datetime64[M]")
    kind = (lot * 8).astype(np.int64)
    sign = np.where(kind % 2 == 0, 1, -1)
    months = np.select(
        [kind // 2 == 1, kind // 2 == 2, kind // 2 == 3], [sign, 12 * sign, 120 * sign], 0
    )
    moved = start + months
    last = ((moved + 1).astype("datetime64[D]") - moved.astype("datetime64[D]")).astype(
        np.int64
    )
    by_day = np.where((day + sign >= 1) & (day + sign <= last), day + sign, day - sign)
    new_day = np.where(kind // 2 == 0, by_day, np.minimum(day, last))
    return np.asarray((moved.astype("datetime64[D]") + (new_day - 1)).astype(np.int64))


def _sex(sheet: Sheet) -> pl.Series:
    sex = sheet.of("sex").astype(np.int64) ^ sheet.is_after("changed_day")
    rows = sheet.hit("sex_wrong")
    sex[rows] = 1 - sex[rows]
    sheet.note(rows, "sex_wrong")
    style = STYLES[kind_of(sheet.agency)]
    written = pl.Series(np.array([style.male, style.female])[sex])
    rows = sheet.hit("sex_missing")
    sheet.note(rows, "sex_missing")
    return written.scatter(rows, None)


def _ethnicity(sheet: Sheet) -> pl.Series:
    letter = sheet.rewrite(
        sheet.words("ethnicity"),
        "ethnicity_wrong",
        lambda of, lot: TAKEN_FOR[of][int(lot < 0.4)],
    )
    rows = sheet.hit("ethnicity_not_stated")
    letter = letter.scatter(rows, "Z")
    sheet.note(rows, "ethnicity_not_stated")
    style = STYLES[kind_of(sheet.agency)].ethnicity
    forms = {
        of: {"letter": of, "code": code, "words": words, "code and words": f"{code} - {words}"}
        for of, (code, words) in ethnicities().items()
    }
    return letter.replace_strict({of: form[style] for of, form in forms.items()})


def _postcode(sheet: Sheet, addresses: pl.DataFrame) -> pl.Series:
    known = sheet.people["person"].to_numpy()
    start = addresses["from_day"].to_numpy().astype(np.int64)
    lives = np.searchsorted(known, addresses["person"].to_numpy())
    first, span = start.min(), np.int64(2**20)
    day = np.clip(sheet.day, first, first + span - 1)
    place = lives * span + start - first
    at = np.searchsorted(place, sheet.who * span + day - first, side="right") - 1
    moved_before = (at > 0) & (lives[np.maximum(at - 1, 0)] == sheet.who)
    rows = sheet.hit("postcode_old", moved_before)
    at[rows] -= 1
    sheet.note(rows, "postcode_old")
    postcode = addresses["postcode"].gather(at)
    without = postcode.is_null()
    postcode = sheet.rewrite(postcode, "postcode_mistyped", mistyped_postcode)
    rows = sheet.hit("pseudo_postcode", without.to_numpy())
    postcode = postcode.scatter(rows, NO_FIXED_ABODE)
    sheet.note(rows, "pseudo_postcode")
    rows = sheet.hit("postcode_missing", ~without.to_numpy())
    sheet.note(rows, "postcode_missing")
    return postcode.scatter(rows, None)


def _occurrence(person: Days, day: Days) -> Days:
    """Return how many records of the same person and day stand before each."""
    frame = pl.DataFrame({"person": person, "day": day})
    count = frame.select(pl.int_range(pl.len()).over("person", "day")).to_series()
    return count.to_numpy().astype(np.int64)


def _entries(
    ids: pl.DataFrame, person: Days, lot: NDArray[np.float64]
) -> tuple[Rows, Days, NDArray[np.bool_]]:
    """Return for each record which entry of the register it is written under, and whose that is."""
    order = ids["person"].to_numpy().argsort(kind="stable")
    sorted_person = ids["person"].to_numpy()[order]
    first = np.searchsorted(sorted_person, person, side="left")
    count = np.searchsorted(sorted_person, person, side="right") - first
    entry = order[first + (lot * count).astype(np.int64)]
    holder = ids["first_known"].to_numpy()[entry]
    return entry, holder, holder != person
