"""Take a referral that somebody makes of themselves, on the public's pages, without signing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework.actions.keeping import standard_days, tell, write_down
from fingerpost.service.casework.models import Referral, ReferralSheet, Service
from fingerpost.service.casework.reasons import Need, Origin
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.working_days import due_after

MOST_WAITING = 200  # not yet taken in at one service; then nothing more is taken until some are


@transaction.atomic
def ask(
    *,
    service: Service,
    name: str,
    why: str,
    needs: Sequence[Need],
    agreed: bool,
    at: datetime,
    phone: str = "",
    email: str = "",
    safe_contact: str = "",
    postcode: str = "",
    born_on: date | None = None,
) -> Referral:
    """Send a person's own request to a service; it is agreed to by themselves, online.

    Raises
    ------
    ValidationError
        If the service takes none, cannot reach them, or they did not agree.
    """
    if not (service.is_open and service.takes_self_referral):
        raise ValidationError(f"{service.name} takes no requests now. Choose another service.")
    if not agreed:
        raise ValidationError("Say that you agree, or call the service instead.")
    if not name.strip():
        raise ValidationError("Say what you would like to be called.")
    if not (phone.strip() or email.strip()):
        raise ValidationError("Give a telephone number or an e-mail address.")
    if Referral.objects.filter(service=service, state=S.SENT).count() >= MOST_WAITING:
        raise ValidationError(f"{service.name} cannot take more just now. Call it instead.")
    referral = Referral.objects.create(
        sender=service.agency,
        receiver=service.agency,
        service=service,
        purpose=Purpose.CARE,
        basis=LegalBasis.CONSENT,
        origin=Origin.SELF,
        needs=[Need(one).value for one in needs],
        state=S.SENT,
        since=at,
        owner=service.agency,
        due_at=due_after(at, standard_days(service, S.SENT)),
        made_at=at,
        sent_at=at,
    )
    ReferralSheet.objects.create(
        referral=referral,
        sender=service.agency,
        receiver=service.agency,
        name=name.strip(),
        born_on=born_on,
        postcode=postcode.strip(),
        phone=phone.strip(),
        email=email.strip(),
        safe_contact=safe_contact.strip(),
        why=why.strip() or "They did not say.",
    )
    write_down(referral, S.SENT, by=None, at=at)
    audit.record(
        EventKind.REFERRAL_MADE,
        at=at,
        target_type="referral",
        target=referral.pk,
        agency=service.agency_id,
    )
    tell(referral, "receiver")
    return referral


def reference(referral: Referral) -> str:
    """Return what somebody quotes when they ask after their request."""
    return f"FP-{referral.pk:06}"
