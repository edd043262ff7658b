"""What the pages of referrals show, in words: rows of a list, and one referral with its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import due, selectors
from fingerpost.service.casework.models import (
    Referral,
    ReferralDetail,
    ReferralStep,
    Service,
    StepKind,
)
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    EndReason,
    LateReason,
    MoreNeeded,
    Need,
    Outcome,
)
from fingerpost.service.casework.seen import Fact, Seen, Sight
from fingerpost.service.casework.states import STANDINGS, ReferralState
from fingerpost.service.casework.states import ReferralState as S

A_PAGE = 50


class Show(Enum):
    """Which referrals a list shows; the words are those of its link."""

    OWED = "owed", "Your turn"
    NEWS = "news", "News"
    RECEIVED = "received", "Received"
    SENT = "sent", "Sent"
    LATE = "late", "Late"

    @property
    def key(self) -> str:
        """As it stands in the address."""
        return self.value[0]

    @property
    def label(self) -> str:
        """As it stands on the page."""
        return self.value[1]


@dataclass(frozen=True)
class Row:
    """One referral of a list."""

    seen: Seen
    late_days: int
    is_mine: bool  # the viewer's agency sent it
    is_news: bool

    @property
    def referral(self) -> Referral:
        """The referral itself; a template shows of it what `seen` lets."""
        return self.seen.referral


@dataclass(frozen=True)
class Told:
    """One thing that happened to a referral, in words that the viewer may read."""

    what: str
    who: str
    at: datetime
    more: tuple[str, ...] = ()


def show_of(said: str) -> Show:
    """Return what a list is asked to show."""
    return next((one for one in Show if one.key == said), Show.OWED)


def listed(
    show: Show, *, viewer: Membership, at: datetime, state: str = "", page: int = 1
) -> tuple[list[Row], bool]:
    """Return a page of referrals, and whether more come after it.

    What is owed and late comes by its due time, what was received by its last change.
    """
    found = _found(show, viewer, at)
    if state in ReferralState.values:
        found = found.filter(state=state)
    begin = (max(page, 1) - 1) * A_PAGE
    held = list(
        found.select_related("consent").prefetch_related("consent__agencies")[
            begin : begin + A_PAGE + 1
        ]
    )
    shown = rows(held[:A_PAGE], viewer=viewer, at=at)
    if state or show in (Show.NEWS, Show.LATE):
        # Where nothing more is told, that it stands on such a list would tell how it stands.
        shown = [one for one in shown if not one.seen.why_no_more]
    return shown, len(held) > A_PAGE


def _found(show: Show, viewer: Membership, at: datetime) -> QuerySet[Referral]:
    all_of = selectors.referrals(viewer=viewer)
    ours = viewer.agency
    if show is Show.OWED:
        return all_of.filter(owner=ours).order_by("due_at", "pk")
    if show is Show.NEWS:
        return news(viewer=viewer).order_by("-since", "-pk")
    if show is Show.LATE:
        return all_of.filter(owner__isnull=False, due_at__lt=at).order_by("due_at", "pk")
    if show is Show.RECEIVED:
        return all_of.filter(receiver=ours, sent_at__isnull=False).order_by("-since", "-pk")
    # By when it was made: by its last change, the order would tell of what is told no longer.
    return all_of.filter(_is_sent_by(viewer)).order_by("-pk")


def news(*, viewer: Membership) -> QuerySet[Referral]:
    """Return the referrals of the viewer's agency of which it has not read how they stand."""
    return selectors.referrals(viewer=viewer).filter(
        _is_sent_by(viewer), is_news_to_sender=True
    )


def _is_sent_by(viewer: Membership) -> Q:
    """Return those that the agency sent; who referred themselves did not come from it."""
    return Q(sender=viewer.agency) & (Q(person__isnull=False) | ~Q(receiver=F("sender")))


def rows(referrals: list[Referral], *, viewer: Membership, at: datetime) -> list[Row]:
    """Return referrals as a list shows them to somebody."""
    sight = Sight(viewer, timezone.localdate(at))
    return [
        Row(
            seen,
            0 if seen.why_no_more else due.late_days(seen.referral, at),
            seen.referral.sender_id == viewer.agency_id,
            is_news(seen, viewer),
        )
        for seen in sight.all_of(referrals)
    ]


def is_news(seen: Seen, viewer: Membership) -> bool:
    """Tell whether the viewer's agency has news of a referral to read."""
    one = seen.referral
    return one.is_news_to_sender and one.sender_id == viewer.agency_id and not seen.why_no_more


