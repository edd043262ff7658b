"""Give, report on, accept, carry over and escalate action items; nothing removes one."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.actions.telling import TellKind
from fingerpost.service.board.models import (
    ActionItem,
    ActionReport,
    Commitment,
    Decision,
    Meeting,
    ReportKind,
)
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.states import ActionStatus as S


@transaction.atomic
def make(
    *,
    words: str,
    owner: Agency,
    due_on: date,
    by: Membership,
    at: datetime,
    person: User | None = None,
    meeting: Meeting | None = None,
    decision: Decision | None = None,
    commitment: Commitment | None = None,
    is_public: bool = True,
) -> ActionItem:
    """Record what an agency is asked to do, and by which day."""
    policies.check(by, P.BOARD_PREPARE)
    item = ActionItem(
        words=words.strip(),
        owner=owner,
        person=person,
        first_due_on=due_on,
        due_on=due_on,
        meeting=meeting,
        decision=decision,
        commitment=commitment,
        is_public=is_public,
        made_at=at,
        made_by=by.user,
    )
    item.full_clean(exclude=["owner", "person", "meeting", "decision", "commitment", "made_by"])
    _write_down(item, ReportKind.MADE, EventKind.ACTION_MADE, by=by, at=at)
    _tell(item, TellKind.OWNER)
    return item


@transaction.atomic
def assign(*, item: ActionItem, person: User, by: Membership, at: datetime) -> ActionItem:
    """Say who of the owner's people does it."""
    item = _of_owner(item, by)
    if item.status in SETTLED:
        raise ValidationError("It is not open.")
    if not Membership.objects.filter(
        user=person, agency=by.agency, ended_at__isnull=True
    ).exists():
        raise ValidationError("Choose somebody of your own agency.")
    item.person = person
    _write_down(item, ReportKind.ASSIGNED, words=f"To {person.name}", by=by, at=at)
    _tell(item, TellKind.OWNER)
    return item


@transaction.atomic
def report_progress(
    *, item: ActionItem, words: str, by: Membership, at: datetime
) -> ActionItem:
    """Say how far the owner is."""
    item = _of_owner(item, by)
    if not words.strip():
        raise ValidationError("Say what was done so far.")
    if item.status == S.OPEN:
        _move(item, S.UNDER_WAY)
    elif item.status != S.UNDER_WAY:
        raise ValidationError("It is not open: there is no progress to report.")
    return _write_down(item, ReportKind.PROGRESS, words=words, by=by, at=at)


@transaction.atomic
def report_done(*, item: ActionItem, evidence: str, by: Membership, at: datetime) -> ActionItem:
    """Say that it is done, and what shows it. The board accepts it, or sends it back."""
    item = _of_owner(item, by)
    _move(item, S.REPORTED, evidence=evidence)
    item.evidence, item.settled_at = evidence.strip(), at
    return _write_down(item, ReportKind.DONE, evidence=evidence, by=by, at=at)


@transaction.atomic
def give_up(*, item: ActionItem, reason: str, by: Membership, at: datetime) -> ActionItem:
    """Say that it is not done, because."""
    item = _of_owner(item, by)
    _move(item, S.NOT_DONE, reason=reason)
    item.reason, item.settled_at = reason.strip(), at
    return _write_down(item, ReportKind.NOT_DONE, words=reason, by=by, at=at)


@transaction.atomic
def take_back(*, item: ActionItem, reason: str, by: Membership, at: datetime) -> ActionItem:
    """Say that the line of minutes that gave it was struck; it stays, as not done because of that."""
    item = _of_board(item, by)
    _move(item, S.NOT_DONE, reason=reason)
    item.reason, item.settled_at = reason.strip(), at
    _write_down(item, ReportKind.NOT_DONE, words=reason, by=by, at=at)
    _tell(item, TellKind.OWNER)
    return item


@transaction.atomic
def accept(*, item: ActionItem, by: Membership, at: datetime) -> ActionItem:
    """Accept as done what was reported with evidence; never what one's own agency reported."""
    item = _of_board(item, by)
    if item.owner_id == by.agency_id:
        raise ValidationError("Another agency than the owner accepts it as done.")
    _move(item, S.CLOSED, evidence=item.evidence)
    return _write_down(item, ReportKind.CLOSED, evidence=item.evidence, by=by, at=at)


