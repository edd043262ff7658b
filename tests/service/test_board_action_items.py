"""Action items: no sequence of allowed moves loses one, or closes one without evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.service.people import AT, TODAY, make_member

pytestmark = pytest.mark.django_db
MOVES = (
    "progress",
    "done",
    "blank",
    "give_up",
    "accept",
    "send_back",
    "carry_over",
    "escalate",
)


@pytest.fixture
def people():
    return (
        make_member("secretary", "Fenmark Public Health", kind="public_health"),
        make_member("chair", "Fenmark PCC", kind="pcc"),
        make_member("reader", "Aldenwold Housing", kind="housing"),
    )


def made(people):
    from fingerpost.service.board.actions import action_items

    lead, _, owner = people
    return action_items.make(
        words="Open ten places", owner=owner.agency, due_on=TODAY, by=lead, at=AT
    )


def do(move, item, people, at):
    from fingerpost.service.board.actions import action_items as actions

    lead, chair, owner = people
    if move == "progress":
        return actions.report_progress(item=item, words="Six are open", by=owner, at=at)
    if move in ("done", "blank"):
        evidence = "Minute 4 of the housing board" if move == "done" else "  "
        return actions.report_done(item=item, evidence=evidence, by=owner, at=at)
    if move == "give_up":
        return actions.give_up(item=item, reason="The lease fell through", by=owner, at=at)
    if move == "accept":
        return actions.accept(item=item, by=chair, at=at)
    if move == "send_back":
        return actions.send_back(item=item, reason="Six are not ten", by=chair, at=at)
    if move == "carry_over":
        due = item.due_on + timedelta(days=30)
        return actions.carry_over(item=item, due_on=due, reason="Lease", by=lead, at=at)
    return actions.escalate(item=item, by=None, at=at)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(MOVES), max_size=12))
def test_no_sequence_loses_an_action_or_closes_it_without_evidence(people, moves):
    from django.core.exceptions import ValidationError

    from fingerpost.service.access.models import Event
    from fingerpost.service.board.models import ActionItem

    item, done, carried = made(people), 1, 0
    for day, move in enumerate(moves, start=1):
        try:
            item = do(move, item, people, AT + timedelta(days=day))
        except ValidationError:
            item = ActionItem.objects.get(pk=item.pk)
            continue
        done += 1
        carried += move == "carry_over"
    kept = ActionItem.objects.get(pk=item.pk)
    assert kept.first_due_on == TODAY
    assert kept.carried_over == carried
    assert kept.reports.count() == done
    assert Event.objects.filter(target_type="action_item", target=kept.pk).count() == done
    if kept.status in ("reported", "closed"):
        assert kept.reports.filter(kind="done").exclude(evidence="").exists()
        assert kept.evidence


def test_an_action_goes_from_late_to_escalated_to_done(people):
    item = made(people)
    assert item.days_late(TODAY + timedelta(days=3)) == 3
    for move in ("escalate", "carry_over", "progress", "done", "accept"):
        item = do(move, item, people, AT + timedelta(days=3))
    assert (item.status, item.carried_over, item.first_due_on) == ("closed", 1, TODAY)


def test_only_the_owner_reports_and_never_accepts_its_own(people):
    from django.core.exceptions import PermissionDenied, ValidationError

    from fingerpost.service.board.actions import action_items

    lead, _, owner = people
    with pytest.raises(PermissionDenied):
        action_items.report_done(item=made(people), evidence="x", by=lead, at=AT)
    with pytest.raises(PermissionDenied):
        action_items.accept(item=made(people), by=owner, at=AT)
    own = action_items.make(words="Ours", owner=lead.agency, due_on=TODAY, by=lead, at=AT)
    own = action_items.report_done(item=own, evidence="Page 3", by=lead, at=AT)
    with pytest.raises(ValidationError, match="Another agency"):
        action_items.accept(item=own, by=lead, at=AT)
