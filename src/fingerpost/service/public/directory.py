"""The directory as everybody reads it: entries that do not change, and how they are found.

An entry is the same whether it comes from the database, a form or a file of Open Referral; `problems`
says what keeps it out. Nothing here asks the database but `shown` and `kept_by`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from fingerpost.service.access.models import Agency
from fingerpost.service.public import places
from fingerpost.service.public.models import Opening, Service, ServiceStatus
from fingerpost.service.public.models.directory import SHOWN
from fingerpost.service.public.opening import BYDAY, CODES, Hours, is_open
from fingerpost.service.public.taxonomy import NEEDS

STALE_DAYS = 183  # half a year: then its keeper is asked whether all is still right
# An address before the @ such as jo.marsh: of a person, and so of no use once they have left.
OF_A_PERSON = re.compile(r"^[a-z]{1,20}\.[a-z-]{2,30}@", re.IGNORECASE)
PHONE = re.compile(r"^\+?[\d ()-]{3,20}$")


@dataclass(frozen=True)
class Provider:
    """Who offers a service."""

    id: uuid.UUID
    name: str
    description: str
    website: str = ""
    email: str = ""


@dataclass(frozen=True)
class Spot:
    """Where a service is given."""

    id: uuid.UUID
    address: str
    city: str
    county: str
    postcode: str
    district: str = ""  # its code
    name: str = ""
    getting_there: str = ""
    accessibility: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def first_half(self) -> str:
        """The first half of its postcode."""
        return places.first_half(self.postcode)

    @property
    def lines(self) -> tuple[str, ...]:
        """Its address, line by line."""
        said = (self.name, self.address, self.city, self.postcode)
        return tuple(one for one in said if one)


@dataclass(frozen=True)
class Entry:
    """One service of the directory, with all that belongs to it."""

    id: uuid.UUID
    provider: Provider
    name: str
    description: str
    needs: tuple[str, ...]
    website: str = ""
    email: str = ""
    phone: str = ""
    phone_words: str = ""
    status: str = ServiceStatus.ACTIVE.value
    takes_self_referral: bool = False
    how_to_come: str = ""
    eligibility: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    is_free: bool = True
    cost: str = ""
    languages: tuple[str, ...] = ()
    alert: str = ""
    districts: tuple[str, ...] = ()  # none: the whole county
    spots: tuple[Spot, ...] = ()
    hours: tuple[Hours, ...] = ()
    checked_on: date | None = None
    changed_at: datetime | None = None
    keeper: str = ""  # the agency that keeps it here

    @property
    def need_words(self) -> tuple[str, ...]:
        """With what it helps."""
        return tuple(term.words for one in self.needs if (term := NEEDS.named(one)))

    @property
    def phone_address(self) -> str:
        """Its number as a link that a telephone dials."""
        return "tel:" + re.sub(r"[^+\d]", "", self.phone)

    @property
    def is_closed(self) -> bool:
        """Whether it is closed for now."""
        return self.status == ServiceStatus.CLOSED

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at a local time; one that names no hours is not known to be."""
        return not self.is_closed and is_open(self.hours, at)

    def is_stale(self, on: date) -> bool:
        """Tell whether nobody has said for half a year that it is right."""
        return self.checked_on is None or (on - self.checked_on).days > STALE_DAYS

    def serves(self, codes: Iterable[str]) -> bool:
        """Tell whether it is for people of any of these districts."""
        return not self.districts or not set(self.districts).isdisjoint(codes)


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; empty means that it does not matter."""

    need: str = ""
    place: str = ""
    day: str = ""  # a code of a day
    now: bool = False
    self_referral: bool = False


@dataclass(frozen=True)
class Found:
    """What was found: at the place that was asked for, and elsewhere but for people from there."""

    here: tuple[Entry, ...]
    also: tuple[Entry, ...] = ()
    where: str = ""  # what the place was taken for
    is_unknown_place: bool = False

    def __len__(self) -> int:
        return len(self.here) + len(self.also)


def find(entries: Sequence[Entry], asked: Asked, at: datetime) -> Found:
    """Return the entries that somebody asks for, those with a place there first.

    Parameters
    ----------
    entries : sequence of Entry
    asked : Asked
    at : datetime
        The local time, for what is open now.
    """
    kept = [
        one
        for one in entries
        if (not asked.need or asked.need in one.needs)
        and (not asked.self_referral or one.takes_self_referral)
        and (not asked.now or one.is_open(at))
        and (not asked.day or any(_is_on(hours, asked.day) for hours in one.hours))
    ]
    if not asked.place.strip():
        return Found(tuple(kept))
    where, spots, codes = _resolve(asked.place, entries)
    if not where:
        return Found(tuple(kept), is_unknown_place=True)
    here = [one for one in kept if any(spot.id in spots for spot in one.spots)]
    also = [one for one in kept if one not in here and one.serves(codes)]
    return Found(tuple(here), tuple(also), where)


def _is_on(hours: Hours, day: str) -> bool:
    return any((found := BYDAY.match(one)) and found["day"] == day for one in hours.days)


def _resolve(
    said: str, entries: Sequence[Entry]
) -> tuple[str, frozenset[uuid.UUID], frozenset[str]]:
    """Return what a typed place is, the places in it, and its districts; "" if it is unknown."""
    every = [spot for one in entries for spot in one.spots]
    words = " ".join(said.split()).casefold()
    for code, name in places.district_names().items():
        if name.casefold() == words:
            inside = frozenset(spot.id for spot in every if spot.district == code)
            return name, inside, frozenset({code})
    half = places.first_half(said)
    found = [
        spot
        for spot in every
        if (half and spot.first_half == half) or spot.city.casefold() == words
    ]
    if not found:
        return "", frozenset(), frozenset()
    where = half if half and found[0].first_half == half else found[0].city
    codes = frozenset(spot.district for spot in found if spot.district)
    return where, frozenset(spot.id for spot in found), codes


def problems(entry: Entry) -> list[str]:
    """Return what keeps an entry out of the directory, each with what to do; none if nothing does."""
    found = [f"Give {words}." for words, said in _needed(entry) if not said.strip()]
    if not entry.needs:
        found.append("Choose at least one need that it helps with.")
    found += [f"There is no need “{one}”." for one in entry.needs if not NEEDS.named(one)]
    if not (entry.phone or entry.email or entry.website or entry.spots):
        found.append("Give a telephone number, an e-mail address, a website or a place.")
    if entry.phone and not PHONE.match(entry.phone):
        found.append("Give the telephone number in digits, such as 01632 960001.")
    if OF_A_PERSON.match(entry.email) or OF_A_PERSON.match(entry.provider.email):
        found.append(
            "Give an e-mail address of the service, such as help@example.org, and not of a person."
        )
    if (
        entry.minimum_age is not None
        and entry.maximum_age is not None
        and entry.minimum_age > entry.maximum_age
    ):
        found.append("The youngest age is above the oldest.")
    if entry.status not in ServiceStatus.values:
        found.append("Say whether it is active, temporarily closed, inactive or defunct.")
    known = places.district_names()
    found += [
        f"There is no district {one} here." for one in entry.districts if one not in known
    ]
    for spot in entry.spots:
        if not (spot.address.strip() and spot.city.strip()):
            found.append("Give each place its address and its town.")
        if not places.tidy_postcode(spot.postcode):
            found.append("Give each place its whole postcode, such as FM1 2AB.")
    for hours in entry.hours:
        if not hours.days or not all(BYDAY.match(one) for one in hours.days):
            found.append("Name the days of each opening time: MO, TU, WE, TH, FR, SA, SU.")
        elif hours.freq == "WEEKLY" and not all(one in CODES for one in hours.days):
            found.append("Only an opening time of each month says which of its days.")
    return list(dict.fromkeys(found))


def _needed(entry: Entry) -> tuple[tuple[str, str], ...]:
    return (
        ("the service a name", entry.name),
        ("the service a description", entry.description),
        ("the organisation a name", entry.provider.name),
        ("the organisation a description", entry.provider.description),
    )


def _whole(services: QuerySet[Service]) -> tuple[Entry, ...]:
    read = services.select_related("organisation", "agency").prefetch_related(
        "places", "openings__place"
    )
    return tuple(_entry(one) for one in read)


def shown() -> tuple[Entry, ...]:
    """Return the entries that everybody may read, by name."""
    return _whole(Service.objects.filter(status__in=SHOWN))


def kept_by(agency: Agency) -> tuple[Entry, ...]:
    """Return all entries that an agency keeps, by name."""
    return _whole(Service.objects.filter(agency=agency))


def _entry(service: Service) -> Entry:
    owner = service.organisation
    return Entry(
        id=service.id,
        provider=Provider(owner.id, owner.name, owner.description, owner.website, owner.email),
        **{name: getattr(service, name) for name in PLAIN},
        needs=tuple(service.needs),
        languages=tuple(service.languages),
        districts=tuple(service.districts),
        spots=tuple(
            Spot(id=one.location, **{name: getattr(one, name) for name in OF_SPOT})
            for one in service.places.all()
        ),
        hours=tuple(_hours(one) for one in service.openings.all()),
        checked_on=service.checked_on,
        changed_at=service.changed_at,
        keeper=service.agency.name,
    )


# What is called the same in an entry and in the database.
PLAIN = (
    *("name", "description", "website", "email", "phone", "phone_words", "status"),
    *("takes_self_referral", "how_to_come", "eligibility", "minimum_age", "maximum_age"),
    *("is_free", "cost", "alert"),
)
OF_SPOT = (
    *("name", "address", "city", "county", "postcode", "district"),
    *("getting_there", "accessibility", "latitude", "longitude"),
)


def _hours(one: Opening) -> Hours:
    return Hours(
        tuple(one.byday.split(",")),
        one.opens_at,
        one.closes_at,
        one.freq,
        one.words,
        one.place.location if one.place else None,
    )


def without_marks(entry: Entry) -> Entry:
    """Return what an entry says, without who keeps it and when it was checked: to compare two."""
    return replace(entry, checked_on=None, changed_at=None, keeper="")
