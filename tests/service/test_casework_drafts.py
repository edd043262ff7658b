"""What somebody types is kept for them alone, without secrets, and forgotten once it is sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.service.casework_making import worker
from tests.service.people import AT, BACKEND, make_member
from tests.service.release_making import DAY, Gate

from fingerpost.service.access.second_lock import acting_in_database
from fingerpost.service.casework.actions import drafts
from fingerpost.service.casework.models import Draft

pytestmark = pytest.mark.django_db
PATH = "/cases/releases/new"
WORDS = {"given_name": ["Jordan"], "needs": ["drugs", "housing"]}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def client_of(membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def keep(client: Client, fields: object = WORDS, path: object = PATH):
    body = json.dumps({"path": path, "fields": fields})
    return client.post("/cases/drafts", body, content_type="application/json")


def test_it_is_kept_given_back_and_forgotten() -> None:
    client = client_of(worker("prison"))
    assert client.get("/cases/drafts", {"path": PATH}).json() == {}
    assert keep(client, {"given_name": ["Jo"]}).status_code == 204
    assert keep(client).status_code == 204
    assert Draft.objects.count() == 1
    assert client.get("/cases/drafts", {"path": PATH}).json()["fields"] == WORDS
    assert keep(client, None).status_code == 204
    assert Draft.objects.count() == 0


def test_nobody_else_reads_it() -> None:
    prison, other = worker("prison"), worker("prison", name="Gail Moss")
    keep(client_of(prison))
    assert client_of(other).get("/cases/drafts", {"path": PATH}).json() == {}
    for member, seen in ((prison, 1), (other, 0), (worker("treatment"), 0)):
        with transaction.atomic(), acting_in_database(member):
            assert Draft.objects.count() == seen


def test_no_secret_is_kept() -> None:
    drafts.keep(
        path=PATH,
        fields={
            "password": ["x"],
            "New_Password2": ["x"],
            "csrfmiddlewaretoken": ["x"],
            "a": ["b\0"],
        },
        by=worker("prison"),
        at=AT,
    )
    assert Draft.objects.get().fields == {"a": ["b"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"[" * 50_000, 400, id="nested without end"),
        pytest.param(b"[1]", 400, id="a list"),
        pytest.param(b'{"path": "/access/people", "fields": {}}', 400, id="of another room"),
        pytest.param(
            b'{"path": "//evil.test/cases/", "fields": {}}', 400, id="of another place"
        ),
        pytest.param(b'{"path": "/cases/x", "fields": {"a": 1}}', 400, id="a number"),
        pytest.param(
            b'{"path": "/cases/x", "fields": {"a": [["b"]]}}', 400, id="a list in a list"
        ),
        pytest.param(
            b'{"path": "/cases/x", "fields": {"a": ["' + b"x" * 20_001 + b'"]}}',
            400,
            id="a book",
        ),
        pytest.param(b'{"path": "/cases/x", "fields": {"a": ["b"]}}', 204, id="a field"),
    ],
)
def test_what_is_no_form_is_refused(body: bytes, status: int) -> None:
    client = client_of(worker("prison"))
    answer = client.post("/cases/drafts", body, content_type="application/json")
    assert answer.status_code == status
    assert Draft.objects.count() == (1 if status == 204 else 0)


def test_a_form_that_was_taken_leaves_no_draft_and_one_that_was_refused_does() -> None:
    client = client_of(Gate().prison)
    keep(client)
    said = {"local_number": "A1111AA", "given_name": "Jordan", "kind": "licence", "need": "yes"}
    assert client.post(PATH, said).status_code == 400
    assert Draft.objects.count() == 1
    said |= {"family_name": "Lake", "due_on": (timezone.localdate() + DAY).isoformat()}
    assert client.post(PATH, said).status_code == 302
    assert Draft.objects.count() == 0


def test_a_form_sent_after_signing_out_loses_nothing() -> None:
    member = worker("prison")
    keep(client_of(member))
    answer = Client().post(PATH, {"given_name": "Jordan"})
    assert answer["Location"].startswith("/account/login/")
    assert Draft.objects.count() == 1


def test_old_ones_are_forgotten_and_words_are_not_in_the_log(caplog) -> None:
    caplog.set_level("DEBUG")
    member = worker("prison")
    keep(client_of(member), {"why": ["Unmistakable words"]})
    assert "Unmistakable" not in caplog.text
    at = timezone.now()
    assert drafts.forget_old(at=at + drafts.KEPT - timedelta(minutes=1)) == 0
    assert drafts.forget_old(at=at + drafts.KEPT + timedelta(minutes=1)) == 1


def test_every_form_of_the_room_is_marked_and_who_may_not_keep_it_there_is_not() -> None:
    page = client_of(worker("prison")).get(PATH).text
    assert 'data-draft="/cases/drafts"' in page
    assert "casework/drafts" in page
    volunteer = make_member("volunteer", kind="charity", vetting_expires_on="2099-01-01")
    assert keep(client_of(volunteer)).status_code == 403
