"""What happened to a release, as a page says it: from the codes of a step to a sentence."""

from __future__ import annotations

from datetime import date

from django.db import models

from fingerpost.service.casework.models import ItemState, ReleaseStep, ReleaseStepKind
from fingerpost.service.casework.release_needs import title_of
from fingerpost.service.casework.release_reasons import (
    CancelReason,
    DayReason,
    NotDone,
    NotEngaged,
    TransferReason,
)
from fingerpost.service.casework.release_states import ReleaseState

REASONS: dict[ReleaseStepKind, type[models.TextChoices]] = {
    ReleaseStepKind.MOVED: NotEngaged,
    ReleaseStepKind.DAY: DayReason,
    ReleaseStepKind.QUEUED: TransferReason,
    ReleaseStepKind.ITEM: NotDone,
}


def sentence(step: ReleaseStep) -> str:
    """Return what a step says; names of workers stand beside it."""
    whom = step.whom.name if step.whom else ""
    why = f": {_lower(_reason(step))}" if step.reason else ""
    match ReleaseStepKind(step.kind):
        case ReleaseStepKind.MADE:
            return f"Planned for {_day(step.day_after)}"
        case ReleaseStepKind.MOVED:
            on = f" on {_day(step.day_after)}" if step.day_after else ""
            return f"{ReleaseState(step.after).label}{on}{why}"
        case ReleaseStepKind.DAY:
            return f"Moved from {_day(step.day_before)} to {_day(step.day_after)}{why}"
        case ReleaseStepKind.NAMED:
            return f"{whom} may {'read it' if step.after == 'named' else 'read it no more'}"
        case ReleaseStepKind.TRANSFERRED:
            return f"Treatment is transferred to {whom}"
        case ReleaseStepKind.QUEUED:
            return f"The transfer did not match{why}"
        case ReleaseStepKind.ITEM:
            state = ItemState(step.after)
            said = f"asked of {whom}" if state is ItemState.OPEN else _lower(state.label)
            return f"{title_of(step.item)}: {said}{why}"
        case ReleaseStepKind.ESCALATED:
            what = title_of(step.item) if step.item else "The next step"
            return f"{what} is late. The managers of {whom} were told"


def _reason(step: ReleaseStep) -> str:
    """Return the words of a step's reason: the same code may stand in several lists."""
    listed = REASONS[ReleaseStepKind(step.kind)]
    if step.after == ReleaseState.CANCELLED:
        listed = CancelReason
    found = {str(code): str(label) for code, label in listed.choices}
    return found.get(step.reason, step.reason)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "no day"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
