"""Open a support plan, share it, end that, and close it; and write down who read it.

An agency is let in only where agreement and consent let the plan flow both ways (`plan_sharing`), and its
share opens nothing on the day on which they no longer do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework.models import (
    Consent,
    Person,
    PlanMember,
    PlanShare,
    SupportPlan,
)
from fingerpost.service.casework.plan_parts import PlanEnd, ShareEnd
from fingerpost.service.casework.plan_sharing import (
    Sight,
    both_ways,
    is_law_enforcement,
    share_of,
    sight,
)
from fingerpost.service.casework.plan_versions import freeze


@transaction.atomic
def open_plan(
    *,
    person: Person,
    review_on: date,
    by: Membership,
    at: datetime,
    basis: LegalBasis = LegalBasis.PUBLIC_TASK,
    consent: Consent | None = None,
    purpose: Purpose = Purpose.CARE,
) -> SupportPlan:
    """Open the plan of one's agency's own person; nobody else sees it yet."""
    policies.check(by, P.CASE_WORK)
    if by.is_law_enforcement:
        raise ValidationError(
            "A support plan is held by an agency of care, which invites you to it."
        )
    if person.agency_id != by.agency_id or person.merged_into_id or person.erased_at:
        raise ValidationError("Choose a person of your own agency.")
    if consent is not None and consent.person_id != person.pk:
        raise ValidationError("Choose a consent of this person.")
    if SupportPlan.objects.filter(person=person, closed_at__isnull=True).exists():
        raise ValidationError("There is an open plan of this person. Work on that.")
    on = timezone.localdate(at)
    if review_on <= on:
        raise ValidationError("Choose a day for the first review that is still to come.")
    plan = SupportPlan.objects.create(
        agency=by.agency,
        person=person,
        name=person.known_as or person.name,
        purpose=purpose,
        basis=basis,
        consent=consent,
        worker=by.user,
        since=on,
        review_on=review_on,
        made_at=at,
        made_by=by.user,
    )
    return _written(plan, EventKind.PLAN_SHARED, by=by, at=at)


@transaction.atomic
def invite(
    *,
    plan: SupportPlan,
    agency: Agency,
    by: Membership,
    at: datetime,
    with_health: bool = False,
    consent: Consent | None = None,
) -> SupportPlan:
    """Let an agency see the plan and work on it, if agreement and consent allow it both ways."""
    plan, on = _held(plan, by), timezone.localdate(at)
    consent = consent or plan.consent
    if agency == plan.agency:
        raise ValidationError(f"{agency} holds the plan already.")
    if share_of(plan, agency) is not None:
        raise ValidationError(f"{agency} sees the plan already.")
    if consent is not None and consent.person_id != plan.person_id:
        raise ValidationError("Choose a consent of this person.")
    if with_health and is_law_enforcement(agency):
        raise ValidationError(
            f"{agency} is of law enforcement: nothing of treatment or health goes there."
        )
    for item in ("plan", "plan_health") if with_health else ("plan",):
        answer = both_ways(plan, agency, item, on=on, consent=consent)
        if not answer:
            raise ValidationError(answer.why)
    PlanShare.objects.create(
        plan=plan,
        holder=plan.agency,
        agency=agency,
        purpose=plan.purpose,
        consent=consent,
        sees_health=with_health,
        since=at,
    )
    PlanMember.objects.create(plan=plan, agency=agency, sees_health=with_health, since=on)
    if consent is not None:
        consent.agencies.filter(agency=agency, first_told_at__isnull=True).update(
            first_told_at=at
        )
    tell(plan, agency)
    return _written(plan, EventKind.PLAN_SHARED, by=by, at=at, after={"agency": agency.pk})


@transaction.atomic
def end_share(
    *, plan: SupportPlan, agency: Agency, reason: ShareEnd, by: Membership, at: datetime
) -> SupportPlan:
    """End what an agency sees of a plan, at once: the holder does, or that agency itself."""
    policies.check(by, P.CASE_WORK)
    plan = locked(plan)
    if by.agency_id not in (plan.agency_id, agency.pk):
        raise PermissionDenied("share of others")
    share = share_of(plan, agency)
    if share is None:
        raise ValidationError(f"{agency} does not see the plan.")
    if by.agency_id == plan.agency_id:
        _end(share, reason, at)
        return _written(plan, EventKind.PLAN_SHARED, by=by, at=at, after={"agency": agency.pk})
    # Once its share has ended it reads nothing of the plan: the version is written before.
    _leave(plan, agency, at)
    _written(plan, EventKind.PLAN_SHARED, by=by, at=at, after={"agency": agency.pk})
    _end_lock(share, ShareEnd.LEFT, at)
    tell(plan, plan.agency)
    return plan


@transaction.atomic
def end_under(*, consent: Consent, by: Membership, at: datetime) -> int:
    """End every share that rests on a consent that was withdrawn; return how many.

    Nothing was seen under them since the moment of withdrawal; this writes down that they are over.
    """
    policies.check(by, P.CASE_WORK)
    if consent.withdrawn_at is None or consent.agency_id != by.agency_id:
        raise ValidationError("The consent is not withdrawn, or was not taken by your agency.")
    shares = list(
        PlanShare.objects.filter(
            consent=consent, until__isnull=True, holder=by.agency
        ).select_related("plan__agency", "agency")
    )
    for share in shares:
        plan = locked(share.plan)
        _end(share, ShareEnd.CONSENT, at)
        _written(plan, EventKind.PLAN_SHARED, by=by, at=at, after={"agency": share.agency_id})
    return len(shares)


@transaction.atomic
def name_worker(
    *, plan: SupportPlan, worker: User, by: Membership, at: datetime
) -> SupportPlan:
    """Say who of one's own agency works on the plan."""
    plan, seen = open_to(plan, by, at)
    check_own_worker(worker, by)
    if seen.is_holder:
        plan.worker = worker
        plan.save(update_fields=["worker"])
    else:
        member = PlanMember.objects.get(plan=plan, agency=by.agency, until__isnull=True)
        member.worker = worker
        member.save(update_fields=["worker"])
    return _written(plan, EventKind.PLAN_WORKED, by=by, at=at)


