"""Open a record in an emergency: with a reason, for an hour, and its owner is told.

Somebody in danger must not wait for a signature. So who holds the permission may open a record that no
agreement opens to them, if they say why. The audit keeps it, the owner's managers and governance leads
get an e-mail, and their start page asks them to look until one of them has. Health records stay closed
to law enforcement even then. An app that shows records of people asks `is_open` beside its own policy.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies, selectors
from fingerpost.service.access.models import Agency, AgencyKind, Event, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Sensitivity

LASTS = timedelta(hours=1)
SHORTEST_REASON = 20  # letters; "emergency" alone is no reason
OWNERS = frozenset({P.AUDIT_VIEW, P.MEMBER_END})
MAIL = """Somebody of {agency} opened a record of yours in an emergency, on {day}.

Sign in to Fingerpost to see which record, who it was and the reason they gave.
"""


@transaction.atomic
def open_record(
    *,
    target_type: str,
    target: int | str,
    owner: Agency,
    sensitivity: Sensitivity,
    reason: str,
    by: Membership,
    at: datetime,
) -> Event:
    """Open one record for an hour, for one person acting for one agency.

    Raises
    ------
    PermissionDenied
        Without the permission, or for a health record and an agency of law enforcement.
    ValidationError
        If the reason says too little.
    """
    policies.check(by, P.EMERGENCY_OPEN)
    if sensitivity is Sensitivity.HEALTH and AgencyKind(by.agency.kind).is_law_enforcement:
        raise PermissionDenied("health records never open to law enforcement")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError("Say why you need it now, in a sentence. Its owner will read it.")
    event = audit.record(
        EventKind.GLASS_BROKEN,
        at=at,
        by=by,
        target_type=target_type,
        target=target,
        agency=owner.pk,
        reason=reason.strip(),
    )
    app.configure_task("access.tell_of_emergency").defer(event=event.pk)
    return event


def is_open(*, target_type: str, target: int | str, by: Membership, at: datetime) -> bool:
    """Tell whether this person opened this record for this agency within the last hour."""
    return Event.objects.filter(
        kind=EventKind.GLASS_BROKEN,
        target_type=target_type,
        target=str(target),
        actor=by.user_id,
        actor_agency=by.agency_id,
        at__gt=at - LASTS,
        at__lte=at,
    ).exists()


def tell_owner(number: int) -> int:
    """Tell whoever answers for the owner's records; return how many."""
    event = Event.objects.get(pk=number, kind=EventKind.GLASS_BROKEN)
    on = timezone.localdate(event.at)
    told = selectors.addresses_of(event.agency, OWNERS, on=on)
    day = timezone.localtime(event.at)
    for address in told:
        send_mail(
            "A record of yours was opened in an emergency",
            MAIL.format(
                agency=Agency.objects.filter(pk=event.actor_agency or 0).first(),
                day=f"{day.day} {day:%B %Y at %H:%M}",
            ),
            settings.DEFAULT_FROM_EMAIL,
            [address],
        )
    return len(told)
