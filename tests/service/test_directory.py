"""The directory of services: how it is kept, found, written and read as Open Referral UK."""

from __future__ import annotations

import html
import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.service.people import AT, BACKEND, TODAY, make_member

from fingerpost.service.public import changes, directory, open_referral, places
from fingerpost.service.public.directory import Asked, Entry, Provider, Spot
from fingerpost.service.public.opening import CODES, Hours, clock
from fingerpost.service.public.taxonomy import NEEDS, number_of

pytestmark = pytest.mark.django_db
ALDENWOLD = "X06000001"  # the one district of the tests' county


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings) -> None:
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(changes, "LOOKS_AGAIN_AFTER", 0.0)
    changes._entries.cache_clear()


def spot(**more) -> Spot:
    said = {
        "id": number_of("spot"),
        "address": "4 Tern Street",
        "city": "Aldenwold",
        "county": "Fenmark",
        "postcode": "FM1 2AB",
        "district": ALDENWOLD,
        "getting_there": "Bus 7 stops at the door.",
        "accessibility": "No step.",
    }
    return Spot(**{**said, **more})


def entry(**more) -> Entry:
    """Return a service that may come in."""
    said = {
        "id": number_of("service"),
        "provider": Provider(
            number_of("provider"), "Open Door", "A charity.", email="hello@open.test"
        ),
        "name": "Drop-in",
        "description": "Tea, and somebody to talk to.",
        "needs": ("drugs", "family"),
        "phone": "01632 960123",
        "takes_self_referral": True,
        "minimum_age": 18,
        "languages": ("en", "pl"),
        "districts": (ALDENWOLD,),
        "spots": (spot(),),
        "hours": (Hours(("MO", "TU", "WE"), time(9), time(17)),),
        "checked_on": TODAY,
    }
    return Entry(**{**said, **more})


def written(one: Entry) -> dict:
    return open_referral.service(one, address=f"https://here.test/county/help/{one.id}")


def keep(one: Entry, member=None) -> object:
    from fingerpost.service.public.actions import directory as actions

    member = member or make_member("manager")
    actions.keep(entry=one, by=member, at=AT)
    return member


# -- opening times -------------------------------------------------------------------------------


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


MONDAY = at(11, 30, 10)
NIGHT = Hours(("FR",), time(22), time(6))
FIRST = Hours(("1MO",), time(10), time(12), "MONTHLY")
LAST = Hours(("-1MO",), time(10), time(12), "MONTHLY")


@pytest.mark.parametrize(
    ("hours", "now", "is_open"),
    [
        pytest.param(Hours(("MO",), time(9), time(17)), MONDAY, True, id="within"),
        pytest.param(Hours(("MO",), time(10), time(17)), MONDAY, True, id="just opened"),
        pytest.param(Hours(("MO",), time(9), time(10)), MONDAY, False, id="just closed"),
        pytest.param(Hours(("TU",), time(9), time(17)), MONDAY, False, id="another day"),
        pytest.param(NIGHT, at(11, 27, 23), True, id="before midnight"),
        pytest.param(NIGHT, at(11, 28, 5, 59), True, id="after midnight"),
        pytest.param(NIGHT, at(11, 28, 6), False, id="in the morning"),
        pytest.param(NIGHT, at(11, 28, 23), False, id="the next night"),
        pytest.param(Hours(("MO",), time(0), time(0)), MONDAY, True, id="round the clock"),
        pytest.param(FIRST, at(12, 7, 11), True, id="first Monday"),
        pytest.param(FIRST, at(12, 14, 11), False, id="second Monday"),
        pytest.param(LAST, MONDAY, True, id="last Monday"),
        pytest.param(LAST, at(11, 23, 10), False, id="last but one"),
    ],
)
def test_when_it_is_open(hours, now, is_open) -> None:
    assert hours.is_open(now) is is_open


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (
            Hours(("MO", "TU", "WE"), time(9), time(17, 30)),
            "Monday to Wednesday, 9am to 5:30pm",
        ),
        (Hours(("MO", "FR"), time(9), time(12)), "Monday and Friday, 9am to midday"),
        (Hours(CODES, time(0), time(0)), "Every day, at any hour"),
        (FIRST, "the first Monday of a month, 10am to midday"),
        (Hours(("SA",), time(20), time(0)), "Saturday, 8pm to midnight"),
    ],
)
def test_opening_times_in_words(hours, words) -> None:
    assert f"{hours.day_words}, {hours.time_words}" == words


