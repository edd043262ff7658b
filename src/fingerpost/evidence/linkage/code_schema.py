"""What is encoded of a person, and how: declared, with a version that both sides must share.

Comes in: nothing. Goes out: `PEOPLE`, the schema of codes that agencies send in place of names.
Change one number of a schema, or how a name is standardised, and no code agrees with those made
before: so a change makes a new version.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Literal, Self

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from fingerpost.evidence.core.declarations import NAME_PATTERN, Declaration

# What a record says of a person, as `code_parts` takes it apart.
PARTS = (
    *("forename", "surname", "born", "sex", "postcode"),
    *(
        "formal",
        "names",
    ),  # what a nickname is short for; both names in the order of the alphabet
    *("day_month", "month_year", "day_year", "year"),
)
# What stands before the codes of each row, so that nobody compares codes of two keys.
MADE_WITH: dict[str, pl.DataType] = {
    "code_schema": pl.String(),  # "people 1"
    "key_version": pl.Int64(),
    "key_name": pl.String(),  # tells two keys apart and says nothing of either
}
TOKEN_DIGITS = 32
WORD_BITS = 64  # filters are compared in words of this many bits


class Kind(StrEnum):
    """Whether two codes can be alike, or only the same."""

    TOKEN = "token"  # noqa: S105 - a keyed number of one or several parts together: the same or not
    LETTERS = "letters"  # a filter of pairs of letters: spellings can be alike
    AREAS = "areas"  # a filter of a postcode, its sector and its district


class Code(BaseModel):
    """One code.

    Parameters
    ----------
    of : tuple of str
        The parts of a record that are encoded, of `PARTS`; several make one token together.
    salt : tuple of str
        Parts that enter the key of a filter: two filters can be compared only where these agree. So
        one name has as many codes as there are salts, and how often a code occurs no longer says
        which name it is.
    length, bits : int
        Of a filter, and how many of its bits are set: by each name, or by each token of a name.
    fill : "constant" or "each token"
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME_PATTERN)
    kind: Kind = Kind.TOKEN
    of: tuple[str, ...] = Field(min_length=1)
    salt: tuple[str, ...] = ()
    length: int = 256
    bits: int = 40
    fill: Literal["constant", "each token"] = "constant"

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        unknown = sorted({*self.of, *self.salt} - set(PARTS))
        if unknown:
            raise ValueError(f"{self.name}: no part of a record is called {', '.join(unknown)}")
        if self.kind is Kind.TOKEN and self.salt:
            raise ValueError(f"{self.name}: a token has no salt: name the part in `of`")
        if self.kind is not Kind.TOKEN and (len(self.of) > 1 or self.length % WORD_BITS):
            raise ValueError(
                f"{self.name}: a filter is of one part, in words of {WORD_BITS} bits"
            )
        return self

    @property
    def digits(self) -> int:
        """How many hexadecimal digits the code has."""
        return TOKEN_DIGITS if self.kind is Kind.TOKEN else self.length // 4


class CodeSchema(Declaration):
    """The codes of one record."""

    version: int = Field(ge=1)
    codes: tuple[Code, ...]

    @model_validator(mode="after")
    def _says_which_filters_can_be_compared(self) -> Self:
        tokens = {code.of for code in self.codes if code.kind is Kind.TOKEN}
        for code in self.codes:
            if code.salt and code.salt not in tokens:
                raise ValueError(
                    f"{self.name}: no token says whether salts of {code.name} agree"
                )
        return self

    @property
    def label(self) -> str:
        """Name and version, as a file of codes says them: "people 1"."""
        return f"{self.name} {self.version}"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the codes."""
        return tuple(code.name for code in self.codes)

    def code(self, name: str) -> Code:
        """Return the code `name`."""
        return next(code for code in self.codes if code.name == name)

    def salt_of(self, code: Code) -> str | None:
        """Return the name of the token that says where filters of `code` can be compared."""
        return next((one.name for one in self.codes if code.salt and one.of == code.salt), None)


# Every filter is salted with the whole date of birth, of which a file holds one to a few people: with
# names salted by the year alone, or not at all, a list of common names gives many of them back (see
# "Codes in place of names"). So spellings are compared where the dates of birth agree; where they do
# not, people are found by their whole names with two parts of the date, or with the postcode.
PEOPLE = CodeSchema(
    name="people",
    version=1,
    codes=(
        Code(name="born_code", of=("born",)),
        Code(name="forename_code", kind=Kind.LETTERS, of=("forename",), salt=("born",)),
        Code(name="surname_code", kind=Kind.LETTERS, of=("surname",), salt=("born",)),
        Code(name="postcode_code", kind=Kind.AREAS, of=("postcode",), salt=("born",)),
        Code(name="sex_code", of=("born", "sex")),
        Code(name="formal_code", of=("born", "formal")),
        Code(name="names_code", of=("born", "names")),
        Code(name="names_day_month", of=("forename", "surname", "day_month")),
        Code(name="names_month_year", of=("forename", "surname", "month_year")),
        Code(name="names_day_year", of=("forename", "surname", "day_year")),
        Code(name="names_postcode", of=("forename", "surname", "postcode")),
    ),
)
SCHEMAS = {schema.label: schema for schema in (PEOPLE,)}
