"""The API of the open data, version 1: every table that everybody may read, and what the board promised.

No question stands behind "?" here: each answer has its own address, is the same for all and is kept. The
description is at `/county/api/v1/openapi.json`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from fingerpost.evidence.disclosure import Release
from fingerpost.service.public import changes, published, tables
from fingerpost.service.public.open_api import TOO_OFTEN, OpenAPI, Problem, opened
from fingerpost.service.public.tables import NOT_OPEN, Described

api = OpenAPI(
    title="Open data of a Combating Drugs Partnership",
    version="1",
    description="Read only. Every number is protected against saying something about one person.",
    urls_namespace="open_data",
    docs_url=None,
    openapi_url="/openapi.json",
)
ABSENT: dict[int, Any] = {404: Problem, **TOO_OFTEN}


class EditionInfo(Schema):
    """Which edition of the numbers this is."""

    id: str
    as_known_on: datetime
    is_draft: bool = Field(description="Nobody has approved it: only where nobody is real.")
    partnership: str
    is_synthetic: bool


class TableInfo(Schema):
    """What a table is, without its rows."""

    name: str
    measure: str
    title: str
    what_is_counted: str
    kind: str = Field(
        description="outcome, activity, process or context: activity is not outcome."
    )
    unit: str
    areas: list[str]
    period: str
    breakdown: str | None
    rows: int
    disclosure: str = Field(description="How small numbers are protected.")
    licence: str
    licence_url: str
    statements: list[str] = Field(description="To be given with the numbers.")
    csv: str
    csvw: str


class Tables(Schema):
    """All tables of an edition."""

    edition: EditionInfo
    tables: list[TableInfo]


class Row(Schema):
    """One row of a table; a number that is not shown is null, and `symbol` says why."""

    area: str
    area_name: str
    area_kind: str
    period: str
    breakdown: str | None
    category: str | None
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    band_lower: float | None
    band_upper: float | None
    status: str
    protection: str
    note: str | None
    method: str | None
    symbol: str | None


class Table(Schema):
    """A table with its rows."""

    edition: EditionInfo
    table: TableInfo
    rows: list[Row]


class Promise(Schema):
    """What an agency promised in the plan, and how it stands."""

    number: int
    priority: str
    title: str
    agency: str
    due_on: date
    status: str
    status_words: str
    evidence: str
    status_on: date | None
    activity_measures: list[str]
    outcome_measures: list[str]


class Action(Schema):
    """What an agency was asked to do by the board, and what became of it."""

    number: int
    meeting: int
    words: str
    agency: str
    first_due_on: date
    due_on: date
    carried_over: int
    status: str
    status_words: str
    days_late: int
    said: str


class Decision(Schema):
    """What the board decided, and what became of it."""

    number: int
    meeting: int
    title: str
    reasons: str
    options: str
    measure: str
    decided_on: date
    status: str
    status_words: str
    became: str
    became_on: date | None
    replaced_by: int | None


class Board(Schema):
    """The board's account."""

    decisions: list[Decision]
    actions: list[Action]
    commitments: list[Promise]


@api.get("/edition", response={200: EditionInfo, **ABSENT}, summary="Which edition this is")
def edition(request: HttpRequest) -> dict[str, Any]:
    """Return the edition of the numbers that stand here now."""
    return _edition(_release())


@api.get("/tables", response={200: Tables, **ABSENT}, summary="Every table")
def list_tables(request: HttpRequest) -> dict[str, Any]:
    """Return every table with its definition and licence, without rows."""
    release = _release()
    found = [_info(one) for one in tables.described(release)]
    return {"edition": _edition(release), "tables": found}


@api.get("/tables/{name}", response={200: Table, **ABSENT}, summary="One table with its rows")
def table(request: HttpRequest, name: str) -> dict[str, Any]:
    """Return a table with all of its rows, as protected as it is shown on the pages."""
    release = _release()
    found = tables.one_of(release, name)
    if found is None:
        raise Http404
    return {
        "edition": _edition(release),
        "table": _info(found),
        "rows": tables.rows(found.table),
    }


@api.get("/board", response={200: Board, **TOO_OFTEN}, summary="What the board promised")
def board(request: HttpRequest) -> dict[str, Any]:
    """Return what the board decided and asked for, done or not, from published minutes and the plan."""
    said = changes.known().account
    return {
        name: [asdict(one) for one in getattr(said, name)]
        for name in ("decisions", "actions", "commitments")
    }


def _release() -> Release:
    release = published.newest()
    if release is None:
        raise Http404
    return release


def _edition(release: Release) -> dict[str, Any]:
    return {
        "id": release.id,
        "as_known_on": release.provenance.as_of,
        "is_draft": release.approval is None,
        "partnership": release.partnership.name,
        "is_synthetic": release.partnership.is_synthetic,
    }


def _info(one: Described) -> dict[str, Any]:
    measure, grid = one.table.measure, one.table.grid
    csv = settings.SERVICE_ADDRESS + reverse("public:download", args=[measure.name, one.name])
    return {
        "name": one.name,
        "measure": measure.name,
        "title": measure.title,
        "what_is_counted": measure.what_is_counted,
        "kind": measure.kind.value,
        "unit": measure.unit,
        "areas": list(one.areas),
        "period": grid.period.value,
        "breakdown": grid.breakdown,
        "rows": one.table.frame.height,
        "disclosure": one.rule,
        "licence": one.licence or NOT_OPEN,
        "licence_url": one.licence_url,
        "statements": list(one.statements),
        "csv": csv,
        "csvw": f"{csv}-metadata.json",
    }


urls = opened(api)
