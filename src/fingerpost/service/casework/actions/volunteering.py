"""Write down what volunteers and groups did: sessions, kits, hours, supervision, and own words.

Of who came, who was given a kit or whose life was saved, nothing is ever asked.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import (
    GroupSession,
    KitEntry,
    KitResult,
    OwnWords,
    SessionKind,
    Supervision,
    SupervisionNote,
    VolunteerHours,
)


@transaction.atomic
def plan_session(
    *,
    kind: SessionKind,
    starts_at: datetime,
    place: str,
    by: Membership,
    at: datetime,
    came: int | None = None,
) -> GroupSession:
    """Write down a session, held or still to come."""
    _check(by)
    if came is not None and starts_at > at:
        raise ValidationError("Say how many came once it was held.")
    if not place.strip():
        raise ValidationError("Say where it is.")
    session = GroupSession.objects.create(
        agency=by.agency,
        kind=SessionKind(kind),
        starts_at=starts_at,
        place=place.strip(),
        came=came,
        by=by.user,
        at=at,
    )
    _record("session", session.pk, by, at)
    return session


@transaction.atomic
def count(*, session: GroupSession, came: int, by: Membership, at: datetime) -> GroupSession:
    """Say how many came."""
    _check(by)
    session = GroupSession.objects.select_for_update().get(pk=session.pk)
    if session.agency_id != by.agency_id:
        raise PermissionDenied("session of others")
    if session.starts_at > at:
        raise ValidationError("The session is still to come.")
    session.came = came
    session.save(update_fields=["came"])
    _record("session", session.pk, by, at)
    return session


@transaction.atomic
def log_kits(
    *,
    on: date,
    area: str,
    batch: str,
    expires_on: date,
    by: Membership,
    at: datetime,
    given: int = 0,
    used: int = 0,
    result: str = "",
) -> KitEntry:
    """Write down kits of naloxone that were given out, or one that was used, of no person."""
    _check(by)
    if on > timezone.localdate(at):
        raise ValidationError("Choose a day that is not still to come.")
    if given + used < 1:
        raise ValidationError("Say how many kits were given, or used.")
    if given and expires_on <= on:
        raise ValidationError("This kit was out of date. Do not give it: hand it in.")
    if used and not result:
        raise ValidationError("Say what became of it, or that it is not known.")
    entry = KitEntry.objects.create(
        agency=by.agency,
        on=on,
        area=area.strip(),
        batch=batch.strip(),
        expires_on=expires_on,
        given=given,
        used=used,
        result=KitResult(result).value if used else "",
        by=by.user,
        at=at,
    )
    _record("kits", entry.pk, by, at)
    return entry


@transaction.atomic
def log_hours(
    *, on: date, minutes: int, doing: SessionKind, by: Membership, at: datetime
) -> VolunteerHours:
    """Write down how long one volunteered oneself on a day."""
    policies.check(by, P.VOLUNTEER_LOG)
    if on > timezone.localdate(at):
        raise ValidationError("Choose a day that is not still to come.")
    hours = VolunteerHours.objects.create(
        agency=by.agency,
        volunteer=by.user,
        on=on,
        minutes=minutes,
        doing=SessionKind(doing),
        at=at,
    )
    _record("hours", hours.pk, by, at)
    return hours


@transaction.atomic
def supervise(
    *, volunteer: User, every_weeks: int, by: Membership, at: datetime
) -> Supervision:
    """Begin to supervise a volunteer oneself, every so many weeks; whoever did so before does no longer."""
    policies.check(by, P.VOLUNTEER_MANAGE)
    held = Membership.objects.filter(
        user=volunteer, agency=by.agency, role="volunteer", ended_at__isnull=True
    )
    if not held.exists():
        raise ValidationError("Choose a volunteer of your agency.")
    if volunteer == by.user:
        raise ValidationError("Nobody supervises themselves.")
    today = timezone.localdate(at)
    Supervision.objects.filter(
        agency=by.agency, volunteer=volunteer, ended_on__isnull=True
    ).update(ended_on=today)
    supervision = Supervision.objects.create(
        agency=by.agency,
        volunteer=volunteer,
        supervisor=by.user,
        every_weeks=every_weeks,
        since=today,
    )
    _record("supervision", supervision.pk, by, at)
    return supervision


@transaction.atomic
def note_supervision(
    *, supervision: Supervision, on: date, words: str, by: Membership, at: datetime
) -> SupervisionNote:
    """Write down that the two met, and what was said: either may."""
    _check(by)
    supervision = Supervision.objects.select_for_update().get(pk=supervision.pk)
    if by.user_id not in (supervision.volunteer_id, supervision.supervisor_id):
        raise PermissionDenied("supervision of others")
    if on > timezone.localdate(at):
        raise ValidationError("Choose a day that is not still to come.")
    note = SupervisionNote.objects.create(
        supervision=supervision,
        volunteer_id=supervision.volunteer_id,
        supervisor_id=supervision.supervisor_id,
        on=on,
        words=words.strip(),
        by=by.user,
        at=at,
    )
    supervision.last_on = max(on, supervision.last_on or on)
    supervision.save(update_fields=["last_on"])
    _record("supervision", supervision.pk, by, at)
    return note


@transaction.atomic
def keep_words(
    *,
    words: str,
    agreed: bool,
    by: Membership,
    at: datetime,
    name: str = "",
    may_be_quoted: bool = False,
) -> OwnWords:
    """Keep what somebody says has changed for them, if they agree to that."""
    _check(by)
    if not agreed:
        raise ValidationError("Keep it only if they agree that the group keeps it.")
    if not words.strip():
        raise ValidationError("Write what they said, in their words.")
    said = OwnWords.objects.create(
        agency=by.agency,
        words=words.strip(),
        name=name.strip(),
        agreed=True,
        may_be_quoted=may_be_quoted,
        on=timezone.localdate(at),
        by=by.user,
        at=at,
    )
    _record("own_words", said.pk, by, at)
    return said


def _check(by: Membership) -> None:
    if not by.allows(P.VOLUNTEER_LOG):
        policies.check(by, P.VOLUNTEER_MANAGE)


def _record(what: str, number: int, by: Membership, at: datetime) -> None:
    audit.record(EventKind.VOLUNTEERING_KEPT, at=at, by=by, target_type=what, target=number)
