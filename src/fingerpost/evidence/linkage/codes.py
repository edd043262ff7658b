"""Codes in place of names: what an agency can send that will not say who its people are.

Comes in: a table of people, and the partnership's key. Goes out: one row of codes for each person,
which the linkage role compares with codes that it makes, with the same key, of people whose names it
may hold. Nothing of the table leaves but its codes.
"""

from __future__ import annotations

import hmac
from typing import Any

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage import standardising
from fingerpost.evidence.linkage.bloom_filters import (
    as_text,
    bits_for_each_token,
    constant_number_of_bits,
)
from fingerpost.evidence.linkage.code_schema import (
    MADE_WITH,
    PEOPLE,
    SCHEMAS,
    Code,
    CodeSchema,
    Kind,
)
from fingerpost.evidence.linkage.code_tokens import areas, letters
from fingerpost.evidence.linkage.nicknames import formal_names
from fingerpost.evidence.vault.key import Key
from fingerpost.evidence.vault.tokens import tokens

PERSON: dict[str, pl.DataType] = {
    "forename": pl.String(),
    "surname": pl.String(),
    "born": pl.Date(),
    "sex": pl.String(),
    "postcode": pl.String(),
}
SEPARATOR = "\x1f"  # in no standardised part
TOKENS_OF = {Kind.LETTERS: letters, Kind.AREAS: areas}


def encode_for_linkage(
    table: Any, key: Key, *, schema: CodeSchema = PEOPLE, key_version: int = 1
) -> pl.DataFrame:
    """Return the codes of people.

    Parameters
    ----------
    table : polars.DataFrame, pyarrow.Table, or what Arrow can read
        With the columns forename, surname, sex, postcode (text) and born (date), blank where not
        known. Other columns are not read.
    key : Key
        The partnership's key for codes: every agency and the linkage role have the same.
    schema : CodeSchema
        What is encoded, and how.
    key_version : int
        Which of the partnership's keys this is; it enters the codes.

    Returns
    -------
    polars.DataFrame, one row for each row of `table`, in its order
        `MADE_WITH`, then one text column for each code of the schema: hexadecimal digits, null where
        a part that it is made of is not known.

    Raises
    ------
    LinkageError
        If a column is not there, or holds something else than its kind.

    Notes
    -----
    The same person written in the same way has the same codes, for one key, version and schema. Who
    holds the key can encode any name and look for it: codes are personal data, pseudonymous and not
    anonymous.

    References
    ----------
    .. [1] Schnell R, Bachteler T, Reiher J. BMC Med Inform Decis Mak 2009;9:41: names as Bloom filters.
    .. [2] Niedermeyer F and others. J Privacy Confidentiality 2014;6(2): salting by what else is
       known of a person.
    """
    if key_version < 1:
        raise LinkageError("the version of a key is a number from 1", do="Give key_version.")
    said = parts(_as_people(table))
    codes = [_encoded(said, code, key, schema, key_version) for code in schema.codes]
    made_with = [schema.label, key_version, key.name]
    return pl.DataFrame(codes).select(
        *(
            pl.lit(value, dtype=dtype).alias(name)
            for value, (name, dtype) in zip(made_with, MADE_WITH.items(), strict=True)
        ),
        pl.all(),
    )


def parts(people: pl.DataFrame) -> pl.DataFrame:
    """Return what each row says of a person, standardised, as text: the columns `PARTS`."""
    born = standardising.born("born")
    day, month, year = born.dt.day(), born.dt.month(), born.dt.year().cast(pl.String)
    forename = standardising.name("forename")
    said = people.select(
        forename=pl.when(forename.str.len_chars() > 1).then(
            forename
        ),  # one letter is an initial
        surname=standardising.name("surname"),
        born=born.cast(pl.String),
        sex=standardising.sex("sex"),
        postcode=standardising.postcode("postcode"),
        # In the order of size, so that a date with day and month exchanged keeps this part.
        day_month=pl.format(
            "{} {}", pl.min_horizontal(day, month), pl.max_horizontal(day, month)
        ),
        month_year=pl.format("{} {}", month, year),
        day_year=pl.format("{} {}", day, year),
        year=year,
    )
    words = pl.concat_str("forename", "surname", separator=" ").str.split(" ")
    called = pl.concat_str(pl.col("sex").fill_null(""), "forename", separator=SEPARATOR)
    return said.with_columns(
        formal=pl.coalesce(
            called.replace_strict(_short_for(), default=None, return_dtype=pl.String),
            "forename",
        ),
        names=words.list.sort().list.join(" "),
    )


def _short_for() -> dict[str, str]:
    """Return what each nickname is most often short for; a name that others are short for is none."""
    whole = {(sex, name) for (sex, _), names in formal_names().items() for name in names}
    return {
        f"{sex}{SEPARATOR}{short}": names[0]
        for (sex, short), names in formal_names().items()
        if (sex, short) not in whole
    }


