"""Who opens the cases sees what is owed, by when and to whom, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.service.casework_making import (
    make_consent,
    make_pair,
    make_person,
    make_service,
    worker,
)
from tests.service.people import AT, BACKEND

from fingerpost.service.access.models import Event, EventKind, Membership
from fingerpost.service.casework import worklist_items, worklists
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.actions.worklists import give_all, remove_filter, save_filter
from fingerpost.service.casework.models import Referral, SavedFilter
from fingerpost.service.casework.worklist_items import (
    Filters,
    Item,
    Key,
    Look,
    Tab,
    Wanted,
    look_at_few,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def page(viewer: Membership, tab: Tab, at: datetime = AT, **filters: object) -> worklists.Page:
    return worklists.page(Wanted(viewer, tab, at, Filters(**filters)))


def numbers(viewer: Membership, tab: Tab, at: datetime = AT, **filters: object) -> list[int]:
    return [one.number for one in page(viewer, tab, at, **filters).items]


def test_each_list_holds_what_it_says_and_counts_it() -> None:
    pair = make_pair()
    taken = referrals.take_in(
        referral=pair.send(AT - 10 * DAY), by=pair.receiver, at=AT - 10 * DAY
    )
    fresh = pair.send()
    waits = pair.send(AT - 10 * DAY)
    receiver, sender = pair.receiver, pair.sender
    assert numbers(receiver, Tab.MINE) == [taken.pk]
    assert numbers(receiver, Tab.TEAM) == [waits.pk, taken.pk, fresh.pk]
    assert numbers(receiver, Tab.OVERDUE) == [waits.pk, taken.pk]
    assert numbers(receiver, Tab.RISK) == [waits.pk, taken.pk]
    assert numbers(sender, Tab.MINE) == []
    assert numbers(sender, Tab.RISK) == [waits.pk, taken.pk], "what it sent, others owing it"
    assert numbers(sender, Tab.NEWS) == [taken.pk]
    colleague = worker("police", name="Kim Hale")
    assert numbers(colleague, Tab.NEWS) == []
    assert numbers(colleague, Tab.NEWS, person="anybody") == [taken.pk]
    for viewer in (receiver, sender, colleague):
        for tab in Tab:
            found = page(viewer, tab)
            assert found.counts[tab] == len(found.items), tab


def test_a_line_says_what_is_owed_to_whom_and_why_it_is_at_risk() -> None:
    pair = make_pair()
    pair.send(AT - 10 * DAY)
    (item,) = page(pair.sender, Tab.RISK).items
    assert (item.name, item.owed, item.other) == (
        "Jordan Lake",
        "say that it is received",
        "Fenmark Recovery Service",
    )
    assert not item.is_ours
    assert "Late by 7 days or more" in item.risks
    assert not item.may_be_given, "the other agency's work is theirs to give"


def test_a_draft_of_another_agency_is_on_no_list() -> None:
    pair = make_pair()
    pair.draft(AT - 10 * DAY)
    assert [numbers(pair.receiver, tab, AT, person="anybody") for tab in Tab] == [[]] * 5
    assert len(numbers(pair.sender, Tab.TEAM)) == 1


def test_of_whom_withdrew_the_sender_sees_no_news_and_no_risk(monkeypatch) -> None:
    monkeypatch.setattr(worklists, "PAGE", 2)
    pair = make_pair("housing", consent=True)
    sent = []
    for _ in range(5):
        person = make_person(pair.sender)
        consent = make_consent(
            person,
            pair.sender,
            pair.receiver.agency,
            items=("referral", "referral_progress"),
            given_on=AT.date() - 20 * DAY,
        )
        one = pair.send(AT - 10 * DAY, person=person, basis="consent", consent=consent)
        referrals.take_in(referral=one, by=pair.receiver, at=AT - 10 * DAY)
        sent.append(one)
    for one in sent[:4]:
        one.consent.withdrawn_at = AT - DAY
        one.consent.withdrawal_reason = "asked"
        one.consent.save()
    for tab in (Tab.NEWS, Tab.RISK):
        seen, after = [], None
        for _ in range(3):
            found = worklists.page(Wanted(pair.sender, tab, AT, after=after))
            seen += [one.number for one in found.items]
            after = found.next
            if after is None:
                break
        assert seen == [sent[4].pk], tab
    assert len(numbers(pair.receiver, Tab.RISK)) == 2, "who works on it still sees it"


FILTERS = {
    "person": "nobody",
    "state": "sent",
    "urgency": "today",
    "need": "drugs",
    "origin": "custody",
}


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in FILTERS])
def test_a_list_is_narrowed(name: str) -> None:
    pair = make_pair()
    wanted = pair.send(urgency="today")
    other = pair.send(needs=["housing"], origin="court")
    referrals.take_in(referral=other, by=pair.receiver, at=AT)
    assert set(numbers(pair.receiver, Tab.TEAM)) == {wanted.pk, other.pk}
    assert numbers(pair.receiver, Tab.TEAM, **{name: FILTERS[name]}) == [wanted.pk]


def test_a_list_is_narrowed_by_service_and_by_when_it_is_due() -> None:
    pair = make_pair()
    first = pair.send()
    other = make_service(pair.receiver.agency, "Young people")
    second = referrals.send(
        referral=pair.draft(AT - 10 * DAY, service=other), by=pair.sender, at=AT - 10 * DAY
    )
    assert numbers(pair.receiver, Tab.TEAM, service=other.pk) == [second.pk]
    assert numbers(pair.receiver, Tab.TEAM, until="late") == [second.pk]
    assert numbers(pair.receiver, Tab.TEAM, until="any") == [second.pk, first.pk]


def test_pages_follow_one_another_without_gap_or_repetition(monkeypatch) -> None:
    monkeypatch.setattr(worklists, "PAGE", 3)
    pair = make_pair()
    sent = [pair.send().pk for _ in range(8)]  # due at the same time
    seen, after = [], None
    while True:
        found = worklists.page(Wanted(pair.receiver, Tab.TEAM, AT, after=after))
        seen += [one.number for one in found.items]
        if found.next is None:
            break
        after = Key.read(str(found.next))
        assert after == found.next
    assert seen == sent


def test_rooms_are_put_in_one_order_and_paged_together(monkeypatch) -> None:
    monkeypatch.setattr(worklists, "PAGE", 2)
    pair = make_pair()
    one = pair.send()
    due = one.due_at

    def plans(wanted: Wanted) -> Look:
        items = [
            Item(room, number, "Sam Reed", "see to it", "/", at)
            for room, number, at in (
                ("plan", 9, due - HOUR),
                ("aplan", 1, due),
                ("plan", 4, due),
                ("plan", 5, due + HOUR),
            )
        ]
        return look_at_few(wanted, items)

    known = worklist_items.providers()
    monkeypatch.setattr(worklists, "providers", lambda: (*known, plans))
    wanted, seen = Wanted(pair.receiver, Tab.TEAM, AT), []
    for _ in range(3):
        found = worklists.page(wanted)
        seen += [(item.room, item.number) for item in found.items]
        wanted = replace(wanted, after=found.next)
    assert found.next is None
    assert seen == [("plan", 9), ("aplan", 1), ("plan", 4), ("referral", one.pk), ("plan", 5)]
    assert found.counts[Tab.TEAM] == 5


@pytest.mark.parametrize(
    "said",
    ["", "x", "2026-04-01~referral~1", "2026-04-01T09:00:00+00:00~referral~x", "~~", "a~b~1"],
)
def test_an_address_that_holds_no_key_is_the_first_page(said: str) -> None:
    assert Key.read(said) is None


def test_a_count_stops_where_it_is_not_said(monkeypatch) -> None:
    from fingerpost.service.casework import referral_worklist

    for place in (worklists, referral_worklist):
        monkeypatch.setattr(place, "MOST_COUNTED", 2)
    pair = make_pair()
    for _ in range(4):
        pair.send()
    found = page(pair.receiver, Tab.TEAM)
    assert found.count_words(Tab.TEAM) == "2+"
    assert found.counts[Tab.TEAM] == 3


def opened(client: Client, viewer: Membership, query: str = "") -> str:
    client.force_login(viewer.user, backend=BACKEND)
    answer = client.get(reverse("casework:home") + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def test_the_page_says_first_what_is_due_and_late_ones_in_words(client: Client) -> None:
    pair = make_pair()
    at = timezone.now() - 20 * DAY
    referrals.take_in(referral=pair.send(at), by=pair.receiver, at=at)
    text = opened(client, pair.receiver)
    assert "1 thing is due from you today." in text
    assert "days late" in text
    assert "accept it, decline it or ask for more" in text
    assert "Fenmark Constabulary" in text
    assert "Nothing is due from you today." in opened(client, pair.sender)


def test_the_page_asks_few_questions_however_long_the_list(client: Client) -> None:
    pair = make_pair()
    for _ in range(4):
        pair.send()
    client.force_login(worker("treatment", role="manager").user, backend=BACKEND)
    address = reverse("casework:home") + "?tab=team"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(30):
        pair.send()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) < 25


def test_who_may_not_see_cases_is_refused(client: Client) -> None:
    client.force_login(worker("treatment", role="volunteer").user, backend=BACKEND)
    assert client.get(reverse("casework:home")).status_code == 403


def test_a_manager_gives_several_at_once(client: Client) -> None:
    pair = make_pair()
    manager = worker("treatment", role="manager")
    sent = [pair.send(timezone.now()).pk for _ in range(3)]
    assert "Give what is ticked to" in opened(client, manager, "?tab=team")
    before = Event.objects.count()
    answer = client.post(
        reverse("casework:give") + "?tab=team",
        {"number": sent[:2], "person": pair.receiver.user_id},
        follow=True,
    )
    assert "2 referrals are given to Worker of treatment" in answer.content.decode()
    given = Referral.objects.filter(owner_person=pair.receiver.user)
    assert sorted(given.values_list("pk", flat=True)) == sent[:2]
    kinds = Event.objects.order_by("id").values_list("kind", flat=True)[before:]
    assert list(kinds) == [EventKind.REFERRAL_GIVEN] * 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param({"person": "receiver"}, "Tick at least one.", id="nothing ticked"),
        pytest.param({"number": "first"}, "Choose to whom.", id="to nobody"),
        pytest.param(
            {"number": "x", "person": "receiver"}, "Tick at least one.", id="no number"
        ),
    ],
)
def test_what_is_missing_is_said_and_what_was_ticked_stays(client: Client, said, words) -> None:
    pair = make_pair()
    one = pair.send(timezone.now())
    client.force_login(worker("treatment", role="manager").user, backend=BACKEND)
    known = {"first": one.pk, "receiver": pair.receiver.user_id}
    answer = client.post(
        reverse("casework:give") + "?tab=team", {k: known.get(v, v) for k, v in said.items()}
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert words in text
    assert ("checked" in text) is (said.get("number") == "first")
    assert "<title>Error: " in text


def test_only_a_manager_gives_several_and_only_what_the_agency_owes(client: Client) -> None:
    pair = make_pair()
    one, mine = pair.send(), pair.draft()
    assert "Give what is ticked to" not in opened(client, pair.receiver, "?tab=team")
    assert client.post(reverse("casework:give"), {"number": one.pk}).status_code == 403
    with pytest.raises(PermissionDenied):
        give_all(numbers=[one.pk], person=pair.receiver.user, by=pair.receiver, at=AT)
    manager = worker("treatment", role="manager")
    for number in (mine.pk, 99_999):
        with pytest.raises(ValidationError, match="not owed by your agency"):
            give_all(numbers=[one.pk, number], person=pair.receiver.user, by=manager, at=AT)
    one.refresh_from_db()
    assert one.owner_person is None, "all or none"


def test_a_list_is_kept_and_opens_the_page(client: Client) -> None:
    pair = make_pair()
    pair.send(timezone.now())
    pair.send(
        timezone.now(), needs=["housing"], person=make_person(pair.sender, given_name="Ali")
    )
    client.force_login(pair.receiver.user, backend=BACKEND)
    answer = client.post(
        reverse("casework:save_filter") + "?tab=team&need=housing&state=nonsense",
        {"name": "Homes", "is_default": "on"},
    )
    assert answer.status_code == 302
    kept = SavedFilter.objects.get()
    assert kept.query == {"tab": "team", "need": "housing"}, "nothing but what may be chosen"
    text = opened(client, pair.receiver)
    assert "Opened with your list “Homes”" in text
    assert "Ali Lake" in text
    assert "Jordan Lake" not in text
    assert "Jordan Lake" in opened(client, pair.receiver, "?tab=team")
    assert client.post(reverse("casework:remove_filter", args=[kept.pk])).status_code == 302
    assert not SavedFilter.objects.exists()


def test_a_kept_list_is_its_persons_own(client: Client) -> None:
    pair = make_pair()
    kept = save_filter(
        name="Mine", query={"tab": "team"}, is_default=True, by=pair.receiver, at=AT
    )
    colleague = worker("treatment", name="Kim Hale")
    assert "Mine<" not in opened(client, colleague)
    assert client.get(reverse("casework:remove_filter", args=[kept.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        remove_filter(saved=kept, by=colleague)
    with connection.cursor() as cursor:
        from fingerpost.service.access.second_lock import acting_in_database

        for viewer, count in ((colleague, 0), (pair.receiver, 1)):
            with acting_in_database(viewer):
                cursor.execute("SELECT count(*) FROM casework_savedfilter")
                assert cursor.fetchone() == (count,)


def test_one_list_opens_the_page_and_one_of_a_name_is_replaced() -> None:
    by = worker("treatment")
    for name in ("One", "Two", "One"):
        save_filter(name=name, query={"tab": "team"}, is_default=True, by=by, at=AT)
    assert [(one.name, one.is_default) for one in worklists.saved_filters(viewer=by)] == [
        ("One", True),
        ("Two", False),
    ]


def test_no_name_of_a_person_is_in_an_address_of_the_page(client: Client, monkeypatch) -> None:
    import re

    monkeypatch.setattr(worklists, "PAGE", 2)
    pair = make_pair()
    for _ in range(5):
        pair.send()
    text = opened(client, worker("treatment", role="manager"), "?tab=team")
    addresses = re.findall(r'(?:href|action|value)="([^"]*)"', text)
    assert any("after=" in one for one in addresses)
    assert not [one for one in addresses if "Lake" in one or "Jordan" in one]
