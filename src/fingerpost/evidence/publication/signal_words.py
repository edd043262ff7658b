"""Signals in words: what was seen, how rare it is, what it may come from, and what became of it."""

from __future__ import annotations

import math
from datetime import date

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import ProtectedSignal, Release
from fingerpost.evidence.early_warning.signals import SignalKind, SignalState
from fingerpost.evidence.measures.declaration import Kind
from fingerpost.evidence.publication.content import FindingLine
from fingerpost.evidence.publication.wording import (
    SHORT_KIND,
    capital,
    counted,
    day,
    days_between,
    joined,
    lower_first,
    number,
)

YEAR = 365
NEWS_DAYS = 90  # what ended longer ago is not for the first page
# What is still to be answered, or is real and to be acted upon.
OPEN = (SignalState.NEW, SignalState.BEING_ASSESSED, SignalState.REAL)
STATE_WORDS = {
    SignalState.NEW: "New",
    SignalState.BEING_ASSESSED: "Being assessed",
    SignalState.REAL: "Real",
    SignalState.RECORDING_CHANGE: "A change in recording",
    SignalState.KNOWN_EVENT: "A known event",
    SignalState.FALSE: "A false alarm",
    SignalState.CANNOT_SAY: "Cannot say",
}
SHARE_WORDS = {
    0.25: "a quarter or more",
    0.5: "half or more",
    0.75: "three quarters or more",
    0.9: "nine tenths or more",
}
NOTHING_OF_HARM = "This says nothing about harm: nobody can see it until the data come."


def open_signals(release: Release) -> tuple[ProtectedSignal, ...]:
    """Return the signals that nobody has closed, those that weigh most first."""
    return tuple(
        one for one in release.signals if one.state in OPEN and one.kind is not SignalKind.DATA
    )


def silent_feeds(release: Release) -> tuple[ProtectedSignal, ...]:
    """Return the data that stopped coming, and that nobody has explained."""
    return tuple(
        one for one in release.signals if one.state in OPEN and one.kind is SignalKind.DATA
    )


def top_signal(release: Release) -> ProtectedSignal | None:
    """Return the signal that the first page must have, or None.

    It is about an outcome, recent, expected by chance at most once a year (or too small to say), not
    part of something known, and does not look like a change in recording.
    """
    as_of = release.provenance.as_of.date()
    for one in open_signals(release):
        is_rare = one.once_in_days is None or one.once_in_days >= YEAR
        is_news = (as_of - one.last_day).days <= NEWS_DAYS
        is_explained = one.looks_like_recording or one.is_part_of_known
        if one.evidence_kind is Kind.OUTCOME and is_rare and is_news and not is_explained:
            return one
    return None


def place_words(signal: ProtectedSignal) -> str:
    """Return where it is: ``North Fenmark and South Fenmark``."""
    return joined([place.name for place in signal.places])


def when_words(signal: ProtectedSignal) -> str:
    """Return when it was: ``from 3 to 8 March 2026``, ``in March 2026``."""
    if not signal.is_by_month:
        return days_between(signal.first_day, signal.last_day)
    first, last = _month(signal.first_day), _month(signal.last_day)
    return f"in {first}" if first == last else f"from {first} to {last}"


def _month(of: date) -> str:
    return Period.month(of.year, of.month).label


def raised_words(signal: ProtectedSignal, as_of: date) -> str:
    """Return when it was raised, as seen from `as_of`."""
    if signal.is_by_month:
        return f"raised in {_month(signal.raised_on)}"
    ago = (as_of - signal.raised_on).days
    if ago in (0, 1):
        return "raised today" if ago == 0 else "raised yesterday"
    return f"raised {ago} days ago" if 0 < ago < 60 else f"raised on {day(signal.raised_on)}"


