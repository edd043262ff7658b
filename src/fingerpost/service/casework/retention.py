"""How long a person's record is kept, when its time is over, and why it cannot be erased yet.

What came by a referral and never became the agency's own case is kept as long as the agreement says that let
it come (`Flow.retention_months`). Everything else is kept as `retention.toml` says for the kind of agency.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access import policies
from fingerpost.service.access.models import Agency, Flow, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import families, kept_in_rooms, sharing
from fingerpost.service.casework.models import ERASED, Consent, Person, Referral
from fingerpost.service.casework.months import months_after
from fingerpost.service.casework.states import OVER
from fingerpost.service.casework.states import ReferralState as S

# A referral that came so far is a case of whoever received it.
BECAME_A_CASE = (S.ATTENDED, S.ENGAGED, S.OUTCOME, S.CLOSED)

# What is open of a person with a room ("a support plan is open"), given the numbers of the record's family;
# nothing is erased while one of these answers.
OPEN: list[Callable[[list[int]], str]] = [kept_in_rooms.why_open]
# And what names them there, to be emptied; run as the service.
ERASERS: list[Callable[[list[int]], None]] = [kept_in_rooms.erase]


@cache
def months_by_kind() -> dict[str, int]:
    """Return how many months each kind of agency keeps a record, and "default"."""
    text = resources.files(__package__).joinpath("retention.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["months"])


def own_months(person: Person) -> int:
    """Return how many months the agency keeps what is its own case."""
    table = months_by_kind()
    return table.get(person.agency.kind, table["default"])


def months_for(person: Person, numbers: list[int] | None = None) -> int:
    """Return how many months a record is kept after the agency last dealt with the person."""
    numbers = numbers or families.numbers_of(person)
    received = list(
        Referral.objects.filter(received_as__in=numbers).select_related("sender", "receiver")
    )
    is_own = (
        not received
        or any(one.state in BECAME_A_CASE for one in received)
        or Referral.objects.filter(person__in=numbers).exists()
        or Consent.objects.filter(person__in=numbers).exists()
    )
    agreed = (
        [] if is_own else [months for one in received if (months := _agreed(one)) is not None]
    )
    return max(agreed) if agreed else own_months(person)


def _agreed(referral: Referral) -> int | None:
    """Return how long the receiver keeps a referral by the agreement that let it come."""
    flows = Flow.objects.filter(
        giver=referral.sender,
        receiver=referral.receiver,
        item=sharing.referral_item(referral.sender),
        purpose=referral.purpose,
    )
    months: int | None = flows.aggregate(months=Max("retention_months"))["months"]
    return months


def last_dealt_with(person: Person, numbers: list[int] | None = None) -> date:
    """Return the last day on which the agency had to do with a person."""
    numbers = numbers or families.numbers_of(person)
    moved = Referral.objects.filter(_about(numbers)).aggregate(last=Max("since"))["last"]
    said: dict[str, Any] = Person.objects.filter(pk__in=numbers).aggregate(
        changed=Max("changed_at"), agreed=Max("consents__until")
    )
    days: list[date] = [timezone.localdate(one) for one in (moved, said["changed"]) if one]
    return max([*days, said["agreed"]] if said["agreed"] else days)


def due_on(person: Person) -> date:
    """Return the day on which a record's time is over, or the later one that was decided on."""
    numbers = families.numbers_of(person)
    due = months_after(last_dealt_with(person, numbers), months_for(person, numbers))
    kept: date | None = person.kept_on.aggregate(until=Max("until"))["until"]
    return max(due, kept) if kept else due


def why_not_yet(person: Person, *, on: date, due: date | None = None) -> str:
    """Return why a record cannot be erased on a day, or nothing if it can.

    Parameters
    ----------
    due : date, optional
        Of `due_on`, where it is known already.
    """
    due = due or due_on(person)
    if due > on:
        return f"It is kept until {wording.day(due)}."
    numbers = families.numbers_of(person)
    if Referral.objects.filter(_about(numbers)).exclude(state__in=OVER).exists():
        return "A referral of theirs is open. End it first."
    if person.asked.filter(answered_at__isnull=True).exists():
        return "They asked what you keep of them. Answer that first."
    return next((why for one in OPEN if (why := one(numbers))), "")


def _about(numbers: list[int]) -> Q:
    return Q(person__in=numbers) | Q(received_as__in=numbers)


def to_review(*, viewer: Membership, on: date) -> QuerySet[Person]:
    """Return the records of the viewer's agency whose time is over, the longest first."""
    policies.check(viewer, P.RECORDS_GOVERN)
    return Person.objects.filter(
        agency=viewer.agency_id,
        review_on__lte=on,
        erased_at__isnull=True,
        merged_into__isnull=True,
    ).order_by("review_on", "pk")


def sheets_due(agency: Agency, *, on: date) -> QuerySet[Referral]:
    """Return the referrals to an agency that are over and led to no record, and whose time is over.

    They are kept as long as the longest agreement says by which referrals come to the agency.
    """
    longest = Flow.objects.filter(
        receiver=agency, item__in=("referral", "referral_from_health")
    ).aggregate(months=Max("retention_months"))["months"]
    last = months_after(on, -(longest or months_by_kind()["default"]))
    before = timezone.make_aware(datetime.combine(last, time.max))
    return Referral.objects.filter(
        receiver=agency,
        received_as__isnull=True,
        state__in=OVER,
        over_at__lte=before,
        sent_at__isnull=False,
    ).exclude(sheet__name=ERASED)
