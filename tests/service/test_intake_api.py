"""Machines send files by the API: with a key that is scoped, expires, and is kept as a digest."""

from __future__ import annotations

import io
import shutil
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND, make_member
from tests.service.sending import kits, sender, upload_of

pytestmark = pytest.mark.django_db
EVERY = ("send", "read", "rejects")


@pytest.fixture(autouse=True)
def _clean(settings):
    settings.SECOND_FACTOR = False
    yield
    for folder in ("lake", "vault", "quarantine"):
        shutil.rmtree(WORKSPACE / folder, ignore_errors=True)


@pytest.fixture
def member():
    return sender()


def key(member, *scopes: str, days: int = 9):
    from fingerpost.service.intake.actions import tokens

    now = timezone.now()
    return tokens.make(
        name="The server",
        scopes=scopes or EVERY,
        expires_at=now + timedelta(days=days),
        by=member,
        at=now,
    )


def machine(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def send(client: Client, content: bytes = b"", name: str = "kits.csv", **fields):
    return client.post("/api/uploads", {"file": upload_of(content or kits(), name), **fields})


def land(number: int) -> None:
    from fingerpost.service.intake.landing import land_upload

    land_upload(number, at=timezone.now(), today=timezone.localdate())


def test_a_machine_sends_follows_and_takes_the_refused_rows(member) -> None:
    from fingerpost.service.access.models import Event

    token, secret = key(member)
    client = machine(secret)
    answer = send(client, kits(3, more="broken\n"))
    assert answer.status_code == 202
    sent = answer.json()
    assert (sent["status"], sent["name"], sent["files"]) == ("waiting", "kits.csv", [])
    land(sent["number"])
    found = client.get(f"/api/uploads/{sent['number']}").json()
    (file,) = found["files"]
    assert (found["status"], file["source"]) == ("landed", "naloxone_kits")
    assert (file["rows_read"], file["rows_landed"], file["rows_refused"]) == (4, 3, 1)
    rejects = client.get(f"/api/uploads/{sent['number']}/rejects")
    assert rejects["Content-Type"] == "text/csv; charset=utf-8"
    assert "broken" in rejects.content.decode()
    assert rejects["Cache-Control"] == "private, no-store"
    (listed,) = client.get("/api/uploads?limit=5").json()["uploads"]
    assert listed["number"] == sent["number"]
    kinds = set(
        Event.objects.filter(target_type="upload", target=str(sent["number"])).values_list(
            "kind", "actor"
        )
    )
    assert {
        (kind, member.user_id) for kind in ("file_sent", "file_landed", "rejects_taken")
    } == kinds
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_the_landing_is_asked_for_once_it_is_committed(
    member, django_capture_on_commit_callbacks
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    with django_capture_on_commit_callbacks(execute=True):
        number = send(machine(key(member)[1])).json()["number"]
    assert ProcrastinateJob.objects.get(task_name="intake.land").args == {"upload": number}


def test_a_key_is_kept_as_a_digest_and_shown_once(client, member) -> None:
    from fingerpost.service.intake.models import Token

    client.force_login(member.user, backend=BACKEND)
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    page = client.post("/files/keys/make", {"name": "Nightly", "send": "on", "expires_on": day})
    secret = page.content.decode().partition('fp-secret">')[2].partition("<")[0]
    assert secret.startswith("fp_")
    assert "no-store" in page["Cache-Control"]
    (token,) = Token.objects.values_list()
    assert not any(secret in str(value) for value in token)
    assert secret not in client.get("/files/keys").content.decode()
    assert send(machine(secret)).status_code == 202
    assert machine(secret).get("/api/uploads").status_code == 403, "it may only send"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"send": "on", "expires_on": "2020-01-01"}, id="over before it begins"),
        pytest.param({"send": "on", "expires_on": "2099-01-01"}, id="longer than a year"),
        pytest.param({"expires_on": "2026-12-31"}, id="lets nothing"),
        pytest.param({"send": "on"}, id="no last day"),
        pytest.param({"send": "on", "expires_on": "never"}, id="no day at all"),
    ],
)
def test_a_key_needs_a_scope_and_a_last_day(client, member, fields) -> None:
    from fingerpost.service.intake.models import Token

    client.force_login(member.user, backend=BACKEND)
    assert client.post("/files/keys/make", {"name": "x", **fields}).status_code == 400
    assert not Token.objects.exists()


