"""Whether something of a person may be told to another agency: the agreement first, then the consent.

`access.agreements.may_flow` says what agencies agreed. Where the flow rests on the person's own choice,
that choice must also be in force, for that agency and that item. Nothing else lets anything cross.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from fingerpost.service.access.agreements import Answer, may_flow
from fingerpost.service.access.models import Agency, AgencyKind, Flow
from fingerpost.service.access.vocabulary import (
    Confidentiality,
    LegalBasis,
    Purpose,
    all_data_items,
)
from fingerpost.service.casework.models import Consent

# Agencies whose very word about somebody tells of their health.
OF_HEALTH = frozenset({AgencyKind.TREATMENT, AgencyKind.NHS})


def referral_item(sender: Agency) -> str:
    """Return which data item a referral of an agency is."""
    return "referral_from_health" if AgencyKind(sender.kind) in OF_HEALTH else "referral"


def is_word_of_health_to_law_enforcement(giver: Agency, receiver: Agency) -> bool:
    """Tell whether own words would go from a health agency to one of law enforcement: never."""
    return AgencyKind(giver.kind) in OF_HEALTH and AgencyKind(receiver.kind).is_law_enforcement


def rests_on_consent(flow: Flow | None) -> bool:
    """Tell whether a flow counts only while the person agrees."""
    return flow is not None and (
        flow.legal_basis == LegalBasis.CONSENT
        or flow.confidentiality == Confidentiality.CONSENT
    )


def may_share(
    *,
    giver: Agency,
    receiver: Agency,
    item: str,
    purpose: Purpose | str,
    on: date,
    consent: Consent | None = None,
) -> Answer:
    """Tell whether an agency may tell another something of a person on a day, and why.

    Parameters
    ----------
    giver, receiver : Agency
    item : str
        Of `vocabulary.all_data_items`.
    purpose : Purpose
    on : date
    consent : Consent, optional
        What the person agreed to, if they were asked.
    """
    answer = may_flow(giver=giver, receiver=receiver, item=item, purpose=purpose, on=on)
    return under_consent(answer, receiver=receiver, item=item, on=on, consent=consent)


def under_consent(
    answer: Answer, *, receiver: Agency, item: str, on: date, consent: Consent | None
) -> Answer:
    """Return what agencies agreed, unless it rests on the person's choice and that is not in force."""
    if not answer or not rests_on_consent(answer.flow):
        return answer
    what = all_data_items()[item].title
    if consent is None:
        return Answer(
            False, f"{what}: {receiver} may be told only if the person agrees. Ask them first."
        )
    if consent.withdrawn_at is not None:
        return Answer(
            False, f"{what}: the person withdrew their consent. Nothing more is told."
        )
    if not consent.is_in_force(on):
        return Answer(False, f"{what}: the person’s consent is not in force on this day.")
    if item not in consent.items or not _names(consent, receiver):
        return Answer(False, f"{what}: the person’s consent does not name this for {receiver}.")
    return answer


def check(
    *,
    giver: Agency,
    receiver: Agency,
    item: str,
    purpose: Purpose | str,
    on: date,
    consent: Consent | None = None,
) -> Answer:
    """Refuse to tell what may not be told.

    Raises
    ------
    ValidationError
        That says why not.
    """
    answer = may_share(
        giver=giver, receiver=receiver, item=item, purpose=purpose, on=on, consent=consent
    )
    if not answer:
        raise ValidationError(answer.why)
    return answer


def _names(consent: Consent, agency: Agency) -> bool:
    named = {one.agency_id for one in consent.agencies.all()}
    return agency.pk in named | {consent.agency_id}
