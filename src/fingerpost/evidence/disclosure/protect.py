"""`protect`: the only door out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType

import polars as pl

from fingerpost.evidence.core.areas import AreaKind, Outline, Partnership
from fingerpost.evidence.core.declarations import discover
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.fingerprints import fingerprint, fingerprint_bytes
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.core.provenance import Provenance
from fingerpost.evidence.core.rebases import RebaseDecision
from fingerpost.evidence.disclosure import catalogue
from fingerpost.evidence.disclosure.identifiers import number_in, shape_of_identifier
from fingerpost.evidence.disclosure.protection import protect_table
from fingerpost.evidence.disclosure.readers import Reader
from fingerpost.evidence.disclosure.release import (
    _SEAL,
    Approval,
    LogLine,
    Protection,
    Release,
    ReleasedTable,
    rebases_for,
)
from fingerpost.evidence.disclosure.rules import DisclosureRule, strictest
from fingerpost.evidence.disclosure.signal_protection import (
    check_watched,
    protect_signals,
    references_of,
    why_not_told,
)
from fingerpost.evidence.disclosure.signals import ProtectedSignal, RaisedSignal, Watched
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.measures.estimates import Result
from fingerpost.evidence.sources import all_sources

_HIDDEN = (Protection.SUPPRESSED.value, Protection.SECONDARY.value)
_SUMS = (AreaKind.DISTRICT.value, AreaKind.PARTNERSHIP.value, AreaKind.POLICE_FORCE.value)


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
    return _rules_of(f"the measure {measure.name}", measure.sources, local_rules)


def _rules_of(
    what: str, sources: Iterable[str], local_rules: Iterable[str]
) -> tuple[DisclosureRule, ...]:
    names = set(local_rules)
    read = set(sources)
    for source in sorted(read):
        if source not in all_sources():
            raise DisclosureError(
                f"{what} reads {source}, which is not a declared source",
                do="Declare it in sources/catalogue, with its disclosure rule.",
            )
        names.add(all_sources()[source].disclosure)
    unknown = sorted(names - set(all_rules()))
    if unknown or not names or not read:
        raise DisclosureError(
            f"no disclosure rule is declared for {', '.join(unknown) or what}",
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
    signals: Iterable[RaisedSignal] = (),
    watched: Iterable[Watched] = (),
    district_of: Mapping[str, str] = MappingProxyType({}),
    approval: Approval | None = None,
    reader: Reader | None = None,
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
    signals : iterable of RaisedSignal
        Signals with the words of their rules and what people decided of them.
    watched : iterable of Watched
        The warning rules that were applied, also those that raised nothing.
    district_of : mapping of str to str
        The district of each small area that a signal may name; any other is not named.
    approval : Approval, optional
        The person who let it out; without one the release is a draft.
    reader : Reader, optional
        For whom it is made, if not for the board: holds only what that reader may see, by stricter
        rules, and no signal.

    Raises
    ------
    DisclosureError
        If a table or a signal has no rule, or its rule forbids it.
    """
    local = tuple(local_rules)
    tables: list[ReleasedTable] = []
    provenance, log = _without_identifiers(provenance)
    if reader is not None:
        results, waiting, held_back = _for_reader(reader, results, waiting)
        provenance = reader.provenance(
            provenance, {r.measure.name: r.measure for r in results}.values()
        )
        log = [*log, *held_back]
        signals, watched = (), ()
        approval = reader.approval(approval)
    for result in results:
        besides = reader.rules_besides(result.measure) if reader else ()
        rules = rules_for(result.measure, (*local, *besides))
        envelope = strictest(rules, result.grid.breakdown)
        frame, lines = protect_table(result.frame, result.measure, result.grid, envelope)
        tables.append(
            ReleasedTable(
                result.measure,
                result.grid,
                envelope.names,
                envelope.governing,
                frame,
                rebases_for(provenance, result.measure, result.grid),
            )
        )
        log.extend(lines)
    protected, lines = protect_signals(
        _with_rules(signals, local),
        partnership=partnership,
        district_of=district_of,
        hidden=lambda one: _hidden_times(tables, one),
    )
    log.extend(lines)
    watches = check_watched(watched)
    tables.sort(key=lambda table: table.name)
    waits = tuple(sorted(waiting, key=lambda measure: measure.name))
    content = {
        "tables": [(t.name, t.measure.version, _bytes_of(t.frame)) for t in tables],
        "inputs": provenance.input_fingerprint,
        "rebases": provenance.rebases,
        "code": provenance.code_version,
        "waiting": [measure.name for measure in waits],
        "approval": approval,
        "signals": protected,
        "watched": watches,
        **({"reader": reader.name} if reader else {}),
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
        signals=protected,
        watched=watches,
        approval=approval,
        reader=reader.name if reader else "",
        seal=_SEAL,
    )