@given(st.times())
def test_a_clock_is_said_as_people_say_it(time_: time) -> None:
    assert clock(time_).endswith(("am", "pm", "midday", "midnight"))
    assert "0:" not in clock(time_)[:2] or clock(time_).startswith("10:")


# -- what is let in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        pytest.param({"name": " "}, "Give the service a name", id="no name"),
        pytest.param({"needs": ()}, "at least one need", id="no need"),
        pytest.param({"needs": ("magic",)}, "no need “magic”", id="unknown need"),
        pytest.param({"email": "jo.marsh@open.test"}, "not of a person", id="a person's address"),
        pytest.param({"phone": "ask Jo"}, "in digits", id="a telephone in words"),
        pytest.param({"phone": "", "spots": ()}, "a telephone number, an e-mail", id="no way to reach it"),
        pytest.param({"minimum_age": 30, "maximum_age": 20}, "above the oldest", id="ages"),
        pytest.param({"districts": ("X9",)}, "no district X9", id="unknown district"),
        pytest.param({"spots": (spot(postcode="FM1"),)}, "whole postcode", id="half a postcode"),
        pytest.param({"hours": (Hours(("1MO",), time(9), time(10)),)}, "each month", id="which Monday of a week"),
        pytest.param({"hours": (Hours((), time(9), time(10)),)}, "Name the days", id="no day"),
    ],
)  # fmt: skip
def test_what_keeps_a_service_out(more, reason) -> None:
    with pytest.raises(ValidationError, match=reason):
        keep(entry(**more))
    assert directory.shown() == ()


def test_a_service_is_kept_with_its_event_and_shown() -> None:
    from fingerpost.service.access.models import Event, EventKind
    from fingerpost.service.public.actions import directory as actions

    before = changes.edition()
    member = keep(entry())
    (shown,) = directory.shown()
    assert directory.without_marks(shown) == directory.without_marks(entry())
    event = Event.objects.get(kind=EventKind.SERVICE_KEPT)
    assert (event.target, event.actor) == (str(entry().id), member.user_id)
    after = changes.edition()
    assert after != before
    assert actions.keep(entry=entry(), by=member, at=AT) is False, "nothing changed"
    assert changes.edition() == after
    assert actions.keep(entry=entry(name="Evening drop-in"), by=member, at=AT) is True
    assert [one.name for one in changes.entries()] == ["Evening drop-in"]


def test_another_agency_cannot_change_it_and_who_may_not_cannot_add() -> None:
    keep(entry())
    other = make_member("manager", "Open Door", kind="charity")
    for more in ({"name": "Ours now"}, {"id": uuid.uuid4()}):  # its service; its organisation
        with pytest.raises(ValidationError, match="Another agency keeps"):
            keep(entry(**more), other)
    with pytest.raises(PermissionDenied):
        keep(entry(id=uuid.uuid4()), make_member("reader"))


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_has_ended_is_not_shown(status) -> None:
    keep(entry(status=status))
    assert directory.shown() == ()


# -- finding -------------------------------------------------------------------------------------

HERE = entry()
AFAR = entry(
    id=number_of("afar"),
    name="Night line",
    needs=("drugs",),
    spots=(),
    districts=(),
    takes_self_referral=False,
    hours=(Hours(CODES, time(18), time(8)),),
)
DETOX = entry(
    id=number_of("detox"),
    name="Detox",
    needs=("detox",),
    spots=(spot(id=number_of("far"), city="Farmouth", postcode="FM9 9ZZ", district=""),),
    districts=("X9",),
    hours=(),
)


