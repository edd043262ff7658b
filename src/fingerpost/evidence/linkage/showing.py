"""What a reviewer sees of two entries: enough to decide, and no more of a person than that.

Names are an initial and a word on how they differ; of a date of birth only the year is shown, of a
postcode the first half; which agencies wrote the two down is not shown, since that somebody is in
treatment or was arrested is no evidence of who they are. Unmasked, all of it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fingerpost.evidence.linkage.nicknames import formal_names

HIDDEN = "…"
NOT_TOLD = "–"
PRIOR = "mw_prior"
NAMES = (
    ("Forename", "forename", "first_initial"),
    ("Surname", "surname", "surname_initial"),
    ("Alias forename", "alias_forename", ""),
    ("Alias surname", "alias_surname", ""),
)


@dataclass(frozen=True)
class Row:
    """One thing that the two entries tell: what is shown of each, and how they compare."""

    label: str
    left: str
    right: str
    compared: str


@dataclass(frozen=True)
class Step:
    """One step of the waterfall: a comparison, its weight in bits, and the sum so far."""

    label: str
    weight: float
    total: float


def rows_of(
    left: Mapping[str, Any], right: Mapping[str, Any], *, is_masked: bool = True
) -> tuple[Row, ...]:
    """Return what a reviewer sees of two entries.

    Parameters
    ----------
    left, right : mapping
        Of the shape ENTRIES.
    is_masked : bool
        Whether what the reviewer need not see is hidden. The agencies' own numbers never are shown.
    """
    name, born, place = (_initial, _year, _outward) if is_masked else (_whole, _day, _whole)
    rows = []
    for label, column, initial in NAMES:
        one, other = (_text(of, column) or _text(of, initial) for of in (left, right))
        if one or other:
            words = compare_names(one, other)
            if column == "forename" and is_short_form(one, other):
                words = "one is short for the other"
            rows.append(Row(label, name(one), name(other), words))
    births = left.get("born"), right.get("born")
    rows.append(Row("Born", born(births[0]), born(births[1]), compare_births(*births)))
    sexes = _text(left, "sex"), _text(right, "sex")
    rows.append(Row("Sex", _whole(sexes[0]), _whole(sexes[1]), _same(*sexes)))
    places = _text(left, "postcode"), _text(right, "postcode")
    rows.append(Row("Postcode", place(places[0]), place(places[1]), compare_postcodes(*places)))
    agencies = _text(left, "agency"), _text(right, "agency")
    shown = (HIDDEN, HIDDEN) if is_masked else agencies
    rows.append(Row("Written by", shown[0], shown[1], _compare_writers(left, right)))
    return tuple(rows)


def waterfall(pair: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return how the weight of a pair comes about: before anything is compared, then each step.

    Parameters
    ----------
    pair : mapping
        A row of PAIRS: `match_weight`, and one ``mw_`` column for each comparison. What is in no
        column is the prior.
    """
    weights = {
        name.removeprefix("mw_"): float(weight)
        for name, weight in pair.items()
        if name.startswith("mw_") and name != PRIOR and weight is not None
    }
    total = float(pair["match_weight"]) - sum(weights.values())
    steps = [Step("before comparing", total, total)]
    for name, weight in weights.items():
        total += weight
        steps.append(Step(name.replace("_", " "), weight, total))
    return tuple(steps)


def compare_names(one: str, other: str) -> str:
    """Say how two names differ, without saying them.

    Examples
    --------
    >>> compare_names("SMITH", "SMYTH"), compare_names("JON", "JONATHAN")
    ('differ by one letter', 'one begins the other')
    """
    if not one or not other:
        return "told by one" if one or other else "not told"
    if one == other:
        return "same initial" if len(one) == 1 else "same"
    if one.startswith(other) or other.startswith(one):
        return "the initial agrees" if 1 in {len(one), len(other)} else "one begins the other"
    apart = distance(one, other)
    if apart == 1 and min(len(one), len(other)) > 2:
        return "differ by one letter"
    if apart == 2 and min(len(one), len(other)) > 4:
        return "differ by two letters"
    parts = set(one.replace("-", " ").split()) & set(other.replace("-", " ").split())
    return "share a part" if parts else "different"


