"""An agency's own sign-in: who is invited comes in, and no answer that is not quite right counts."""

from __future__ import annotations

import time
from datetime import timedelta

import jwt
import pytest
from django.test import Client
from django.utils import timezone
from tests.service.openid_provider import CLIENT, SECRET, Provider
from tests.service.people import make_agency, make_member

pytestmark = pytest.mark.django_db
BEGIN = "/access/openid/fenmark-council"
EMAIL = "sam@council.example"


@pytest.fixture
def provider(settings):
    """The provider of Fenmark Council."""
    from fingerpost.service.access import openid_settings

    made = Provider()
    settings.OPENID_PROVIDERS = {
        "fenmark-council": openid_settings.Provider(
            name="Fenmark Council",
            issuer=made.issuer,
            client_id=CLIENT,
            client_secret=SECRET,
            domains=("council.example",),
        )
    }
    made.who = {"sub": "4711", "email": EMAIL, "name": "Sam Reed", "amr": ["pwd", "mfa"]}
    make_agency("Fenmark Council", "council")
    yield made
    made.stop()


def member(**more):
    return make_member("reader", "Fenmark Council", kind="council", email=EMAIL, **more)


def invited(email: str = EMAIL, **more):
    from fingerpost.service.access.actions import members

    manager = make_member(
        "manager", "Fenmark Council", kind="council", email="m@council.example"
    )
    return members.invite(
        **{
            "email": email,
            "name": "Sam Reed",
            "agency": manager.agency,
            "role": "reader",
            "ends_on": timezone.localdate() + timedelta(30),
            "by": manager,
            "at": timezone.now(),
            **more,
        }
    )[0]


def come_back(provider: Provider, client: Client, after: str = "") -> str:
    """Begin, sign in there, and return the address of the way back."""
    page = client.get(BEGIN, {"next": after} if after else {})
    assert page.status_code == 302, page.content.decode()
    return provider.authorize(page["Location"])


def is_in(client: Client) -> bool:
    return "What needs you today" in client.get("/").content.decode()


def test_a_member_comes_in_by_their_agencys_sign_in(provider) -> None:
    from fingerpost.service.access.models import Event, Identity

    who = member()
    client = Client()
    assert "Fenmark Council" in client.get("/account/login/").content.decode()
    page = client.get(come_back(provider, client, "/evidence/"))
    assert (page.status_code, page["Location"]) == (302, "/evidence/")
    assert is_in(client), "their agency asked for a second factor: ours is not asked for"
    assert Identity.objects.get().user_id == who.user_id
    assert Event.objects.filter(kind="signed_in", actor=who.user_id).count() == 1


def test_who_is_invited_comes_in_once_and_for_all(provider) -> None:
    from fingerpost.service.access.models import Membership, User

    invitation = invited()
    for _ in range(2):
        client = Client()
        assert client.get(come_back(provider, client)).status_code == 302
        assert is_in(client)
    invitation.refresh_from_db()
    user = User.objects.get(email=EMAIL)
    assert invitation.accepted_by_id == user.pk
    assert not user.has_usable_password()
    assert Membership.objects.filter(user=user).count() == 1


def test_without_a_second_factor_there_ours_is_asked_for(provider) -> None:
    member()
    provider.who["amr"] = ["pwd"]
    client = Client()
    client.get(come_back(provider, client))
    assert client.get("/")["Location"] == "/account/2fa/totp/activate/"


def test_who_has_a_second_factor_here_is_asked_for_it(provider) -> None:
    from allauth.mfa.totp.internal import auth

    who = member()
    auth.TOTP.activate(who.user, auth.generate_totp_secret())
    provider.who["amr"] = ["pwd"]
    client = Client()
    page = client.get(come_back(provider, client))
    assert page["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(client)


def set_to(**claims):
    return lambda said: said.update(claims)


def without(name: str):
    return lambda said: said.pop(name)


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(set_to(aud="another-service"), id="made for another audience"),
        pytest.param(set_to(aud=[CLIENT, "another-service"]), id="for several, by nobody"),
        pytest.param(set_to(azp="another-service"), id="asked for by another"),
        pytest.param(set_to(nonce="of another sign-in"), id="another nonce"),
        pytest.param(without("nonce"), id="no nonce"),
        pytest.param(set_to(iss="https://elsewhere.example"), id="another issuer"),
        pytest.param(set_to(exp=int(time.time()) - 3600), id="too old"),
        pytest.param(set_to(iat=int(time.time()) + 3600), id="of a time to come"),
        pytest.param(without("exp"), id="never ends"),
        pytest.param(without("sub"), id="nobody"),
        pytest.param(set_to(email_verified=False), id="an address that is not verified"),
        pytest.param(set_to(email_verified="true"), id="verified in words only"),
        pytest.param(without("email_verified"), id="nothing said of the address"),
        pytest.param(set_to(email="sam@police.example"), id="an address of another agency"),
        pytest.param(set_to(email="sam@council.example.evil.test"), id="a longer domain"),
        pytest.param(set_to(email="council.example"), id="a domain and nobody"),
        pytest.param(without("email"), id="no address"),
    ],
)
def test_a_token_that_is_not_quite_right_does_not_count(provider, lie) -> None:
    member()
    make_member("reader", email="sam@police.example")
    provider.lie = lie
    client = Client()
    page = client.get(come_back(provider, client))
    assert page.status_code == 403
    assert not is_in(client)
    provider.lie = lambda claims: None
    client.get(come_back(provider, client))
    assert is_in(client), "the same without the lie counts"


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(
            lambda p: lambda c: jwt.encode(c, p.stranger, "RS256", headers={"kid": "one"}),
            id="by another key",
        ),
        pytest.param(
            lambda p: lambda c: jwt.encode(c, p.key, "RS256", headers={"kid": "two"}),
            id="by a key that nobody knows",
        ),
        pytest.param(lambda p: lambda c: jwt.encode(c, None, "none"), id="by none"),
        pytest.param(
            lambda p: lambda c: jwt.encode(c, "x" * 64, "HS256", headers={"kid": "one"}),
            id="with a shared secret",
        ),
        pytest.param(lambda p: lambda c: p.signed(c)[:-8] + "AAAAAAAA", id="changed"),
        pytest.param(lambda p: lambda c: "no token", id="no token at all"),
    ],
)
def test_a_token_that_the_provider_did_not_sign_does_not_count(provider, sign) -> None:
    member()
    provider.sign = sign(provider)
    client = Client()
    assert client.get(come_back(provider, client)).status_code == 403
    assert not is_in(client)


