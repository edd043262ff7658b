"""One form for what agencies write in many: names, dates of birth, sexes, postcodes.

Comes in: columns as landed. Goes out: expressions and columns in which the same thing is written in
the same way, so that what still differs is a difference. Nothing is guessed: what cannot be read is
missing, and what stands for "not known" (1 January 1900, ZZ99) is missing too.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.nicknames import formal_names

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN = {"Ł": "L", "Ø": "O", "Đ": "D", "Æ": "AE", "Œ": "OE", "ß": "SS", "Þ": "TH", "Ð": "D"}
# Days that case systems put in for a date of birth that nobody knows.
NOT_A_BIRTH = (date(1900, 1, 1), date(1901, 1, 1))
FIRST_BIRTH = date(1900, 1, 2)  # nobody older is alive
NOT_A_NAME = (
    *("UNKNOWN", "NOT KNOWN", "NOTKNOWN", "NK", "NA", "N A", "NONE", "NULL", "NO NAME"),
    *("ANON", "ANONYMOUS", "REFUSED", "NOT GIVEN", "WITHHELD", "TEST", "XX", "XXX"),
)
SEXES = {
    **dict.fromkeys(("M", "MALE", "1", "MAN"), "M"),
    **dict.fromkeys(("F", "FEMALE", "2", "WOMAN"), "F"),
}
# The forms of a postcode in the United Kingdom (BS 7666), and the parts that some agencies send.
WHOLE_POSTCODE = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
SECTOR = r"^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9]$"
OUTWARD = r"^[A-Z]{1,2}[0-9][A-Z0-9]?$"
NO_PLACE = r"^(ZZ|ZZ99.*)$"  # NHS data dictionary: no fixed abode, and not known

# What is heard alike, in any of the languages whose names are written in English letters in England;
# applied in order to capitals without marks. Then vowels fall away but for the first sound.
SOUNDS = (
    ("[^A-Z]", ""),
    ("^(KN|GN)", "N"),
    ("^WR", "R"),
    ("^(MAC|MC)", "MK"),
    ("PH", "F"),
    ("SCH|SZCZ|SZ|SH", "S"),
    ("TSCH|TCH|CZ|CH", "C"),
    ("X", "CS"),
    ("CK|KH|Q|K", "C"),
    ("GH|DGE|DG", "G"),
    ("TH", "T"),
    ("DH", "D"),
    ("Z", "S"),
    ("W", "V"),
    ("^[AEIOU]H?", "A"),
    ("^(Y|J)", "J"),
)
KEPT_SOUND = r"[AEIOUYHVJ]"
RUNS = {letter * 2: letter for letter in "BCDFGLMNPRSTX"}


def plain(column: str) -> pl.Expr:
    """Return text in capitals, without accents and apostrophes; a hyphen is a space."""
    text = pl.col(column).str.to_uppercase().str.normalize("NFKD")
    text = text.str.replace_all(r"\p{M}", "").str.replace_many(PLAIN)
    text = text.str.replace_all(r"['’`´.]", "").str.replace_all(r"[^A-Z]+", " ")
    text = text.str.strip_chars()
    return pl.when(text.str.len_chars() > 0).then(text)


def name(column: str) -> pl.Expr:
    """Return a name in capitals; null where none is written, or a word that says so."""
    text = plain(column)
    return pl.when(~text.is_in(NOT_A_NAME)).then(text)


def initial(column: str) -> pl.Expr:
    """Return the first letter of a name."""
    return name(column).str.head(1)


def born(column: str) -> pl.Expr:
    """Return a day of birth; null for days that stand for "not known"."""
    day = pl.col(column)
    return pl.when((day >= FIRST_BIRTH) & ~day.is_in(NOT_A_BIRTH)).then(day)


def sex(column: str) -> pl.Expr:
    """Return "M", "F" or null."""
    word = pl.col(column).cast(pl.String).str.strip_chars().str.to_uppercase()
    return word.replace_strict(SEXES, default=None, return_dtype=pl.String)


def postcode(column: str) -> pl.Expr:
    """Return a postcode, or the part of one that is sent: "ZH1 1GA", "ZH1 1" or "ZH1".

    Null for what is none, and for the pseudo postcodes of no fixed abode.
    """
    packed = pl.col(column).str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    spaced = pl.col(column).str.to_uppercase().str.strip_chars().str.replace_all(r"\s+", " ")
    whole = packed.str.replace(r"^(.*)(...)$", "$1 $2")
    return (
        pl.when(packed.str.contains(NO_PLACE))
        .then(None)
        .when(packed.str.contains(WHOLE_POSTCODE))
        .then(whole)
        .when(spaced.str.contains(r" ") & spaced.str.contains(SECTOR))
        .then(spaced)
        .when(packed.str.contains(OUTWARD))
        .then(packed)
    )


def outward(column: str) -> pl.Expr:
    """Return the outward part of a postcode: "ZH1" of "ZH1 1GA"."""
    return pl.col(column).str.split(" ").list.first()


def sector(column: str) -> pl.Expr:
    """Return the sector of a postcode: "ZH1 1" of "ZH1 1GA"; null where it is not told."""
    return pl.col(column).str.extract(r"^(\S+ [0-9])")


def sound(column: str) -> pl.Expr:
    """Return how a name in capitals sounds: consonants, and whether it begins with a vowel.

    Coarse on purpose: Smith and Smyth, Mohammed and Muhamad, Yusuf and Youssef agree. A comparison
    asks for more than this.
    """
    text = pl.col(column)
    for heard, written in SOUNDS:
        text = text.str.replace_all(heard, written)
    first, rest = text.str.head(1), text.str.slice(1).str.replace_all(KEPT_SOUND, "\x00")
    for _ in range(4):  # a run of up to sixteen of one letter becomes one
        rest = rest.str.replace_many(RUNS)
    rest = rest.str.replace_all("\x00", "")
    return pl.when(text.str.len_chars() > 0).then(first + rest)


def standardise(entries: pl.DataFrame) -> pl.DataFrame:
    """Return entries with the columns that blocking and comparisons read.

    Parameters
    ----------
    entries : polars.DataFrame
        ENTRIES; any other columns are kept as they are.

    Returns
    -------
    polars.DataFrame
        In the order of `entry`: those columns, and forename and surname closed up (a forename of one
        letter is an initial and no name), first_initial, surname_initial, forename_sound,
        surname_sound, formal (names that the forename is short for, or its parts) and formal_first
        (the first of them), surname_first and surname_last (of a double-barrelled one), alias_forename
        and alias_surname (and their sounds), birth (yyyymmdd as a number), birth_swapped (day and month exchanged),
        birth_year, sector, outward.

    Notes
    -----
    Entries that are standardised already come back as they are, so that a day's new ones can join
    those of yesterday without all being read again.
    """
    return completed(findable(entries))


def findable(entries: pl.DataFrame) -> pl.DataFrame:
    """Return entries with the columns that blocking reads, and none that comparisons read alone.

    A day's batch meets few of all entries: only those that blocking finds are `completed`.
    """
    if "forename_sound" in entries.columns:
        return entries.sort("entry")
    have = set(entries.columns)
    missing = [
        pl.lit(None, dtype=dtype).alias(column)
        for column, dtype in ENTRY_TEXT.items()
        if column not in have
    ]
    frame = entries.with_columns(missing)
    if not frame["entry"].is_sorted():  # cheaper to ask than to sort
        frame = frame.sort("entry")
    frame = frame.with_columns(pl.col("regime").fill_null(Regime.NAMED.value))
    year, month, day = (getattr(pl.col("born").dt, part)() for part in ("year", "month", "day"))
    can_swap = (day <= 12) & (day != month)
    names = {part: pl.col(part).str.replace_all(" ", "") for part in NAMES}
    frame = frame.with_columns(
        forename_written=pl.col("forename"),
        surname_written=pl.col("surname"),
        first_initial=pl.coalesce("first_initial", pl.col("forename").str.head(1)),
        surname_initial=pl.coalesce("surname_initial", pl.col("surname").str.head(1)),
        **{part: pl.when(text.str.len_chars() > 1).then(text) for part, text in names.items()},
        birth=(year * 10_000 + month.cast(pl.Int32) * 100 + day).cast(pl.Int32),
        birth_swapped=pl.when(can_swap).then(
            (year * 10_000 + day.cast(pl.Int32) * 100 + month).cast(pl.Int32)
        ),
        birth_year=year.cast(pl.Int32),
        sector=sector("postcode"),
        outward=outward("postcode"),
        postcode=pl.when(pl.col("postcode").str.contains(r" [0-9][A-Z]{2}$")).then("postcode"),
    )
    return _with_sounds(frame)


def completed(found: pl.DataFrame) -> pl.DataFrame:
    """Return entries that were found with what comparisons read besides; see `standardise`."""
    if "formal" in found.columns:
        return found
    words = pl.col("surname_written").str.split(" ")
    is_double = words.list.len() > 1
    found = found.with_columns(
        surname_first=pl.when(is_double).then(words.list.first()),
        surname_last=pl.when(is_double).then(words.list.last()),
    )
    return _with_formal_names(found).drop("forename_written", "surname_written")


ENTRY_TEXT: dict[str, type[pl.DataType]] = {
    "agency": pl.String,
    "kind": pl.String,
    "regime": pl.String,
    "local_id": pl.String,
    "forename": pl.String,
    "surname": pl.String,
    "alias_forename": pl.String,
    "alias_surname": pl.String,
    "first_initial": pl.String,
    "surname_initial": pl.String,
    "born": pl.Date,
    "sex": pl.String,
    "postcode": pl.String,
    "area": pl.String,
}
NAMES = ("forename", "surname", "alias_forename", "alias_surname")


def _with_sounds(frame: pl.DataFrame) -> pl.DataFrame:
    """Add how each name sounds; a name is listened to once, however many bear it."""
    names = pl.concat([frame[column].alias("name") for column in NAMES]).drop_nulls().unique()
    heard = names.to_frame().with_columns(sound=sound("name"))
    for column in NAMES:
        frame = frame.join(
            heard.rename({"name": column, "sound": f"{column}_sound"}),
            on=column,
            how="left",
            maintain_order="left",
        )
    return frame


def _with_formal_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `formal`: the names that a forename may be short for, or the parts of a double one.

    Each stands between bars, "|ELEANOR|HELEN|", so that one is found in the text; `formal_first`
    is the first of them.
    """
    known = pl.DataFrame(
        [
            (sex, short, "".join(f"|{name}" for name in formal) + "|")
            for (sex, short), formal in formal_names().items()
        ],
        schema=["sex_of", "forename", "formal"],
        orient="row",
    )
    is_double = pl.col("forename_written").str.contains(" ")
    parts = pl.format("|{}|", pl.col("forename_written").str.replace_all(" ", "|"))
    return (
        frame.with_columns(sex_of=pl.col("sex").fill_null(""))
        .join(known, on=["sex_of", "forename"], how="left", maintain_order="left")
        .with_columns(formal=pl.when(is_double).then(parts).otherwise("formal"))
        .with_columns(formal_first=pl.col("formal").str.extract(r"^(\|[A-Z]+\|)"))
        .drop("sex_of")
    )
