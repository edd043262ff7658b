"""People of a demo, what they agreed to, two records of one person, a request, and a record whose time is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.demo_people import AGENCIES
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.casework.actions import consents, people, retention, subject_access
from fingerpost.service.casework.actions.people import ChangeReason
from fingerpost.service.casework.models import HowGiven, Person, WithdrawalReason
from fingerpost.service.casework.months import months_after

FIRST = "FRS-2001"  # if it is there, the demo is made
# Which agency, how many days ago they were written down, and what is known of them.
PEOPLE: tuple[tuple[K, int, dict[str, Any]], ...] = (
    (
        K.TREATMENT,
        8,
        {
            "given_name": "Danny",
            "family_name": "Whitmore",
            "known_as": "Dan",
            "born_on": date(1987, 3, 14),
            "sex": "male",
            "ethnicity": "white",
            "local_number": FIRST,
            "phone": "07700 900214",
            "address": "Flat 3, 18 Mill Lane, Harrowmere",
            "safe_contact": "Ring in the morning. No letters: others open his post.",
        },
    ),
    (
        K.TREATMENT,
        6,
        {
            "given_name": "Daniel",
            "family_name": "Whitmoor",
            "born_on": date(1987, 3, 14),
            "sex": "male",
            "local_number": "FRS-2002",
            "phone": "07700 900387",
        },
    ),
    (
        K.TREATMENT,
        7,
        {
            "given_name": "Amina",
            "family_name": "Yusuf",
            "born_on": date(1995, 11, 2),
            "sex": "female",
            "ethnicity": "black",
            "local_number": "FRS-2003",
            "phone": "07700 900458",
            "language": "Somali",
            "support_needs": "An interpreter, a woman if there is one",
        },
    ),
    (
        K.HOUSING,
        7,
        {
            "given_name": "Kelly",
            "family_name": "Brandon",
            "born_on": date(1979, 7, 23),
            "sex": "female",
            "ethnicity": "white",
            "local_number": "AH-3310",
            "phone": "07700 900672",
            "safe_contact": "By text only. She is afraid of a former partner.",
        },
    ),
    (
        K.POLICE,
        5,
        {
            "given_name": "Lee",
            "family_name": "Harding",
            "born_on": date(1999, 1, 30),
            "sex": "male",
            "local_number": "FC-88121",
        },
    ),
)
LONG_AGO = {
    "given_name": "Rosa",
    "family_name": "Pike",
    "born_on": date(1961, 9, 9),
    "local_number": "FRS-0044",
}


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make them, dated before `at`; nothing if they are there."""
    if Person.objects.filter(local_number=FIRST).exists():
        return
    made: dict[str, Person] = {}
    for kind, days, said in PEOPLE:
        by = _worker(kind)
        made[said["local_number"]] = people.keep(said=said, by=by, at=at - timedelta(days=days))
    _agreed(made, at)
    danny = made[FIRST]
    people.change(
        person=danny,
        said={"phone": "07700 900215"},
        reason=ChangeReason.CHANGED,
        by=_worker(K.TREATMENT),
        at=at - timedelta(days=3),
    )
    lead = _held(K.TREATMENT, "governance")
    subject_access.ask(
        person=made["FRS-2003"],
        asked_on=timezone.localdate(at - timedelta(days=2)),
        by=lead,
        at=at - timedelta(days=2),
    )
    long_ago = timezone.make_aware(
        datetime.combine(months_after(timezone.localdate(at), -12 * 9), at.time())
    )
    people.keep(said=LONG_AGO, by=_worker(K.TREATMENT), at=long_ago)
    retention.find_due(at=at)


def _agreed(made: dict[str, Person], at: datetime) -> None:
    """Two consents: one that counts, and one that was withdrawn before anything was told."""
    treatment, housing = _worker(K.TREATMENT), _worker(K.HOUSING)
    until = months_after(timezone.localdate(at), consents.MONTHS)
    consents.take(
        person=made[FIRST],
        agencies=[_agency(K.HOUSING), _agency(K.EMPLOYMENT)],
        items=("referral_from_health", "referral_progress", "plan"),
        until=until,
        how=HowGiven.SPOKEN,
        witness="family",
        by=treatment,
        at=at - timedelta(days=7),
    )
    withdrawn = consents.take(
        person=made["AH-3310"],
        agencies=[_agency(K.TREATMENT)],
        items=("referral", "referral_progress"),
        until=until,
        how=HowGiven.PHONE,
        by=housing,
        at=at - timedelta(days=6),
    )
    consents.withdraw(
        consent=withdrawn,
        reason=WithdrawalReason.ASKED,
        by=housing,
        at=at - timedelta(days=2),
    )


def _held(kind: K, role: str) -> Membership:
    held = Membership.objects.select_related("user", "agency")
    return held.get(agency__name=AGENCIES[kind], role=role, ended_at=None)


def _worker(kind: K) -> Membership:
    return _held(kind, "worker")


def _agency(kind: K) -> Agency:
    return Agency.objects.get(name=AGENCIES[kind])
