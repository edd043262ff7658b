"""Told by e-mail as often as one likes, without a word of any record; and a calendar of one's own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from ical.calendar_stream import IcsCalendarStream
from tests.service.people import AT, BACKEND, make_member

pytestmark = pytest.mark.django_db
# Wednesday 1 April 2026, 09:00 UTC: 10 in the morning in London, which is an hour ahead by then.


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def tell(member, *, kind: str = "action", path: str = "/board/actions/7", at=AT) -> None:
    from fingerpost.service.access.actions import notices
    from fingerpost.service.access.models import NoticeKind

    notices.tell([member.user], kind=NoticeKind(kind), path=path, at=at)


def send(at) -> int:
    from fingerpost.service.access.actions import notices

    return notices.send_notices(at=at)


def prefer(member, how_often: str) -> None:
    from fingerpost.service.access.actions import notices
    from fingerpost.service.access.models import HowOften

    notices.prefer(how_often=HowOften(how_often), by=member.user)


@pytest.mark.parametrize(
    ("how_often", "made", "before", "due"),
    [
        pytest.param("at_once", AT, None, AT, id="at once"),
        pytest.param(
            "daily", AT, datetime(2026, 4, 2, 5, 59, tzinfo=UTC),
            datetime(2026, 4, 2, 6, 0, tzinfo=UTC), id="daily: the next morning at 7 in summer",
        ),
        pytest.param(
            "daily", datetime(2026, 1, 5, 6, 0, tzinfo=UTC),
            datetime(2026, 1, 5, 6, 59, tzinfo=UTC), datetime(2026, 1, 5, 7, 0, tzinfo=UTC),
            id="daily: the same morning, in winter",
        ),
        pytest.param(
            "weekly", AT, datetime(2026, 4, 6, 5, 59, tzinfo=UTC),
            datetime(2026, 4, 6, 6, 0, tzinfo=UTC), id="weekly: on Monday",
        ),
        pytest.param(
            "weekly", datetime(2026, 4, 6, 5, 0, tzinfo=UTC),
            datetime(2026, 4, 6, 5, 59, tzinfo=UTC), datetime(2026, 4, 6, 6, 0, tzinfo=UTC),
            id="weekly: made on Monday before seven",
        ),
        pytest.param(
            "weekly", datetime(2026, 4, 6, 6, 0, tzinfo=UTC),
            datetime(2026, 4, 12, 23, 0, tzinfo=UTC), datetime(2026, 4, 13, 6, 0, tzinfo=UTC),
            id="weekly: made on Monday after seven",
        ),
    ],
)  # fmt: skip
def test_each_is_told_as_often_as_they_like(how_often, made, before, due) -> None:
    member = make_member()
    prefer(member, how_often)
    tell(member, at=made)
    if before is not None:
        assert send(before) == 0
    assert send(due) == 1
    assert send(due + timedelta(days=30)) == 0, "told once"
    assert len(mail.outbox) == 1


def test_who_has_said_nothing_is_told_daily_and_a_machine_that_was_off_catches_up() -> None:
    tell(make_member())
    assert send(AT + timedelta(hours=1)) == 0
    assert send(AT + timedelta(days=3)) == 1


def test_an_email_holds_a_kind_and_an_address_and_nothing_else(settings) -> None:
    settings.SERVICE_ADDRESS = "https://fingerpost.test"
    member = make_member(name="Zelda Quill", agency="Open Door", kind="charity")
    prefer(member, "at_once")
    for path in ("/board/actions/7", "/board/actions/7", "/board/actions/8"):
        tell(member, path=path)
    tell(member, kind="question", path="/board/questions/3")
    assert send(AT) == 1
    sent = mail.outbox[0]
    assert sent.subject == "3 things wait for you in Fingerpost"
    assert sent.body == (
        "An action waits for you:\nhttps://fingerpost.test/board/actions/7\n\n"
        "An action waits for you:\nhttps://fingerpost.test/board/actions/8\n\n"
        "A question waits for your answer:\nhttps://fingerpost.test/board/questions/3\n\n"
        "Sign in to Fingerpost to read more. Your account there says how often you get this e-mail.\n"
    )


@pytest.mark.parametrize(
    "path",
    ["/board/actions/House Zelda Quill", "/board/?who=zelda", "https://x.test/", "board", ""],
)
def test_no_word_can_hide_in_a_path(path) -> None:
    from django.db import IntegrityError

    member = make_member()
    with pytest.raises(IntegrityError, match="notice_path_plain"), transaction.atomic():
        tell(member, path=path)


def test_who_has_left_is_not_told() -> None:
    from fingerpost.service.access.models import Notice

    member = make_member(ends_on=AT.date() - timedelta(days=1))
    prefer(member, "at_once")
    tell(member)
    assert send(AT) == 0
    assert not Notice.objects.exists()


def test_one_mail_that_cannot_be_sent_stops_no_other_and_is_tried_again(monkeypatch) -> None:
    from fingerpost.service.access.actions import notices

    first, second = make_member(), make_member("analyst")
    for one in (first, second):
        prefer(one, "at_once")
        tell(one)
    real = notices.send_mail

    def refuse(subject, text, sender, to) -> None:
        if to == [first.user.email]:
            raise OSError("no such mailbox")
        real(subject, text, sender, to)

    monkeypatch.setattr(notices, "send_mail", refuse)
    with pytest.raises(OSError, match="no such mailbox"):
        send(AT)
    assert [one.to for one in mail.outbox] == [[second.user.email]]
    monkeypatch.undo()
    assert send(AT + timedelta(minutes=5)) == 1


def test_what_was_sent_is_forgotten_after_three_months() -> None:
    from fingerpost.service.access.models import Notice

    member = make_member()
    prefer(member, "at_once")
    tell(member)
    send(AT)
    send(AT + timedelta(days=90))
    assert Notice.objects.count() == 1
    send(AT + timedelta(days=91))
    assert not Notice.objects.exists()


def test_a_page_tells_another_agencys_person_and_reads_only_its_own() -> None:
    from fingerpost.service.access.models import Notice
    from fingerpost.service.access.second_lock import acting_in_database

    secretary = make_member("board", "Fenmark Council", kind="council")
    officer = make_member()
    with transaction.atomic(), acting_in_database(secretary):
        tell(officer)
        tell(officer)
        tell(secretary)
        assert [one.user_id for one in Notice.objects.all()] == [secretary.user_id]
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_notice SET sent_at = now()",
        "DELETE FROM access_notice",
        "SELECT * FROM access_noticepreference",
        "SELECT * FROM access_calendaraddress",
    ],
)
def test_a_page_touches_nothing_else_of_it(statement) -> None:
    from fingerpost.service.access.second_lock import acting_in_database

    member = make_member()
    tell(member)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        acting_in_database(member),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def test_somebody_chooses_on_their_page(client) -> None:
    from fingerpost.service.access.actions import notices

    member = make_member()
    mine = signed_in(member)
    assert "Once a day" in mine.get("/access/notices").content.decode()
    assert mine.post("/access/notices", {"how_often": "hourly"}).status_code == 400
    assert mine.post("/access/notices", {"how_often": "weekly"}).status_code == 302
    assert notices.how_often(member.user) == "weekly"
    assert client.get("/access/notices")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/access/notices"), ("post", "/access/notices/calendar"),
     ("post", "/access/notices/calendar/end")],
)  # fmt: skip
def test_a_second_factor_is_asked_for(settings, method, path) -> None:
    settings.SECOND_FACTOR = True
    answer = getattr(signed_in(make_member()), method)(path)
    assert answer["Location"] == "/account/2fa/totp/activate/"


# -- the calendar --------------------------------------------------------------------------------


@pytest.fixture
def entries(monkeypatch):
    """Put entries where an app has its own."""
    from fingerpost.service.access import calendar
    from fingerpost.service.access.calendar import Entry

    london = datetime(2026, 6, 30, 14, 0, tzinfo=UTC)
    shown = [
        Entry("Board meeting", "/board/meetings/4", london, london + timedelta(hours=2),
              place="Room 1; the Guildhall, Aldenwold, " + "first floor at the back " * 4),
        Entry("An action is due", "/board/actions/7", date(2026, 4, 3), date(2026, 4, 3)),
        Entry("Board meeting", "/board/meetings/5", london, london, is_cancelled=True),
    ]  # fmt: skip
    asked = []

    def provider(membership):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, fingerpost_acting('agency')")
            asked.append((membership, *cursor.fetchone()))
        return shown

    monkeypatch.setattr(calendar, "_providers", lambda: [provider])
    return asked


def address_of(page) -> str:
    found = re.search(r"http://[^/]+(/access/calendar/\S+\.ics)", page.content.decode())
    assert found is not None
    return found[1]


def test_the_feed_is_icalendar_as_rfc_5545_says(client, entries) -> None:
    member = make_member()
    address = address_of(signed_in(member).post("/access/notices/calendar"))
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b"", "every line ends with CR LF"
    assert max(map(len, lines)) <= 75, "longer lines are folded"
    read = IcsCalendarStream.calendar_from_ics(answer.content.decode())
    assert read.version == "2.0"
    due, held, cancelled = read.events
    assert (due.summary, due.start, due.end) == (
        "An action is due",
        date(2026, 4, 3),
        date(2026, 4, 4),
    )
    assert held.start == datetime(2026, 6, 30, 14, 0, tzinfo=UTC)
    assert held.location.startswith("Room 1; the Guildhall, Aldenwold")
    assert cancelled.status == "CANCELLED"
    assert len({one.uid for one in read.events}) == 3
    assert due.url.endswith("/board/actions/7")
    assert entries == [(member, "fingerpost_as_police", member.agency_id)], (
        "behind the second lock"
    )


def test_an_entry_keeps_its_number_and_stands_once_for_who_has_two_roles(
    client, entries
) -> None:
    first = make_member("board", email="a@x.test")
    make_member("reader", "Open Door", kind="charity", email="a@x.test")
    address = address_of(signed_in(first).post("/access/notices/calendar"))
    uids = [
        sorted(re.findall(r"UID:(\S+)", client.get(address).content.decode())) for _ in range(2)
    ]
    assert uids[0] == uids[1]
    assert len(uids[0]) == 3
    assert len(entries) == 4


def test_a_calendars_address_is_secret_renewed_and_ended(client, entries) -> None:
    from fingerpost.service.access.models import CalendarAddress, Event

    member = make_member()
    mine = signed_in(member)
    old = address_of(mine.post("/access/notices/calendar"))
    secret = old.split("/")[-1].removesuffix(".ics")
    assert secret not in str(CalendarAddress.objects.values().get())
    assert old not in mine.get("/access/notices").content.decode(), "shown once"
    new = address_of(mine.post("/access/notices/calendar"))
    assert [client.get(one).status_code for one in (old, new)] == [404, 200]
    assert mine.post("/access/notices/calendar/end").status_code == 302
    assert client.get(new).status_code == 404
    assert client.get("/access/calendar/guess.ics").status_code == 404
    kinds = list(Event.objects.values_list("kind", flat=True))
    assert kinds == ["calendar_renewed", "calendar_renewed", "calendar_ended"]


def test_a_leavers_calendar_is_closed_at_once(client, entries) -> None:
    member = make_member()
    address = address_of(signed_in(member).post("/access/notices/calendar"))
    member.ended_at, member.end_reason = AT, "They left."
    member.save()
    assert client.get(address).status_code == 404


# -- the outbox ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_shown", "is_demo", "address", "status"),
    [
        pytest.param(True, True, "10.0.0.9", 200, id="in a demo"),
        pytest.param(True, False, "127.0.0.1", 200, id="developing, on the machine"),
        pytest.param(True, False, "10.0.0.9", 404, id="developing, from elsewhere"),
        pytest.param(False, False, "127.0.0.1", 404, id="in production there is no such page"),
    ],
)
def test_the_outbox(settings, tmp_path, is_shown, is_demo, address, status) -> None:
    from django.core.mail import get_connection, send_mail

    settings.SHOWS_OUTBOX, settings.IS_DEMO = is_shown, is_demo
    settings.EMAIL_FILE_PATH = str(tmp_path)
    files = get_connection("django.core.mail.backends.filebased.EmailBackend")
    send_mail(
        "Something waits",
        "An <b>action</b> – waits",
        "a@x.test",
        ["b@x.test"],
        connection=files,
    )
    page = signed_in(make_member()).get("/design/outbox/", REMOTE_ADDR=address)
    assert page.status_code == status
    if status == 200:
        said = page.content.decode()
        assert "Something waits" in said
        assert "An &lt;b&gt;action&lt;/b&gt; – waits" in said
    assert Client().get("/design/outbox/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param({"FINGERPOST_ADDRESS": "fingerpost.test"}, "ADDRESS", id="no address"),
        pytest.param({"FINGERPOST_MAIL_SERVER": "smtp.test"}, "MAIL_SERVER", id="no port"),
        pytest.param({"FINGERPOST_MAIL_SERVER": "smtp.test:587"}, "MAIL_FROM", id="no sender"),
        pytest.param(
            {"FINGERPOST_MAIL_SERVER": "smtp.test:587", "FINGERPOST_MAIL_FROM": "a@x.test",
             "FINGERPOST_MAIL_PASSWORD_FILE": "/no/such"}, "PASSWORD_FILE", id="no password",
        ),
    ],
)  # fmt: skip
def test_what_does_not_say_how_mail_goes_is_refused(said, words) -> None:
    from fingerpost.service.config.environment import Environment, SettingsError

    with pytest.raises(SettingsError, match=words):
        Environment.read({**in_production(), **said})


def in_production() -> dict[str, str]:
    import os

    return {
        **{name: os.environ[name] for name in ("FINGERPOST_WORKSPACE", "DATABASE_URL")},
        "FINGERPOST_MODE": "production",
        "FINGERPOST_HOSTS": "fingerpost.example.org",
    }


def test_production_knows_its_address_and_its_mail_server(tmp_path) -> None:
    from fingerpost.service.config.environment import Environment, Mail

    (tmp_path / "password").write_text("open sesame\n")
    found = Environment.read(
        in_production()
        | {
            "FINGERPOST_MAIL_SERVER": "smtp.test:465",
            "FINGERPOST_MAIL_FROM": "a@x.test",
            "FINGERPOST_MAIL_PASSWORD_FILE": str(tmp_path / "password"),
        }
    )
    assert found.address == "https://fingerpost.example.org"
    assert found.mail == Mail("smtp.test", 465, "a@x.test", "", "open sesame")
