"""The plan: drafted, settled, adopted and then kept; how it stood on a day; and what changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from tests.service.plan_making import (
    BEGIN,
    carried,
    cast,
    decided,
    dropped,
    make_plan,
    noon,
    refresh,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def people():
    return cast()


def report(people, one, status: str, on: date, words: str = "Minute 4", who: str = "owner"):
    from fingerpost.service.board.actions import commitments
    from fingerpost.service.board.states import CommitmentStatus

    return commitments.report(
        commitment=one,
        status=CommitmentStatus(status),
        evidence=words,
        by=people[who],
        at=noon(on),
    )


def stood(one, on: date):
    from fingerpost.service.board import plans

    return plans.stood([one], on)[0]


@pytest.mark.parametrize(
    ("said_on", "status", "asked_on", "standing"),
    [
        pytest.param(None, None, BEGIN - timedelta(1), "not_started", id="before it begins"),
        pytest.param(None, None, BEGIN + timedelta(1), "not_known", id="nothing was said"),
        pytest.param(10, "on_track", BEGIN + timedelta(9), "not_known", id="not said yet"),
        pytest.param(10, "on_track", BEGIN + timedelta(10), "on_track", id="said that day"),
        pytest.param(10, "at_risk", BEGIN + timedelta(102), "at_risk", id="holds 92 days"),
        pytest.param(10, "at_risk", BEGIN + timedelta(103), "not_known", id="and no longer"),
        pytest.param(10, "kept", BEGIN + timedelta(900), "kept", id="kept for ever"),
        pytest.param(
            10, "not_kept", BEGIN + timedelta(900), "not_kept", id="not kept for ever"
        ),
    ],
)
def test_how_a_commitment_stands_on_a_day(people, said_on, status, asked_on, standing) -> None:
    (one,) = make_plan(people)
    if status:
        report(people, one, status, BEGIN + timedelta(said_on))
    one.refresh_from_db()
    assert stood(one, asked_on).standing == standing


def test_a_report_needs_evidence_and_what_was_said_stays(people) -> None:
    from fingerpost.service.access.models import Event

    (one,) = make_plan(people)
    for status in ("on_track", "kept", "not_kept"):
        with pytest.raises(ValidationError):
            report(people, one, status, BEGIN, "  ")
    with pytest.raises(ValidationError, match="cannot become"):
        report(people, one, "not_started", BEGIN)
    report(people, one, "on_track", BEGIN, "Six are open")
    report(people, one, "kept", BEGIN + timedelta(5), "Ten keys", who="lead")
    said = list(one.reports.values_list("status", "evidence", "agency__name"))
    assert said == [
        ("on_track", "Six are open", "Aldenwold Housing"),
        ("kept", "Ten keys", "Fenmark Public Health"),
    ]
    events = Event.objects.filter(kind="plan_changed", target_type="commitment")
    assert [one.target for one in events] == [str(one.pk)] * 2


def test_who_may_not_report(people) -> None:
    (one,) = make_plan(people)
    for who in ("other", "chair", "commissioner"):
        with pytest.raises(PermissionDenied):
            report(people, one, "kept", BEGIN, who=who)
    assert not one.reports.exists()
    report(people, one, "at_risk", BEGIN, who="worker")


def test_there_is_one_draft_and_adopting_replaces(people) -> None:
    from fingerpost.service.board.actions import plans
    from fingerpost.service.board.models import PlanVersion

    make_plan(people)
    said = {"by": people["lead"], "at": noon(BEGIN + timedelta(90))}
    days = {"starts_on": BEGIN, "ends_on": BEGIN + timedelta(365)}
    plans.draft(title="Next", **days, **said)
    with pytest.raises(ValidationError, match="There is a draft already"):
        plans.draft(title="Another", **days, **said)
    with pytest.raises(ValidationError, match="Carry over or drop 1 commitment first"):
        plans.adopt(decision=decided(people["lead"], BEGIN), **said)
    with pytest.raises(ValidationError, match="Say why"):
        plans.give_up(reason=" ", **said)
    plans.give_up(reason="We wait for the money", **said)
    refresh(people, BEGIN + timedelta(91), carried())
    assert list(PlanVersion.objects.values_list("number", "status", "adopted_on")) == [
        (3, "adopted", BEGIN + timedelta(91)),
        (2, "abandoned", None),
        (1, "replaced", BEGIN),
    ]


def test_adopting_needs_a_decision_that_holds(people) -> None:
    from fingerpost.service.board.actions import plans
    from fingerpost.service.board.models import Decision

    (one,) = make_plan(people)
    said = {"by": people["lead"], "at": noon(BEGIN + timedelta(90))}
    plans.draft(title="Next", starts_on=BEGIN, ends_on=BEGIN + timedelta(365), **said)
    plans.carry(commitment=one, due_on=one.due_on, owner=one.owner, **said)
    with pytest.raises(ValidationError, match="Choose the decision"):
        plans.adopt(**said)
    decision = decided(people["lead"], BEGIN)
    Decision.objects.filter(pk=decision.pk).update(
        status="withdrawn", became="By mistake", became_at=noon(BEGIN)
    )
    decision.refresh_from_db()
    with pytest.raises(ValidationError, match="does not hold"):
        plans.adopt(decision=decision, **said)


def test_only_who_keeps_the_plan_drafts_it(people) -> None:
    from fingerpost.service.board.actions import plans

    (one,) = make_plan(people)
    for who in ("chair", "commissioner", "owner", "worker"):
        said = {"by": people[who], "at": noon(BEGIN)}
        for act in (
            lambda said=said: plans.draft(
                title="x", starts_on=BEGIN, ends_on=BEGIN + timedelta(9), **said
            ),
            lambda said=said: plans.drop(commitment=one, reason="x", **said),
            lambda said=said: plans.adopt(**said),
        ):
            with pytest.raises(PermissionDenied):
                act()


def _changes_of_an_adopted_plan():
    from fingerpost.service.board.models import Commitment, PlanVersion, Priority

    one = Commitment.objects.get()
    twin = {
        "priority": one.priority,
        "title": "Slipped in",
        "owner": one.owner,
        "starts_on": one.starts_on,
        "due_on": one.due_on,
    }
    return {
        "its day": lambda: Commitment.objects.update(due_on=date(2030, 1, 1)),
        "its words": lambda: Commitment.objects.update(title="Less"),
        "its measures": lambda: Commitment.objects.update(outcome_measures=["x"]),
        "its being dropped": lambda: Commitment.objects.update(dropped_because="x"),
        "one more": lambda: Commitment.objects.create(place=9, **twin),
        "a priority": lambda: Priority.objects.update(title="Other"),
        "a new priority": lambda: Priority.objects.create(
            plan=one.priority.plan, place=9, title="x", framework="local"
        ),
        "its title": lambda: PlanVersion.objects.update(title="Other"),
        "the day of adoption": lambda: PlanVersion.objects.update(adopted_on=date(2020, 1, 1)),
        "back to a draft": lambda: PlanVersion.objects.update(status="draft", adopted_on=None),
        "removal": lambda: Commitment.objects.all()._raw_delete("default"),
        "removal of a priority": lambda: Priority.objects.all()._raw_delete("default"),
        "removal of the version": lambda: PlanVersion.objects.all()._raw_delete("default"),
    }


@pytest.mark.parametrize(
    "what",
    [
        "its day",
        "its words",
        "its measures",
        "its being dropped",
        "one more",
        "a priority",
        "a new priority",
        "its title",
        "the day of adoption",
        "back to a draft",
        "removal",
        "removal of a priority",
        "removal of the version",
    ],
)
def test_the_database_keeps_an_adopted_plan_as_it_was(people, what) -> None:
    from fingerpost.service.board.models import Commitment, PlanVersion, Priority

    make_plan(people)
    before = [list(model.objects.values()) for model in (PlanVersion, Priority, Commitment)]
    with pytest.raises(DatabaseError), transaction.atomic():
        _changes_of_an_adopted_plan()[what]()
    after = [list(model.objects.values()) for model in (PlanVersion, Priority, Commitment)]
    assert after == before


def test_how_it_stands_is_all_that_changes_of_a_plan_in_force(people) -> None:
    from fingerpost.service.board.models import Commitment

    (one,) = make_plan(people)
    Commitment.objects.filter(pk=one.pk).update(
        status="kept", evidence="Ten keys", status_at=noon(BEGIN)
    )
    refresh(people, BEGIN + timedelta(30), carried(), new=("Another",))
    with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
        Commitment.objects.filter(pk=one.pk).update(evidence="Nine keys")


def test_what_we_promised_in_march_and_how_it_stood_then(people) -> None:
    from fingerpost.service.board import plans

    first, _ = make_plan(people, date(2026, 1, 10), "Open ten places", "Train staff")
    report(people, first, "on_track", date(2026, 2, 1), "Six are open")
    report(people, first, "off_track", date(2026, 4, 20), "The lease fell through")
    refresh(people, date(2026, 6, 1), carried(due_on=date(2027, 1, 31)), new=("A third",))
    now = plans.commitments().filter(priority__plan__number=2).first()
    report(people, now, "on_track", date(2026, 6, 20), "A new lease")
    viewer = people["commissioner"]

    def said(on):
        version = plans.in_force_on(on, viewer=viewer)
        if version is None:
            return None
        return version.number, [
            (one.commitment.title, one.standing.value, one.commitment.due_on)
            for one in plans.stood(plans.promised(version), on)
        ]

    day = date(2026, 1, 10) + timedelta(100)
    assert said(date(2026, 1, 9)) is None
    assert said(date(2026, 3, 15)) == (
        1,
        [("Open ten places", "on_track", day), ("Train staff", "not_known", day)],
    )
    assert said(date(2026, 5, 31))[1][0] == ("Open ten places", "off_track", day)
    number, then = said(date(2026, 6, 2))
    assert number == 2
    assert then[0] == ("Open ten places", "off_track", date(2027, 1, 31)), (
        "the status came along"
    )
    assert [title for title, _, _ in then] == ["Open ten places", "Train staff", "A third"]
    assert said(date(2026, 7, 1))[1][0][1] == "on_track"
    late = stood(now, date(2026, 7, 1))
    assert (late.first_due_on, late.is_moved) == (day, True)


def test_what_differs_between_two_versions_in_words(people) -> None:
    from fingerpost.service.board.models import PlanVersion
    from fingerpost.service.board.plan_changes import changes

    _, _, _, fourth = make_plan(people, BEGIN, "One", "Two", "Three", "Four")
    report(people, fourth, "kept", BEGIN + timedelta(9), "Done and shown")
    police = people["other"].agency

    def settle(one, said):
        how = {
            "One": carried(due_on=BEGIN + timedelta(130), owner=police),
            "Two": dropped("No money"),
            "Three": carried(),
        }
        how[one.title](one, said)

    refresh(people, BEGIN + timedelta(30), settle, new=("Five",))
    refresh(people, BEGIN + timedelta(60), carried())
    v1, v2, v3 = PlanVersion.objects.order_by("number")
    said = [(one.kind.value, one.title, one.words) for one in changes(v1, v2)]
    assert said == [
        ("added", "Five", "Aldenwold Housing, by 9 August 2026."),
        ("dropped", "Two", "Because: No money"),
        ("kept", "Four", "Done and shown"),
        ("day", "One", "From 10 July 2026 to 9 August 2026, 30 days later."),
        ("owner", "One", "From Aldenwold Housing to Fenmark Constabulary."),
    ]
    over_both = {(one.kind.value, one.title) for one in changes(v1, v3)}
    assert over_both == {(kind, title) for kind, title, _ in said}
    assert changes(v2, v3) == []


def test_a_dropped_one_can_be_carried_after_all_and_the_new_taken_back(people) -> None:
    from fingerpost.service.board import plans as reading
    from fingerpost.service.board.actions import plans

    (one,) = make_plan(people)
    said = {"by": people["lead"], "at": noon(BEGIN)}
    version = plans.draft(title="x", starts_on=BEGIN, ends_on=BEGIN + timedelta(9), **said)
    with pytest.raises(ValidationError, match="Say why"):
        plans.drop(commitment=one, reason=" ", **said)
    plans.drop(commitment=one, reason="No money", **said)
    assert (reading.promised(version), len(reading.dropped(version))) == ([], 1)
    plans.carry(commitment=one, due_on=one.due_on, owner=one.owner, **said)
    (again,) = reading.promised(version)
    with pytest.raises(ValidationError, match="drop it with a reason"):
        plans.take_back(commitment=again, **said)
    new = plans.add_commitment(
        priority=again.priority,
        title="New",
        owner=one.owner,
        starts_on=BEGIN,
        due_on=BEGIN,
        **said,
    )
    plans.take_back(commitment=new, **said)
    assert reading.promised(version) == [again]
    assert reading.dropped(version) == []
    with pytest.raises(ValidationError, match="before it starts"):
        plans.change(commitment=again, due_on=BEGIN - timedelta(5), **said)


def test_a_kept_commitment_is_not_carried_over(people) -> None:
    from fingerpost.service.board.actions import plans

    (one,) = make_plan(people)
    report(people, one, "kept", BEGIN, "Ten keys")
    said = {"by": people["lead"], "at": noon(BEGIN)}
    version = plans.draft(title="x", starts_on=BEGIN, ends_on=BEGIN + timedelta(9), **said)
    assert plans.to_settle(version, plans.in_force()) == []
    with pytest.raises(ValidationError, match="It is kept"):
        plans.drop(commitment=one, reason="It is done", **said)


@pytest.mark.parametrize(
    ("table", "may_change"),
    [
        ("planversion", True),
        ("priority", True),
        ("commitment", True),
        ("question", True),
        ("grantline", True),
        ("commitmentreport", False),
        ("spend", False),
    ],
)
def test_no_page_removes_what_was_promised_or_changes_what_was_said(
    people, table, may_change
) -> None:
    from django.db import connection

    from fingerpost.service.access.second_lock import acting_in_database

    said = (
        "SELECT current_user, has_table_privilege(%s, 'INSERT'),"
        " has_table_privilege(%s, 'UPDATE'), has_table_privilege(%s, 'DELETE')"
    )
    with acting_in_database(people["lead"]), connection.cursor() as cursor:
        cursor.execute(said, [f"board_{table}"] * 3)
        assert cursor.fetchone() == ("fingerpost_as_public_health", True, may_change, False)
