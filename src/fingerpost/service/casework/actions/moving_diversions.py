"""Move a diversion on: every move of `diversion_states.MOVES` goes through `advance`, and none around it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django import app

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.casework.diversion_states import (
    STANDINGS,
    Asks,
    DiversionState,
    Party,
    check,
)
from fingerpost.service.casework.models import Diversion, DiversionStep
from fingerpost.service.casework.working_days import due_after

S = DiversionState


def advance(
    diversion: Diversion,
    after: DiversionState,
    *,
    party: Party,
    by: Membership | None,
    at: datetime,
    given: Collection[Asks] = (),
    reason: str = "",
    due_at: datetime | None = None,
) -> Diversion:
    """Move a locked diversion on: its state, who owes what by when, the step, the event, the word.

    Parameters
    ----------
    party : Party
        Who acts: the police, the provider, or the service itself, which has no `by`.
    given : collection of Asks
        What was given with it.
    due_at : datetime, optional
        By when the next step is owed, where not by the standing's own days.

    Raises
    ------
    ValidationError
        If the table of moves does not allow it.
    PermissionDenied
        If the agency is not of this party.
    """
    if by is not None:
        theirs = diversion.provider_id if party is Party.PROVIDER else diversion.agency_id
        if by.agency_id != theirs:
            raise PermissionDenied("not of this party")
    before = S(diversion.state)
    check(before, after, party=party, given=given)
    was_due_at = diversion.due_at
    diversion.state, diversion.since, diversion.reason = after, at, reason
    diversion.reminded_at = diversion.escalated_at = None
    _stamp(diversion, after, at)
    standing = STANDINGS.get(after)
    if standing is None:
        diversion.owner = diversion.due_at = None
        diversion.over_at = at
    else:
        is_providers = standing.party is Party.PROVIDER
        diversion.owner = diversion.provider if is_providers else diversion.agency
        diversion.due_at = due_at or due_after(at, standing.working_days)
    diversion.edition += 1
    diversion.save()
    write_step(diversion, before.value, by=by, at=at, was_due_at=was_due_at)
    audit.record(
        EventKind.DIVERSION_MOVED,
        at=at,
        by=by,
        target_type="diversion",
        target=diversion.pk,
        agency=diversion.agency_id,
        before={"state": before.value},
        after={"state": after.value},
    )
    tell(diversion)
    return diversion


def write_step(
    diversion: Diversion,
    before: str,
    *,
    by: Membership | None,
    at: datetime,
    was_due_at: datetime | None = None,
) -> DiversionStep:
    """Write down that it came into the state in which it stands."""
    return DiversionStep.objects.create(
        diversion=diversion,
        agency_id=diversion.agency_id,
        provider_id=diversion.provider_id,
        before=before,
        after=diversion.state,
        at=at,
        actor=by.agency if by else None,
        person=by.user if by else None,
        reason=diversion.reason,
        was_due_at=was_due_at,
    )


def tell(diversion: Diversion) -> None:
    """Hand in the job that tells who owes the next step, and the officer of what came of it."""
    app.configure_task("casework.tell_of_diversion").defer(diversion=diversion.pk)


def _stamp(diversion: Diversion, after: DiversionState, at: datetime) -> None:
    """Keep when it was offered, accepted and complied with; a correction takes the last one back."""
    if after == S.OFFERED:
        diversion.offered_at = at
    elif after == S.ACCEPTED:
        diversion.accepted_at = diversion.accepted_at or at
    elif after == S.COMPLIED:
        diversion.complied_at = at
    elif after in (S.ATTENDED, S.BREACHED):
        diversion.complied_at = None
