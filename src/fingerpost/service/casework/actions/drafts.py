"""Keep what somebody is typing into a form, and forget it once it is sent.

A draft is nobody's record: it is read by whoever typed it, for the agency that they act for, and by nobody
else, so it leaves no event. It is gone when the form is sent, or a fortnight after the last word.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access.models import Membership
from fingerpost.service.casework.models import Draft

ROOM = "/cases/"
MOST_FIELDS = 200
LONGEST = 20_000  # letters of one field
KEPT = timedelta(days=14)
NEVER = ("password", "csrf", "otp", "secret")  # in the name of a field

Fields = dict[str, list[str]]


@transaction.atomic
def keep(*, path: str, fields: object, by: Membership, at: datetime) -> Draft:
    """Keep the fields of the form on a page, in the place of what was kept of it before.

    Parameters
    ----------
    path : str
        Of the form's page, in this room.
    fields : object
        As a browser sent it: names, and for each a list of values; anything else is refused.
    """
    draft, _ = Draft.objects.update_or_create(
        person=by.user,
        agency=by.agency,
        path=_path(path),
        defaults={"fields": _fields(fields), "saved_at": at},
    )
    return draft


@transaction.atomic
def forget(*, path: str, by: Membership) -> None:
    """Forget what was kept of a page: it was sent, or is not wanted."""
    Draft.objects.filter(person=by.user, agency=by.agency, path=path).delete()


def kept(*, path: str, by: Membership) -> Draft | None:
    """Return what is kept of a page for whoever asks."""
    return Draft.objects.filter(person=by.user, agency=by.agency, path=path).first()


def forget_old(*, at: datetime) -> int:
    """Forget what nobody has typed at for a fortnight; return how much."""
    return Draft.objects.filter(saved_at__lt=at - KEPT).delete()[0]


def _path(path: str) -> str:
    if not path.startswith(ROOM) or len(path) > 200 or "//" in path:
        raise ValidationError("There is no such form.")
    return path


def _fields(fields: object) -> Fields:
    """Return the fields that may be kept; a refusal never says what stands in one."""
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        raise ValidationError("These are no fields of a form.")
    for name, values in fields.items():
        is_right = (
            isinstance(name, str)
            and isinstance(values, list)
            and len(values) <= MOST_FIELDS
            and all(isinstance(one, str) and len(one) <= LONGEST for one in values)
        )
        if not is_right:
            raise ValidationError("These are no fields of a form.")
    return {
        name: [one.replace("\0", "") for one in values]
        for name, values in fields.items()
        if not any(word in name.lower() for word in NEVER)
    }
