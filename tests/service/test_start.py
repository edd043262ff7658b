"""Sign in, and act for an agency."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


def make_member(
    role: str = "reader", agency: str = "Fenmark Constabulary", email: str = "a@x.test"
):
    from fingerpost.service.access.models import Agency, Membership, User

    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, "Alex Day", "a long enough password"
    )
    place, _ = Agency.objects.get_or_create(
        slug=agency.lower().replace(" ", "-"), defaults={"name": agency, "kind": "police"}
    )
    return Membership.objects.create(
        user=user, agency=place, role=role, starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1)
    )


def test_anybody_may_see_the_welcome_page(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "Sign in" in response.content.decode()


def test_the_service_does_not_own_the_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, usesuper FROM pg_user WHERE usename = current_user"
        )
        assert cursor.fetchone() == ("fingerpost_service", False)


def test_a_person_of_one_agency_starts_there(client: Client) -> None:
    membership = make_member()
    client.force_login(
        membership.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/").content.decode()
    assert "What needs you today" in page
    assert "Fenmark Constabulary" in page


def test_a_person_of_two_agencies_chooses_and_always_knows(client: Client) -> None:
    first = make_member()
    second = make_member(agency="Open Door")
    client.force_login(
        first.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "For which agency do you act?" in client.get("/").content.decode()
    assert client.post("/access/act-for", {"membership": "0"}).status_code == 400
    assert client.post("/access/act-for", {"membership": str(second.pk)}).status_code == 302
    assert "for Open Door" in client.get("/").content.decode()
