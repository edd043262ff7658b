"""Record what the board decides, and say what became of it; nothing removes a decision."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.models import AgendaItem, Decision, Meeting
from fingerpost.service.board.states import DecisionStatus as S


@transaction.atomic
def record(
    *,
    item: AgendaItem,
    title: str,
    by: Membership,
    at: datetime,
    reasons: str = "",
    options: str = "",
    dissent: str = "",
    edition: str = "",
    measure: str = "",
    owner: Agency | None = None,
    is_public: bool = True,
) -> Decision:
    """Record what was decided under an item, with the edition of the evidence that lay before the board.

    It is agreed once the minutes are.
    """
    policies.check(by, P.BOARD_PREPARE)
    decision = Decision(
        meeting=item.meeting,
        item=item,
        title=title.strip(),
        reasons=reasons.strip(),
        options=options.strip(),
        dissent=dissent.strip(),
        edition=edition,
        measure=measure or item.measure,
        owner=owner,
        is_public=is_public and item.is_public,
        decided_on=timezone.localdate(item.meeting.starts_at),
        recorded_at=at,
        recorded_by=by.user,
    )
    decision.full_clean(exclude=["meeting", "item", "owner", "recorded_by"])
    return _write_down(decision, EventKind.DECISION_RECORDED, by=by, at=at)


def agree(*, meeting: Meeting, by: Membership, at: datetime) -> list[Decision]:
    """Take the recorded decisions of a meeting as agreed: its minutes are being approved."""
    policies.check(by, P.BOARD_CHAIR)
    found = list(meeting.decisions.select_for_update().filter(status=S.RECORDED))
    for decision in found:
        _move(decision, S.AGREED)
        _write_down(decision, by=by, at=at)
    return found


@transaction.atomic
def withdraw(*, decision: Decision, reason: str, by: Membership, at: datetime) -> Decision:
    """Say that it was recorded by mistake, before the minutes are approved."""
    return _become(decision, S.WITHDRAWN, by, at, reason=reason)


@transaction.atomic
def carry_out(*, decision: Decision, evidence: str, by: Membership, at: datetime) -> Decision:
    """Say that it was carried out, and what shows it."""
    return _become(decision, S.CARRIED_OUT, by, at, evidence=evidence)


@transaction.atomic
def give_up(*, decision: Decision, reason: str, by: Membership, at: datetime) -> Decision:
    """Say that it is not carried out, because."""
    return _become(decision, S.NOT_CARRIED_OUT, by, at, reason=reason)


@transaction.atomic
def replace(
    *, decision: Decision, replaced_by: Decision, reason: str, by: Membership, at: datetime
) -> Decision:
    """Say which later decision stands in its place, and why."""
    if replaced_by.pk == decision.pk or replaced_by.decided_on < decision.decided_on:
        raise ValidationError("Choose a later decision.")
    if replaced_by.status not in (S.AGREED, S.CARRIED_OUT):
        raise ValidationError("Choose a decision that is agreed.")
    return _become(decision, S.REPLACED, by, at, reason=reason, replaced_by=replaced_by)


def _become(
    decision: Decision,
    to: S,
    by: Membership,
    at: datetime,
    *,
    evidence: str = "",
    reason: str = "",
    replaced_by: Decision | None = None,
) -> Decision:
    if not by.allows(P.BOARD_CHAIR):
        policies.check(by, P.BOARD_PREPARE)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    _move(decision, to, evidence=evidence, reason=reason)
    decision.became, decision.became_at = (evidence or reason).strip(), at
    decision.replaced_by = replaced_by
    return _write_down(decision, by=by, at=at)


def _move(decision: Decision, to: S, *, evidence: str = "", reason: str = "") -> None:
    met = states.given(evidence=evidence, reason=reason)
    states.check(S(decision.status), to, given=met)
    decision.status = to


def _write_down(
    decision: Decision,
    event: EventKind = EventKind.DECISION_CHANGED,
    *,
    by: Membership,
    at: datetime,
) -> Decision:
    decision.save()
    audit.record(event, at=at, by=by, target_type="decision", target=decision.pk)
    return decision
