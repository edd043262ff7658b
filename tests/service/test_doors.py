"""The doors: invited, let in, shown only what the role allows, and out at once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.service.people import AT, BACKEND, make_agency, make_member

pytestmark = pytest.mark.django_db


def signed_in(client: Client, membership) -> Client:
    client.force_login(membership.user, backend=BACKEND)
    return client


def invite(by, *, role: str = "reader", email: str = "new@x.test", **more):
    from fingerpost.service.access.actions import members

    return members.invite(
        **{
            "email": email,
            "name": "Sam Reed",
            "agency": by.agency,
            "role": role,
            "ends_on": AT.date() + timedelta(days=90),
            "by": by,
            "at": AT,
            **more,
        }
    )


@pytest.fixture
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def test_invited_by_page_accepted_by_mail_and_let_in(client: Client, no_second_factor) -> None:
    manager = make_member("manager")
    signed_in(client, manager)
    form = {
        "name": "Sam Reed",
        "email": "Sam.Reed@Police.test",
        "agency": manager.agency_id,
        "role": "analyst",
        "ends_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    assert client.post("/access/people/invite", form).status_code == 302
    address = re.search(r"https?://testserver(/access/invitation/\S+)", mail.outbox[0].body)
    assert address is not None
    assert "Sam" not in mail.outbox[0].body
    stranger = Client()
    page = stranger.get(address[1])
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert stranger.post(address[1], {"password": "short"}).status_code == 400
    assert stranger.post(address[1], {"password": "three random words"}).status_code == 302
    assert "What needs you today" in stranger.get("/").content.decode()
    assert Client().get(address[1]).status_code == 410, "an invitation is accepted once"


@pytest.mark.parametrize(
    ("role", "words"),
    [
        pytest.param("reader", "Ask the manager", id="a reader may not invite"),
        pytest.param("sender", "Ask the manager", id="a sender may not"),
    ],
)
def test_who_may_not_invite_is_told_whom_to_ask(client, no_second_factor, role, words) -> None:
    page = signed_in(client, make_member(role)).get("/access/people/invite")
    assert page.status_code == 403
    assert words in page.content.decode()


def test_a_manager_invites_for_their_own_agency_only() -> None:
    from django.core.exceptions import PermissionDenied

    manager = make_member("manager")
    with pytest.raises(PermissionDenied):
        invite(manager, agency=make_agency("Open Door", "charity"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"ends_on": AT.date() + timedelta(days=400)}, "a year", id="too long"),
        pytest.param({"ends_on": AT.date() - timedelta(days=1)}, "a year", id="over already"),
        pytest.param({"role": "volunteer"}, "vetting", id="a volunteer without vetting"),
        pytest.param(
            {"role": "volunteer", "vetting_expires_on": date(2026, 3, 31)},
            "vetting",
            id="a vetting that has expired",
        ),
        pytest.param({"role": "king"}, "Choose a role", id="no such role"),
    ],
)
def test_what_cannot_be_an_invitation_is_refused(change, words) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match=words):
        invite(make_member("manager"), **change)


def test_an_invitation_ends_after_seven_days_and_can_be_withdrawn() -> None:
    from fingerpost.service.access.actions import members

    manager = make_member("manager")
    invitation, _ = invite(manager)
    assert invitation.is_open(AT + timedelta(days=6))
    assert not invitation.is_open(AT + timedelta(days=7))
    members.withdraw(invitation=invitation, by=manager, at=AT)
    assert not invitation.is_open(AT)


def test_an_invitation_for_one_address_is_not_for_another() -> None:
    from django.core.exceptions import ValidationError

    from fingerpost.service.access.actions import members

    _, secret = invite(make_member("manager"))
    other = make_member("reader", email="other@x.test")
    with pytest.raises(ValidationError, match="another address"):
        members.accept(secret=secret, password=None, signed_in=other.user, at=AT)


def test_an_ended_membership_stops_at_the_next_request(client, no_second_factor) -> None:
    from fingerpost.service.access.actions import members

    leaver, manager = make_member("analyst"), make_member("manager")
    signed_in(client, leaver)
    assert client.get("/access/people").status_code == 200
    members.end_membership(membership=leaver, reason="Left the force.", by=manager, at=AT)
    assert "You have no role now" in client.get("/").content.decode()
    assert client.get("/access/people").status_code == 302


@pytest.mark.parametrize("role", ["analyst", "reader", "governance"])
def test_nobody_acts_without_a_second_factor(client, role) -> None:
    signed_in(client, make_member(role))
    for page in ("/", "/access/agreements"):
        assert client.get(page).headers["Location"] == "/account/2fa/totp/activate/"


def test_people_of_another_agency_are_not_shown(client, no_second_factor) -> None:
    make_member("reader", "Open Door", kind="charity", name="Robin Hidden")
    viewer = make_member("manager")
    assert (
        "Robin Hidden" not in signed_in(client, viewer).get("/access/people").content.decode()
    )


def test_every_access_page_draws_for_who_may_see_it(client, no_second_factor) -> None:
    lead = make_member("governance", "Fenmark Council", kind="council")
    signed_in(client, lead)
    for page in (
        "/access/agreements",
        "/access/agreements/between",
        "/access/agreements/draft?template=statistics",
        "/access/audit",
        "/access/people",
        "/account/2fa/",
        "/account/sessions/",
        "/account/password/change/",
        "/design/",
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "<h1" in answer.content.decode(), page


def test_an_agreement_from_draft_to_signature_by_pages(no_second_factor) -> None:
    lead = make_member("governance", "Fenmark Recovery", kind="treatment")
    other = make_member("governance", "Fenmark Council", kind="council")
    first, second = (signed_in(Client(), one) for one in (lead, other))
    today = timezone.localdate()
    made = first.post(
        "/access/agreements/draft",
        {
            "reference": "FM-9",
            "title": "Records for statistics",
            "parties": [other.agency_id],
            "why": "To count.",
            "starts_on": today.isoformat(),
            "review_on": (today + timedelta(days=20)).isoformat(),
            "ends_on": (today + timedelta(days=25)).isoformat(),
        },
    )
    assert made.status_code == 302
    flows = made.headers["Location"]
    number = re.search(r"/(\d+)/", flows)[1]
    page = f"/access/agreements/{number}"
    added = first.post(
        flows,
        {
            "giver": lead.agency_id,
            "receiver": other.agency_id,
            "item": "ndtms_adult",
            "purpose": "statistics",
            "legal_basis": "public_task",
            "gateway": "",
            "confidentiality": "statute",
            "regime": "general",
            "retention_months": 96,
        },
    )
    assert added.status_code == 302, added.content.decode()
    assert first.post(f"{page}/ask").status_code == 302
    assert "Review FM-9" in second.get("/").content.decode()
    for one in (first, second):
        assert one.post(f"{page}/agree").status_code == 302
    for one in (first, second):
        assert one.post(f"{page}/sign").status_code == 302
    text = second.get(page).content.decode()
    assert "Signed by all parties" in text
    assert "Fenmark Recovery may give" in second.get(f"{page}/print").content.decode()
    assert "Renew FM-9" in first.get("/").content.decode(), "it ends within 30 days"
    stranger = signed_in(Client(), make_member("governance", "Open Door", kind="charity"))
    assert stranger.get(page).status_code == 404


def test_every_view_states_what_it_asks_for() -> None:
    from django.urls import URLPattern, get_resolver

    from fingerpost.service.access.policies import STATED

    def walk(patterns):
        for one in patterns:
            if isinstance(one, URLPattern):
                yield one
            else:
                yield from walk(one.url_patterns)

    ours = [
        one
        for one in walk(get_resolver().url_patterns)
        if one.callback.__module__.startswith("fingerpost.")
    ]
    assert len(ours) >= 20
    silent = [one.name for one in ours if not hasattr(one.callback, STATED)]
    assert silent == [], "state a permission, signed_in or public"


def test_nobody_ends_their_own_access(client, no_second_factor) -> None:
    manager = make_member("manager")
    other = make_member("manager", manager.agency, email="second@fenmark.test")
    client.force_login(manager.user, backend=BACKEND)
    assert (
        f"/access/people/{manager.pk}/end" not in client.get("/access/people").content.decode()
    )
    own = client.post(f"/access/people/{manager.pk}/end", {"reason": "Moving on."})
    assert own.status_code == 400
    assert "You cannot end your own access" in own.content.decode()
    manager.refresh_from_db()
    assert manager.ended_at is None
    assert client.post(f"/access/people/{other.pk}/end", {"reason": "Left."}).status_code == 302
    other.refresh_from_db()
    assert other.ended_at is not None


@pytest.mark.parametrize(
    ("path", "here"),
    [
        pytest.param("/", "Today", id="the start page"),
        pytest.param("/evidence/", "Evidence", id="the overview"),
        pytest.param("/evidence/measures/naloxone_issued", "Evidence", id="below it"),
        pytest.param("/evidence/signals", "Signals", id="an entry below another"),
        pytest.param("/evidence/signals/s1", "Signals", id="a page of that"),
        pytest.param("/access/peoples", None, id="begins alike, and is not it"),
    ],
)
def test_one_entry_of_the_navigation_is_current(rf, path, here) -> None:
    from fingerpost.service.access.navigation import page

    request = rf.get(path)
    request.membership = make_member("analyst")
    shown = page(request)["navigation"]
    assert [name for name, _, is_here in shown if is_here] == ([here] if here else [])
