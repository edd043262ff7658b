"""The table of permissions is what the service does: every address, every method, every role."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests.service.people import AT, BACKEND, TODAY, make_member

pytestmark = pytest.mark.django_db
VETTED = {"vetting_expires_on": TODAY.replace(year=2099)}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Where a page that is everybody's does not answer 200 to an empty question of a stranger.
AS_A_STRANGER = {
    ("start", "GET"): {302},  # to the public's page
    ("public:district", "GET"): {404},  # no such district, measure or table
    ("public:measure", "GET"): {404},
    ("public:download", "GET"): {404},
    ("public:service", "GET"): {404},
    ("public:tell_us", "POST"): {400},  # nothing is filled in
    ("public:ask", "POST"): {400},
    ("public:minutes", "GET"): {404},
    ("public:metadata", "GET"): {404},
    ("open_data:edition", "GET"): {404},  # nothing is published
    ("open_data:list_tables", "GET"): {404},
    ("open_data:table", "GET"): {404},
    ("open_data:api-root", "GET"): {404},
    ("open_referral:service", "GET"): {404},
    ("open_referral:one_service_at_location", "GET"): {404},
    ("open_referral:taxonomy", "GET"): {404},
    ("open_referral:taxonomy_term", "GET"): {404},
    ("public:text", "GET"): {404},
    ("access:invitation", "GET"): {410},  # no such invitation
    ("access:invitation", "POST"): {410},
    ("account_reset_password_from_key", "GET"): {200},  # says that it is not valid
    ("access:view_as", "GET"): {404},  # outside a demo there is no such page
    ("access:view_as", "POST"): {404},
    ("metrics", "GET"): {200},  # to this machine itself
    ("api:api-root", "GET"): {404},
    ("account_logout", "GET"): {302},
    ("account_logout", "POST"): {302},
    ("account_confirm_login_code", "GET"): {302},  # nobody is half signed in
    ("account_confirm_login_code", "POST"): {302},
    ("mfa_authenticate", "GET"): {302},
    ("mfa_authenticate", "POST"): {302},
    ("mfa_login_webauthn", "GET"): {302},  # asked by a script alone
    ("mfa_login_webauthn", "POST"): {302},
    ("access:openid", "GET"): {404},  # no such agency
    ("access:openid_callback", "GET"): {404},
    ("access:calendar", "GET"): {404},  # no such calendar
    ("account_email", "GET"): {404},
    ("account_email", "POST"): {404},
    ("account_email_verification_sent", "GET"): {404},
    ("account_email_verification_sent", "POST"): {404},
    ("account_confirm_email", "GET"): {404},
    ("account_confirm_email", "POST"): {404},
}


def every_address():
    from fingerpost.service.access.addresses import all_addresses

    return all_addresses()


def path_of(address, samples: dict[str, dict[str, str]]) -> str:
    """Return the path with a number that exists, where one is known; else with one that does not."""
    values = samples.get(address.name, {})
    return re.sub(r"\{(\w+)\}", lambda part: values.get(part[1], "987654321"), address.path)


@pytest.fixture
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def of_my_agency() -> dict[str, dict[str, str]]:
    """Return numbers of the agency's own records, for addresses that name one."""
    from tests.service.test_agreements import drafted

    from fingerpost.service.access.actions import members

    lead = make_member("governance")
    other = make_member("governance", "Fenmark Council", kind="council")
    version = str(drafted(lead, other).pk)
    leaver = make_member("reader", email="leaver@police.test")
    invitation_by = make_member("manager", email="other@police.test")
    invitation, _ = members.invite(
        email="new@x.test",
        name="Sam Reed",
        agency=lead.agency,
        role="reader",
        ends_on=timezone.localdate(),
        by=invitation_by,
        at=timezone.now(),
    )
    return {
        "access:agreement": {"number": version},
        "access:flows": {"number": version},
        "access:printed": {"number": version},
        **{
            f"access:{step}": {"number": version}
            for step in ("ask", "agree", "give_back", "sign", "end_agreement")
        },
        "access:end": {"number": str(leaver.pk)},
        "access:withdraw": {"number": str(invitation.pk)},
    }


def expected(address, method: str, allowed: bool, is_known: bool) -> set[int]:
    if not allowed:
        return {403}
    if method not in address.methods:
        return {405}
    if "{" in address.path and not is_known:
        return {404}
    return {200} if method == "GET" else {200, 302, 400}


