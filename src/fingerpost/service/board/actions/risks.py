"""Raise, score, change and close risks; a score is only ever added, and none is taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from fingerpost.service.access import audit
from fingerpost.service.access.models import Agency, EventKind, Membership, NoticeKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.actions.reminding import tell_owner
from fingerpost.service.board.models import Meeting, Risk, RiskScore
from fingerpost.service.board.models.risks import RiskKind
from fingerpost.service.board.owners import is_lead, is_of_owner

HAS_HAPPENED = 5  # the likelihood of what is there


@transaction.atomic
def raise_risk(
    *,
    title: str,
    owner: Agency,
    likelihood: int,
    impact: int,
    reason: str,
    review_on: date,
    by: Membership,
    at: datetime,
    cause: str = "",
    consequence: str = "",
    controls: str = "",
    appetite: int = 9,
    is_public: bool = False,
    meeting: Meeting | None = None,
) -> Risk:
    """Write a risk down with its first score, and tell its owner."""
    if not (is_lead(by) or by.allows(P.BOARD_PREPARE)):
        raise PermissionDenied(P.PLAN_MANAGE.value)
    risk = Risk(
        title=title.strip(),
        cause=cause.strip(),
        consequence=consequence.strip(),
        controls=controls.strip(),
        owner=owner,
        meeting=meeting,
        appetite=appetite,
        review_on=review_on,
        is_public=is_public,
        raised_at=at,
        raised_by=by.user,
    )
    risk.full_clean(exclude=["owner", "meeting", "raised_by"])
    risk.save()
    _add_score(risk, likelihood, impact, reason, by, at)
    _write_down(risk, by, at)
    tell_owner(owner.pk, None, NoticeKind.RISK, reverse("board:risk", args=[risk.pk]))
    return risk


@transaction.atomic
def rescore(
    *,
    risk: Risk,
    likelihood: int,
    impact: int,
    reason: str,
    review_on: date,
    by: Membership,
    at: datetime,
) -> Risk:
    """Review a risk: score it again, the same or another, with the reason and the day of the next review."""
    risk = _open(risk, by)
    if risk.kind == RiskKind.ISSUE and likelihood != HAS_HAPPENED:
        raise ValidationError("It has happened: its likelihood stays at 5. Score its impact.")
    _add_score(risk, likelihood, impact, reason, by, at)
    risk.review_on = review_on
    risk.save()
    return _write_down(risk, by, at)


@transaction.atomic
def describe(
    *,
    risk: Risk,
    cause: str,
    consequence: str,
    controls: str,
    by: Membership,
    at: datetime,
) -> Risk:
    """Say what causes it, what follows from it, and what is done about it."""
    risk = _open(risk, by)
    risk.cause, risk.consequence = cause.strip(), consequence.strip()
    risk.controls = controls.strip()
    risk.save()
    return _write_down(risk, by, at)


@transaction.atomic
def accept_up_to(
    *, risk: Risk, appetite: int, reason: str, by: Membership, at: datetime
) -> Risk:
    """Say up to which score the board accepts it; lead and chair do, with a reason."""
    risk = _locked(risk)
    if not (is_lead(by) or by.allows(P.BOARD_CHAIR)):
        raise PermissionDenied(P.PLAN_MANAGE.value)
    _require_open(risk)
    risk.appetite = appetite
    risk.full_clean(exclude=["owner", "person", "commitment", "meeting", "raised_by"])
    risk.save()
    return _write_down(risk, by, at, reason=_said(reason))


@transaction.atomic
def has_happened(*, risk: Risk, reason: str, by: Membership, at: datetime) -> Risk:
    """Say that a risk came true: it is an issue from now on, with the highest likelihood."""
    risk = _open(risk, by)
    if risk.kind == RiskKind.ISSUE:
        raise ValidationError("It is an issue already.")
    last = risk.scores.order_by("-id").first()
    risk.kind = RiskKind.ISSUE
    risk.save()
    _add_score(risk, HAS_HAPPENED, last.impact if last else HAS_HAPPENED, reason, by, at)
    return _write_down(risk, by, at)


@transaction.atomic
def close(*, risk: Risk, reason: str, by: Membership, at: datetime) -> Risk:
    """Close a risk for a reason; the lead does. It stays in the register with its history."""
    risk = _locked(risk)
    if not is_lead(by):
        raise PermissionDenied(P.PLAN_MANAGE.value)
    _require_open(risk)
    risk.closed_at, risk.close_reason = at, _said(reason)
    risk.save()
    return _write_down(risk, by, at)


def _add_score(
    risk: Risk, likelihood: int, impact: int, reason: str, by: Membership, at: datetime
) -> None:
    score = RiskScore(
        risk=risk,
        likelihood=likelihood,
        impact=impact,
        reason=_said(reason),
        at=at,
        by=by.user,
    )
    score.full_clean(exclude=["risk", "by"])
    score.save()


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError("Say why.")
    return reason.strip()


def _open(risk: Risk, by: Membership) -> Risk:
    """Return a risk that is open, for its owner or the lead to change."""
    risk = _locked(risk)
    if not (is_lead(by) or is_of_owner(risk.owner_id, by)):
        raise PermissionDenied("the owner of a risk or the lead changes it")
    _require_open(risk)
    return risk


def _require_open(risk: Risk) -> None:
    if risk.closed_at is not None:
        raise ValidationError("It is closed. Raise it again as a new risk.")


def _locked(risk: Risk) -> Risk:
    return Risk.objects.select_for_update(of=("self",)).get(pk=risk.pk)


def _write_down(risk: Risk, by: Membership, at: datetime, reason: str = "") -> Risk:
    audit.record(
        EventKind.RISK_CHANGED,
        at=at,
        by=by,
        target_type="risk",
        target=risk.pk,
        agency=risk.owner_id,
        reason=reason[:500],
    )
    return risk
