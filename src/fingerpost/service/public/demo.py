"""Make the directory of the made-up county and what its public told, through the doors of real ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fingerpost.service.access.demo_people import AGENCIES, PEOPLE
from fingerpost.service.access.models import AgencyKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.roles import ROLES
from fingerpost.service.public import places
from fingerpost.service.public.actions import directory, told
from fingerpost.service.public.demo_services import (
    SERVICES,
    TIMES,
    TOLD,
    TOWNS,
    DemoService,
    DemoTold,
)
from fingerpost.service.public.directory import Entry, Provider, Spot
from fingerpost.service.public.models import Service, Told
from fingerpost.service.public.taxonomy import number_of


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make the forty services and what was told, unless there are any already."""
    if not Service.objects.exists():
        keepers = {
            kind: _member(kind, P.DIRECTORY_MANAGE)
            for kind in dict.fromkeys(one.keeper for one in SERVICES)
        }
        for number, one in enumerate(SERVICES):
            entry = _entry(number, one, at)
            directory.keep(entry=entry, by=keepers[one.keeper], at=at)
    if not Told.objects.exists():
        lead = _member(AgencyKind.PUBLIC_HEALTH, P.TOLD_MODERATE)
        for said in TOLD:
            _tell(said, lead, at)


def _member(kind: AgencyKind, permission: P) -> Membership:
    """Return the membership of somebody of the demo who may do something for an agency."""
    person = next(
        one for one in PEOPLE if one.kind is kind and permission in ROLES[one.role].permissions
    )
    return Membership.objects.select_related("agency", "user").get(
        user__email=person.email,
        agency__name=AGENCIES[kind],
        role=person.role,
        ended_at__isnull=True,
    )


def _entry(number: int, one: DemoService, at: datetime) -> Entry:
    codes = {name: code for code, name in places.district_names().items()}
    slug = "".join(letter for letter in one.organisation.lower() if letter.isalpha())
    mail = f"hello@{slug}.example"
    spots: tuple[Spot, ...] = ()
    if one.town:
        spots = (
            Spot(
                id=number_of("demo", "spot", number),
                address=one.street,
                city=one.town,
                county="Fenmark",
                postcode=f"{TOWNS[one.town]} {1 + number % 9}AB",
                district=codes.get(one.town, ""),
                getting_there=f"Bus {2 + number % 17} stops {50 * (1 + number % 5)} metres away.",
                accessibility="No step, and a toilet for wheelchairs."
                if number % 3
                else "Two steps at the door: ring, and somebody helps.",
            ),
        )
    return Entry(
        id=number_of("demo", "service", number),
        provider=Provider(
            number_of("demo", "organisation", one.organisation),
            one.organisation,
            f"{one.organisation}, in the made-up county of Fenmark.",
            f"https://{slug}.example",
            mail,
        ),
        name=one.name,
        description=one.description,
        needs=tuple(one.needs.split()),
        email=mail,
        phone=f"01632 960{100 + number}",
        phone_words="At any hour." if one.times == "always" else "",
        takes_self_referral=one.by_oneself,
        how_to_come=one.how,
        minimum_age=one.ages[0],
        maximum_age=one.ages[1],
        is_free=not one.cost,
        cost=one.cost,
        languages=tuple(one.languages.split()),
        alert=one.alert,
        districts=tuple(codes[name] for name in one.serves.split(", ") if name in codes),
        spots=spots,
        hours=TIMES[one.times],
        checked_on=(at - timedelta(days=one.checked_days)).date(),
    )


def _tell(said: DemoTold, lead: Membership, at: datetime) -> None:
    codes = {name: code for code, name in places.district_names().items()}
    if said.district not in codes:  # a workspace with fewer districts
        return
    one = told.tell(
        district=codes[said.district],
        safety=said.safety,
        change=said.change,
        words=said.words,
        at=at - timedelta(days=said.days_ago),
    )
    if said.status != "waiting":
        told.decide(told=one, status=said.status, by=lead, at=at)
