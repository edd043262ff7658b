"""Tell people what waits for them: put it in the queue, and send the queue by e-mail.

An action of an app calls `tell` in its own transaction. The job `access.send_notices` sends what is due
every five minutes. An e-mail holds what kind of thing waits and an address behind sign-in: no name, no
title, no word of a record, since it lies in mailboxes that we do not guard.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, selectors
from fingerpost.service.access.models import (
    CalendarAddress,
    EventKind,
    HowOften,
    Notice,
    NoticeKind,
    NoticePreference,
    User,
)

POST_HOUR = 7  # when daily and weekly e-mails go out, in local time
MONDAY = 0
KEPT = timedelta(days=90)  # after it was sent

MAIL = """{lines}

Sign in to Fingerpost to read more. Your account there says how often you get this e-mail.
"""


def tell(users: Iterable[User], *, kind: NoticeKind, path: str, at: datetime) -> None:
    """Put a thing that waits in the queue of each person, in the transaction of what made it wait.

    What waits for them already is not put there twice.

    Parameters
    ----------
    users : iterable of User
    kind : NoticeKind
    path : str
        Of the page that shows it: `reverse(...)`.
    at : datetime
    """
    Notice.objects.bulk_create(
        [Notice(user=user, kind=kind, path=path, made_at=at) for user in dict.fromkeys(users)],
        ignore_conflicts=True,
    )


def last_post(how_often: HowOften, at: datetime) -> datetime:
    """Return the time before which a notice must have been made to be sent now."""
    if how_often is HowOften.AT_ONCE:
        return at + timedelta(microseconds=1)
    day = timezone.localtime(at)
    post = day.replace(hour=POST_HOUR, minute=0, second=0, microsecond=0)
    if how_often is HowOften.WEEKLY:
        post -= timedelta(days=(day.weekday() - MONDAY) % 7)
    if post > day:
        post -= timedelta(days=7 if how_often is HowOften.WEEKLY else 1)
    return post


def send_notices(*, at: datetime) -> int:
    """Send one e-mail to everybody to whom something is due; return how many.

    Run as the service. A mail that could not be sent is tried again the next time, and the others go out.
    """
    waiting = Notice.objects.filter(sent_at__isnull=True)
    sent, failed = 0, None
    for number in list(waiting.order_by().values_list("user", flat=True).distinct()):
        try:
            sent += _send_to(number, at)
        except OSError as error:  # smtplib's errors are of this kind
            failed = error
    Notice.objects.filter(sent_at__lt=at - KEPT).delete()
    if failed is not None:
        raise failed
    return sent


@transaction.atomic
def _send_to(number: int, at: datetime) -> bool:
    user = User.objects.get(pk=number)
    held = list(
        Notice.objects.select_for_update(skip_locked=True).filter(user=user, sent_at=None)
    )
    if not user.is_active or not selectors.open_memberships(user, on=timezone.localdate(at)):
        Notice.objects.filter(pk__in=[one.pk for one in held]).delete()
        return False
    before = last_post(how_often(user), at)
    if not any(one.made_at < before for one in held):
        return False
    lines = [
        f"{NoticeKind(one.kind).label}:\n{settings.SERVICE_ADDRESS}{one.path}" for one in held
    ]
    count = "Something waits" if len(held) == 1 else f"{len(held)} things wait"
    Notice.objects.filter(pk__in=[one.pk for one in held]).update(sent_at=at)
    send_mail(
        f"{count} for you in Fingerpost",
        MAIL.format(lines="\n\n".join(lines)),
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )
    return True


def how_often(user: User) -> HowOften:
    """Return how often somebody is told."""
    said = NoticePreference.objects.filter(user=user).first()
    return HowOften(said.how_often) if said else HowOften.DAILY


@transaction.atomic
def prefer(*, how_often: HowOften, by: User) -> None:
    """Say how often one wants to be told."""
    NoticePreference.objects.update_or_create(user=by, defaults={"how_often": how_often})


def digest_of(secret: str) -> str:
    """Return what is kept of a calendar's secret; it has 256 random bits, so a fast digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def renew_calendar(*, by: User, at: datetime) -> str:
    """Make somebody's calendar an address, and return its secret, once. One before ends at once."""
    secret = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        user=by, defaults={"digest": digest_of(secret), "made_at": at}
    )
    audit.record(
        EventKind.CALENDAR_RENEWED, at=at, actor=by.pk, target_type="user", target=by.pk
    )
    return secret


@transaction.atomic
def end_calendar(*, by: User, at: datetime) -> None:
    """End the address of somebody's calendar at once."""
    if CalendarAddress.objects.filter(user=by).delete()[0]:
        audit.record(
            EventKind.CALENDAR_ENDED, at=at, actor=by.pk, target_type="user", target=by.pk
        )
