"""Begin a deep dive, collect what its measures say, and conclude it, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import DeepDive, Meeting
from fingerpost.service.board.owners import is_lead, is_of_owner
from fingerpost.service.board.what_measures_say import edition, what_measures_say

OTHERS = ["owner", "meeting", "begun_by"]


@transaction.atomic
def begin(
    *,
    title: str,
    question: str,
    quarter: date,
    owner: Agency,
    measures: Sequence[str],
    by: Membership,
    at: datetime,
    meeting: Meeting | None = None,
    is_public: bool = True,
) -> DeepDive:
    """Put the question of a quarter, and collect what its measures say."""
    policies.check(by, P.PLAN_MANAGE)
    dive = DeepDive(
        title=title.strip(),
        question=question.strip(),
        quarter=_first_day_of_quarter(quarter),
        owner=owner,
        measures=list(measures),
        meeting=meeting,
        is_public=is_public,
        begun_at=at,
        begun_by=by.user,
    )
    dive.full_clean(exclude=OTHERS)
    return _collected(dive, by, at)


@transaction.atomic
def collect(
    *, dive: DeepDive, measures: Sequence[str], notes: str, by: Membership, at: datetime
) -> DeepDive:
    """Say which measures answer it, collect what they say now, and write notes beside them."""
    dive = _open(dive, by)
    dive.measures, dive.evidence = list(measures), notes.strip()
    return _collected(dive, by, at)


@transaction.atomic
def put_to(
    *, dive: DeepDive, meeting: Meeting | None, by: Membership, at: datetime
) -> DeepDive:
    """Say at which meeting the board looks at it."""
    policies.check(by, P.PLAN_MANAGE)
    dive = _open(dive, by)
    dive.meeting = meeting
    return _kept(dive, by, at)


@transaction.atomic
def conclude(*, dive: DeepDive, conclusion: str, by: Membership, at: datetime) -> DeepDive:
    """Say what the board concludes. It is final, and so is what it rests on."""
    dive = _open(dive, by)
    if not conclusion.strip():
        raise ValidationError("Say what is concluded.")
    if not dive.collected and not dive.evidence:
        raise ValidationError("Collect evidence first: a conclusion rests on something.")
    dive.conclusion, dive.concluded_at = conclusion.strip(), at
    return _kept(dive, by, at)


def _collected(dive: DeepDive, by: Membership, at: datetime) -> DeepDive:
    dive.collected = [asdict(one) for one in what_measures_say(dive.measures, viewer=by)]
    dive.edition = edition(viewer=by)
    return _kept(dive, by, at)


def _first_day_of_quarter(on: date) -> date:
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def _open(dive: DeepDive, by: Membership) -> DeepDive:
    dive = DeepDive.objects.select_for_update().get(pk=dive.pk)
    if not (is_lead(by) or is_of_owner(dive.owner_id, by)):
        raise PermissionDenied("the owner of a deep dive or the lead changes it")
    if dive.concluded_at is not None:
        raise ValidationError("It is concluded. Begin another one.")
    return dive


def _kept(dive: DeepDive, by: Membership, at: datetime) -> DeepDive:
    dive.save()
    audit.record(
        EventKind.PLAN_CHANGED,
        at=at,
        by=by,
        target_type="deep_dive",
        target=dive.pk,
        agency=dive.owner_id,
    )
    return dive
