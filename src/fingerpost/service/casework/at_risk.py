"""Which referrals are at risk of falling between agencies: by rules in words, and by no score.

The rules and their numbers are in `at_risk.toml`; each is a function here, of the same name, which says
the rule as a condition on referrals that are not over. So a page can say which rule it was.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_
from pathlib import Path

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from fingerpost.service.casework.models import Referral, ReferralList
from fingerpost.service.casework.reasons import Origin, Urgency
from fingerpost.service.casework.states import ReferralState as S

RULES = Path(__file__).with_suffix(".toml")
MARK = "is_at_risk_"  # before a rule's name: a column that says whether it holds
BEFORE_APPOINTMENT = (S.SENT, S.RECEIVED, S.MORE_NEEDED, S.ACCEPTED, S.CONTACT_TRIED, S.MISSED)


def missed_again(at: datetime, *, times: int) -> Q:
    """Say: missed so often, and not seen since."""
    return Q(state__in=(S.MISSED, S.CONTACT_TRIED, S.APPOINTED), misses__gte=times)


def not_reached(at: datetime, *, tries: int) -> Q:
    """Say: tried so often, and no appointment came of it."""
    return Q(state=S.CONTACT_TRIED, tries__gte=tries)


def release_without_appointment(at: datetime, *, days: int) -> Q:
    """Say: sent from prison on the list of a release day that is near or past, with no appointment."""
    near = timezone.localdate(at) + timedelta(days=days)
    listed = ReferralList.objects.filter(pk=OuterRef("in_list"), on__lte=near)
    return Q(
        Exists(listed),
        in_list__isnull=False,  # said for the index
        origin=Origin.PRISON,
        state__in=BEFORE_APPOINTMENT,
    )


def given_to_nobody(at: datetime, *, hours: int) -> Q:
    """Say: due soon or late, and nobody of the agency that owes it has it."""
    return Q(owner_person__isnull=True, due_at__lt=at + timedelta(hours=hours))


def declined_again(at: datetime) -> Q:
    """Say: declined, and it was sent on from one that was declined."""
    before = Referral.objects.filter(redirected_to=OuterRef("pk"))
    return Q(Exists(before), state=S.DECLINED)


def urgent_and_waiting(at: datetime, *, minutes: int) -> Q:
    """Say: needed today, sent so long ago, and not taken in."""
    return Q(urgency=Urgency.TODAY, state=S.SENT, sent_at__lt=at - timedelta(minutes=minutes))


def long_late(at: datetime, *, days: int) -> Q:
    """Say: late by so many days."""
    return Q(due_at__lt=at - timedelta(days=days))


CONDITIONS: dict[str, Callable[..., Q]] = {
    one.__name__: one
    for one in (
        missed_again,
        not_reached,
        release_without_appointment,
        given_to_nobody,
        declined_again,
        urgent_and_waiting,
        long_late,
    )
}


@dataclass(frozen=True)
class Rule:
    """One rule: its name, what a page says where it holds, why it matters, and who is told."""

    name: str
    told: tuple[str, ...]  # whom: the "owner" of the next step, the "sender"
    words: str
    why: str
    numbers: Mapping[str, int]

    def holds(self, at: datetime) -> Q:
        """Return the condition on a referral, at a time."""
        return Q(owner__isnull=False) & CONDITIONS[self.name](at, **self.numbers)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, in the order in which they are said."""
    said = tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]
    return tuple(
        Rule(**{**one, "words": one["words"].format(**one["numbers"])}) for one in said
    )


def at_risk_for(agency: int, at: datetime) -> Q:
    """Return the condition that a referral is at risk and that an agency is told so, at a time.

    One arm for each rule and side, so that the database takes an index for each and joins what it finds.
    """
    arms = (Q(**{side: agency}) & rule.holds(at) for rule in rules() for side in rule.told)
    return reduce(or_, arms)


def marked(found: QuerySet[Referral], at: datetime) -> QuerySet[Referral]:
    """Return referrals with a column for each rule; `said_of` reads these."""
    return found.annotate(
        **{
            MARK + rule.name: ExpressionWrapper(rule.holds(at), output_field=BooleanField())
            for rule in rules()
        }
    )


def said_of(referral: Referral, *, to: int) -> tuple[str, ...]:
    """Return the words of the rules that hold of a referral that was `marked`, to an agency of it."""
    return tuple(
        rule.words
        for rule in rules()
        if any(getattr(referral, f"{side}_id") == to for side in rule.told)
        and getattr(referral, MARK + rule.name)
    )
