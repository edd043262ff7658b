"""The partnership's districts, as its settings name them, and postcodes as people type them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fingerpost.evidence.core.areas import Partnership
from fingerpost.evidence.lake.workspace import Workspace

POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)\s*(?:\d[A-Z]{2})$")
OUTWARD = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$")


@lru_cache(maxsize=2)
def _of(workspace: str) -> Partnership:
    return Workspace.open(Path(workspace)).partnership


def partnership() -> Partnership:
    """Return the partnership that the service serves."""
    return _of(str(settings.WORKSPACE))


def district_names() -> dict[str, str]:
    """Return the name of each district by its code, in the order of names."""
    found = sorted(partnership().districts, key=lambda one: one.name)
    return {one.code: one.name for one in found}


def tidy_postcode(said: str) -> str:
    """Return a whole postcode as it is written, with one space; "" if it is none."""
    joined = re.sub(r"\s+", "", said).upper()
    return f"{joined[:-3]} {joined[-3:]}" if POSTCODE.match(joined) else ""


def first_half(said: str) -> str:
    """Return the first half of what may be a postcode, whole or not; "" if it is none.

    The second half, which says in which street somebody is, goes no further than here.
    """
    joined = re.sub(r"\s+", "", said).upper()
    whole = POSTCODE.match(joined)
    if whole:
        return whole[1]
    return joined if OUTWARD.match(joined) else ""
