"""Make and end the keys of machines."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.intake.models import Scope, Token

LONGEST = timedelta(days=366)
MARK = "fp_"  # so that a key that lies about somewhere is known for one


def digest_of(secret: str) -> str:
    """Return what is kept of a key; it has 256 random bits, so a fast digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(
    *, name: str, scopes: Iterable[str], expires_at: datetime, by: Membership, at: datetime
) -> tuple[Token, str]:
    """Make a key, and return it with its secret, which is shown once and never again.

    It acts for the maker's agency under the maker's role, and ends with that at the latest.
    """
    policies.check(by, P.TOKEN_MANAGE)
    chosen = [scope.value for scope in Scope if scope.value in set(scopes)]
    if not chosen:
        raise ValidationError("Choose at least one thing that the key lets a machine do.")
    if not at < expires_at <= at + LONGEST:
        raise ValidationError("The last day must be between tomorrow and a year from now.")
    secret = MARK + secrets.token_urlsafe(32)
    token = Token(
        agency=by.agency,
        membership=by,
        name=name.strip(),
        digest=digest_of(secret),
        scopes=chosen,
        made_at=at,
        expires_at=expires_at,
    )
    token.full_clean(exclude=["agency", "membership"])
    token.save()
    audit.record(
        EventKind.TOKEN_MADE,
        at=at,
        by=by,
        target_type="token",
        target=token.pk,
        after={"scopes": chosen, "expires_at": expires_at.isoformat()},
    )
    return token, secret


@transaction.atomic
def end(*, token: Token, by: Membership, at: datetime) -> Token:
    """End a key at once."""
    policies.check(by, P.TOKEN_MANAGE)
    token = Token.objects.select_for_update().get(pk=token.pk, agency=by.agency)
    if token.ended_at is not None:
        raise ValidationError("This key has ended already.")
    token.ended_at, token.ended_by = at, by.user
    token.save()
    audit.record(EventKind.TOKEN_ENDED, at=at, by=by, target_type="token", target=token.pk)
    return token


@transaction.atomic
def use(*, secret: str, at: datetime) -> Token | None:
    """Return the open key of a secret, and note that it was used; None if it opens nothing.

    The first use of a day is an event; of each later one only the time is kept, the last.

    Asked as the service, before anybody acts. A key whose maker lost the role, or may not make keys
    any more, opens nothing.
    """
    token = (
        Token.objects.select_related("agency", "membership__agency", "membership__user")
        .filter(digest=digest_of(secret))
        .first()
    )
    if (
        token is None
        or not token.is_open(at)
        or not token.membership.is_open(at.date())
        or not token.membership.user.is_active
        or not token.membership.allows(P.TOKEN_MANAGE)
    ):
        return None
    not_today = Q(last_used_at__isnull=True) | ~Q(last_used_at__date=localdate(at))
    token.last_used_at = at
    if Token.objects.filter(not_today, pk=token.pk).update(last_used_at=at):
        audit.record(
            EventKind.TOKEN_USED,
            at=at,
            by=token.membership,
            target_type="token",
            target=token.pk,
        )
    else:
        token.save(update_fields=["last_used_at"])
    return token