def ended(member, token):
    from fingerpost.service.intake.actions import tokens

    tokens.end(token=token, by=member, at=timezone.now())


def expired(member, token):
    type(token).objects.filter(pk=token.pk).update(
        made_at=timezone.now() - timedelta(9), expires_at=timezone.now() - timedelta(1)
    )


def maker_left(member, token):
    from fingerpost.service.access.actions import members

    manager = make_member("manager", member.agency)
    members.end_membership(membership=member, reason="Left.", by=manager, at=timezone.now())


def maker_changed(member, token):
    type(member).objects.filter(pk=member.pk).update(role="reader")


def agency_closed(member, token):
    member.agency.is_active = False
    member.agency.save()


@pytest.mark.parametrize("what", [ended, expired, maker_left, maker_changed, agency_closed])
def test_a_key_stops_at_once(member, what) -> None:
    token, secret = key(member)
    client = machine(secret)
    assert client.get("/api/uploads").status_code == 200
    what(member, token)
    answer = client.get("/api/uploads")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("scope", "method", "address"),
    [
        ("read", "send", ""),
        ("rejects", "send", ""),
        ("send", "get", "/api/uploads"),
        ("rejects", "get", "/api/uploads/1"),
        ("read", "get", "/api/uploads/1/rejects"),
        ("send", "get", "/api/uploads/1/rejects"),
    ],
)
def test_a_key_does_what_it_is_for_and_no_more(member, scope, method, address) -> None:
    client = machine(key(member, scope)[1])
    answer = send(client) if method == "send" else client.get(address)
    assert answer.status_code == 403
    assert "This key does not let a machine" in answer.json()["detail"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer fp_" + "a" * 43, "Bearer ü"],
)
def test_without_an_open_key_nothing_is_told_and_nothing_kept(member, header) -> None:
    client = Client(headers={"Authorization": header} if header else {})
    answers = [
        client.get("/api/uploads"),
        client.get("/api/uploads/1"),
        client.get("/api/uploads/1/rejects"),
        send(client),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert not list((WORKSPACE / "quarantine").rglob("*.csv"))


def test_a_session_does_not_open_the_api(client, member) -> None:
    client.force_login(member.user, backend=BACKEND)
    assert client.get("/api/uploads").status_code == 401
    assert send(client).status_code == 401


def test_a_key_reaches_its_own_agency_alone(member) -> None:
    number = send(machine(key(member)[1]), kits(1, more="broken\n")).json()["number"]
    land(number)
    stranger = machine(key(sender("Harbour"))[1])
    assert stranger.get(f"/api/uploads/{number}").status_code == 404
    assert stranger.get(f"/api/uploads/{number}/rejects").status_code == 404
    assert stranger.get("/api/uploads").json() == {"uploads": []}


def test_a_key_of_another_agency_cannot_be_ended(client, member) -> None:
    token, _ = key(member)
    client.force_login(sender("Harbour").user, backend=BACKEND)
    assert client.post(f"/files/keys/{token.pk}/end").status_code == 404
    assert "The server" not in client.get("/files/keys").content.decode()
    client.force_login(member.user, backend=BACKEND)
    assert client.post(f"/files/keys/{token.pk}/end").status_code == 302
    token.refresh_from_db()
    assert token.ended_at is not None


def test_what_is_wrong_is_said_in_json(member, monkeypatch) -> None:
    from fingerpost.service.intake import quarantine
    from fingerpost.service.intake.actions import uploads

    client = machine(key(member)[1])
    said = {
        "no file": client.post("/api/uploads", {}),
        "no source": send(client, source="nonsense"),
        "empty": client.post("/api/uploads", {"file": io.BytesIO(b"")}),
        "no number": client.get("/api/uploads/many"),
        "none such": client.get("/api/uploads/999999"),
        "huge number": client.get(f"/api/uploads/{10**30}"),
    }
    monkeypatch.setattr(uploads, "AT_MOST_AN_HOUR", 0)
    said["too many"] = send(client)
    monkeypatch.setattr(quarantine, "MAX_BYTES", 10)
    said["too large"] = send(client)
    assert {case: answer.status_code for case, answer in said.items()} == {
        "no file": 422,
        "no source": 400,
        "empty": 400,
        "no number": 422,
        "none such": 404,
        "huge number": 422,
        "too many": 429,
        "too large": 413,
    }
    for answer in said.values():
        assert set(answer.json()) == {"detail"}
        assert "no-store" in answer["Cache-Control"]


def test_what_a_refused_request_wrote_is_undone(member, monkeypatch) -> None:
    from fingerpost.service.intake.actions import uploads
    from fingerpost.service.intake.models import Upload

    def fail(**options):
        from django.core.exceptions import ValidationError

        raise ValidationError("No.")

    monkeypatch.setattr(uploads, "complete", fail)
    assert send(machine(key(member)[1])).status_code == 400
    assert not Upload.objects.exists()


@contextmanager
def one_connection():
    """Keep the test's connection and transaction over requests, as Django's own client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def closing(app):
    """Return a WSGI application that closes its answers, as a server does."""

    def answer(environ, start):
        body = app(environ, start)
        try:
            return [b"".join(body)]
        finally:
            body.close()

    return answer


def call_everything(schemathesis, app, secret: str, examples: int) -> set[tuple[str, int]]:
    """Return which operation answered with which status."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {one.label for one in operations} == {
        "POST /api/uploads",
        "GET /api/uploads",
        "GET /api/uploads/{number}",
        "GET /api/uploads/{number}/rejects",
    }
    seen = set()
    for operation in operations:

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def check(case) -> None:
            answer = case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})
            seen.add((case.operation.label, answer.status_code))

        check()
    return seen