def comparable(
    codes: pl.DataFrame, key: Key, *, schema: CodeSchema = PEOPLE, key_version: int
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return the codes that can be compared with ours, and why the others cannot.

    Parameters
    ----------
    codes : polars.DataFrame
        `MADE_WITH` and the codes of the schema, as landed, and `agency`.
    key : Key
    schema : CodeSchema
    key_version : int
        Those of the partnership.

    Returns
    -------
    codes : polars.DataFrame
        The rows that were made as ours are.
    notes : tuple of str
        Of each agency whose rows were not: what it used, and what it must use.
    """
    ours = (schema.label, key_version, key.name)
    good, notes = [codes.clear()], []
    for (agency, *made_with), rows in codes.sort(
        "agency", *MADE_WITH, maintain_order=True
    ).group_by("agency", *MADE_WITH, maintain_order=True):
        wrong = _why_not(tuple(made_with), ours)
        fits = pl.all_horizontal(_is_code(code) for code in schema.codes)
        broken = rows.filter(~fits).height
        if wrong:
            notes.append(f"{agency}: {rows.height:,} people are sent as codes {wrong}")
        elif broken:
            notes.append(
                f"{agency}: {broken:,} rows hold codes that the schema does not make, and stay "
                "alone. Ask for the file again, as the program wrote it."
            )
        if not wrong:
            good.append(rows.filter(fits))
    return pl.concat(good), tuple(notes)


def _why_not(theirs: tuple[Any, ...], ours: tuple[str, int, str]) -> str:
    """Return what is wrong with how codes were made, and what to do; "" if nothing is."""
    (label, version, name), (our_label, our_version, our_name) = theirs, ours
    alone = (
        "The two cannot be compared, so these stay alone. Ask for the file again, encoded with"
    )
    if label != our_label:
        known = "" if label in SCHEMAS else ", which nobody knows here"
        return f'of the schema "{label}"{known}; ours is "{our_label}". {alone} "{our_label}".'
    if version != our_version:
        return (
            f"made with version {version} of the key; ours is version {our_version}. {alone} "
            f"version {our_version}."
        )
    if name != our_name:
        return (
            f"made with another key that is called version {version} too. {alone} the "
            f"partnership's key, which is named {our_name}."
        )
    return ""


def _is_code(code: Code) -> pl.Expr:
    """Tell whether cells are what the code makes: its digits, and its number of bits."""
    text = pl.col(code.name)
    right = text.str.contains(rf"^[0-9a-f]{{{code.digits}}}$")
    if code.kind is not Kind.TOKEN and code.fill == "constant":
        weight = pl.sum_horizontal(
            text.str.count_matches(f"[{digits}]") * weight
            for weight, digits in DIGITS_OF_WEIGHT.items()
        )
        right = right & (weight == code.bits)
    return right | text.is_null()


DIGITS_OF_WEIGHT = {1: "1248", 2: "3569ac", 3: "7bde", 4: "f"}  # bits in a hexadecimal digit


def _as_people(table: Any) -> pl.DataFrame:
    frame = table if isinstance(table, pl.DataFrame) else pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    missing = [name for name in PERSON if name not in frame.columns]
    if missing:
        raise LinkageError(
            f"the table has no column {', '.join(missing)}",
            do="Give every column, blank where it is not known.",
        )
    for name, dtype in PERSON.items():
        if frame.schema[name] not in (dtype, pl.Null()):
            raise LinkageError(
                f"the column {name} holds {frame.schema[name]}, not {dtype}",
                do="Read dates as dates and all else as text.",
            )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in PERSON.items())


def _encoded(
    said: pl.DataFrame, code: Code, key: Key, schema: CodeSchema, key_version: int
) -> pl.Series:
    """Return one code of every row."""
    own = key.derive(f"code: {schema.label}: key version {key_version}: {code.name}")
    known = pl.all_horizontal(pl.col(part).is_not_null() for part in (*code.of, *code.salt))
    joined = pl.concat_str([pl.col(part) for part in code.of], separator=SEPARATOR)
    salt = pl.concat_str(
        [pl.lit(""), *(pl.col(part) for part in code.salt)], separator=SEPARATOR
    )
    rows = said.select(value=pl.when(known).then(joined), salt=pl.when(known).then(salt))
    if code.kind is Kind.TOKEN:
        return tokens(rows["value"], own).alias(code.name)
    different = rows.unique().drop_nulls()
    made = different.with_columns(
        pl.Series(
            code.name,
            [_filter(code, value, salt, own) for value, salt in different.iter_rows()],
            dtype=pl.String,
        )
    )
    return rows.join(made, on=["value", "salt"], how="left", maintain_order="left")[code.name]


def _filter(code: Code, value: str, salt: str, key: bytes) -> str:
    salted = hmac.digest(key, salt.encode(), "sha256")
    fill = bits_for_each_token if code.fill == "each token" else constant_number_of_bits
    found = fill(TOKENS_OF[code.kind](value), key=salted, length=code.length, bits=code.bits)
    return as_text(found, length=code.length)
