"""Signals for those who answer them: as the release lets them out, with what was decided since.

The numbers, places and times of a signal come from the release alone. From the ledger come only its
state, who decided that, when and why; a reason that could tell a small number or a person is held back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from math import isnan
from pathlib import Path

from fingerpost.evidence.disclosure import ProtectedSignal, Release, why_held_back
from fingerpost.evidence.early_warning.ledger import Decision, Entry, Ledger, Measured, measured
from fingerpost.evidence.early_warning.references import signal_ids
from fingerpost.evidence.early_warning.signals import SignalKind
from fingerpost.evidence.publication.content import Block
from fingerpost.evidence.publication.pages.what_is_new import details_of_signal
from fingerpost.evidence.publication.signal_words import (
    OPEN,
    STATE_WORDS,
    place_words,
    raised_words,
    signal_sentence,
)
from fingerpost.evidence.publication.wording import SHORT_KIND, capital, counted, lower_first
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import published
from fingerpost.service.insight.models import SignalAssignment

SMALL_WORDS = "Fewer than ten were decided: that says little yet."
FEW = 10


@dataclass(frozen=True)
class Step:
    """One thing that somebody decided about a signal."""

    state: str
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Known:
    """A signal as it may be shown, with its state now and who looks into it.

    Attributes
    ----------
    signal : ProtectedSignal
        Of the release, with the newest decision in place of that which the release knew.
    entry : Entry or None
        Of the ledger; None where the release does not say which it is. Never shown.
    steps : tuple of Step
        What was decided, the newest first.
    assigned : SignalAssignment or None
    """

    signal: ProtectedSignal
    entry: Entry | None
    steps: tuple[Step, ...]
    assigned: SignalAssignment | None
    raised: str

    @property
    def sentence(self) -> str:
        """What was seen, in one or two sentences, to stand beside the title."""
        return capital(signal_sentence(self.signal).removeprefix(f"{self.title}: "))

    @property
    def title(self) -> str:
        """What it is, and where."""
        return f"{self.signal.title}, {place_words(self.signal)}"

    @property
    def state(self) -> str:
        """What became of it, in words."""
        return STATE_WORDS[self.signal.state]

    @property
    def kind(self) -> str:
        """What kind of evidence it is, in a word."""
        return SHORT_KIND[self.signal.evidence_kind]

    @property
    def is_open(self) -> bool:
        """Whether somebody must still answer it, or act upon it."""
        return self.signal.state in OPEN

    @property
    def is_silence(self) -> bool:
        """Whether it says only that data stopped coming."""
        return self.signal.kind is SignalKind.DATA


def signals(*, viewer: Membership) -> tuple[Known, ...]:
    """Return every signal of the newest release, those that weigh most first."""
    policies.check(viewer, P.SIGNAL_VIEW)
    found = published.newest()
    return () if found is None else _known(found)


def signal(reference: str, *, viewer: Membership) -> Known | None:
    """Return one signal by its reference, or None if the newest release has none of it."""
    return next(
        (one for one in signals(viewer=viewer) if one.signal.reference == reference), None
    )


def blocks(known: Known, *, viewer: Membership) -> tuple[Block, ...]:
    """Return what a page shows of a signal: what was seen, its chart and its map."""
    policies.check(viewer, P.SIGNAL_VIEW)
    found = published.newest()
    assert found is not None
    _, *inside = details_of_signal(0, known.signal, found)  # the page has its title itself
    return tuple(inside)


def quality(*, viewer: Membership) -> tuple[str, ...]:
    """Return how good the alarms were by what people decided, as sentences."""
    policies.check(viewer, P.SIGNAL_VIEW)
    return quality_words(measured(ledger()))


def ledger() -> Ledger:
    """Return the ledger, read again only when it was written to."""
    path = published.workspace().root / "ledger" / "signals.jsonl"
    try:
        of = path.stat()
    except FileNotFoundError:
        return Ledger.read(published.workspace())
    return _ledger(str(path), of.st_mtime_ns, of.st_ino)


@lru_cache(maxsize=2)
def _ledger(path: str, changed: int, file: int) -> Ledger:
    return Ledger.read(replace(published.workspace(), root=Path(path).parents[1]))


def quality_words(found: Measured) -> tuple[str, ...]:
    """Return measured precision, delay and false alarms as sentences."""
    seen = f"{counted(found.signals, 'signal')} in {found.years:.1f} years watched"
    said = [
        f"{seen}; {found.decided} decided, {found.real} of them real and {found.false} false."
    ]
    if not found.decided:
        said.append(
            "How good the alarms were cannot be said until people decide what they were."
        )
        return tuple(said)
    said.append(f"Precision: {round(100 * found.precision)} in 100 of those decided were real.")
    if not isnan(found.median_delay_days):
        said.append(
            f"Half of the real ones were raised {found.median_delay_days:.0f} days or less after "
            "they began."
        )
    if not isnan(found.false_alarms_per_year):
        said.append(f"{found.false_alarms_per_year:.1f} false alarms a year.")
    if found.decided < FEW:
        said.append(SMALL_WORDS)
    return tuple(said)


def _known(found: Release) -> tuple[Known, ...]:
    ids = signal_ids(published.workspace(), found.id)
    entries = {entry.id: entry for entry in ledger().entries}
    assigned = {
        one.signal: one
        for one in SignalAssignment.objects.select_related("agency", "person").defer(
            "person__password"
        )
    }
    as_of = found.provenance.as_of.date()
    return tuple(
        _with_ledger(
            one, entries.get(ids.get(one.reference, "")), assigned, raised_words(one, as_of)
        )
        for one in found.signals
    )


def _with_ledger(
    signal: ProtectedSignal,
    entry: Entry | None,
    assigned: dict[str, SignalAssignment],
    raised: str,
) -> Known:
    if entry is None:
        return Known(signal, None, (), None, raised)
    steps = tuple(_step(one, signal, entry) for one in reversed(entry.decisions))
    if entry.decisions:
        last, told = entry.decisions[-1], steps[0]
        signal = replace(
            signal,
            state=last.state,
            decided_by=last.name,
            decided_on=last.at.date(),
            reason=told.reason,
        )
    return Known(signal, entry, steps, assigned.get(entry.id), raised)


def _step(decision: Decision, signal: ProtectedSignal, entry: Entry) -> Step:
    held = why_held_back(decision.reason, signal, entry.signal.case_ids)
    reason = (
        f"The reason is held back: it holds what looks like {lower_first(held)}"
        if held
        else decision.reason
    )
    return Step(STATE_WORDS[decision.state], decision.name, decision.at, reason)
