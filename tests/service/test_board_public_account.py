"""What the public may read of the board: what is public of what is published, and no more."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from tests.service.board_making import (
    make_action,
    make_decision,
    make_item,
    make_lead,
    make_meeting,
    make_minutes,
)
from tests.service.people import AT, TODAY, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return make_lead()


@pytest.fixture
def published(lead):
    meeting = make_meeting(lead, status="held", days=-90)
    make_minutes(meeting, lead)
    return meeting


def test_it_is_read_as_the_service_for_whom_nobody_acts(published) -> None:
    from django.db import connection

    from fingerpost.service.access.database_roles import SERVICE
    from fingerpost.service.board import public_account

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, fingerpost_acting('agency')")
        assert cursor.fetchone() == (SERVICE, None)
    assert len(public_account.minutes()) == 1


def test_minutes_are_read_once_published_and_only_their_public_part(lead, published) -> None:
    from fingerpost.service.board import public_account

    for status in ("draft", "replaced", "approved"):
        make_minutes(make_meeting(lead, status="held", days=-30), lead, status)
    (found,) = public_account.minutes()
    assert (found.number, found.title) == (published.pk, "High Harms Board")
    assert found.day == TODAY - timedelta(days=90)
    (section,) = found.sections
    assert [line.words for line in section.lines] == ["All heard."]


def test_decisions_are_read_with_what_became_of_them(lead, published) -> None:
    from fingerpost.service.board import public_account

    said = {"became": "Ten places opened", "became_at": AT}
    make_decision(published, lead, "Open ten places", status="carried_out", **said)
    later = make_decision(published, lead, "Open twelve", reasons="More come out")
    first = make_decision(
        published, lead, "Open five", status="replaced", replaced_by=later, **said
    )
    hidden = make_decision(published, lead, "Not public", is_public=False)
    make_decision(
        published, lead, "Replaced by what is not public", status="replaced",
        replaced_by=hidden, **said,
    )  # fmt: skip
    make_decision(published, lead, "By mistake", status="withdrawn", **said)
    make_decision(published, lead, "Not agreed yet", status="recorded")
    closed = make_item(published, "Staff", is_public=False)
    make_decision(published, lead, "Under an item that is not public", item=closed)
    unpublished = make_meeting(lead, status="held", days=-30)
    make_minutes(unpublished, lead, "approved")
    make_decision(unpublished, lead, "Not published yet")
    found = {one.title: one for one in public_account.decisions()}
    assert set(found) == {
        "Open ten places", "Open twelve", "Open five", "Replaced by what is not public",
    }  # fmt: skip
    assert found["Open ten places"].became == "Ten places opened"
    assert found["Open five"].replaced_by == later.pk
    assert found["Replaced by what is not public"].replaced_by is None
    assert found["Open twelve"].status_words == "Agreed"
    assert first.pk != later.pk


def test_actions_are_read_with_what_became_of_them(lead, published) -> None:
    from fingerpost.service.board import public_account
    from fingerpost.service.board.models import Minute

    late = make_action(lead, "Late", meeting=published)
    make_action(lead, "Done", meeting=published, status="closed", evidence="Places counted")
    make_action(lead, "Given up", meeting=published, status="not_done", reason="No lease")
    make_action(
        lead, "Reported", meeting=published, status="reported", evidence="Nobody accepted it"
    )
    make_action(lead, "Between meetings")
    make_action(lead, "Not public", meeting=published, is_public=False)
    make_action(lead, "Unpublished", meeting=make_meeting(lead, status="held", days=-30))
    struck = make_action(
        lead, "By mistake", meeting=published, status="not_done", reason="Struck"
    )
    closed = make_action(lead, "Under an item that is not public", meeting=published)
    item = make_item(published)
    line = {"meeting": published, "at": AT, "by": lead.user, "kind": "action"}
    wrong = Minute.objects.create(**line, item=item, words="x", key="1", action_item=struck)
    Minute.objects.create(**line, item=item, key="2", strikes=wrong)
    Minute.objects.create(
        **line, item=make_item(published, "Staff", is_public=False), words="x", key="3",
        action_item=closed,
    )  # fmt: skip
    Minute.objects.create(**line, item=item, words="x", key="4", action_item=late)
    found = {one.words: one for one in public_account.actions(on=TODAY + timedelta(days=3))}
    assert {words: (one.days_late, one.said) for words, one in found.items()} == {
        "Late": (3, ""),
        "Done": (0, "Places counted"),
        "Given up": (0, "No lease"),
        "Reported": (0, ""),
    }
    assert found["Late"].agency == "Aldenwold Housing"


def test_commitments_are_those_of_the_plan_in_force(lead) -> None:
    from fingerpost.service.board import public_account
    from fingerpost.service.board.models import Commitment, PlanVersion, Priority

    days = {"starts_on": TODAY, "due_on": TODAY + timedelta(days=90)}
    for number, status, adopted in (
        (1, "replaced", TODAY), (2, "adopted", TODAY), (3, "draft", None),
    ):  # fmt: skip
        plan = PlanVersion.objects.create(
            number=number, title="Plan", starts_on=TODAY, ends_on=TODAY + timedelta(days=365),
            drafted_at=AT, drafted_by=lead.user,
        )  # fmt: skip
        aim = Priority.objects.create(plan=plan, place=1, title="Homes", framework="local")
        for place, is_public in ((1, True), (2, False)):
            Commitment.objects.create(
                priority=aim, place=place, title=f"Places, {status}", owner=lead.agency,
                is_public=is_public, status="on_track", evidence="Four of ten", status_at=AT,
                outcome_measures=["homes"], **days,
            )  # fmt: skip
        for then in ("adopted", "replaced")[: ("draft", "adopted", "replaced").index(status)]:
            plan.status, plan.adopted_on = then, adopted
            plan.save()
    (found,) = public_account.commitments()
    assert (found.title, found.priority) == ("Places, adopted", "Homes")
    assert (found.status_words, found.evidence) == ("On track", "Four of ten")
    assert (found.outcome_measures, found.activity_measures) == (("homes",), ())


def test_what_was_heard_is_read_where_it_is_public(lead) -> None:
    from fingerpost.service.board import public_account
    from fingerpost.service.board.models import InvolvementEntry

    said = {"on": TODAY, "owner": lead.agency, "written_at": AT, "written_by": lead.user}
    InvolvementEntry.objects.create(
        **said, who="Families", you_said="Nobody rings back", we_did="A line", status="done"
    )
    InvolvementEntry.objects.create(**said, who="x", you_said="x", is_public=False)
    (found,) = public_account.involvement()
    assert (found.who, found.we_did, found.status_words) == ("Families", "A line", "Done")


def test_no_person_is_named_and_it_takes_few_queries(
    lead, published, django_assert_max_num_queries
) -> None:
    from fingerpost.service.board import public_account

    for number in range(5):
        make_action(lead, f"Action {number}", meeting=published, person=lead.user)
        make_decision(published, lead, f"Decision {number}", owner=make_agency())
    with django_assert_max_num_queries(5):
        account = (
            *public_account.minutes(),
            *public_account.decisions(),
            *public_account.actions(on=TODAY),
            *public_account.commitments(),
            *public_account.involvement(),
        )
    assert len(account) == 11
    assert lead.user.name not in repr([asdict(one) for one in account])
