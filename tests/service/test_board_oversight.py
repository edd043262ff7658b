"""Oversight: every promise counts, none is done without evidence, and none gets out of its first day."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND
from tests.service.plan_making import BEGIN, carried, cast, dropped, make_plan, noon, refresh

pytestmark = pytest.mark.django_db
DAY = BEGIN + timedelta(100)  # by which everything is promised first
MOVES = (
    "action",
    "progress",
    "done",
    "blank",
    "give up",
    "accept",
    "send back",
    "carry over",
    "keep",
    "keep blank",
    "not kept",
    "at risk",
    "carry",
    "pass on",
    "drop",
)


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


def account(people):
    from fingerpost.service.board.promises import promises

    return promises(viewer=people["commissioner"])


def made(people, due_on=DAY, words="Sign the lease"):
    from fingerpost.service.board.actions import action_items

    return action_items.make(
        words=words,
        owner=people["owner"].agency,
        due_on=due_on,
        by=people["lead"],
        at=noon(BEGIN),
    )


def take(move: str, people, day: date) -> None:
    """Do one thing that somebody may do, with the newest action or commitment."""
    from fingerpost.service.board.actions import action_items, commitments
    from fingerpost.service.board.models import ActionItem, Commitment
    from fingerpost.service.board.states import CommitmentStatus as S

    at, owner, chair, lead = noon(day), people["owner"], people["chair"], people["lead"]
    item = ActionItem.objects.last()
    live = Commitment.objects.filter(priority__plan__status="adopted", dropped_because="")
    one = live.exclude(status="kept").order_by("pk").first() or live.first()
    if move == "action":
        made(people, day + timedelta(30))
    elif move == "progress":
        action_items.report_progress(item=item, words="Six", by=owner, at=at)
    elif move == "done":
        action_items.report_done(item=item, evidence="Ten keys", by=owner, at=at)
    elif move == "blank":
        action_items.report_done(item=item, evidence=" \n", by=owner, at=at)
    elif move == "give up":
        action_items.give_up(item=item, reason="No lease", by=owner, at=at)
    elif move == "accept":
        action_items.accept(item=item, by=chair, at=at)
    elif move == "send back":
        action_items.send_back(item=item, reason="Six are not ten", by=chair, at=at)
    elif move == "carry over":
        later = max(item.due_on, day) + timedelta(30)
        action_items.carry_over(item=item, due_on=later, reason="Lease", by=lead, at=at)
    elif one is None:
        raise ValidationError("Nothing is promised any more.")
    elif move == "keep":
        commitments.report(commitment=one, status=S.KEPT, evidence="Keys", by=lead, at=at)
    elif move == "keep blank":
        commitments.report(commitment=one, status=S.KEPT, evidence="\t", by=lead, at=at)
    elif move == "not kept":
        commitments.report(commitment=one, status=S.NOT_KEPT, evidence="Rent", by=lead, at=at)
    elif move == "at risk":
        commitments.report(commitment=one, status=S.AT_RISK, evidence="Rent", by=lead, at=at)
    elif move == "carry":
        refresh(people, day, carried(due_on=day + timedelta(200)), new=("Newer",))
    elif move == "pass on":
        refresh(people, day, carried(owner=people["other"].agency), new=("Newer",))
    else:
        refresh(people, day, dropped(), new=("Newer",))


def evidence_given() -> set[tuple[str, str]]:
    """Return what somebody else accepted, or reported as kept, with words of evidence."""
    from fingerpost.service.board.models import ActionReport, CommitmentReport

    return {
        ("action", one.action_item.words + str(one.action_item_id))
        for one in ActionReport.objects.filter(kind="closed").exclude(evidence="")
    } | {
        ("commitment", str(one.pk))
        for one in CommitmentReport.objects.filter(status="kept").exclude(evidence="")
    }


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MOVES), min_size=3, max_size=10))
def test_no_sequence_makes_the_account_look_better(people, moves) -> None:
    from fingerpost.service.board.promises import once_each, tally

    point = transaction.savepoint()
    try:
        make_plan(people, BEGIN, "Open ten places", "Train staff")
        made(people)
        firsts: dict[tuple[str, str], date] = {}
        for number, move in enumerate(moves):
            day = BEGIN + timedelta(20 * (number + 1))
            before = tally(once_each(account(people)), day)
            evidence = len(evidence_given())
            inner = transaction.savepoint()
            try:
                take(move, people, day)
                transaction.savepoint_commit(inner)
            except ValidationError:
                transaction.savepoint_rollback(inner)
            promises = account(people)
            after = tally(once_each(promises), day)
            assert after.promised >= before.promised, "nothing leaves the account"
            assert after.promised == (
                after.done + after.reported + after.open + after.not_done + after.dropped
            ), "each counts once"
            if after.done > before.done:
                assert after.done == before.done + 1
                assert len(evidence_given()) > evidence, "done only with evidence"
            for one in once_each(promises):
                if one.kind == "action":
                    key = ("action", str(one.number))
                    assert firsts.setdefault(key, one.first_due_on) == one.first_due_on
                elif one.words in ("Open ten places", "Train staff"):
                    assert one.first_due_on == DAY, "whichever version promises it"
                    is_over = one.became.value == "Open" and day > DAY
                    assert one.is_late_on_first_day(day) or not is_over
    finally:
        transaction.savepoint_rollback(point)


def test_a_new_version_of_the_plan_does_not_clean_the_record(people) -> None:
    from fingerpost.service.board.promises import once_each, tally

    make_plan(people, BEGIN, "Open ten places", "Train staff", "Third")
    day = DAY + timedelta(20)

    def settle(one, said):
        how = {
            "Open ten places": carried(due_on=DAY + timedelta(200)),
            "Train staff": carried(owner=people["other"].agency, due_on=DAY + timedelta(200)),
            "Third": dropped("The money went elsewhere"),
        }
        how[one.title](one, said)

    refresh(people, day, settle)
    found = {(one.words, one.agency): one for one in account(people)}
    kept_day = found["Open ten places", "Aldenwold Housing"]
    assert (kept_day.first_due_on, kept_day.times_moved) == (DAY, 1)
    assert not kept_day.is_late(day)
    assert kept_day.is_late_on_first_day(day)
    passed = found["Train staff", "Aldenwold Housing"]
    assert (passed.became.value, passed.said) == (
        "Passed on",
        "To Fenmark Constabulary",
    )
    assert passed.is_late_on_first_day(day), "it was late when it was passed on"
    assert found["Train staff", "Fenmark Constabulary"].first_due_on == DAY
    gone = found["Third", "Aldenwold Housing"]
    assert (gone.became.value, gone.said) == (
        "Dropped",
        "The money went elsewhere",
    )
    mine = tally([one for one in found.values() if one.agency == "Aldenwold Housing"], day)
    assert (mine.promised, mine.passed_on, mine.dropped, mine.late_on_first_day) == (3, 1, 1, 2)
    whole = tally(once_each(found.values()), day)
    assert (whole.promised, whole.open, whole.dropped) == (3, 2, 1)


def test_done_after_its_first_day_is_done_late_though_it_was_carried_over(people) -> None:
    from fingerpost.service.board.promises import tally

    made(people)
    take("carry over", people, DAY - timedelta(5))
    take("done", people, DAY + timedelta(3))
    take("accept", people, DAY + timedelta(4))
    said = tally(account(people), DAY + timedelta(60))
    assert (said.done, said.done_late, said.late, said.moved) == (1, 1, 0, 1)


def test_what_is_reported_and_not_accepted_is_not_done(people) -> None:
    from fingerpost.service.board.promises import tally

    made(people)
    take("done", people, DAY - timedelta(5))
    said = tally(account(people), DAY + timedelta(60))
    assert (said.done, said.reported, said.late, said.late_on_first_day) == (0, 1, 0, 0)


def test_an_action_stays_with_the_agency_that_promised_it(people) -> None:
    from fingerpost.service.board.models import ActionItem

    item = made(people)
    with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
        ActionItem.objects.filter(pk=item.pk).update(owner=people["other"].agency)


def test_the_page_says_what_was_promised_and_why_it_is_not_done(people, published) -> None:
    from fingerpost.service.board.actions import commitments, plans
    from fingerpost.service.board.models import Commitment
    from fingerpost.service.board.states import CommitmentStatus

    make_plan(people, today(-150), "Open ten places", "Train staff")
    made(people, today(20))
    at = timezone.now()

    def settle(one, said):
        carried(due_on=today(100))(one, said)
        plans.choose_measures(
            commitment=Commitment.objects.get(carried_from=one),
            activity=["recorded_drug_offences"],
            outcome=["acquisitive_crime_recorded"],
            **said,
        )

    one, two = refresh(people, today(-1), settle)
    for each, status, words in (
        (one, "kept", "Ten keys, 3 May"),
        (two, "not_kept", "The trainer left"),
    ):
        commitments.report(
            commitment=each,
            status=CommitmentStatus(status),
            evidence=words,
            by=people["lead"],
            at=at,
        )
    shown = page(people["commissioner"], "/board/oversight")
    assert "Of 3 things promised, 1 is done with evidence, 1 is open (0 late)" in shown
    assert "1 went past the day promised first." in shown
    assert "The trainer left" in shown
    outcome, _, activity = shown.partition("What partners did")
    assert "/evidence/measures/acquisitive_crime_recorded" in outcome
    assert "/evidence/measures/recorded_drug_offences" in activity
    assert shown.count("Cannot say yet: the newest figure") == 2, "they are of the time before"
    assert "does not say that the plan moved it" in shown
    number = people["owner"].agency_id
    mine = page(people["chair"], f"/board/oversight/{number}")
    assert "Ten keys, 3 May" in mine
    assert "first promised for" in mine
    for who in ("lead", "owner", "worker", "other"):
        for address in ("/board/oversight", f"/board/oversight/{number}"):
            assert signed_in(people[who]).get(address).status_code == 403, who
    assert signed_in(people["chair"]).get("/board/oversight/987654321").status_code == 404


def test_the_page_asks_no_more_for_more_promises(people, published) -> None:
    make_plan(people, today(-100), *(f"Promise {number}" for number in range(14)))
    refresh(people, today(-9), carried(due_on=today(300)))
    for number in range(10):
        made(people, today(number), f"Action {number}")
    client = signed_in(people["commissioner"])
    client.get("/board/oversight")
    for address in ("/board/oversight", f"/board/oversight/{people['owner'].agency_id}"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 25, (address, len(asked))


@pytest.mark.parametrize(
    ("period", "adopted", "said"),
    [
        pytest.param("2026-04", date(2026, 4, 1), None, id="all of it since"),
        pytest.param(
            "2026-04", date(2026, 4, 2), "begins before 2 April 2026", id="part of it"
        ),
        pytest.param("2026-04", date(2026, 5, 1), "is of the time before", id="none of it"),
    ],
)
def test_a_figure_speaks_of_the_time_since_only_if_all_of_it_is(
    monkeypatch, released, period, adopted, said
) -> None:
    from dataclasses import replace

    from fingerpost.service.board.plan_measures import KnownMeasure, since
    from fingerpost.service.insight.reading import overview_of

    line = next(
        line
        for _, sections in overview_of(released)
        for section in sections
        for line in section.changed
        if line.period
    )
    known = {line.measure.name: KnownMeasure(replace(line, period=period), "x")}
    shown = since(line.measure.name, known, adopted)
    if said is None:
        assert shown.sentence == line.sentence
    else:
        assert said in shown.sentence
        assert shown.sure == "Cannot say"
    assert "no such measure" in since("gone", known, adopted).sentence


# Of £120,000 for the year from 1 April 2026; 365 days.
@pytest.mark.parametrize(
    ("up_to", "pounds", "on", "pace", "at_end"),
    [
        pytest.param(None, 0, date(2026, 6, 1), "too_early", None, id="nothing said, early"),
        pytest.param(None, 0, date(2026, 7, 1), "not_known", None, id="nothing said for long"),
        pytest.param(
            date(2026, 5, 30), 9000, date(2026, 6, 1), "too_early", None, id="60 days"
        ),
        pytest.param(date(2026, 5, 31), 9000, date(2026, 6, 1), "under", 53852, id="61 days"),
        pytest.param(date(2026, 9, 30), 60164, date(2026, 11, 1), "on_pace", 119999, id="half"),
        pytest.param(
            date(2026, 9, 30), 54147, date(2026, 11, 1), "under", 107998, id="below 90%"
        ),
        pytest.param(date(2026, 9, 30), 54148, date(2026, 11, 1), "on_pace", 108000, id="90%"),
        pytest.param(
            date(2026, 9, 30), 63175, date(2026, 11, 1), "over", 126005, id="above 105%"
        ),
        pytest.param(
            date(2026, 9, 30), 1, date(2026, 12, 2), "not_known", None, id="63 days old"
        ),
        pytest.param(
            date(2027, 3, 31), 100000, date(2028, 1, 1), "under", 100000, id="at its end"
        ),
    ],
)
def test_under_spend_by_the_rule_on_the_page(up_to, pounds, on, pace, at_end) -> None:
    from fingerpost.service.board.grants import outlook
    from fingerpost.service.board.models import GrantLine, Spend

    line = GrantLine(
        starts_on=date(2026, 4, 1),
        ends_on=date(2027, 3, 31),
        pounds=120000,
        grant="x",
        title="y",
    )
    said = None if up_to is None else Spend(line=line, up_to=up_to, pounds=pounds)
    found = outlook(line, said, on)
    assert (found.pace.value, found.at_end) == (pace, at_end)
    assert found.sentence


def test_spend_is_only_added_to_and_the_last_word_counts(people) -> None:
    from fingerpost.service.board.models import GrantLine, Spend

    lead, commissioner = signed_in(people["lead"]), signed_in(people["commissioner"])
    said = {
        "grant": "Treatment grant",
        "title": "Outreach",
        "owner": people["owner"].agency_id,
        "starts_on": today(-182),
        "ends_on": today(182),
        "pounds": 100000,
    }
    refused = lead.post("/board/grants/new", {**said, "ends_on": today(-200), "pounds": "lots"})
    assert "Enter whole pounds, such as 125000" in refused.content.decode()
    assert "Enter a day after the first" in refused.content.decode()
    lead.post("/board/grants/new", said)
    line = GrantLine.objects.get()
    address = f"/board/grants/{line.pk}/spent"
    commissioner.post(address, {"up_to": today(-5), "pounds": 20000})
    again = lead.post(address, {"up_to": today(-5), "pounds": 30000})
    assert "say why it is corrected" in again.content.decode()
    assert (
        "a day that is over"
        in lead.post(address, {"up_to": today(9), "pounds": 1}).content.decode()
    )
    lead.post(address, {"up_to": today(-5), "pounds": 30000, "note": "An invoice was missed"})
    assert list(Spend.objects.values_list("pounds", flat=True)) == [20000, 30000]
    shown = page(people["owner"], f"/board/grants/{line.pk}")
    assert "£30,000 spent up to" in shown
    assert "Under-spent" in shown
    assert shown.count("Corrected") == 1
    assert "1 of 1 line would be under-spent" in page(people["chair"], "/board/grants")
    assert "Treatment grant: Outreach" in page(people["commissioner"], "/board/oversight")
    for number, values in ((Spend.objects.first().pk, {"pounds": 1}),):
        with pytest.raises(DatabaseError), transaction.atomic():
            Spend.objects.filter(pk=number).update(**values)
    for who in ("owner", "other", "worker"):
        assert signed_in(people[who]).get(address).status_code == 403
        assert signed_in(people[who]).post("/board/grants/new", said).status_code == 403


def test_a_question_is_put_told_answered_once_and_stays(people) -> None:
    from fingerpost.service.access.models import Notice
    from fingerpost.service.board.actions import questions
    from fingerpost.service.board.models import Question

    said = {
        "words": "Why do homes come late?",
        "owed_by": people["owner"].agency_id,
        "due_on": today(9),
        "is_public": "on",
    }
    asked = signed_in(people["commissioner"])
    past = asked.post("/board/questions/new", {**said, "due_on": today(-1)})
    assert "Choose a day to come" in past.content.decode()
    asked.post("/board/questions/new", said)
    question = Question.objects.get()
    assert question.is_public
    questions.tell(question.pk, at=timezone.now())
    told = Notice.objects.filter(kind="question").values_list("user__email", "path")
    assert list(told) == [("board@aldenwold-housing.test", f"/board/questions/{question.pk}")]
    address = f"/board/questions/{question.pk}"
    assert "Answer this question: Why do homes" in page(people["owner"], "/")
    assert "Answer this question: Why do homes" in page(people["worker"], "/")
    for who in ("lead", "chair", "commissioner", "other"):
        assert "Answer this question" not in page(people[who], "/"), who
        assert signed_in(people[who]).get(f"{address}/answer").status_code == 404, who
    worker = signed_in(people["worker"])
    assert worker.post(f"{address}/answer", {"words": " "}).status_code == 400
    worker.post(f"{address}/answer", {"words": "Two builders went under"})
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == (
        "Two builders went under",
        people["worker"].user,
    )
    assert list(Notice.objects.filter(kind="answer").values_list("user", flat=True)) == [
        people["commissioner"].user_id
    ]
    assert worker.get(f"{address}/answer").status_code == 404
    with pytest.raises(ValidationError, match="stays as it was given"):
        questions.answer(question=question, words="No", by=people["owner"], at=timezone.now())
    for values in ({"answer": "No"}, {"words": "Other"}, {"due_on": today(90)}):
        with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**values)
    assert "Two builders went under" in page(people["other"], address)


def test_who_is_not_on_the_board_sees_the_questions_to_their_own_agency(people) -> None:
    from fingerpost.service.board.actions import questions

    said = {"due_on": today(5), "by": people["chair"], "at": timezone.now() - timedelta(9)}
    mine = questions.put(words="Why?", owed_by=people["owner"].agency, **said)
    other = questions.put(words="What of it?", owed_by=people["other"].agency, **said)
    shown = page(people["worker"], "/board/questions")
    assert "Why?" in shown
    assert "What of it?" not in shown
    assert signed_in(people["worker"]).get(f"/board/questions/{other.pk}").status_code == 404
    assert signed_in(people["worker"]).get(f"/board/questions/{mine.pk}").status_code == 200
    assert "2 wait for an answer, 0 are late" in page(people["lead"], "/board/questions")
    for who in ("lead", "owner", "worker"):
        assert signed_in(people[who]).get("/board/questions/new").status_code == 403
        with pytest.raises(PermissionDenied):
            questions.put(words="x", owed_by=mine.owed_by, **{**said, "by": people[who]})
    with pytest.raises(PermissionDenied):
        questions.answer(question=mine, words="x", by=people["other"], at=timezone.now())


def test_an_answer_that_is_late_is_shown_so(people) -> None:
    from fingerpost.service.board.actions import questions

    questions.put(
        words="Why?",
        owed_by=people["owner"].agency,
        due_on=today(-4),
        by=people["chair"],
        at=timezone.now() - timedelta(30),
    )
    assert "4 days late" in page(people["commissioner"], "/board/oversight")
    assert "Answers owed: 1, 1 late" in page(people["commissioner"], "/board/oversight")
    assert "which is late: Why?" in page(people["owner"], "/")
    assert "1 waits for an answer, 1 is late" in page(people["lead"], "/board/questions")


def test_the_first_page_says_which_commitments_wait_for_a_word(people) -> None:
    make_plan(people, today(-10), "Open ten places", due_in=300)
    assert "Say how this commitment stands: Open ten places" in page(people["owner"], "/")
    assert "Say how this commitment" not in page(people["other"], "/")
    from fingerpost.service.board.models import Commitment

    one = Commitment.objects.get()
    signed_in(people["owner"]).post(
        f"/board/plan/commitments/{one.pk}/report", {"status": "on_track", "evidence": "Six"}
    )
    assert "Say how this commitment" not in page(people["owner"], "/")
    signed_in(people["lead"]).post(
        "/board/plan/draft/begin",
        {"title": "Next", "starts_on": today(), "ends_on": today(365)},
    )
    assert "Finish the draft of the plan: Next" in page(people["lead"], "/")
