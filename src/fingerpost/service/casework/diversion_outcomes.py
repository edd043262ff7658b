"""Which outcome number may be recorded of a diversion, and why or why not: asked of the stated rules.

A pure function of what is so. The number that the scheme leads to is proposed only when its rule is met.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fingerpost.service.casework.diversion_rules import (
    Condition,
    OutcomeRule,
    Rulebook,
    Scheme,
)


@dataclass(frozen=True)
class Ruled:
    """What the rule of one outcome says."""

    outcome: OutcomeRule
    is_met: bool
    why: str


def ruled(outcome: OutcomeRule, so: Collection[Condition], *, is_breached: bool) -> Ruled:
    """Return whether an outcome may be recorded, and why or why not.

    Parameters
    ----------
    outcome : OutcomeRule
    so : collection of Condition
        What is so.
    is_breached : bool
        Whether they did not do what was agreed.
    """
    missing = [one for one in outcome.needs if one not in so]
    if is_breached and not outcome.after_breach:
        return Ruled(outcome, False, "Not now: what was agreed was not done.")
    if missing:
        return Ruled(outcome, False, f"Not now: {', and '.join(one.label for one in missing)}.")
    return Ruled(outcome, True, outcome.words)


def proposed(book: Rulebook, scheme: Scheme, so: Collection[Condition]) -> Ruled:
    """Return what the rule of the outcome says to which a scheme leads."""
    return ruled(book.outcomes[scheme.outcome], so, is_breached=False)


def all_ruled(
    book: Rulebook, so: Collection[Condition], *, is_breached: bool
) -> tuple[Ruled, ...]:
    """Return what the rule of each outcome says, in the order of the list."""
    return tuple(ruled(one, so, is_breached=is_breached) for one in book.outcomes.values())
