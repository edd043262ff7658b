"""Decisions: the list, a page each, and what becomes of them, by the table of states."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.service.board_making import (
    make_action,
    make_decision,
    make_item,
    make_lead,
    make_meeting,
)
from tests.service.people import AT, BACKEND, TODAY, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def lead():
    return make_lead()


@pytest.fixture
def member():
    return make_member("board", "Aldenwold Housing", kind="housing")


@pytest.fixture
def meeting(lead):
    return make_meeting(lead, status="held", days=-90)


def signed_in(one) -> Client:
    client = Client()
    client.force_login(one.user, backend=BACKEND)
    return client


def take(who, decision, name: str, **said):
    return signed_in(who).post(f"/board/decisions/{decision.pk}/{name}", said, follow=True)


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("recorded", set()),
        ("withdrawn", set()),
        ("agreed", {"carried-out", "not-carried-out", "replaced"}),
        ("carried_out", set()),
        ("not_carried_out", {"carried-out"}),
        ("replaced", set()),
    ],
)
def test_a_page_offers_what_the_table_allows(lead, member, meeting, status, offered) -> None:
    from fingerpost.service.board.decision_steps import STEPS

    ended = status not in ("recorded", "agreed")
    became = {"became": "x", "became_at": AT} if ended else {}
    if status == "replaced":
        became["replaced_by"] = make_decision(meeting, lead, "Another")
    decision = make_decision(meeting, lead, "Open ten places", status=status, **became)
    for who, theirs in ((lead, offered), (member, set())):
        page = signed_in(who).get(f"/board/decisions/{decision.pk}").content.decode()
        for step in STEPS:
            address = f"/board/decisions/{decision.pk}/{step.name}"
            assert (f'href="{address}"' in page) == (step.name in theirs)
            assert (signed_in(who).get(address).status_code == 200) == (step.name in theirs)


@pytest.mark.parametrize(
    ("name", "field", "status"),
    [
        ("carried-out", "evidence", "carried_out"),
        ("not-carried-out", "reason", "not_carried_out"),
    ],
)
def test_what_became_of_it_needs_its_words(lead, meeting, name, field, status) -> None:
    from fingerpost.service.access.models import Event

    decision = make_decision(meeting, lead, "Open ten places")
    assert take(lead, decision, name, **{field: "  "}).status_code == 400
    decision.refresh_from_db()
    assert decision.status == "agreed"
    page = take(lead, decision, name, **{field: "Ten keys, counted"}).content.decode()
    assert "Ten keys, counted" in page
    decision.refresh_from_db()
    assert (decision.status, decision.became) == (status, "Ten keys, counted")
    assert Event.objects.filter(kind="decision_changed", target=decision.pk).count() == 1


def test_what_was_not_carried_out_may_be_after_all(lead, meeting) -> None:
    decision = make_decision(meeting, lead, "Open ten places")
    take(lead, decision, "not-carried-out", reason="No lease")
    page = take(lead, decision, "carried-out", evidence="Ten keys").content.decode()
    assert "Carried out" in page


def test_a_decision_is_replaced_by_a_later_agreed_one_and_both_pages_say_so(
    lead, meeting
) -> None:
    first = make_decision(meeting, lead, "Open five")
    later = make_decision(meeting, lead, "Open ten", decided_on=TODAY + timedelta(days=90))
    refused = {
        "earlier": make_decision(
            meeting, lead, "Earlier", decided_on=TODAY - timedelta(days=1)
        ),
        "itself": first,
        "not agreed": make_decision(meeting, lead, "Recorded", status="recorded"),
    }
    for why, other in refused.items():
        answer = take(lead, first, "replaced", reason="More come out", replaced_by=other.pk)
        assert answer.status_code == 400, why
    page = take(lead, first, "replaced", reason="More come out", replaced_by=later.pk)
    assert "Replaced by" in page.content.decode()
    assert "Open ten" in page.content.decode()
    page = signed_in(lead).get(f"/board/decisions/{later.pk}").content.decode()
    assert "It replaces" in page
    assert "Open five" in page


def test_the_action_itself_refuses_what_the_form_would(lead, member, meeting) -> None:
    from django.core.exceptions import PermissionDenied, ValidationError

    from fingerpost.service.board.actions import decisions

    first = make_decision(meeting, lead, "Open five")
    said = {"decision": first, "reason": "x", "by": lead, "at": AT}
    for other in (first, make_decision(meeting, lead, "No", status="recorded")):
        with pytest.raises(ValidationError):
            decisions.replace(replaced_by=other, **said)
    with pytest.raises(ValidationError, match="cannot become"):
        decisions.withdraw(**said)
    with pytest.raises(PermissionDenied):
        decisions.give_up(**{**said, "by": member})
    with pytest.raises(PermissionDenied):
        decisions.agree(meeting=meeting, by=lead, at=AT)


def test_the_list_is_by_what_became_of_them(lead, member, meeting) -> None:
    make_decision(meeting, lead, "Open ten places")
    make_decision(meeting, lead, "Buy kits", status="carried_out", became="Kits", became_at=AT)
    client = signed_in(member)
    page = client.get("/board/decisions").content.decode()
    assert "2 decisions" in page
    page = client.get("/board/decisions?became=carried_out").content.decode()
    assert "Buy kits" in page
    assert "Open ten places" not in page
    assert "None." in client.get("/board/decisions?became=withdrawn").content.decode()
    assert "2 decisions" in client.get("/board/decisions?became=nonsense").content.decode()


def test_a_page_has_reasons_evidence_and_what_follows(
    lead, member, meeting, django_assert_max_num_queries
) -> None:
    decision = make_decision(
        meeting, lead, "Open ten places", item=make_item(meeting), reasons="People sleep rough",
        options="Hostel beds", dissent="Probation: too few", edition="2026-03-fenmark",
        measure="continuity_of_care",
    )  # fmt: skip
    for number in range(5):
        make_action(lead, f"Find house {number}", meeting=meeting, decision=decision)
    client = signed_in(member)
    client.get("/")
    with django_assert_max_num_queries(25):
        page = client.get(f"/board/decisions/{decision.pk}").content.decode()
    for words in (
        "People sleep rough", "Hostel beds", "Probation: too few", "2026-03-fenmark",
        "Prison leavers", "Homes at release", "Find house 4",
    ):  # fmt: skip
        assert words in page, words


def test_who_does_not_see_the_board_sees_none(lead, meeting) -> None:
    decision = make_decision(meeting, lead, "Open ten places")
    reader = signed_in(make_member("reader"))
    for address in ("", f"/{decision.pk}", f"/{decision.pk}/carried-out"):
        assert reader.get(f"/board/decisions{address}").status_code == 403
    assert signed_in(lead).get("/board/decisions/987654").status_code == 404
