"""What can be said of a decision on a page: each step's words, its form, and when it is open.

The table of states decides; the action that a step calls asks it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.actions import decisions as actions
from fingerpost.service.board.forms import EvidenceForm, ReasonForm
from fingerpost.service.board.minutes_forms import ReplaceForm
from fingerpost.service.board.models import Decision
from fingerpost.service.board.states import DecisionStatus as S


@dataclass(frozen=True)
class Step:
    """One thing that lead or chair may say of a decision.

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
    after : DecisionStatus
        What the decision becomes.
    """

    name: str
    title: str
    done: str
    form: type[forms.Form]
    act: Callable[..., Decision]
    after: S


STEPS = (
    Step("carried-out", "Say that it was carried out", "It is carried out.",
         EvidenceForm, actions.carry_out, S.CARRIED_OUT),
    Step("not-carried-out", "Say why it is not carried out", "The reason is written down.",
         ReasonForm, actions.give_up, S.NOT_CARRIED_OUT),
    Step("replaced", "Say which decision replaced it", "It is replaced.",
         ReplaceForm, actions.replace, S.REPLACED),
)  # fmt: skip


def steps_for(decision: Decision, viewer: Membership) -> list[Step]:
    """Return what somebody may say of a decision now."""
    if not (viewer.allows(P.BOARD_PREPARE) or viewer.allows(P.BOARD_CHAIR)):
        return []
    now, met = S(decision.status), tuple(states.Needs)
    return [one for one in STEPS if not states.why_not(now, one.after, given=met)]
