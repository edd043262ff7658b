"""What flows by the agreements that are in force: all that is told to everybody of them, and no more.

A notice of privacy is made from it. It reads as the service, before anybody acts, and returns no name of
a person, no draft, nothing that is over, and nothing of the safeguards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fingerpost.service.access.models import AgreementVersion, Flow, VersionStatus
from fingerpost.service.access.sentences import months
from fingerpost.service.access.vocabulary import Purpose, Regime, all_data_items


@dataclass(frozen=True)
class PublicFlow:
    """One thing that one agency gives another, as everybody may know it."""

    what: str
    giver: str
    receiver: str
    purpose: str
    legal_basis: str
    gateway: str  # the power or duty to share; "" if none is named
    is_law_enforcement: bool
    kept: str


@dataclass(frozen=True)
class PublicAgreement:
    """An agreement in force, with what flows by it."""

    reference: str
    title: str
    why: str
    until: date
    flows: tuple[PublicFlow, ...]


def _in_force(on: date) -> QuerySet[AgreementVersion]:
    return AgreementVersion.objects.filter(
        status=VersionStatus.SIGNED, starts_on__lte=on, ends_on__gte=on
    )


def edition(*, on: date) -> str:
    """Return a text that is another whenever another set of versions is in force."""
    numbers = _in_force(on).order_by("pk").values_list("pk", flat=True)
    return ",".join(map(str, numbers))


def in_force(*, on: date) -> tuple[PublicAgreement, ...]:
    """Return the agreements in force on a day, by reference, each with its flows."""
    flows: dict[int, list[PublicFlow]] = {}
    for flow in Flow.objects.filter(version__in=_in_force(on)).select_related(
        "giver", "receiver"
    ):
        flows.setdefault(flow.version_id, []).append(_public(flow))
    return tuple(
        PublicAgreement(
            version.agreement.reference,
            version.agreement.title,
            version.why,
            version.ends_on,
            tuple(flows.get(version.pk, ())),
        )
        for version in _in_force(on)
        .select_related("agreement")
        .order_by("agreement__reference")
    )


def _public(flow: Flow) -> PublicFlow:
    item = all_data_items().get(flow.item)
    return PublicFlow(
        what=item.title if item else flow.item,
        giver=flow.giver.name,
        receiver=flow.receiver.name,
        purpose=Purpose(flow.purpose).label,
        legal_basis=flow.get_legal_basis_display(),
        gateway=flow.get_gateway_display() if flow.gateway else "",
        is_law_enforcement=flow.regime == Regime.LAW_ENFORCEMENT,
        kept=months(flow.retention_months),
    )
