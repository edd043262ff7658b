"""Sign in with an agency's own account: OpenID Connect, authorization code flow with PKCE.

Comes in: what the agency's provider says. Goes out: claims of whose truth we are sure, or a refusal.
Checked are the state (it was this browser that began), the nonce (the token answers that beginning),
the signature by a key of the provider, the issuer, the audience, the days, and that the provider may
speak for this e-mail address. The flow of django-allauth sends no nonce, does not check the signature
of a token that it fetched itself, and brings pages on which accounts are made and joined; so these are
the steps of OpenID Connect Core 1.0 (sections 3.1.2 and 3.1.3), with PyJWT for the token.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt
import requests

from fingerpost.service.access.openid_settings import Provider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]  # none with a shared secret
PATIENCE_SECONDS = 5
LEEWAY_SECONDS = 60  # between two clocks
LASTS_SECONDS = 600  # from the beginning to the answer
LARGEST = 1_000_000  # bytes that an answer of a provider may have
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sms", "fpt", "face"})  # RFC 8176


class RefusedError(Exception):
    """The sign-in does not count. The words say why, for the log, and hold no value of a person."""


@dataclass(frozen=True)
class Beginning:
    """What this browser remembers of a sign-in that it began; good for one answer."""

    agency: str
    state: str
    nonce: str
    verifier: str
    begun_at: float
    after: str

    def as_session(self) -> dict[str, Any]:
        """Return it as a session can keep it."""
        return asdict(self)


@dataclass(frozen=True)
class Claims:
    """Who somebody is, as their agency says."""

    issuer: str
    subject: str
    email: str
    name: str
    has_second_factor: bool


def begin(
    provider: Provider, *, agency: str, callback: str, after: str, at: float
) -> tuple[str, Beginning]:
    """Return where to send the browser, and what it must remember.

    Raises
    ------
    RefusedError
        If the provider does not answer, or is not who it should be.
    """
    known = _discover(provider)
    beginning = Beginning(
        agency=agency,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        begun_at=at,
        after=after,
    )
    challenge = hashlib.sha256(beginning.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback,
        "scope": "openid email profile",
        "state": beginning.state,
        "nonce": beginning.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    place = str(known["authorization_endpoint"])
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}", beginning


def finish(
    provider: Provider,
    beginning: Beginning | None,
    answer: Mapping[str, str],
    *,
    agency: str,
    callback: str,
    at: float,
) -> Claims:
    """Return who signed in.

    Raises
    ------
    RefusedError
        If anything at all is not as it must be.
    """
    if beginning is None or beginning.agency != agency:
        raise RefusedError("this browser began no such sign-in")
    if not hmac.compare_digest(beginning.state, answer.get("state", "")):
        raise RefusedError("the state is not the one sent")
    if not 0 <= at - beginning.begun_at <= LASTS_SECONDS:
        raise RefusedError("the sign-in took too long")
    if "error" in answer or not answer.get("code"):
        raise RefusedError("the provider did not sign anybody in")
    known = _discover(provider)
    given = _fetch(
        "POST",
        str(known["token_endpoint"]),
        data={
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": callback,
            "code_verifier": beginning.verifier,
        },
        auth=(quote_plus(provider.client_id), quote_plus(provider.client_secret)),
    )
    token = given.get("id_token")
    if not isinstance(token, str):
        raise RefusedError("the provider gave no token of identity")
    return _claims(provider, _verified(provider, known, token, beginning.nonce))


def _discover(provider: Provider) -> dict[str, Any]:
    place = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    known = _fetch("GET", place)
    if known.get("issuer") != provider.issuer:
        raise RefusedError("the provider names another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        place = known.get(name, "")
        is_local = provider.issuer.startswith("http://")
        if not isinstance(place, str) or not place.startswith(
            ("https://", "http://") if is_local else "https://"
        ):
            raise RefusedError(f"the provider's {name} is not reached by https")
    return known


def _fetch(method: str, place: str, **more: Any) -> dict[str, Any]:
    try:
        with requests.request(
            method,
            place,
            timeout=PATIENCE_SECONDS,
            allow_redirects=False,
            stream=True,
            headers={"Accept": "application/json"},
            **more,
        ) as answer:
            if answer.status_code != 200:
                raise RefusedError(f"the provider answered {answer.status_code}")
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            if len(body) > LARGEST:
                raise RefusedError("the provider's answer is too long")
            found = json.loads(body)
    except (requests.RequestException, ValueError, OSError) as error:
        raise RefusedError(
            f"the provider could not be asked ({type(error).__name__})"
        ) from None
    if not isinstance(found, dict):
        raise RefusedError("the provider's answer is not an object")
    return found


def _verified(
    provider: Provider, known: Mapping[str, Any], token: str, nonce: str
) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(_fetch("GET", str(known["jwks_uri"])))
        fitting = [
            key
            for key in keys.keys
            if key.public_key_use in (None, "sig") and header.get("kid") in (None, key.key_id)
        ]
        if len(fitting) != 1:
            raise RefusedError("the token is signed by no key of the provider")
        claims: dict[str, Any] = jwt.decode(
            token,
            fitting[0],
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.PyJWTError as error:
        raise RefusedError(f"the token does not count ({type(error).__name__})") from None
    if not hmac.compare_digest(str(claims["nonce"]), nonce):
        raise RefusedError("the token answers another sign-in")
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (is_for_several or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise RefusedError("the token was made for another service")
    return claims


def _claims(provider: Provider, claims: Mapping[str, Any]) -> Claims:
    email = str(claims.get("email", "")).strip().lower()
    if provider.says_verified and claims.get("email_verified") is not True:
        raise RefusedError("the provider does not say that the address is verified")
    if not provider.speaks_for(email):
        raise RefusedError("the provider may not speak for this address")
    ways = claims.get("amr", [])
    told = isinstance(ways, list) and bool(SECOND_FACTORS & set(map(str, ways)))
    return Claims(
        issuer=provider.issuer,
        subject=str(claims["sub"]),
        email=email,
        name=str(claims.get("name", ""))[:150],
        has_second_factor=told or provider.asks_second_factor,
    )
