"""What of the referrals waits for somebody: steps that they owe, news, and for managers what is late.

A sentence names no person: it says the kind of step, and the referral by its number.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import referral_pages, selectors
from fingerpost.service.casework.models import Referral
from fingerpost.service.casework.states import STANDINGS, ReferralState

AT_MOST = 5  # named one by one; the rest stands on the list of referrals


def owed(membership: Membership, on: date) -> list[Need]:
    """Return the referrals of which this person owes the next step, the soonest due first."""
    if not membership.allows(P.CASE_WORK):
        return []
    found = list(
        selectors.referrals(viewer=membership)
        .filter(
            Q(owner_person=membership.user) | Q(owner_person__isnull=True),
            owner=membership.agency,
        )
        .order_by("due_at", "pk")[: AT_MOST + 1]
    )
    needs = [Need(_words(one), _url(one), _due_on(one)) for one in found[:AT_MOST]]
    if len(found) > AT_MOST:
        needs.append(Need("More referrals wait for a step", reverse("casework:referrals")))
    return needs


def news(membership: Membership, on: date) -> list[Need]:
    """Return that there is news of referrals that the agency sent."""
    if not membership.allows(P.CASE_WORK):
        return []
    shown, _ = referral_pages.listed(
        referral_pages.Show.NEWS, viewer=membership, at=_end_of(on)
    )
    count = len(shown)
    if not count:
        return []
    words = "There is news of a referral" if count == 1 else "There is news of referrals"
    return [Need(words, f"{reverse('casework:referrals')}?show=news")]


def late(membership: Membership, on: date) -> list[Need]:
    """Return for managers that referrals lie late with their own agency."""
    if not membership.allows(P.CASE_MANAGE):
        return []
    found = selectors.referrals(viewer=membership).filter(
        owner=membership.agency, due_at__lt=timezone.now()
    )
    count = found.order_by().count()
    if not count:
        return []
    words = "1 referral is late here" if count == 1 else f"{count} referrals are late here"
    return [Need(f"See to it: {words}", f"{reverse('casework:referrals')}?show=late")]


def _words(referral: Referral) -> str:
    owed = STANDINGS[ReferralState(referral.state)].owed
    return f"Referral {referral.pk}: {owed}"


def _url(referral: Referral) -> str:
    return reverse("casework:referral", args=[referral.pk])


def _due_on(referral: Referral) -> date:
    assert referral.due_at is not None, "an open referral has a time"
    return timezone.localdate(referral.due_at)


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.max))


PROVIDERS = [owed, news, late]