@transaction.atomic
def close(*, plan: SupportPlan, reason: PlanEnd, by: Membership, at: datetime) -> SupportPlan:
    """Close a plan, and with it whatever others see of it."""
    plan = _held(plan, by)
    shares = PlanShare.objects.filter(plan=plan, until__isnull=True).select_related("agency")
    for share in shares:
        _end(share, ShareEnd.CLOSED, at)
    plan.closed_at, plan.end_reason = at, PlanEnd(reason)
    plan.save(update_fields=["closed_at", "end_reason"])
    return _written(plan, EventKind.PLAN_SHARED, by=by, at=at)


@transaction.atomic
def read(*, plans: Iterable[SupportPlan], by: Membership, at: datetime) -> None:
    """Write down that somebody looked at plans."""
    policies.check(by, P.CASE_VIEW)
    for plan in plans:
        audit.record(
            EventKind.RECORD_READ,
            at=at,
            by=by,
            target_type="plan",
            target=plan.pk,
            agency=plan.agency_id,
        )


def locked(plan: SupportPlan) -> SupportPlan:
    """Return the plan as it stands, held against everybody else until the transaction is over."""
    return (
        SupportPlan.objects.select_for_update(of=("self",))
        .select_related("agency", "consent")
        .get(pk=plan.pk)
    )


def open_to(plan: SupportPlan, by: Membership, at: datetime) -> tuple[SupportPlan, Sight]:
    """Return a plan to work on, held, with what its worker may see.

    Raises
    ------
    PermissionDenied
        If they may not see it.
    ValidationError
        If it is closed.
    """
    policies.check(by, P.CASE_WORK)
    plan = locked(plan)
    seen = sight(plan, by, on=timezone.localdate(at))
    if not seen.plan:
        raise PermissionDenied("plan of others")
    if plan.closed_at is not None:
        raise ValidationError("The plan is closed.")
    return plan, seen


def check_own_worker(worker: User, by: Membership) -> None:
    """Refuse somebody who does not work for one's own agency now."""
    if not Membership.objects.filter(
        user=worker, agency=by.agency, ended_at__isnull=True
    ).exists():
        raise ValidationError("Choose somebody of your own agency.")


def write_down(plan: SupportPlan, seen: Sight, *, by: Membership, at: datetime) -> None:
    """Freeze how the plan stands after a change, and write the one event of it."""
    freeze(plan, seen, by=by, at=at)
    audit.record(
        EventKind.PLAN_WORKED,
        at=at,
        by=by,
        target_type="plan",
        target=plan.pk,
        agency=plan.agency_id,
    )


def tell(plan: SupportPlan, agency: Agency, person: User | None = None) -> None:
    """Hand in the job that tells them: a page does not read who works for another agency."""
    app.configure_task("casework.tell_of_plan").defer(
        plan=plan.pk, agency=agency.pk, person=person.pk if person else None
    )


def _written(
    plan: SupportPlan,
    kind: EventKind,
    *,
    by: Membership,
    at: datetime,
    after: dict[str, int] | None = None,
) -> SupportPlan:
    freeze(plan, sight(plan, by, on=timezone.localdate(at)), by=by, at=at)
    audit.record(
        kind,
        at=at,
        by=by,
        target_type="plan",
        target=plan.pk,
        agency=plan.agency_id,
        after=after,
    )
    return plan


def _held(plan: SupportPlan, by: Membership) -> SupportPlan:
    policies.check(by, P.CASE_WORK)
    plan = locked(plan)
    if plan.agency_id != by.agency_id:
        raise PermissionDenied("plan of another agency")
    if plan.closed_at is not None:
        raise ValidationError("The plan is closed.")
    return plan


def _end(share: PlanShare, reason: ShareEnd, at: datetime) -> None:
    _leave(share.plan, share.agency, at)
    _end_lock(share, reason, at)


def _leave(plan: SupportPlan, agency: Agency, at: datetime) -> None:
    PlanMember.objects.filter(plan=plan, agency=agency, until__isnull=True).update(
        until=timezone.localdate(at)
    )


def _end_lock(share: PlanShare, reason: ShareEnd, at: datetime) -> None:
    share.until, share.end_reason = at, ShareEnd(reason)
    share.save(update_fields=["until", "end_reason"])
