"""Read services from Open Referral UK: entries, and what was refused, with the reason.

Nothing is half taken: a service comes in whole, or is refused and stays out. Only names of persons and
terms that this directory does not know are left out, and said to be.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from fingerpost.service.public import directory, places
from fingerpost.service.public.directory import Entry, Provider, Spot
from fingerpost.service.public.open_referral.schema import faults
from fingerpost.service.public.opening import Hours, in_order
from fingerpost.service.public.taxonomy import NEEDS, SELF, term_like

AT_MOST = 500  # services of one file


@dataclass(frozen=True)
class Refused:
    """A service that stayed out, and why."""

    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What was read from a file."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[str, ...]  # what was left out of those that came in


class _NotKeptError(ValueError):
    """A service says what the directory cannot hold."""


def read(said: Any) -> Taken:
    """Return the services of a file: one, a list of them, or a page of an API.

    Raises
    ------
    ValueError
        If it is none of these, or names more than `AT_MOST`.
    """
    if isinstance(said, dict) and "contents" in said:
        said = said["contents"]
    found: list[dict[str, Any]] = said if isinstance(said, list) else [said]
    if not all(isinstance(one, dict) for one in found) or not found:
        raise ValueError("Send one service, a list of services, or a page of an API's list.")
    if len(found) > AT_MOST:
        raise ValueError(f"Send at most {AT_MOST} services at a time; there are {len(found)}.")
    entries: list[Entry] = []
    refused: list[Refused] = []
    left_out: dict[str, None] = {}
    seen: set[str] = set()
    for one in found:
        name = str(one.get("name") or "A service without a name")[:150]
        reasons = faults(one)
        entry = None
        if not reasons:
            notes: list[str] = []
            try:
                entry = _entry(one, notes)
            except _NotKeptError as error:
                reasons = [str(error)]
            else:
                reasons = directory.problems(entry)
                if str(entry.id) in seen:
                    reasons.append("Its number stands twice in the file.")
        if entry is None or reasons:
            refused.append(Refused(name, tuple(reasons)))
            continue
        seen.add(str(entry.id))
        entries.append(entry)
        left_out |= dict.fromkeys(f"{name}: {note}" for note in notes)
    return Taken(tuple(entries), tuple(refused), tuple(left_out))


def _entry(said: dict[str, Any], notes: list[str]) -> Entry:
    owner = said.get("organization")
    if owner is None:
        raise _NotKeptError("Give its organisation: name and description.")
    spots, at = _spots(said.get("service_at_locations", ()))
    needs, takes_self = _needs(said.get("attributes", ()), notes)
    phone, phone_words = _phone(said, notes)
    is_free, cost = _cost(said)
    return Entry(
        id=uuid.UUID(said["id"]),
        provider=Provider(
            uuid.UUID(owner["id"]),
            owner["name"],
            owner["description"],
            owner.get("website", ""),
            owner.get("email", ""),
        ),
        name=said["name"],
        description=said.get("description", ""),
        needs=needs,
        website=_website(said),
        email=said.get("email", ""),
        phone=phone,
        phone_words=phone_words,
        status=said["status"],
        takes_self_referral=takes_self,
        how_to_come=said.get("application_process", ""),
        eligibility=said.get("eligibility_description", ""),
        minimum_age=_whole(said.get("minimum_age")),
        maximum_age=_whole(said.get("maximum_age")),
        is_free=is_free,
        cost=cost,
        languages=_languages(said.get("languages", ())),
        alert=said.get("alert", ""),
        districts=_districts(said.get("service_areas", ()), notes),
        spots=spots,
        hours=tuple(_hours(one, at) for one in said.get("schedules", ())),
        checked_on=_day(said.get("assured_date")),
    )


def _website(said: dict[str, Any]) -> str:
    """Return its website; the address of its page in a directory, which we write too, is none."""
    url: str = said.get("url", "")
    return "" if url.rstrip("/").endswith(f"/county/help/{said['id']}") else url


def _spots(
    said: Iterable[dict[str, Any]],
) -> tuple[tuple[Spot, ...], dict[str, uuid.UUID]]:
    """Return the places, and the number of each by that of the service at it."""
    found: list[Spot] = []
    at: dict[str, uuid.UUID] = {}
    for one in said:
        location = one.get("location")
        if location is None or not location.get("addresses"):
            raise _NotKeptError("Give each place its address.")
        spot = _spot(location)
        at[one["id"]] = spot.id
        found.append(spot)
    return tuple(found), at


def _spot(location: dict[str, Any]) -> Spot:
    address = location["addresses"][0]
    code = location.get("x_district_code", "")
    return Spot(
        id=uuid.UUID(location["id"]),
        name=location.get("name", ""),
        address=address["address_1"],
        city=address["city"],
        county=address["state_province"],
        postcode=places.tidy_postcode(address["postal_code"]) or address["postal_code"],
        district=code if code in places.district_names() else _district(address["city"]),
        getting_there=location.get("description", ""),
        accessibility="; ".join(
            words
            for one in location.get("accessibility", ())
            if (words := one.get("description") or one.get("accessibility") or "")
        ),
        latitude=location.get("latitude"),
        longitude=location.get("longitude"),
    )


def _district(named: str) -> str:
    """Return the code of a district of a name, or nothing."""
    known = places.district_names().items()
    said = " ".join(named.split()).casefold()
    return next((code for code, name in known if name.casefold() == said), "")


def _districts(said: Iterable[dict[str, Any]], notes: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in said:
        named = one.get("name") or one.get("service_area") or ""
        code = one.get("x_district_code") or _district(named)
        if code in places.district_names():
            found[code] = None
        elif " ".join(named.split()).casefold() != places.partnership().name.casefold():
            notes.append("an area that it serves, since no district here has that name")
    return tuple(found)


def _needs(said: Iterable[dict[str, Any]], notes: list[str]) -> tuple[tuple[str, ...], bool]:
    needs: dict[str, None] = {}
    takes_self = False
    for one in said:
        term = one.get("taxonomy_term") or {}
        known = term_like(term.get("id") or one.get("taxonomy_term_id"), term.get("term"))
        if known is None:
            notes.append("a term that this directory does not know")
        elif known.taxonomy == NEEDS.name:
            needs[known.code] = None
        else:
            takes_self = takes_self or known == SELF
    return tuple(needs), takes_self


def _phone(said: dict[str, Any], notes: list[str]) -> tuple[str, str]:
    """Return the first number that is the service's, and its words; a contact's name stays out."""
    contacts = said.get("contacts", ())
    if any(one.get("name") for one in contacts):
        notes.append("the names of persons to contact")
    numbers = [*said.get("phones", ()), *(one for c in contacts for one in c.get("phones", ()))]
    for one in numbers:
        if isinstance(one, dict) and isinstance(one.get("number"), str):
            return one["number"], str(one.get("description", ""))
    return "", ""


def _cost(said: dict[str, Any]) -> tuple[bool, str]:
    options = said.get("cost_options", ())
    is_free = all(
        one.get("amount", 0) == 0 and one.get("option") != "To be paid for" for one in options
    )
    words = [_price(one) for one in options]
    return is_free and not said.get("fees"), "; ".join(one for one in words if one)


def _price(one: dict[str, Any]) -> str:
    words = str(one.get("amount_description", ""))
    amount = one.get("amount")
    return f"£{amount:g} {words}".strip() if amount else words


def _languages(said: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    found = (one.get("code") or one.get("language") for one in said)
    return tuple(dict.fromkeys(str(one)[:8] for one in found if one))


def _hours(said: dict[str, Any], at: dict[str, uuid.UUID]) -> Hours:
    if said.get("bymonthday") or said.get("interval", 1) != 1:
        raise _NotKeptError(
            "An opening time by the day of the month, or only every few weeks, cannot be kept: say "
            "it in words, or name such days as 1MO of each month."
        )
    if not said.get("byday") or not said.get("opens_at") or not said.get("closes_at"):
        raise _NotKeptError("Give each opening time its days, and when it opens and closes.")
    days = tuple(one.strip() for one in said["byday"].split(","))
    freq = said.get("freq", "WEEKLY")
    return Hours(
        in_order(days) if freq == "WEEKLY" and len(in_order(days)) == len(days) else days,
        _time(said["opens_at"]),
        _time(said["closes_at"]),
        freq,
        said.get("description", ""),
        at.get(said.get("service_at_location_id", "")),
    )


def _time(said: str) -> time:
    """Return a time of day, as it is on the clock there: an offset behind it is left out."""
    try:
        return time.fromisoformat(said).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError as error:
        raise _NotKeptError("Write times as 09:30.") from error


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise _NotKeptError("Write days as 2026-11-25.") from error


def _whole(said: float | None) -> int | None:
    if said is None:
        return None
    if said != int(said) or not 0 <= said <= 120:
        raise _NotKeptError("Ages are whole years from 0 to 120.")
    return int(said)
