"""The ledger: every signal with its evidence, what became of it, who decided that, and why.

One file of JSON lines in the workspace, to which lines are only ever added. Each addition is
written whole or not at all. The program raises signals and says that they grew; only a person's
name moves a state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Literal

from pydantic import TypeAdapter

from fingerpost.evidence.core.errors import WarningError
from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.core.whole_files import write_whole
from fingerpost.evidence.early_warning.joining import CLOSE, overlaps, rank
from fingerpost.evidence.early_warning.signals import Signal, SignalState
from fingerpost.evidence.lake.workspace import Workspace

_SIGNAL = TypeAdapter(Signal)
KNOWN = (SignalState.REAL, SignalState.KNOWN_EVENT, SignalState.RECORDING_CHANGE)
DECIDED = (
    SignalState.REAL,
    SignalState.RECORDING_CHANGE,
    SignalState.KNOWN_EVENT,
    SignalState.FALSE,
)


@dataclass(frozen=True)
class Decision:
    """What a person said a signal was."""

    state: SignalState
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Entry:
    """One signal in the ledger.

    Parameters
    ----------
    signal : Signal
        With its strongest evidence, and the day on which it was first raised.
    last_seen : date
        The last day on which a rule still raised it.
    decisions : tuple of Decision
        Oldest first.
    """

    id: str
    signal: Signal
    last_seen: date
    decisions: tuple[Decision, ...] = ()

    @property
    def state(self) -> SignalState:
        """What became of it."""
        return self.decisions[-1].state if self.decisions else SignalState.NEW


@dataclass(frozen=True)
class Measured:
    """How good the alarms were, by what people decided.

    Attributes
    ----------
    signals, decided : int
    real, false : int
        False are those that people called false; changes in recording and known events are
        neither.
    precision : float
        Real ones among those decided; NaN if none is.
    median_delay_days : float
        From the first day a real signal is about to the day it was raised; NaN if there is none.
    years : float
        Watched.
    false_alarms_per_year : float
        NaN if nothing was watched yet.
    """

    signals: int
    decided: int
    real: int
    false: int
    precision: float
    median_delay_days: float
    years: float
    false_alarms_per_year: float


@dataclass(frozen=True)
class Ledger:
    """The ledger of one workspace, as it was when read."""

    path: Path
    entries: tuple[Entry, ...]
    watched: tuple[tuple[date, date], ...] = ()
    cannot_say: Mapping[str, str] = field(default_factory=dict)  # by rule, when last watched

    @classmethod
    def read(cls, workspace: Workspace) -> Ledger:
        """Read the ledger of a workspace; an empty one if there is none yet."""
        path = workspace.root / "ledger" / "signals.jsonl"
        entries: dict[str, Entry] = {}
        watched: list[tuple[date, date]] = []
        missing: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            said = json.loads(line)
            match said["event"]:
                case "watched":
                    first, last = (date.fromisoformat(said[key]) for key in ("first", "last"))
                    watched.append((first, last))
                    missing = said["cannot_say"]
                case "raised" | "grew":
                    signal = _SIGNAL.validate_python(_numbers(said["signal"]))
                    before = entries.get(said["id"])
                    decisions = before.decisions if before else ()
                    seen = date.fromisoformat(said["on"])
                    entries[said["id"]] = Entry(said["id"], signal, seen, decisions)
                case "decided":
                    entry = entries[said["id"]]
                    decision = Decision(
                        SignalState(said["state"]),
                        said["name"],
                        datetime.fromisoformat(said["at"]),
                        said["reason"],
                    )
                    entries[said["id"]] = replace(entry, decisions=(*entry.decisions, decision))
        return cls(path, tuple(entries.values()), tuple(watched), missing)

    @property
    def fingerprint(self) -> str:
        """Changes when a signal is raised, grows or is decided; not by watching alone."""
        return fingerprint(
            [
                [entry.id, repr(entry.signal), *map(repr, entry.decisions)]
                for entry in self.entries
            ]
        )

    def entry(self, id_: str) -> Entry:
        """Return the entry whose id begins so.

        Raises
        ------
        WarningError
            If there is none, or more than one.
        """
        found = [entry for entry in self.entries if entry.id.startswith(id_)]
        if len(found) != 1 or not id_:
            raise WarningError(
                f"{len(found)} signals have an id that begins with {id_!r}",
                do="See the ids: fingerpost watch list.",
            )
        return found[0]

    def ranked(self) -> tuple[Entry, ...]:
        """Return the entries, the most weighty and rarest first."""
        by_signal = {id(entry.signal): entry for entry in self.entries}
        return tuple(
            by_signal[id(signal)] for signal in rank(entry.signal for entry in self.entries)
        )

    def add(
        self,
        seen: Iterable[tuple[date, tuple[Signal, ...]]],
        district_of: Mapping[str, str],
        *,
        cannot_say: Mapping[str, str] | None = None,
        is_kept: bool = True,
    ) -> Ledger:
        """Add what was seen on some days, in order, and return the ledger with it.

        A signal that continues one of the last weeks is not raised again: it grew. Nothing is
        written unless `is_kept`.
        """
        entries = {entry.id: entry for entry in self.entries}
        lines: list[dict[str, Any]] = []
        days: list[date] = []
        for on, signals in seen:
            days.append(on)
            for signal in signals:
                before = _continues(signal, entries.values(), on, district_of)
                known = _part_of(signal, entries.values(), before, district_of)
                told = replace(signal, part_of=known)
                if before is None:
                    id_ = _new_id(signal, entries)
                    lines.append(_line("raised", id_, on, told))
                    entries[id_] = Entry(id_, told, on)
                    continue
                raised_on = min(before.signal.raised_on, told.raised_on)
                last_seen = max(before.last_seen, on)
                kept = told if _is_news(before.signal, told) else before.signal
                kept = replace(kept, raised_on=raised_on)
                if repr(kept) != repr(before.signal):  # a number that is none equals no other
                    lines.append(_line("grew", before.id, last_seen, kept))
                entries[before.id] = replace(before, signal=kept, last_seen=last_seen)
        if not days:
            return self
        span = (min(days), max(days))
        missing = dict(cannot_say or {})
        lines.append(
            {
                "event": "watched",
                "first": span[0].isoformat(),
                "last": span[1].isoformat(),
                "cannot_say": missing,
            }
        )
        if is_kept:
            _append(self.path, lines)
        return Ledger(self.path, tuple(entries.values()), (*self.watched, span), missing)

    def decide(
        self, id_: str, *, state: SignalState, name: str, reason: str, at: datetime
    ) -> Entry:
        """Write down what a person says a signal was, and return its entry.

        Raises
        ------
        WarningError
            If the signal is not known, no name or no reason is given, or the state is "new".
        """
        entry = self.entry(id_)
        if not name.strip() or not reason.strip() or state is SignalState.NEW:
            raise WarningError(
                "a state is moved only with a person's name and a reason, and never back to new",
                do="Give --state, --name and --reason.",
            )
        decision = Decision(state, name.strip(), at, reason.strip())
        line = {
            "event": "decided",
            "id": entry.id,
            "state": state.value,
            "name": decision.name,
            "at": at.isoformat(),
            "reason": decision.reason,
        }
        _append(self.path, [line])
        return replace(entry, decisions=(*entry.decisions, decision))


def measured(ledger: Ledger) -> Measured:
    """Return how good the alarms were, by what people decided."""
    decided = [entry for entry in ledger.entries if entry.state in DECIDED]
    real = [entry for entry in decided if entry.state is SignalState.REAL]
    false = [entry for entry in decided if entry.state is SignalState.FALSE]
    delays = [(entry.signal.raised_on - entry.signal.first_day).days for entry in real]
    days = {
        first + timedelta(days=number)
        for first, last in ledger.watched
        for number in range((last - first).days + 1)
    }
    years = len(days) / 365.25
    nan = float("nan")
    return Measured(
        signals=len(ledger.entries),
        decided=len(decided),
        real=len(real),
        false=len(false),
        precision=len(real) / len(decided) if decided else nan,
        median_delay_days=float(median(delays)) if delays else nan,
        years=years,
        false_alarms_per_year=len(false) / years if years else nan,
    )


def _continues(
    signal: Signal, entries: Iterable[Entry], on: date, district_of: Mapping[str, str]
) -> Entry | None:
    """Return the entry that a signal continues: about the same thing, and seen not long ago."""
    found = [
        entry
        for entry in entries
        if (entry.id == signal.id or on - entry.last_seen <= CLOSE + CLOSE)
        and any(
            overlaps(one, other, district_of)
            for one in _parts(entry.signal)
            for other in _parts(signal)
        )
    ]
    return max(found, key=lambda entry: (entry.last_seen, entry.id), default=None)


def _parts(signal: Signal) -> tuple[Signal, ...]:
    return signal.members or (signal,)


def _part_of(
    signal: Signal,
    entries: Iterable[Entry],
    itself: Entry | None,
    district_of: Mapping[str, str],
) -> str:
    """Return the known thing that a signal belongs to, in words, or ""."""
    for entry in entries:
        is_other = itself is None or entry.id != itself.id
        if is_other and entry.state in KNOWN and overlaps(entry.signal, signal, district_of):
            return f"{entry.id}: {entry.decisions[-1].reason}"
    return ""


def _is_news(before: Signal, now: Signal) -> bool:
    """Tell whether a signal grew; one that has become weaker keeps its strongest evidence."""
    if (now.weight, now.once_in_days) < (before.weight, before.once_in_days):
        return False
    return (before.observed, before.last_day, before.areas, before.rule, before.part_of) != (
        now.observed,
        now.last_day,
        now.areas,
        now.rule,
        now.part_of,
    ) or before.looks_like_recording != now.looks_like_recording


def _new_id(signal: Signal, entries: Mapping[str, Entry]) -> str:
    id_, number = signal.id, 2
    while id_ in entries:
        id_, number = f"{signal.id}-{number}", number + 1
    return id_


def _line(
    event: Literal["raised", "grew"], id_: str, on: date, signal: Signal
) -> dict[str, Any]:
    said = _SIGNAL.dump_python(signal, mode="json")
    return {"event": event, "id": id_, "on": on.isoformat(), "signal": said}


def _numbers(said: dict[str, Any]) -> dict[str, Any]:
    """Return a signal as read, with "not a number" where JSON has nothing."""
    nan = float("nan")
    filled = {
        key: nan if value is None and key in ("upper", "once_in_days", "expected") else value
        for key, value in said.items()
    }
    return {**filled, "members": [_numbers(member) for member in said["members"]]}


def _append(path: Path, lines: list[dict[str, Any]]) -> None:
    """Add lines so that all of them are there, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_bytes() if path.is_file() else b""
    added = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    write_whole(path, before + added.encode())
