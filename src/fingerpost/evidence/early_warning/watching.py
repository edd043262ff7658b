"""Run every rule for one day, or replay a period day by day, with the data as known on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fingerpost.evidence.early_warning.cases import WATCHED, Casebook
from fingerpost.evidence.early_warning.clusters import find_clusters
from fingerpost.evidence.early_warning.counting import find_counts, find_rare
from fingerpost.evidence.early_warning.findings import Finding
from fingerpost.evidence.early_warning.joining import join, overlaps
from fingerpost.evidence.early_warning.rules import WarningRule, all_rules
from fingerpost.evidence.early_warning.series import known_by, last_whole_period
from fingerpost.evidence.early_warning.signals import Signal
from fingerpost.evidence.early_warning.silence import find_silent
from fingerpost.evidence.measures.tables import Inputs

Progress = Callable[[str, int, int], None]
FRESH = {"day": 62, "week": 62, "month": 123}  # days after which a newest period is no news
FRESH_YEARLY = 460
DAY = timedelta(days=1)


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Watch:
    """What was seen on one day.

    Parameters
    ----------
    on : date
    signals : tuple of Signal
        Joined and ranked.
    findings : tuple of Finding
        One for each rule, with what it cannot say; a rule whose source is not landed is not among
        them.
    """

    on: date
    signals: tuple[Signal, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Watcher:
    """Every rule over one workspace. What a rule saw is kept until it can see something new."""

    casebook: Casebook
    rules: tuple[WarningRule, ...]
    _last: dict[str, tuple[object, Finding]] = field(default_factory=dict)

    def on(self, day: date) -> Watch:
        """Return what all rules say on a day, with the data as known then."""
        findings = tuple(self._find(rule, day) for rule in self.rules)
        found = [signal for finding in findings for signal in finding.signals]
        return Watch(day, join(found, self.casebook.district_of), findings)

    def _find(self, rule: WarningRule, day: date) -> Finding:
        seen = _what_it_sees(rule, self.casebook, day)
        before = self._last.get(rule.name)
        if before is not None and before[0] == seen:
            return before[1]
        finding = find(rule, self.casebook, day)
        self._last[rule.name] = (seen, finding)
        return finding


def find(rule: WarningRule, casebook: Casebook, on: date) -> Finding:
    """Return what one rule says on a day, before joining."""
    if rule.detector.kind == "silent_feed":
        return find_silent(rule, casebook, on)
    last = last_whole_period(rule, casebook, on)
    table = WATCHED[rule.watches.table]
    if last is None:
        return Finding(rule.name, cannot_say=(f"Nothing of {table.source} was known yet.",))
    fresh = FRESH_YEARLY if rule.looks_back > 1 else FRESH[rule.interval]
    if (on - last).days > fresh:
        return Finding(
            rule.name,
            cannot_say=(f"Nothing newer than {last:%-d %B %Y} is landed: needs newer files.",),
        )
    if rule.detector.kind == "space_time_scan":
        return find_clusters(rule, casebook, on)
    if rule.detector.kind == "days_between":
        return find_rare(rule, casebook, on)
    return find_counts(rule, casebook, on)


def _what_it_sees(rule: WarningRule, casebook: Casebook, day: date) -> object:
    """Return what must change before a rule can say anything else than it said."""
    if rule.detector.kind == "silent_feed":
        return day
    last = last_whole_period(rule, casebook, day)
    if last is None:
        return None
    if rule.interval == "day":
        return day
    fresh = FRESH_YEARLY if rule.looks_back > 1 else FRESH[rule.interval]
    if rule.interval == "week":
        return known_by(rule, casebook, day), (day - last).days > fresh
    known = casebook.known_rows(rule.watches.table, day)
    return last, known, (day - last).days > fresh


def ready_rules(
    casebook: Casebook, names: Iterable[str] | None = None
) -> tuple[WarningRule, ...]:
    """Return the rules whose source is landed; of those named, if any are."""
    wanted = None if names is None else set(names)
    return tuple(
        rule
        for rule in all_rules().values()
        if (wanted is None or rule.name in wanted)
        and (rule.detector.kind == "silent_feed" or casebook.has(rule.watches.table))
    )


def watch(
    inputs: Inputs,
    *,
    on: date,
    rules: Iterable[str] | None = None,
    progress: Progress = _silent,
) -> Watch:
    """Run every rule for one day, with the data as known on it.

    Parameters
    ----------
    inputs : Inputs
        Of the workspace.
    on : date
    rules : iterable of str, optional
        Only these.
    progress : callable

    Returns
    -------
    Watch
        The signals, joined and ranked, and what each rule cannot say.
    """
    casebook = Casebook(inputs)
    ready = ready_rules(casebook, rules)
    progress("Watching", 0, 1)
    seen = Watcher(casebook, ready).on(on)
    progress("Watched", 1, 1)
    return seen


def replay(
    casebook: Casebook,
    *,
    first: date,
    last: date,
    every: int = 1,
    rules: Iterable[str] | None = None,
    progress: Progress = _silent,
) -> Iterator[Watch]:
    """Yield what was to be seen on the days of a period, with the data as known on each.

    A signal keeps the day on which it was first raised. With `every` more than 1 only each so many
    days are looked at, the last one always: what came and went between two of them is missed.
    """
    watcher = Watcher(casebook, ready_rules(casebook, rules))
    days = (last - first).days // every + 1
    before: tuple[Signal, ...] = ()
    for number in range(days):
        day = last - (days - 1 - number) * every * DAY
        if number % 7 == 0:
            progress("Replaying", number, days)
        seen = watcher.on(day)
        signals = tuple(
            replace(signal, raised_on=first_raised(signal, before, casebook.district_of))
            for signal in seen.signals
        )
        before = signals
        yield replace(seen, signals=signals)
    progress("Replayed", days, days)


def first_raised(signal: Signal, before: Iterable[Signal], district_of: dict[str, str]) -> date:
    """Return the day on which a signal was raised: that of the earlier one that it continues."""
    earlier = [one.raised_on for one in before if overlaps(one, signal, district_of)]
    return min([signal.raised_on, *earlier])
