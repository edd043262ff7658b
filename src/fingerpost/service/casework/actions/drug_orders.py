"""Drug rehabilitation requirements: made, reviewed, and ended. Probation's; the provider tells attendance."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.models import (
    Attendance,
    DrugOrder,
    OrderEnd,
    OrderReview,
    OrderState,
    Person,
    ReviewResult,
    Slot,
)
from fingerpost.service.casework.reasons import Need, Origin

MONTHS = range(1, 37)  # how long a requirement may be: general knowledge
WEEKS = range(2, 14)  # from one review to the next


@transaction.atomic
def make(
    *,
    person: Person,
    court: str,
    made_on: date,
    months: int,
    review_weeks: int,
    consented: bool,
    slot: Slot,
    by: Membership,
    at: datetime,
) -> DrugOrder:
    """Write down what a court ordered, with the days of its reviews and the first appointment."""
    policies.check(by, P.JUSTICE_WORK)
    if not consented:
        raise ValidationError(
            "A court makes this requirement only if the person agrees to it. See what the order says."
        )
    if made_on > timezone.localdate(at):
        raise ValidationError("Enter a day that is not in the future.")
    if months not in MONTHS or review_weeks not in WEEKS:
        raise ValidationError("Enter 1 to 36 months, and 2 to 13 weeks between reviews.")
    referral = referrals.book(
        person=person,
        slot=slot,
        why="A drug rehabilitation requirement that a court made.",
        origin=Origin.COURT,
        needs=[Need.DRUGS, Need.JUSTICE],
        by=by,
        at=at,
    )
    ends_on = months_after(made_on, months)
    days = _days(made_on, ends_on, review_weeks)
    order = DrugOrder.objects.create(
        agency=by.agency,
        provider=slot.service.agency,
        person=person,
        referral=referral,
        court=court.strip(),
        made_on=made_on,
        months=months,
        ends_on=ends_on,
        officer=by.user,
        due_on=days[0] if days else ends_on,
        at=at,
    )
    for day in days:
        OrderReview.objects.create(
            order=order, agency=order.agency, provider=order.provider, due_on=day
        )
    _keep(order, by=by, at=at)
    return order


@transaction.atomic
def tell_attendance(
    *, review: OrderReview, attendance: Attendance, by: Membership, at: datetime
) -> OrderReview:
    """Tell probation, by a code, how much somebody came since the last review."""
    policies.check(by, P.CASE_WORK)
    order = _locked(review.order)
    review = OrderReview.objects.select_for_update().get(pk=review.pk)
    if by.agency_id != order.provider_id:
        raise PermissionDenied("order of others")
    if review.result:
        raise ValidationError("This review is over.")
    review.attendance, review.told_at, review.told_by = Attendance(attendance), at, by.user
    review.save()
    _keep(order, by=by, at=at)
    return review


@transaction.atomic
def write_review(
    *,
    review: OrderReview,
    result: ReviewResult,
    held_on: date,
    by: Membership,
    at: datetime,
) -> OrderReview:
    """Write down what came of a review."""
    order = _own(review.order, by)
    review = OrderReview.objects.select_for_update().get(pk=review.pk)
    if review.result:
        raise ValidationError("This review is written down already.")
    if not order.made_on <= held_on <= timezone.localdate(at):
        raise ValidationError("Enter a day since the order was made, not in the future.")
    review.result, review.held_on, review.written_by = ReviewResult(result), held_on, by.user
    review.save()
    following = order.reviews.filter(result="").first()
    order.due_on = following.due_on if following else order.ends_on
    order.save(update_fields=["due_on"])
    _keep(order, by=by, at=at)
    return review


@transaction.atomic
def end(
    *,
    order: DrugOrder,
    state: OrderState,
    on: date,
    by: Membership,
    at: datetime,
    reason: OrderEnd | str = "",
) -> DrugOrder:
    """Say that an order is completed, breached, revoked or ended otherwise, when and why."""
    order = _own(order, by)
    after = OrderState(state)
    if after is OrderState.IN_FORCE:
        raise ValidationError("Say how it ended.")
    if (after is OrderState.COMPLETED) == bool(reason):
        raise ValidationError("Choose the reason, unless it is completed.")
    if not order.made_on <= on <= timezone.localdate(at):
        raise ValidationError("Enter a day since the order was made, not in the future.")
    order.state, order.reason = after, OrderEnd(reason) if reason else ""
    order.due_on, order.over_on = None, on
    order.save()
    _keep(order, by=by, at=at)
    return order


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, or the last of its month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days(made_on: date, ends_on: date, weeks: int) -> list[date]:
    days, day = [], made_on + timedelta(weeks=weeks)
    while day < ends_on:
        days.append(day)
        day += timedelta(weeks=weeks)
    return days


def _own(order: DrugOrder, by: Membership) -> DrugOrder:
    policies.check(by, P.JUSTICE_WORK)
    held = _locked(order)
    if held.agency_id != by.agency_id:
        raise PermissionDenied("order of others")
    return held


def _locked(order: DrugOrder) -> DrugOrder:
    held = (
        DrugOrder.objects.select_for_update(of=("self",))
        .select_related("agency", "provider")
        .get(pk=order.pk)
    )
    if held.state != OrderState.IN_FORCE:
        raise ValidationError("This order is over.")
    return held


def _keep(order: DrugOrder, *, by: Membership, at: datetime) -> None:
    audit.record(
        EventKind.ORDER_KEPT,
        at=at,
        by=by,
        target_type="drug_order",
        target=order.pk,
        agency=order.agency_id,
    )
    app.configure_task("casework.tell_of_order").defer(
        order=order.pk, is_providers=by.agency_id == order.agency_id
    )
