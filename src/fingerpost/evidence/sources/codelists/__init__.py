"""The publishers' codelists, one file each; columns refer to them by name."""

from __future__ import annotations

import sys
from functools import cache

from fingerpost.evidence.core.codelists import Codelist
from fingerpost.evidence.core.declarations import discover


@cache
def all_codelists() -> dict[str, Codelist]:
    """Return every codelist by name, in name order."""
    return discover(sys.modules[__name__], Codelist)
