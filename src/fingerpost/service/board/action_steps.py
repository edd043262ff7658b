"""What can be done with an action item on a page: each step's words, its form, and who may take it.

Whether a step is shown follows from the table of states; the action that it calls asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.actions import action_items as actions
from fingerpost.service.board.forms import (
    AssignForm,
    CarryForm,
    EvidenceForm,
    NothingForm,
    ReasonForm,
    WordsForm,
)
from fingerpost.service.board.models import ActionItem
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.states import ActionStatus as S


@dataclass(frozen=True)
class Step:
    """One thing that somebody may do with an action item.

    Parameters
    ----------
    name : str
        In its address.
    title, done : str
        What it is called, and what is said once it is done.
    form : type of Form
        Whose fields are the arguments of `act`.
    act : callable
        The action.
    is_owners : bool
        Whether the owner takes it; else secretary or chair do.
    is_open : callable
        Whether the item's state lets it, on a day.
    """

    name: str
    title: str
    done: str
    form: type[forms.Form]
    act: Callable[..., ActionItem]
    is_owners: bool
    is_open: Callable[[ActionItem, date], bool]

    def is_for(self, item: ActionItem, viewer: Membership, on: date) -> bool:
        """Tell whether somebody may take it now."""
        if self.is_owners:
            is_mine = viewer.allows(P.ACTION_REPORT) and item.owner_id == viewer.agency_id
        else:
            is_mine = viewer.allows(P.BOARD_PREPARE) or viewer.allows(P.BOARD_CHAIR)
        if self.name == "accept" and item.owner_id == viewer.agency_id:
            return False
        return is_mine and self.is_open(item, on)

    def take(
        self, item: ActionItem, said: dict[str, Any], by: Membership, at: datetime
    ) -> None:
        """Take it, with what a form says."""
        self.act(item=item, **said, by=by, at=at)


def _to(after: S) -> Callable[[ActionItem, date], bool]:
    return lambda item, on: not states.why_not(S(item.status), after, given=tuple(states.Needs))


def _unsettled(item: ActionItem, on: date) -> bool:
    return item.status not in SETTLED


def _reported(item: ActionItem, on: date) -> bool:
    return item.status == S.REPORTED


def _can_wait(item: ActionItem, on: date) -> bool:
    return item.status != S.REPORTED


def _late(item: ActionItem, on: date) -> bool:
    return item.is_late(on) and item.escalated_at is None


STEPS = (
    Step("done", "Report it done", "It is reported done. The board accepts it, or sends it back.",
         EvidenceForm, actions.report_done, True, _to(S.REPORTED)),
    Step("progress", "Report progress", "Your report is written down.",
         WordsForm, actions.report_progress, True, _unsettled),
    Step("assign", "Say who does it", "They are told.",
         AssignForm, actions.assign, True, _unsettled),
    Step("not-done", "Say why it is not done", "It is written down as not done, with the reason.",
         ReasonForm, actions.give_up, True, _to(S.NOT_DONE)),
    Step("accept", "Accept it as done", "It is done.",
         NothingForm, actions.accept, False, _reported),
    Step("send-back", "Send it back", "It is with its owner again.",
         ReasonForm, actions.send_back, False, _reported),
    Step("carry-over", "Carry it over", "It has a later day. The first one stays on its page.",
         CarryForm, actions.carry_over, False, _can_wait),
    Step("escalate", "Escalate it to the owner’s managers", "The owner’s managers are told.",
         NothingForm, actions.escalate, False, _late),
)  # fmt: skip


def steps_for(item: ActionItem, viewer: Membership, on: date) -> list[Step]:
    """Return what somebody may do with an action item now."""
    return [one for one in STEPS if one.is_for(item, viewer, on)]


def step(name: str, item: ActionItem, viewer: Membership, on: date) -> Step | None:
    """Return a step by name, if somebody may take it now."""
    return next((one for one in steps_for(item, viewer, on) if one.name == name), None)
