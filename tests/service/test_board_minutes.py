"""Minutes: lines as they are spoken, what they make, and what is drafted, approved and published."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from django.utils import timezone
from tests.service.board_making import make_item, make_lead, make_meeting
from tests.service.conftest import SERVER
from tests.service.people import AT, BACKEND, TODAY, make_agency, make_member

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def lead():
    return make_lead()


@pytest.fixture
def other():
    return make_member("secretary", "Fenmark County Council", kind="council", name="Ivo Vale")


@pytest.fixture
def chair():
    return make_member("chair", "Fenmark PCC", kind="pcc", name="Cy Lowe")


@pytest.fixture
def owner():
    return make_member("board", "Aldenwold Housing", kind="housing", name="Ola Berg")


@pytest.fixture
def meeting(lead):
    return make_meeting(lead, status="running")


@pytest.fixture
def item(meeting):
    return make_item(meeting, measure="continuity_of_care")


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def said(item, kind: str = "note", **more):
    return {"item": item.pk, "kind": kind, "words": "All heard", "key": f"{kind}-1", **more}


def of_kind(kind: str, item, owner):
    """Return what is typed into the form for a line of a kind."""
    of = {
        "note": {},
        "decision": {
            "decision_reasons": "People sleep rough",
            "decision_options": "Hostel beds",
            "decision_dissent": "Probation: too few",
            "decision_is_public": "on",
        },
        "action": {
            "action_owner": owner.agency_id,
            "action_due_on": str(TODAY + timedelta(days=60)),
            "action_is_public": "on",
        },
        "risk": {
            "risk_owner": owner.agency_id,
            "risk_likelihood": "4",
            "risk_impact": "3",
            "risk_review_on": str(TODAY + timedelta(days=90)),
        },
    }
    return said(item, kind, **of[kind])


def held(meeting):
    from fingerpost.service.board.models import Meeting

    Meeting.objects.filter(pk=meeting.pk).update(status="held", closed_at=meeting.ends_at)
    meeting.refresh_from_db()
    return meeting


def write(client, meeting, **form):
    return client.post(f"/board/meetings/{meeting.pk}/minutes", form, follow=True)


@pytest.mark.parametrize("kind", ["note", "decision", "action", "risk"])
def test_a_line_makes_what_it_says_with_it(lead, owner, meeting, item, kind) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.models import ActionItem, Decision, Minute, Risk

    page = write(signed_in(lead), meeting, **of_kind(kind, item, owner))
    assert page.redirect_chain == [
        (f"/board/meetings/{meeting.pk}/minutes?item={item.pk}", 302)
    ]
    assert "All heard" in page.content.decode()
    line = Minute.objects.get()
    assert (line.kind, line.item, line.by, line.is_public) == (
        kind, item, lead.user, kind in ("decision", "action"),
    )  # fmt: skip
    made = {"decision": Decision, "action": ActionItem, "risk": Risk}
    counts = {name: model.objects.count() for name, model in made.items()}
    assert counts == {name: int(name == kind) for name in made}
    events = set(Event.objects.values_list("kind", flat=True))
    assert "minute_written" in events
    if kind == "decision":
        decision = line.decision
        assert (decision.title, decision.reasons) == ("All heard", "People sleep rough")
        assert (decision.status, decision.measure) == ("recorded", "continuity_of_care")
    if kind == "action":
        assert line.action_item.owner == owner.agency
        assert line.action_item.meeting == meeting
    if kind == "risk":
        assert line.risk.scores.get().score == 12


@pytest.mark.parametrize("kind", ["decision", "action", "risk"])
def test_neither_line_nor_what_it_makes_stands_without_the_other(
    lead, owner, meeting, item, kind, monkeypatch
) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.actions import lines
    from fingerpost.service.board.models import ActionItem, Decision, Minute, Risk

    def broken(*args, **kwargs):
        raise RuntimeError("the line cannot be written")

    monkeypatch.setattr(lines, "_add", broken)
    with pytest.raises(RuntimeError):
        write(signed_in(lead), meeting, **of_kind(kind, item, owner))
    assert not [
        one
        for model in (ActionItem, Decision, Minute, Risk, Event)
        for one in model.objects.exclude(pk=0)
        if not (model is Event and one.kind in ("signed_in", "acted_for"))
    ]


@pytest.mark.parametrize("kind", ["note", "decision", "action", "risk"])
def test_a_line_sent_twice_stands_once(lead, owner, meeting, item, kind) -> None:
    from fingerpost.service.board.models import ActionItem, Decision, Minute, Risk

    client, form = signed_in(lead), of_kind(kind, item, owner)
    address = f"/board/meetings/{meeting.pk}/minutes"
    first, second = (client.post(address, form, **BY_SCRIPT).json() for _ in range(2))
    assert first == second == {"line": Minute.objects.get().pk}
    made = sum(model.objects.count() for model in (Decision, ActionItem, Risk))
    assert made == (kind != "note")


@pytest.mark.parametrize(
    ("kind", "without", "problem"),
    [
        ("note", "words", "Write what is said or settled"),
        ("action", "action_owner", "Choose the agency"),
        ("action", "action_due_on", "Enter the day by which it is done"),
        ("risk", "risk_owner", "Choose the agency"),
        ("risk", "risk_likelihood", "Choose how likely it is"),
        ("risk", "risk_impact", "Choose how bad it would be"),
        ("risk", "risk_review_on", "Enter the day on which it is looked at again"),
        ("risk", "item", "Choose the item"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    lead, owner, meeting, item, kind, without, problem
) -> None:
    from fingerpost.service.board.models import Minute

    form = of_kind(kind, item, owner)
    del form[without]
    address = f"/board/meetings/{meeting.pk}/minutes"
    page = signed_in(lead).post(address, form)
    assert page.status_code == 400
    text = page.content.decode()
    assert problem in text
    assert f'href="#id_{without}"' in text
    if without != "words":
        assert ">\nAll heard</textarea>" in text, "what was typed is kept"
    answer = signed_in(lead).post(address, form, **BY_SCRIPT)
    assert (answer.status_code, answer.json()) == (400, {"problems": [problem]})
    assert not Minute.objects.exists()


def test_what_belongs_to_another_kind_is_not_asked_for(lead, owner, meeting, item) -> None:
    form = {**of_kind("note", item, owner), "action_due_on": "no day", "risk_impact": "99"}
    assert signed_in(lead).post(
        f"/board/meetings/{meeting.pk}/minutes", form, **BY_SCRIPT
    ).json().keys() == {"line"}


def test_a_person_is_of_the_agency_that_does_it(lead, owner, meeting, item) -> None:
    from fingerpost.service.board.models import ActionItem, Seat

    Seat.objects.create(
        agency=owner.agency, title="Head of housing", person=owner.user, since=TODAY
    )
    form = {**of_kind("action", item, owner), "action_person": owner.user_id}
    other = {**form, "action_owner": lead.agency_id}
    answer = signed_in(lead).post(f"/board/meetings/{meeting.pk}/minutes", other, **BY_SCRIPT)
    assert answer.json() == {"problems": ["Choose somebody of the agency that does it"]}
    write(signed_in(lead), meeting, **form)
    assert ActionItem.objects.get().person == owner.user


def test_an_action_may_follow_from_a_decision_of_this_meeting(lead, owner, meeting, item):
    from fingerpost.service.board.models import ActionItem, Decision

    client = signed_in(lead)
    write(client, meeting, **of_kind("decision", item, owner))
    decision = Decision.objects.get()
    form = {**of_kind("action", item, owner), "action_decision": decision.pk}
    write(client, meeting, **form)
    follows = ActionItem.objects.get()
    assert follows.decision == decision
    page = client.get(f"/board/decisions/{decision.pk}").content.decode()
    assert page.index("Actions that follow") < page.index(f"/board/actions/{follows.pk}")
    elsewhere = make_item(make_meeting(lead, status="running", days=1))
    answer = client.post(
        f"/board/meetings/{elsewhere.meeting_id}/minutes",
        {**form, "item": elsewhere.pk, "key": "x"},
        **BY_SCRIPT,
    )
    assert answer.status_code == 400


def test_two_people_write_and_both_see_both_lines(lead, other, meeting, item) -> None:
    write(signed_in(lead), meeting, **said(item, words="From Lea", key="a"))
    page = write(signed_in(other), meeting, **said(item, words="From Ivo", key="b"))
    text = page.content.decode()
    assert "From Lea" in text
    assert "From Ivo" in text
    address = f"/board/meetings/{meeting.pk}/minutes/lines"
    found = signed_in(lead).get(address, {"after": "1"}).content.decode()
    assert found.index("From Lea") < found.index("From Ivo")
    assert "<html" not in found, "a part of a page"
    last = meeting.lines.last().pk
    assert signed_in(lead).get(address, {"after": last}).status_code == 204


@pytest.mark.parametrize("kind", ["note", "decision", "action", "risk"])
def test_a_wrong_line_is_struck_by_a_later_one(lead, owner, meeting, item, kind) -> None:
    from fingerpost.service.board.models import Minute

    client = signed_in(lead)
    write(client, meeting, **of_kind(kind, item, owner))
    line = Minute.objects.get()
    address = f"/board/meetings/{meeting.pk}/minutes/{line.pk}/strike"
    assert client.post(address, {"reason": " ", "key": "s"}).status_code == 400
    for _ in range(2):
        page = client.post(address, {"reason": "Misheard", "key": "s"}, follow=True)
    text = page.content.decode()
    assert "<del>All heard</del>" in text
    assert "Struck by Lea Ash: Misheard" in text
    assert Minute.objects.count() == 2, "it stays, and the one that strikes it stands once"
    line = Minute.objects.get(pk=line.pk)
    assert line.is_struck
    if kind == "decision":
        assert (line.decision.status, line.decision.became) == ("withdrawn", "Misheard")
    if kind == "action":
        assert line.action_item.status == "not_done"
        assert line.action_item.reason == "Struck from the minutes: Misheard"
        assert line.action_item.reports.last().kind == "not_done"
    if kind == "risk":
        assert line.risk.close_reason == "Struck from the minutes: Misheard"
    answer = client.post(address, {"reason": "Again", "key": "t"})
    assert answer.status_code == 400
    assert "It is struck already." in answer.content.decode()


def test_what_the_owner_reported_on_is_not_struck(lead, owner, meeting, item) -> None:
    from fingerpost.service.board.actions import action_items
    from fingerpost.service.board.models import ActionItem, Minute

    client = signed_in(lead)
    write(client, meeting, **of_kind("action", item, owner))
    action = ActionItem.objects.get()
    action_items.report_done(item=action, evidence="Ten keys", by=owner, at=AT)
    address = f"/board/meetings/{meeting.pk}/minutes/{Minute.objects.get().pk}/strike"
    page = client.post(address, {"reason": "Misheard", "key": "s"})
    assert page.status_code == 400
    assert "it stands" in page.content.decode()
    action.refresh_from_db()
    assert (action.status, Minute.objects.count()) == ("reported", 1)


@pytest.mark.parametrize(
    ("status", "code"),
    [("planned", 404), ("ready", 404), ("running", 200), ("held", 200)],
)
def test_lines_are_written_while_it_runs_and_until_they_are_approved(
    lead, status, code
) -> None:
    meeting = make_meeting(lead, status=status)
    address = f"/board/meetings/{meeting.pk}/minutes"
    assert signed_in(lead).get(address).status_code == code


@pytest.mark.parametrize("role", ["board", "chair", "commissioner", "reader"])
def test_who_does_not_prepare_takes_no_minutes(meeting, role) -> None:
    client = signed_in(make_member(role, "Fenmark Probation", kind="probation"))
    for address in ("minutes", "minutes/lines", "minutes/1/strike"):
        assert client.get(f"/board/meetings/{meeting.pk}/{address}").status_code == 403


def test_the_form_is_at_the_item_that_the_chair_came_to(lead, meeting, item) -> None:
    later = make_item(meeting, "Naloxone", taken_at=AT)
    page = signed_in(lead).get(f"/board/meetings/{meeting.pk}/minutes").content.decode()
    assert f'<option value="{later.pk}" selected>' in page
    page = write(signed_in(lead), meeting, **said(item)).content.decode()
    assert f'<option value="{item.pk}" selected>' in page, "or at the one just written under"


def test_taking_minutes_takes_few_queries(
    lead, owner, meeting, item, django_assert_max_num_queries
) -> None:
    client = signed_in(lead)
    for number in range(12):
        for kind in ("note", "decision", "action", "risk"):
            form = of_kind(kind, item, owner)
            write(client, meeting, **{**form, "key": f"{kind}{number}"})
    with django_assert_max_num_queries(30):
        client.get(f"/board/meetings/{meeting.pk}/minutes")
    with django_assert_max_num_queries(16):
        client.get(f"/board/meetings/{meeting.pk}/minutes/lines")


@pytest.fixture
def minuted(lead, owner, meeting, item):
    """A meeting that is over, with lines of each kind, one struck, and an item that is not public."""
    from fingerpost.service.board.actions import lines

    for kind in ("note", "decision", "action", "risk"):
        write(signed_in(lead), meeting, **of_kind(kind, item, owner))
    wrong = lines.note(item=item, words="Misheard", key="w", by=lead, at=AT)
    lines.strike(line=wrong, reason="Not said", key="s", by=lead, at=AT)
    closed = make_item(meeting, "Staff", is_public=False)
    lines.decide(item=closed, words="Pay more", key="c", by=lead, at=AT)
    lines.note(item=item, words="For everybody", key="p", is_public=True, by=lead, at=AT)
    return held(meeting)


def record(client, meeting, step: str = ""):
    address = f"/board/meetings/{meeting.pk}/record"
    if step:
        return client.post(f"{address}/{step}", follow=True).content.decode()
    return client.get(address).content.decode()


def test_minutes_are_composed_of_what_stands(lead, minuted) -> None:
    from fingerpost.service.board.models import Minutes

    assert "They are not drafted yet." in record(signed_in(lead), minuted)
    page = record(signed_in(lead), minuted, "draft")
    for words in ("1. Homes at release", "People sleep rough", "Pay more", "12 of 25"):
        assert words in page
    assert "Misheard" not in page
    assert "Not said" not in page
    found = Minutes.objects.get()
    public = str(found.public_content)
    for words in ("For everybody", "People sleep rough", "Hostel beds", "Aldenwold Housing"):
        assert words in public
    for words in ("Staff", "Pay more", "Probation: too few", "12 of 25"):
        assert words in str(found.content)
        assert words not in public
    part = signed_in(lead).get(f"/board/meetings/{minuted.pk}/record", {"part": "public"})
    assert "Pay more" not in part.content.decode()
    assert "For everybody" in part.content.decode()


def test_from_draft_to_the_public_and_decisions_are_agreed_with_it(
    lead, chair, owner, minuted
) -> None:
    from fingerpost.service.board import public_account
    from fingerpost.service.board.models import Minutes

    statuses = minuted.decisions.values_list("status", flat=True)
    record(signed_in(lead), minuted, "draft")
    assert set(statuses.all()) == {"recorded"}
    assert "Approve them" in record(signed_in(chair), minuted)
    assert "Approve them" not in record(signed_in(lead), minuted)
    page = record(signed_in(chair), minuted, "approve")
    assert "Approved by Cy Lowe" in page
    assert set(statuses.all()) == {"agreed"}
    assert public_account.minutes() == ()
    assert "Publish the public part" in record(signed_in(lead), minuted)
    page = record(signed_in(lead), minuted, "publish")
    assert "Public part published" in page
    (one,) = public_account.minutes()
    assert [section.title for section in one.sections] == [
        "Who was there",
        "1. Homes at release",
    ]
    assert [one.title for one in public_account.decisions()] == ["All heard"]
    assert "The whole minutes" in record(signed_in(owner), minuted)
    assert Minutes.objects.get().status == "published"


def test_drafted_again_the_earlier_draft_stays(lead, chair, item, minuted) -> None:
    from fingerpost.service.board.models import Minutes

    record(signed_in(lead), minuted, "draft")
    write(signed_in(lead), minuted, **said(item, words="Forgotten", key="f"))
    assert "It must be drafted again" in record(signed_in(chair), minuted)
    refused = signed_in(chair).post(f"/board/meetings/{minuted.pk}/record/approve")
    assert refused.status_code == 400
    assert "Have it drafted again" in refused.content.decode()
    page = record(signed_in(lead), minuted, "draft")
    assert "Forgotten" in page
    assert list(Minutes.objects.values_list("number", "status")) == [
        (2, "draft"), (1, "replaced"),
    ]  # fmt: skip
    record(signed_in(chair), minuted, "approve")
    assert Minutes.objects.get(number=2).status == "approved"


@pytest.mark.parametrize("step", ["draft", "approve", "publish"])
def test_who_may_not_take_a_step(lead, chair, owner, minuted, step) -> None:
    if step != "draft":
        record(signed_in(lead), minuted, "draft")
    address = f"/board/meetings/{minuted.pk}/record/{step}"
    others = {"draft": (chair, owner), "approve": (lead, owner), "publish": (chair, owner)}
    for one in others[step]:
        assert signed_in(one).post(address).status_code == 403


def test_a_draft_is_not_published_and_a_running_meeting_not_drafted(
    lead, meeting, item
) -> None:
    address = f"/board/meetings/{meeting.pk}/record"
    refused = signed_in(lead).post(f"{address}/draft")
    assert "Close the meeting first." in refused.content.decode()
    record(signed_in(lead), held(meeting), "draft")
    refused = signed_in(lead).post(f"{address}/publish")
    assert refused.status_code == 400
    assert "cannot become" in refused.content.decode()


def test_once_approved_nothing_is_written_and_a_correction_is_of_the_next_meeting(
    lead, chair, item, minuted
) -> None:
    from django.core.exceptions import ValidationError

    from fingerpost.service.board.actions import lines, minutes

    record(signed_in(lead), minuted, "draft")
    record(signed_in(chair), minuted, "approve")
    address = f"/board/meetings/{minuted.pk}/minutes"
    assert signed_in(lead).post(address, said(item, key="z")).status_code == 404
    with pytest.raises(ValidationError, match="next meeting"):
        lines.note(item=item, words="Late", key="z", by=lead, at=AT)
    with pytest.raises(ValidationError, match="cannot become"):
        minutes.draft(meeting=minuted, by=lead, at=AT)
    following = make_item(make_meeting(lead, status="running", days=90), "Minutes of 1 April")
    line = lines.note(item=following, words="Ten, not two", key="k", by=lead, at=AT)
    assert line.meeting != minuted


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_of_the_tables_changes_approved_minutes(
    lead, chair, minuted
) -> None:
    record(signed_in(lead), minuted, "draft")
    with psycopg.connect(SERVER.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE board_minutes SET sha256 = repeat('1', 64)")
        owner.execute("UPDATE board_minutes SET sha256 = %s", [_sha(minuted)])
        record(signed_in(chair), minuted, "approve")
        for change in (
            "content = '[]'",
            "public_content = '[]'",
            "sha256 = repeat('1', 64)",
            "number = 9",
            "meeting_id = meeting_id + 1",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="kept as they were"):
                owner.execute(f"UPDATE board_minutes SET {change}")
        for statement in (
            "DELETE FROM board_minutes",
            "DELETE FROM board_minute",
            "UPDATE board_minute SET words = 'other'",
        ):
            with pytest.raises(psycopg.errors.RaiseException, match="the board keeps"):
                owner.execute(statement)


def _sha(meeting) -> str:
    from fingerpost.service.board.composed_minutes import compose

    return compose(meeting).sha256


def test_they_are_due_at_the_next_meeting_until_approved(lead, chair, minuted) -> None:
    from fingerpost.service.board.agenda import due_at

    def due(days: int) -> list[str]:
        meeting = make_meeting(lead, days=days)
        found = due_at(meeting, viewer=lead)
        return [one.title for one in found if one.about_type == "minutes"]

    assert due(90) == []
    record(signed_in(lead), minuted, "draft")
    assert due(91) == ["Minutes of 1 April 2026"]
    assert due(-90) == [], "not before they were spoken"
    record(signed_in(chair), minuted, "approve")
    assert due(92) == []


def test_the_first_page_says_what_is_to_be_done_with_minutes(lead, chair, minuted) -> None:
    def waits(who, verb: str) -> bool:
        return f"{verb} the minutes of 1 April 2026" in signed_in(who).get("/").content.decode()

    assert waits(lead, "Draft")
    assert not waits(chair, "Draft")
    record(signed_in(lead), minuted, "draft")
    assert waits(chair, "Approve")
    assert not waits(lead, "Draft")
    record(signed_in(chair), minuted, "approve")
    assert waits(lead, "Publish")
    record(signed_in(lead), minuted, "publish")
    assert not any(
        waits(who, verb) for who in (lead, chair) for verb in ("Draft", "Approve", "Publish")
    )


def test_names_of_who_came_are_in_the_minutes_and_not_in_the_public_part(
    lead, owner, minuted
) -> None:
    from fingerpost.service.board.composed_minutes import compose
    from fingerpost.service.board.models import Attendance, Interest, Seat

    seat = Seat.objects.create(agency=owner.agency, title="Head of housing", since=TODAY)
    Attendance.objects.create(
        meeting=minuted, seat=seat, presence="deputy", person=owner.user,
        said_at=timezone.now(), said_by=lead.user,
    )  # fmt: skip
    Interest.objects.create(
        seat=seat, item=minuted.items.first(), words="Owns the lease", handling="no_vote",
        declared_at=AT, declared_by=lead.user,
    )  # fmt: skip
    now = compose(minuted)
    assert "Head of housing, Aldenwold Housing (Ola Berg)" in str(now.content)
    assert "Owns the lease" in str(now.content)
    assert "1 seats were filled; 2 are needed" in str(now.content)
    public = str(now.public_content)
    assert "Head of housing, Aldenwold Housing" in public
    assert "Ola Berg" not in public
    assert "Owns the lease" not in public
    assert make_agency().name not in public