def seen_words(signal: ProtectedSignal) -> str:
    """Return what was seen, without a full stop."""
    if signal.kind is SignalKind.DATA:
        return f"no records came {when_words(signal)}"
    what, when = signal.subject, when_words(signal)
    close = " close together" if signal.kind is SignalKind.RARE else ""
    if signal.observed is None:
        hidden = (
            "the number is too small to show"
            if signal.fewer_than
            else "the number may not be shown"
        )
        return f"more {what} than usual{close} {when}; {hidden}"
    about = "about " if signal.rounded_to > 1 else ""
    return f"{about}{number(signal.observed)} {what}{close} {when}"


def expected_words(signal: ProtectedSignal) -> str:
    """Return what would be usual, or nothing."""
    if signal.expected is None:
        return ""
    if signal.rounded_to > 1:
        fewer = math.ceil(signal.rounded_to / 2)
        return f"about {number(signal.expected)}" if signal.expected else f"fewer than {fewer}"
    return number(signal.expected, 0 if signal.expected >= 10 else 1)


def rarity_words(signal: ProtectedSignal) -> str:
    """Return how often chance alone would give as much, or nothing."""
    days = signal.once_in_days
    if days is None:
        return ""
    if days >= 100 * YEAR:
        return "less than once in 100 years"
    if days >= YEAR:
        years = days // YEAR
        return "about once a year" if years == 1 else f"about once in {years} years"
    months = days // 30
    if months == 0:
        return "more often than once a month"
    return "about once a month" if months == 1 else f"about once in {months} months"


def signal_sentence(signal: ProtectedSignal) -> str:
    """Return the signal in one or two sentences."""
    where = place_words(signal)
    text = f"{signal.title}, {where}: {seen_words(signal)}"
    if signal.kind is SignalKind.DATA:
        return f"{text}. {NOTHING_OF_HARM}"
    usual = expected_words(signal)
    text += f", where {usual} would be usual." if usual else "."
    rare = rarity_words(signal)
    if rare:
        text += f" By chance alone as much would come {rare}."
    if signal.looks_like_recording:
        text += " It looks like a change in recording."
    return text


def cause_of_signal(signal: ProtectedSignal) -> str:
    """Return what it may come from, as sentences."""
    facts = [
        f"{SHARE_WORDS[one.at_least]} of the excess has one {lower_first(one.attribute)}: {one.value}"
        + (f" ({number(one.excess)} more than usual)" if one.excess is not None else "")
        for one in signal.explanations
    ]
    said = []
    if signal.is_part_of_known:
        said.append(
            f"It belongs to something known: {signal.part_of or 'its name may not be shown here'}."
        )
    if signal.looks_like_recording:
        said.append(
            "It looks like a change in how things are recorded, not in what happened"
            + (f": {joined(facts)}." if facts else "; the facts may not be shown here.")
        )
    elif facts:
        said.append(f"{capital(joined(facts))}.")
    return " ".join(said) or "Nothing that may be shown here explains it."


def limits_of_signal(signal: ProtectedSignal) -> str:
    """Return what its history is too short to tell, as a sentence; nothing where it is long enough."""
    months = [one for one in signal.course if one.first_day.day == 1 and one.periods == 1]
    before = [one for one in signal.course if not one.is_signal]
    if (
        not before
        or len(months) < len(before)
        or (before[0].last_day - before[0].first_day).days < 27
    ):
        return ""
    if len(before) >= 12:
        return ""
    return (
        f"Only {counted(len(before), 'month')} stand before it, so that nobody can say whether it comes "
        "every year at this time."
    )


def state_words(signal: ProtectedSignal) -> str:
    """Return what became of it, who decided and why."""
    state = STATE_WORDS[signal.state]
    if signal.state is SignalState.NEW or signal.decided_on is None:
        return f"{state}: nobody has decided yet."
    why = signal.reason.rstrip(".") or "the reason is in the ledger"
    return f"{state}: {signal.decided_by}, {day(signal.decided_on)}. {capital(why)}."


def signal_line(signal: ProtectedSignal, as_of: date, page: str = "") -> FindingLine:
    """Return the signal as one line of a list of findings."""
    return FindingLine(
        signal_sentence(signal),
        SHORT_KIND[signal.evidence_kind],
        f"Signal: {lower_first(STATE_WORDS[signal.state])}",
        raised_words(signal, as_of),
        page,
    )
