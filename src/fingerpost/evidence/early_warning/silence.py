"""Files that should have come and have not: first of all a question to the sender."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.early_warning.cases import DAYS_UNTIL_KNOWN, Casebook
from fingerpost.evidence.early_warning.course import SHOWN
from fingerpost.evidence.early_warning.feed import check_feed
from fingerpost.evidence.early_warning.findings import Finding, make_signal
from fingerpost.evidence.early_warning.rules import SilentFeed, WarningRule
from fingerpost.evidence.early_warning.signals import Signal, SignalKind, Stretch
from fingerpost.evidence.sources import all_sources

# How long after the end of a period its file is waited for.
PATIENCE = {
    PeriodKind.MONTH: ("month", 30.4, 31),
    PeriodKind.QUARTER: ("quarter", 91.3, 45),
    PeriodKind.CALENDAR_YEAR: ("year", 365.25, 120),
    PeriodKind.FINANCIAL_YEAR: ("year", 365.25, 120),
}


def due_on(source: str, period: Period) -> date | None:
    """Return the day by which the file of a period has usually come; None if nobody can say."""
    if period.kind not in PATIENCE:
        return None
    _, _, usual = PATIENCE[period.kind]
    return period.end + timedelta(days=max(DAYS_UNTIL_KNOWN.get(source, 0), usual))


OPEN_AND_REGULAR = ("police_street", "police_outcomes", "police_stop_search")


def find_silent(rule: WarningRule, casebook: Casebook, on: date) -> Finding:
    """Return the senders whose next file is overdue on a day.

    Looked at are the files that partners send under an agreement, and the open police files: what
    else is landed is fetched by somebody here.
    """
    assert isinstance(rule.detector, SilentFeed)
    lake, as_of = casebook.inputs.lake, casebook.inputs.as_of
    names = sorted({landing.source for landing in lake.landings(as_of)})
    signals: list[Signal] = []
    tested = 0
    for name in names:
        source = all_sources().get(name)
        if source is None or not (source.licence == "Agreement" or name in OPEN_AND_REGULAR):
            continue
        if source.period is None or source.edition[-1] != source.period:
            continue
        sent: dict[str, set[Period]] = defaultdict(set)
        for _, part in lake.current(name, as_of):
            if part.period:
                sender, _, _ = part.edition.rpartition(" · ")
                sent[sender].add(Period.parse(part.period))
        for sender, periods in sorted(sent.items()):
            tested += 1
            signal = _check(rule, casebook, name, sender, periods, on)
            signals += [signal] if signal else []
    return Finding(rule.name, tuple(signals), (), tested)


def _check(
    rule: WarningRule,
    casebook: Casebook,
    source: str,
    sender: str,
    periods: set[Period],
    on: date,
) -> Signal | None:
    assert isinstance(rule.detector, SilentFeed)
    first = min(periods)
    if first.kind not in PATIENCE:
        return None
    unit, days, _ = PATIENCE[first.kind]
    arrivals: list[int] = []
    due: list[Period] = []
    period = first
    while (expected := due_on(source, period)) is not None and expected <= on:
        due.append(period)
        arrivals.append(int(period in periods))
        period = period.next()
    if len(due) < 2:
        return None
    found = check_feed(
        arrivals,
        unit=unit,
        alpha=rule.detector.alpha,
        minimum_history=rule.detector.minimum_history,
    )
    if not found.is_silent:
        return None
    missing = due[-found.empty_periods :]
    partnership = casebook.inputs.places.partnership
    district = partnership.district(sender)
    title = all_sources()[source].title
    name = district.name if district else sender
    return make_signal(
        rule,
        SignalKind.DATA,
        on=on,
        first_day=missing[0].start,
        last_day=missing[-1].end,
        areas=(district.code if district else partnership.code,),
        observed=0,
        expected=len(missing),
        once_in_days=days / found.probability,
        subject=f"{rule.subject}: {title}" + (f" ({name})" if name else ""),
        method="days without a file, against how often one was missing before",
        fingerprint=casebook.fingerprint_of(source),
        course=tuple(
            Stretch(one.start, one.end, float(came), 1.0, is_signal=one in missing)
            for one, came in zip(
                due[-SHOWN["month"] :], arrivals[-SHOWN["month"] :], strict=True
            )
        ),
    )
