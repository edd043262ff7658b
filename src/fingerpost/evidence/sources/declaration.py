"""What a partner's file looks like, declared: columns, types, periods, licence, quirks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, model_validator

from fingerpost.evidence.core.declarations import NAME_PATTERN, Declaration
from fingerpost.evidence.sources.results import Opened, RawTable

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
OGL_ONS = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right."
)

RECORD_NUMBER = "record"  # of a row about a person: the same in the lake and in the vault
AGREEMENT = "Partner data, shared under agreement; there is no licence to publish it."


@lru_cache(maxsize=4096)
def normalise_header(header: str) -> str:
    """Return a header as it is compared."""
    return " ".join(header.replace("\ufeff", "").split()).casefold()


class ColumnKind(StrEnum):
    """What a cell must be; the lake's type follows from it."""

    TEXT = "text"
    INTEGER = "integer"  # 1954 and "1,954"
    NUMBER = "number"
    BOOLEAN = "boolean"  # true and false, in any case
    DATE = "date"  # the column's `date_format` says how
    MONTH = "month"  # 2024-05, landed as its first day
    QUARTER = "quarter"  # 2024-Q2, landed as its first day
    YEAR = "year"  # 2019, landed as an integer
    FINANCIAL_YEAR = "financial_year"  # 2005-06, landed as the year it starts in
    DATETIME = "datetime"  # ISO 8601 with its zone, landed as UTC
    LSOA = "lsoa"
    AREA_CODE = "area_code"  # any nine-character code of the Office for National Statistics
    LONGITUDE = "longitude"  # degrees, refused outside Great Britain's box
    LATITUDE = "latitude"
    GEOMETRY = "geometry"  # GeoJSON geometry, as text


NUMBER_KINDS = (ColumnKind.INTEGER, ColumnKind.NUMBER)


class Column(BaseModel):
    """One column: its name here, its header there, and what its cells may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=NAME_PATTERN)
    header: str = ""  # as the publisher spells it; compared without case, BOM or outer spaces.
    # "" for a column that is not in the file: from its name, its headers, or another column
    kind: ColumnKind = ColumnKind.TEXT
    also: tuple[str, ...] = ()  # other spellings in other editions
    nullable: bool = False  # may a cell be blank?
    required: bool = True  # may the whole column be missing?
    personal: bool = False  # does it identify a person? Then it lies in the vault alone, and no
    # message shows its values
    token: str | None = Field(
        default=None, pattern=NAME_PATTERN
    )  # the lake's name of its keyed
    # pseudonym, by what it tells apart: `episode`. Without one the lake holds nothing of it
    codelist: str | None = None  # reported when a value is not in it; refused if it is closed
    minimum: float | None = None
    maximum: float | None = None
    date_format: str = "%d/%m/%Y"
    has_footnotes: bool = False  # do names end in footnote marks, to be taken off?
    when_absent: str | None = None  # taken for every row where the file does not say
    derive: Callable[[], pl.Expr] | None = None  # from the other columns, once they are typed
    meaning: str = ""


class Unpivot(BaseModel):
    """Headers that are values (``2019``, ``Age 0``), turned into two columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headers: str  # regular expression, matched against the whole normalised header
    into: str  # the declared column that takes the header's first group (or the whole header)
    values: str  # the declared column that takes the cell


