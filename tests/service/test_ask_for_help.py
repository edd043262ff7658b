"""Ask for help: anybody asks a service to contact them; it is a referral like any other."""

from __future__ import annotations

import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from tests.service.casework_making import make_service, worker
from tests.service.loop_making import signed_in, told

from fingerpost.service.public import changes, form_tokens, limits

pytestmark = pytest.mark.django_db
PAGE = "/county/help/ask"
SAID = {"name": "Jo", "phone": "01632 960123", "agreed": "on", "why": "I drink too much."}


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(changes, "LOOKS_AGAIN_AFTER", 0.0)
    monkeypatch.setattr(form_tokens, "LEAST_SECONDS", 0)
    limits.ASKED.forget()


@pytest.fixture
def drug_worker():
    return worker("treatment")


@pytest.fixture
def service(drug_worker):
    return make_service(drug_worker.agency, takes_self_referral=True)


def text_of(answer) -> str:
    said = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(said.split())


def send(to, /, **more):
    client = Client()
    (token,) = re.findall(r'name="token" value="([^"]+)"', client.get(PAGE).content.decode())
    return client.post(PAGE, {**SAID, "service": to.pk, "token": token, **more})


def test_somebody_asks_and_the_service_answers_as_any_referral(service, drug_worker) -> None:
    from fingerpost.service.access.models import Event, EventKind
    from fingerpost.service.casework.models import Referral

    answer = send(service, needs=["alcohol"])
    assert answer.status_code == 200
    one = Referral.objects.get()
    assert f"FP-{one.pk:06}" in text_of(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    assert (one.origin, one.basis, one.state, one.person) == ("self", "consent", "sent", None)
    assert one.sender == one.receiver == one.owner == drug_worker.agency
    event = Event.objects.get(kind=EventKind.REFERRAL_MADE)
    assert (event.actor, event.agency) == (None, drug_worker.agency_id)
    assert told(timezone.now()) == {
        (drug_worker.user.name, "referral", f"/cases/referrals/{one.pk}")
    }
    client = signed_in(drug_worker)
    said = text_of(client.get(f"/cases/referrals/{one.pk}"))
    assert "From themselves" in said
    assert "I drink too much." in said
    assert "given by themselves, online" in said
    for name in ("take-in", "accept"):
        client.post(f"/cases/referrals/{one.pk}/{name}")
    one.refresh_from_db()
    assert (one.state, one.is_news_to_sender) == ("accepted", False)


def test_declined_it_is_ended_by_who_declined_it(service, drug_worker) -> None:
    """Nobody else is there to send it elsewhere; it is not lost, and nobody is told of it as news."""
    from fingerpost.service.casework.models import Referral

    send(service)
    one = Referral.objects.get()
    client = signed_in(drug_worker)
    client.post(f"/cases/referrals/{one.pk}/take-in")
    client.post(f"/cases/referrals/{one.pk}/decline", {"reason": "full"})
    page = text_of(client.get(f"/cases/referrals/{one.pk}"))
    assert "Send it elsewhere" not in page
    client.post(f"/cases/referrals/{one.pk}/withdraw", {"reason": "elsewhere"})
    one.refresh_from_db()
    assert one.state == "withdrawn"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param({"agreed": ""}, "Tick that you agree", id="not agreed"),
        pytest.param(
            {"phone": ""}, "Give a telephone number or an e-mail", id="no way to reach"
        ),
        pytest.param({"name": ""}, "Give a name", id="no name"),
        pytest.param({"service": "999999"}, "Select a valid choice", id="no such service"),
        pytest.param({"company": "x"}, "Leave out what is not asked for", id="a program"),
        pytest.param({"token": "x"}, "did not come from this page", id="forged"),
    ],
)
def test_what_is_refused_says_what_to_do(service, more, says) -> None:
    from fingerpost.service.casework.models import Referral

    answer = send(service, **more)
    assert answer.status_code == 400
    assert says in text_of(answer)
    assert not Referral.objects.exists()


def test_a_service_that_takes_none_is_not_offered(service, drug_worker) -> None:
    from fingerpost.service.casework.actions import self_referrals

    make_service(drug_worker.agency, "By referral alone")
    assert "By referral alone" not in text_of(Client().get(PAGE))
    service.is_open = False
    service.save()
    assert "No service takes requests" in text_of(Client().get(PAGE))
    with pytest.raises(ValidationError, match="takes no requests now"):
        self_referrals.ask(
            service=service, name="Jo", why="", needs=[], agreed=True, at=timezone.now()
        )


def test_one_address_asks_five_times_in_ten_minutes(service) -> None:
    codes = [send(service).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_another_site_cannot_send_the_form(service) -> None:
    answer = Client().post(PAGE, SAID, headers={"origin": "https://other.example"})
    assert answer.status_code == 403
