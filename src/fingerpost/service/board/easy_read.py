"""A meeting's agenda in easy words: short sentences, one thing on a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.board import selectors
from fingerpost.service.board.models import ItemKind, Meeting

WHAT_WE_DO = {
    ItemKind.DECIDE: "We will decide something.",
    ItemKind.DISCUSS: "We will talk about it.",
    ItemKind.NOTE: "Somebody will tell us about it. You do not have to do anything.",
}


@dataclass(frozen=True)
class Part:
    """One thing that the board talks about: its title, and lines of one sentence each."""

    title: str
    lines: tuple[str, ...]


def when_and_where(meeting: Meeting) -> tuple[str, ...]:
    """Return when and where a meeting is, a sentence a line."""
    begins = timezone.localtime(meeting.starts_at)
    return (
        f"The meeting is on {begins:%A} {wording.day(begins)}.",
        f"It starts at {clock(meeting.starts_at)}.",
        f"It ends at {clock(meeting.ends_at)}.",
        f"It is at this place: {meeting.place}.",
    )


def parts(meeting: Meeting) -> list[Part]:
    """Return what is on the agenda, in order."""
    return [
        Part(
            item.title,
            (
                WHAT_WE_DO[ItemKind(item.kind)],
                f"The question is: {item.question}",
                *((f"{item.presented_by.name} will start.",) if item.presented_by else ()),
                f"This starts at about {clock(begins)}.",
                f"It takes {item.minutes} minute{'' if item.minutes == 1 else 's'}.",
            ),
        )
        for begins, item in selectors.timed_agenda(meeting)
    ]


def clock(moment: datetime) -> str:
    """Return a time of day as people say it: ``2pm``, ``10:30am``, ``midday``."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"
