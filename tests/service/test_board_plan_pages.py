"""Pages of the plan: on a page, along time, its versions, a commitment, and the refresh step by step."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND
from tests.service.plan_making import carried, cast, decided, make_plan, refresh

pytestmark = pytest.mark.django_db
OUTCOME, ACTIVITY = "acquisitive_crime_recorded", "recorded_drug_offences"


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture(scope="module")
def published(released):
    from fingerpost.evidence.disclosure import write_release

    folder = WORKSPACE / "published"
    write_release(released, folder / released.id)
    (folder / "latest.json").write_text(json.dumps({"release": released.id}))
    yield
    shutil.rmtree(folder)


@pytest.fixture
def people():
    return cast()


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def page(member, address: str) -> str:
    answer = signed_in(member).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def post(member, address: str, **said):
    return signed_in(member).post(address, said, follow=True)


def test_with_no_plan_the_page_says_so_and_leads_the_lead_to_a_draft(people) -> None:
    assert "No plan is in force yet" in page(people["chair"], "/board/plan")
    assert "/board/plan/draft" not in page(people["chair"], "/board/plan")
    assert 'href="/board/plan/draft/begin"' in page(people["lead"], "/board/plan")
    assert "No plan is in force yet" in page(people["chair"], "/board/plan/timeline")


def test_the_plan_on_a_page_says_first_how_it_stands(people) -> None:
    first, *_ = make_plan(people, today(-120), "Open ten places", "Train staff", due_in=100)
    post(
        people["owner"],
        f"/board/plan/commitments/{first.pk}/report",
        status="off_track",
        evidence="The lease fell through",
    )
    shown = page(people["commissioner"], "/board/plan")
    assert "2 commitments: 1 off track and 1 not known. 2 late." in shown
    assert "20 days late" in shown
    assert shown.index("2 commitments:") < shown.index("<table")


def test_a_report_is_asked_for_evidence_and_leads_back(people) -> None:
    (one,) = make_plan(people, today(-10))
    address = f"/board/plan/commitments/{one.pk}/report"
    answer = post(people["owner"], address, status="kept", evidence=" ")
    assert answer.status_code == 400
    assert "Say what shows it; if it is not kept, say why" in answer.content.decode()
    answer = post(people["owner"], address, status="kept", evidence="Ten keys, 3 May")
    assert answer.redirect_chain == [(f"/board/plan/commitments/{one.pk}", 302)]
    assert "Ten keys, 3 May" in answer.content.decode()
    worker = post(people["worker"], address, status="at_risk", evidence="One flat is lost")
    assert worker.redirect_chain == [("/board/plan/ours", 302)], "who is not on the board"
    assert "Say how it stands" in worker.content.decode()
    for who in ("other", "chair", "commissioner"):
        assert signed_in(people[who]).get(address).status_code == 404, who


@pytest.mark.parametrize("who", ["chair", "commissioner", "owner", "worker", "other"])
def test_only_who_keeps_the_plan_reaches_the_draft(people, who) -> None:
    (one,) = make_plan(people, today(-10))
    for address in (
        "",
        "/begin",
        "/new",
        "/priorities/new",
        "/adopt",
        "/give-up",
        f"/carry/{one.pk}",
        f"/drop/{one.pk}",
        f"/{one.pk}",
        f"/{one.pk}/measures",
        f"/{one.pk}/take-back",
    ):
        for method in ("get", "post"):
            if address == "" and method == "post":
                continue
            answer = getattr(signed_in(people[who]), method)(f"/board/plan/draft{address}")
            assert answer.status_code == 403, (address, method)


def test_the_plan_is_refreshed_step_by_step_on_pages_alone(people, published) -> None:
    from fingerpost.service.board.models import Commitment, PlanVersion

    one, two = make_plan(people, today(-100), "Open ten places", "Train staff")
    lead, draft = people["lead"], "/board/plan/draft"
    assert f'href="{draft}/begin"' in page(lead, draft)
    assert "There is no draft" in post(lead, f"{draft}/give-up", reason="x").content.decode()
    answer = post(
        lead,
        f"{draft}/begin",
        title="Plan for next year",
        starts_on=today(-9),
        ends_on=today(-20),
    )
    assert "Enter a day after the first" in answer.content.decode()
    answer = post(
        lead,
        f"{draft}/begin",
        title="Plan for next year",
        starts_on=today(),
        ends_on=today(365),
    )
    assert "2 to settle" in answer.content.decode()
    assert "Dropped: " not in answer.content.decode(), "what is not settled is not dropped"
    assert "Carry over or drop 2 commitments first" in answer.content.decode()
    assert f'href="{draft}/adopt"' not in answer.content.decode()
    post(lead, f"{draft}/carry/{one.pk}", due_on=today(200), owner=people["other"].agency_id)
    answer = post(lead, f"{draft}/drop/{two.pk}", reason="The money went elsewhere")
    assert "Dropped: 1</h3>" in answer.content.decode()
    assert "Everything that is promised now is settled" in answer.content.decode()
    answer = post(lead, f"{draft}/priorities/new", title="Less crime", framework="strategy")
    assert "a priority of the strategy has one" in answer.content.decode()
    post(
        lead,
        f"{draft}/priorities/new",
        title="Less crime",
        framework="strategy",
        outcome="crime",
    )
    version = PlanVersion.objects.get(status="draft")
    answer = post(
        lead,
        f"{draft}/new",
        priority=version.priorities.last().pk,
        title="Disrupt ten lines",
        owner=people["other"].agency_id,
        starts_on=today(),
        due_on=today(90),
        is_public="on",
    )
    assert "Of these no measure would show" in answer.content.decode()
    new = Commitment.objects.get(title="Disrupt ten lines")
    chooser = page(lead, f"{draft}/{new.pk}/measures")
    assert chooser.index("(Reduce drug-related crime)") < chooser.index("(Reduce drug supply)")
    crossed = post(lead, f"{draft}/{new.pk}/measures", outcome=[ACTIVITY])
    assert crossed.status_code == 400, "activity does not stand for outcome"
    post(lead, f"{draft}/{new.pk}/measures", outcome=[OUTCOME], activity=[ACTIVITY])
    answer = post(
        lead,
        f"{draft}/{new.pk}",
        title="Disrupt twelve lines",
        owner=people["other"].agency_id,
        starts_on=today(),
        due_on=today(95),
    )
    for said in (
        "Disrupt twelve lines",
        "1 of outcome, 1 of activity",
        "From Aldenwold Housing to Fenmark Constabulary",
        "Because: The money went elsewhere",
    ):
        assert said in answer.content.decode(), said
    assert "Choose the decision" in post(lead, f"{draft}/adopt").content.decode()
    decision = decided(lead, today(-1))
    answer = post(lead, f"{draft}/adopt", decision=decision.pk)
    assert answer.redirect_chain == [("/board/plan", 302)]
    shown = page(people["chair"], "/board/plan")
    assert "by the decision “We adopt the plan”" in shown
    assert "first promised for" in shown
    assert "Train staff" not in shown


def test_what_we_promised_then_is_asked_by_a_day(people) -> None:
    make_plan(people, today(-200), "Open ten places")
    refresh(people, today(-50), carried(due_on=today(300)), new=("A second",))
    asked = "/board/plan/versions?on="
    then = page(people["commissioner"], f"{asked}{today(-100):%d/%m/%Y}")
    assert "version 1</a> was in force" in then
    assert "A second" not in then
    later = page(people["commissioner"], f"{asked}{today(-1):%d/%m/%Y}")
    assert "A second" in later
    assert "No plan was in force" in page(people["chair"], f"{asked}{today(-300):%d/%m/%Y}")
    assert signed_in(people["chair"]).get(f"{asked}soon").status_code == 400
    from fingerpost.service.board.models import PlanVersion

    v1, v2 = PlanVersion.objects.order_by("number")
    compared = page(people["chair"], f"/board/plan/versions?earlier={v1.pk}&later={v2.pk}")
    assert "Another day" in compared
    assert "Added: 1</h3>" in compared
    assert "What it changed of version 1" in page(people["chair"], "/board/plan/versions/2")
    assert signed_in(people["chair"]).get("/board/plan/versions/9").status_code == 404


def test_a_commitment_shows_its_measures_from_the_release_activity_and_outcome_apart(
    people, published
) -> None:
    from fingerpost.service.board.actions import plans
    from fingerpost.service.board.models import Commitment

    make_plan(people, today(-100))
    said = {"by": people["lead"], "at": timezone.now()}

    def settle(one, again):
        carried()(one, again)
        new = Commitment.objects.get(carried_from=one)
        plans.choose_measures(commitment=new, activity=[ACTIVITY], outcome=[OUTCOME], **said)

    (one,) = refresh(people, today(), settle)
    shown = page(people["chair"], f"/board/plan/commitments/{one.pk}")
    outcome, _, activity = shown.partition("What partners do")
    assert f"/evidence/measures/{OUTCOME}" in outcome
    assert f"/evidence/measures/{ACTIVITY}" not in outcome
    assert f"/evidence/measures/{ACTIVITY}" in activity
    assert "landed" in activity, "how old it is"
    assert "does not say that this commitment moved it" in shown


def test_a_commitment_has_its_actions_risks_decisions_and_its_versions(people) -> None:
    from fingerpost.service.board.models import Commitment, Decision, Risk

    (old,) = make_plan(people, today(-100))
    post(
        people["lead"],
        f"/board/plan/commitments/{old.pk}/action",
        words="Sign the lease",
        owner=people["owner"].agency_id,
        due_on=today(9),
    )
    Risk.objects.create(
        title="Rents rise",
        owner=old.owner,
        commitment=old,
        review_on=today(30),
        raised_at=timezone.now(),
        raised_by=people["lead"].user,
    )
    decision = decided(people["lead"], today(-5), "We rent two more flats")
    Decision.objects.filter(pk=decision.pk).update(commitment=old)
    refresh(people, today(-2), carried(due_on=today(200)))
    new = Commitment.objects.get(carried_from=old)
    shown = page(people["chair"], f"/board/plan/commitments/{new.pk}")
    for said in ("Sign the lease", "Rents rise", "We rent two more flats", "Version 1: "):
        assert said in shown, said
    before = page(people["chair"], f"/board/plan/commitments/{old.pk}")
    assert "This is how it stood in version 1" in before
    assert "Say how it stands" not in before
    draft = Commitment.objects.filter(priority__plan__status="draft")
    assert not draft.exists()
    assert signed_in(people["worker"]).get("/board/plan").status_code == 403


def test_the_timeline_is_a_picture_and_a_table_of_the_same(people) -> None:
    make_plan(people, today(-200), "Open ten places", "Train staff", due_in=300)
    refresh(people, today(-50), carried(due_on=today(300)))
    shown = page(people["chair"], "/board/plan/timeline")
    picture = shown[shown.index('<svg viewBox="0 0 960') :].partition("</svg>")[0]
    assert picture.count("<rect") == 2
    assert picture.count("stroke-dasharray") == 2, "the day that was promised first"
    assert "style=" not in picture
    assert shown.partition("The same as a table")[2].count("<tr") == 3


def test_no_page_asks_more_for_more_commitments(people, published) -> None:
    from fingerpost.service.board.models import PlanVersion

    titles = [f"Promise {number}" for number in range(14)]
    made = make_plan(people, today(-100), *titles)
    refresh(people, today(-9), carried(due_on=today(300)))
    assert PlanVersion.objects.count() == 2
    client = signed_in(people["lead"])
    for address in (
        "/board/plan",
        "/board/plan/timeline",
        "/board/plan/versions/2",
        f"/board/plan/commitments/{made[0].pk}",
        "/board/plan/ours",
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 25, (address, len(asked))
