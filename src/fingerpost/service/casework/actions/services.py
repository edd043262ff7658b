"""Keep the services of an agency that are referred to, the times that they have free, and how long one waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import ReferralStep, Service, Slot
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.states import STANDINGS, ReferralState
from fingerpost.service.casework.working_days import is_working_day

COUNTED_DAYS = 90  # the last referrals from which a wait is counted
FEWEST = 5  # with fewer, a wait tells of single people
LONGEST_STANDARD = 90  # working days
MOST_SLOTS = 400  # added at once
FURTHEST = timedelta(days=366)


@transaction.atomic
def keep(
    *,
    by: Membership,
    at: datetime,
    name: str,
    what: str,
    needs: Sequence[Need],
    service: Service | None = None,
    areas: str = "",
    ages: str = "",
    manager: User | None = None,
    standards: Mapping[str, int] | None = None,
    places: int | None = None,
    wait_days: int | None = None,
    takes_self_referral: bool = False,
    is_course: bool = False,
    is_open: bool = True,
) -> Service:
    """Add a service of one's agency, or change it.

    Parameters
    ----------
    standards : mapping of str to int
        Working days by state, where they are not those of everybody (`states.STANDINGS`).

    Raises
    ------
    ValidationError
        If the name is taken, or a standard is not a number of working days.
    """
    policies.check(by, P.CASE_MANAGE)
    service = Service(agency=by.agency) if service is None else _own(service, by)
    said = {state: int(days) for state, days in (standards or {}).items()}
    if not set(said) <= {state.value for state in STANDINGS}:
        raise ValidationError("Choose steps that a referral has.")
    if not all(1 <= days <= LONGEST_STANDARD for days in said.values()):
        raise ValidationError(f"A step is due within 1 to {LONGEST_STANDARD} working days.")
    taken = Service.objects.filter(agency=by.agency, name=name.strip()).exclude(pk=service.pk)
    if taken.exists():
        raise ValidationError("Your agency has a service of that name. Choose another name.")
    if wait_days != service.wait_days:
        service.said_on = timezone.localdate(at) if wait_days is not None else None
    service.name, service.what = name.strip(), what.strip()
    service.needs = [Need(one).value for one in needs]
    service.areas, service.ages, service.manager = areas.strip(), ages.strip(), manager
    service.standards, service.places, service.wait_days = said, places, wait_days
    service.takes_self_referral, service.is_course = takes_self_referral, is_course
    service.is_open = is_open
    service.save()
    _record(service, by, at)
    return service


@transaction.atomic
def add_slots(
    *,
    service: Service,
    begins_on: date,
    ends_on: date,
    weekdays: Collection[int],
    times: Sequence[time],
    place: str,
    seats: int,
    by: Membership,
    at: datetime,
) -> int:
    """Add free times on weekdays (Monday is 0) from a day to a day; return how many are new.

    None is added on a bank holiday that falls on a weekday, or before now.
    """
    policies.check(by, P.CASE_MANAGE)
    service = _own(service, by)
    if not place.strip():
        raise ValidationError("Say where it is.")
    if ends_on < begins_on or ends_on - begins_on > FURTHEST:
        raise ValidationError("Choose a last day after the first, within a year.")
    days = [
        begins_on + timedelta(days=count) for count in range((ends_on - begins_on).days + 1)
    ]
    starts = [
        timezone.make_aware(datetime.combine(day, hour))
        for day in days
        if day.weekday() in weekdays and (day.weekday() > 4 or is_working_day(day))
        for hour in times
    ]
    starts = [one for one in starts if one > at]
    if not starts:
        raise ValidationError("No such weekday falls between these days. Choose others.")
    if len(starts) > MOST_SLOTS:
        raise ValidationError(f"That is more than {MOST_SLOTS} times. Choose fewer at once.")
    before = service.slots.count()
    Slot.objects.bulk_create(
        [
            Slot(service=service, starts_at=one, place=place.strip(), seats=seats)
            for one in starts
        ],
        ignore_conflicts=True,
    )
    _record(service, by, at)
    return service.slots.count() - before


@transaction.atomic
def take_off(*, slot: Slot, by: Membership, at: datetime) -> Slot:
    """Take a free time off: whoever has a seat in it keeps it, and nobody else gets one."""
    policies.check(by, P.CASE_MANAGE)
    service = _own(slot.service, by)
    Slot.objects.filter(pk=slot.pk).update(seats=F("taken"))
    slot.refresh_from_db()
    _record(service, by, at)
    return slot


@transaction.atomic
def count_waits(*, at: datetime) -> int:
    """Count for each service how many days it took from sent to the first appointment; return of how many.

    Counted are referrals of the last 90 days that got an appointment. With fewer than five nothing is said.
    """
    first: dict[int, tuple[int, int]] = {}  # referral: service, days
    steps = ReferralStep.objects.filter(
        after=ReferralState.APPOINTED,
        appointment_at__isnull=False,
        referral__sent_at__gte=at - timedelta(days=COUNTED_DAYS),
    ).order_by("id")
    for referral, service, sent_at, meets_at in steps.values_list(
        "referral", "referral__service", "referral__sent_at", "appointment_at"
    ).iterator():
        days = (timezone.localdate(meets_at) - timezone.localdate(sent_at)).days
        first.setdefault(referral, (service, days))
    waits: dict[int, list[int]] = {}
    for service, days in first.values():
        waits.setdefault(service, []).append(days)
    services = list(Service.objects.select_for_update().order_by("pk"))
    for one in services:
        found = waits.get(one.pk, [])
        is_enough = len(found) >= FEWEST
        one.counted_wait_days = round(median(found)) if is_enough else None
        one.counted_from = len(found) if is_enough else 0
        one.counted_on = timezone.localdate(at)
    Service.objects.bulk_update(
        services, ["counted_wait_days", "counted_from", "counted_on"], batch_size=500
    )
    audit.record(EventKind.SERVICE_OFFERED, at=at, target_type="services", target="waits")
    return sum(one.counted_from > 0 for one in services)


def _own(service: Service, by: Membership) -> Service:
    service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
    if service.agency_id != by.agency_id:
        raise PermissionDenied("service of another agency")
    return service


def _record(service: Service, by: Membership, at: datetime) -> None:
    audit.record(
        EventKind.SERVICE_OFFERED, at=at, by=by, target_type="service", target=service.pk
    )