@pytest.mark.parametrize(
    ("asked", "here", "also"),
    [
        pytest.param(Asked(), "Drop-in, Night line, Detox", "", id="anything"),
        pytest.param(Asked(need="detox"), "Detox", "", id="a need"),
        pytest.param(Asked(self_referral=True), "Drop-in, Detox", "", id="self-referral"),
        pytest.param(Asked(now=True), "Drop-in", "", id="open now"),
        pytest.param(Asked(day="SU"), "Night line", "", id="open on a Sunday"),
        pytest.param(Asked(place="aldenwold"), "Drop-in", "Night line", id="a district"),
        pytest.param(Asked(place=" fm1 "), "Drop-in", "Night line", id="first half of a postcode"),
        pytest.param(Asked(place="fm12ab"), "Drop-in", "Night line", id="a whole postcode"),
        pytest.param(Asked(place="FARMOUTH"), "Detox", "Night line", id="a town"),
        pytest.param(Asked(place="Nowhere"), "Drop-in, Night line, Detox", "", id="an unknown place"),
        pytest.param(Asked(need="detox", place="FM1"), "", "", id="none there"),
    ],
)  # fmt: skip
def test_what_is_found(asked, here, also) -> None:
    found = directory.find((HERE, AFAR, DETOX), asked, MONDAY)
    assert ", ".join(one.name for one in found.here) == here
    assert ", ".join(one.name for one in found.also) == also
    assert found.is_unknown_place is (asked.place == "Nowhere")


@pytest.mark.parametrize(
    ("said", "half", "whole"),
    [
        ("fm1 2ab", "FM1", "FM1 2AB"),
        ("FM12AB", "FM1", "FM1 2AB"),
        ("EC1A 1BB", "EC1A", "EC1A 1BB"),
        ("FM12", "FM12", ""),
        ("Aldenwold", "", ""),
        ("1 Tern Street", "", ""),
        ("", "", ""),
    ],
)
def test_postcodes_as_people_type_them(said, half, whole) -> None:
    assert (places.first_half(said), places.tidy_postcode(said)) == (half, whole)


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def test_help_is_searched_without_a_cookie_and_kept_by_nobody(client: Client) -> None:
    keep(entry())
    keep(
        entry(id=number_of("2"), name="Other", needs=("work",), provider=entry().provider),
        make_member("manager", email="b@x.test"),
    )
    all_of_them = client.get("/county/help")
    assert all_of_them["Cache-Control"] == "public, max-age=300"
    found = client.get("/county/help?need=work&place=FM1+2AB")
    page = text_of(found)
    assert "1 service in FM1" in page
    assert "Other" in page
    assert "Drop-in" not in page
    assert found["Cache-Control"] == "private, no-store"
    assert not found.cookies
    assert not found.has_header("Vary")
    assert "ETag" not in found
    assert client.get("/county/help").content == all_of_them.content, (
        "it was not kept in its place"
    )


