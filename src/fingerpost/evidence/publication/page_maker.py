"""What makes a page of the pack: a function of the release, and where its pages stand."""

from __future__ import annotations

from collections.abc import Callable

from fingerpost.evidence.core.declarations import Declaration, discover
from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.publication.content import Page


class PageMaker(Declaration):
    """A declaration of one page, or of several that belong together.

    `make` gets the whole release and returns no page where it has nothing to say.
    """

    place: int  # where it stands in the pack; smaller first, the summary is 0
    make: Callable[[Release], tuple[Page, ...]]


def pages_of(release: Release) -> tuple[Page, ...]:
    """Return every page of the pack of a release, in order."""
    from fingerpost.evidence.publication import pages  # noqa: PLC0415  # its files import this one

    makers = sorted(
        discover(pages, PageMaker).values(), key=lambda maker: (maker.place, maker.name)
    )
    return tuple(page for maker in makers for page in maker.make(release))
