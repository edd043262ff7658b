"""The people of a demo: of every kind and role, made once, and nowhere but in a demo."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from tests.service.conftest import WORKSPACE
from tests.service.people import AT, BACKEND, make_member

pytestmark = pytest.mark.django_db
WORDS = "a password of the demo"


@pytest.fixture
def demo(settings):
    settings.IS_DEMO, settings.SECOND_FACTOR = True, False


@pytest.fixture
def quick_passwords(settings):
    """The real hasher takes half a second for each of these people."""


@pytest.fixture
def cast(demo, quick_passwords):
    from fingerpost.service.access.actions.demo import make_demo_people

    return make_demo_people(password=WORDS, at=timezone.now())


def signed_in_as(email: str) -> Client:
    from fingerpost.service.access.models import User

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client


def token(page) -> str:
    return re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]


def counts() -> dict[str, int]:
    from fingerpost.service.access import models

    names = ("User", "Agency", "Membership", "Invitation", "AgreementVersion", "Flow", "Event")
    return {name: getattr(models, name).objects.count() for name in names}


def test_there_is_an_agency_of_every_kind_and_a_person_for_every_role(cast) -> None:
    from fingerpost.service.access.models import Agency, AgencyKind, Membership
    from fingerpost.service.access.roles import ROLES

    assert set(Agency.objects.values_list("kind", flat=True)) == set(AgencyKind.values)
    held = Membership.objects.select_related("agency")
    assert {one.role for one in held} == set(ROLES)
    assert {one.agency.kind for one in held} == set(AgencyKind.values)
    assert all(one.is_open(timezone.localdate()) for one in held)


def test_what_they_agreed_lets_data_flow_and_leaves_something_to_do(cast) -> None:
    from fingerpost.service.access.agreements import may_flow
    from fingerpost.service.access.models import Agency

    def asked(giver: str, item: str) -> bool:
        return bool(
            may_flow(
                giver=Agency.objects.get(name=giver),
                receiver=Agency.objects.get(name="Fenmark Public Health"),
                item=item,
                purpose="statistics",
                on=timezone.localdate(),
            )
        )

    assert asked("Fenmark Recovery Service", "ndtms_adult")
    assert asked("Fenmark Constabulary", "force_custody")
    assert not asked("Aldenwold Housing", "housing_cases"), "it is in review"
    assert not asked("Fenmark Work and Support", "employment_support"), "it is a draft"
    page = signed_in_as("aisha.khan@fenmark.example").get("/").content.decode()
    assert "Review FM-4" in page
    assert "Renew FM-3" in signed_in_as("wen.li@fenmark.example").get("/").content.decode()


def test_made_again_nothing_is_added(cast) -> None:
    from fingerpost.service.access.actions.demo import make_demo_people

    before = counts()
    make_demo_people(password=WORDS, at=timezone.now())
    assert counts() == before


def test_another_password_is_given_to_all(cast) -> None:
    from fingerpost.service.access.actions.demo import make_demo_people
    from fingerpost.service.access.models import User

    make_demo_people(password="quite another one", at=timezone.now())
    assert all(one.check_password("quite another one") for one in User.objects.all())


def test_the_printed_words_sign_in_and_the_page_says_that_it_is_a_demo(
    demo, quick_passwords
) -> None:
    printed = StringIO()
    call_command("make_demo_people", stdout=printed)
    password = re.search(r"The password of all of them: (\S+)", printed.getvalue())[1]
    assert (WORKSPACE / "keys" / "demo.password").read_text() == password
    from fingerpost.service.access.demo_people import PEOPLE

    emails = re.findall(r"\S+@fenmark\.example", printed.getvalue())
    assert len(emails) == len(PEOPLE)
    client = Client()
    sent = {"login": emails[1], "password": password}
    answer = client.post("/account/login/", sent, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/", 302)], "no second factor is asked for"
    assert "What needs you today" in page
    banner = "Demonstration: nobody here is real"
    for address in ("/", "/account/2fa/", "/access/agreements", "/nowhere", "/design/"):
        assert banner in client.get(address).content.decode(), address
    assert banner in Client().get("/account/login/").content.decode()


def test_words_too_much_like_an_address_are_not_the_password(monkeypatch) -> None:
    from fingerpost.service.access.management.commands import make_demo_people as command

    drawn = iter(["marble", "maple", "heron", "kettle", "walnut", "window", "indigo", "ribbon"])
    monkeypatch.setattr(command.secrets, "choice", lambda _: next(drawn))
    assert command.drawn() == "walnut-window-indigo-ribbon"


def test_outside_a_demo_nobody_is_made(settings) -> None:
    from fingerpost.service.access.actions.demo import make_demo_people

    with pytest.raises(PermissionDenied):
        make_demo_people(password=WORDS, at=AT)
    with pytest.raises(CommandError, match="for a demo only"):
        call_command("make_demo_people")
    assert counts()["User"] == 0


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["anybody", "somebody signed in"])
def test_outside_a_demo_there_is_no_view_as(client: Client, settings, method, who) -> None:
    settings.SECOND_FACTOR = False
    other = make_member("reader", email="sam.okafor@fenmark.example")
    if who == "somebody signed in":
        client.force_login(make_member("manager").user, backend=BACKEND)
    before = dict(client.session)
    answer = getattr(client, method)("/access/view-as", {"person": other.user.email})
    assert answer.status_code == 404
    times = {"came_in_at", "seen_at"}  # told by anybody's first page
    assert {name: one for name, one in client.session.items() if name not in times} == before
    assert "View as" not in client.get("/").content.decode()


def test_view_as_becomes_another_by_one_button(cast) -> None:
    from fingerpost.service.access.demo_people import PEOPLE
    from fingerpost.service.access.models import Event

    client = signed_in_as("priya.nair@fenmark.example")
    page = client.get("/access/view-as")
    assert (
        page.content.decode().count('name="person"') == len({one.email for one in PEOPLE}) - 1
    ), "each but oneself"
    form = {"person": "nadia.farrow@fenmark.example", "csrfmiddlewaretoken": token(page)}
    assert client.post("/access/view-as", form).headers["Location"] == "/"
    assert "Nadia Farrow" in client.get("/").content.decode()
    assert Event.objects.order_by("-id")[0].reason.startswith("Viewed as")


@pytest.mark.parametrize("method", ["without a token", "by an address"])
def test_view_as_is_not_done_from_elsewhere(cast, method) -> None:
    client = signed_in_as("priya.nair@fenmark.example")
    if method == "without a token":
        sent = client.post("/access/view-as", {"person": "nadia.farrow@fenmark.example"})
        assert sent.status_code == 403
    else:
        client.get("/access/view-as?person=nadia.farrow@fenmark.example")
    assert "Priya Nair" in client.get("/").content.decode()


def test_view_as_is_for_who_is_signed_in_and_into_demo_people_only(cast) -> None:
    assert Client().get("/access/view-as").headers["Location"].startswith("/account/login/")
    make_member("manager", email="real@council.test")
    client = signed_in_as("priya.nair@fenmark.example")
    form = {"csrfmiddlewaretoken": token(client.get("/access/view-as"))}
    for person in ("real@council.test", "", "nobody@fenmark.example"):
        answer = client.post("/access/view-as", {**form, "person": person})
        assert answer.status_code == 404
    assert "real@council.test" not in client.get("/access/view-as").content.decode()
