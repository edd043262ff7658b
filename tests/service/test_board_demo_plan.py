"""The plan of the demo: made once, through actions, with something in every state."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.service.conftest import WORKSPACE
from tests.service.plan_making import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(released):
    from fingerpost.evidence.disclosure import write_release

    folder = WORKSPACE / "published"
    write_release(released, folder / released.id)
    (folder / "latest.json").write_text(json.dumps({"release": released.id}))
    yield
    shutil.rmtree(folder)


@pytest.fixture
def lead(settings):
    from fingerpost.service.access.actions.demo import make_demo_people
    from fingerpost.service.board.demo import cast

    settings.IS_DEMO, settings.SECOND_FACTOR = True, False
    make_demo_people(password="a password of the demo", at=timezone.now())
    return cast.lead()


@pytest.mark.parametrize("days", [20, 91, 270])
def test_the_demo_has_a_plan_in_all_states(lead, published, days) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board import grants, plans, questions
    from fingerpost.service.board.demo import plan
    from fingerpost.service.board.models import Commitment, CommitmentReport, PlanVersion
    from fingerpost.service.board.plan_measures import known_measures
    from fingerpost.service.board.promises import commitments_promised

    at = timezone.now()
    on = timezone.localdate(at)
    decision = decided(lead, on - timedelta(days=days))
    plan.make(at=at)
    plan.make(at=at)
    assert list(PlanVersion.objects.values_list("number", "status", "decision")) == [
        (2, "adopted", decision.pk),
        (1, "replaced", None),
    ]
    version = plans.in_force(viewer=lead)
    stood = plans.stood(plans.promised(version), on)
    assert len(stood) == 14
    counts = Counter(one.standing.value for one in stood)
    wanted = {
        "kept",
        "on_track",
        "at_risk",
        "off_track",
        "not_kept",
        "not_started",
        "not_known",
    }
    assert set(counts) == wanted, counts
    assert any(one.days_late for one in stood)
    assert any(one.is_moved for one in stood)
    assert {one.became.name for one in commitments_promised()} == {
        "OPEN",
        "DONE",
        "NOT_DONE",
        "DROPPED",
        "PASSED_ON",
    }
    known = known_measures(viewer=lead)
    named = {
        name
        for one in Commitment.objects.all()
        for name in (*one.activity_measures, *one.outcome_measures)
    }
    assert named <= known.keys()
    assert len(named) >= 4
    assert all(report.at <= at for report in CommitmentReport.objects.all())
    assert all(one.evidence for one in CommitmentReport.objects.all())
    paces = {one.line.title: one.pace.value for one in grants.outlooks(on, viewer=lead)}
    if on.month not in (4, 5, 6):  # before, too little of the year is gone
        assert paces["Housing support workers"] == "under"
        assert Counter(paces.values())["under"] == 1
    asked = list(questions.questions(viewer=lead))
    assert len([one for one in asked if one.answer]) == 1
    assert len([one for one in asked if questions.days_late(one, on)]) == 1
    assert Event.objects.filter(kind="plan_changed").count() > 40


def test_with_no_decision_to_rest_on_nothing_is_made(lead) -> None:
    from fingerpost.service.board.demo import plan
    from fingerpost.service.board.models import GrantLine, PlanVersion

    plan.make(at=timezone.now())
    assert not PlanVersion.objects.exists()
    assert not GrantLine.objects.exists()
