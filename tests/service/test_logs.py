"""What the logs hold: a JSON line an event, and no value of a person, by whatever way it came."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable

import pytest
from django.test import Client
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db
NAME, ADDRESS, NUMBER = "Zelda Quill", "zelda.quill@post.test", "4857773456"
VALUES = ("elda", "uill", NUMBER, "post.test")


@pytest.fixture
def logged(monkeypatch, capsys) -> Callable[[], str]:
    """Return all that was written so far: by our handlers, and by Python where a logger has none."""
    written = io.StringIO()
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:
            monkeypatch.setattr(handler, "stream", written)

    def text() -> str:
        out, err = capsys.readouterr()
        return written.getvalue() + out + err

    return text


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.SECOND_FACTOR = False
    person = make_member("manager", email=ADDRESS, name=NAME)
    client.force_login(person.user, backend=BACKEND)
    client.raise_request_exception = False
    return client


def fails(monkeypatch, error: Exception) -> None:
    from fingerpost.service.access import selectors

    def members(**asked):
        raise error

    monkeypatch.setattr(selectors, "members", members)


def by_the_database(client, monkeypatch) -> None:
    from django.db import connection

    from fingerpost.service.access import selectors

    def members(**asked):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [NAME])

    monkeypatch.setattr(selectors, "members", members)
    assert client.get("/access/people").status_code == 500


def by_an_error(client, monkeypatch) -> None:
    fails(monkeypatch, ValueError(f"{NAME} has no {NUMBER}"))
    assert client.get("/access/people").status_code == 500


def by_a_refusal(client, monkeypatch) -> None:
    from django.core.exceptions import PermissionDenied

    fails(monkeypatch, PermissionDenied(NAME))
    assert client.get("/access/people").status_code == 403


def by_a_suspicion(client, monkeypatch) -> None:
    from django.core.exceptions import SuspiciousOperation

    fails(monkeypatch, SuspiciousOperation(NAME))
    assert client.get("/access/people").status_code == 400


def by_a_form(client, monkeypatch) -> None:
    sent = {"name": NAME, "email": f"not an address {NUMBER}", "role": NAME}
    assert client.post("/access/people/invite", sent).status_code == 400


def by_a_sign_in(client, monkeypatch) -> None:
    for _ in range(6):  # until it is locked
        Client().post("/account/login/", {"login": ADDRESS, "password": NAME})


def without_a_token(client, monkeypatch) -> None:
    strict = Client(enforce_csrf_checks=True)
    sent = strict.post("/account/login/", {"login": ADDRESS}, HTTP_REFERER=f"http://{NUMBER}/")
    assert sent.status_code == 403


def by_headers(client, monkeypatch) -> None:
    client.get("/", HTTP_USER_AGENT=NAME, HTTP_X_FORWARDED_FOR=NUMBER, HTTP_COOKIE=f"a={NAME}")


WAYS = {
    "an address": lambda client, _: client.get(f"/people/{NUMBER}/zelda-quill"),
    "a query": lambda client, _: client.get("/access/audit", {"which": NAME}),
    "a host": lambda client, _: client.get("/", HTTP_HOST=f"{NUMBER}.post.test"),
    "a method": lambda client, _: client.generic("ZELDA", "/"),
    "headers": by_headers,
    "a form": by_a_form,
    "a sign-in": by_a_sign_in,
    "a form without its token": without_a_token,
    "an error": by_an_error,
    "an error of the database": by_the_database,
    "a refusal": by_a_refusal,
    "a suspicion": by_a_suspicion,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_value_of_a_person_is_in_a_log(manager, logged, monkeypatch, way) -> None:
    logged()
    WAYS[way](manager, monkeypatch)
    text = logged()
    assert text.strip(), "something is logged of each request"
    assert [value for value in VALUES if value.lower() in text.lower()] == []
    for line in text.splitlines():
        assert json.loads(line)["logger"]


def test_what_a_library_logs_of_an_exception_is_its_kind_and_place(logged) -> None:
    try:
        raise ValueError(NAME)
    except ValueError:
        logging.getLogger("a.library").exception("A job failed")
    line = json.loads(logged())
    assert (line["event"], line["kind"]) == ("A job failed", "ValueError")
    assert line["where"].startswith(__file__)
    assert NAME not in json.dumps(line)


def test_the_test_would_see_a_value_wherever_it_was_written(logged) -> None:
    logging.getLogger("a.library").warning("for %s", NAME)
    bare = logging.getLogger("a.bare.one")
    bare.propagate = False
    try:
        bare.warning("also %s", NAME)
    finally:
        bare.propagate = True
    sys.stderr.write(f"and {NAME}")
    assert logged().count(NAME) == 3


def test_a_request_is_told_by_its_page(manager, logged) -> None:
    manager.get("/access/people?which=1")
    line = json.loads(logged().splitlines()[-1])
    assert line["page"] == "access:people"
    assert (line["method"], line["status"], line["event"]) == ("GET", 200, "request")
    assert line["milliseconds"] >= 0


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/static/govuk-frontend/govuk-frontend.min.css", "static"),
        ("/health/live", "live"),
    ],
    ids=["a static file", "a page"],
)
def test_a_request_is_logged_by_the_name_of_its_page(client, logged, address, named) -> None:
    client.get(address).close()  # a static file stays open till then
    lines = [json.loads(line) for line in logged().splitlines() if '"event": "request"' in line]
    assert [line["page"] for line in lines] == [named]
