"""What was published, for those who may see it: from the newest Release alone.

A Release is read once and kept until a newer one is made; so are the blocks of a page, since a chart
takes a second to draw.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fingerpost.evidence.disclosure import Release, read_release
from fingerpost.evidence.measures.declaration import (
    INTERMEDIATE,
    OUTCOME_TITLES,
    STRATEGIC,
    Kind,
    Measure,
    Outcome,
)
from fingerpost.evidence.publication.content import Block, Page
from fingerpost.evidence.publication.findings import findings_for
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from fingerpost.evidence.publication.page_maker import pages_of
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P

KEPT = 200  # pages whose blocks are kept


@dataclass(frozen=True)
class Line:
    """One measure in a list: what it says now, in a sentence."""

    measure: Measure
    sentence: str


@dataclass(frozen=True)
class Section:
    """One outcome of the framework, with its measures by kind."""

    outcome: Outcome
    title: str
    is_strategic: bool
    changed: tuple[Line, ...]  # measures of outcome
    done: tuple[Line, ...]  # measures of activity, process and context
    waiting: tuple[Measure, ...]


def release(*, viewer: Membership) -> Release | None:
    """Return the release that was made last, or None."""
    policies.check(viewer, P.MEASURE_VIEW)
    return _newest()


def _newest() -> Release | None:
    """Return the newest release, read again only when another was made."""
    path = Path(settings.WORKSPACE) / "published" / "latest.json"
    try:
        name = json.loads(path.read_text(encoding="utf-8"))["release"]
    except (OSError, ValueError, KeyError):
        return None
    return _read(str(path.parent / name))


@lru_cache(maxsize=2)
def _read(folder: str) -> Release:
    return read_release(Path(folder))


def overview(*, viewer: Membership) -> tuple[Section, ...]:
    """Return the six outcomes with their measures, activity and outcome apart."""
    policies.check(viewer, P.MEASURE_VIEW)
    found = _newest()
    return () if found is None else _sections(found.id)


@lru_cache(maxsize=2)
def _sections(release_id: str) -> tuple[Section, ...]:
    found = _newest()
    assert found is not None
    measures = {table.measure.name: table.measure for table in found.tables}
    sections = []
    for outcome in (*STRATEGIC, *INTERMEDIATE):
        mine = sorted(
            (m for m in measures.values() if m.outcome is outcome),
            key=lambda m: (m.place, m.name),
        )
        lines = [Line(measure, _sentence(found, measure)) for measure in mine]
        sections.append(
            Section(
                outcome=outcome,
                title=OUTCOME_TITLES[outcome],
                is_strategic=outcome in STRATEGIC,
                changed=tuple(line for line in lines if line.measure.kind is Kind.OUTCOME),
                done=tuple(line for line in lines if line.measure.kind is not Kind.OUTCOME),
                waiting=tuple(m for m in found.waiting if m.outcome is outcome),
            )
        )
    return tuple(sections)


def _sentence(found: Release, measure: Measure) -> str:
    said = findings_for(found, measure.name)
    return said[0].sentence if said else "Cannot say: too little is known, or too few."


def measure(name: str, *, viewer: Membership) -> tuple[Measure, tuple[Block, ...]] | None:
    """Return a measure with its page, or None if the release holds no table of it."""
    policies.check(viewer, P.MEASURE_VIEW)
    found = _newest()
    if found is None:
        return None
    declared = next((t.measure for t in found.tables if t.measure.name == name), None)
    return None if declared is None else (declared, _blocks(found.id, name))


@lru_cache(maxsize=KEPT)
def _blocks(release_id: str, name: str) -> tuple[Block, ...]:
    found = _newest()
    assert found is not None
    tables = [table for table in found.tables if table.measure.name == name]
    return tuple(measure_blocks(tables, found))


def page(slug: str, *, viewer: Membership) -> Page | None:
    """Return a page of the pack by its slug: what is new, journeys, sources."""
    policies.check(viewer, P.PACK_VIEW)
    found = _newest()
    return None if found is None else _pages(found.id).get(slug)


def pages(*, viewer: Membership) -> tuple[Page, ...]:
    """Return the pages of the pack but its first, in its order, for who may read them."""
    found = _newest()
    if found is None or not policies.can(viewer, P.PACK_VIEW):
        return ()
    return tuple(page for slug, page in _pages(found.id).items() if slug != "index")


@lru_cache(maxsize=2)
def _pages(release_id: str) -> dict[str, Page]:
    found = _newest()
    assert found is not None
    return {page.slug: page for page in pages_of(found)}