def compare_births(one: date | None, other: date | None) -> str:
    """Say how two dates of birth differ, without saying them.

    Examples
    --------
    >>> compare_births(date(1984, 3, 7), date(1984, 7, 3))
    'day and month exchanged'
    """
    if one is None or other is None:
        return "told by one" if one or other else "not told"
    if one == other:
        words = "same"
    elif (one.day, one.month, one.year) == (other.month, other.day, other.year):
        words = "day and month exchanged"
    elif distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}") == 1:
        words = "one figure differs"
    else:
        parts = {"day": "%d", "month": "%m", "year": "%Y"}
        agree = [name for name, part in parts.items() if f"{one:{part}}" == f"{other:{part}}"]
        words = f"only {' and '.join(agree)} agree" if agree else "different"
        if len(agree) == 1:
            words = words.replace("agree", "agrees")
    if any((born.day, born.month) == (1, 1) for born in (one, other)):
        words += "; 1 January may stand for a day nobody knew"
    return words


def compare_postcodes(one: str, other: str) -> str:
    """Say how two postcodes differ; either may be an outward part or a sector.

    Examples
    --------
    >>> compare_postcodes("ZH1 1GA", "ZH1 1QT"), compare_postcodes("ZH1 1GA", "ZH1")
    ('same sector', 'same district')
    """
    if not one or not other:
        return "told by one" if one or other else "not told"
    if one == other and len(one.partition(" ")[2]) == 3:
        return "same"
    if _sector(one) and _sector(one) == _sector(other):
        return "same sector"
    return "same district" if one.split()[0] == other.split()[0] else "different"


def distance(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, added or exchanged with their neighbour.

    References
    ----------
    .. [1] Damerau FJ. Commun ACM 1964;7:171-176 (optimal string alignment).

    Examples
    --------
    >>> distance("MARTHA", "MARHTA"), distance("SMITH", "SMYTHE")
    (1, 2)
    """
    two_back: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        current = [i]
        for j, opposite in enumerate(other, start=1):
            wrong = letter != opposite
            best = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + wrong)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                best = min(best, two_back[j - 2] + 1)
            current.append(best)
        two_back, previous = previous, current
    return previous[-1]


def is_short_form(one: str, other: str) -> bool:
    """Tell whether one forename is a short form of the other, by the list of nicknames."""
    formal = formal_names()
    return other in formal.get(("", one), ()) or one in formal.get(("", other), ())


def _compare_writers(left: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    if left.get("agency") != right.get("agency"):
        return "two agencies"
    numbers = left.get("local_id"), right.get("local_id")
    if not all(numbers):
        return "one agency"
    return f"one agency, {'one number' if numbers[0] == numbers[1] else 'two numbers'}"


def _text(entry: Mapping[str, Any], column: str) -> str:
    return str(entry.get(column) or "")


def _whole(text: str) -> str:
    return text or NOT_TOLD


def _initial(name: str) -> str:
    return f"{name[0]}{HIDDEN}" if name else NOT_TOLD


def _year(born: date | None) -> str:
    return f"{HIDDEN} {born.year}" if born else NOT_TOLD


def _day(born: date | None) -> str:
    return f"{born:%d/%m/%Y}" if born else NOT_TOLD


def _outward(postcode: str) -> str:
    return f"{postcode.split()[0]} {HIDDEN}" if postcode else NOT_TOLD


def _sector(postcode: str) -> str:
    """Return the sector, "ZH1 1", or "" if the postcode does not tell it."""
    outward, _, inward = postcode.partition(" ")
    return f"{outward} {inward[0]}" if inward else ""


def _same(one: str, other: str) -> str:
    if not one or not other:
        return "told by one" if one or other else "not told"
    return "same" if one == other else "different"
