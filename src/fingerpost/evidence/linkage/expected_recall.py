"""How many pairs of one person the model itself expects to miss: recall without truth or reviewers.

Comes in: a trained model. Goes out: of the pairs of one person, the share that would be linked. The
model knows how often each level of agreement is met among pairs of one person (m) and what it weighs.
So it says how often the weights add up to less than a threshold, or no blocking rule finds the pair.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import product

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage.blocking import BlockingRule
from fingerpost.evidence.linkage.comparisons import Comparison, Level
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.model import LinkageModel, Threshold

AGREES = re.compile(r"^(\w+)_l = (\w+)_r$")
# What agrees as well where a column does.
IMPLIED = {
    "forename": ("forename_sound",),
    "surname": ("surname_sound",),
    "birth": ("birth_year",),
    "postcode": ("sector", "outward"),
    "sector": ("outward",),
}
OF_ONE_AGENCY = "register"  # a number that two agencies do not share


def expected_recall(
    model: LinkageModel, regime: Regime, *, threshold: Threshold = "published"
) -> float:
    """Return the share of pairs of one person, of two agencies, that a model expects to link.

    Parameters
    ----------
    model : LinkageModel
        Trained.
    regime : Regime
        `NAMED` if both agencies write names; `ATTRIBUTOR` if one tells initials only.
    threshold : "strict", "published" or "loose"

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    LinkageError
        If the model has not learnt how such pairs agree.

    Notes
    -----
    The sum of the probabilities of all patterns of agreement below the threshold is Fellegi and
    Sunter's second error [1]_, here with the pairs that no rule compares. It takes comparisons to
    be independent, and two entries to meet only once. That errors come together, as of people who
    give a false identity, makes the true recall less [2]_; that most people have several entries, any
    of which may be found, makes it more. Rare values, and others who fit as well, are left out of
    account. What missed matches do to a figure is told apart from chance [3]_.

    References
    ----------
    .. [1] Fellegi IP, Sunter AB. J Am Stat Assoc 1969;64:1183-1210.
    .. [2] Belin TR, Rubin DB. J Am Stat Assoc 1995;90:694-707.
    .. [3] Doidge JC, Harron KL. Int J Epidemiol 2019;48:2050-2060.
    """
    comparisons, blocking, prior = _of(model, regime)
    least = math.log2(model.thresholds[threshold] / (1 - model.thresholds[threshold]))
    found = 0.0
    for pattern in product(*(_telling(one) for one in comparisons)):
        weight = prior + sum(level.weight for level in pattern)
        ceiling = min(
            (one.ceiling for one in pattern if one.ceiling is not None), default=weight
        )
        if min(weight, ceiling) >= least and _is_reached(pattern, blocking):
            found += math.prod(level.m or 0.0 for level in pattern)
    every = math.prod(sum(level.m or 0.0 for level in _telling(one)) for one in comparisons)
    return min(found / every, 1.0)


def _of(
    model: LinkageModel, regime: Regime
) -> tuple[list[Comparison], Sequence[BlockingRule], float]:
    """Return what such pairs are compared by, the rules that find them, and their prior weight."""
    one = next((one for one in model.attributors if one.name == "initials"), None)
    if model.prior is None or (regime is Regime.ATTRIBUTOR and one is None):
        raise LinkageError(
            "the linkage model has not learnt how such pairs agree",
            do="Train a model on the entries of all agencies: fingerpost link model train.",
        )
    if regime is Regime.ATTRIBUTOR and one is not None:
        share = model.coverage.get("treatment", 0.5)
        prior = math.log2(share / (1 - share)) - math.log2(max(model.people, 2))
        return _learnt(one.comparisons), one.blocking, prior
    return (
        _learnt(model.comparisons),
        model.blocking,
        math.log2(model.prior / (1 - model.prior)),
    )


def _learnt(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Return the comparisons that tell pairs of two agencies apart."""
    return [
        one
        for one in comparisons
        if one.name != OF_ONE_AGENCY and not any(level.is_fixed for level in one.levels)
    ]


def _telling(comparison: Comparison) -> list[Level]:
    return [level for level in comparison.levels if not level.is_missing]


def _is_reached(pattern: Sequence[Level], blocking: Sequence[BlockingRule]) -> bool:
    """Tell whether some rule certainly compares a pair of this pattern."""
    agreed: set[tuple[str, str]] = set()
    for level in pattern:
        for clause in level.condition.split(" and "):
            if match := AGREES.match(clause):
                one, other = match.groups()
                agreed.add((one, other))
                if one == other:
                    agreed.update((name, name) for name in _implied(one))
    return any(
        set(zip(rule.columns, rule.against or rule.columns, strict=True)) <= agreed
        for rule in blocking
    )


def _implied(column: str) -> tuple[str, ...]:
    return IMPLIED.get(column, ())
