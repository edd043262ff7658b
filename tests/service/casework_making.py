"""Make what a case needs, for tests: agencies, what they agreed, workers, people, services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.service.people import AT, make_agency, make_member

if TYPE_CHECKING:
    from fingerpost.service.access.models import Agency, Membership
    from fingerpost.service.casework.models import Consent, Person, Referral, Service

NAMES = {
    "police": "Fenmark Constabulary",
    "treatment": "Fenmark Recovery Service",
    "housing": "Aldenwold Housing",
    "employment": "Fenmark Work and Support",
    "probation": "Fenmark Probation",
    "prison": "HMP Northgarth",
    "nhs": "Fenmark Infirmary",
    "charity": "Saltmarsh Recovery Community",
    "lived_experience": "Fenmark Voices",
}


def worker(kind: str = "treatment", *, name: str = "", role: str = "worker") -> Membership:
    """Return somebody who works on cases for the agency of a kind."""
    agency = make_agency(NAMES[kind], kind)
    who = name or f"{role.title()} of {kind}"
    email = f"{who.lower().replace(' ', '.')}@{agency.slug}.test"
    from fingerpost.service.access.models import Membership

    held = Membership.objects.filter(user__email=email, agency=agency, role=role).first()
    more = {"vetting_expires_on": date(2099, 1, 1)} if role == "volunteer" else {}
    return held or make_member(role, agency, name=who, email=email, **more)


def agree(
    giver: Agency,
    receiver: Agency,
    *items: str,
    purpose: str = "care",
    consent: bool = False,
    until: date = date(2099, 1, 1),
) -> None:
    """Put an agreement in force by which items may flow; with `consent` only while somebody agrees."""
    from fingerpost.service.access.models import (
        Agreement,
        AgreementVersion,
        Flow,
        VersionStatus,
    )

    count = Agreement.objects.count() + 1
    version = AgreementVersion.objects.create(
        agreement=Agreement.objects.create(reference=f"CW-{count}", title=f"Cases {count}"),
        number=1,
        drafted_by=giver,
        status=VersionStatus.SIGNED,
        why="So that nobody falls between agencies.",
        starts_on=date(2020, 1, 1),
        review_on=date(2020, 1, 1),
        ends_on=until,
    )
    for item in items:
        Flow.objects.create(
            version=version,
            giver=giver,
            receiver=receiver,
            item=item,
            purpose=purpose,
            legal_basis="public_task",
            confidentiality="consent" if consent else "none",
            retention_months=24,
        )


def make_person(by: Membership, **more: object) -> Person:
    """Return a person of a worker's agency."""
    from fingerpost.service.casework.models import Person

    said = {"given_name": "Jordan", "family_name": "Lake", "born_on": date(1990, 5, 4)}
    return Person.objects.create(
        agency=by.agency, made_at=AT, changed_at=AT, made_by=by.user, **{**said, **more}
    )


def make_service(agency: Agency, name: str = "Adult drug service", **more: object) -> Service:
    """Return a service of an agency."""
    from fingerpost.service.casework.models import Service

    said = {"what": "Help with drugs, for adults.", "needs": ["drugs"]}
    return Service.objects.create(agency=agency, name=name, **{**said, **more})


def make_consent(
    person: Person, by: Membership, *agencies: Agency, items: tuple[str, ...], **more: object
) -> Consent:
    """Return a person's consent that agencies may be told items."""
    from fingerpost.service.casework.models import Consent, ConsentAgency

    said = {
        "words": "We tell them who you are and what you need.",
        "given_on": AT.date(),
        "until": AT.date() + timedelta(days=365),
        "how": "spoken",
    }
    consent = Consent.objects.create(
        person=person,
        agency=by.agency,
        taken_by=by.user,
        items=list(items),
        made_at=AT,
        **{**said, **more},
    )
    for agency in agencies:
        ConsentAgency.objects.create(consent=consent, agency=agency, taker=by.agency)
    return consent


@dataclass
class Pair:
    """Two agencies that agreed on referrals, a worker in each, and a service of the receiver."""

    sender: Membership
    receiver: Membership
    service: Service

    def draft(self, at: datetime = AT, **more: object) -> Referral:
        """Return a draft of the sender's."""
        from fingerpost.service.casework.actions import referrals
        from fingerpost.service.casework.reasons import Need, Origin

        said = {"why": "Asks for help with heroin.", "origin": Origin.CUSTODY}
        said["needs"] = [Need.DRUGS]
        said["person"] = more.pop("person", None) or make_person(self.sender)
        said["service"] = self.service
        return referrals.draft(by=self.sender, at=at, **{**said, **more})

    def send(self, at: datetime = AT, **more: object) -> Referral:
        """Return a referral that was sent."""
        from fingerpost.service.casework.actions import referrals

        return referrals.send(referral=self.draft(at, **more), by=self.sender, at=at)


def make_pair(
    sender: str = "police", receiver: str = "treatment", *, consent: bool = False
) -> Pair:
    """Return two agencies that agreed that one refers to the other, and is told what becomes of it."""
    giver, taker = worker(sender), worker(receiver)
    item = "referral_from_health" if sender in ("treatment", "nhs") else "referral"
    agree(giver.agency, taker.agency, item, consent=consent)
    agree(taker.agency, giver.agency, "referral_progress", consent=consent)
    return Pair(giver, taker, make_service(taker.agency))