def walk(member, monkeypatch, examples: int) -> None:
    """Call every operation in ways that its description allows and forbids; check each answer."""
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    from fingerpost.service.intake.actions import uploads

    monkeypatch.setattr(uploads, "AT_MOST_AN_HOUR", 10**6)
    monkeypatch.setattr(uploads, "AT_MOST_UNFINISHED", 10**6)
    secret = key(member)[1]
    land(send(machine(secret), kits(1, more="broken\n")).json()["number"])
    with one_connection():
        seen = call_everything(schemathesis, closing(get_wsgi_application()), secret, examples)
    assert ("POST /api/uploads", 202) in seen, "some got through"
    assert ("GET /api/uploads", 200) in seen
    assert not any(status >= 500 for _, status in seen)


def test_the_api_does_what_it_describes(member, monkeypatch) -> None:
    walk(member, monkeypatch, 10)


@pytest.mark.slow
def test_the_api_does_what_it_describes_many_times(member, monkeypatch) -> None:
    walk(member, monkeypatch, 300)


def test_the_first_use_of_a_key_each_day_is_an_event(member) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.intake.actions import tokens

    token, secret = key(member)
    morning = timezone.localtime().replace(hour=9) + timedelta(days=1)
    for hours in (0, 1, 2, 23, 24, 25):  # 9 to 11 o'clock, and 8 to 10 of the next day
        assert tokens.use(secret=secret, at=morning + timedelta(hours=hours)) is not None
    used = Event.objects.filter(kind="token_used", target=str(token.pk))
    assert [(one.actor, one.agency, one.at) for one in used] == [
        (member.user_id, member.agency_id, morning + timedelta(hours=hours))
        for hours in (0, 23)
    ]
    token.refresh_from_db()
    assert token.last_used_at == morning + timedelta(hours=25)


def test_a_database_that_is_away_is_said_in_json(member, monkeypatch) -> None:
    from fingerpost.service.intake import selectors

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    _, secret = key(member)
    monkeypatch.setattr(selectors, "uploads", fail)
    answer = machine(secret).get("/api/uploads")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "unavailable" in answer.json()["detail"]
