"""Write entries of the directory as Open Referral UK: one service, lists, places, taxonomies.

Numbers of what has none of its own here (a contact, a language) follow from what it belongs to, so the
same entry is written the same way each time. `x_` marks what is ours and not of the standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fingerpost.service.public.directory import Entry, Provider, Spot
from fingerpost.service.public.opening import Hours
from fingerpost.service.public.places import district_names
from fingerpost.service.public.taxonomy import (
    NEEDS,
    PROFESSIONAL,
    SELF,
    TAXONOMIES,
    Taxonomy,
    Term,
    number_of,
)


def service(entry: Entry, *, address: str) -> dict[str, Any]:
    """Return a service with all that belongs to it.

    Parameters
    ----------
    entry : Entry
    address : str
        Of its page here, where it has no website of its own.
    """
    return {
        **_plain(entry, address),
        "schedules": [_schedule(entry, number) for number in range(len(entry.hours))],
        "service_areas": [_area(entry, code) for code in entry.districts],
        "service_at_locations": [service_at_location(entry, one) for one in entry.spots],
        "languages": [_language(entry, code) for code in entry.languages],
        "organization": _organization(entry.provider),
        "cost_options": _costs(entry),
        "contacts": _contacts(entry),
        "attributes": [_attribute(entry, one) for one in _terms(entry)],
    }


def service_in_list(entry: Entry, *, address: str) -> dict[str, Any]:
    """Return a service as it stands in a list: what it has one of, and no more."""
    return {**_plain(entry, address), "organization": _organization(entry.provider)}


def _plain(entry: Entry, address: str) -> dict[str, Any]:
    return _said(
        id=str(entry.id),
        name=entry.name,
        description=entry.description,
        url=entry.website or address,
        email=entry.email,
        status=entry.status,
        minimum_age=entry.minimum_age,
        maximum_age=entry.maximum_age,
        assured_date=entry.checked_on and entry.checked_on.isoformat(),
        alert=entry.alert,
        application_process=entry.how_to_come,
        eligibility_description=entry.eligibility,
        last_modified=entry.changed_at
        and entry.changed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )


def _organization(one: Provider) -> dict[str, Any]:
    return _said(
        id=str(one.id),
        name=one.name,
        description=one.description,
        website=one.website,
        email=one.email,
    )


def _schedule(entry: Entry, number: int) -> dict[str, Any]:
    hours: Hours = entry.hours[number]
    return _said(
        id=str(number_of(entry.id, "schedule", number)),
        service_id=str(entry.id),
        service_at_location_id=hours.place and str(number_of(entry.id, "at", hours.place)),
        freq=hours.freq,
        byday=",".join(hours.days),
        opens_at=hours.opens.isoformat(),
        closes_at=hours.closes.isoformat(),
        description=hours.words,
    )


def _area(entry: Entry, code: str) -> dict[str, Any]:
    return {
        "id": str(number_of(entry.id, "area", code)),
        "service_id": str(entry.id),
        "name": district_names().get(code, code),
        "x_district_code": code,
    }


def service_at_location(entry: Entry, spot: Spot) -> dict[str, Any]:
    """Return that a service is given at a place, with the place."""
    return {
        "id": str(number_of(entry.id, "at", spot.id)),
        "service_id": str(entry.id),
        "location_id": str(spot.id),
        "location": _location(spot),
    }


def _location(spot: Spot) -> dict[str, Any]:
    address = {
        "id": str(number_of(spot.id, "address")),
        "location_id": str(spot.id),
        "address_1": spot.address,
        "city": spot.city,
        "state_province": spot.county,
        "postal_code": spot.postcode,
        "country": "GB",
        "address_type": "physical",
    }
    said = _said(
        id=str(spot.id),
        name=spot.name,
        description=spot.getting_there,
        latitude=spot.latitude,
        longitude=spot.longitude,
        x_district_code=spot.district,
    )
    said["addresses"] = [address]
    if spot.accessibility:
        said["accessibility"] = [
            {
                "id": str(number_of(spot.id, "accessibility")),
                "location_id": str(spot.id),
                "description": spot.accessibility,
            }
        ]
    return said


def _language(entry: Entry, code: str) -> dict[str, Any]:
    return {
        "id": str(number_of(entry.id, "language", code)),
        "service_id": str(entry.id),
        "code": code,
    }


def _costs(entry: Entry) -> list[dict[str, Any]]:
    one: dict[str, Any] = {
        "id": str(number_of(entry.id, "cost")),
        "service_id": str(entry.id),
        "option": "Free" if entry.is_free else "To be paid for",
    }
    if entry.is_free:
        one["amount"] = 0
    return [one | _said(amount_description=entry.cost)]


def _contacts(entry: Entry) -> list[dict[str, Any]]:
    if not entry.phone:
        return []
    contact = str(number_of(entry.id, "contact"))
    phone = _said(
        id=str(number_of(entry.id, "phone")),
        contact_id=contact,
        number=entry.phone,
        description=entry.phone_words,
    )
    return [{"id": contact, "service_id": str(entry.id), "phones": [phone]}]


def _terms(entry: Entry) -> list[Term]:
    needs = [term for one in entry.needs if (term := NEEDS.named(one))]
    return [*needs, SELF if entry.takes_self_referral else PROFESSIONAL]


def _attribute(entry: Entry, term: Term) -> dict[str, Any]:
    return {
        "id": str(number_of(entry.id, "attribute", term.id)),
        "link_id": str(entry.id),
        "taxonomy_term_id": str(term.id),
        "link_type": "service_needs" if term.taxonomy == NEEDS.name else "service_referral",
        "taxonomy_term": taxonomy_term(term),
    }


def taxonomy_term(term: Term) -> dict[str, Any]:
    """Return a term."""
    of = next(one for one in TAXONOMIES if one.name == term.taxonomy)
    return {
        "id": str(term.id),
        "term": term.words,
        "taxonomy": of.name,
        "taxonomy_id": str(of.id),
    }


def taxonomy(one: Taxonomy) -> dict[str, Any]:
    """Return a taxonomy with its terms."""
    return {
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
        "version": "1",
        "taxonomy_terms": [taxonomy_term(term) for term in one.terms],
    }


def page(contents: Sequence[dict[str, Any]], *, number: int, size: int) -> dict[str, Any]:
    """Return one page of a list, counted from 1, as the standard frames it."""
    pages = max(1, -(-len(contents) // size))
    held = list(contents[(number - 1) * size : number * size])
    return {
        "total_items": len(contents),
        "total_pages": pages,
        "page_number": number,
        "size": len(held),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not held,
        "contents": held,
    }


def _said(**values: Any) -> dict[str, Any]:
    """Return what has a value: the standard leaves out what is not known."""
    return {name: value for name, value in values.items() if value not in (None, "")}
