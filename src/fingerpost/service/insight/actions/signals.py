"""Say what a signal was, and who looks into it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.evidence.core.errors import LakeLockedError
from fingerpost.evidence.disclosure import why_held_back
from fingerpost.evidence.early_warning.ledger import Ledger
from fingerpost.evidence.early_warning.signals import SignalState
from fingerpost.evidence.lake.lock import locked
from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import published
from fingerpost.service.insight.actions.names import name_of
from fingerpost.service.insight.models import SignalAssignment
from fingerpost.service.insight.signals import Known


@transaction.atomic
def decide(
    *,
    known: Known,
    state: SignalState,
    note: str,
    agency: Agency | None = None,
    person: Membership | None = None,
    seen: int,
    by: Membership,
    at: datetime,
) -> None:
    """Write down what a person says a signal was, and who looks into it.

    The decision goes into the evidence's ledger last, so that nothing of it stands anywhere if any
    part of it cannot be written.

    Parameters
    ----------
    known : Known
    state : SignalState
    note : str
        Why; everybody who sees signals reads it.
    agency : Agency, optional
        Which agency looks into it from now on; as before if not given.
    person : Membership, optional
        Whom of that agency.
    seen : int
        How many decisions the person saw: nobody overrules what they have not read.

    Raises
    ------
    ValidationError
        In words for the form.
    """
    policies.check(by, P.SIGNAL_TRIAGE)
    if known.entry is None:
        raise ValidationError(
            "This release does not say which signal of the ledger this is. Make a release again."
        )
    held = why_held_back(note, known.signal, known.entry.signal.case_ids)
    if held:
        raise ValidationError(
            {"note": f"Everybody who sees signals reads this: write it without {held}"}
        )
    if person is not None and (agency is None or person.agency_id != agency.pk):
        raise ValidationError({"person": "Choose a person of the agency that you chose"})
    if person is not None and not person.allows(P.SIGNAL_VIEW):
        raise ValidationError({"person": "Choose somebody whose role lets them see signals"})
    workspace, name = published.workspace(), name_of(by)
    try:
        with locked(
            workspace.lake, at=at, wait_seconds=settings.WAIT_SECONDS, tell=lambda _: None
        ):
            ledger = Ledger.read(workspace)
            if len(ledger.entry(known.entry.id).decisions) != seen:
                raise ValidationError(
                    "Somebody else has decided about this signal since you opened the page. Read "
                    "what they said, then decide."
                )
            if agency is not None:
                SignalAssignment.objects.create(
                    signal=known.entry.id,
                    agency=agency,
                    person=person.user if person else None,
                    by=by.user,
                    at=at,
                )
            audit.record(
                EventKind.SIGNAL_DECIDED,
                at=at,
                by=by,
                target_type="signal",
                target=known.signal.reference,
                reason=note,
                before={"state": known.signal.state.value},
                after={
                    "state": state.value,
                    **({"agency": agency.pk} if agency else {}),
                    **({"person": person.user_id} if person else {}),
                },
            )
            ledger.decide(known.entry.id, state=state, name=name, reason=note, at=at)
    except LakeLockedError as error:
        raise ValidationError(
            "Files are being landed or a release is being made. Try again in a few minutes."
        ) from error
