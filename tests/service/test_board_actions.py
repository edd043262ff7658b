"""Action items on pages: who sees which, what is allowed now, who is told, and what is due."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db
SAID = {
    "progress": {"words": "Six are open"},
    "done": {"evidence": "Minute 4 of the housing board"},
    "not-done": {"reason": "The lease fell through"},
    "send-back": {"reason": "Six are not ten"},
    "accept": {},
    "escalate": {},
}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return {
        "lead": make_member("secretary", "Fenmark Public Health", kind="public_health"),
        "chair": make_member("chair", "Fenmark PCC", kind="pcc"),
        "owner": make_member("board", "Aldenwold Housing", kind="housing", name="Ola Berg"),
        "worker": make_member("reader", "Aldenwold Housing", kind="housing", name="Wil Dunn"),
        "manager": make_member("manager", "Aldenwold Housing", kind="housing"),
        "other": make_member("reader", "Fenmark Constabulary"),
    }


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def made(cast, due_in: int = 30, **more):
    from fingerpost.service.board.actions import action_items

    return action_items.make(
        words="Open ten places",
        owner=cast["owner"].agency,
        due_on=today(due_in),
        by=cast["lead"],
        at=timezone.now(),
        **more,
    )


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def take(cast, who: str, item, name: str, **said):
    said = said or SAID[name]
    return signed_in(cast[who]).post(f"/board/actions/{item.pk}/{name}", said, follow=True)


def jobs(task: str) -> list[dict]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task]
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def told(kind: str) -> set[str]:
    from fingerpost.service.access.models import Notice

    return set(Notice.objects.filter(kind=kind).values_list("user__email", flat=True))


def test_a_lead_gives_an_action_and_its_owner_is_told(cast) -> None:
    from fingerpost.service.board.actions import telling
    from fingerpost.service.board.models import ActionItem

    said = {"words": "Open ten places", "owner": cast["owner"].agency_id, "due_on": today(9)}
    page = signed_in(cast["lead"]).post("/board/actions/new", said, follow=True)
    item = ActionItem.objects.get()
    assert page.redirect_chain == [(f"/board/actions/{item.pk}", 302)]
    assert not item.is_public, "a box that is not ticked"
    assert jobs("board.tell_of_action") == [{"action_item": item.pk, "whom": "owner"}]
    telling.tell_of_action(item.pk, telling.TellKind.OWNER, at=timezone.now())
    assert told("action") == {"board@aldenwold-housing.test", "manager@aldenwold-housing.test"}


def test_from_progress_to_done_on_pages_alone(cast) -> None:
    item = made(cast)
    take(cast, "owner", item, "progress")
    take(cast, "owner", item, "done")
    page = take(cast, "chair", item, "send-back")
    assert "with its owner again" in page.content.decode()
    take(cast, "owner", item, "done", evidence="Ten keys, counted on 3 May")
    page = take(cast, "chair", item, "accept").content.decode()
    item.refresh_from_db()
    assert item.status == "closed"
    for said in (
        "Six are open",
        "Minute 4 of the housing board",
        "Six are not ten",
        "Ten keys",
    ):
        assert said in page, "the history keeps all of it"
    assert page.index("Ten keys") < page.index("Six are not ten") < page.index("Six are open")


@pytest.mark.parametrize(
    ("who", "before", "due_in", "allowed"),
    [
        ("owner", None, 30, {"done", "progress", "assign", "not-done"}),
        ("owner", "done", 30, set()),
        ("owner", "not-done", 30, set()),
        ("worker", None, 30, {"done", "progress", "assign", "not-done"}),
        ("lead", None, 30, {"carry-over"}),
        ("lead", None, -1, {"carry-over", "escalate"}),
        ("chair", None, -1, {"carry-over", "escalate"}),
        ("chair", "done", -1, {"accept", "send-back"}),
        ("chair", "not-done", -1, {"carry-over"}),
    ],
)
def test_a_page_offers_what_is_allowed_and_refuses_the_rest(
    cast, who, before, due_in, allowed
) -> None:
    from fingerpost.service.board.action_steps import STEPS

    item = made(cast, due_in)
    if before:
        take(cast, "owner", item, before)
    page = signed_in(cast[who]).get(f"/board/actions/{item.pk}").content.decode()
    for step in STEPS:
        address = f"/board/actions/{item.pk}/{step.name}"
        assert (f'href="{address}"' in page) == (step.name in allowed), step.name
        is_open = signed_in(cast[who]).get(address).status_code == 200
        assert is_open == (step.name in allowed), step.name


@pytest.mark.parametrize("name", ["done", "not-done", "progress"])
def test_words_of_nothing_close_nothing(cast, name) -> None:
    item = made(cast)
    field = next(iter(SAID[name]))
    page = take(cast, "owner", item, name, **{field: "   "})
    assert page.status_code == 400
    item.refresh_from_db()
    assert item.status == "open"


def test_carried_over_it_keeps_its_first_day_and_counts(cast) -> None:
    item = made(cast, -3)
    page = take(cast, "lead", item, "carry-over", due_on=today(-5), reason="Lease")
    assert page.status_code == 400
    assert "later than the one that it had" in page.content.decode()
    page = take(cast, "lead", item, "carry-over", due_on=today(40), reason="Lease")
    assert "carried over 1 time" in page.content.decode()


def test_who_is_not_on_the_board_sees_their_own_agencys_actions_alone(cast) -> None:
    item = made(cast)
    for address in (f"/board/actions/{item.pk}", f"/board/actions/{item.pk}/done"):
        assert signed_in(cast["worker"]).get(address).status_code == 200
        assert signed_in(cast["other"]).get(address).status_code == 404
    listed = "/board/actions?show=all"
    assert "Open ten places" in signed_in(cast["worker"]).get(listed).content.decode()
    assert "Open ten places" not in signed_in(cast["other"]).get(listed).content.decode()
    assert signed_in(cast["owner"]).get("/board/actions/new").status_code == 403


def test_the_list_has_the_late_first_and_mine_are_mine(cast) -> None:
    made(cast, 30)
    made(cast, -4)
    settled = made(cast, -9)
    take(cast, "owner", settled, "done")
    page = signed_in(cast["lead"]).get("/board/actions").content.decode()
    assert "2 actions" in page
    assert page.index("4 days late") < page.index("Not started")
    everything = signed_in(cast["lead"]).get("/board/actions?show=all").content.decode()
    assert "3 actions" in everything
    mine = "/board/actions?show=mine"
    assert "2 actions" in signed_in(cast["owner"]).get(mine).content.decode()
    assert "None." in signed_in(cast["lead"]).get(mine).content.decode()


def test_the_owner_says_which_of_its_people_does_it(cast) -> None:
    item = made(cast)
    stranger = cast["other"].user.pk
    assert take(cast, "owner", item, "assign", person=stranger).status_code == 400
    page = take(cast, "owner", item, "assign", person=cast["worker"].user.pk)
    assert "To Wil Dunn" in page.content.decode()
    start = signed_in(cast["worker"])
    assert "None." not in start.get("/board/actions?show=mine").content.decode()


def test_the_first_page_says_what_waits(cast) -> None:
    item = made(cast, 5)
    assert "Report on this action: Open ten places" in first_page(cast["owner"])
    assert "this action" not in first_page(cast["worker"]), "it is not theirs by name"
    take(cast, "owner", item, "done")
    assert "this action" not in first_page(cast["owner"])
    for who in ("lead", "chair"):
        assert "Accept as done, or send back: Open ten places" in first_page(cast[who])
    late = made(cast, -2)
    assert "which is late: Open ten places" in first_page(cast["owner"])
    assert f"/board/actions/{late.pk}" in first_page(cast["owner"])


def first_page(member) -> str:
    return signed_in(member).get("/").content.decode()


def test_the_calendar_has_the_day_and_no_word_of_it(cast) -> None:
    from fingerpost.service.access.calendar import entries_of

    item = made(cast, 5)
    (entry,) = entries_of([cast["owner"]])
    assert (entry.kind, entry.path) == (
        "Action of the board is due",
        f"/board/actions/{item.pk}",
    )
    assert entry.begins == entry.ends == today(5)
    assert entries_of([cast["worker"], cast["other"], cast["lead"]]) == []


def test_owners_are_reminded_twice_and_managers_told_once(cast) -> None:
    from fingerpost.service.board import tasks
    from fingerpost.service.board.actions import telling

    item = made(cast, 30)
    kinds = {}
    for day in range(20, 60):
        at = timezone.now() + timedelta(days=day)
        before = item.reports.count()
        tasks.remind(int(at.timestamp()))
        tasks.remind(int(at.timestamp()))
        kinds |= {
            day + place / 10: report.kind
            for place, report in enumerate(item.reports.all()[before:])
        }
    assert kinds == {23: "reminded", 31: "reminded", 38: "escalated"}
    assert jobs("board.tell_of_action")[-1] == {"action_item": item.pk, "whom": "managers"}
    telling.tell_of_action(item.pk, telling.TellKind.MANAGERS, at=timezone.now())
    assert told("escalation") == {"manager@aldenwold-housing.test"}


def test_an_agency_without_a_manager_is_told_by_who_sits_for_it(cast) -> None:
    from fingerpost.service.board.actions import telling

    cast["manager"].ends_on = today(-1)
    cast["manager"].save()
    item = made(cast, -1)
    take(cast, "chair", item, "escalate")
    users = telling.tell_of_action(item.pk, telling.TellKind.MANAGERS, at=timezone.now())
    assert [one.email for one in users] == ["board@aldenwold-housing.test"]
