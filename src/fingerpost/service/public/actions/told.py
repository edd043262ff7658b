"""Take what the public tells, and say what of it may be shown."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.evidence.disclosure.identifiers import shape_of_identifier
from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.public import places
from fingerpost.service.public.models import Change, Edition, Safety, Told, ToldStatus
from fingerpost.service.public.models.told import LONGEST

MOST_WAITING = 1000  # then nothing more is taken until somebody has read some
LINK = re.compile(
    r"(?:https?:|www\.|\b[a-z0-9-]+\.(?:com|net|org|ru|cn|info|uk|shop|xyz)\b)", re.IGNORECASE
)


@transaction.atomic
def tell(*, district: str, safety: str, change: str, words: str, at: datetime) -> Told:
    """Take what somebody tells. Nobody is signed in, and nothing is kept of who it is.

    Raises
    ------
    ValidationError
        If it holds a link or what looks like a number or address of a person, is too long, or too
        much waits already.
    """
    said = " ".join(words.split())
    if district not in places.district_names():
        raise ValidationError("Choose where it is.")
    if safety not in Safety.values or change not in Change.values:
        raise ValidationError("Choose one of the answers.")
    if len(said) > LONGEST:
        raise ValidationError(f"Write it in {LONGEST} letters or fewer.")
    if LINK.search(said):
        raise ValidationError("Write it without links to other sites.")
    shape = shape_of_identifier(said, names=True)
    if shape:
        raise ValidationError(
            f"It holds what looks like {shape}. Write it without: nobody shall be known by it."
        )
    if Told.objects.filter(status=ToldStatus.WAITING).count() >= MOST_WAITING:
        raise ValidationError("Too much waits to be read just now. Come again tomorrow.")
    return Told.objects.create(
        district=district,
        safety=safety,
        change=change,
        words=said,
        told_on=timezone.localdate(at),
    )


@transaction.atomic
def decide(*, told: Told, status: str, by: Membership, at: datetime) -> Told:
    """Say that it is shown, only counted, or neither; words that are not shown are erased."""
    policies.check(by, P.TOLD_MODERATE)
    told = Told.objects.select_for_update().get(pk=told.pk)
    if told.status != ToldStatus.WAITING:
        raise ValidationError("Somebody has decided on it already.")
    if status not in (ToldStatus.SHOWN, ToldStatus.COUNTED, ToldStatus.REFUSED):
        raise ValidationError("Choose what becomes of it.")
    told.status, told.decided_at, told.decided_by = status, at, by.user
    if told.status != ToldStatus.SHOWN:
        told.words = ""
    told.save()
    audit.record(
        EventKind.TOLD_DECIDED,
        at=at,
        by=by,
        target_type="told",
        target=told.pk,
        after={"status": told.status},
    )
    Edition.next()
    return told
