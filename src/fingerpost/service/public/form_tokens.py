"""A token that shows that a form came from our own page, lately, without a cookie or a session.

A forged request cannot act for anybody here, since nobody is known. What is left is to fill us with what no
person wrote: the token has a time in it under our signature, so what is sent was asked for here before, not
sooner than somebody can write it, and not long ago.
"""

from __future__ import annotations

import secrets

from django.core import signing

SALT = "public.tell-us"
LEAST_SECONDS = 3
MOST_SECONDS = 3600


def make() -> str:
    """Return a new token."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(9))


def why_not(token: str) -> str:
    """Return why a form with this token is not taken, with what to do; "" if it is."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(token, max_age=MOST_SECONDS)
    except signing.SignatureExpired:
        return "The page was open for more than an hour. Send it again."
    except signing.BadSignature:
        return "The form did not come from this page. Send it again."
    try:
        signer.unsign(token, max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return ""
    return "That was quick. Wait a few seconds, and send it again."
