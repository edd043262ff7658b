"""How small areas are put in order, numbered, and grouped into larger ones that hold them whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fingerpost.county.terrain import Floats, Integers

SECTORS_PER_POSTCODE_DISTRICT = 9
POSTCODE_AREAS = ("ZH", "ZA", "ZB", "ZC", "ZS", "ZW")  # by district; Z begins no real postcode


def walk(points: Floats, district: Integers) -> Integers:
    """Return an order in which neighbours follow each other: by district, then north to south."""
    rank = np.argsort(np.argsort(-points[:, 1]))
    band = rank * int(np.sqrt(len(points) / 5) + 1) // len(points)
    return np.lexsort((points[:, 0], band, district))


def groups(parent: Integers, points: Floats, *, size: float) -> Integers:
    """Return groups of about `size` neighbours, none across a border of `parent`."""
    found = np.zeros(len(points), dtype=np.int64)
    queue = [np.flatnonzero(parent == value) for value in np.unique(parent)]
    number = 0
    while queue:
        members = queue.pop(0)
        parts = max(1, round(len(members) / size))
        if parts == 1:
            found[members] = number
            number += 1
            continue
        spread = np.ptp(points[members], axis=0)
        ordered = members[np.argsort(points[members, int(np.argmax(spread))], kind="stable")]
        cut = round(len(members) * (parts // 2) / parts)
        queue[:0] = [ordered[:cut], ordered[cut:]]
    return found


def within(child: Integers, parent: Integers) -> Integers:
    """Return the number of each child inside its parent, from 0, in the order of appearance."""
    pairs = dict.fromkeys(zip(parent.tolist(), child.tolist(), strict=True))
    seen: dict[int, int] = {}
    number = {}
    for one, other in pairs:
        number[one, other] = seen.get(one, 0)
        seen[one] = number[one, other] + 1
    return np.array([number[p] for p in zip(parent.tolist(), child.tolist(), strict=True)])


def first_of(group: Integers, words: list[str]) -> tuple[str, ...]:
    """Return the word of each group's first member."""
    return tuple(words[at] for at in np.unique(group, return_index=True)[1])


def codes(start: str, count: int) -> NDArray[np.str_]:
    """Return codes in order: ``X01000001`` and on."""
    return np.array([f"{start}{number:06d}" for number in range(1, count + 1)])


def sector_names(sector: Integers, district: Integers) -> tuple[str, ...]:
    """Return the postcode sectors' names: ``ZH1 4``."""
    numbers = within(sector, district)
    words = [
        f"{POSTCODE_AREAS[d]}{n // SECTORS_PER_POSTCODE_DISTRICT + 1} "
        f"{n % SECTORS_PER_POSTCODE_DISTRICT + 1}"
        for d, n in zip(district.tolist(), numbers.tolist(), strict=True)
    ]
    return first_of(sector, words)
