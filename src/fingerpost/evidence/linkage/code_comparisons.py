"""How codes are compared, in the same pipeline and in the same form as names.

A pair of which one entry came as codes has no two names to compare: then these comparisons tell, and
those of names say nothing. Filters are compared by the Dice coefficient: as each has the same number
of bits, that is the share of its bits that the other has too, counted in whole numbers, so that every
engine counts the same.
"""

from __future__ import annotations

from math import ceil

import numpy as np
import polars as pl

from fingerpost.evidence.linkage.blocking import BlockingRule
from fingerpost.evidence.linkage.code_schema import WORD_BITS, Code, CodeSchema, Kind
from fingerpost.evidence.linkage.comparisons import (
    GENERATIONS,
    TWINS,
    Comparison,
    Level,
    register,
)

ALIKE = (0.7, 0.4)  # Dice coefficients from which two names are nearly the same, and partly
AREAS_SHARED = (
    0.55,
    0.28,
)  # a sector is two of three tokens that take turns, a district is one
SAME_DATE = "born_code"
# By which a pair is found, in this order, and what it agrees in.
FOUND_BY = {
    SAME_DATE: "same date of birth",
    "names_day_month": "day and month of birth the same, and the names",
    "names_month_year": "month and year of birth the same, and the names",
    "names_day_year": "day and year of birth the same, and the names",
    "names_postcode": "another date of birth; names and postcode the same",
}
# Parts of a date of birth that these tokens hold besides the names.
DATE_PARTS = {
    "names_day_month": "day_month",
    "names_month_year": "month_year",
    "names_day_year": "day_year",
}
WHOLE_NAMES = " or ".join(
    f"coalesce({token}_l = {token}_r, false)" for token in FOUND_BY if token != SAME_DATE
)


def as_words(codes: pl.DataFrame, schema: CodeSchema) -> pl.DataFrame:
    """Return codes with each filter as whole numbers of 64 bits: ``forename_code_0`` to ``_3``."""
    frame = codes
    for code in schema.codes:
        if code.kind is not Kind.TOKEN:
            frame = frame.with_columns(_words(frame[code.name], code)).drop(code.name)
    return frame


def blocking() -> tuple[BlockingRule, ...]:
    """Return the rules by which codes are found, and the agency's own number."""
    return (
        BlockingRule(name="number", columns=("agency", "local_id")),
        *(BlockingRule(name=token, columns=(token,), needs_name=False) for token in FOUND_BY),
    )


def of_codes(schema: CodeSchema) -> tuple[Comparison, ...]:
    """Return the comparisons of codes, without weights: `code_weights` learns them."""
    forename, surname = schema.code("forename_code"), schema.code("surname_code")
    return (
        _found_by(),
        _filter(
            forename,
            schema,
            Level(
                label="same forename",
                condition=f"{WHOLE_NAMES} or {at_least(forename, 1)}",
                term_frequency="forename",
            ),
            Level(
                label="forename and surname exchanged", condition="names_code_l = names_code_r"
            ),
            Level(label="a nickname", condition="formal_code_l = formal_code_r"),
            *_alike(forename, "forename"),
            Level(label="another forename"),
        ),
        _filter(
            surname,
            schema,
            Level(
                label="same surname",
                condition=f"{WHOLE_NAMES} or {at_least(surname, 1)}",
                term_frequency="surname",
            ),
            Level(
                label="exchanged with the forename, and weighed there",
                condition="names_code_l = names_code_r",
                is_missing=True,
            ),
            *_alike(surname, "surname"),
            Level(
                label="another surname, a woman",
                condition="(sex_l = 'F' or sex_r = 'F') and sex_code_l = sex_code_r",
            ),
            Level(label="another surname"),
        ),
        _place(schema.code("postcode_code"), schema),
        _sex(),
        register(),
        _kin(schema),
    )