def test_an_answer_counts_in_the_browser_that_began_and_once(provider) -> None:
    """State: an attacker's answer is worth nothing in a victim's browser, nor is an old one."""
    member()
    attacker, victim = Client(), Client()
    way = come_back(provider, attacker)
    assert victim.get(way).status_code == 403, "it began nothing"
    victim.get(BEGIN)
    assert victim.get(way).status_code == 403, "it began another"
    assert not is_in(victim)
    way = come_back(provider, attacker)
    assert attacker.get(way).status_code == 302
    again = Client()
    again.cookies = attacker.cookies
    assert again.get(way).status_code == 403, "once"


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=x&state=x"])
def test_an_answer_from_nowhere_is_refused(provider, query) -> None:
    member()
    client = Client()
    client.get(BEGIN)
    assert client.get(f"{BEGIN}/callback{query}").status_code == 403
    assert not is_in(client)


def test_a_sign_in_that_took_too_long_is_refused(provider) -> None:
    member()
    client = Client()
    way = come_back(provider, client)
    session = client.session
    session["openid"] = {**session["openid"], "begun_at": time.time() - 601}
    session.save()
    assert client.get(way).status_code == 403


def test_who_is_neither_member_nor_invited_stays_outside(provider) -> None:
    from fingerpost.service.access.models import Identity, User

    client = Client()
    assert client.get(come_back(provider, client)).status_code == 403
    assert not User.objects.filter(email=EMAIL).exists()
    invited(email="somebody.else@council.example")
    assert client.get(come_back(provider, client)).status_code == 403
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"ends_on": "2021-01-01"}, id="over"),
        pytest.param({"starts_on": "2098-01-01"}, id="not begun"),
    ],
)
def test_who_has_no_open_role_there_any_more_stays_outside(provider, more) -> None:
    member(**more)
    client = Client()
    assert client.get(come_back(provider, client)).status_code == 403
    assert not is_in(client)


def test_an_agency_signs_in_its_own_people_only(provider) -> None:
    """A member of another agency with an address of the council is not let in by the council."""
    make_member("reader", "Open Door", kind="charity", email=EMAIL)
    client = Client()
    assert client.get(come_back(provider, client)).status_code == 403
    assert not is_in(client)


def test_an_address_that_went_to_somebody_else_opens_nothing(provider) -> None:
    member()
    client = Client()
    client.get(come_back(provider, client))
    provider.who["sub"] = "4712"
    other = Client()
    assert other.get(come_back(provider, other)).status_code == 403
    assert not is_in(other)


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param({"issuer": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"token_endpoint": "ftp://127.0.0.1/token"}, id="not by http"),
        pytest.param({"jwks_uri": None}, id="no keys"),
    ],
)
def test_a_provider_that_is_not_who_it_should_be_is_not_asked(provider, lie) -> None:
    member()
    provider.discovery_lie = lie
    assert Client().get(BEGIN).status_code == 403


@pytest.mark.parametrize("after", ["https://evil.test/", "//evil.test", "/evidence/"])
def test_it_leads_to_no_other_site(provider, after) -> None:
    member()
    client = Client()
    page = client.get(come_back(provider, client, after))
    assert page["Location"] == (after if after == "/evidence/" else "/")


def test_a_provider_that_is_down_is_said_in_words(provider) -> None:
    from fingerpost.service.access import openid

    provider.stop()
    assert Client().get(BEGIN).status_code == 403
    assert Client().get("/access/openid/nobody").status_code == 404
    assert openid.PATIENCE_SECONDS <= 5
    provider.stop = lambda: None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[a", "no TOML", id="not TOML"),
        pytest.param('[a]\nname = "A"', "issuer: Field required", id="left out"),
        pytest.param(
            '[a]\nname="A"\nissuer="http://a.example"\nclient_id="x"\nclient_secret="hush"\n'
            'domains=["a"]',
            "issuer: String should match",
            id="not by https",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused_without_the_secret(tmp_path, text, words) -> None:
    from fingerpost.service.access import openid_settings

    assert openid_settings.read(tmp_path) == {}
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "openid.toml").write_text(text)
    with pytest.raises(openid_settings.OpenIDSettingsError, match=words) as refused:
        openid_settings.read(tmp_path)
    assert "hush" not in str(refused.value)
