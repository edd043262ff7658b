"""What was published, for those who may see it: from the newest Release alone.

What a page shows is made once for each release, since a chart takes a second to draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.measures.declaration import OUTCOME_TITLES
from fingerpost.evidence.publication.content import Block, Page
from fingerpost.evidence.publication.measure_blocks import in_brief as in_brief_of
from fingerpost.evidence.publication.open_data import table_csv
from fingerpost.evidence.publication.page_maker import pages_of
from fingerpost.evidence.publication.wording import outcome_slug
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import published
from fingerpost.service.insight.aims import Aim
from fingerpost.service.insight.reading import (
    MeasurePage,
    Section,
    measure_page_of,
    overview_of,
    tables_of,
)

KEPT = 200  # pages whose blocks are kept


def release(*, viewer: Membership) -> Release | None:
    """Return the release that was made last, or None."""
    policies.check(viewer, P.MEASURE_VIEW)
    return published.newest()


def overview(*, viewer: Membership) -> tuple[tuple[Aim, tuple[Section, ...]], ...]:
    """Return the three aims with their outcomes and measures, activity and outcome apart."""
    policies.check(viewer, P.MEASURE_VIEW)
    folder = published.newest_folder()
    return () if folder is None else _overview(folder)


@lru_cache(maxsize=2)
def _overview(folder: str) -> tuple[tuple[Aim, tuple[Section, ...]], ...]:
    return overview_of(published.read(folder))


def measure(name: str, *, viewer: Membership) -> MeasurePage | None:
    """Return a measure with its page, or None if the release holds no table of it."""
    policies.check(viewer, P.MEASURE_VIEW)
    folder = published.newest_folder()
    if folder is None or not tables_of(published.read(folder), name):
        return None
    return _measure_page(folder, name)


@lru_cache(maxsize=KEPT)
def _measure_page(folder: str, name: str) -> MeasurePage:
    with published.charts(folder):
        return measure_page_of(published.read(folder), name)


def download(measure: str, table: str, *, viewer: Membership) -> bytes | None:
    """Return a protected table as CSV, or None if there is none."""
    policies.check(viewer, P.MEASURE_VIEW)
    found = published.newest()
    if found is None:
        return None
    chosen = next((one for one in tables_of(found, measure) if one.name == table), None)
    return None if chosen is None else table_csv(chosen)


def page(slug: str, *, viewer: Membership) -> Page | None:
    """Return a page of the pack by its slug: what is new, journeys, sources."""
    policies.check(viewer, P.PACK_VIEW)
    folder = published.newest_folder()
    return None if folder is None else _pages(folder).get(slug)


def pages(*, viewer: Membership) -> tuple[Page, ...]:
    """Return the pages of the pack that the overview does not have itself, for who may read them."""
    folder = published.newest_folder()
    if folder is None or not policies.can(viewer, P.PACK_VIEW):
        return ()
    own = {"index", *map(outcome_slug, OUTCOME_TITLES)}
    return tuple(page for slug, page in _pages(folder).items() if slug not in own)


@lru_cache(maxsize=2)
def _pages(folder: str) -> dict[str, Page]:
    with published.charts(folder):
        return {page.slug: page for page in pages_of(published.read(folder))}


def in_brief(name: str, *, viewer: Membership, edition: str = "") -> tuple[Block, ...]:
    """Return what a measure says, with one figure; nothing if the release has no table of it.

    Parameters
    ----------
    name : str
        Of the measure.
    viewer : Membership
    edition : str
        Of the release that is asked; the newest where it is not said or not there any more.
    """
    policies.check(viewer, P.MEASURE_VIEW)
    folder = published.folder_of(edition) or published.newest_folder()
    return () if folder is None else _in_brief(folder, name)


@lru_cache(maxsize=KEPT)
def _in_brief(folder: str, name: str) -> tuple[Block, ...]:
    found = published.read(folder)
    tables = tables_of(found, name)
    if not tables:
        return ()
    with published.charts(folder):
        return tuple(in_brief_of(tables, found))


@contextmanager
def drawn(*, viewer: Membership) -> Iterator[Release | None]:
    """Give the newest release, or None, to somebody who draws with it, with the charts it has."""
    policies.check(viewer, P.MEASURE_VIEW)
    folder = published.newest_folder()
    if folder is None:
        yield None
        return
    with published.charts(folder):
        yield published.read(folder)