def test_each_role_gets_exactly_what_the_table_says(no_second_factor, of_my_agency) -> None:
    from django.db import transaction

    from fingerpost.service.access.permissions import Permission
    from fingerpost.service.access.roles import ROLES

    ours = [
        one for one in every_address() if isinstance(one.policy, Permission) and not one.by_key
    ]
    wrong, tried = [], 0
    for role in ROLES.values():
        client = Client()
        # Nobody of an agency of law enforcement reviews pairs, whatever the role.
        agency, kind = ("Fenmark Constabulary", "police")
        if role.name == "linker":
            agency, kind = ("Fenmark Health", "public_health")
        email = f"walker-{role.name}@police.test"
        walker = make_member(role.name, agency, kind=kind, email=email, **VETTED)
        client.force_login(walker.user, backend=BACKEND)
        client.get("/")  # which writes the session down: once, and not at each address anew
        for address in ours:
            path = path_of(address, of_my_agency)
            # What no method of a page does, one role with much and one with little are asked for.
            every = role.name in ("secretary", "volunteer")
            for method in METHODS if every else sorted(address.methods):
                point = transaction.savepoint()
                answer = client.generic(method, path).status_code
                transaction.savepoint_rollback(point)
                said = expected(
                    address, method, address.allows(role), address.name in of_my_agency
                )
                tried += 1
                if answer not in said:
                    wrong.append((role.name, method, path, answer, said))
    assert wrong == [], "\n".join(map(str, wrong))
    of_all = sum(len(one.methods) for one in ours)
    assert tried == (len(ROLES) - 2) * of_all + 2 * len(ours) * len(METHODS) >= 700


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_or_allowed(of_my_agency) -> None:
    from fingerpost.service.access.policies import PUBLIC

    wrong = []
    for address in every_address():
        if address.by_key:
            continue
        path = path_of(address, of_my_agency)
        for method in address.methods:
            answer = Client().generic(method, path)
            if address.policy == PUBLIC or (address.name, method) in AS_A_STRANGER:
                said = AS_A_STRANGER.get((address.name, method), {200, 400, 405})
                is_right = answer.status_code in said
            else:
                is_right = answer.status_code == 302 and answer["Location"].startswith(
                    "/account/login/"
                )
            if not is_right:
                wrong.append((method, path, answer.status_code, answer.get("Location")))
    assert wrong == [], "\n".join(map(str, wrong))


def test_records_of_another_agency_are_404_for_every_role(
    no_second_factor, of_my_agency
) -> None:
    from fingerpost.service.access.roles import ROLES

    wrong = []
    for role in ROLES.values():
        client = Client()
        stranger = make_member(role.name, "Open Door", kind="charity", **VETTED)
        client.force_login(stranger.user, backend=BACKEND)
        for address in every_address():
            if address.name not in of_my_agency or not address.allows(role):
                continue
            for method in address.methods:
                mine = client.generic(method, path_of(address, of_my_agency)).status_code
                nobodys = client.generic(method, path_of(address, {})).status_code
                if (mine, nobodys) != (404, 404):
                    wrong.append((role.name, method, address.path, mine, nobodys))
    assert wrong == [], "\n".join(map(str, wrong))


def test_nobody_without_a_second_factor_gets_past_the_door(of_my_agency) -> None:
    from fingerpost.service.access.permissions import Permission
    from fingerpost.service.access.roles import ROLES

    client = Client()
    everything = make_member("manager", email="x@police.test")
    client.force_login(everything.user, backend=BACKEND)
    for address in every_address():
        if isinstance(address.policy, Permission) and not address.by_key:
            for method in address.methods:
                answer = client.generic(method, path_of(address, of_my_agency))
                assert answer.status_code == 302, address
                assert answer["Location"] == "/account/2fa/totp/activate/", address
    assert ROLES


def test_what_a_key_opens_no_session_does(no_second_factor, of_my_agency) -> None:
    client = Client()
    client.force_login(make_member("sender", email="s@police.test").user, backend=BACKEND)
    machines = [one for one in every_address() if one.by_key]
    assert len(machines) >= 4
    for address in machines:
        for method in address.methods:
            for who in (Client(), client):
                answer = who.generic(method, path_of(address, of_my_agency))
                assert answer.status_code == 401, (address, method)


def test_a_view_that_states_nothing_stops_the_table(monkeypatch) -> None:
    from django.http import HttpResponse
    from django.urls import path

    from fingerpost.service.access import addresses

    def silent(request):
        return HttpResponse()

    class Resolver:
        url_patterns = [path("silent", silent, name="silent")]

    monkeypatch.setattr(addresses, "get_resolver", Resolver)
    with pytest.raises(addresses.UnstatedError, match="silent does not state whom it is for"):
        addresses.all_addresses()
    from fingerpost.service.access.policies import public

    public(silent)
    with pytest.raises(addresses.UnstatedError, match="which methods"):
        addresses.all_addresses()


def test_every_permission_is_held_by_a_role_and_asked_for_by_an_address_or_to_come() -> None:
    from fingerpost.service.access.permissions import Permission
    from fingerpost.service.access.roles import ROLES

    held = {one for role in ROLES.values() for one in role.permissions}
    assert held == set(Permission)


@pytest.mark.parametrize(
    ("role", "never"),
    [
        pytest.param("administrator", "measure.view", id="who adds agencies sees no figures"),
        pytest.param("linker", "measure.view", id="who judges pairs sees no figures"),
        pytest.param("manager", "audit.view", id="a manager does not read the audit"),
        pytest.param("volunteer", "signal.view", id="a volunteer sees measures alone"),
    ],
)
def test_what_a_role_must_never_hold(role: str, never: str) -> None:
    from fingerpost.service.access.roles import ROLES

    assert never not in ROLES[role].permissions


def test_an_invitation_that_is_over_cannot_be_withdrawn_and_says_so(no_second_factor) -> None:
    from fingerpost.service.access.actions import members

    manager = make_member("manager")
    over, _ = members.invite(
        email="over@x.test",
        name="Kim Lane",
        agency=manager.agency,
        role="reader",
        ends_on=TODAY,
        by=manager,
        at=AT,
    )
    client = Client()
    client.force_login(manager.user, backend=BACKEND)
    page = client.post(f"/access/invitations/{over.pk}/withdraw", follow=True)
    assert page.status_code == 200
    assert "is over already" in page.content.decode()
