"""One plan: who is let in, who reads what of it, who does what, how it stood, and what was measured."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.service.casework_making import agree, make_consent, make_person, worker
from tests.service.people import AT, TODAY
from tests.service.support_plan_making import DUE, LONG, REVIEW, make_circle, withdraw

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework import plan_versions, plans
from fingerpost.service.casework.actions import employment, plan_meetings, plan_work
from fingerpost.service.casework.actions import plans as actions
from fingerpost.service.casework.models import PlanMember, SupportPlan
from fingerpost.service.casework.outcome_scales import all_scales, courses
from fingerpost.service.casework.plan_parts import (
    KINDS,
    SHARED_PARTS,
    NotDone,
    Part,
    PlanEnd,
    ShareEnd,
)
from fingerpost.service.casework.plan_sharing import says, sight

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def told(monkeypatch) -> list[tuple[int, int | None]]:
    """Collect who is told, in place of the queue."""
    found = []

    def tell(plan, agency, person=None):
        found.append((agency.pk, person.pk if person else None))

    for module in (actions, plan_work, plan_meetings):
        monkeypatch.setattr(module, "tell", tell)
    return found


# Who is let in.


@pytest.mark.parametrize(
    ("break_it", "says_why"),
    [
        pytest.param("nothing", "", id="agreed both ways, and the person agrees"),
        pytest.param("there", "No agreement allows", id="no agreement to give"),
        pytest.param("back", "No agreement allows", id="no agreement to get it back"),
        pytest.param("withdrawn", "withdrew their consent", id="consent withdrawn"),
        pytest.param("not named", "does not name this", id="consent names another agency"),
        pytest.param("not the item", "does not name this", id="consent names another thing"),
        pytest.param("over", "not in force", id="consent is over"),
        pytest.param("never asked", "only if the person agrees", id="nobody asked the person"),
    ],
)
def test_an_agency_is_let_in_only_by_agreement_and_consent(break_it, says_why) -> None:
    from fingerpost.service.access.models import Flow

    circle = make_circle(agreed=("housing",))
    if break_it in ("there", "back"):
        mine = circle.holder.agency
        side = {"giver": mine} if break_it == "there" else {"receiver": mine}
        Flow.objects.filter(item="plan", **side).delete()
    if break_it == "withdrawn":
        withdraw(circle.consent)
    if break_it == "not named":
        circle.consent.agencies.update(agency=worker("charity").agency)
    if break_it == "not the item":
        circle.consent.items = ["referral"]
        circle.consent.save()
    if break_it == "over":
        circle.consent.given_on = circle.consent.until = TODAY - DAY
        circle.consent.save()
    if break_it == "never asked":
        SupportPlan.objects.update(consent=None)
    if says_why:
        with pytest.raises(ValidationError, match=says_why):
            circle.invite("housing")
        assert not circle.plan.shares.exists()
    else:
        circle.invite("housing")
        assert circle.plan.shares.get().agency == circle.workers["housing"].agency
        assert circle.consent.agencies.get().first_told_at == AT


@pytest.mark.parametrize(
    ("said", "says_why"),
    [
        pytest.param(
            {"with_health": True}, "nothing of treatment or health", id="police, health"
        ),
        pytest.param({}, "", id="police, the rest"),
    ],
)
def test_law_enforcement_is_never_let_into_health(said, says_why) -> None:
    circle = make_circle(agreed=("police",))
    if says_why:
        with pytest.raises(ValidationError, match=says_why):
            circle.invite("police", **said)
    else:
        circle.invite("police", **said)


def test_law_enforcement_holds_no_plan_and_a_person_has_one() -> None:
    police = worker("police")
    with pytest.raises(ValidationError, match="held by an agency of care"):
        actions.open_plan(person=make_person(police), review_on=REVIEW, by=police, at=AT)
    circle = make_circle()
    with pytest.raises(ValidationError, match="open plan"):
        actions.open_plan(person=circle.plan.person, review_on=REVIEW, by=circle.holder, at=AT)
    stranger = worker("housing")
    with pytest.raises(ValidationError, match="your own agency"):
        actions.open_plan(person=circle.plan.person, review_on=REVIEW, by=stranger, at=AT)


def test_only_the_holder_invites_and_an_agency_may_leave() -> None:
    circle = make_circle("housing", agreed=("charity",))
    housing, charity = circle.workers["housing"], circle.workers["charity"]
    with pytest.raises(PermissionDenied):
        actions.invite(plan=circle.plan, agency=charity.agency, by=housing, at=AT)
    with pytest.raises(PermissionDenied):
        actions.end_share(
            plan=circle.plan, agency=housing.agency, reason=ShareEnd.DONE, by=charity, at=AT
        )
    actions.end_share(
        plan=circle.plan, agency=housing.agency, reason=ShareEnd.DONE, by=housing, at=AT
    )
    assert circle.plan.shares.get().end_reason == ShareEnd.LEFT
    assert plans.plan(circle.plan.pk, viewer=housing, on=TODAY) is None
    assert PlanMember.objects.get().until == TODAY


# Who reads what.

ALL = dict.fromkeys(("home", "medicine", "own words", "health words"), True)


@pytest.mark.parametrize(
    ("kind", "reads"),
    [
        pytest.param("treatment", ALL, id="the holder reads all"),
        pytest.param("nhs", ALL, id="a member with health reads all"),
        pytest.param(
            "housing",
            {**ALL, "medicine": False, "health words": False},
            id="a member reads what is not of health",
        ),
        pytest.param(
            "probation",
            {"home": True, "medicine": False, "own words": False, "health words": False},
            id="law enforcement reads codes",
        ),
        pytest.param("charity", None, id="who is not of it reads nothing"),
    ],
)
def test_each_agency_reads_its_parts(kind, reads) -> None:
    circle = make_circle("nhs", "housing", "probation", health=("nhs",))
    circle.workers["charity"] = worker("charity")
    circle.goal("housing", "A door that locks")
    circle.goal("treatment", "Off the script by spring")
    circle.action("apply", words="Ring the housing office")
    circle.action("medicine", words="Lower by ten")
    viewer = circle.workers[kind]
    found = plans.plan(circle.plan.pk, viewer=viewer, on=TODAY)
    if reads is None:
        assert found is None
        assert not plans.plans(viewer=viewer, on=TODAY).exists()
        return
    seen = plans.sheet(found, viewer=viewer, on=TODAY)
    said = str([[one.words for one in seen.goals], [one.said for one in seen.actions]])
    kinds = {one.kind for one in seen.actions}
    assert ("apply" in kinds, "medicine" in kinds) == (reads["home"], reads["medicine"])
    assert ("locks" in said and "Ring the" in said) == reads["own words"]
    assert ("spring" in said or "Lower by" in said) == reads["health words"]
    if not reads["own words"]:
        assert "locks" not in said
        assert "Ring" not in said


def test_what_others_see_is_said_before_anybody_writes() -> None:
    circle = make_circle("nhs", "housing", "probation", health=("nhs",))
    seen = plans.sheet(circle.plan, viewer=circle.workers["housing"], on=TODAY)
    said = [sentence for _, sentence in seen.circle]
    assert len(said) == 4
    assert "holds the plan and sees all" in said[0]
    assert "treatment and health too" in said[1]
    assert "nothing of treatment or health" in said[2]
    assert "sees no goal, no word" in said[3]
    assert says(circle.workers["probation"].agency, sees_health=True) == said[3], (
        "whatever is set"
    )


@pytest.mark.parametrize(
    "how",
    ["consent withdrawn", "consent over", "share ended", "agreement over", "plan closed"],
)
def test_a_member_sees_nothing_more_at_once(how) -> None:
    from fingerpost.service.access.models import AgreementVersion

    circle = make_circle("housing", health=("housing",))
    housing, on = circle.workers["housing"], TODAY
    assert sight(circle.plan, housing, on=on).health
    if how == "consent withdrawn":
        withdraw(circle.consent)
    if how == "consent over":
        circle.consent.until = TODAY - DAY
        circle.consent.given_on = TODAY - DAY
        circle.consent.save()
    if how == "share ended":
        actions.end_share(
            plan=circle.plan,
            agency=housing.agency,
            reason=ShareEnd.PERSON,
            by=circle.holder,
            at=AT,
        )
    if how == "agreement over":
        AgreementVersion.objects.update(status="ended", ended_on=TODAY)
    if how == "plan closed":
        actions.close(plan=circle.plan, reason=PlanEnd.MOVED, by=circle.holder, at=AT)
    seen = sight(circle.plan, housing, on=on)
    assert (seen.plan, seen.words, seen.health) == (False, False, False)
    assert plans.plan(circle.plan.pk, viewer=housing, on=on) is None
    assert plans.plan(circle.plan.pk, viewer=circle.holder, on=on) is not None
    with pytest.raises((PermissionDenied, ValidationError)):
        circle.action(agency="housing", by=housing)
    said = [said for _, said in plans.sheet(circle.plan, viewer=circle.holder, on=on).circle]
    assert said[1:] == {
        "consent withdrawn": [
            "Aldenwold Housing sees nothing now: the person withdrew their consent."
        ],
        "consent over": ["Aldenwold Housing sees nothing now: the consent is over."],
        "agreement over": [
            "Aldenwold Housing sees nothing now: no agreement in force allows it."
        ],
    }.get(how, []), "the holder reads it"


def test_withdrawn_shares_are_written_down_as_over() -> None:
    circle = make_circle("housing", "charity")
    with pytest.raises(ValidationError, match="not withdrawn"):
        actions.end_under(consent=circle.consent, by=circle.holder, at=AT)
    withdraw(circle.consent)
    assert actions.end_under(consent=circle.consent, by=circle.holder, at=AT) == 2
    assert {one.end_reason for one in circle.plan.shares.all()} == {"consent"}
    assert actions.end_under(consent=circle.consent, by=circle.holder, at=AT) == 0


# Who does what.


def test_an_action_goes_to_its_agency_and_comes_back_settled(told) -> None:
    circle = make_circle("housing")
    housing = circle.workers["housing"]
    one = circle.action(agency="housing")
    assert told[-1] == (housing.agency_id, None)
    one = plan_work.give_action(action=one, person=housing.user, by=housing, at=AT)
    one = plan_work.action_not_done(
        action=one, reason=NotDone.NO_PLACE, words="Full until June", by=housing, at=AT
    )
    assert (one.state, one.reason, one.settled_on) == ("not_done", "no_place", TODAY)
    assert told[-1] == (circle.holder.agency_id, None), "the holder learns it"
    with pytest.raises(ValidationError, match="settled already"):
        plan_work.action_done(action=one, by=housing, at=AT)


@pytest.mark.parametrize(
    ("kind", "agency", "by", "refused", "why"),
    [
        pytest.param("medicine", "housing", "treatment", ValidationError, "sees nothing of",
                     id="no health to an agency that does not see it"),
        pytest.param("medicine", "treatment", "housing", PermissionDenied, "part",
                     id="who does not see health writes none"),
        pytest.param("apply", "charity", "treatment", ValidationError, "not of this plan",
                     id="only to agencies of the plan"),
        pytest.param("apply", "probation", "treatment", None, "", id="law enforcement may do one"),
    ],
)  # fmt: skip
def test_an_action_stays_where_its_part_is_seen(kind, agency, by, refused, why) -> None:
    circle = make_circle("housing", "probation")
    circle.workers["charity"] = worker("charity")
    act = {"kind": kind, "agency": agency, "by": circle.workers[by]}
    if refused is None:
        assert circle.action(**act).part == Part.HOUSING
    else:
        with pytest.raises(refused, match=why):
            circle.action(**act)


def test_law_enforcement_writes_no_own_words() -> None:
    circle = make_circle("probation")
    probation = circle.workers["probation"]
    with pytest.raises(ValidationError, match="no own words"):
        circle.action("supervision", "probation", by=probation, words="Every Monday")
    one = circle.action("supervision", "probation", by=probation)
    assert plan_work.action_done(action=one, by=probation, at=AT).state == "done"
    with pytest.raises(ValidationError, match="no own words"):
        circle.goal(by=probation)


def test_an_action_of_another_agency_is_not_settled_by_a_third() -> None:
    circle = make_circle("housing", "charity")
    one = circle.action(agency="housing")
    with pytest.raises(PermissionDenied):
        plan_work.action_done(action=one, by=circle.workers["charity"], at=AT)
    later = plan_work.move_action(action=one, due_on=DUE + DAY, by=circle.holder, at=AT)
    assert (later.first_due_on, later.due_on) == (DUE, DUE + DAY)


def test_every_kind_of_action_has_one_part_and_every_part_a_way_out() -> None:
    from fingerpost.service.casework.plan_parts import PART_OF, ActionKind

    assert set(PART_OF) == set(ActionKind)
    assert set(KINDS) == set(Part)
    assert all(kinds[-1].value == f"{part.value}_x" for part, kinds in KINDS.items())
    assert {part for part in Part if not part.is_health} == set(SHARED_PARTS)


# How it stood.


def test_a_plan_is_readable_as_of_each_time_by_whoever_may_read_it() -> None:
    circle = make_circle("housing", "probation")
    first, second, third = AT + DAY, AT + 2 * DAY, AT + 3 * DAY
    goal = circle.goal(words="A flat in town", at=first)
    circle.action("medicine", at=first, words="Lower by ten")
    plan_work.change_goal(goal=goal, words="A flat by the sea", by=circle.holder, at=second)
    circle.action("apply", "housing", at=third)
    for kind, goals, kinds in (
        ("treatment", ["A flat in town"], ["medicine"]),
        ("housing", ["A flat in town"], []),
        ("probation", [], []),
    ):
        seen = sight(circle.plan, circle.workers[kind], on=TODAY)
        stood = plan_versions.as_of(circle.plan, seen, first)
        assert [one["words"] for one in stood.goals] == goals, kind
        assert [one["kind"] for one in stood.actions] == kinds, kind
    holder = sight(circle.plan, circle.holder, on=TODAY)
    now = plan_versions.as_of(circle.plan, holder, third)
    said = plan_versions.said_since(plan_versions.as_of(circle.plan, holder, first), now)
    assert said == [
        "Goal changed from “A flat in town” to “A flat by the sea”",
        "New action: Apply for a home, Aldenwold Housing, by 15 April 2026.",
    ]
    assert plan_versions.as_of(circle.plan, holder, AT - DAY) is None
    moments = [at for at, _ in plan_versions.changes(circle.plan, holder)]
    assert moments == sorted(moments, reverse=True)
    law = sight(circle.plan, circle.workers["probation"], on=TODAY)
    assert first not in [at for at, _ in plan_versions.changes(circle.plan, law)], (
        "that something of health changed is not told either"
    )


def test_a_version_is_never_changed_and_its_digest_is_its_own() -> None:
    import hashlib

    from django.db import DatabaseError, transaction

    from fingerpost.service.casework.models import PlanVersion, PlanWordsVersion

    circle = make_circle()
    circle.goal()
    for model in (PlanVersion, PlanWordsVersion):
        one = model.objects.last()
        assert hashlib.sha256(one.content.encode()).hexdigest() == one.sha256
        for change in ({"content": "x"}, {"sha256": "x"}, {"at": AT + DAY}):
            with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
                model.objects.filter(pk=one.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=one.pk).delete()
        model.objects.filter(pk=one.pk).update(content="")  # retention may, and nothing else


# One event for each write.


def test_each_write_leaves_one_event_without_a_name() -> None:
    circle = make_circle("housing")
    goal = circle.goal(words="A secret wish")
    one = circle.action(words="A secret step")
    writes = [
        lambda at: plan_work.settle_goal(goal=goal, state="reached", by=circle.holder, at=at),
        lambda at: plan_work.move_action(action=one, due_on=DUE + DAY, by=circle.holder, at=at),
        lambda at: plan_work.action_done(action=one, by=circle.holder, at=at),
        lambda at: plan_work.review(
            plan=circle.plan, next_on=REVIEW + DAY, took_part=[circle.holder.agency],
            person_took_part=True, words="A secret turn", by=circle.holder, at=at,
        ),
        lambda at: plan_work.take_readings(
            plan=circle.plan, scale=all_scales()["life"], on=TODAY,
            values={"housing": 3, "money": None}, by=circle.holder, at=at,
        ),
        lambda at: actions.read(plans=[circle.plan], by=circle.holder, at=at),
        lambda at: employment.begin(plan=circle.plan, by=circle.holder, at=at),
        lambda at: actions.name_worker(
            plan=circle.plan, worker=circle.holder.user, by=circle.holder, at=at
        ),
        lambda at: actions.close(plan=circle.plan, reason="moved", by=circle.holder, at=at),
    ]  # fmt: skip
    for number, write in enumerate(writes):
        before = Event.objects.count()
        write(AT + number * timedelta(hours=1))
        assert Event.objects.count() == before + 1, number
    assert Event.objects.filter(kind=EventKind.RECORD_READ).get().target_type == "plan"
    said = str(list(Event.objects.values()))
    assert "secret" not in said
    assert "Lake" not in said


# What was measured.


def test_what_is_not_known_is_no_nought_and_a_course_is_said_in_words() -> None:
    circle = make_circle("housing")
    life, later = all_scales()["life"], AT + 60 * DAY
    said = {"plan": circle.plan, "scale": life, "by": circle.holder}
    plan_work.take_readings(**said, on=TODAY, values={"housing": 3, "money": 5}, at=AT)
    plan_work.take_readings(
        **said, on=later.date(), values={"housing": 6, "money": None}, at=later
    )
    seen = plans.sheet(circle.plan, viewer=circle.holder, on=later.date())
    home, money = seen.courses
    assert (home.item.name, home.finding) == ("housing", "Better than at first by 3.")
    assert money.last.startswith("Not known, 31 May 2026")
    assert (money.first, money.finding) == ("5, 1 April 2026", "Too few readings to say.")


@pytest.mark.parametrize(
    ("scale", "item", "before", "after", "says_what"),
    [
        ("top", "opiate_days", 28, 4, "Better than at first by 24."),
        ("top", "paid_work_days", 0, 12, "Better than at first by 12."),
        ("top", "quality_of_life", 12, 9, "Worse than at first by 3."),
        ("recovery_capital", "barc_10", 22, 22, "The same as at first."),
        ("life", "family", 0, 10, "Better than at first by 10."),
    ],
)
def test_better_is_said_by_the_items_own_direction(
    scale, item, before, after, says_what
) -> None:
    circle = make_circle()
    for days, value in ((0, before), (30, after)):
        at = AT + days * DAY
        plan_work.take_readings(
            plan=circle.plan, scale=all_scales()[scale], on=at.date(),
            values={item: value}, by=circle.holder, at=at,
        )  # fmt: skip
    (course,) = courses(circle.plan.readings.select_related("agency"))
    assert course.finding == says_what


@pytest.mark.parametrize(
    ("scale", "item", "value", "by", "refused"),
    [
        pytest.param("life", "housing", 11, "treatment", ValidationError, id="above the scale"),
        pytest.param(
            "recovery_capital", "barc_10", 9, "treatment", ValidationError, id="below"
        ),
        pytest.param(
            "top", "paid_work_days", 1, "housing", PermissionDenied, id="TOP is health"
        ),
        pytest.param("life", "health", 5, "housing", PermissionDenied, id="a part of health"),
        pytest.param("life", "housing", 5, "probation", ValidationError, id="law enforcement"),
        pytest.param("life", "housing", 0, "housing", None, id="nought is a value"),
    ],
)
def test_readings_are_within_their_scale_and_their_part(
    scale, item, value, by, refused
) -> None:
    circle = make_circle("housing", "probation")
    said = {
        "plan": circle.plan, "scale": all_scales()[scale], "on": TODAY, "values": {item: value},
        "by": circle.workers[by], "at": AT,
    }  # fmt: skip
    if refused is None:
        assert plan_work.take_readings(**said)[0].value == 0
    else:
        with pytest.raises(refused):
            plan_work.take_readings(**said)


@pytest.mark.parametrize(
    ("wrong", "right", "why"),
    [
        pytest.param('better = "up"', 'better = "higher"', "better is", id="no such way"),
        pytest.param('part = "x"', 'part = "housing"', "not a valid Part", id="no such part"),
        pytest.param("high = 0", "high = 10", "low is below high", id="no range"),
    ],
)
def test_a_scale_that_is_declared_wrongly_is_refused(wrong, right, why) -> None:
    from fingerpost.service.casework.outcome_scales import read

    text = (
        '[[scale]]\nname = "x"\nversion = 1\ntitle = "X"\nby = "me"\nsource = "s"\nlow = 0\n'
        'high = 10\nlow_words = ""\nhigh_words = ""\n'
        'items = [{ name = "a", title = "A", part = "housing", better = "higher" }]\n'
    )
    assert read(text)[0].items[0].part is Part.HOUSING
    with pytest.raises(ValueError, match=why):
        read(text.replace(right, wrong))


# Support in work.


def test_support_in_work_has_its_checks_after_13_and_26_weeks() -> None:
    circle = make_circle("employment")
    by = circle.workers["employment"]
    support = employment.begin(plan=circle.plan, by=by, at=AT)
    employment.profile_made(support=support, on=TODAY, by=by, at=AT)
    employment.search_begun(support=support, on=TODAY, by=by, at=AT)
    with pytest.raises(ValidationError, match="open market"):
        employment.job_started(support=support, on=TODAY, is_open_market=False, by=by, at=AT)
    job = employment.job_started(support=support, on=TODAY, is_open_market=True, by=by, at=AT)
    assert job.next_check() == (13, TODAY + timedelta(days=91))
    with pytest.raises(ValidationError, match="13 weeks is due on 1 July 2026"):
        employment.job_checked(job=job, found="yes", by=by, at=AT + 90 * DAY)
    job = employment.job_checked(job=job, found="yes", by=by, at=AT + 91 * DAY)
    assert job.next_check() == (26, TODAY + timedelta(days=182))
    job = employment.job_ended(
        job=job, on=TODAY + 120 * DAY, reason="left", by=by, at=AT + 121 * DAY
    )
    assert (job.week_13, job.week_26, job.next_check()) == ("yes", "no", None)
    support = employment.end(
        support=support, on=TODAY + 121 * DAY, reason="person", by=by, at=AT + 121 * DAY
    )
    assert support.ended_on == TODAY + 121 * DAY


def test_law_enforcement_and_third_agencies_keep_out_of_support_in_work() -> None:
    circle = make_circle("employment", "probation", "housing")
    support = employment.begin(plan=circle.plan, by=circle.workers["employment"], at=AT)
    with pytest.raises(PermissionDenied):
        employment.begin(plan=circle.plan, by=circle.workers["probation"], at=AT)
    with pytest.raises(PermissionDenied):
        employment.profile_made(support=support, on=TODAY, by=circle.workers["housing"], at=AT)


# Meetings.


def test_at_a_meeting_each_agency_reads_what_it_may_of_the_plans_listed() -> None:
    circle = make_circle("housing")
    other = make_person(circle.holder, given_name="Robin")
    consent = make_consent(other, circle.holder, items=("plan",), until=LONG)
    alone = actions.open_plan(
        person=other, review_on=REVIEW, consent=consent, by=circle.holder, at=AT
    )
    housing = circle.workers["housing"]
    held = plan_meetings.call(
        starts_at=AT + DAY, place="Town Hall", agencies=[housing.agency],
        plans=[circle.plan, alone], by=circle.holder, at=AT,
    )  # fmt: skip
    one = circle.action(agency="housing", meeting=held)
    assert list(held.planactions.all()) == [one]
    for viewer, count in ((circle.holder, 2), (housing, 1)):
        found = plans.meeting(held.pk, viewer=viewer)
        sheets = plans.of_meeting(found, viewer=viewer, on=TODAY)
        assert len(sheets) == count
    assert plans.meeting(held.pk, viewer=worker("charity")) is None
    with pytest.raises(ValidationError, match="still to come"):
        plan_meetings.held(meeting=held, came=[], by=circle.holder, at=AT)
    with pytest.raises(PermissionDenied):
        plan_meetings.held(meeting=held, came=[], by=housing, at=AT + 2 * DAY)
    held = plan_meetings.held(
        meeting=held, came=[housing.agency], by=circle.holder, at=AT + 2 * DAY
    )
    assert held.came == [housing.agency_id]


def test_what_is_due_is_that_of_the_agency_in_plans_that_it_sees() -> None:
    circle = make_circle("housing", "nhs", health=("nhs",))
    circle.action(agency="housing")
    circle.action("blood_test", "nhs")
    for kind, count in (("housing", 1), ("nhs", 1), ("treatment", 0)):
        found = plans.due(viewer=circle.workers[kind], on=TODAY, until=DUE)
        assert len(found) == count, kind
    assert plans.due(viewer=circle.workers["housing"], on=TODAY, until=DUE - DAY) == []
    withdraw(circle.consent)
    assert plans.due(viewer=circle.workers["nhs"], on=TODAY, until=DUE) == []


def test_shares_without_consent_stand_where_the_law_is_the_basis() -> None:
    holder, prison = worker("treatment"), worker("prison")
    for giver, taker in ((holder, prison), (prison, holder)):
        agree(giver.agency, taker.agency, "plan")
    plan = actions.open_plan(person=make_person(holder), review_on=REVIEW, by=holder, at=AT)
    actions.invite(plan=plan, agency=prison.agency, by=holder, at=AT)
    assert plans.plan(plan.pk, viewer=prison, on=TODAY) == plan


def test_the_chart_draws_what_is_known_with_up_as_better() -> None:
    from fingerpost.service.casework.outcome_chart import outcome_chart
    from fingerpost.service.casework.outcome_scales import Course

    def course(scale: str, item: str, *values: int | None) -> Course:
        declared = all_scales()[scale]
        points = tuple((TODAY + number * DAY, one, "X") for number, one in enumerate(values))
        return Course(declared, declared.item(item), points)

    assert outcome_chart([course("life", "money", 4), course("life", "family", None, 3)]) == ""
    drawn = outcome_chart(
        [course("life", "housing", 0, None, 10), course("top", "opiate_days", 28, 0)]
    )
    lines = [part.split('"')[0] for part in drawn.split('<path d="')[1:]][1::2]
    broken, falling = lines
    assert (broken.count("M"), broken.count("L")) == (2, 0), "not known breaks the line"
    assert (falling.count("M"), falling.count("L")) == (1, 1)
    for line in lines:
        ends = [float(part.split()[1]) for part in line[1:].replace("L", "M").split("M")]
        assert ends[0] > ends[-1], "it ends higher up, where it is better"
    assert "Days of opiates: Better than at first by 28." in drawn
