"""Who knows what about somebody, as it is said and printed for them: only what the viewer's agency may know.

Short words and short sentences: it is read by somebody who may be ill, tired or new to English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Flow, Membership
from fingerpost.service.access.sentences import months
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework import (
    consent_words,
    families,
    retention,
    sharing,
)
from fingerpost.service.casework.models import Person, PlanMember, Referral


@dataclass(frozen=True)
class Knows:
    """What one agency knows of somebody, or may be told."""

    agency: str
    what: str
    why: str
    basis: str
    until: str
    is_ours: bool = False


Provider = Callable[[Person, Membership, date], list[Knows]]


def ours(person: Person, viewer: Membership, on: date) -> list[Knows]:
    """Return what the viewer's own agency keeps."""
    return [
        Knows(
            agency=person.agency.name,
            what="Who you are, how to reach you, what help you asked for and what came of it.",
            why="So that we can help you.",
            basis="This is our job by law. We do not ask you to agree to it.",
            until=f"{months(retention.months_for(person))} after we last had to do with you.",
            is_ours=True,
        )
    ]


def told(person: Person, viewer: Membership, on: date) -> list[Knows]:
    """Return the agencies to which the viewer's agency sent the person."""
    found = list(
        families.referrals_sent(person)
        .filter(sent_at__isnull=False)
        .select_related("sender", "receiver", "service", "consent")
        .order_by("sent_at")
    )
    flows = _flows(found)
    return [
        Knows(
            agency=one.receiver.name,
            what=f"On {wording.day(timezone.localdate(one.sent_at))} we told them "
            f"{consent_words.ITEMS[sharing.referral_item(one.sender)]}.",
            why=f"So that “{one.service}” can help you.",
            basis=_basis(one, flows.get((one.sender_id, one.receiver_id))),
            until=_kept(flows.get((one.sender_id, one.receiver_id))),
        )
        for one in found
        if one.sent_at is not None
    ]


def tell_us(person: Person, viewer: Membership, on: date) -> list[Knows]:
    """Return the agencies that sent the person to the viewer's agency, and learn what came of it."""
    found = list(
        families.referrals_received(person)
        .filter(sent_at__isnull=False)
        .exclude(sender=viewer.agency_id)
        .select_related("sender", "receiver", "service", "consent")
        .order_by("sent_at")
    )
    flows = _flows(found)
    return [
        Knows(
            agency=one.sender.name,
            what=f"They sent you to us on {wording.day(timezone.localdate(one.sent_at))}. We tell them "
            f"{consent_words.ITEMS['referral_progress']}.",
            why="So that they know you were not forgotten.",
            basis=_basis(one, flows.get((one.sender_id, one.receiver_id))),
            until="Ask them. They keep their own record.",
        )
        for one in found
        if one.sent_at is not None
    ]


def may_be_told(person: Person, viewer: Membership, on: date) -> list[Knows]:
    """Return the agencies that may be told by what the person agreed to, and were told nothing yet."""
    rows = []
    for consent in families.consents(person).prefetch_related("agencies__agency"):
        if not consent.is_in_force(on):
            continue
        said = "; ".join(consent_words.ITEMS[item] for item in consent.items)
        rows += [
            Knows(
                agency=one.agency.name,
                what=f"Nothing yet. They may be told: {said}.",
                why=f"{consent_words.PURPOSES[Purpose(consent.purpose)]}.".capitalize(),
                basis=f"You agreed to it on {wording.day(consent.given_on)}. You can stop it on any day.",
                until=f"You agreed until {wording.day(consent.until)}.",
            )
            for one in consent.agencies.all()
            if one.first_told_at is None
        ]
    return rows


def see_a_plan(person: Person, viewer: Membership, on: date) -> list[Knows]:
    """Return the agencies that see an open support plan of the person."""
    members = (
        PlanMember.objects.filter(
            plan__person__in=families.numbers_of(person),
            plan__closed_at__isnull=True,
            until__isnull=True,
        )
        .exclude(agency=viewer.agency_id)
        .select_related("agency", "plan")
    )
    return [
        Knows(
            agency=one.agency.name,
            what="They see your plan"
            + (
                ", with the parts about your health."
                if one.sees_health
                else ", not your health."
            ),
            why="So that all who help you do it together.",
            basis="You agreed to share your plan. You can stop it on any day."
            if one.plan.basis == LegalBasis.CONSENT
            else f"A law lets us do it: {one.plan.get_basis_display()}. You were not asked to agree.",
            until="Until the plan ends, or you stop it."
            if one.plan.basis == LegalBasis.CONSENT
            else "Until the plan ends.",
        )
        for one in members
    ]


# Other rooms add theirs: a diversion, a release.
PROVIDERS: list[Provider] = [ours, told, tell_us, see_a_plan, may_be_told]


def who_knows(person: Person, *, viewer: Membership, on: date) -> list[Knows]:
    """Return who knows what about a person of the viewer's agency, its own part first."""
    assert person.agency_id == viewer.agency_id, "of one's own agency"
    return [row for provider in PROVIDERS for row in provider(person, viewer, on)]


def _flows(referrals: list[Referral]) -> dict[tuple[int, int], Flow]:
    """Return by which agreement each referral went, the one that lasts longest, by who gave it to whom."""
    agencies = {one.sender_id for one in referrals} | {one.receiver_id for one in referrals}
    flows = Flow.objects.filter(
        giver__in=agencies,
        receiver__in=agencies,
        item__in={sharing.referral_item(one.sender) for one in referrals},
        purpose__in={one.purpose for one in referrals},
    ).order_by("retention_months")
    return {(one.giver_id, one.receiver_id): one for one in flows}


def _basis(referral: Referral, flow: Flow | None) -> str:
    consent = referral.consent
    if consent is not None and consent.withdrawn_at is not None:
        return (
            f"You agreed to it on {wording.day(consent.given_on)} and stopped it on "
            f"{wording.day(timezone.localdate(consent.withdrawn_at))}. They are told nothing more."
        )
    if consent is not None:
        return (
            f"You agreed to it on {wording.day(consent.given_on)}. You can stop it on any day."
        )
    if referral.basis == LegalBasis.CONSENT:
        return "You asked for it yourself."
    law = flow.get_gateway_display() if flow and flow.gateway else referral.get_basis_display()
    return f"A law lets us do it: {law}. You were not asked to agree."


def _kept(flow: Flow | None) -> str:
    if flow is None:
        return "Ask them how long."
    return (
        f"They keep what we told them for {months(flow.retention_months)}. If they help you, they keep "
        "their own record for longer."
    )