def owed(seen: Seen, viewer: Membership) -> str:
    """Return in a sentence who owes what by when."""
    one = seen.referral
    if seen.why_no_more:
        return "You are told nothing more of it. You can withdraw it."
    standing = STANDINGS.get(ReferralState(one.state))
    if standing is None or one.owner is None or one.due_at is None:
        return "Nothing more is owed."
    who = "You owe" if one.owner_id == viewer.agency_id else f"{one.owner.name} owes"
    person = f" ({one.owner_person.name})" if one.owner_person else ""
    return f"{who}{person} the next step, by {_day(one.due_at)}: {standing.owed}."


def story(
    seen: Seen, steps: list[ReferralStep], *, viewer: Membership, services: dict[int, str]
) -> list[Told]:
    """Return what happened, the newest first, as far as the viewer is told.

    Parameters
    ----------
    services : dict of int to str
        Names of the services that were named as alternatives.
    """
    return [
        _told(step, seen, services) for step in reversed(steps) if seen.is_told(step, viewer)
    ]


def services_named(steps: list[ReferralStep]) -> dict[int, str]:
    """Return the names of the services that steps name."""
    numbers = {number for step in steps for number in step.alternatives}
    found = Service.objects.filter(pk__in=numbers).select_related("agency") if numbers else ()
    return {one.pk: f"{one.name}, {one.agency.name}" for one in found}


def details(seen: Seen, *, viewer: Membership) -> list[ReferralDetail]:
    """Return what was written in own words for the viewer's agency to read; nothing to law enforcement."""
    if Fact.DETAIL not in seen.facts or not viewer.allows(P.CASE_HEALTH):
        return []
    ours = viewer.agency
    return list(
        ReferralDetail.objects.filter(
            Q(agency=ours) | Q(shared_with=ours), referral=seen.referral
        )
        .select_related("agency", "person", "shared_with")
        .defer("person__password")
    )


def has_come(seen: Seen, steps: list[ReferralStep], viewer: Membership) -> str:
    """Return whether the person came: “Yes”, “No” or “Not yet”; "" if that is not told."""
    if Fact.CAME not in seen.facts:
        return ""
    told = [step.after for step in steps if seen.is_told(step, viewer)]
    if S.ATTENDED in told:
        return "Yes"
    return "No" if S.MISSED in told else "Not yet"


def needs_of(referral: Referral) -> str:
    """Return what the person wants help with, in words."""
    return ", ".join(Need(one).label for one in referral.needs)


def reason_of(after: str, code: str) -> str:
    """Return a code of a step in words: which list it is of follows from where the step led."""
    kind = {
        S.DECLINED: DeclineReason,
        S.MORE_NEEDED: MoreNeeded,
        S.OUTCOME: Outcome,
        S.APPOINTED: LateReason,
    }.get(ReferralState(after), EndReason)
    return str(kind(code).label)


HAPPENED: dict[StepKind, str] = {
    StepKind.GIVEN: "Given to somebody",
    StepKind.REMINDED: "Who owes the next step was reminded",
    StepKind.ESCALATED: "It was late, and a manager was told",
    StepKind.TOLD: "Something was written in own words",
}


def _told(step: ReferralStep, seen: Seen, services: dict[int, str]) -> Told:
    kind = StepKind(step.kind)
    what = HAPPENED.get(kind) or str(ReferralState(step.after).label)
    more: list[str] = []
    facts = seen.facts
    has_reason = step.after != S.OUTCOME or Fact.OUTCOME in facts
    if step.reason and kind is StepKind.MOVED and Fact.REASON in facts and has_reason:
        more.append(f"{reason_of(step.after, step.reason)}.")
    if step.alternatives and Fact.REASON in facts:
        named = [services[one] for one in step.alternatives if one in services]
        more.append(f"Who could help instead: {'; '.join(named)}.")
    if step.channel and Fact.CONTACT in facts:
        more.append(f"{Channel(step.channel).label}.")
    if step.appointment_at and Fact.APPOINTMENT in facts:
        more.append(f"For {_moment(step.appointment_at)}.")
    if step.late_reason:
        more.append(f"Late: {LateReason(step.late_reason).label.lower()}.")
    agency = step.agency.name if step.agency else ""
    who = f"{step.person.name}, {agency}" if step.person else agency
    return Told(what, who or "the service itself", step.at, tuple(more))


def _day(at: datetime) -> str:
    return wording.day(timezone.localdate(at))


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{wording.day(local)}, {local:%H:%M}"