@pytest.mark.parametrize(
    "said",
    [
        "need=<script>",
        "place=%00",
        "when=YESTERDAY",
        f"place={'x' * 4000}",
        "self_referral=maybe&x=1",
    ],
)
def test_a_question_that_is_none_is_answered_calmly(client: Client, said) -> None:
    keep(entry())
    answer = client.get(f"/county/help?{said}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2]


def test_questions_do_not_fill_the_store(client: Client) -> None:
    from fingerpost.service.public.middleware import SameForAll

    keep(entry())
    made = []
    begin = SameForAll.__init__
    try:
        SameForAll.__init__ = lambda self, get: (begin(self, get), made.append(self))[0]
        asker = Client()
        for number in range(20):
            asker.get(f"/county/help?place={number}")
            asker.get(f"/county/?x={number}")
    finally:
        SameForAll.__init__ = begin
    (store,) = [one.kept for one in made if one.kept]
    assert set(store) == {"/county/"}


def test_the_page_of_a_service_says_all_that_is_needed(client: Client) -> None:
    keep(entry(how_to_come="Walk in.", is_free=True, alert="Closed on Friday."))
    page = text_of(client.get(f"/county/help/{entry().id}"))
    for words in (
        "You can come by yourself.",
        "Walk in.",
        'href="tel:01632960123"',
        "Monday to Wednesday, 9am to 5pm",
        "People from 18 on.",
        "From Aldenwold.",
        "English, Polish",
        "Bus 7 stops at the door.",
        "No step.",
        "Closed on Friday.",
        "Free.",
        "more than half a year ago: call before you go",
    ):
        assert words in page, words
    assert client.get(f"/county/help/{uuid.uuid4()}").status_code == 404


# -- Open Referral -------------------------------------------------------------------------------

words = st.text(
    st.characters(categories=("Lu", "Ll", "Nd"), max_codepoint=0x17F), min_size=1, max_size=20
)
hours = st.builds(
    Hours,
    st.sets(st.sampled_from(CODES), min_size=1).map(
        lambda chosen: tuple(d for d in CODES if d in chosen)
    ),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.just("WEEKLY"),
    words | st.just(""),
)
monthly = st.just(Hours(("1MO", "-1FR"), time(9), time(10), "MONTHLY"))
entries = st.builds(
    entry,
    id=st.uuids(),
    name=words,
    description=words,
    needs=st.sets(st.sampled_from([one.code for one in NEEDS.terms]), min_size=1).map(
        lambda chosen: tuple(sorted(chosen))
    ),
    website=st.sampled_from(["", "https://open.test/a"]),
    email=st.sampled_from(["", "help@open.test"]),
    phone_words=words | st.just(""),
    status=st.sampled_from(["active", "inactive", "temporarily closed", "defunct"]),
    takes_self_referral=st.booleans(),
    how_to_come=words | st.just(""),
    eligibility=words | st.just(""),
    minimum_age=st.none() | st.integers(0, 18),
    maximum_age=st.none() | st.integers(18, 99),
    is_free=st.booleans(),
    cost=words | st.just(""),
    alert=words | st.just(""),
    districts=st.sampled_from([(), (ALDENWOLD,)]),
    spots=st.sampled_from([(), (spot(),), (spot(), spot(id=number_of("b"), name="Annexe", latitude=52.5))]),
    hours=st.lists(hours | monthly, max_size=3).map(tuple),
    checked_on=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)  # fmt: skip


@given(entries)
def test_what_is_written_is_valid_and_read_again_as_it_was(one: Entry) -> None:
    said = json.loads(json.dumps(written(one)))
    assert open_referral.faults(said) == []
    listed = open_referral.service_in_list(one, address="https://x.test/1")
    assert open_referral.faults(listed, "service_in_list") == []
    taken = open_referral.read(said)
    assert taken.refused == ()
    assert taken.left_out == ()
    assert taken.entries == (one,)


# Of OpenReferralUK/uk-profile, examples/service_full.json, commit 7ccc2fc2: what of it matters here.
PUBLISHED = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community Counselling",
    "url": "http://example.com/counselling",
    "status": "active",
    "minimum_age": 12,
    "assured_date": "2005-01-01",
    "last_modified": "2023-03-15T10:30:45.123Z",
    "schedules": [{"id": "48102e86-bb50-41c4-8f1e-e269368c41d1", "freq": "WEEKLY", "interval": 1,
                   "byday": "TH,FR", "bymonthday": "2,3,4", "opens_at": "10:00:00", "closes_at": "18:00:00"}],
    "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Example Organization Inc.",
                     "description": "Example Org is a non-profit organization"},
    "contacts": [{"id": "1e7efce3-639b-4880-940c-b95cd30cdb50", "name": "Ann Persona"}],
    "attributes": [{"id": "ae58cc39-8b70-4ab1-8aea-786882e5ac8e", "link_type": "link_type"}],
}  # fmt: skip