class Source(Declaration):
    """A declared file format: everything that is needed to recognise, read and trust a file.

    To add one, write one file in `sources/catalogue/` and a sample in `tests/contract/samples`.
    """

    version: int = 1  # of this declaration; raised when the landed columns change
    title: str
    publisher: str
    agency: str  # who sends it, as the partnership says it
    licence: str
    licence_statement: str = OGL
    url: str = ""
    grain: str  # "one row per ..."
    format: Literal["csv", "xlsx", "geojson", "topojson"] = "csv"
    columns: tuple[Column, ...]
    unpivot: Unpivot | None = None
    sheet: str = ""  # of a workbook: regular expression that the name of the sheet must match
    holds: str = ""  # and another that must be found in the first rows of that sheet
    file_name: str = ""  # regular expression; its named groups fill declared columns
    named_like: str = ""  # a file name that the pattern reads, shown to who must rename a file
    ignored: tuple[str, ...] = ()  # headers that are known and not landed
    key: tuple[str, ...] = ()  # columns that should tell rows apart. Repeats are noted, never
    # refused: publishers repeat their own keys, and a row too many is better seen than lost
    edition: tuple[str, ...]  # columns that say which instalment a row belongs to
    period: str | None = None  # the column that says when; partitions are named by it
    blank_as: tuple[str, ...] = ()  # cells that are blank in other words: "NA"
    symbols: dict[str, str] = {}  # cells that stand for "no number", and why
    lag: str = ""  # how late it is published, in words
    cadence: str = ""
    quirks: tuple[str, ...] = ()
    disclosure: str  # the name of the publisher's disclosure rule (disclosure/catalogue)
    # Files that are not plain tables: turn the opened file into raw text cells, or refuse.
    reader: Callable[[Opened], RawTable] | None = None

    @model_validator(mode="after")
    def _names_exist(self) -> Source:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a column name is used twice")
        wanted = {*self.key, *self.edition}
        if self.period:
            wanted.add(self.period)
        if self.unpivot:
            wanted |= {self.unpivot.into, self.unpivot.values}
        wanted |= set(re.compile(self.file_name).groupindex)
        missing = sorted(wanted - set(names))
        if missing:
            raise ValueError(f"{self.name}: no column is declared for {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _people_stay_in_the_vault(self) -> Source:
        if not self.holds_people:
            return self
        personal = {column.name for column in self.columns if column.personal}
        tokens = [column.token for column in self.columns if column.token]
        names = [RECORD_NUMBER, *tokens, *(column.name for column in self.columns)]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a name of the lake's columns is used twice")
        if any(column.token and not column.personal for column in self.columns):
            raise ValueError(f"{self.name}: only a personal column has a token")
        if personal & {*self.edition, self.period}:
            raise ValueError(f"{self.name}: files are named by a column that is personal")
        return self

    def column(self, name: str) -> Column:
        """Return the declared column `name`."""
        return next(column for column in self.columns if column.name == name)

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Source:
        """Return a copy, changed; what was worked out from the old columns is not copied."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("spellings", "known_headers"):
            copy.__dict__.pop(name, None)
        return copy

    @cached_property
    def spellings(self) -> tuple[tuple[Column, frozenset[str]], ...]:
        """Every column in the file with its spellings, as headers are compared."""
        return tuple(
            (
                column,
                frozenset(normalise_header(name) for name in (column.header, *column.also)),
            )
            for column in self.in_file
        )

    @cached_property
    def known_headers(self) -> frozenset[str]:
        """Every spelling of every column, as headers are compared."""
        return frozenset(name for _, names in self.spellings for name in names)

    @property
    def in_file(self) -> tuple[Column, ...]:
        """The columns that stand in the file under a header of their own."""
        return tuple(column for column in self.columns if column.header)

    @property
    def holds_people(self) -> bool:
        """Whether any column identifies a person: then a cell may hold a name by mistake."""
        return any(column.personal for column in self.columns)

    @property
    def has_symbols(self) -> tuple[str, ...]:
        """The number columns that get a companion `<name>_symbol`."""
        if not self.symbols:
            return ()
        from_header = self.unpivot.into if self.unpivot else ""
        return tuple(
            column.name
            for column in self.columns
            if column.kind in NUMBER_KINDS and column.name != from_header
        )

    def fits_sheet(self, name: str, lines: Sequence[Sequence[str]]) -> bool:
        """Tell whether a sheet of a workbook, by its name and first rows, is the one to read."""
        if self.sheet and not re.fullmatch(self.sheet, name.strip(), re.IGNORECASE):
            return False
        words = " ".join(" ".join(line) for line in lines)
        return not self.holds or re.search(self.holds, words, re.IGNORECASE) is not None
