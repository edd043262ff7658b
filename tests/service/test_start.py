"""Sign in, and act for an agency."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    """Whether it is asked for is tested with the doors."""
    settings.SECOND_FACTOR = False


def test_who_is_not_signed_in_comes_to_the_publics_page_and_can_sign_in_there(
    client: Client,
) -> None:
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/county/")
    page = client.get("/county/").content.decode()
    assert 'href="/account/login/">Sign in' in page


def test_the_service_does_not_own_the_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user"
        )
        assert cursor.fetchone() == ("fingerpost_service", False)


def test_a_person_of_one_agency_starts_there(client: Client) -> None:
    membership = make_member()
    client.force_login(membership.user, backend=BACKEND)
    page = client.get("/").content.decode()
    assert "What needs you today" in page
    assert "Fenmark Constabulary" in page


def test_a_person_of_two_agencies_chooses_and_always_knows(client: Client) -> None:
    first = make_member(email="a@x.test")
    second = make_member(agency="Open Door", kind="charity", email="a@x.test")
    client.force_login(first.user, backend=BACKEND)
    assert "For which agency do you act?" in client.get("/").content.decode()
    assert client.post("/access/act-for", {"membership": "0"}).status_code == 400
    assert client.post("/access/act-for", {"membership": str(second.pk)}).status_code == 302
    assert "for Open Door" in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/", "/account/login/", "/files/", "/no-such-page"])
def test_while_the_database_is_away_a_page_says_so(client: Client, monkeypatch, path) -> None:
    from fingerpost.service.access import selectors

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    client.force_login(make_member().user, backend=BACKEND)
    client.raise_request_exception = False
    monkeypatch.setattr(selectors, "open_memberships", fail)
    page = client.get(path)
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "Sorry, the service is unavailable" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    monkeypatch.undo()
    assert client.get("/").status_code == 200, "whoever was signed in still is"
