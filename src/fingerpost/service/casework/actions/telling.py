"""Tell the people whom a referral concerns that it waits for them, or that there is news."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import Referral


def tell_of_referral(number: int, whom: str, *, at: datetime) -> None:
    """Tell one side of a referral; who works on it there, else everybody there who could.

    Parameters
    ----------
    whom : str
        "sender", "receiver", or "owner": who owes the next step.
    """
    referral = Referral.objects.get(pk=number)
    is_receiver = whom == "receiver" or (
        whom == "owner" and referral.owner_id == referral.receiver_id
    )
    agency = referral.receiver_id if is_receiver else referral.sender_id
    person = referral.receiver_person if is_receiver else referral.sender_person
    kind = NoticeKind.REFERRAL if whom != "sender" else NoticeKind.REFERRAL_NEWS
    notices.tell(
        _people(agency, person, at),
        kind=kind,
        path=reverse("casework:referral", args=[referral.pk]),
        at=at,
    )


def _people(agency: int, person: User | None, at: datetime) -> list[User]:
    held = selectors.held_in(agency, on=timezone.localdate(at))
    working = [one.user for one in held if one.allows(P.CASE_WORK)]
    return [person] if person is not None and person in working else working
