"""Agreements decide: what is signed and in force may flow, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.service.people import AT, TODAY, make_member

pytestmark = pytest.mark.django_db

FLOW = {
    "purpose": "statistics",
    "legal_basis": "public_task",
    "confidentiality": "statute",
    "retention_months": 96,
}


@pytest.fixture
def sides():
    """Return the leads for governance of a treatment service and of the council, and their managers."""
    lead = make_member("governance", "Fenmark Recovery", kind="treatment")
    other = make_member("governance", "Fenmark Council", kind="council")
    return lead, other


def drafted(lead, other, **more):
    from fingerpost.service.access.actions import agreements

    version = agreements.draft(
        **{
            "reference": "FM-1",
            "title": "Treatment records for statistics",
            "why": "To count people in treatment.",
            "safeguards": "The vault.",
            "starts_on": date(2026, 1, 1),
            "review_on": date(2026, 9, 1),
            "ends_on": date(2026, 12, 31),
            "parties": [other.agency],
            "by": lead,
            "at": AT,
            **more,
        }
    )
    agreements.set_flows(
        version=version,
        flows=[{"giver": lead.agency, "receiver": other.agency, "item": "ndtms_adult", **FLOW}],
        by=lead,
        at=AT,
    )
    return version


def signed(lead, other, **more):
    from fingerpost.service.access.actions import agreements

    version = drafted(lead, other, **more)
    agreements.ask_for_review(version=version, by=lead, at=AT)
    for one in (lead, other):
        agreements.review(version=version, is_content=True, remark="", by=one, at=AT)
    for one in (lead, other):
        version = agreements.sign(version=version, by=one, at=AT)
    return version


def ask(
    lead, other, *, item: str = "ndtms_adult", purpose: str = "statistics", on: date = TODAY
):
    from fingerpost.service.access.agreements import may_flow

    return may_flow(giver=lead.agency, receiver=other.agency, item=item, purpose=purpose, on=on)


def test_nothing_flows_without_an_agreement(sides) -> None:
    answer = ask(*sides)
    assert not answer
    assert answer.why.startswith("No agreement allows Adult community treatment") or (
        "No agreement allows" in answer.why
    )


def test_what_all_parties_signed_flows_from_its_first_day_to_its_last(sides) -> None:
    version = signed(*sides)
    assert version.status == "signed"
    for day, expected in [
        (version.starts_on - timedelta(1), False),
        (version.starts_on, True),
        (version.ends_on, True),
        (version.ends_on + timedelta(1), False),
    ]:
        assert bool(ask(*sides, on=day)) is expected, day
    assert "ended on 31 December 2026" in ask(*sides, on=date(2027, 1, 1)).why


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"purpose": "care"}, "No agreement allows", id="another purpose"),
        pytest.param({"item": "drug_deaths"}, "No agreement allows", id="another item"),
        pytest.param({"item": "nonsense"}, "no data item", id="no such item"),
    ],
)
def test_a_flow_is_for_its_item_and_purpose_alone(sides, changes, words) -> None:
    signed(*sides)
    answer = ask(*sides, **changes)
    assert not answer
    assert words in answer.why


def test_it_does_not_flow_the_other_way(sides) -> None:
    signed(*sides)
    assert not ask(*reversed(sides))


def test_one_signature_is_not_enough(sides) -> None:
    from fingerpost.service.access.actions import agreements

    lead, other = sides
    version = drafted(lead, other)
    agreements.ask_for_review(version=version, by=lead, at=AT)
    with pytest.raises(ValidationError, match="reviewed"):
        agreements.sign(version=version, by=lead, at=AT)
    for one in sides:
        agreements.review(version=version, is_content=True, remark="", by=one, at=AT)
    version = agreements.sign(version=version, by=lead, at=AT)
    assert version.status == "review"
    assert "not all parties have signed" in ask(*sides).why


def test_the_next_version_replaces_the_one_in_force_when_it_is_signed(sides) -> None:
    first = signed(*sides)
    second = signed(*sides, ends_on=date(2028, 12, 31), review_on=date(2028, 1, 1))
    first.refresh_from_db()
    assert (first.status, second.number) == ("replaced", 2)
    assert "version 2" in ask(*sides).why


def test_ending_it_closes_its_flows_at_once_and_needs_a_reason(sides) -> None:
    from fingerpost.service.access.actions import agreements

    version = signed(*sides)
    with pytest.raises(ValidationError, match="why"):
        agreements.end(version=version, reason=" ", by=sides[1], at=AT)
    agreements.end(version=version, reason="The contract ended.", by=sides[1], at=AT)
    assert "was ended on 1 April 2026" in ask(*sides).why


@pytest.mark.parametrize("kind", ["police", "prison", "probation"])
@pytest.mark.parametrize("purpose", ["crime", "justice"])
def test_no_agreement_can_give_health_records_to_law_enforcement(sides, kind, purpose) -> None:
    from fingerpost.service.access.actions import agreements

    lead, _ = sides
    force = make_member("governance", f"Fenmark {kind}", kind=kind)
    version = drafted(lead, force)
    flow = {"giver": lead.agency, "receiver": force.agency, "item": "ndtms_adult", **FLOW}
    with pytest.raises(ValidationError, match="never become police intelligence"):
        agreements.set_flows(
            version=version, flows=[{**flow, "purpose": purpose}], by=lead, at=AT
        )
    assert "no agreement can allow this" in ask(lead, force, purpose=purpose).why


def test_a_signed_version_does_not_change(sides) -> None:
    from fingerpost.service.access.actions import agreements

    version = signed(*sides)
    with pytest.raises(ValidationError, match="fixed"):
        agreements.set_flows(version=version, flows=[], by=sides[0], at=AT)


@pytest.mark.parametrize("role", ["reader", "sender", "analyst", "volunteer", "linker"])
def test_only_governance_drafts(sides, role) -> None:
    who = make_member(role, sides[0].agency, vetting_expires_on=date(2099, 1, 1))
    with pytest.raises(PermissionDenied):
        drafted(who, sides[1])


def test_a_stranger_to_the_agreement_can_neither_review_nor_sign_it(sides) -> None:
    from fingerpost.service.access.actions import agreements

    version = drafted(*sides)
    agreements.ask_for_review(version=version, by=sides[0], at=AT)
    stranger = make_member("governance", "Open Door", kind="charity")
    for act in (
        lambda: agreements.review(
            version=version, is_content=True, remark="", by=stranger, at=AT
        ),
        lambda: agreements.sign(version=version, by=stranger, at=AT),
        lambda: agreements.end(version=version, reason="x", by=stranger, at=AT),
    ):
        with pytest.raises(ValidationError, match="not a party"):
            act()


def test_the_table_of_moves_names_every_status() -> None:
    from fingerpost.service.access.actions.agreements import MOVES
    from fingerpost.service.access.models import VersionStatus

    assert set(MOVES) == set(VersionStatus)


def test_every_step_is_in_the_audit(sides) -> None:
    from fingerpost.service.access.models import Event

    version = signed(*sides)
    kinds = list(Event.objects.filter(target=str(version.pk)).values_list("kind", flat=True))
    assert kinds == [
        "agreement_drafted",
        "agreement_changed",
        "agreement_changed",
        "agreement_reviewed",
        "agreement_reviewed",
        "agreement_signed",
        "agreement_signed",
    ]
