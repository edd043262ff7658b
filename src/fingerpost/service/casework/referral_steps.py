"""What can be done with a referral on a page: every move of `states.MOVES`, and what moves nothing.

A step names the moves that it makes by their words in that table; whether it is shown follows from the
table, and the action that it calls asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import states, ways
from fingerpost.service.casework.actions import details, referrals
from fingerpost.service.casework.models import Referral, Service
from fingerpost.service.casework.referral_forms import (
    AnswerForm,
    AppointmentForm,
    ContactForm,
    DeclineForm,
    DetailForm,
    GiveForm,
    LapseForm,
    MoreForm,
    NothingForm,
    OutcomeForm,
    RedirectForm,
    StepForm,
    WithdrawForm,
)
from fingerpost.service.casework.seen import Seen
from fingerpost.service.casework.states import Move, ReferralState, Side

R, T = Side.RECEIVER, Side.SENDER


@dataclass(frozen=True)
class Step:
    """One thing that somebody may do with a referral.

    Parameters
    ----------
    name : str
        In its address.
    title, done : str
        What it is called, and what is said once it is done.
    form : type of StepForm
        Its fields are the arguments of `act`.
    act : callable
        The action.
    side : Side
        Whose it is; a step of both sides stands twice.
    words : tuple of str
        Of the moves that it makes; none if it moves nothing.
    may : callable
        Where it moves nothing: whether somebody may take it, as the referral stands.
    """

    name: str
    title: str
    done: str
    form: type[StepForm]
    act: Callable[..., object]
    side: Side
    words: tuple[str, ...] = ()
    may: Callable[[Referral, Membership], bool] = lambda referral, viewer: True

    def move(self, referral: Referral) -> Move | None:
        """Return the move that it makes from where the referral stands."""
        moves = states.moves_from(ReferralState(referral.state), self.side)
        return next((one for one in moves if one.words in self.words), None)

    def is_for(self, referral: Referral, viewer: Membership) -> bool:
        """Tell whether somebody may take it now."""
        theirs = referral.sender_id if self.side is T else referral.receiver_id
        if not viewer.allows(P.CASE_WORK) or viewer.agency_id != theirs:
            return False
        if self.words:
            return self.move(referral) is not None and self.may(referral, viewer)
        return self.may(referral, viewer)

    def title_for(self, referral: Referral) -> str:
        """Return what it is called as the referral stands: the words of the table, where it moves."""
        move = self.move(referral) if len(self.words) > 1 else None
        return move.words[0].upper() + move.words[1:] if move else self.title

    def is_late(self, referral: Referral, at: datetime) -> bool:
        """Tell whether it must say why it is late."""
        move = self.move(referral)
        return move is not None and referrals.late_reason_is_due(
            referral, move.after, side=self.side, at=at
        )

    def ask(self, data: Any, referral: Referral, viewer: Membership, at: datetime) -> StepForm:
        """Return its form."""
        is_late = self.is_late(referral, at)
        return self.form(data, referral=referral, viewer=viewer, is_late=is_late)

    def take(
        self, referral: Referral, said: dict[str, Any], by: Membership, at: datetime
    ) -> object:
        """Take it, with what its form says."""
        return self.act(referral=referral, **said, by=by, at=at)


def _redirect(
    *, referral: Referral, service: Service, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    if referral.person is None:
        raise ValidationError("Ask the person to refer themselves to the other service.")
    footing = ways.footing_of(referral, service, on=timezone.localdate(at))
    if footing.why_not:
        raise ValidationError(footing.why_not)
    return referrals.redirect(
        referral=referral,
        service=service,
        basis=footing.basis,
        consent=footing.consent,
        by=by,
        at=at,
        late_reason=late_reason,
    )


def _open(referral: Referral, viewer: Membership) -> bool:
    return not ReferralState(referral.state).is_over


def _writes_of_health(referral: Referral, viewer: Membership) -> bool:
    return viewer.allows(P.CASE_HEALTH) and referral.sent_at is not None


def _has_person(referral: Referral, viewer: Membership) -> bool:
    return referral.person_id is not None


STEPS: tuple[Step, ...] = (
    Step("send", "Send it", "It is sent. You will see here what becomes of it.",
         NothingForm, referrals.send, T, ("send",)),
    Step("take-in", "Take it in", "It is taken in, and lies with you. The sender sees that.",
         NothingForm, referrals.take_in, R, ("take it in",)),
    Step("accept", "Accept", "It is accepted. The sender sees that.",
         NothingForm, referrals.accept, R, ("accept",)),
    Step("came", "They came", "It is written down that they came.",
         NothingForm, referrals.attended, R, ("say that they came",)),
    Step("missed", "They did not come", "It is written down that they did not come.",
         NothingForm, referrals.missed, R, ("say that they did not come",)),
    Step("appointment", "Offer an appointment", "The appointment is written down.",
         AppointmentForm, referrals.offer_appointment, R,
         ("offer an appointment", "offer another appointment", "change the appointment")),
    Step("contact", "Contact was tried", "The try is written down.",
         ContactForm, referrals.try_contact, R, ("say that contact was tried",)),
    Step("stays", "They stay with us", "It is written down that they stay.",
         NothingForm, referrals.engage, R, ("say that they stay",)),
    Step("outcome", "Return the outcome", "The outcome is returned to the sender.",
         OutcomeForm, referrals.return_outcome, R, ("return the outcome",)),
    Step("ask-more", "Ask for more", "The sender is asked.",
         MoreForm, referrals.ask_for_more, R, ("ask for more",)),
    Step("answer", "Answer", "The answer is sent.",
         AnswerForm, referrals.answer, T, ("answer",)),
    Step("redirect", "Send it elsewhere", "It is sent to the other service.",
         RedirectForm, _redirect, T, ("send it elsewhere",), _has_person),
    Step("decline", "Decline", "It is declined. The sender is told why, and who could help instead.",
         DeclineForm, referrals.decline, R, ("decline",)),
    Step("give-up", "Give up contact", "It has lapsed. The sender is told why.",
         LapseForm, referrals.lapse, R, ("give up contact",)),
    Step("again", "Take it up again", "It is taken up again.",
         NothingForm, referrals.take_up_again, R, ("take it up again",)),
    Step("correct", "Correct the outcome", "The outcome is taken back. Return the right one.",
         NothingForm, referrals.correct_outcome, R, ("correct the outcome",)),
    Step("close", "Close it", "It is closed.",
         NothingForm, referrals.close, T, ("close",)),
    Step("write", "Write in own words", "It is written down.",
         DetailForm, details.write, R, may=_writes_of_health),
    Step("write", "Write in own words", "It is written down.",
         DetailForm, details.write, T, may=_writes_of_health),
    Step("give", "Give it to somebody", "They are told.",
         GiveForm, referrals.give_to, R, may=_open),
    Step("give", "Give it to somebody", "They are told.",
         GiveForm, referrals.give_to, T, may=_open),
    Step("withdraw", "Withdraw it", "It is withdrawn. The service is told why.",
         WithdrawForm, referrals.withdraw, T, ("withdraw",)),
    Step("discard", "Discard the draft", "The draft is discarded.",
         WithdrawForm, referrals.withdraw, T, ("discard the draft",)),
)  # fmt: skip
# Where nothing may be told any longer, only these lead on: they tell the sender nothing new.
IN_THE_DARK = ("withdraw", "give")


def steps_for(referral: Referral, viewer: Membership, seen: Seen) -> list[Step]:
    """Return what somebody may do with a referral now, each once, what is owed first."""
    found: dict[str, Step] = {}
    for one in STEPS:
        if one.is_for(referral, viewer) and (not seen.why_no_more or one.name in IN_THE_DARK):
            found.setdefault(one.name, one)
    return list(found.values())


def step(name: str, referral: Referral, viewer: Membership, seen: Seen) -> Step | None:
    """Return a step by name, if somebody may take it now."""
    return next((one for one in steps_for(referral, viewer, seen) if one.name == name), None)
