"""A file of codes, made from an agency's own list of people on the agency's own machine.

Comes in: a CSV with names, dates of birth and what else there is. Goes out: a table that may leave:
codes, a keyed pseudonym of the agency's number, the last day on which somebody was seen, and with which
key and schema the codes were made. Nothing else of the list is in it, its order included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.errors import SourceError
from fingerpost.evidence.core.spreadsheet_safety import neutralise_frame
from fingerpost.evidence.core.whole_files import write_whole
from fingerpost.evidence.linkage.code_schema import PEOPLE, CodeSchema
from fingerpost.evidence.linkage.codes import encode_for_linkage
from fingerpost.evidence.sources import (
    AGREEMENT,
    Column,
    ColumnKind,
    Opened,
    ReadFile,
    Source,
    Unopened,
    all_sources,
    open_files,
    read,
)
from fingerpost.evidence.sources.delimited import first_lines
from fingerpost.evidence.sources.encodings import read_text
from fingerpost.evidence.sources.opening import is_workbook
from fingerpost.evidence.sources.recognition import LOOK_AT, locate_header
from fingerpost.evidence.vault import Key
from fingerpost.evidence.vault import make_key as make_key
from fingerpost.evidence.vault import read_key as read_key
from fingerpost.evidence.vault.tokens import tokens

SENT_AS = "encoded_people"  # the source that such a file lands as
DAY = "%d/%m/%Y"
DATE_FORMATS = (DAY, "%Y-%m-%d", "%d-%m-%Y", "%d %b %Y")

# How agencies' own lists are headed. It lands nowhere, so it stands in no catalogue.
LIST_OF_PEOPLE = Source(
    name="list_of_people",
    title="a list of people",
    publisher="an agency",
    agency="an agency",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per person, or per record of one",
    columns=(
        Column(
            name="forename",
            header="Forename",
            also=("First Name", "Given Name", "Main Applicant Forename"),
            personal=True,
            nullable=True,
        ),
        Column(
            name="surname",
            header="Surname",
            also=("Last Name", "Family Name", "Main Applicant Surname"),
            personal=True,
            nullable=True,
        ),
        Column(
            name="born",
            header="Date of Birth",
            also=("DOB", "Born", "Birth Date"),
            kind=ColumnKind.DATE,
            personal=True,
            nullable=True,
        ),
        Column(name="sex", header="Sex", also=("Gender",), nullable=True, required=False),
        Column(
            name="postcode",
            header="Postcode",
            also=("Post Code", "Home Postcode", "Usual Postcode", "Last Settled Postcode"),
            personal=True,
            nullable=True,
            required=False,
        ),
        Column(
            name="reference",
            header="Reference",
            also=("Person Reference", "Client ID", "Person ID", "Case Reference", "ID"),
            personal=True,
            nullable=True,
            required=False,
        ),
        Column(
            name="seen_on",
            header="Seen On",
            also=("Last Seen", "Contact Date"),
            kind=ColumnKind.DATE,
            nullable=True,
            required=False,
        ),
    ),
    edition=(),
    disclosure="local_partner_data",
)


@dataclass(frozen=True)
class Encoded:
    """What became of a list of people.

    Parameters
    ----------
    people : polars.DataFrame
        What may leave, as `encoded_people` is declared: one row for each way in which a person is
        written, in an order that says nothing.
    rows_read, rows_refused : int
        Of the list; those that are refused are not encoded.
    refused : tuple of str
        The first reasons, with row and column, and no cell.
    stays : tuple of str
        Headers of the list of which nothing leaves.
    """

    people: pl.DataFrame
    rows_read: int
    rows_refused: int
    refused: tuple[str, ...]
    stays: tuple[str, ...]


def encode_file(
    path: Path,
    key: Key,
    *,
    agency: str,
    key_version: int,
    today: date,
    headers: Mapping[str, str] | None = None,
    schema: CodeSchema = PEOPLE,
) -> Encoded:
    """Return a list of people as codes.

    Parameters
    ----------
    path : Path
        A CSV with a header: forename, surname and date of birth, and what there is of sex, postcode,
        reference and the day on which a person was last seen.
    key, key_version : Key, int
        The partnership's.
    agency : str
        Who sends it, as the partnership knows it.
    today : date
        A row with a later date is refused.
    headers : mapping of str to str, optional
        By column ("forename"): how the list heads it, where it is none of the usual words.

    Raises
    ------
    SourceError
        If there is no such file, it is no list of people, or `agency` is blank.
    """
    if not agency.strip():
        raise SourceError("the agency has no name", do="Give --agency.")
    unknown = sorted(set(headers or {}) - {column.name for column in LIST_OF_PEOPLE.columns})
    if unknown:
        raise SourceError(
            f"no column is called {', '.join(unknown)}",
            do=f"Use one of {', '.join(column.name for column in LIST_OF_PEOPLE.columns)}.",
        )
    source = _headed(headers or {})
    found = _read(path, source, today)
    people = found.rows.select(column.name for column in LIST_OF_PEOPLE.columns)
    codes = encode_for_linkage(people, key, schema=schema, key_version=key_version)
    own = people.select(
        agency=pl.lit(agency.strip()),
        reference=tokens(people["reference"], key.derive(f"reference: {agency.strip()}")),
        seen_on="seen_on",
    )
    sent = pl.concat([own, codes], how="horizontal")
    by = [name for name in sent.columns if name != "seen_on"]
    order = [name for name in by if name not in ("agency", "code_schema", "key_version")]
    sent = sent.group_by(by).agg(pl.col("seen_on").max()).sort(order)
    refused = [
        f"{found.opened.name}:{row}:{column}: {reason}"
        for row, column, reason in found.rejects.select("row", "column", "reason").iter_rows()
    ]
    return Encoded(
        people=sent.select(column.name for column in all_sources()[SENT_AS].in_file),
        rows_read=found.rows_read,
        rows_refused=found.rows_refused,
        refused=tuple(refused[:20]),
        stays=_stays(found.opened, source),
    )


def write_encoded(encoded: Encoded, path: Path) -> None:
    """Write what may leave as a CSV that only its owner can open, whole or not at all."""
    declared = all_sources()[SENT_AS]
    frame = encoded.people.with_columns(pl.col("seen_on").dt.strftime(DAY)).rename(
        {column.name: column.header for column in declared.in_file}
    )
    write_whole(path, neutralise_frame(frame).write_csv().encode())
    path.chmod(0o600)


def _headed(headers: Mapping[str, str]) -> Source:
    """Return the list of people as its headers are said to be."""
    return LIST_OF_PEOPLE.model_copy(
        update={
            "columns": tuple(
                column.model_copy(update={"header": headers[column.name], "also": ()})
                if column.name in headers
                else column
                for column in LIST_OF_PEOPLE.columns
            )
        }
    )


def _read(path: Path, source: Source, today: date) -> ReadFile:
    """Return a list of people as read, its dates in the form that most of them have."""
    if not path.is_file():
        raise SourceError("there is no such file", where=str(path), do="Check the name.")
    opened = next(iter(open_files(path)), None)
    if opened is None or isinstance(opened, Unopened) or is_workbook(opened.data):
        raise SourceError(
            "this file cannot be read as a list of people",
            where=path.name,
            do="Save the list as CSV, and encode that.",
        )
    tried = [
        read(opened, _with_dates(source, date_format), today=today)
        for date_format in DATE_FORMATS
    ]
    return min(tried, key=lambda each: each.rows_refused)


def _with_dates(source: Source, date_format: str) -> Source:
    columns = (
        column.model_copy(update={"date_format": date_format})
        if column.kind is ColumnKind.DATE
        else column
        for column in source.columns
    )
    return source.model_copy(update={"columns": tuple(columns)})


def _stays(opened: Opened, source: Source) -> tuple[str, ...]:
    """Return the headers of a list of which nothing is encoded."""
    located, _ = locate_header(first_lines(read_text(opened, limit=LOOK_AT)), [source])
    return located.match.added if located else ()
