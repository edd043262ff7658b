"""Which columns of a source say who a person is, declared."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Self

from pydantic import model_validator

from fingerpost.evidence.core.declarations import Declaration, discover
from fingerpost.evidence.linkage import catalogue
from fingerpost.evidence.linkage.code_schema import MADE_WITH, PEOPLE


class Regime(StrEnum):
    """How much an agency tells about who a person is."""

    NAMED = "named"  # names, date of birth, sex, postcode
    ATTRIBUTOR = "attributor"  # initials or a first name, date of birth, sex, a coarse place
    ENCODED = "encoded"  # codes in place of names: see `codes`


class LinkedSource(Declaration):
    """The columns of one source by which its people are told apart, under the name of the source.

    To add one, write one file in `linkage/catalogue/`. A column that is not given is not used.

    Parameters
    ----------
    agency : str
        Who wrote the records down: "police", or the kind of agency where `agency_column` says which
        of several ("treatment" and "T0901" make "treatment:T0901").
    local_id : str
        The agency's own number of a person. Not given where its numbers are of cases: two cases of
        one person have two numbers, so the number says nothing.
    area : str
        Code of the district of residence.
    seen_on : tuple of str
        The day of the record: the first of these columns that is filled.
    one_person_once : bool
        Whether a person can stand in this agency's records only once, as in a register of deaths.
    why : str
        What these columns are needed for, in a sentence that an agreement can quote.
    kept : str
        How long they are kept in the vault, for the agreement to confirm or to shorten.
    """

    agency: str
    agency_column: str = ""
    regime: Regime
    local_id: str = ""
    forename: str = ""
    surname: str = ""
    alias: str = ""  # another whole name
    first_initial: str = ""
    surname_initial: str = ""
    born: str = ""
    sex: str = ""
    postcode: str = ""
    area: str = ""
    seen_on: tuple[str, ...]
    one_person_once: bool = False
    why: str
    kept: str = (
        "While the agreement under which they were sent is in force, and at most eight years after "
        "the last record (general knowledge, to be confirmed in the agreement)."
    )

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if not (self.forename or self.first_initial or self.regime is Regime.ENCODED):
            raise ValueError(f"{self.name}: no column says what the person is called")
        return self

    @property
    def identity(self) -> dict[str, str]:
        """The columns that say who a person is: name here, name in the source."""
        return {name: column for name in IDENTITY if (column := getattr(self, name))}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the source that linkage reads."""
        codes = (*MADE_WITH, *PEOPLE.columns) if self.regime is Regime.ENCODED else ()
        own = (
            self.agency_column,
            self.local_id,
            *self.identity.values(),
            *self.seen_on,
            *codes,
        )
        return tuple(dict.fromkeys(column for column in own if column))


IDENTITY = (
    "forename",
    "surname",
    "alias",
    "first_initial",
    "surname_initial",
    "born",
    "sex",
    "postcode",
    "area",
)


@cache
def all_linked_sources() -> dict[str, LinkedSource]:
    """Return every source whose people are linked, by name, in name order."""
    return discover(catalogue, LinkedSource)
