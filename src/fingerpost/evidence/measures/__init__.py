"""Answer what the framework asks: one declaration each, turned into estimates.

Comes in: lake tables and measure declarations. Goes out: one frame of estimates, each with its
interval, counts, method, version, input fingerprint and status. Imports journeys, linkage, lake,
sources, statistics, core.
"""

from collections.abc import Mapping
from functools import cache

from fingerpost.evidence.core.declarations import discover
from fingerpost.evidence.measures import catalogue
from fingerpost.evidence.measures.declaration import Grid, Kind, Level, Measure, Outcome
from fingerpost.evidence.measures.estimates import Estimate, Status

__all__ = ["Estimate", "Grid", "Kind", "Level", "Measure", "Outcome", "Status", "all_measures"]


@cache
def all_measures() -> Mapping[str, Measure]:
    """Return every declared measure by name."""
    return discover(catalogue, Measure)
