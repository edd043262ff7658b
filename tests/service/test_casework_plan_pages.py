"""Pages of plans and volunteering: each agency its parts, a volunteer no case, and few questions asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.service.casework_making import make_pair, make_person, worker
from tests.service.people import AT, BACKEND
from tests.service.support_plan_making import LONG, make_circle, withdraw

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework.actions import employment, plan_work
from fingerpost.service.casework.models import OwnWords, PlanAction, PlanGoal, SupportPlan
from fingerpost.service.casework.outcome_scales import all_scales

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECRET = "Kestrel"


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def signed_in(membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def rich_circle():
    """Return a plan with something on every page, with what is secret in each word."""
    circle = make_circle("housing", "employment", "charity", "probation", health=())
    by, plan = circle.holder, circle.plan
    circle.goal("housing", f"{SECRET} home")
    circle.goal("treatment", f"{SECRET} script")
    circle.action("apply", "housing", words=f"{SECRET} form")
    circle.action("medicine", words=f"{SECRET} dose")
    circle.action("supervision", "probation")
    for days, value in ((0, 3), (1, 6)):
        at = AT + days * DAY
        for scale, item in (("life", "housing"), ("top", "opiate_days")):
            plan_work.take_readings(
                plan=plan, scale=all_scales()[scale], on=at.date(), values={item: value},
                by=by, at=at,
            )  # fmt: skip
    plan_work.review(
        plan=plan, next_on=AT.date() + 30 * DAY, took_part=[by.agency], person_took_part=True,
        words=f"{SECRET} turn", health_words=f"{SECRET} test", by=by, at=AT,
    )  # fmt: skip
    helper = circle.workers["employment"]
    support = employment.begin(plan=plan, by=helper, at=AT)
    employment.job_started(support=support, on=AT.date(), is_open_market=True, by=helper, at=AT)
    return circle


@pytest.mark.parametrize("path", ["", "/print", "/versions", "/work"])
@pytest.mark.parametrize(
    ("kind", "home", "health"),
    [
        ("treatment", True, True),
        ("housing", True, False),
        ("employment", True, False),
        ("charity", True, False),
        ("probation", False, False),
    ],
)
def test_each_agency_is_shown_its_parts(
    kind, home, health, path, django_assert_max_num_queries
):
    circle = rich_circle()
    client = signed_in(circle.workers[kind])
    with django_assert_max_num_queries(60):
        answer = client.get(f"/cases/plans/{circle.plan.pk}{path}")
    if path == "/work" and kind == "probation":
        assert answer.status_code == 404
        return
    assert answer.status_code == 200
    page = answer.content.decode()
    if path in ("", "/print"):
        assert (f"{SECRET} home" in page) is home
        assert (f"{SECRET} form" in page) is home
        assert (f"{SECRET} script" in page) is health
        assert (f"{SECRET} dose" in page) is health
        assert ("Days of opiates" in page) is health
        assert "Apply for a home" in page
        assert ("Review the prescription" in page) is health
    if kind == "probation":
        assert SECRET not in page
        assert "opiate" not in page.lower()
    assert Event.objects.filter(kind=EventKind.RECORD_READ, target_type="plan").count() == 1


def test_a_version_shows_what_its_reader_may_read() -> None:
    circle = rich_circle()
    for kind, secret in (("treatment", True), ("housing", True), ("probation", False)):
        client = signed_in(circle.workers[kind])
        listed = client.get(f"/cases/plans/{circle.plan.pk}/versions").content.decode()
        links = [part.split('"')[0] for part in listed.split('href="')[1:]]
        found = [one for one in links if "/versions/" in one]
        assert found
        for address in found:
            page = client.get(address).content.decode()
            assert "As of 1 April 2026" in page or "As of 2 April 2026" in page
            assert (f"{SECRET} script" in page) <= (kind == "treatment")
            if not secret:
                assert SECRET not in page
    assert client.get(f"/cases/plans/{circle.plan.pk}/versions/1").status_code == 404
    assert client.get(f"/cases/plans/{circle.plan.pk}/versions/{10**30}").status_code == 404


def test_the_page_asks_few_questions(django_assert_max_num_queries) -> None:
    circle = rich_circle()
    for number in range(6):
        circle.action("view_home", "housing", words=f"{number}")
        circle.goal("money", f"{number}")
    client = signed_in(circle.holder)
    client.get(f"/cases/plans/{circle.plan.pk}")
    with django_assert_max_num_queries(32):  # of which some ten are the session and who acts
        client.get(f"/cases/plans/{circle.plan.pk}")
    with django_assert_max_num_queries(32):
        client.get("/cases/plans")


def test_a_worker_takes_a_plan_through_its_forms() -> None:
    circle = make_circle(agreed=("housing", "charity"))
    holder = circle.holder
    circle.plan.closed_at, circle.plan.end_reason = AT, "moved"
    circle.plan.save()
    client, person = signed_in(holder), circle.plan.person
    soon = (timezone.localdate() + 30 * DAY).isoformat()
    answer = client.post(
        f"/cases/plans/new/{person.pk}",
        {"basis": "consent", "consent": circle.consent.pk, "review_on": soon},
    )
    plan = SupportPlan.objects.get(closed_at=None)
    assert answer["Location"] == f"/cases/plans/{plan.pk}"

    def post(name, **said):
        answer = client.post(f"/cases/plans/{plan.pk}/{name}", said)
        text = answer.content.decode()
        assert answer.status_code == 302, text[text.find("error-summary") :][:800]

    housing = circle.workers["housing"].agency
    post("invite", agency=housing.pk)
    post("goal", part="housing", words="A door that locks", by_when=soon)
    post("action", kind="apply", agency=housing.pk, due_on=soon, words="By post")
    post("action", kind="medicine", agency=holder.agency_id, due_on=soon, is_mine="on")
    goal = PlanGoal.objects.get()
    post(f"goals/{goal.pk}/change", words="Two doors that lock")
    post(f"goals/{goal.pk}/reached")
    one = PlanAction.objects.get()
    post(f"actions/a{one.pk}/move", due_on=(timezone.localdate() + 40 * DAY).isoformat())
    post(f"actions/a{one.pk}/not-done", reason="no_place", words="Full")
    post("review", on=timezone.localdate().isoformat(), next_on=soon, person_took_part="on",
         took_part=[housing.pk], words="New", health_words="")  # fmt: skip
    post("life", on=timezone.localdate().isoformat(), housing="7", money="unknown")
    post("top", on=timezone.localdate().isoformat(), opiate_days="0")
    post("work/begin")
    post(f"agencies/{housing.pk}/end", reason="done")
    readings = {one.item: one.value for one in plan.readings.all()}
    assert readings == {"housing": 7, "money": None, "opiate_days": 0}
    assert plan.healthactions.get().person == holder.user
    refused = client.post(f"/cases/plans/{plan.pk}/invite", {"agency": worker("nhs").agency_id})
    assert refused.status_code == 400
    assert "No agreement allows" in refused.content.decode()
    post("close", reason="reached")
    assert client.get(f"/cases/plans/{plan.pk}/goal").status_code == 404


def test_probation_works_with_lists_alone() -> None:
    circle = make_circle("probation")
    probation = circle.workers["probation"]
    client = signed_in(probation)
    page = client.get(f"/cases/plans/{circle.plan.pk}/action").content.decode()
    assert 'name="words"' not in page
    assert "Review the prescription" not in page
    soon = (timezone.localdate() + DAY).isoformat()
    said = {"kind": "supervision", "agency": probation.agency_id, "due_on": soon}
    answer = client.post(f"/cases/plans/{circle.plan.pk}/action", said)
    assert answer.status_code == 302
    refused = client.post(f"/cases/plans/{circle.plan.pk}/action", {**said, "kind": "medicine"})
    assert refused.status_code == 400
    one = PlanAction.objects.get()
    done = client.post(f"/cases/plans/{circle.plan.pk}/actions/a{one.pk}/done")
    assert done.status_code == 302
    for name in ("goal", "life", "top", "recovery-capital", "invite", "close"):
        assert client.get(f"/cases/plans/{circle.plan.pk}/{name}").status_code == 404, name
    review = client.get(f"/cases/plans/{circle.plan.pk}/review").content.decode()
    assert "<textarea" not in review


def test_when_consent_goes_the_pages_go_with_it() -> None:
    circle = rich_circle()
    client = signed_in(circle.workers["housing"])
    paths = ["", "/print", "/versions", "/work", "/action", "/goal", "/review"]
    addresses = [f"/cases/plans/{circle.plan.pk}{path}" for path in paths]
    assert {client.get(one).status_code for one in addresses} == {200}
    withdraw(circle.consent)
    assert {client.get(one).status_code for one in addresses} == {404}
    assert circle.plan.name not in client.get("/cases/plans").content.decode()
    assert circle.plan.name not in client.get("/").content.decode()


def test_a_meeting_shows_its_plans_one_after_another() -> None:
    circle = rich_circle()
    client = signed_in(circle.holder)
    housing, probation = circle.workers["housing"], circle.workers["probation"]
    answer = client.post(
        "/cases/plan-meetings/new",
        {
            "on": (timezone.localdate() - DAY).isoformat(),
            "begins": "14:00",
            "place": "Town Hall",
            "agencies": [housing.agency_id, probation.agency_id],
            "plans": [circle.plan.pk],
        },
    )
    address = answer["Location"]
    for viewer, secret in ((circle.holder, True), (housing, True), (probation, False)):
        page = signed_in(viewer).get(address).content.decode()
        assert circle.plan.name in page
        assert (f"{SECRET} home" in page) is secret
        assert (f"{SECRET} script" in page) is (viewer == circle.holder)
    assert signed_in(circle.workers["charity"]).get(address).status_code == 404
    assert client.post(f"{address}/came", {"came": [housing.agency_id]}).status_code == 302
    assert "Came: Aldenwold Housing" in client.get(address).content.decode()


def test_the_first_page_says_what_waits() -> None:
    circle = rich_circle()
    page = signed_in(circle.workers["housing"]).get("/").content.decode()
    assert "Late: Apply for a home, for Jordan Lake" in page
    page = signed_in(circle.holder).get("/").content.decode()
    assert "Review the plan of Jordan Lake" in page
    page = signed_in(circle.workers["employment"]).get("/").content.decode()
    assert "Ask whether Jordan Lake is still in work, after 13 weeks" in page


def test_reminding_twice_tells_once() -> None:
    from fingerpost.service.access.models import Notice
    from fingerpost.service.casework.actions import plan_telling

    circle = make_circle("housing", "nhs", health=("nhs",))
    circle.action("apply", "housing")
    circle.action("blood_test", "nhs")
    due = AT + 12 * DAY
    assert plan_telling.remind(at=due) == 2
    assert plan_telling.remind(at=due) == 0
    told = set(Notice.objects.values_list("user__name", "kind", "path"))
    path = f"/cases/plans/{circle.plan.pk}"
    assert {("Worker of housing", "support", path), ("Worker of nhs", "support", path)} <= told


# Volunteers.


def test_a_volunteer_opens_no_address_of_cases() -> None:
    from tests.service.test_permissions import path_of

    from fingerpost.service.access.addresses import all_addresses
    from fingerpost.service.access.permissions import Permission as P

    circle = make_circle("charity", health=("charity",))
    pair = make_pair("police", "charity")
    one = pair.send(person=make_person(pair.sender))
    goal = circle.goal()
    person = make_person(circle.workers["charity"])
    known = {"number": str(circle.plan.pk), "goal": str(goal.pk), "person": str(person.pk),
             "agency": str(pair.receiver.agency_id), "name": "action", "stamp": str(10**16)}  # fmt: skip
    client = signed_in(worker("charity", role="volunteer"))
    tried = 0
    for address in all_addresses():
        if not address.name.startswith("casework:") or address.policy == P.VOLUNTEER_LOG:
            continue
        for numbers in (known, {**known, "number": str(one.pk)}):
            for method in address.methods:
                answer = client.generic(method, path_of(address, {address.name: numbers}))
                assert answer.status_code in (403, 404), (address.name, method)
                tried += 1
    assert tried > 40
    page = client.get("/").content.decode()
    assert "/cases/volunteering" in page
    assert "/cases/plans" not in page
    assert "Jordan" not in page


def test_a_volunteer_writes_down_what_was_done_and_nobodys_name() -> None:
    volunteer, lead = worker("charity", role="volunteer"), worker("charity", role="manager")
    client = signed_in(volunteer)
    today = timezone.localdate().isoformat()
    yesterday = (timezone.localdate() - DAY).isoformat()

    def post(name, **said):
        answer = client.post(f"/cases/volunteering/{name}", said)
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    post("add/session", kind="mutual_aid", on=yesterday, begins="19:00", place="Hall")
    page = client.get("/cases/volunteering").content.decode()
    assert "Say how many" in page
    number = page.split("/volunteering/sessions/")[1].split("/")[0]
    post(f"sessions/{number}/count", came="12")
    kit = {"on": today, "area": "Harrowmere", "batch": "N1", "expires_on": LONG.isoformat()}
    post("add/kits", **kit, given="2", used="0")
    post("add/kits", **kit, given="", used="1", result="survived")
    post("add/hours", on=today, hours="2.5", doing="mutual_aid")
    post("add/words", words="I sleep again", agreed="on")
    assert OwnWords.objects.get().name == ""
    page = client.get("/cases/volunteering").content.decode()
    assert "2.5 hours" in page
    assert "2 naloxone kits within a year; 1 was used" in page
    for said, why in (
        ({**kit, "expires_on": yesterday, "given": "1"}, "out of date"),
        ({**kit, "used": "1"}, "what became of it"),
        ({**kit}, "how many kits"),
    ):
        answer = client.post("/cases/volunteering/add/kits", said)
        assert answer.status_code == 400
        assert why in answer.content.decode()
    refused = client.post("/cases/volunteering/add/words", {"words": "x"})
    assert "only if they agree" in refused.content.decode()

    boss = signed_in(lead)
    page = boss.get("/cases/volunteering/volunteers").content.decode()
    assert "I sleep again" in page
    assert "Harrowmere" in page
    supervise = f"/cases/volunteering/volunteers/{volunteer.user_id}/supervise"
    assert boss.post(supervise, {"every_weeks": "6"}).status_code == 302
    page = boss.get("/cases/volunteering/volunteers").content.decode()
    notes = "/cases/volunteering/supervision/" + page.split("/supervision/")[1].split('"')[0]
    assert boss.post(notes, {"on": today, "words": SECRET}).status_code == 302
    assert SECRET in client.get(notes).content.decode()
    assert signed_in(worker("charity")).get(notes).status_code == 404
    assert signed_in(worker("treatment", role="manager")).get(notes).status_code == 404
    kept = Event.objects.filter(kind=EventKind.VOLUNTEERING_KEPT)
    assert kept.count() == 8
    assert SECRET not in str(list(Event.objects.values()))


# What is kept of a person.


def test_somebody_is_told_all_that_their_plans_hold_and_retention_empties_it() -> None:
    from fingerpost.service.casework.plan_records import erase_plans, knows, subject_access_of

    circle = rich_circle()
    person = circle.plan.person
    said = subject_access_of(person)
    text = str(said)
    for words in ("home", "script", "form", "dose", "turn", "test"):
        assert f"{SECRET} {words}" in text, words
    assert circle.holder.user.name not in text, "workers are not named"
    assert len(knows(person)) == 4
    assert subject_access_of(make_person(circle.holder)) == []
    erase_plans([person.pk])
    assert SECRET not in str(subject_access_of(person))
    circle.plan.refresh_from_db()
    assert circle.plan.name == "Erased"
    for model in ("planversions", "planwordsversions"):
        assert not getattr(circle.plan, model).exclude(content="").exists()


def test_the_demo_has_two_plans_and_a_group_and_is_made_once(settings) -> None:
    from fingerpost.service.access.actions.demo import make_demo_people
    from fingerpost.service.access.models import User
    from fingerpost.service.casework.demo import plan as demo
    from fingerpost.service.casework.models import GroupSession

    settings.IS_DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    at = timezone.now()
    make_demo_people(password="a password of the demo", at=at)
    demo.make(at=at)
    demo.make(at=at)
    assert SupportPlan.objects.count() == 2
    assert [one.members.count() for one in SupportPlan.objects.order_by("id")] == [4, 3]
    assert GroupSession.objects.count() == 5
    for who, shown in (
        ("beth.arnold", "Joanne Mercer"),
        ("nina.foster", "Come to supervision"),
        ("dean.whitlock", None),
    ):
        user = User.objects.get(email=f"{who}@fenmark.example")
        client = Client()
        client.force_login(user, backend=BACKEND)
        if shown:
            number = SupportPlan.objects.get(name="Joanne Mercer").pk
            page = client.get(f"/cases/plans/{number}").content.decode()
            assert shown in page
            assert "Stable dose" not in page


def test_the_plan_of_another_agency_is_closed_to_its_opening() -> None:
    circle = make_circle("housing")
    client = signed_in(circle.workers["housing"])
    assert client.get(f"/cases/plans/new/{circle.plan.person_id}").status_code == 404
    police = worker("police")
    own = make_person(police)
    assert signed_in(police).get(f"/cases/plans/new/{own.pk}").status_code == 404
