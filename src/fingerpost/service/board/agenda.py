"""What is due at a meeting: minutes, late actions, risks, documents, deep dives, real signals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import Truncator

from fingerpost.evidence.early_warning.signals import SignalState
from fingerpost.evidence.publication import wording
from fingerpost.service.access import policies
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.due import above_appetite, unsettled
from fingerpost.service.board.models import (
    DeepDive,
    DocumentVersion,
    ItemKind,
    Meeting,
    Minutes,
    RequiredDocument,
)
from fingerpost.service.board.states import DocumentStatus, MinutesStatus
from fingerpost.service.insight.signals import signals

LONGEST = 190  # letters of an item's title


@dataclass(frozen=True)
class Due:
    """One thing that a meeting should look at, and why.

    Parameters
    ----------
    about_type, about : str
        What it is of, by kind and number; no agenda has it twice.
    title, why, question : str
    kind : ItemKind
    minutes : int
    owner : Agency, optional
    is_public : bool
    """

    about_type: str
    about: str
    title: str
    why: str
    question: str
    kind: ItemKind
    minutes: int
    owner: Agency | None = None
    is_public: bool = False

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.about_type}:{self.about}"


def due_at(meeting: Meeting, *, viewer: Membership) -> list[Due]:
    """Return what is due at a meeting and not on its agenda yet."""
    policies.check(viewer, P.BOARD_VIEW)
    on = timezone.localdate(meeting.starts_at)
    there = {
        f"{kind}:{about}"
        for kind, about in meeting.items.filter(is_struck=False).values_list(
            "about_type", "about"
        )
    }
    found = (
        *_minutes(meeting),
        *_actions(on),
        *_risks(),
        *_documents(on),
        *_dives(meeting, on),
        *_signals(viewer),
    )
    return [one for one in found if one.key not in there]


def _minutes(meeting: Meeting) -> Iterator[Due]:
    earlier = Minutes.objects.filter(
        status=MinutesStatus.DRAFT, meeting__starts_at__lt=meeting.starts_at
    )
    for one in earlier.select_related("meeting").order_by("meeting__starts_at"):
        day = timezone.localdate(one.meeting.starts_at)
        yield Due(
            "minutes",
            str(one.meeting_id),
            f"Minutes of {wording.day(day)}",
            "Drafted, and not approved yet",
            "Are they right, and does the chair approve them?",
            ItemKind.DECIDE,
            5,
            is_public=True,
        )


def _actions(on: date) -> Iterator[Due]:
    for one in unsettled().filter(due_on__lt=on).select_related("owner"):
        yield Due(
            "action_item",
            str(one.pk),
            Truncator(one.words).chars(LONGEST),
            f"Action of {one.owner.name}, late by then by {one.days_late(on)} days",
            "What keeps it from being done, and by when will it be?",
            ItemKind.DISCUSS,
            5,
            one.owner,
            one.is_public,
        )


def _risks() -> Iterator[Due]:
    for one, score in above_appetite():
        yield Due(
            "risk",
            str(one.pk),
            Truncator(one.title).chars(LONGEST),
            f"Risk scored {score}, above its appetite of {one.appetite}",
            "Is what we do about it enough?",
            ItemKind.DISCUSS,
            10,
            one.owner,
            one.is_public,
        )


def _documents(on: date) -> Iterator[Due]:
    put = DocumentVersion.objects.filter(status=DocumentStatus.REVIEW).values("document")
    kept = RequiredDocument.objects.filter(retired_on__isnull=True).select_related("owner")
    for one in (kept.filter(pk__in=put) | kept.filter(due_on__lte=on)).distinct():
        yield Due(
            "document",
            str(one.pk),
            Truncator(one.title).chars(LONGEST),
            f"Document of {one.owner.name}, due on {wording.day(one.due_on)}",
            "Does the board approve it?",
            ItemKind.DECIDE,
            10,
            one.owner,
            one.is_public,
        )


def _dives(meeting: Meeting, on: date) -> Iterator[Due]:
    """Yield the deep dives put to this meeting, and those of a quarter that has begun put to none."""
    begun = DeepDive.objects.filter(meeting__isnull=True, quarter__lte=on)
    put = DeepDive.objects.filter(meeting=meeting)
    for one in (put | begun).filter(concluded_at__isnull=True).select_related("owner"):
        yield Due(
            "deep_dive",
            str(one.pk),
            Truncator(one.title).chars(LONGEST),
            f"Deep dive of {one.owner.name}",
            one.question,
            ItemKind.DISCUSS,
            20,
            one.owner,
            one.is_public,
        )


def _signals(viewer: Membership) -> Iterator[Due]:
    """Yield what somebody found to be a real change, and who sees signals may bring here."""
    if not viewer.allows(P.SIGNAL_VIEW):
        return
    for one in signals(viewer=viewer):
        if one.signal.state is SignalState.REAL:
            yield Due(
                "signal",
                one.signal.reference,
                Truncator(one.title).chars(LONGEST),
                "Signal that was found to be a real change",
                "What does the board do about it?",
                ItemKind.DECIDE,
                15,
            )
