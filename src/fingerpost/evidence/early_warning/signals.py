"""What a warning rule raises: a signal with its evidence, and what it may come from.

A signal is not a fact about harm. It says that something is not as it used to be, how rare that is by
chance alone, and what explains most of it; what it was, people decide (see the ledger).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fingerpost.evidence.core.fingerprints import fingerprint


class SignalKind(StrEnum):
    """What stands behind a signal."""

    COUNT = "count"  # more than expected in a period
    CLUSTER = "cluster"  # more than expected in a place and a stretch of days
    RARE = "rare"  # rare events close together
    DATA = "data"  # files or records that are missing: nothing is known of harm


class SignalState(StrEnum):
    """What became of a signal; only a person moves it."""

    NEW = "new"
    BEING_ASSESSED = "being_assessed"
    REAL = "real"
    RECORDING_CHANGE = "recording_change"
    KNOWN_EVENT = "known_event"
    FALSE = "false"
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True)
class Attribution:
    """How much of an excess the records with one value of an attribute explain.

    Parameters
    ----------
    attribute, value : str
        ``outcome`` and ``no suspect``; both as people say them.
    excess : float
        How many more of these records than expected.
    share : float
        Of the whole excess, 0 to 1 (more than 1 where others fell).
    """

    attribute: str
    value: str
    excess: float
    share: float


@dataclass(frozen=True)
class Stretch:
    """A week, a month, or as many days as a signal has: one bar of its chart.

    Parameters
    ----------
    first_day, last_day : date
        Both inside.
    observed : float or None
        As known on the day; None where no file covers it.
    expected, upper : float or None
        What was usual, and the bound of the usual; None where the test has none.
    to_come : float
        How many more are estimated to be reported.
    is_late : bool
        Whether records of it were still being reported.
    is_signal : bool
        Whether it is part of what the signal is about.
    """

    first_day: date
    last_day: date
    observed: float | None
    expected: float | None = None
    upper: float | None = None
    to_come: float = 0.0
    is_late: bool = False
    is_signal: bool = False


@dataclass(frozen=True)
class Signal:
    """One signal, or several that were joined because they are about the same thing.

    Parameters
    ----------
    rule : str
        The name of the warning rule that raised it.
    kind : SignalKind
    raised_on : date
        The first day on which it would have been seen, with the data as known then.
    first_day, last_day : date
        The stretch that it is about, both inside it.
    areas : tuple of str
        Codes of the areas it is about, in code order; the largest excess need not come first.
    observed, expected : float
        Counts in that stretch and those areas; `expected` is what history gives.
    upper : float
        The bound that was passed, where the detector has one; else not a number.
    once_in_days : float
        So often chance alone would give as much, in days ("about once in 3 years by chance").
    weight : float
        Its weight for public health, by its rule: signals are ranked by it, then by rarity.
    explanations : tuple of Attribution
        What explains most of the excess, the largest share first.
    looks_like_recording : bool
        Whether it looks like a change in recording; `why_recording` says by which facts.
    members : tuple of Signal
        The signals that were joined in this one; empty if it stands alone.
    case_ids : tuple of str
        Opaque keys of the records in it, for those who may open them; never published.
    course : tuple of Stretch
        What was seen and expected before it and in it, oldest first: its chart. Empty in members.
    known_on : date, optional
        The day as known on which its numbers and its course are.
    """

    rule: str
    kind: SignalKind
    raised_on: date
    first_day: date
    last_day: date
    areas: tuple[str, ...]
    observed: float
    expected: float
    upper: float
    once_in_days: float
    weight: float
    subject: (
        str  # what it is about: "overdose call-outs", with the substance if it is about one
    )
    explanations: tuple[Attribution, ...] = ()
    looks_like_recording: bool = False
    why_recording: str = ""
    part_of: str = ""  # the known outbreak or operation that it belongs to, if any
    members: tuple[Signal, ...] = ()
    case_ids: tuple[str, ...] = ()
    input_fingerprint: str = ""
    method: str = ""
    course: tuple[Stretch, ...] = ()
    known_on: date | None = None

    @property
    def id(self) -> str:
        """A short name that stays the same while the signal goes on: what, where, from when."""
        named = [self.rule, self.subject, self.first_day.isoformat(), *self.areas[:1]]
        return fingerprint(named)[:10]