@transaction.atomic
def send_back(*, item: ActionItem, reason: str, by: Membership, at: datetime) -> ActionItem:
    """Say that what was given does not show that it is done."""
    item = _of_board(item, by)
    _move(item, S.UNDER_WAY, reason=reason)
    item.settled_at = None
    _write_down(item, ReportKind.SENT_BACK, words=reason, by=by, at=at)
    _tell(item, TellKind.OWNER)
    return item


@transaction.atomic
def carry_over(
    *, item: ActionItem, due_on: date, reason: str, by: Membership, at: datetime
) -> ActionItem:
    """Give it a later day, or take it up again. Its first day stays, and the count rises."""
    item = _of_board(item, by)
    is_open = item.status in (S.OPEN, S.UNDER_WAY)
    _move(item, S(item.status) if is_open else S.UNDER_WAY, reason=reason, day=due_on)
    if due_on <= item.due_on:
        raise ValidationError("Choose a day later than the one that it had.")
    item.due_on, item.carried_over = due_on, item.carried_over + 1
    item.settled_at = item.escalated_at = item.reminded_on = None
    kind = ReportKind.CARRIED_OVER if is_open else ReportKind.REOPENED
    return _write_down(item, kind, words=reason, by=by, at=at)


@transaction.atomic
def escalate(*, item: ActionItem, by: Membership | None, at: datetime) -> ActionItem:
    """Put a late action to the owner's manager, once for each day that it was due."""
    item = _locked(item) if by is None else _of_board(item, by)
    if not item.is_late(timezone.localdate(at)):
        raise ValidationError("It is not late.")
    if item.escalated_at is not None:
        raise ValidationError("It was escalated already.")
    item.escalated_at = at
    _write_down(item, ReportKind.ESCALATED, EventKind.ACTION_ESCALATED, by=by, at=at)
    _tell(item, TellKind.MANAGERS)
    return item


@transaction.atomic
def remind(*, item: ActionItem, at: datetime) -> ActionItem:
    """Remind who does it; the service itself does, once before its day and once after."""
    item = _locked(item)
    if item.status in SETTLED:
        raise ValidationError("It is not open.")
    item.reminded_on = timezone.localdate(at)
    _write_down(item, ReportKind.REMINDED, EventKind.ACTION_REMINDED, by=None, at=at)
    _tell(item, TellKind.OWNER)
    return item


def _tell(item: ActionItem, whom: TellKind) -> None:
    """Hand in the job that tells them: a page does not read who works for another agency."""
    app.configure_task("board.tell_of_action").defer(action_item=item.pk, whom=whom.value)


def _locked(item: ActionItem) -> ActionItem:
    return ActionItem.objects.select_for_update().get(pk=item.pk)


def _of_owner(item: ActionItem, by: Membership) -> ActionItem:
    policies.check(by, P.ACTION_REPORT)
    item = _locked(item)
    if item.owner_id != by.agency_id:
        raise PermissionDenied("only the owner reports on an action")
    return item


def _of_board(item: ActionItem, by: Membership) -> ActionItem:
    if not by.allows(P.BOARD_CHAIR):
        policies.check(by, P.BOARD_PREPARE)
    return _locked(item)


def _move(
    item: ActionItem, to: S, *, evidence: str = "", reason: str = "", day: date | None = None
) -> None:
    met = states.given(evidence=evidence, reason=reason, day=day)
    states.check(S(item.status), to, given=met)
    item.status = to


def _write_down(
    item: ActionItem,
    kind: ReportKind,
    event: EventKind = EventKind.ACTION_REPORTED,
    *,
    by: Membership | None,
    at: datetime,
    words: str = "",
    evidence: str = "",
) -> ActionItem:
    item.save()
    ActionReport.objects.create(
        action_item=item,
        kind=kind,
        words=words.strip(),
        evidence=evidence.strip(),
        status=item.status,
        due_on=item.due_on,
        at=at,
        person=by.user if by else None,
        agency=by.agency if by else None,
    )
    audit.record(
        event,
        at=at,
        by=by,
        target_type="action_item",
        target=item.pk,
        agency=item.owner_id,  # whose values no other agency's page may write: the report has them
    )
    return item
