"""What stands behind a signal of the ledger, for those who may open it: names, places, cases."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.early_warning.cases import WATCHED, Casebook
from fingerpost.evidence.early_warning.ledger import Entry
from fingerpost.evidence.early_warning.naming import place_words
from fingerpost.evidence.early_warning.rules import all_rules
from fingerpost.evidence.early_warning.signals import Signal

ALWAYS = ("record", "day", "known_on", "district", "area")


@dataclass(frozen=True)
class Evidence:
    """A signal with what it rests on. Not protected: for analysts.

    Attributes
    ----------
    entry : Entry
        The ledger's; its signal has the course.
    place : str
        Where it is, by names.
    marked : tuple of str
        Codes of the small areas, districts or partnership to mark on a map.
    cases : polars.DataFrame
        Its records: key, days, place and the attributes that its rule looks at; no other column of
        the file. Empty where the lake has none of them.
    missing : int
        Records that the lake no longer has, since a corrected file took their place.
    """

    entry: Entry
    place: str
    marked: tuple[str, ...]
    cases: pl.DataFrame
    missing: int


def gather(entry: Entry, casebook: Casebook) -> Evidence:
    """Return what stands behind a signal, as far as the lake still has it."""
    signal = entry.signal
    cases = _cases(signal, casebook)
    found = 0 if cases.is_empty() else cases["record"].n_unique()
    return Evidence(
        entry=entry,
        place=place_words(signal.areas, casebook.names, casebook.district_of),
        marked=_marked(signal, casebook),
        cases=cases,
        missing=len(signal.case_ids) - found,
    )


def _marked(signal: Signal, casebook: Casebook) -> tuple[str, ...]:
    rule = all_rules().get(signal.rule)
    if rule is None or rule.watches.table not in WATCHED:
        return signal.areas
    return casebook.small_areas_of(rule.watches.table, signal.areas)


def _cases(signal: Signal, casebook: Casebook) -> pl.DataFrame:
    rule = all_rules().get(signal.rule)
    empty = pl.DataFrame(schema=dict.fromkeys(ALWAYS, pl.String))
    if (
        rule is None
        or rule.watches.table not in WATCHED
        or not casebook.has(rule.watches.table)
    ):
        return empty
    frame = casebook.cases(rule.watches.table)
    wanted = [key for key in signal.case_ids if key]
    columns = [*ALWAYS, *(one.column for one in rule.attributes)]
    names = casebook.names
    return (
        frame.filter(pl.col("record").is_in(wanted))
        .select(columns)
        .with_columns(
            pl.col("district").replace(names),
            pl.col("area").replace(names),
        )
        .sort("day", "record")
    )
