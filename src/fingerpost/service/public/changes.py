"""What the public's pages take from the database, and the edition of it.

It is looked up once a second, however many pages are asked for: so a change shows within a second, and
five hundred pages a second ask the database no more than one does. While the database is away, what was
known last stands.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError
from django.utils import timezone

from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.service.access import agreements_in_force
from fingerpost.service.public import directory
from fingerpost.service.public.account import Account, account
from fingerpost.service.public.directory import Entry
from fingerpost.service.public.models import Edition

LOOKS_AGAIN_AFTER = 1.0  # seconds


@dataclass(frozen=True)
class Known:
    """What was looked up: when, by the clock of the process, and what it was."""

    looked_at: float
    edition: str
    account: Account


_known: Known | None = None


def known() -> Known:
    """Return what is known now."""
    global _known
    if _known is not None and time.monotonic() - _known.looked_at < LOOKS_AGAIN_AFTER:
        return _known
    today = timezone.localdate()
    try:
        number = Edition.objects.values_list("number", flat=True).first()
        agreed = agreements_in_force.edition(on=today)
        said = account(on=today)
    except DatabaseError:
        if _known is None:
            raise
        _known = Known(time.monotonic(), _known.edition, _known.account)
    else:
        edition = fingerprint([number, agreed, str(today), repr(said)])[:16]
        _known = Known(time.monotonic(), edition, said)
    return _known


def edition() -> str:
    """Return a text that is another whenever something in the database may show another page."""
    return known().edition


def entries() -> tuple[Entry, ...]:
    """Return the services that everybody may read, as they are in this edition."""
    return _entries(edition())


@lru_cache(maxsize=1)
def _entries(edition: str) -> tuple[Entry, ...]:
    return directory.shown()
