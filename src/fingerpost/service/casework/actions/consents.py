"""Write down what somebody agreed to, and at once what they agree to no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies, selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import Agency, EventKind, Membership, NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.casework import consent_words
from fingerpost.service.casework.actions import people, plans
from fingerpost.service.casework.models import (
    Consent,
    ConsentAgency,
    HowGiven,
    Person,
    Referral,
    WithdrawalReason,
    Witness,
)
from fingerpost.service.casework.months import months_after
from fingerpost.service.casework.reasons import EndReason

MONTHS = 6  # that a consent counts, if nothing else is chosen
AT_MOST = 24


@transaction.atomic
def take(
    *,
    person: Person,
    agencies: Collection[Agency],
    items: Collection[str],
    until: date,
    how: HowGiven,
    by: Membership,
    at: datetime,
    purpose: Purpose = Purpose.CARE,
    given_on: date | None = None,
    witness: str = "",
) -> Consent:
    """Write down what a person of one's own agency agreed to, in the words that were said to them.

    Parameters
    ----------
    agencies, items
        Who may be told, and what: only what an agreement lets flow while the person agrees.
    until : date
        The last day; two years on at most.
    """
    person = people.locked(person, by)
    on = timezone.localdate(at)
    given_on = given_on or on
    if person.died_on is not None:
        raise ValidationError("This person died: no consent is asked.")
    if given_on > on:
        raise ValidationError(
            "Choose the day on which they agreed; it cannot be in the future."
        )
    if not on <= until <= months_after(given_on, AT_MOST):
        raise ValidationError("Choose a last day from today to two years from now.")
    open_to = {
        one.agency.pk: one.items
        for one in consent_words.offers(by.agency, purpose=purpose, on=on)
    }
    if not items or not agencies:
        raise ValidationError("Choose what may be told, and to whom.")
    for agency in agencies:
        if not open_to.get(agency.pk, frozenset()) & set(items):
            raise ValidationError(
                f"No agreement lets {agency} be told any of this by consent. Leave it out."
            )
    if set(items) - frozenset().union(*(open_to[one.pk] for one in agencies)):
        raise ValidationError("Leave out what none of the chosen agencies may be told.")
    consent = Consent.objects.create(
        person=person,
        agency=by.agency,
        items=[name for name in consent_words.ITEMS if name in items],
        purpose=purpose,
        words=consent_words.words(
            agency=by.agency,
            agencies=agencies,
            items=items,
            purpose=purpose,
            until=until,
            on=on,
        ),
        given_on=given_on,
        until=until,
        how=HowGiven(how),
        taken_by=by.user,
        witness=Witness(witness) if witness else "",
        made_at=at,
    )
    ConsentAgency.objects.bulk_create(
        [ConsentAgency(consent=consent, agency=one, taker=by.agency) for one in agencies]
    )
    audit.record(
        EventKind.CONSENT_TAKEN, at=at, by=by, target_type="consent", target=consent.pk
    )
    return consent


@transaction.atomic
def withdraw(
    *, consent: Consent, reason: WithdrawalReason, by: Membership, at: datetime
) -> Consent:
    """Write down that it counts no more. From this transaction on nothing is told under it.

    Open referrals and shares of plans that rest on it end, and a job tells every agency that was told something. Who holds what
    stays listed.
    """
    policies.check(by, P.CASE_WORK)
    consent = Consent.objects.select_for_update().get(pk=consent.pk, agency=by.agency)
    if consent.withdrawn_at is not None:
        raise ValidationError("It was withdrawn already.")
    consent.withdrawn_at, consent.withdrawal_reason = at, WithdrawalReason(reason)
    consent.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    audit.record(
        EventKind.CONSENT_WITHDRAWN, at=at, by=by, target_type="consent", target=consent.pk
    )
    resting = Referral.objects.filter(consent=consent)
    people.end_sent(resting, reason=EndReason.CONSENT, by=by, at=at)
    plans.end_under(consent=consent, by=by, at=at)
    app.configure_task("casework.tell_of_withdrawal").defer(consent=consent.pk)
    return consent


@transaction.atomic
def tell_of_withdrawal(number: int, *, at: datetime) -> int:
    """Tell every agency that holds something under a consent that it counts no more; return how many.

    Run as the service. An agency is told once, however often this runs.
    """
    consent = Consent.objects.get(pk=number, withdrawn_at__isnull=False)
    holders = list(
        ConsentAgency.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(
            consent=consent, first_told_at__isnull=False, told_of_withdrawal_at__isnull=True
        )
    )
    for one in holders:
        notices.tell(
            _who_hold(consent, one.agency_id, at),
            kind=NoticeKind.CONSENT,
            path=reverse("casework:held_under", args=[consent.pk]),
            at=at,
        )
        one.told_of_withdrawal_at = at
        one.save(update_fields=["told_of_withdrawal_at"])
        audit.record(
            EventKind.CONSENT_WITHDRAWN,
            at=at,
            target_type="consent",
            target=consent.pk,
            agency=one.agency_id,
        )
    return len(holders)


def _who_hold(consent: Consent, agency: int, at: datetime) -> list[User]:
    """Return who works with the person there, and who answers for the agency's records."""
    held = selectors.held_in(agency, on=timezone.localdate(at))
    on_it = set(
        Referral.objects.filter(consent=consent, receiver=agency).values_list(
            "receiver_person", flat=True
        )
    )
    working = [one.user for one in held if one.allows(P.CASE_WORK)]
    mine = [user for user in working if user.pk in on_it]
    return (mine or working) + [one.user for one in held if one.allows(P.RECORDS_GOVERN)]
