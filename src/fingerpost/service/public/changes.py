"""The edition of what the public's pages take from the database, and the directory as it is in it.

It is looked up once a second, however many pages are asked for: so a change shows within a second, and
five hundred pages a second ask the database no more than one does. While the database is away, what was
known last stands.
"""

from __future__ import annotations

import time
from functools import lru_cache

from django.db import DatabaseError
from django.utils import timezone

from fingerpost.service.access import agreements_in_force
from fingerpost.service.public import directory
from fingerpost.service.public.directory import Entry
from fingerpost.service.public.models import Edition

LOOKS_AGAIN_AFTER = 1.0  # seconds
_known: tuple[float, str] = (float("-inf"), "")


def edition() -> str:
    """Return a text that is another whenever something in the database may show another page."""
    global _known
    looked_at, said = _known
    if time.monotonic() - looked_at >= LOOKS_AGAIN_AFTER:
        try:
            number = Edition.objects.values_list("number", flat=True).first()
            agreed = agreements_in_force.edition(on=timezone.localdate())
            said = f"{number}/{agreed}/{timezone.localdate()}"
        except DatabaseError:
            if not said:
                raise
        _known = (time.monotonic(), said)
    return said


def entries() -> tuple[Entry, ...]:
    """Return the services that everybody may read, as they are in this edition."""
    return _entries(edition())


@lru_cache(maxsize=1)
def _entries(edition: str) -> tuple[Entry, ...]:
    return directory.shown()