def test_the_standards_own_example_is_valid_and_refused_with_what_to_do() -> None:
    assert open_referral.faults(PUBLISHED) == []
    (refused,) = open_referral.read(PUBLISHED).refused
    assert refused.name == "Community Counselling"
    assert "by the day of the month" in refused.reasons[0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "7"}, "id: is not written as the standard says"),
        ({"status": "open"}, "status: is none of the words"),
        ({"minimum_age": "12"}, "minimum_age: is of another kind"),
        ({"schedules": [{"freq": "DAILY"}]}, "schedules/0"),
        (
            {"organization": {"id": str(uuid.UUID(int=1)), "name": "X"}},
            "organization: lacks something",
        ),
    ],
)
def test_what_is_not_valid_is_said_by_its_place(change, fault) -> None:
    assert any(fault in one for one in open_referral.faults(PUBLISHED | change))
    (refused,) = open_referral.read([PUBLISHED | change]).refused
    assert any(fault in one for one in refused.reasons)


def test_a_file_comes_in_with_a_report_and_nothing_is_half_taken() -> None:
    from fingerpost.service.public.actions import directory as actions

    good = written(entry())
    named = written(entry(id=number_of("n"), name="Named"))
    named["contacts"][0]["name"] = "Ann Persona"
    named["attributes"].append(
        {
            "id": str(uuid.uuid4()),
            "taxonomy_term": {"id": str(uuid.uuid4()), "taxonomy": "Other", "term": "?"},
        }
    )
    bad = written(entry(id=number_of("bad"), name="Bad")) | {"status": "open"}
    member = make_member("manager")
    result = actions.take_in(said={"contents": [good, named, bad]}, by=member, at=AT)
    assert result.kept == ("Drop-in", "Named")
    assert [one.name for one in result.refused] == ["Bad"]
    assert result.left_out == (
        "Named: a term that this directory does not know",
        "Named: the names of persons to contact",
    )
    assert "Persona" not in str(directory.shown())
    again = actions.take_in(said=[good, good], by=member, at=AT)
    assert (again.kept, again.unchanged) == ((), ("Drop-in",))
    assert again.refused[0].reasons == ("Its number stands twice in the file.",)


@pytest.mark.parametrize("said", [[], 7, "x", [1], {"contents": 3}, [PUBLISHED] * 501])
def test_a_file_without_services_is_refused(said) -> None:
    from fingerpost.service.public.actions import directory as actions

    with pytest.raises(ValidationError, match="Send"):
        actions.take_in(said=said, by=make_member("manager"), at=AT)


# -- the pages that keep it ----------------------------------------------------------------------


@pytest.fixture
def keeper() -> Client:
    client = Client()
    client.force_login(make_member("manager").user, backend=BACKEND)
    return client


FILLED = {
    "name": "Drop-in",
    "organisation": "Open Door",
    "about": "A charity.",
    "description": "Tea.",
    "needs": ["drugs"],
    "takes_self_referral": "yes",
    "phone": "01632 960123",
    "is_free": "yes",
    "status": "active",
    "hours_MO": "9 to 17:30",
    "hours_TU": "09:00-17.30",
    "hours_SU": "24 hours",
    "languages": "en, pl",
}


