"""Signals at the door: as they come, with the words of their rule, and as they may leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fingerpost.evidence.core.areas import Area
from fingerpost.evidence.early_warning.signals import Signal, SignalKind, SignalState
from fingerpost.evidence.measures.declaration import Kind


@dataclass(frozen=True)
class RaisedSignal:
    """A signal as it comes to the door: with the words of its rule and its state in the ledger.

    Parameters
    ----------
    signal : Signal
        As its rule raised it.
    title, what_to_do, why_it_matters : str
        The rule's own words, in sentences.
    evidence_kind : Kind
        Whether it counts an outcome or what partners did.
    sources : tuple of str
        Declared sources that it was counted from: their rules bind it.
    is_part : bool
        Whether its rule counts one value of an attribute apart, as tables split by it do.
    shown_attributes : mapping of str to str
        Attributes whose values may be named, as the signal says them, with the column that each is
        read from ("last outcome": "last_outcome_category"). Every other is held back, and so is one
        whose column is declared personal.
    raised_for : str
        The role that must answer.
    state : SignalState
    decided_by, reason : str
        The person who decided, and why; both must be there for every state but "new".
    decided_on : date, optional
    entry : str
        Its id in the ledger, which never leaves.
    """

    signal: Signal
    title: str
    what_to_do: str
    evidence_kind: Kind
    sources: tuple[str, ...]
    why_it_matters: str = ""
    is_part: bool = False
    shown_attributes: Mapping[str, str] = field(default_factory=dict)
    raised_for: str = ""
    state: SignalState = SignalState.NEW
    decided_by: str = ""
    decided_on: date | None = None
    reason: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Watched:
    """A rule that was applied, whether or not it raised anything."""

    rule: str
    title: str
    data_to: date | None = None  # the last day that it could judge
    cannot_say: str = ""  # what is missing, as a sentence: "Needs 9 more weeks."


@dataclass(frozen=True)
class ProtectedAttribution:
    """What explains an excess, as far as it may be told."""

    attribute: str
    value: str
    at_least: float  # of the excess, the step below its share: 0.5 for more than half
    excess: float | None  # how many more than expected, where no rule hides small counts


@dataclass(frozen=True)
class ProtectedStretch:
    """One bar of a signal's chart, as it may leave.

    Attributes
    ----------
    first_day, last_day : date
    observed, expected, upper : float or None
        None where it is hidden, unknown, or the test has none.
    fewer_than : int or None
        Where the count is hidden as too small, or is none at all: the threshold.
    is_withheld : bool
        Whether it is not shown because a table hides a number of the same time.
    to_come : float
        How many more are estimated to be reported; only where no rule hides counts.
    is_late, is_signal : bool
        Whether records were still coming in; whether it is what the signal is about.
    periods : int
        How many weeks or months it is.
    """

    first_day: date
    last_day: date
    observed: float | None
    expected: float | None = None
    upper: float | None = None
    fewer_than: int | None = None
    is_withheld: bool = False
    to_come: float = 0.0
    is_late: bool = False
    is_signal: bool = False
    periods: int = 1


@dataclass(frozen=True)
class ProtectedSignal:
    """A signal that may leave.

    Attributes
    ----------
    reference : str
        Its name in this release. Made of what is shown only: the ledger's own is made of the
        signal's areas too, and trying all small areas would find the right one.
    places : tuple of Area
        Districts, or the partnership.
    raised_on, first_day, last_day : date
        Days; where `is_by_month` the first and last day of the months that they lie in.
    observed, expected, once_in_days : number or None
        None where the count is hidden, and for a data signal.
    rounded_to : int
        What `observed` and `expected` are rounded to; 1 for exact counts.
    fewer_than : int or None
        Where the count is hidden as too small: the threshold.
    is_part_of_known : bool
        Whether it belongs to a known outbreak or operation; `part_of` names it, if that may leave.
    joined : int
        How many signals were joined in it; 1 if it stands alone.
    sources : tuple of str
    course : tuple of ProtectedStretch
        Its chart, oldest first; empty where none may be shown.
    marked : tuple of str
        Codes of the areas to mark on the map of a cluster: the small areas themselves where no rule
        hides small counts, else the districts, since a marked small area would tell that it has a
        case; empty for any other signal and where the place is the whole partnership.
    known_on : date, optional
        The day as known on which its numbers are; only with a chart.
    """

    reference: str
    rule: str
    kind: SignalKind
    evidence_kind: Kind
    title: str
    subject: str
    places: tuple[Area, ...]
    raised_on: date
    first_day: date
    last_day: date
    is_by_month: bool
    observed: float | None
    expected: float | None
    once_in_days: int | None
    rounded_to: int
    fewer_than: int | None
    weight: float
    explanations: tuple[ProtectedAttribution, ...]
    looks_like_recording: bool
    is_part_of_known: bool
    part_of: str
    joined: int
    what_to_do: str
    why_it_matters: str
    raised_for: str
    state: SignalState
    decided_by: str
    decided_on: date | None
    reason: str
    disclosure_rule: str
    disclosure_rules: tuple[str, ...]
    sources: tuple[str, ...] = ()
    course: tuple[ProtectedStretch, ...] = ()
    marked: tuple[str, ...] = ()
    known_on: date | None = None
