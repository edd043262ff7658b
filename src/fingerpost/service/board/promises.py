"""What agencies promised, actions and commitments alike, and what became of each: one account of it.

A promise never leaves the account and never counts as done without evidence. It keeps the day that was
promised first: carried over, given another day or taken into a new version of the plan, it is late from
that day on. One that is passed on to another agency stays in the first agency's account as passed on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from django.utils import timezone

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import ActionItem, Commitment
from fingerpost.service.board.plans import WAS_IN_FORCE
from fingerpost.service.board.states import ActionStatus, CommitmentStatus


class Became(StrEnum):
    """What became of a promise."""

    OPEN = "Open"
    REPORTED = "Reported done"
    DONE = "Done"
    NOT_DONE = "Not done"
    DROPPED = "Dropped"
    PASSED_ON = "Passed on"


class PromiseKind(StrEnum):
    """As what it was promised."""

    ACTION = "action"
    COMMITMENT = "commitment"


@dataclass(frozen=True)
class Promise:
    """One thing that an agency promised.

    Parameters
    ----------
    kind : PromiseKind
    number : int
        Of the action item, or of the commitment in the version of the plan that speaks last.
    words : str
    agency : str
        Who promised it, by name.
    first_due_on, due_on : date
        The day that was promised first, and the day now.
    times_moved : int
        How often it was given a later day.
    became : Became
    said : str
        What shows that it is done, or why it is not.
    settled_on : date, optional
        When it was done, given up, dropped or passed on.
    """

    kind: PromiseKind
    number: int
    words: str
    agency: str
    first_due_on: date
    due_on: date
    times_moved: int
    became: Became
    said: str = ""
    settled_on: date | None = None

    def __post_init__(self) -> None:
        assert self.became not in (Became.DONE, Became.REPORTED) or self.said.strip(), (
            "nothing is done without evidence"
        )

    def is_late(self, on: date) -> bool:
        """Whether it is open after the day that it has now."""
        return self.became is Became.OPEN and self.due_on < on

    def is_late_on_first_day(self, on: date) -> bool:
        """Whether the day that was promised first went by before it was done, or goes by still."""
        if self.became in (Became.NOT_DONE, Became.DROPPED):
            return False  # that it is not done at all says more
        return self.first_due_on < (self.settled_on or on)

    @property
    def is_moved(self) -> bool:
        """Whether it has another day than the first."""
        return self.due_on != self.first_due_on


@dataclass(frozen=True)
class Tally:
    """How many were promised, and what became of them; the parts add up to the whole."""

    promised: int
    done: int
    done_late: int
    reported: int
    open: int
    late: int
    late_on_first_day: int
    not_done: int
    dropped: int
    passed_on: int
    moved: int

    @property
    def ended(self) -> int:
        """How many will not be done: given up, not kept, or dropped."""
        return self.not_done + self.dropped


def tally(promises: Iterable[Promise], on: date) -> Tally:
    """Return the account of promises on a day."""
    found = list(promises)

    def count(became: Became) -> list[Promise]:
        return [one for one in found if one.became is became]

    done = count(Became.DONE)
    return Tally(
        promised=len(found),
        done=len(done),
        done_late=sum(one.is_late_on_first_day(on) for one in done),
        reported=len(count(Became.REPORTED)),
        open=len(count(Became.OPEN)),
        late=sum(one.is_late(on) for one in found),
        late_on_first_day=sum(one.is_late_on_first_day(on) for one in found),
        not_done=len(count(Became.NOT_DONE)),
        dropped=len(count(Became.DROPPED)),
        passed_on=len(count(Became.PASSED_ON)),
        moved=sum(one.times_moved for one in found),
    )


def promises(*, viewer: Membership) -> list[Promise]:
    """Return every promise of every agency, for who watches over them."""
    policies.check(viewer, P.BOARD_OVERSEE)
    items = ActionItem.objects.select_related("owner").order_by("first_due_on", "id")
    return [*commitments_promised(), *map(_of_action, items)]


def once_each(found: Iterable[Promise]) -> list[Promise]:
    """Return promises so that each counts once: what was passed on counts where it is now."""
    return [one for one in found if one.became is not Became.PASSED_ON]


ACTION_BECAME = {
    ActionStatus.OPEN: Became.OPEN,
    ActionStatus.UNDER_WAY: Became.OPEN,
    ActionStatus.REPORTED: Became.REPORTED,
    ActionStatus.CLOSED: Became.DONE,
    ActionStatus.NOT_DONE: Became.NOT_DONE,
}


def _of_action(item: ActionItem) -> Promise:
    became = ACTION_BECAME[ActionStatus(item.status)]
    said = {
        Became.DONE: item.evidence,
        Became.REPORTED: item.evidence,
        Became.NOT_DONE: item.reason,
    }
    return Promise(
        PromiseKind.ACTION,
        item.pk,
        item.words,
        item.owner.name,
        item.first_due_on,
        item.due_on,
        item.carried_over,
        became,
        said.get(became, ""),
        _day(item.settled_at),
    )


def commitments_promised() -> list[Promise]:
    """Return every commitment once for each agency that promised it, through all versions of the plan."""
    every = list(
        Commitment.objects.filter(priority__plan__status__in=WAS_IN_FORCE)
        .select_related("owner", "priority__plan")
        .order_by("priority__plan__number", "priority__place", "place")
    )
    after = {one.carried_from_id: one for one in every if one.carried_from_id}
    found: list[Promise] = []
    for first in every:
        if first.carried_from_id is None and not first.dropped_because:
            line = [first]
            while (one := after.get(line[-1].pk)) is not None:
                line.append(one)
            found += _of_line(line)
    return found


def _of_line(line: list[Commitment]) -> list[Promise]:
    """Return what was promised with one commitment: by its owner now, and by each owner before.

    The last owner answers for the day that was promised first to the public; whoever passed it on
    answers for what went by until then.
    """
    found: list[Promise] = []
    begins = 0
    for place in range(1, len(line)):
        if line[place].owner_id != line[place - 1].owner_id:
            stretch = line[begins:place]
            passed = line[place].priority.plan.adopted_on
            found.append(
                _promise(
                    stretch,
                    line[0].due_on,
                    Became.PASSED_ON,
                    f"To {line[place].owner.name}",
                    passed,
                )
            )
            begins = place
    last = line[-1]
    if last.dropped_because:
        became, said = Became.DROPPED, last.dropped_because
        settled = last.priority.plan.adopted_on
    elif last.status == CommitmentStatus.KEPT:
        became, said, settled = Became.DONE, last.evidence, _day(last.status_at)
    elif last.status == CommitmentStatus.NOT_KEPT:
        became, said, settled = Became.NOT_DONE, last.evidence, _day(last.status_at)
    else:
        became, said, settled = Became.OPEN, "", None
    promised = [one for one in line if not one.dropped_because]
    return [*found, _promise(promised, line[0].due_on, became, said, settled)]


def _promise(
    line: list[Commitment], first: date, became: Became, said: str, settled: date | None
) -> Promise:
    last = line[-1]
    return Promise(
        PromiseKind.COMMITMENT,
        last.pk,
        last.title,
        last.owner.name,
        first,
        last.due_on,
        sum(now.due_on > was.due_on for was, now in pairwise(line)),
        became,
        said,
        settled,
    )


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
