"""To whom an agency may refer somebody on a day: what was agreed, and what the person was asked.

`sharing.check` decides when a referral is sent. This says the same beforehand, for all agencies at once,
so that whoever chooses a service sees which are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from fingerpost.service.access.models import Agency, Flow
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework import sharing
from fingerpost.service.casework.models import Consent, Person, Referral, Service

PROGRESS = "referral_progress"


class Way(Enum):
    """Whether an agency can be referred to; the words are for who chooses."""

    OPEN = "Open to you"
    ASK = "Ask the person first"
    CLOSED = "Nothing agreed"


def ways(sender: Agency, *, on: date, purpose: Purpose = Purpose.CARE) -> dict[int, Way]:
    """Return the agencies to which one may refer, with whether the person must agree; others are closed."""
    item = sharing.referral_item(sender)
    there, back = (
        _flows(item, purpose, on, giver=sender),
        _flows(PROGRESS, purpose, on, receiver=sender),
    )
    found = {sender.pk: Way.OPEN}
    for flow in there:
        answers = [one for one in back if one.giver_id == flow.receiver_id]
        if answers:
            asks = any(map(sharing.rests_on_consent, (flow, *answers)))
            found[flow.receiver_id] = Way.ASK if asks else Way.OPEN
    return found


def _flows(item: str, purpose: Purpose, on: date, **side: Agency) -> list[Flow]:
    flows = Flow.objects.filter(item=item, purpose=purpose, **side).select_related("version")
    return [one for one in flows if one.version.is_in_force(on)]


@dataclass(frozen=True)
class Footing:
    """On which basis a person can be referred to a service, or why not.

    Parameters
    ----------
    basis : LegalBasis
    consent : Consent or None
        Where the person was to be asked.
    why_not : str
        "" if they can be.
    """

    basis: LegalBasis
    consent: Consent | None
    why_not: str


def footing(
    person: Person, service: Service, *, on: date, purpose: Purpose = Purpose.CARE
) -> Footing:
    """Return on which basis a person can be referred to a service on a day.

    Raises
    ------
    AssertionError
        Never for agencies of one partnership: a basis is written into each flow.
    """
    sender, receiver = person.agency, service.agency
    consent = consent_for(person, receiver, on=on, purpose=purpose)
    bases, why_not = [], ""
    for giver, taker, item in (
        (sender, receiver, sharing.referral_item(sender)),
        (receiver, sender, PROGRESS),
    ):
        answer = sharing.may_share(
            giver=giver, receiver=taker, item=item, purpose=purpose, on=on, consent=consent
        )
        why_not = why_not or ("" if answer else answer.why)
        bases.append(answer.flow)
    if any(map(sharing.rests_on_consent, bases)):
        return Footing(LegalBasis.CONSENT, consent, why_not)
    first = bases[0]
    basis = LegalBasis(first.legal_basis) if first else LegalBasis.PUBLIC_TASK
    return Footing(basis, None, why_not)


def consent_for(
    person: Person, receiver: Agency, *, on: date, purpose: Purpose = Purpose.CARE
) -> Consent | None:
    """Return what a person agreed to that lets a referral go to an agency and its answer come back."""
    wanted = {sharing.referral_item(person.agency), PROGRESS}
    held = (
        Consent.objects.filter(person=person, agency=person.agency, purpose=purpose)
        .filter(agencies__agency=receiver, given_on__lte=on, until__gte=on, withdrawn_at=None)
        .prefetch_related("agencies")
        .order_by("-until", "-pk")
    )
    return next((one for one in held if wanted <= set(one.items)), None)


def footing_of(referral: Referral, service: Service, *, on: date) -> Footing:
    """Return the footing on which a person who was referred can be referred elsewhere."""
    assert referral.person is not None, "who referred themselves has no record here"
    return footing(referral.person, service, on=on, purpose=Purpose(referral.purpose))
