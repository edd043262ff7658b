"""Every declared source, found by reading the catalogue's folder."""

from __future__ import annotations

from functools import cache

from fingerpost.evidence.core.declarations import discover
from fingerpost.evidence.sources import catalogue
from fingerpost.evidence.sources.declaration import Source


@cache
def all_sources() -> dict[str, Source]:
    """Return every source by name, in name order."""
    return discover(catalogue, Source)
