"""What is said to somebody before they agree, in short words, made of what is chosen and nothing else.

What may be chosen are the flows of the agreements in force that count only while the person agrees. What a
law lets or makes an agency tell is listed apart, as that: nobody is asked to agree to what they cannot refuse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from fingerpost.evidence.publication import wording
from fingerpost.service.access import selectors
from fingerpost.service.access.models import Agency, Flow, VersionStatus
from fingerpost.service.access.vocabulary import SERVICE_RECORDS, Purpose
from fingerpost.service.casework.sharing import rests_on_consent

# What each data item is, said to the person. A test sees that none is missing.
ITEMS: dict[str, str] = {
    "referral": "who you are, how to reach you, and what you want help with",
    "referral_from_health": "that you are with us, who you are, how to reach you, and what you want "
    "help with",
    "referral_progress": "if you came, if you stay, and how it ended",
    "referral_detail": "what your worker writes about how it goes. This can be about your health",
    "plan": "the parts of your plan that are not about your health",
    "plan_health": "the parts of your plan that are about your health",
    "diversion": "what you were offered by the police, and the steps since",
    "release": "when you leave prison, and what you need on that day",
}
PURPOSES: dict[Purpose, str] = {
    Purpose.CARE: "so that you get help and support",
    Purpose.SAFEGUARDING: "so that you and others are safe",
    Purpose.JUSTICE: "so that your order, your diversion or your release goes well",
    Purpose.STATISTICS: "to count how well help works. No name is used",
    Purpose.LINKAGE: "to count each person once. No name is used",
    Purpose.CRIME: "to stop and solve crime",
    Purpose.OVERSIGHT: "to check that services do their work",
}
OURS = {item.name for item in SERVICE_RECORDS}


@dataclass(frozen=True)
class Offer:
    """What an agency may be told, and may tell us, once the person agrees."""

    agency: Agency
    we_tell: tuple[str, ...]
    they_tell: tuple[str, ...]

    @property
    def items(self) -> frozenset[str]:
        """Every item of it, either way."""
        return frozenset(self.we_tell) | frozenset(self.they_tell)


def _open_flows(on: date) -> Iterable[Flow]:
    return (
        Flow.objects.filter(
            version__status=VersionStatus.SIGNED,
            version__starts_on__lte=on,
            version__ends_on__gte=on,
            item__in=OURS,
        )
        .select_related("giver", "receiver")
        .order_by("receiver__name", "item")
    )


def offers(agency: Agency, *, purpose: Purpose, on: date) -> list[Offer]:
    """Return what somebody may be asked to agree to by an agency, for a purpose on a day."""
    we: dict[int, list[str]] = {}
    they: dict[int, list[str]] = {}
    others: dict[int, Agency] = {}
    for flow in _open_flows(on):
        if flow.purpose != purpose or not rests_on_consent(flow):
            continue
        if flow.giver_id == agency.pk:
            others[flow.receiver_id] = flow.receiver
            we.setdefault(flow.receiver_id, []).append(flow.item)
        elif flow.receiver_id == agency.pk:
            others[flow.giver_id] = flow.giver
            they.setdefault(flow.giver_id, []).append(flow.item)
    found = [
        Offer(one, tuple(_in_order(we.get(pk, ()))), tuple(_in_order(they.get(pk, ()))))
        for pk, one in others.items()
    ]
    return sorted((one for one in found if one.we_tell), key=lambda one: one.agency.name)


def by_law(agency: Agency, *, on: date) -> list[tuple[str, str, str]]:
    """Return what an agency tells without asking the person: to whom, what, and by which law.

    It is told so to the person, and no consent is written down for it.
    """
    found = []
    for flow in _open_flows(on):
        if flow.giver_id == agency.pk and not rests_on_consent(flow):
            law = flow.get_gateway_display() if flow.gateway else flow.get_legal_basis_display()
            found.append((flow.receiver.name, ITEMS[flow.item], law))
    return found


def words(
    *,
    agency: Agency,
    agencies: Collection[Agency],
    items: Collection[str],
    purpose: Purpose,
    until: date,
    on: date,
) -> str:
    """Return what is said to the person before they agree: one paragraph a line."""
    chosen = {one.pk for one in agencies}
    lines = []
    for offer in offers(agency, purpose=purpose, on=on):
        if offer.agency.pk not in chosen:
            continue
        we = [ITEMS[one] for one in offer.we_tell if one in items]
        they = [ITEMS[one] for one in offer.they_tell if one in items]
        if we:
            lines.append(f"We, {agency.name}, may tell {offer.agency.name}: {_joined(we)}.")
        if they:
            lines.append(f"{offer.agency.name} may tell us: {_joined(they)}.")
    lines += [
        f"We do this {PURPOSES[purpose]}.",
        f"It counts until {wording.day(until)}.",
        "You can say no. We still help you.",
        "You can stop it on any day. Tell us, and we tell them.",
        "What they know by then, they know. Nothing more is told.",
    ]
    return "\n".join(lines)


def flows_between(first: Agency, second: Agency, *, on: date) -> list[Flow]:
    """Return the flows of our own records between two agencies on a day."""
    return [one for one in selectors.flows_between(first, second, on=on) if one.item in OURS]


def _joined(parts: list[str]) -> str:
    return "; ".join(parts)


def _in_order(items: Collection[str]) -> list[str]:
    return [name for name in ITEMS if name in items]
