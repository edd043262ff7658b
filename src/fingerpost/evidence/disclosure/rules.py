"""Disclosure rules as data: what a publisher, or the partnership, will not show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import lcm

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.declarations import Declaration


class DisclosureRule(Declaration):
    """What one publisher does to small numbers before they leave.

    Parameters
    ----------
    suppress_below : int
        Counts of people or events from 1 to one less than this are not shown; 0 or 1 for none.
    round_to : int
        Every other count is rounded to the nearest multiple; 1 for none.
    zero_is_shown : bool
        Whether a true zero may be shown as such.
    protects_complement : bool
        Whether "all but one" is as telling as "one": protects n - x as it protects x.
    only_splits : tuple of str
        If given, the rule binds only tables split by one of these (a person's characteristics).
    exempt_areas : tuple of AreaKind
        Kinds of area so large that the publisher shows their numbers as they are.
    pool_years : int
        Below a region, fewer calendar years than this may not be shown; 1 for no such rule.
    """

    title: str
    publisher: str
    version: str
    source: str  # where the rule is stated, or "not confirmed"
    confirmed: bool
    suppress_below: int = 0
    round_to: int = 1
    zero_is_shown: bool = True
    protects_complement: bool = False
    only_splits: tuple[str, ...] = ()
    exempt_areas: tuple[AreaKind, ...] = ()
    pool_years: int = 1
    words: str  # the whole rule in plain words

    def binds(self, breakdown: str | None) -> bool:
        """Tell whether the rule binds a table that is split by `breakdown`."""
        return not self.only_splits or breakdown in self.only_splits

    @property
    def strictness(self) -> tuple[int, int, int, bool, bool]:
        """How strict the rule is: a larger tuple hides more."""
        return (
            self.suppress_below,
            self.round_to,
            self.pool_years,
            not self.zero_is_shown,
            self.protects_complement,
        )


@dataclass(frozen=True)
class Envelope:
    """What several rules demand together: as strict as the strictest in every respect.

    `governing` names the rule that hides most; the envelope never hides less than any of them.
    """

    governing: str
    names: tuple[str, ...]
    suppress_below: int
    round_to: int
    zero_is_shown: bool
    protects_complement: bool
    exempt_areas: frozenset[str]
    pool_years: int
    words: str

    @property
    def does_nothing(self) -> bool:
        """Tell whether no cell could be changed."""
        return self.suppress_below <= 1 and self.round_to == 1


def strictest(rules: Iterable[DisclosureRule], breakdown: str | None) -> Envelope:
    """Return what the rules that bind a table split by `breakdown` demand together.

    Raises
    ------
    ValueError
        If there is no rule at all: a table without a rule never leaves.
    """
    every = sorted(rules, key=lambda rule: rule.name)
    if not every:
        raise ValueError("a table needs the disclosure rule of each of its sources")
    binding = [rule for rule in every if rule.binds(breakdown)]
    governing = max(binding or every, key=lambda rule: rule.strictness)
    exempt = [
        frozenset(str(kind) for kind in rule.exempt_areas)
        for rule in binding
        if rule.suppress_below > 1 or rule.round_to > 1
    ]
    return Envelope(
        governing=governing.name,
        names=tuple(rule.name for rule in every),
        suppress_below=max((rule.suppress_below for rule in binding), default=0),
        round_to=lcm(*(rule.round_to for rule in binding)) if binding else 1,
        zero_is_shown=all(rule.zero_is_shown for rule in binding),
        protects_complement=any(rule.protects_complement for rule in binding),
        # An area is exempt only if every rule that would change it exempts it.
        exempt_areas=frozenset.intersection(*exempt) if exempt else frozenset(),
        pool_years=max((rule.pool_years for rule in binding), default=1),
        words=governing.words,
    )
