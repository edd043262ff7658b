"""What of the evidence waits for somebody: signals to answer, charts to decide about, pairs to judge."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from fingerpost.evidence.core.errors import OldReleaseError
from fingerpost.evidence.early_warning.rules import all_rules
from fingerpost.evidence.early_warning.signals import SignalState
from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import rebases
from fingerpost.service.insight.signals import Known, signals

MOST = 5  # signals: who reads more acts on none
NEW_RELEASE = "Have a new release made: this one was made by another version of Fingerpost"
UNANSWERED = (SignalState.NEW, SignalState.BEING_ASSESSED)


def to_answer(membership: Membership, on: date) -> list[Need]:
    """Return the signals that this person should answer: those given to them, and new ones."""
    if not membership.allows(P.SIGNAL_VIEW):
        return []
    try:
        known = signals(viewer=membership)
    except OldReleaseError:
        url = reverse("insight:overview")
        return [Need(NEW_RELEASE, url)] if membership.allows(P.SIGNAL_TRIAGE) else []
    found = []
    for one in known:
        if one.signal.state not in UNANSWERED:
            continue
        url = reverse("insight:signal", args=[one.signal.reference])
        if _is_for(one, membership):
            found.append(
                Need(f"Look into this signal, given to you: {one.title}", url, _due(one))
            )
        elif membership.allows(P.SIGNAL_TRIAGE) and _is_free(one, membership):
            found.append(Need(f"Answer this signal: {one.title}", url, _due(one)))
    return found[:MOST]


def _is_for(one: Known, membership: Membership) -> bool:
    return one.assigned is not None and (
        (one.assigned.agency_id, one.assigned.person_id)
        == (membership.agency_id, membership.user_id)
    )


def _is_free(one: Known, membership: Membership) -> bool:
    """Tell whether nobody has it, or one's agency has and has not said who."""
    return one.assigned is None or (
        one.assigned.agency_id == membership.agency_id and one.assigned.person_id is None
    )


def _due(one: Known) -> date | None:
    rule = all_rules().get(one.signal.rule)
    if rule is None:
        return None
    return one.signal.raised_on + timedelta(days=rule.acknowledge_within_days)


def charts(membership: Membership, on: date) -> list[Need]:
    """Return that charts await a decision, for who may decide."""
    if not membership.allows(P.REBASE_DECIDE):
        return []
    try:
        count = len(rebases.waiting(viewer=membership))
    except OldReleaseError:
        return []  # said once, with the signals
    if not count:
        return []
    said = "A chart seems" if count == 1 else f"{count} charts seem"
    return [
        Need(f"{said} to have a new level: decide, with a reason", reverse("insight:rebases"))
    ]


def pairs(membership: Membership, on: date) -> list[Need]:
    """Return that pairs may wait, for who judges them: to count them would open the vault."""
    if not membership.allows(P.LINK_REVIEW):
        return []
    return [Need("See which pairs of records wait for you", reverse("insight:pairs"))]


PROVIDERS = (to_answer, charts, pairs)
