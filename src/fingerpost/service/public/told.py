"""What the public told, as everybody may read it: counts that say nothing about one person, and words.

Counts are protected by the project's own rule for the public: small ones are not shown, others are rounded,
and what would give a hidden one away is hidden with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fingerpost.evidence.disclosure import DisclosureRule, all_rules
from fingerpost.service.public import places
from fingerpost.service.public.models import Change, Safety, Told, ToldStatus

RULE = "public_partner_records"
HIDDEN = None
AT_MOST = 20  # of words shown of each district, the newest


@dataclass(frozen=True)
class Answers:
    """The answers to one question: what could be said, and how many said it; None is not shown."""

    question: str
    counts: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class OfDistrict:
    """What was told of one district."""

    name: str
    total: int | None
    answers: tuple[Answers, ...]
    words: tuple[tuple[str, str], ...]  # the month, and what somebody wrote


def rule() -> DisclosureRule:
    """Return the rule by which counts are protected."""
    return all_rules()[RULE]


def protected(counts: Sequence[int], by: DisclosureRule) -> tuple[int | None, ...]:
    """Return counts of the parts of a whole as they may be shown.

    Parameters
    ----------
    counts : sequence of int
        How many gave each answer; together all who answered.
    by : DisclosureRule

    Returns
    -------
    tuple of int or None
        Rounded, or None where it is not shown. Where one alone would be hidden, the smallest of the
        others is hidden too, so that it does not follow from the whole. If all but a few gave one
        answer, that answer is hidden as well: it would tell of the few.
    """
    small = [0 < one < by.suppress_below for one in counts]
    whole = sum(counts)
    if by.protects_complement:
        small = [
            hidden or 0 < whole - one < by.suppress_below
            for hidden, one in zip(small, counts, strict=True)
        ]
    if sum(small) == 1:
        others = [(one, at) for at, one in enumerate(counts) if not small[at] and one > 0]
        if others:
            small[min(others)[1]] = True
    return tuple(
        HIDDEN if hidden else _nearest(one, by.round_to)
        for hidden, one in zip(small, counts, strict=True)
    )


def _nearest(count: int, base: int) -> int:
    return (2 * count + base) // (2 * base) * base


def results(told: Iterable[Told] | None = None) -> tuple[OfDistrict, ...]:
    """Return what was told by district, in the order of names; those of which nobody told are left out."""
    counted = (ToldStatus.SHOWN, ToldStatus.COUNTED)
    every = list(Told.objects.filter(status__in=counted) if told is None else told)
    found = []
    for code, name in places.district_names().items():
        mine = [one for one in every if one.district == code]
        if mine:
            found.append(_of_district(name, mine))
    return tuple(found)


def _of_district(name: str, told: list[Told]) -> OfDistrict:
    by = rule()
    total = len(told)
    answers = (
        _answers("How safe do people feel?", Safety.choices, (one.safety for one in told), by),
        _answers(
            "What became of it in a year?", Change.choices, (one.change for one in told), by
        ),
    )
    shown = [one for one in told if one.status == ToldStatus.SHOWN and one.words]
    shown.sort(key=lambda one: (one.told_on, one.pk or 0), reverse=True)
    return OfDistrict(
        name,
        HIDDEN if total < by.suppress_below else _nearest(total, by.round_to),
        () if total < by.suppress_below else answers,
        tuple((f"{one.told_on:%B %Y}", one.words) for one in shown[:AT_MOST]),
    )


def _answers(
    question: str, choices: list[tuple[str, str]], given: Iterable[str], by: DisclosureRule
) -> Answers:
    counts = Counter(given)
    shown = protected([counts[code] for code, _ in choices], by)
    words = (label for _, label in choices)
    return Answers(question, tuple(zip(words, shown, strict=True)))
