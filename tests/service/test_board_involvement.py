"""You said, we did; what members need, read by them and who sees to it alone; agendas in easy words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.service.board_people import make_cast, signed_in, today
from tests.service.people import make_member
from tests.service.test_board_meetings import called

pytestmark = pytest.mark.django_db
NEEDS = {
    "wants_easy_read": True,
    "wants_pre_meeting": True,
    "wants_expenses_paid": False,
    "other_needs": "A quiet room",
}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


def said(cast, **more):
    from fingerpost.service.board.actions import involvement

    words = {
        "on": today(-3),
        "who": "Families at a drop-in",
        "you_said": "Nobody rang us back",
        "owner": cast["owner"].agency,
        **more,
    }
    return involvement.write_down(**words, by=cast["lead"], at=timezone.now())


def needs_of(cast, who: str = "voice", **more):
    from fingerpost.service.board.actions import involvement

    return involvement.say_needs(
        person=cast[who].user,
        agency=cast["lead"].agency,
        **{**NEEDS, **more},
        by=cast[who],
        at=timezone.now(),
    )


def take(cast, who: str, entry, name: str, **words):
    path = f"/board/involvement/{entry.pk}/{name}"
    return signed_in(cast[who]).post(path, words, follow=True)


def test_what_was_said_is_written_down_on_the_page_and_answered_by_its_owner(cast) -> None:
    from fingerpost.service.board.models import InvolvementEntry

    words = {
        "on": today(-3),
        "who": "Families",
        "you_said": "Nobody rang back",
        "owner": cast["owner"].agency_id,
        "is_public": "on",
    }
    signed_in(cast["lead"]).post("/board/involvement/new", words)
    entry = InvolvementEntry.objects.get()
    waits = signed_in(cast["owner"]).get("/").content.decode()
    assert "Say what is done about what people said" in waits
    assert take(cast, "member", entry, "answer", status="done", we_did="x").status_code == 404
    for wrong in ({"status": "heard", "we_did": "x"}, {"status": "done", "we_did": " "}):
        assert take(cast, "owner", entry, "answer", **wrong).status_code == 400
    page = take(cast, "owner", entry, "answer", status="done", we_did="A line was opened")
    assert "A line was opened" in page.content.decode()
    listed = signed_in(cast["member"]).get("/board/involvement").content.decode()
    assert "1 of 1 is answered" in listed
    assert "A line was opened" in listed
    waits = signed_in(cast["owner"]).get("/").content.decode()
    assert "Say what is done about what people said" not in waits


def test_an_answer_says_what_came_of_it(cast) -> None:
    from fingerpost.service.board.actions import action_items

    item = action_items.make(
        words="Open a line",
        owner=cast["owner"].agency,
        due_on=today(9),
        by=cast["lead"],
        at=timezone.now(),
    )
    words = {"status": "doing", "we_did": "It is being opened", "action_item": item.pk}
    page = take(cast, "owner", said(cast), "answer", **words).content.decode()
    assert "An action came of it" in page
    assert f"/board/actions/{item.pk}" in page


def test_not_done_gives_its_reason_and_may_be_kept_from_the_public(cast) -> None:
    entry = said(cast)
    page = take(cast, "lead", entry, "answer", status="not_done", we_did="No money").content
    assert "Not done, because" in page.decode()
    page = take(cast, "lead", entry, "public").content.decode()
    assert "The partnership alone reads it." in page
    assert take(cast, "owner", entry, "public").status_code == 404


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Ring me on 01632 960 123", id="a telephone number"),
        pytest.param("Write to sam@example.org", id="an address"),
        pytest.param("My NHS number is 943 476 5919", id="an NHS number"),
        pytest.param("As robin vale told us", id="a member's name"),
    ],
)
def test_nobody_is_found_by_what_they_said(cast, words) -> None:
    needs_of(cast)
    for field in ("you_said", "who"):
        with pytest.raises(ValidationError, match="Take out"):
            said(cast, **{field: words})
    assert (
        take(cast, "lead", said(cast), "answer", status="done", we_did=words).status_code == 400
    )


@pytest.mark.parametrize("who", ["owner", "member", "chair", "voice"])
def test_only_the_lead_writes_it_down_and_sees_who_needs_what(cast, who) -> None:
    from fingerpost.service.board.actions import involvement

    for path in ("new", "members", "members/new"):
        assert signed_in(cast[who]).get(f"/board/involvement/{path}").status_code == 403
    with pytest.raises(PermissionDenied):
        involvement.write_down(
            on=today(),
            who="Families",
            you_said="x",
            owner=cast["owner"].agency,
            by=cast[who],
            at=timezone.now(),
        )


def test_a_member_says_what_they_need_and_the_lead_sees_to_it(cast) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.models import InvolvementMember

    page = signed_in(cast["voice"]).post(
        "/board/involvement/needs",
        {
            "wants_easy_read": "on",
            "other_needs": "A quiet room",
            "agency": cast["lead"].agency_id,
        },
        follow=True,
    )
    assert page.status_code == 200
    member = InvolvementMember.objects.get()
    assert (member.wants_easy_read, member.wants_pre_meeting) == (True, False)
    meeting = called(cast["lead"])
    waits = "See to what 1 member needs before the board meets"
    assert waits in signed_in(cast["lead"]).get("/").content.decode()
    shown = signed_in(cast["lead"]).get("/board/involvement/members").content.decode()
    assert "Robin Vale" in shown
    assert "Not met yet" in shown
    path = f"/board/involvement/members/{member.pk}/seen-to"
    assert signed_in(cast["lead"]).post(path, {"how": " "}).status_code == 400
    shown = signed_in(cast["lead"]).post(path, {"how": "Sent on Monday"}, follow=True)
    assert "Sent on Monday" in shown.content.decode()
    assert waits not in signed_in(cast["lead"]).get("/").content.decode()
    kept = Event.objects.filter(target_type="involvement_member")
    assert [(one.fields, one.reason) for one in kept] == [([], ""), ([], "")]
    assert meeting.title in shown.content.decode()


def test_what_was_met_for_one_meeting_is_not_met_for_the_next(cast) -> None:
    from fingerpost.service.board.actions import involvement
    from fingerpost.service.board.involvement import preparing
    from fingerpost.service.board.models import Meeting

    member = needs_of(cast)
    held = called(cast["lead"], 14)
    called(cast["lead"], 60)
    member = involvement.see_to(
        member=member, how="Sent", by=cast["lead"], at=timezone.now() - timedelta(days=1)
    )
    assert preparing(today()).is_met(member)
    begins = timezone.now() - timedelta(days=1)
    Meeting.objects.filter(pk=held.pk).update(
        starts_at=begins, ends_at=begins + timedelta(hours=2)
    )
    assert not preparing(today()).is_met(member)
    again = involvement.see_to(
        member=member, how="Sent again", by=cast["lead"], at=timezone.now()
    )
    assert preparing(today()).is_met(again)
    changed = needs_of(cast, other_needs="A carer comes too")
    assert not preparing(today()).is_met(changed), "what is new must be seen to"


def test_a_lead_writes_needs_down_for_somebody_who_signs_in(cast) -> None:
    client = signed_in(cast["lead"])
    path = "/board/involvement/members/new"
    assert client.post(path, {"email": "nobody@example.org"}).status_code == 400
    words = {"email": cast["voice"].user.email.upper(), "wants_expenses_paid": "on"}
    page = client.post(path, words, follow=True).content.decode()
    assert "Costs paid on the day" in page
    own = signed_in(cast["voice"]).get("/board/involvement/needs").content.decode()
    assert 'name="wants_expenses_paid"' in own
    assert "checked" in own, "they see what was written down for them"


def test_another_agencys_lead_neither_sees_nor_takes_it_over(cast) -> None:
    member = needs_of(cast)
    other = make_member("secretary", "Fenmark Council", kind="council")
    client = signed_in(other)
    assert "Robin Vale" not in client.get("/board/involvement/members").content.decode()
    path = f"/board/involvement/members/{member.pk}/seen-to"
    assert client.post(path, {"how": "x"}).status_code == 404
    taken = client.post("/board/involvement/members/new", {"email": cast["voice"].user.email})
    assert taken.status_code == 400
    assert "Another agency sees to what they need" in taken.content.decode()


def test_somebody_elses_needs_are_not_theirs_to_say(cast) -> None:
    from fingerpost.service.board.actions import involvement

    with pytest.raises(PermissionDenied):
        involvement.say_needs(
            person=cast["voice"].user,
            agency=cast["owner"].agency,
            **NEEDS,
            by=cast["owner"],
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(14, 0, "2pm"), (10, 30, "10:30am"), (12, 0, "midday"), (12, 5, "12:05pm"), (0, 15, "12:15am")],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it(hour, minute, words) -> None:
    from fingerpost.service.board.easy_read import clock

    assert clock(datetime(2026, 12, 9, hour, minute, tzinfo=UTC)) == words


def test_an_agenda_in_easy_words_has_one_thing_on_a_line(cast) -> None:
    from fingerpost.service.board.actions import meetings
    from fingerpost.service.board.models import ItemKind

    meeting = called(cast["lead"])
    for kind, minutes in ((ItemKind.DECIDE, 10), (ItemKind.NOTE, 1)):
        meetings.add_item(
            meeting=meeting,
            title=f"Homes {kind}",
            kind=kind,
            question="Do we pay for ten homes?",
            minutes=minutes,
            by=cast["lead"],
            at=timezone.now(),
            presented_by=cast["owner"].agency,
        )
    page = unescape(
        signed_in(cast["voice"]).get(f"/board/meetings/{meeting.pk}/easy-read").content.decode()
    )
    begins = timezone.localtime(meeting.starts_at)
    for line in (
        f"The meeting is on {begins:%A} {begins.day} {begins:%B %Y}.",
        "It starts at 2pm.",
        "We will decide something.",
        "The question is: Do we pay for ten homes?",
        "Aldenwold Housing will start.",
        "This starts at about 2:10pm.",
        "It takes 1 minute.",
    ):
        assert f'<p class="govuk-body-l">{line}</p>' in page
    assert (
        "easy-read"
        in signed_in(cast["voice"]).get(f"/board/meetings/{meeting.pk}").content.decode()
    )
    meetings.cancel(meeting=meeting, reason="Snow", by=cast["lead"], at=timezone.now())
    page = signed_in(cast["voice"]).get(f"/board/meetings/{meeting.pk}/easy-read").content
    assert "This meeting will not happen." in page.decode()


def test_who_does_not_sit_on_the_board_sees_none(cast) -> None:
    entry, meeting = said(cast), called(cast["lead"])
    for path in ("involvement", f"involvement/{entry.pk}", "involvement/needs", f"meetings/{meeting.pk}/easy-read"):  # fmt: skip
        assert signed_in(cast["worker"]).get(f"/board/{path}").status_code == 403
    assert signed_in(cast["member"]).get("/board/involvement/98765").status_code == 404
