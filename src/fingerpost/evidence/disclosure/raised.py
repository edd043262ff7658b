"""From the ledger to the door: each signal with the words of its rule and what people decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from fingerpost.evidence.disclosure.signals import RaisedSignal, Watched
from fingerpost.evidence.early_warning.cases import WATCHED, Casebook
from fingerpost.evidence.early_warning.ledger import Entry, Ledger
from fingerpost.evidence.early_warning.rules import WarningRule, all_rules
from fingerpost.evidence.early_warning.series import last_whole_period
from fingerpost.evidence.early_warning.signals import Signal, SignalKind
from fingerpost.evidence.measures.declaration import Kind
from fingerpost.evidence.sources import all_sources

SHOWN = timedelta(days=548)  # signals of so long ago still stand in the pack
_KIND = {"overdose": Kind.OUTCOME, "supply": Kind.OUTCOME}


def raised_signals(ledger: Ledger) -> tuple[RaisedSignal, ...]:
    """Return the signals of the last year and a half that was watched, ranked.

    One whose rule is no longer declared has no words, and stays in the ledger.
    """
    newest = max((last for _, last in ledger.watched), default=date.min)
    rules = all_rules()
    return tuple(
        _raised(entry, rules[entry.signal.rule])
        for entry in ledger.ranked()
        if entry.signal.rule in rules and newest - entry.signal.raised_on <= SHOWN
    )


def watched_rules(
    casebook: Casebook, rules: tuple[WarningRule, ...], on: date, cannot_say: Mapping[str, str]
) -> tuple[Watched, ...]:
    """Return the rules that were applied on a day, how far they could judge, and what is missing."""
    return tuple(
        Watched(
            rule.name,
            rule.title,
            on if rule.watches.table not in WATCHED else last_whole_period(rule, casebook, on),
            cannot_say.get(rule.name, ""),
        )
        for rule in rules
    )


def _raised(entry: Entry, rule: WarningRule) -> RaisedSignal:
    decision = entry.decisions[-1] if entry.decisions else None
    return RaisedSignal(
        signal=entry.signal,
        title=rule.title,
        what_to_do=rule.what_to_do,
        why_it_matters=rule.why_it_matters,
        evidence_kind=_KIND.get(rule.topic, Kind.ACTIVITY),
        sources=_sources(entry.signal),
        is_part=bool(rule.watches.split),
        shown_attributes={one.words: one.read_from for one in rule.attributes if one.read_from},
        raised_for=rule.raises_for,
        state=entry.state,
        decided_by=decision.name if decision else "",
        decided_on=decision.at.date() if decision else None,
        reason=decision.reason if decision else "",
        entry=entry.id,
    )


def _sources(signal: Signal) -> tuple[str, ...]:
    """Return the sources of a signal and its members: the strictest rule of all binds it."""
    found: set[str] = set()
    for one in (signal, *signal.members):
        rule = all_rules().get(one.rule)
        if rule is not None and rule.watches.table in WATCHED:
            found.add(WATCHED[rule.watches.table].source)
        found |= {
            source.name
            for source in all_sources().values()
            if one.kind is SignalKind.DATA and f": {source.title}" in one.subject
        }
    return tuple(sorted(found))