def word_columns(code: Code) -> tuple[str, ...]:
    """Return the columns of a filter as whole numbers."""
    return tuple(f"{code.name}_{number}" for number in range(code.length // WORD_BITS))


def at_least(code: Code, dice: float) -> str:
    """Return the SQL that two filters share at least so many of their bits."""
    shared = " + ".join(
        f"cast(bit_count({name}_l & {name}_r) as int)" for name in word_columns(code)
    )
    return f"{shared} >= {ceil(dice * code.bits)}"


def _found_by() -> Comparison:
    never = " and ".join(f"({token}_l is null or {token}_r is null)" for token in FOUND_BY)
    return Comparison(
        name="found_by_code",
        uses=tuple(FOUND_BY),
        levels=(
            Level(
                label="no codes, or none that both have",
                condition=never,
                is_missing=True,
            ),
            *(
                Level(
                    label=label,
                    condition=f"{name}_l = {name}_r",
                    term_frequency="birth" if name == SAME_DATE else "",
                )
                for name, label in FOUND_BY.items()
            ),
            Level(label="none of these"),
        ),
    )


def _filter(code: Code, schema: CodeSchema, *levels: Level) -> Comparison:
    """Return a comparison of names, which tells where salts agree or a token has the whole names."""
    salt = schema.salt_of(code)
    apart = f"coalesce({salt}_l <> {salt}_r, true) or " if salt else ""
    first = word_columns(code)[0]
    return Comparison(
        name=code.name,
        uses=(*FOUND_BY, *word_columns(code)),
        levels=(
            Level(
                label="no codes, or none that can be compared",
                condition=f"({apart}{first}_l is null or {first}_r is null) "
                f"and not ({WHOLE_NAMES})",
                is_missing=True,
            ),
            *levels,
        ),
    )


def _alike(code: Code, what: str) -> tuple[Level, Level]:
    near, partly = (at_least(code, share) for share in ALIKE)
    return (
        Level(label=f"{what} nearly the same", condition=near),
        Level(label=f"{what} partly the same", condition=partly),
    )


def _place(code: Code, schema: CodeSchema) -> Comparison:
    sector, district = (at_least(code, share) for share in AREAS_SHARED)
    salt, first = schema.salt_of(code), word_columns(code)[0]
    apart = f"coalesce({salt}_l <> {salt}_r, true) or " if salt else ""
    same = "coalesce(names_postcode_l = names_postcode_r, false)"
    return Comparison(
        name=code.name,
        uses=(*FOUND_BY, *word_columns(code)),
        levels=(
            Level(
                label="no codes, or none that can be compared",
                condition=f"({apart}{first}_l is null or {first}_r is null) and not {same}",
                is_missing=True,
            ),
            Level(
                label="same postcode",
                condition=f"{same} or {at_least(code, 1)}",
                term_frequency="postcode",
            ),
            Level(label="same postcode sector", condition=sector),
            Level(label="same postcode district", condition=district),
            Level(label="elsewhere"),
        ),
    )


def _sex() -> Comparison:
    return Comparison(
        name="sex_code",
        uses=(SAME_DATE, "sex_code"),
        levels=(
            Level(
                label="no codes, or another date of birth",
                condition=f"coalesce({SAME_DATE}_l <> {SAME_DATE}_r, true) or "
                "sex_code_l is null or sex_code_r is null",
                is_missing=True,
            ),
            Level(label="same sex", condition="sex_code_l = sex_code_r"),
            Level(label="another sex"),
        ),
    )


def _kin(schema: CodeSchema) -> Comparison:
    """Tell two of one family from one person, as the comparison of names does."""
    forename, surname = schema.code("forename_code"), schema.code("surname_code")
    return Comparison(
        name="kin_code",
        uses=(*FOUND_BY, *word_columns(forename), *word_columns(surname)),
        levels=(
            Level(
                label="born on one day, of one surname, with another forename",
                condition=f"{SAME_DATE}_l = {SAME_DATE}_r and "
                f"{at_least(surname, 1)} and not ({at_least(forename, ALIKE[1])}) and "
                "formal_code_l <> formal_code_r",
                m=0.5,
                u=1.0,
                ceiling=TWINS,
                is_fixed=True,
            ),
            Level(
                label="of one name and place, with another date of birth",
                condition=f"names_postcode_l = names_postcode_r and {SAME_DATE}_l <> {SAME_DATE}_r "
                + "".join(f"and coalesce({name}_l <> {name}_r, true) " for name in DATE_PARTS),
                m=0.125,
                u=1.0,
                ceiling=GENERATIONS,
                is_fixed=True,
            ),
            Level(label="no such pattern", m=1.0, u=1.0, is_fixed=True),
        ),
    )


def _words(text: pl.Series, code: Code) -> list[pl.Series]:
    """Return a filter's words of 64 bits, null where there is no code."""
    filled = text.fill_null("0" * code.digits)
    numbers = np.frombuffer(bytes.fromhex("".join(filled)), dtype=">i8").astype(np.int64)
    by_word = numbers.reshape(-1, code.length // WORD_BITS)
    return [
        pl.select(pl.when(text.is_not_null()).then(by_word[:, number])).to_series().alias(name)
        for number, name in enumerate(word_columns(code))
    ]
