"""Write of a referral in own words: for one's own agency, or for the other if an agreement lets it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, AgencyKind, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import sharing
from fingerpost.service.casework.actions.keeping import locked, tell, write_down
from fingerpost.service.casework.models import Referral, ReferralDetail, StepKind
from fingerpost.service.casework.states import ReferralState as S

ITEM = "referral_detail"


@transaction.atomic
def write(
    *, referral: Referral, words: str, by: Membership, at: datetime, is_shared: bool = False
) -> ReferralDetail:
    """Write something of a referral in own words; with `is_shared` the other agency reads it too.

    Raises
    ------
    PermissionDenied
        For whoever may not read what is of health, which is all of law enforcement.
    ValidationError
        If there are no words, or they may not be shared.
    """
    policies.check(by, P.CASE_WORK)
    policies.check(by, P.CASE_HEALTH)
    referral = locked(referral)
    if by.agency_id not in (referral.sender_id, referral.receiver_id):
        raise PermissionDenied("referral of others")
    if not words.strip():
        raise ValidationError("Write what is to be known.")
    other = other_side(referral, by)
    if is_shared:
        check_may_share(referral, by=by, at=at)
    made = ReferralDetail.objects.create(
        referral=referral,
        agency=by.agency,
        shared_with=other if is_shared else None,
        words=words.strip(),
        at=at,
        person=by.user,
    )
    if (
        is_shared
    ):  # that something was told is known to both; what was told is not written there
        write_down(referral, S(referral.state), by=by, at=at, kind=StepKind.TOLD)
        is_receiver = by.agency_id == referral.receiver_id
        if is_receiver:
            referral.is_news_to_sender = True
            referral.save(update_fields=["is_news_to_sender"])
        tell(referral, "sender" if is_receiver else "receiver")
    audit.record(
        EventKind.REFERRAL_TOLD, at=at, by=by, target_type="referral", target=referral.pk
    )
    return made


def other_side(referral: Referral, by: Membership) -> Agency:
    """Return the other agency of a referral."""
    return referral.sender if by.agency_id == referral.receiver_id else referral.receiver


def check_may_share(referral: Referral, *, by: Membership, at: datetime) -> None:
    """Refuse to share own words of a referral where that is not allowed.

    Raises
    ------
    ValidationError
        That says why not.
    """
    other = other_side(referral, by)
    if other.pk == by.agency_id:
        raise ValidationError("Your own agency reads it anyway.")
    if AgencyKind(other.kind).is_law_enforcement:
        raise ValidationError(f"{other} is never told what is of health.")
    if referral.sent_at is None:
        raise ValidationError("It is not sent yet.")
    sharing.check(
        giver=by.agency,
        receiver=other,
        item=ITEM,
        purpose=referral.purpose,
        on=timezone.localdate(at),
        consent=referral.consent,
    )
