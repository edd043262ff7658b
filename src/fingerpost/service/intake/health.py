"""How an agency's data fare: a calendar of what came, what is due, what is late, for each source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.early_warning.silence import due_on
from fingerpost.evidence.lake import Landing, Part
from fingerpost.evidence.publication import wording
from fingerpost.evidence.sources import Source, all_sources
from fingerpost.service.access import policies
from fingerpost.service.access.models import Flow, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.intake import lake_now
from fingerpost.service.intake.landing_permits import sender_of
from fingerpost.service.intake.models import LANDED_HERE, UploadedFile
from fingerpost.service.intake.permits import declared_senders, holders

# How many periods a calendar shows.
SHOWN = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 8,
    PeriodKind.CALENDAR_YEAR: 5,
    PeriodKind.FINANCIAL_YEAR: 5,
}


class State(StrEnum):
    """How one period stands, in the words of the page."""

    COMPLETE = "came"
    WITH_REFUSED = "came, rows refused"
    LATE = "late"
    DUE = "due"


@dataclass(frozen=True)
class Cell:
    """One period of one source."""

    label: str
    state: State
    due_on: date | None
    landed_on: date | None = None
    rows: int = 0
    rows_refused: int = 0
    editions: int = 0  # how many times it was sent

    @property
    def words(self) -> str:
        """What the cell says, without any colour."""
        if self.landed_on is not None:
            said = f"Came {wording.day(self.landed_on)}: {self.rows:,} rows"
            if self.rows_refused:
                said += f", {self.rows_refused:,} refused"
            if self.editions > 1:
                times = self.editions - 1
                said += "; corrected once" if times == 1 else f"; corrected {times} times"
            return said
        if self.due_on is None:
            return "Not here yet"
        word = "Late: was due" if self.state is State.LATE else "Due"
        return f"{word} {wording.day(self.due_on)}"


@dataclass(frozen=True)
class Calendar:
    """One source of one sender: its periods in order, the newest last."""

    source: str
    title: str
    sender: str
    cadence: str
    cells: tuple[Cell, ...]
    other: tuple[str, ...] = field(default=())  # what came without a regular period

    @property
    def late(self) -> tuple[Cell, ...]:
        """The periods whose file should have come."""
        return tuple(cell for cell in self.cells if cell.state is State.LATE)

    @property
    def next_due(self) -> date | None:
        """When the next file is due; None if nobody can say."""
        return next((cell.due_on for cell in self.cells if cell.state is State.DUE), None)

    @property
    def sentence(self) -> str:
        """How the source stands, in a sentence or two."""
        wanted = [one for one in self.cells if one.state is not State.DUE]
        came = [one for one in self.cells if one.landed_on is not None]
        if not self.cells:
            return "Nothing has come yet." if not self.other else "It comes at no regular time."
        said = f"{len(came)} of {len(wanted)} files that were due came."
        read = sum(one.rows + one.rows_refused for one in came)
        if read:
            share = 100 * sum(one.rows for one in came) / read
            said += f" Of their rows {_share(share)} landed."
        if self.next_due:
            said += f" The next is due on {wording.day(self.next_due)}."
        return said


def _share(percent: float) -> str:
    # Never rounded up to all of them.
    return "all" if percent == 100 else f"{min(percent, 99.9):.1f}%"


def calendars(*, viewer: Membership, on: date) -> tuple[Calendar, ...]:
    """Return a calendar for each source that the viewer's agency sends, by title and sender.

    Shown are its own uploads, what the lake has of the senders that are declared for it, and what has
    no sender in it but is agreed to come from this agency.
    """
    policies.check(viewer, P.UPLOAD_VIEW)
    agency = viewer.agency
    own = set(
        UploadedFile.objects.filter(agency=agency, status__in=LANDED_HERE).values_list(
            "sha256", flat=True
        )
    )
    declared = declared_senders(agency)
    agreed = set(
        Flow.objects.filter(giver=agency, receiver__in=holders()).values_list("item", flat=True)
    )
    found: list[Calendar] = []
    landings = lake_now.landings()
    mine = {one.source for one in landings if one.sha256 in own}
    for name in sorted({*declared, *agreed, *mine} & set(all_sources())):
        source = all_sources()[name]
        pieces = defaultdict(list)
        for landing in landings:
            for part in landing.parts if landing.source == name else ():
                sender = sender_of(source, part.edition)
                if (
                    landing.sha256 in own
                    or sender in declared.get(name, ())
                    or (not sender and name in {*declared, *agreed})
                ):
                    pieces[sender].append((landing, part))
        for sender in sorted(pieces) or [""]:
            found.append(_calendar(source, sender, pieces.get(sender, []), on))
    return tuple(sorted(found, key=lambda one: (one.title, one.sender)))


def _calendar(
    source: Source, sender: str, came: list[tuple[Landing, Part]], on: date
) -> Calendar:
    by_period: dict[Period, list[tuple[Landing, Part]]] = defaultdict(list)
    other = []
    for landing, part in came:
        period = Period.parse(part.period) if part.period else None
        if period is not None and period.kind in SHOWN:
            by_period[period].append((landing, part))
        else:
            other.append(
                f"{part.edition}: came {wording.day(landing.landed_at.date())}, {part.rows:,} rows"
            )
    cells = tuple(_cells(source, by_period, on)) if by_period else ()
    return Calendar(
        source.name, source.title, sender, source.cadence, cells, tuple(other[-20:])
    )


def _cells(
    source: Source, by_period: dict[Period, list[tuple[Landing, Part]]], on: date
) -> list[Cell]:
    first, last = min(by_period), max(by_period)
    # Up to the period that is going on, and past the newest that came: what comes next.
    period = first
    periods = [period]
    while period.end < on or period <= last:
        period = period.next()
        periods.append(period)
    return [
        _cell(source, one, by_period.get(one, []), on) for one in periods[-SHOWN[first.kind] :]
    ]


def _cell(source: Source, period: Period, came: list[tuple[Landing, Part]], on: date) -> Cell:
    due = due_on(source.name, period)
    if not came:
        state = State.LATE if due is not None and due < on else State.DUE
        return Cell(period.label, state, due)
    landing, part = max(came, key=lambda one: one[0].sequence)
    # Refused rows are counted by file; of a file with several periods each shows its share of rows.
    whole = sum(one.rows for one in landing.parts) or 1
    refused = round(landing.rows_refused * part.rows / whole)
    return Cell(
        label=period.label,
        state=State.WITH_REFUSED if refused else State.COMPLETE,
        due_on=due,
        landed_on=landing.landed_at.date(),
        rows=part.rows,
        rows_refused=refused,
        editions=len({one.sequence for one, _ in came}),
    )
