"""The second lock of plans and volunteering, asked in SQL as a page's own role, around every selector."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.service.casework_making import agree, make_pair, make_person, worker
from tests.service.people import AT, TODAY
from tests.service.support_plan_making import REVIEW, make_circle, withdraw

from fingerpost.service.access.models import AgencyKind
from fingerpost.service.access.second_lock import acting_in_database, role_of
from fingerpost.service.casework.actions import employment, plan_work, plans, volunteering
from fingerpost.service.casework.outcome_scales import all_scales

pytestmark = pytest.mark.django_db
OPEN = ("supportplan", "planaction", "planreview", "planversion")
OF_CARE = (
    "plangoal",
    "healthaction",
    "planwords",
    "planwordsversion",
    "outcomereading",
    "employmentsupport",
    "job",
)
LAW = ("police", "prison", "probation")
SECRET = "Kestrel"  # stands in every word that anybody writes


@pytest.fixture(autouse=True)
def nobody_told(monkeypatch) -> None:
    for module in (plans, plan_work):
        monkeypatch.setattr(module, "tell", lambda *said: None)


@contextmanager
def acting(membership) -> Iterator[None]:
    """Work as a page of somebody does, undone at the end."""
    with transaction.atomic():
        with acting_in_database(membership):
            yield
        transaction.set_rollback(True)


def rows(table: str, condition: str = "true") -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.* FROM casework_{table} t WHERE {condition}")
        return cursor.fetchall()


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError:
        return True
    return False


def full_circle():
    """Return a plan in which every table has rows, of health and not."""
    circle = make_circle("housing", "nhs", "employment", *LAW, health=("nhs",))
    for part in ("housing", "treatment"):
        circle.goal(part, f"{SECRET} goal")
    circle.action("apply", words=f"{SECRET} step")
    circle.action("medicine", words=f"{SECRET} dose")
    by, plan = circle.holder, circle.plan
    plan_work.review(
        plan=plan, next_on=REVIEW + timedelta(days=9), took_part=[by.agency],
        person_took_part=True, words=f"{SECRET} turn", health_words=f"{SECRET} test", by=by, at=AT,
    )  # fmt: skip
    for scale, item in (("life", "housing"), ("top", "opiate_days")):
        plan_work.take_readings(
            plan=plan, scale=all_scales()[scale], on=TODAY, values={item: 7}, by=by, at=AT
        )
    support = employment.begin(plan=plan, by=circle.workers["employment"], at=AT)
    employment.job_started(
        support=support, on=TODAY, is_open_market=True, by=circle.workers["employment"], at=AT
    )
    return circle


def test_the_holder_and_members_read_their_rows_and_law_enforcement_has_no_key() -> None:
    circle = full_circle()
    circle.workers["charity"] = worker("charity")
    health = {"plangoal": 2, "healthaction": 1, "planwords": 4, "planwordsversion": None}
    for kind, whole in (("treatment", True), ("nhs", True), ("housing", False)):
        with acting(circle.workers[kind]):
            assert all(rows(table) for table in OPEN), kind
            for table, count in health.items():
                found = rows(table)
                assert (len(found) == count) is whole or count is None, (kind, table)
                assert (
                    bool(rows(table, "is_health") if table != "healthaction" else found)
                    is whole
                )
            assert bool(rows("outcomereading", "scale = 'top'")) is whole
            assert rows("outcomereading", "scale = 'life'")
            assert rows("job")
    for kind in LAW:
        with acting(circle.workers[kind]):
            for table in OPEN:
                assert rows(table), (kind, table)
                assert SECRET not in str(rows(table)), (kind, table)
                assert "medicine" not in str(rows(table)), (kind, table)
            for table in OF_CARE:
                for verb in ("SELECT * FROM", "TABLE", "DELETE FROM"):
                    assert refused(f"{verb} casework_{table}"), (kind, table)
                assert refused(f"SELECT count(*) FROM casework_{table}"), (kind, table)
                assert refused(f"COPY casework_{table} TO STDOUT"), (kind, table)
    with acting(circle.workers["charity"]):
        for table in (*OPEN, *OF_CARE, "planshare", "planmember"):
            assert rows(table) == [], table


def test_no_kind_of_law_enforcement_holds_any_grant_on_words_or_health() -> None:
    with connection.cursor() as cursor:
        for kind in AgencyKind:
            for table in OF_CARE:
                cursor.execute(
                    "SELECT has_table_privilege(%s, %s, 'SELECT'),"
                    " has_any_column_privilege(%s, %s, 'SELECT')",
                    [role_of(kind), f"casework_{table}"] * 2,
                )
                assert cursor.fetchone() == (not kind.is_law_enforcement,) * 2, (kind, table)


@pytest.mark.parametrize(
    "how",
    [
        "nothing",
        "consent withdrawn",
        "consent over",
        "consent no longer names the agency",
        "consent no longer names the plan",
        "share ended",
        "agreement ended",
        "agreement over",
        "flow back gone",
        "flow now asks for consent, and there is none",
    ],
)
def test_the_database_itself_asks_agreement_and_consent(how) -> None:
    from fingerpost.service.access.models import AgreementVersion, Flow
    from fingerpost.service.casework.models import PlanShare

    circle = make_circle("housing", health=("housing",))
    circle.goal()
    housing, consent = circle.workers["housing"], circle.consent
    day = timedelta(days=1)
    if how == "consent withdrawn":
        withdraw(consent)
    if how == "consent over":
        consent.given_on, consent.until = TODAY - 3 * day, TODAY - 2 * day
        consent.save()
    if how == "consent no longer names the agency":
        consent.agencies.update(agency=worker("charity").agency)
    if how == "consent no longer names the plan":
        consent.items = ["plan_health"]
        consent.save()
    if how == "share ended":
        PlanShare.objects.update(until=AT, end_reason="person")
    if how == "agreement ended":
        AgreementVersion.objects.update(status="ended", ended_on=TODAY)
    if how == "agreement over":
        AgreementVersion.objects.update(ends_on=TODAY - day)
    if how == "flow back gone":
        Flow.objects.filter(item="plan", receiver=circle.holder.agency).delete()
    if how == "flow now asks for consent, and there is none":
        PlanShare.objects.update(consent=None)
    with acting(housing):
        for table in ("supportplan", "plangoal", "planversion", "planmember"):
            assert bool(rows(table)) is (how == "nothing"), table
    with acting(circle.holder):
        assert rows("supportplan")


@pytest.mark.parametrize(
    ("part", "gone"),
    [
        pytest.param("share", "UPDATE casework_planshare SET sees_health = false", id="share"),
        pytest.param(
            "flow", "DELETE FROM access_flow WHERE item = 'plan_health'", id="agreement"
        ),
        pytest.param(
            "consent", "UPDATE casework_consent SET items = '[\"plan\"]'", id="consent"
        ),
    ],
)
def test_health_ends_by_itself_while_the_rest_goes_on(part, gone) -> None:
    circle = make_circle("nhs", health=("nhs",))
    circle.goal("treatment")
    circle.goal("housing")
    with acting(circle.workers["nhs"]):
        assert len(rows("plangoal")) == 2
    with connection.cursor() as cursor:
        cursor.execute(gone)
    with acting(circle.workers["nhs"]):
        assert len(rows("plangoal")) == 1
        assert rows("healthaction") == []
        assert rows("planwordsversion", "is_health") == []


def test_nobody_lets_themselves_in() -> None:
    circle = make_circle("housing", agreed=("charity",))
    charity, housing, plan = circle.workers["charity"], circle.workers["housing"], circle.plan
    share = (
        "INSERT INTO casework_planshare (plan_id, holder_id, agency_id, purpose, consent_id,"
        " sees_health, since, end_reason) VALUES ({}, {}, {}, 'care', {}, true, now(), '')"
    )
    member = (
        "INSERT INTO casework_planmember (plan_id, agency_id, sees_health, since)"
        " VALUES ({}, {}, true, now())"
    )
    mine, theirs = charity.agency_id, circle.holder.agency_id
    with acting(charity):
        assert refused(share.format(plan.pk, theirs, mine, circle.consent.pk))
        assert refused(member.format(plan.pk, mine))
    # As if it were the holder: it is not the plan's.
    nhs = worker("nhs")
    agree(charity.agency, nhs.agency, "plan")
    agree(nhs.agency, charity.agency, "plan")
    with connection.cursor() as cursor:
        cursor.execute(share.format(plan.pk, mine, nhs.agency_id, "NULL"))
    with acting(nhs):
        assert rows("planshare"), "the share is there"
        assert rows("supportplan") == [], "and opens nothing: its holder is not the plan's"
    with acting(housing):
        assert refused("UPDATE casework_supportplan SET agency_id = " + str(housing.agency_id))
        assert refused("UPDATE casework_planshare SET sees_health = true")
        assert refused("UPDATE casework_planshare SET until = NULL")
    with acting(housing), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_planshare SET until = now(), end_reason = 'left'")
        assert cursor.rowcount == 1
        assert rows("supportplan") == []


# Volunteers.

CASES = (
    "person",
    "personkey",
    "consent",
    "consentagency",
    "referral",
    "referralsheet",
    "referralstep",
    "referraldetail",
    "referrallist",
    "supportplan",
    "plangoal",
    "planaction",
    "planmember",
    "planversion",
    "planwords",
    "planmeeting",
)


def test_a_volunteer_of_an_agency_sees_no_row_of_its_cases() -> None:
    pair = make_pair("police", "charity")
    pair.send(person=make_person(pair.sender))
    circle = make_circle("charity", health=("charity",))
    circle.goal()
    circle.action(agency="charity", words="Come along")
    worker_there, volunteer = circle.workers["charity"], worker("charity", role="volunteer")
    make_person(worker_there)
    with acting(worker_there):
        for table in ("person", "referral", "referralsheet", "supportplan", "plangoal"):
            assert rows(table), table
    with acting(volunteer):
        for table in CASES:
            assert rows(table) == [], table
        assert refused(
            "INSERT INTO casework_plangoal (plan_id, part, is_health, words, said_on, state,"
            f" agency_id, person_id, made_at) VALUES ({circle.plan.pk}, 'housing', false, 'x',"
            f" now(), 'open', {volunteer.agency_id}, {volunteer.user_id}, now())"
        )


def test_what_a_group_keeps_is_its_own_and_supervision_of_the_two() -> None:
    volunteer = worker("charity", role="volunteer")
    lead, other = worker("charity", role="manager"), worker("charity")
    supervision = volunteering.supervise(
        volunteer=volunteer.user, every_weeks=6, by=lead, at=AT
    )
    volunteering.note_supervision(
        supervision=supervision, on=TODAY, words=SECRET, by=lead, at=AT
    )
    volunteering.keep_words(words="I sleep again", agreed=True, by=volunteer, at=AT)
    volunteering.plan_session(
        kind="mutual_aid", starts_at=AT - timedelta(hours=2), place="Hall", came=9,
        by=volunteer, at=AT,
    )  # fmt: skip
    for who, notes in ((volunteer, 1), (lead, 1), (other, 0)):
        with acting(who):
            assert len(rows("supervisionnote")) == notes, who
            assert rows("ownwords")
            assert rows("groupsession")
    with acting(worker("treatment")):
        for table in ("supervisionnote", "supervision", "ownwords", "groupsession"):
            assert rows(table) == []
    with acting(other):
        assert refused(
            "INSERT INTO casework_supervisionnote (supervision_id, volunteer_id, supervisor_id, on,"
            f" words, by_id, at) VALUES ({supervision.pk}, {volunteer.user_id}, {lead.user_id},"
            f" now(), 'x', {lead.user_id}, now())"
        )


def test_statutory_shares_need_no_consent_in_the_database_either() -> None:
    holder, prison = worker("treatment"), worker("prison")
    for giver, taker in ((holder, prison), (prison, holder)):
        agree(giver.agency, taker.agency, "plan")
    plan = plans.open_plan(person=make_person(holder), review_on=REVIEW, by=holder, at=AT)
    plans.invite(plan=plan, agency=prison.agency, by=holder, at=AT)
    with acting(prison):
        assert rows("supportplan")
