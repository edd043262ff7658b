"""`protect`: the only door out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import polars as pl

from fingerpost.evidence.core.areas import Outline, Partnership
from fingerpost.evidence.core.declarations import discover
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.fingerprints import fingerprint, fingerprint_bytes
from fingerpost.evidence.core.provenance import Provenance
from fingerpost.evidence.disclosure import catalogue
from fingerpost.evidence.disclosure.protection import protect_table
from fingerpost.evidence.disclosure.release import (
    _SEAL,
    Approval,
    LogLine,
    Release,
    ReleasedTable,
)
from fingerpost.evidence.disclosure.rules import DisclosureRule, strictest
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.measures.estimates import Result
from fingerpost.evidence.sources import all_sources


@cache
def all_rules() -> Mapping[str, DisclosureRule]:
    """Return every declared disclosure rule by name."""
    return discover(catalogue, DisclosureRule)


def rules_for(measure: Measure, local_rules: Iterable[str] = ()) -> tuple[DisclosureRule, ...]:
    """Return the rules that bind a measure: one for each source, and the partnership's own.

    Raises
    ------
    DisclosureError
        If a source or a rule is not declared: what has no rule does not leave.
    """
    names = set(local_rules)
    for source in measure.sources:
        if source not in all_sources():
            raise DisclosureError(
                f"the measure {measure.name} reads {source}, which is not a declared source",
                do="Declare it in sources/catalogue, with its disclosure rule.",
            )
        names.add(all_sources()[source].disclosure)
    unknown = sorted(names - set(all_rules()))
    if unknown or not names:
        raise DisclosureError(
            f"no disclosure rule is declared for {', '.join(unknown) or measure.name}",
            do="Declare it in disclosure/catalogue; a table without a rule never leaves.",
        )
    return tuple(all_rules()[name] for name in sorted(names))


def protect(
    results: Iterable[Result],
    *,
    partnership: Partnership,
    provenance: Provenance,
    waiting: Iterable[Measure] = (),
    outlines: Iterable[Outline] = (),
    districts: Iterable[Outline] = (),
    local_rules: Iterable[str] = ("local_small_numbers",),
    approval: Approval | None = None,
) -> Release:
    """Make a `Release`: the one thing that publication accepts.

    Parameters
    ----------
    results : iterable of Result
        Unprotected estimates, one table for each measure and grid.
    partnership, provenance : Partnership, Provenance
        Whose figures these are, and where they come from.
    waiting : iterable of Measure
        Declared measures that have no data.
    outlines, districts : iterable of Outline
        Published boundaries, for maps.
    local_rules : iterable of str
        Rules of the partnership's own, weighed with those of the sources.
    approval : Approval, optional
        The person who let it out; without one the release is a draft.

    Raises
    ------
    DisclosureError
        If a table has no rule, or its rule forbids it.
    """
    local = tuple(local_rules)
    tables: list[ReleasedTable] = []
    log: list[LogLine] = []
    for result in results:
        rules = rules_for(result.measure, local)
        envelope = strictest(rules, result.grid.breakdown)
        frame, lines = protect_table(result.frame, result.measure, result.grid, envelope)
        tables.append(
            ReleasedTable(
                result.measure, result.grid, envelope.names, envelope.governing, frame
            )
        )
        log.extend(lines)
    tables.sort(key=lambda table: table.name)
    waits = tuple(sorted(waiting, key=lambda measure: measure.name))
    content = {
        "tables": [(t.name, t.measure.version, _bytes_of(t.frame)) for t in tables],
        "inputs": provenance.input_fingerprint,
        "code": provenance.code_version,
        "waiting": [measure.name for measure in waits],
        "approval": approval,
    }
    return Release(
        id=fingerprint(content)[:12],
        partnership=partnership,
        tables=tuple(tables),
        waiting=waits,
        log=tuple(log),
        provenance=provenance,
        outlines=tuple(outlines),
        districts=tuple(districts),
        approval=approval,
        seal=_SEAL,
    )


def _bytes_of(frame: pl.DataFrame) -> str:
    return fingerprint_bytes(frame.write_csv().encode())
