"""Tell the people whom a referral concerns that it waits for them, or that there is news."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import seen
from fingerpost.service.casework.models import Referral


def tell_of_referral(number: int, whom: str, *, at: datetime) -> None:
    """Tell one side of a referral; who works on it there, else everybody there who could.

    Parameters
    ----------
    whom : str
        "sender", "receiver", "owner": who owes the next step; or "managers": who sees to it if it is late.
    """
    referral = Referral.objects.select_related(
        "service__manager", "sender", "receiver", "sender_person", "receiver_person", "consent"
    ).get(pk=number)
    if whom == "sender" and not seen.sender_may_be_told(referral, timezone.localdate(at)):
        return  # that there is news would be news
    is_receiver = whom == "receiver" or (
        whom in ("owner", "managers") and referral.owner_id == referral.receiver_id
    )
    agency = referral.receiver_id if is_receiver else referral.sender_id
    if whom == "managers":
        named = referral.service.manager if is_receiver else None
        people = _people(agency, named, P.CASE_MANAGE, at)
        kind = NoticeKind.REFERRAL_LATE
    else:
        person = referral.receiver_person if is_receiver else referral.sender_person
        people = _people(agency, person, P.CASE_WORK, at)
        kind = NoticeKind.REFERRAL if whom != "sender" else NoticeKind.REFERRAL_NEWS
    path = reverse("casework:referral", args=[referral.pk])
    notices.tell(people, kind=kind, path=path, at=at)


def _people(agency: int, person: User | None, may: P, at: datetime) -> list[User]:
    """Return a person, if they still may; else everybody of the agency who may."""
    held = selectors.held_in(agency, on=timezone.localdate(at))
    able = [one.user for one in held if one.allows(may)]
    return [person] if person is not None and person in able else able
