"""What may be read of diversions, tests and orders, by whom."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Prefetch, Q, QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import (
    Diversion,
    DiversionOutcome,
    DiversionStep,
    DrugOrder,
    DrugTest,
    EligibilityCheck,
    Person,
    Referral,
    Slot,
)
from fingerpost.service.casework.states import ReferralState as S

# Who is on a register: from the booking until the outcome is told.
ON_REGISTER = (S.APPOINTED, S.MISSED, S.CONTACT_TRIED, S.ATTENDED, S.ENGAGED)
AT_MOST = 20  # people shown of a search, and times to choose from


def diversions(*, viewer: Membership) -> QuerySet[Diversion]:
    """Return the diversions of the viewer's agency, the soonest due first; those over come last."""
    policies.check(viewer, P.JUSTICE_WORK)
    return (
        Diversion.objects.filter(agency=viewer.agency)
        .select_related("person", "provider", "owner", "officer", "referral__service")
        .defer("officer__password")
        .order_by(F("due_at").asc(nulls_last=True), "-id")
    )


def diversion(number: int, *, viewer: Membership) -> Diversion | None:
    """Return one diversion of the viewer's agency."""
    return diversions(viewer=viewer).filter(pk=number).first()


def steps(diversion: Diversion) -> QuerySet[DiversionStep]:
    """Return what happened to a diversion, the newest first."""
    return (
        diversion.steps.select_related("actor", "person")
        .defer("person__password")
        .order_by("-id")
    )


def checks(diversion: Diversion) -> list[EligibilityCheck]:
    """Return the checks of a diversion, the one that counts first."""
    found = diversion.checks.select_related("person").defer("person__password")
    return list(found.order_by("-id"))


def outcomes(diversion: Diversion) -> QuerySet[DiversionOutcome]:
    """Return what was said of its outcome numbers, the newest first."""
    return diversion.outcomes.select_related("person").defer("person__password").order_by("-id")


def people(*, viewer: Membership, family_name: str, given_name: str = "") -> list[Person]:
    """Return people of the viewer's agency by their names, as they are written or with a capital.

    Names are compared for equality alone, so that the index serves behind row-level security.
    """
    policies.check(viewer, P.JUSTICE_WORK)
    found = Person.objects.filter(
        agency=viewer.agency,
        family_name__in=_spellings(family_name),
        merged_into__isnull=True,
        erased_at__isnull=True,
    )
    if given_name.strip():
        found = found.filter(given_name__in=_spellings(given_name))
    return list(found[: AT_MOST + 1])


def person(number: int, *, viewer: Membership) -> Person | None:
    """Return one person of the viewer's agency."""
    policies.check(viewer, P.JUSTICE_WORK)
    return Person.objects.filter(
        agency=viewer.agency, pk=number, merged_into__isnull=True, erased_at__isnull=True
    ).first()


def free_times(*, viewer: Membership, at: datetime) -> QuerySet[Slot]:
    """Return the times of courses that still have a seat, the soonest first."""
    policies.check(viewer, P.JUSTICE_WORK)
    return Slot.objects.filter(
        service__is_course=True,
        service__is_open=True,
        starts_at__gt=at,
        taken__lt=F("seats"),
    ).select_related("service__agency")


def times_of(referral: Referral, *, viewer: Membership, at: datetime) -> QuerySet[Slot]:
    """Return the times of a referral's own service that still have a seat, the soonest first."""
    policies.check(viewer, P.CASE_WORK)
    return (
        Slot.objects.filter(service=referral.service_id, starts_at__gt=at, taken__lt=F("seats"))
        .exclude(pk=referral.slot_id or 0)
        .select_related("service__agency")
    )


def register(*, viewer: Membership) -> QuerySet[Referral]:
    """Return who is booked with the viewer's agency by a seat of its courses, by time."""
    policies.check(viewer, P.CASE_WORK)
    return (
        Referral.objects.filter(
            receiver=viewer.agency, service__is_course=True, state__in=ON_REGISTER
        )
        .exclude(appointment_at__isnull=True)
        .select_related("sheet", "service", "sender")
        .order_by("appointment_at", "sheet__name", "id")
    )


def drug_tests(*, viewer: Membership) -> QuerySet[DrugTest]:
    """Return the tests of the viewer's agency, the newest first, with the assessment they require."""
    policies.check(viewer, P.JUSTICE_WORK)
    return (
        DrugTest.objects.filter(agency=viewer.agency)
        .select_related(
            "person",
            "officer",
            "assessment__provider",
            "assessment__owner",
            "assessment__referral",
        )
        .defer("officer__password")
    )


def drug_test(number: int, *, viewer: Membership) -> DrugTest | None:
    """Return one test of the viewer's agency."""
    return drug_tests(viewer=viewer).filter(pk=number).first()


def orders(*, viewer: Membership) -> QuerySet[DrugOrder]:
    """Return the orders that the viewer's agency keeps, or in which it is the provider."""
    policies.check(viewer, P.CASE_VIEW)
    return (
        DrugOrder.objects.filter(Q(agency=viewer.agency) | Q(provider=viewer.agency))
        .select_related("agency", "provider", "officer", "referral__sheet")
        .defer("officer__password")
        .order_by(F("due_on").asc(nulls_last=True), "-id")
    )


def order(number: int, *, viewer: Membership) -> DrugOrder | None:
    """Return one order, if the viewer's agency is of it."""
    return orders(viewer=viewer).filter(pk=number).prefetch_related(Prefetch("reviews")).first()


def _spellings(name: str) -> list[str]:
    said = " ".join(name.split())
    return list(dict.fromkeys((said, said.title(), said.upper(), said.capitalize())))
