"""What differs between two versions of the plan, in words: added, dropped, another day, another owner."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from fingerpost.evidence.publication import wording
from fingerpost.service.board.models import Commitment, PlanVersion
from fingerpost.service.board.plans import commitments, histories
from fingerpost.service.board.states import CommitmentStatus, PlanStatus


class ChangeKind(models.TextChoices):
    """What kind of change."""

    ADDED = "added", "Added"
    DROPPED = "dropped", "Dropped"
    KEPT = "kept", "Kept, so not carried over"
    DAY = "day", "Another day"
    OWNER = "owner", "Another owner"
    WORDS = "words", "Other words"
    MEASURES = "measures", "Other measures"


@dataclass(frozen=True)
class Change:
    """One change, in a sentence."""

    kind: ChangeKind
    title: str
    words: str


def changes(earlier: PlanVersion, later: PlanVersion) -> list[Change]:
    """Return what a later version changed of an earlier one, in the order of the kinds.

    A commitment is followed through the versions between them by what it was carried over from.
    """
    found = list(commitments().filter(priority__plan__in=[earlier, later]))
    lines = histories(found)
    root = {one.pk: lines[one.pk][0].pk for one in found}
    was = {
        root[one.pk]: one
        for one in found
        if one.priority.plan_id == earlier.pk and not one.dropped_because
    }
    now = {root[one.pk]: one for one in found if one.priority.plan_id == later.pk}
    is_draft = later.status == PlanStatus.DRAFT  # which has not settled each one yet
    result: list[Change] = []
    for number, one in now.items():
        if number in was:
            result += _changed(was[number], one)
        elif not one.dropped_because:
            result.append(Change(ChangeKind.ADDED, one.title, _promise(one)))
    result += [
        _gone(one)
        for number, one in was.items()
        if number not in now and (one.status == CommitmentStatus.KEPT or not is_draft)
    ]
    order = list(ChangeKind)
    return sorted(result, key=lambda one: order.index(one.kind))


def _gone(one: Commitment) -> Change:
    if one.status == CommitmentStatus.KEPT:
        return Change(ChangeKind.KEPT, one.title, one.evidence)
    return Change(ChangeKind.DROPPED, one.title, "It was dropped in a version between them.")


def _changed(was: Commitment, now: Commitment) -> list[Change]:
    if now.dropped_because:
        return [Change(ChangeKind.DROPPED, was.title, f"Because: {now.dropped_because}")]
    found = []
    if now.due_on != was.due_on:
        way = "later" if now.due_on > was.due_on else "earlier"
        days = abs((now.due_on - was.due_on).days)
        words = (
            f"From {wording.day(was.due_on)} to {wording.day(now.due_on)}, {days} days {way}."
        )
        found.append(Change(ChangeKind.DAY, now.title, words))
    if now.owner_id != was.owner_id:
        words = f"From {was.owner.name} to {now.owner.name}."
        found.append(Change(ChangeKind.OWNER, now.title, words))
    if now.title != was.title:
        words = f"It was: {was.title}"
        found.append(Change(ChangeKind.WORDS, now.title, words))
    measures = [{*one.activity_measures, *one.outcome_measures} for one in (was, now)]
    more, fewer = len(measures[1] - measures[0]), len(measures[0] - measures[1])
    if more or fewer:
        said = [
            f"{number} {word}" for number, word in ((more, "more"), (fewer, "fewer")) if number
        ]
        found.append(
            Change(ChangeKind.MEASURES, now.title, f"{' and '.join(said)} than before.")
        )
    return found


def _promise(one: Commitment) -> str:
    return f"{one.owner.name}, by {wording.day(one.due_on)}."
