"""The API of the directory, as Open Referral UK asks of one: version 3, read only, open to all.

The description is at `/county/help/api/openapi.json`. A question stands behind "?"; its answer is kept by
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Schema
from pydantic import Field

from fingerpost.service.public import changes, directory, open_referral
from fingerpost.service.public.directory import Asked, Entry
from fingerpost.service.public.open_api import TOO_OFTEN, OpenAPI, Problem, opened
from fingerpost.service.public.open_referral.schema import SOURCE, VERSION
from fingerpost.service.public.opening import BYDAY
from fingerpost.service.public.taxonomy import NEEDS, SELF, TAXONOMIES, TERMS
from fingerpost.service.public.views.find_help import address_of

api = OpenAPI(
    title="Directory of services: Open Referral UK",
    version=VERSION,
    description="Services for people affected by drugs, as Open Referral UK 3.0.",
    urls_namespace="open_referral",
    docs_url=None,
    openapi_url="/openapi.json",
)
ABSENT: dict[int, Any] = {404: Problem, **TOO_OFTEN}
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # nothing is asked of now
REFUSED: dict[int, Any] = {422: Problem, **TOO_OFTEN}
Day = Annotated[str, Field(pattern=r"^(MO|TU|WE|TH|FR|SA|SU)$")]
Age = Annotated[float, Field(ge=0, le=150)]


class About(Schema):
    """What this API is."""

    version: str
    profile: str
    openapi_url: str


class Paging(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=10_000)
    per_page: int = Field(50, ge=1, le=100)


class Question(Paging):
    """Which services."""

    search: str = Field("", max_length=100)
    taxonomy_term_id: str = Field("", max_length=40)
    taxonomy_id: str = Field("", max_length=40)
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    start_time: time | None = None
    end_time: time | None = None
    day: Day | None = None
    postcode: str = Field(
        "", max_length=10, description="Its first half is looked at, no more."
    )


class Page(Schema):
    """One page of a list, as the standard frames it."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


@api.get("/", response={200: About, **TOO_OFTEN}, summary="What this API is", url_name="about")
def about(request: HttpRequest) -> dict[str, Any]:
    """Return the version and profile of the standard."""
    url = settings.SERVICE_ADDRESS + reverse("open_referral:openapi-json")
    return {"version": VERSION, "profile": SOURCE, "openapi_url": url}


@api.get("/services", response={200: Page, **REFUSED}, summary="Services")
def services(request: HttpRequest, asked: Query[Question]) -> dict[str, Any]:
    """Return services, each with what it has one of."""
    found = [
        open_referral.service_in_list(one, address=address_of(one)) for one in _asked(asked)
    ]
    return open_referral.page(found, number=asked.page, size=asked.per_page)


@api.get("/services/{number}", response={200: dict[str, Any], **ABSENT}, summary="One service")
def service(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return a service with all that belongs to it."""
    found = next((one for one in changes.entries() if str(one.id) == number.lower()), None)
    if found is None:
        raise Http404
    return open_referral.service(found, address=address_of(found))


@api.get("/service_at_locations", response={200: Page, **REFUSED}, summary="Services at places")
def service_at_locations(request: HttpRequest, asked: Query[Question]) -> dict[str, Any]:
    """Return which service is given at which place."""
    found = [
        open_referral.service_at_location(one, spot)
        for one in _asked(asked)
        for spot in one.spots
    ]
    return open_referral.page(found, number=asked.page, size=asked.per_page)


@api.get(
    "/service_at_locations/{number}",
    response={200: dict[str, Any], **ABSENT},
    summary="One service at one place",
)
def one_service_at_location(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return one service at one place."""
    for one in changes.entries():
        for spot in one.spots:
            said = open_referral.service_at_location(one, spot)
            if said["id"] == number.lower():
                return said
    raise Http404


@api.get("/taxonomies", response={200: Page, **REFUSED}, summary="Taxonomies")
def taxonomies(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """Return the lists of terms."""
    found = [open_referral.taxonomy(one) for one in TAXONOMIES]
    return open_referral.page(found, number=asked.page, size=asked.per_page)


@api.get(
    "/taxonomies/{number}", response={200: dict[str, Any], **ABSENT}, summary="One taxonomy"
)
def taxonomy(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return one list of terms."""
    found = next((one for one in TAXONOMIES if str(one.id) == number.lower()), None)
    if found is None:
        raise Http404
    return open_referral.taxonomy(found)


@api.get("/taxonomy_terms", response={200: Page, **REFUSED}, summary="Terms")
def taxonomy_terms(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """Return the terms."""
    found = [open_referral.taxonomy_term(one) for one in TERMS.values()]
    return open_referral.page(found, number=asked.page, size=asked.per_page)


@api.get(
    "/taxonomy_terms/{number}", response={200: dict[str, Any], **ABSENT}, summary="One term"
)
def taxonomy_term(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return one term."""
    found = TERMS.get(number.lower())
    if found is None:
        raise Http404
    return open_referral.taxonomy_term(found)


def _asked(asked: Question) -> list[Entry]:
    """Return the services that a question names."""
    entries: Iterable[Entry] = changes.entries()
    if asked.postcode:
        found = directory.find(changes.entries(), Asked(place=asked.postcode), NO_TIME)
        entries = () if found.is_unknown_place else (*found.here, *found.also)
    return [one for one in entries if _fits(one, asked)]


def _fits(one: Entry, asked: Question) -> bool:
    words = f"{one.name} {one.description} {one.provider.name} {' '.join(one.need_words)}"
    hours = [
        each
        for each in one.hours
        if (asked.day is None or any(_day_of(said) == asked.day for said in each.days))
        and (asked.start_time is None or each.opens >= asked.start_time.replace(tzinfo=None))
        and (asked.end_time is None or each.closes <= asked.end_time.replace(tzinfo=None))
    ]
    asks_time = (asked.day, asked.start_time, asked.end_time) != (None, None, None)
    return (
        all(part in words.casefold() for part in asked.search.casefold().split())
        and (not asked.taxonomy_term_id or asked.taxonomy_term_id.lower() in _terms(one))
        and (not asked.taxonomy_id or asked.taxonomy_id.lower() in _taxonomies(one))
        and (asked.minimum_age is None or (one.minimum_age or 0) >= asked.minimum_age)
        and (asked.maximum_age is None or (one.maximum_age or 150) <= asked.maximum_age)
        and (not asks_time or bool(hours))
    )


def _day_of(said: str) -> str:
    found = BYDAY.match(said)
    return found["day"] if found else ""


def _terms(one: Entry) -> set[str]:
    named = {str(term.id) for code in one.needs if (term := NEEDS.named(code))}
    return named | ({str(SELF.id)} if one.takes_self_referral else set())


def _taxonomies(one: Entry) -> set[str]:
    return {str(of.id) for of in TAXONOMIES for term in of.terms if str(term.id) in _terms(one)}


urls = opened(api)
