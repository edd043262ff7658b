"""Say how a commitment of the plan stands, with what shows it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.models import Commitment, CommitmentReport
from fingerpost.service.board.states import CommitmentStatus, PlanStatus


@transaction.atomic
def report(
    *,
    commitment: Commitment,
    status: CommitmentStatus,
    evidence: str,
    by: Membership,
    at: datetime,
) -> Commitment:
    """Say how a commitment stands: its owner does, or the lead in the owner's name.

    What was said before stays. A commitment that is not kept has why in place of evidence.
    """
    if not by.allows(P.PLAN_MANAGE):
        policies.check(by, P.ACTION_REPORT)
        if commitment.owner_id != by.agency_id:
            raise PermissionDenied("only the owner or the lead reports on a commitment")
    found = (
        # The version as well: who adopts the next one meanwhile waits, or is waited for.
        Commitment.objects.select_for_update(of=("self", "priority__plan"))
        .select_related("priority__plan")
        .get(pk=commitment.pk)
    )
    if found.priority.plan.status != PlanStatus.ADOPTED or found.dropped_because:
        raise ValidationError("It is not of the plan in force.")
    states.check(
        CommitmentStatus(found.status),
        status,
        given=states.given(evidence=evidence, reason=evidence),
    )
    found.status, found.evidence, found.status_at = status, evidence.strip(), at
    found.save(update_fields=["status", "evidence", "status_at"])
    CommitmentReport.objects.create(
        commitment=found,
        status=status,
        evidence=found.evidence,
        at=at,
        person=by.user,
        agency=by.agency,
    )
    audit.record(
        EventKind.PLAN_CHANGED,
        at=at,
        by=by,
        target_type="commitment",
        target=found.pk,
        agency=found.owner_id,
    )
    return found
