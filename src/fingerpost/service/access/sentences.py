"""Agreements and events in sentences, for pages and print."""

from __future__ import annotations

from fingerpost.service.access.models import Event, EventKind, Flow
from fingerpost.service.access.vocabulary import Confidentiality, Regime, all_data_items


def flow(one: Flow) -> str:
    """Return what may flow, from whom to whom, for what, on which basis and how long it is kept."""
    item = all_data_items().get(one.item)
    title = item.title if item else one.item
    gateway = f", by {one.get_gateway_display()}" if one.gateway else ""
    confidence = (
        "the data were not given in confidence"
        if one.confidentiality == Confidentiality.NOT_CONFIDENTIAL
        else f"the duty of confidence is met so: {_small(one.get_confidentiality_display())}"
    )
    regime = (
        " The receiver processes for law enforcement (part 3)."
        if one.regime == Regime.LAW_ENFORCEMENT
        else ""
    )
    return (
        f"{one.giver} may give “{title}” to {one.receiver} for "
        f"{_small(one.get_purpose_display())}. Basis: {_small(one.get_legal_basis_display())}{gateway}; "
        f"{confidence}. Kept {months(one.retention_months)}.{regime}"
    )


def months(number: int) -> str:
    """Return a number of months in words: "8 years", "18 months"."""
    if number % 12 == 0:
        years = number // 12
        return f"{years} year{'' if years == 1 else 's'}"
    return f"{number} month{'' if number == 1 else 's'}"


def event(one: Event, names: dict[int, str], agencies: dict[int, str]) -> str:
    """Return what somebody did, in a sentence; who has gone is called by their number."""
    if one.actor is None:
        who = "Fingerpost itself"
    else:
        who = names.get(one.actor, f"person {one.actor}")
    if one.actor_agency is not None:
        who += f", for {agencies.get(one.actor_agency, f'agency {one.actor_agency}')},"
    target = f" ({one.target_type.replace('_', ' ')} {one.target})" if one.target_type else ""
    why = f" Reason: {one.reason}" if one.reason else ""
    return f"{who} {EventKind(one.kind).label}{target}.{why}"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
