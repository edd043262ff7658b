"""Make the people of a demo, through the doors by which real people come in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from fingerpost.service.access.actions import agreements, members
from fingerpost.service.access.demo_people import (
    AGENCIES,
    AGREEMENTS,
    BASIS,
    PEOPLE,
    SAFEGUARDS,
    DemoAgreement,
    DemoPerson,
)
from fingerpost.service.access.models import (
    Agency,
    AgencyKind,
    Agreement,
    AgreementVersion,
    Membership,
    User,
)

A_YEAR = timedelta(days=365)
KEPT_MONTHS = 96


@transaction.atomic
def make_demo_people(*, password: str, at: datetime) -> tuple[DemoPerson, ...]:
    """Make the agencies, people and agreements of a demo that are not there yet; return the people.

    All of them sign in with the one password. Their roles last a year.

    Raises
    ------
    PermissionDenied
        Anywhere but in a demo: everybody knows these addresses.
    """
    if not settings.IS_DEMO:
        raise PermissionDenied("demo people are for a demo only")
    first = _let_in(PEOPLE[0], password, at, by=None)
    for kind, name in AGENCIES.items():
        if not Agency.objects.filter(name=name).exists():
            members.add_agency(name=name, slug=slugify(name), kind=kind, by=first, at=at)
    held = {(one.kind, one.role): _let_in(one, password, at, by=first) for one in PEOPLE}
    leads = {kind: member for (kind, role), member in held.items() if role == "governance"}
    for agreement in AGREEMENTS:
        if not Agreement.objects.filter(reference=agreement.reference).exists():
            _agree(agreement, leads, at)
    return PEOPLE


def _let_in(
    person: DemoPerson, password: str, at: datetime, by: Membership | None
) -> Membership:
    """Invite somebody and accept in their name; who is in already gets the password, if it is another."""
    user = User.objects.filter(email=person.email).first()
    if user is not None:
        held = user.memberships.filter(
            agency__name=person.agency, role=person.role, ended_at__isnull=True
        ).first()
        if held is not None:
            if by is None and not user.check_password(password):  # asked once: it takes long
                _give_all(password)
            return held
    if by is None:
        secret = members.invite_first(
            agency=person.agency,
            kind=person.kind,
            email=person.email,
            name=person.name,
            role=person.role,
            ends_on=(at + A_YEAR).date(),
            at=at,
        )
    else:
        _, secret = members.invite(
            email=person.email,
            name=person.name,
            agency=Agency.objects.get(name=person.agency),
            role=person.role,
            ends_on=(at + A_YEAR).date(),
            vetting_expires_on=(at + A_YEAR).date() if person.role == "volunteer" else None,
            by=by,
            at=at,
        )
    return members.accept(secret=secret, password=password, signed_in=user, at=at)


def _give_all(password: str) -> None:
    for user in User.objects.filter(email__in={one.email for one in PEOPLE}):
        user.set_password(password)
        user.save()


def _agree(wanted: DemoAgreement, leads: dict[AgencyKind, Membership], at: datetime) -> None:
    """Draft an agreement, and take it as far as its stage says."""
    drafter = leads[wanted.drafted_by]
    places = {one.kind: one for one in Agency.objects.filter(name__in=AGENCIES.values())}
    ends_on = (at + timedelta(days=wanted.days_left)).date()
    version = agreements.draft(
        reference=wanted.reference,
        title=wanted.title,
        why=wanted.why,
        safeguards=SAFEGUARDS,
        starts_on=ends_on - A_YEAR,
        review_on=ends_on - timedelta(days=14),
        ends_on=ends_on,
        parties=[places[kind] for kind in wanted.parties],
        by=drafter,
        at=at,
    )
    agreements.set_flows(
        version=version,
        flows=[
            {
                "giver": places[one.giver],
                "receiver": places[one.receiver],
                "item": one.item,
                "purpose": one.purpose,
                "legal_basis": BASIS,
                "gateway": one.gateway,
                "confidentiality": one.confidentiality,
                "retention_months": KEPT_MONTHS,
            }
            for one in wanted.flows
        ],
        by=drafter,
        at=at,
    )
    if wanted.stage == "draft":
        return
    agreements.ask_for_review(version=version, by=drafter, at=at)
    if wanted.stage == "review":
        _review(version, drafter, at)
        return
    signers = [leads[kind] for kind in wanted.parties]
    for lead in signers:
        _review(version, lead, at)
    for lead in signers:
        version = agreements.sign(version=version, by=lead, at=at)


def _review(version: AgreementVersion, lead: Membership, at: datetime) -> None:
    agreements.review(version=version, is_content=True, remark="", by=lead, at=at)
