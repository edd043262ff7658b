"""Write minutes line by line as they are spoken, and make what a line says: decision, action, risk.

A line is only ever added. Each write holds its meeting, so that lines of several people stand in one
order and what is newer has the higher number; a line that is sent twice under one key stands once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.actions import action_items, decisions, risks
from fingerpost.service.board.models import (
    AgendaItem,
    Decision,
    Meeting,
    Minute,
    MinuteKind,
)
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.states import MeetingStatus, MinutesStatus

APPROVED = (MinutesStatus.APPROVED, MinutesStatus.PUBLISHED)
STRUCK = "Struck from the minutes: "


def are_open(meeting: Meeting) -> bool:
    """Tell whether lines may be written: it runs, or it is over and its minutes are not approved."""
    if meeting.status == MeetingStatus.RUNNING:
        return True
    return (
        meeting.status == MeetingStatus.HELD
        and not meeting.minutes.filter(status__in=APPROVED).exists()
    )


@transaction.atomic
def note(
    *,
    item: AgendaItem,
    words: str,
    key: str,
    by: Membership,
    at: datetime,
    is_public: bool = False,
) -> Minute:
    """Write down what was said."""
    return _before(item, key, by) or _add(
        item, MinuteKind.NOTE, words, key, by, at, is_public=is_public
    )


@transaction.atomic
def decide(
    *,
    item: AgendaItem,
    words: str,
    key: str,
    by: Membership,
    at: datetime,
    reasons: str = "",
    options: str = "",
    dissent: str = "",
    edition: str = "",
    measure: str = "",
    is_public: bool = True,
) -> Minute:
    """Write down what was decided, and record the decision."""
    found = _before(item, key, by)
    if found:
        return found
    made = decisions.record(
        item=item,
        title=words,
        reasons=reasons,
        options=options,
        dissent=dissent,
        edition=edition,
        measure=measure,
        is_public=is_public,
        by=by,
        at=at,
    )
    kind = MinuteKind.DECISION
    return _add(item, kind, words, key, by, at, is_public=is_public, decision=made)


@transaction.atomic
def give_action(
    *,
    item: AgendaItem,
    words: str,
    owner: Agency,
    due_on: date,
    key: str,
    by: Membership,
    at: datetime,
    person: User | None = None,
    decision: Decision | None = None,
    is_public: bool = True,
) -> Minute:
    """Write down what an agency is asked to do by a day, and give it the action."""
    found = _before(item, key, by)
    if found:
        return found
    if decision is not None and decision.meeting_id != item.meeting_id:
        raise ValidationError("Choose a decision of this meeting.")
    made = action_items.make(
        words=words,
        owner=owner,
        person=person,
        due_on=due_on,
        meeting=item.meeting,
        decision=decision,
        is_public=is_public and item.is_public,
        by=by,
        at=at,
    )
    kind = MinuteKind.ACTION
    return _add(item, kind, words, key, by, at, is_public=is_public, action_item=made)


@transaction.atomic
def raise_risk(
    *,
    item: AgendaItem,
    words: str,
    owner: Agency,
    likelihood: int,
    impact: int,
    review_on: date,
    key: str,
    by: Membership,
    at: datetime,
    is_public: bool = False,
) -> Minute:
    """Write down what may go wrong, and raise the risk with its first score."""
    found = _before(item, key, by)
    if found:
        return found
    made = risks.raise_risk(
        title=words,
        owner=owner,
        likelihood=likelihood,
        impact=impact,
        reason="As the meeting held it to be.",
        review_on=review_on,
        meeting=item.meeting,
        by=by,
        at=at,
    )
    kind = MinuteKind.RISK
    return _add(item, kind, words, key, by, at, is_public=is_public, risk=made)


@transaction.atomic
def strike(*, line: Minute, reason: str, key: str, by: Membership, at: datetime) -> Minute:
    """Strike a line by a later one that says why, and take back what it made.

    Raises
    ------
    ValidationError
        If it is struck already, or its action is reported on: that stands.
    """
    found = _before(line.item, key, by)
    if found:
        return found
    if line.strikes_id or Minute.objects.filter(strikes=line).exists():
        raise ValidationError("It is struck already.")
    if not reason.strip():
        raise ValidationError("Say why.")
    if line.decision:
        decisions.withdraw(decision=line.decision, reason=reason, by=by, at=at)
    if line.action_item:
        if line.action_item.status in SETTLED:
            raise ValidationError("Its owner has reported on the action: it stands.")
        why = f"{STRUCK}{reason.strip()}"
        action_items.take_back(item=line.action_item, reason=why, by=by, at=at)
    if line.risk and line.risk.closed_at is None:
        risks.close(risk=line.risk, reason=f"{STRUCK}{reason.strip()}", by=by, at=at)
    kind = MinuteKind(line.kind)
    return _add(line.item, kind, reason, key, by, at, is_public=line.is_public, strikes=line)


def _before(item: AgendaItem, key: str, by: Membership) -> Minute | None:
    """Hold the meeting while a line is written; return the line if it was sent before."""
    policies.check(by, P.BOARD_PREPARE)
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    found = meeting.lines.filter(key=key).first()
    if found is None and not are_open(meeting):
        raise ValidationError("Its minutes are closed. Say it at the next meeting.")
    if item.is_struck:
        raise ValidationError("The item is off the agenda. Choose another.")
    return found


def _add(
    item: AgendaItem,
    kind: MinuteKind,
    words: str,
    key: str,
    by: Membership,
    at: datetime,
    *,
    is_public: bool,
    **made: Any,
) -> Minute:
    line = Minute(
        meeting=item.meeting,
        item=item,
        kind=kind,
        words=words.strip(),
        is_public=is_public and item.is_public,
        key=key,
        at=at,
        by=by.user,
        **made,
    )
    line.full_clean(exclude=["meeting", "item", "by", *made])
    line.save()
    audit.record(
        EventKind.MINUTE_WRITTEN, at=at, by=by, target_type="meeting", target=item.meeting_id
    )
    return line
