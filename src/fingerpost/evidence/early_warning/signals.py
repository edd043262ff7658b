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

    @property
    def id(self) -> str:
        """A short name that stays the same while the signal goes on: what, where, from when."""
        named = [self.rule, self.subject, self.first_day.isoformat(), *self.areas[:1]]
        return fingerprint(named)[:10]