def test_an_agency_adds_changes_checks_and_ends_a_service(keeper: Client) -> None:
    from fingerpost.service.public.models import Service

    page = keeper.post("/directory/new", FILLED, follow=True)
    assert "Saved" in text_of(page)
    (one,) = directory.shown()
    assert [(h.days, h.opens, h.closes) for h in one.hours] == [
        (("MO", "TU"), time(9), time(17, 30)),
        (("SU",), time(0), time(0)),
    ]
    assert one.languages == ("en", "pl")
    there = f"/directory/{one.id}"
    place = {
        "address": "4 Tern Street",
        "city": "Aldenwold",
        "postcode": "fm12ab",
        "district": ALDENWOLD,
    }
    assert keeper.post(f"{there}/places/new", place).status_code == 302
    (one,) = directory.shown()
    assert one.spots[0].postcode == "FM1 2AB"
    moved = keeper.post(
        f"{there}/places/{one.spots[0].id}", place | {"address": "5 Tern Street"}
    )
    assert moved.status_code == 302
    assert keeper.post(f"{there}/change", FILLED | {"name": "Drop-in II"}).status_code == 302
    (one,) = directory.shown()
    assert (one.name, one.spots[0].address) == ("Drop-in II", "5 Tern Street")
    Service.objects.update(checked_on=date(2020, 1, 1))
    assert "Check what the directory says of Drop-in II" in text_of(keeper.get("/"))
    assert "Check it" in text_of(keeper.get("/directory/"))
    assert keeper.post(f"{there}/check").status_code == 302
    assert "Check it" not in text_of(keeper.get("/directory/"))
    assert keeper.post(f"{there}/places/{one.spots[0].id}/remove").status_code == 302
    assert directory.shown()[0].spots == ()
    keeper.post(f"{there}/change", FILLED | {"status": "defunct"})
    assert directory.shown() == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hours_MO": "nine to five"}, "Write the times of Monday such as 9:00 to 17:00"),
        ({"hours_MO": "9 to 17:75"}, "Write the times of Monday"),
        ({"needs": []}, "Choose at least one need"),
        ({"phone": "", "needs": ["drugs"]}, "Give a telephone number, an e-mail address"),
        ({"email": "jo.marsh@open.test"}, "not of a person"),
        ({"website": "javascript:alert(1)"}, "Enter an address such as https"),
    ],
)
def test_what_a_form_lacks_is_said(keeper: Client, change, words) -> None:
    page = keeper.post("/directory/new", FILLED | change)
    assert page.status_code == 400
    assert words in text_of(page)
    assert directory.shown() == ()


def test_another_agencys_service_is_not_there(keeper: Client) -> None:
    keep(entry(), make_member("manager", "Open Door", kind="charity"))
    for path in ("", "/change", "/places/new", f"/places/{spot().id}"):
        assert keeper.get(f"/directory/{entry().id}{path}").status_code == 404, path
    assert keeper.post(f"/directory/{entry().id}/check").status_code == 404
    said = written(entry(name="Taken over"))
    file = SimpleUploadedFile("s.json", json.dumps([said]).encode())
    page = text_of(keeper.post("/directory/import", {"file": file}))
    assert "Another agency keeps “Drop-in”" in page
    assert "1 was refused" in page
    assert [one.name for one in directory.shown()] == ["Drop-in"]


def test_a_file_of_services_comes_in_by_the_page_and_goes_out_again(keeper: Client) -> None:
    said = [written(entry())]
    file = SimpleUploadedFile("s.json", json.dumps(said).encode())
    assert "1 came in" in text_of(keeper.post("/directory/import", {"file": file}))
    out = json.loads(keeper.get("/directory/services.json").content)
    (back,) = open_referral.read(out).entries
    assert directory.without_marks(back) == directory.without_marks(entry())
    assert json.loads(Client().get("/county/help/services.json").content) == out
    broken = keeper.post("/directory/import", {"file": SimpleUploadedFile("s.json", b"{")})
    assert (broken.status_code, "not JSON" in text_of(broken)) == (400, True)


def test_the_database_lets_an_agency_write_its_own_services_alone(keeper: Client) -> None:
    from django.db import DatabaseError, transaction

    from fingerpost.service.access.second_lock import acting_in_database
    from fingerpost.service.public.models import Place, Service

    other = keep(entry(), make_member("manager", "Open Door", kind="charity"))
    mine = make_member("manager", email="m@x.test")
    with transaction.atomic(), acting_in_database(mine):
        assert Service.objects.count() == 1, "everybody reads"
        assert Place.objects.count() == 0
        assert Place.objects.all().delete()[0] == 0
    with pytest.raises(DatabaseError), transaction.atomic(), acting_in_database(mine):
        Service.objects.update(name="Ours now")
    with transaction.atomic(), acting_in_database(other):
        assert Place.objects.count() == 1


def test_a_service_is_to_be_checked_after_half_a_year() -> None:
    assert not entry(checked_on=TODAY - timedelta(days=183)).is_stale(TODAY)
    assert entry(checked_on=TODAY - timedelta(days=184)).is_stale(TODAY)
    assert replace(entry(), checked_on=None).is_stale(TODAY)
