"""Referrals sent together: make a list, put people on it, send all that may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import LegalBasis
from fingerpost.service.casework import ways
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.models import Person, Referral, ReferralList, Service
from fingerpost.service.casework.reasons import Need, Origin, Urgency
from fingerpost.service.casework.states import ReferralState as S


@dataclass(frozen=True)
class Refused:
    """A draft of a list that may not be sent, and why not."""

    referral: Referral
    why: str


@transaction.atomic
def make(*, title: str, on: date, by: Membership, at: datetime) -> ReferralList:
    """Begin a list, such as a morning in custody. Its title names nobody."""
    policies.check(by, P.CASE_WORK)
    if not title.strip():
        raise ValidationError("Say what the list is.")
    made = ReferralList.objects.create(
        agency=by.agency, title=title.strip(), on=on, made_at=at, made_by=by.user
    )
    audit.record(
        EventKind.REFERRAL_MADE, at=at, by=by, target_type="referral_list", target=made.pk
    )
    return made


@transaction.atomic
def put_on(
    *,
    in_list: ReferralList,
    people: Sequence[Person],
    service: Service,
    why: str,
    needs: Sequence[Need],
    origin: Origin,
    by: Membership,
    at: datetime,
    urgency: Urgency = Urgency.ROUTINE,
) -> list[Referral]:
    """Draft a referral to one service for each of several people; who is on the list for it is left out."""
    policies.check(by, P.CASE_WORK)
    if in_list.agency_id != by.agency_id:
        raise PermissionDenied("list of another agency")
    there = set(
        Referral.objects.filter(in_list=in_list, service=service)
        .exclude(state=S.WITHDRAWN)
        .values_list("person", flat=True)
    )
    made = []
    for person in people:
        if person.pk in there:
            continue
        footing = ways.footing(person, service, on=timezone.localdate(at))
        is_lawful = footing.consent is not None or footing.basis != LegalBasis.CONSENT
        made.append(
            referrals.draft(
                person=person,
                service=service,
                why=why,
                needs=needs,
                origin=origin,
                urgency=urgency,
                # Without a consent it stays a draft: sending it asks again.
                basis=footing.basis if is_lawful else LegalBasis.PUBLIC_TASK,
                consent=footing.consent,
                in_list=in_list,
                by=by,
                at=at,
            )
        )
    return made


def send_all(
    *, in_list: ReferralList, by: Membership, at: datetime
) -> tuple[list[Referral], list[Refused]]:
    """Send each draft of a list that may be sent; return what was sent, and what was not with its reason."""
    policies.check(by, P.CASE_WORK)
    if in_list.agency_id != by.agency_id:
        raise PermissionDenied("list of another agency")
    sent, refused = [], []
    for one in Referral.objects.filter(in_list=in_list, state=S.DRAFTED).order_by("pk"):
        try:
            sent.append(referrals.send(referral=one, by=by, at=at))
        except ValidationError as error:
            refused.append(Refused(one, " ".join(error.messages)))
    return sent, refused
