"""Which forename a nickname is short for.

`nicknames.csv` was compiled for Fingerpost from general knowledge of names in England: it is no
published standard, and one line more costs nothing. Marked so, since a list decides who is found.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files

SOURCE = "compiled for Fingerpost from general knowledge, 2026; no published list was used"


@cache
def formal_names() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return by sex and nickname the names that it is short for, in capitals, commonest first.

    "" for the sex gives those of both, for records without a sex.
    """
    text = files("fingerpost.evidence.linkage").joinpath("nicknames.csv").read_text("utf-8")
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in csv.DictReader(text.splitlines()):
        for short in row["nicknames"].split():
            for sex in (row["sex"], ""):
                found.setdefault((sex, _plain(short)), {})[_plain(row["formal"])] = None
    return {key: tuple(formal) for key, formal in found.items()}


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.upper().replace("Ł", "L"))
    return "".join(letter for letter in text if not unicodedata.combining(letter))
