"""What the public may read of the board: published minutes, decisions, promises, what was heard.

Nobody's membership is asked, since there is none: each function holds what is public apart itself. No
name of a person is in it: agencies and offices answer to the public. It is the one module of the board
that the public's pages may import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from fingerpost.service.board.models import (
    ActionItem,
    Commitment,
    Decision,
    InvolvementEntry,
    Meeting,
    Minutes,
)
from fingerpost.service.board.states import (
    ActionStatus,
    DecisionStatus,
    MinutesStatus,
    PlanStatus,
)

SAID_OF = {  # what an account of an action may show: only what the board accepted, or was told
    ActionStatus.CLOSED: "evidence",
    ActionStatus.NOT_DONE: "reason",
}


@dataclass(frozen=True)
class MinutesLine:
    """One line of published minutes: what kind it is, its words, and more of it, each with a name."""

    kind: str
    words: str
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MinutesSection:
    """The lines under one item of the agenda."""

    title: str
    lines: tuple[MinutesLine, ...]


@dataclass(frozen=True)
class PublicMinutes:
    """The public part of a meeting's minutes, as it was published; `number` is the meeting's."""

    number: int
    title: str
    day: date
    published_on: date
    sections: tuple[MinutesSection, ...]


@dataclass(frozen=True)
class PublicDecision:
    """A decision, and what became of it.

    Parameters
    ----------
    number, meeting : int
        Its own, and the one of the meeting whose minutes were published.
    title, reasons, options, measure : str
        Measure by name; empty where none was said.
    decided_on : date
    status, status_words : str
        As in `DecisionStatus`, and as a page says it.
    became : str
        What shows that it was carried out, or why it was not; empty while nothing is to be said.
    became_on : date, optional
    replaced_by : int, optional
        The number of the decision that replaced it, if the public may read that one.
    """

    number: int
    meeting: int
    title: str
    reasons: str
    options: str
    measure: str
    decided_on: date
    status: str
    status_words: str
    became: str
    became_on: date | None
    replaced_by: int | None


@dataclass(frozen=True)
class PublicAction:
    """What an agency was asked to do by a day, and what became of it.

    Parameters
    ----------
    number, meeting : int
    words, agency : str
    first_due_on, due_on : date
    carried_over : int
        How often it got a later day.
    status, status_words : str
        As in `ActionStatus`, and as a page says it.
    days_late : int
        Since its day, while nobody reported it done or not done; else 0.
    said : str
        What shows that it is done, or why it is not done; empty otherwise.
    """

    number: int
    meeting: int
    words: str
    agency: str
    first_due_on: date
    due_on: date
    carried_over: int
    status: str
    status_words: str
    days_late: int
    said: str


@dataclass(frozen=True)
class PublicCommitment:
    """What an agency promised in the plan in force, how it stands, and what shows that."""

    number: int
    priority: str
    title: str
    agency: str
    due_on: date
    status: str
    status_words: str
    evidence: str
    status_on: date | None
    activity_measures: tuple[str, ...]
    outcome_measures: tuple[str, ...]


@dataclass(frozen=True)
class PublicInvolvement:
    """You said, we did: who said it (a group), what, and what was done or why not."""

    number: int
    on: date
    who: str
    you_said: str
    we_did: str
    status: str
    status_words: str
    agency: str


def minutes() -> tuple[PublicMinutes, ...]:
    """Return the public part of every meeting's published minutes, the latest meeting first."""
    found = (
        Minutes.objects.filter(status=MinutesStatus.PUBLISHED)
        .select_related("meeting")
        .defer("content")
        .order_by("-meeting__starts_at")
    )
    return tuple(
        PublicMinutes(
            number=one.meeting_id,
            title=one.meeting.title,
            day=timezone.localdate(one.meeting.starts_at),
            published_on=timezone.localdate(one.published_at),
            sections=tuple(_section(section) for section in one.public_content),
        )
        for one in found
    )


def decisions() -> tuple[PublicDecision, ...]:
    """Return the public decisions of meetings whose minutes are published, the newest first."""
    found = list(
        Decision.objects.filter(
            Q(item=None) | Q(item__is_public=True),
            meeting__in=_published(),
            is_public=True,
        ).exclude(status__in=(DecisionStatus.RECORDED, DecisionStatus.WITHDRAWN))
    )
    shown = {one.pk for one in found}
    return tuple(
        PublicDecision(
            number=one.pk,
            meeting=one.meeting_id,
            title=one.title,
            reasons=one.reasons,
            options=one.options,
            measure=one.measure,
            decided_on=one.decided_on,
            status=one.status,
            status_words=one.get_status_display(),
            became=one.became,
            became_on=one.became_at and timezone.localdate(one.became_at),
            replaced_by=one.replaced_by_id if one.replaced_by_id in shown else None,
        )
        for one in found
    )


def actions(*, on: date) -> tuple[PublicAction, ...]:
    """Return the public actions of meetings whose minutes are published, the soonest first.

    Those that were struck from the minutes before approval are no promise and are left out.
    """
    found = (
        ActionItem.objects.filter(meeting__in=_published(), is_public=True)
        .exclude(lines__struck_by__isnull=False)
        .exclude(lines__item__is_public=False)
        .select_related("owner")
    )
    return tuple(
        PublicAction(
            number=one.pk,
            meeting=one.meeting_id or 0,
            words=one.words,
            agency=one.owner.name,
            first_due_on=one.first_due_on,
            due_on=one.due_on,
            carried_over=one.carried_over,
            status=one.status,
            status_words=one.get_status_display(),
            days_late=one.days_late(on),
            said=getattr(one, SAID_OF.get(ActionStatus(one.status), ""), ""),
        )
        for one in found
    )


def commitments() -> tuple[PublicCommitment, ...]:
    """Return the public commitments of the plan in force, in its order."""
    found = (
        Commitment.objects.filter(priority__plan__status=PlanStatus.ADOPTED, is_public=True)
        .select_related("priority", "owner")
        .order_by("priority__place", "place")
    )
    return tuple(
        PublicCommitment(
            number=one.pk,
            priority=one.priority.title,
            title=one.title,
            agency=one.owner.name,
            due_on=one.due_on,
            status=one.status,
            status_words=one.get_status_display(),
            evidence=one.evidence,
            status_on=one.status_at and timezone.localdate(one.status_at),
            activity_measures=tuple(one.activity_measures),
            outcome_measures=tuple(one.outcome_measures),
        )
        for one in found
    )


def involvement() -> tuple[PublicInvolvement, ...]:
    """Return what people with lived experience said and what was done, the newest first."""
    return tuple(
        PublicInvolvement(
            number=one.pk,
            on=one.on,
            who=one.who,
            you_said=one.you_said,
            we_did=one.we_did,
            status=one.status,
            status_words=one.get_status_display(),
            agency=one.owner.name,
        )
        for one in InvolvementEntry.objects.filter(is_public=True).select_related("owner")
    )


def _published() -> QuerySet[Meeting]:
    return Meeting.objects.filter(minutes__status=MinutesStatus.PUBLISHED)


def _section(section: dict[str, Any]) -> MinutesSection:
    return MinutesSection(
        section["title"],
        tuple(
            MinutesLine(
                one["kind"],
                one["words"],
                tuple((name, words) for name, words in one.get("more", ())),
            )
            for one in section["lines"]
        ),
    )