def _for_reader(
    reader: Reader, results: Iterable[Result], waiting: Iterable[Measure]
) -> tuple[list[Result], list[Measure], list[LogLine]]:
    """Return what a reader may see, and a line for each table that is held back."""
    shown: list[Result] = []
    log: list[LogLine] = []
    for result in results:
        if reader.lets_out(result.measure, result.grid):
            shown.append(result)
        else:
            words = (
                f"Held back whole: it is not declared for this reader ({reader.title.lower()})."
            )
            log.append(LogLine(result.measure.name, f"reader {reader.name}", 0, words))
    return shown, [one for one in waiting if one.name in reader.measures], log


def ledger_ids(
    signals: Iterable[RaisedSignal],
    *,
    partnership: Partnership,
    local_rules: Iterable[str] = ("local_small_numbers",),
    district_of: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the ledger's id of each signal by the reference that `protect` gives it."""
    return references_of(
        _with_rules(signals, tuple(local_rules)),
        partnership=partnership,
        district_of=district_of,
    )


def why_held_back(text: str, signal: ProtectedSignal, keys: Iterable[str] = ()) -> str:
    """Return what a person's words about a signal hold that may not be shown; "" if they may be.

    The rules are those that bound the signal when it was let out: where they hide small counts, a
    number in a note could tell one.

    Parameters
    ----------
    text : str
    signal : ProtectedSignal
    keys : iterable of str
        Keys of its records, which must not be in it, whatever their shape.
    """
    known = all_rules()
    if not set(signal.disclosure_rules) <= set(known):  # of an older release: the strictest way
        return shape_of_identifier(text, keys, names=True) or number_in(text)
    rules = tuple(known[name] for name in signal.disclosure_rules)
    return why_not_told(text, strictest(rules, None), keys)


def _with_rules(
    signals: Iterable[RaisedSignal], local: tuple[str, ...]
) -> Iterator[tuple[RaisedSignal, tuple[DisclosureRule, ...]]]:
    for one in signals:
        yield one, _rules_of(f"the warning rule {one.signal.rule}", one.sources, local)


def _hidden_times(
    tables: Iterable[ReleasedTable], raised: RaisedSignal
) -> tuple[tuple[date, date], ...]:
    """Return the periods in which a table of a signal's sources hides a district or the whole.

    A table that is split by an attribute counts only for a signal of one value of an attribute: its
    parts say nothing of the sum, which another table shows.
    """
    found: set[tuple[date, date]] = set()
    for table in tables:
        if not set(table.measure.sources) & set(raised.sources):
            continue
        if table.grid.breakdown is not None and not raised.is_part:
            continue
        cells = table.frame.filter(
            pl.col("protection").is_in(_HIDDEN) & pl.col("area_kind").is_in(_SUMS)
        )
        for code in cells["period"].unique():
            period = Period.parse(code)
            found.add((period.start, period.end))
    return tuple(sorted(found))


def _without_identifiers(provenance: Provenance) -> tuple[Provenance, list[LogLine]]:
    """Return provenance whose reasons for rebases may be read by anybody."""
    log: list[LogLine] = []
    told: list[RebaseDecision] = []
    for decision in provenance.rebases:
        shape = shape_of_identifier(decision.reason, names=True)
        if shape:
            words = f"The reason of a rebase is held back: it holds what looks like {shape}."
            log.append(LogLine(f"the chart of {decision.measure}", "all", 1, words))
            decision = replace(decision, reason="The reason is held back")
        told.append(decision)
    return replace(provenance, rebases=tuple(told)), log


def _bytes_of(frame: pl.DataFrame) -> str:
    return fingerprint_bytes(frame.write_csv().encode())
