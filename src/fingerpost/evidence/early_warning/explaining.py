"""What explains an excess: which values of which attribute the extra records have.

The method knows no special case. Each attribute of the records is taken in turn; a value that
always was common is expected to be common now, so only what it has more than its usual share of
the expected count explains anything. Where nearly all of an excess has one way of being recorded,
and the rest of the records are as many as ever, a change in recording is the simplest explanation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from scipy import special

from fingerpost.evidence.early_warning.cases import NO_OUTCOME_YET, NOT_RECORDED
from fingerpost.evidence.early_warning.rules import Attribute
from fingerpost.evidence.early_warning.signals import Attribution

MOST = 0.75  # of an excess, explained by one value
LEAST_OF_ALL = 0.5  # of all records have this value
LEAST_SHARE = 0.25  # of an excess, to be worth saying
LEAST_EXCESS = 8.0  # records, to speak of a change in recording
FLAT = 0.05  # the rest is flat if so many records or more are at least this probable
SAYS_NOTHING = (NOT_RECORDED, NO_OUTCOME_YET)


@dataclass(frozen=True)
class Explanation:
    """What explains an excess, the largest share first, and whether it looks like recording."""

    explanations: tuple[Attribution, ...] = ()
    looks_like_recording: bool = False
    why_recording: str = ""


def explain(
    found: pl.DataFrame, usual: pl.DataFrame, expected: float, attributes: Sequence[Attribute]
) -> Explanation:
    """Decompose an excess by the attributes of its records.

    Parameters
    ----------
    found, usual : polars.DataFrame
        The records of the signal; records of the same series before it. A column for each
        attribute.
    expected : float
        How many records were expected where `found` are.
    attributes : sequence of Attribute

    Returns
    -------
    Explanation
        Empty if there is no excess, or no usual records to compare with.
    """
    excess = len(found) - expected
    if excess <= 0 or usual.is_empty():
        return Explanation()
    explained: list[Attribution] = []
    reasons: list[tuple[float, str]] = []
    for attribute in attributes:
        shares = _shares(found, usual, expected, attribute.column)
        told = [one for one in shares if one[0] not in SAYS_NOTHING]
        explained += [
            Attribution(attribute.words, value, more, more / excess)
            for value, _, more, _ in told[:1]
            if more / excess >= LEAST_SHARE
        ]
        if attribute.is_of_recording and excess >= LEAST_EXCESS:
            why = _why_recording(attribute, told, len(found), expected)
            reasons += [why] if why else []
    explained.sort(key=lambda one: (-one.share, one.attribute))
    reasons.sort(key=lambda one: (-one[0], one[1]))
    return Explanation(tuple(explained), bool(reasons), reasons[0][1] if reasons else "")


Share = tuple[str, int, float, float]  # value, records, more than expected, expected


def _shares(
    found: pl.DataFrame, usual: pl.DataFrame, expected: float, column: str
) -> list[Share]:
    """Return each value with its records and its excess, the largest excess first."""
    before = dict(usual[column].value_counts().iter_rows())
    counts: list[tuple[str, int]] = sorted(found[column].value_counts().iter_rows())
    shares = []
    for value, records in counts:
        usually = expected * before.get(value, 0) / len(usual)
        shares.append((value, records, records - usually, usually))
    return sorted(shares, key=lambda one: (-one[2], one[0]))


def _why_recording(
    attribute: Attribute, shares: list[Share], found: int, expected: float
) -> tuple[float, str] | None:
    """Return how much one value explains and the sentence that says so, if it explains most."""
    if not shares:
        return None
    value, records, more, usually = shares[0]
    share = more / (found - expected)
    rest, rest_expected = found - records, expected - usually
    # Were everything up alike, this value would have risen by no more than its share. And among
    # hundreds of map points one is always up by chance: it must be half of all records.
    is_more_than_usual = records / found > max(2 * usually / expected, LEAST_OF_ALL)
    is_flat = rest == 0 or special.gammainc(rest, max(rest_expected, 1e-9)) >= FLAT
    if share < MOST or not is_more_than_usual or not is_flat:
        return None
    return share, (
        f"{min(100, round(100 * share))} in 100 of the excess has one {attribute.words}: {value}. "
        f"Of these {records} records about {usually:.0f} were expected; all others are {rest}, "
        f"and about {rest_expected:.0f} were expected."
    )
