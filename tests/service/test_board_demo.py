"""The board of a demo: life on every page, made once, nowhere but in a demo."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from tests.service.people import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    from fingerpost.service.access.actions.demo import make_demo_people

    settings.IS_DEMO, settings.SECOND_FACTOR = True, False
    make_demo_people(password="a password of the demo", at=timezone.now())


@pytest.fixture
def board(demo):
    call_command("make_demo_board")


def counts() -> dict[str, int]:
    from django.apps import apps

    models = apps.get_app_config("board").get_models()
    return {model.__name__: model.objects.count() for model in models}


def signed_in_as(who: str) -> Client:
    from fingerpost.service.access.models import User

    client = Client()
    client.force_login(User.objects.get(email=f"{who}@fenmark.example"), backend=BACKEND)
    return client


def test_decisions_and_actions_stand_in_every_state(board) -> None:
    from fingerpost.service.board.models import ActionItem, Decision, Meeting, Minutes
    from fingerpost.service.board.states import ActionStatus, DecisionStatus

    on = timezone.localdate()
    actions = list(ActionItem.objects.all())
    assert {one.status for one in actions} == set(ActionStatus.values)
    assert set(Decision.objects.values_list("status", flat=True)) == set(DecisionStatus.values)
    assert max(one.carried_over for one in actions) == 2
    assert any(one.is_late(on) and one.escalated_at for one in actions)
    assert sorted(Meeting.objects.values_list("status", flat=True)) == [
        "held", "held", "held", "planned",
    ]  # fmt: skip
    said = Minutes.objects.order_by("meeting__starts_at").values_list("status", flat=True)
    assert list(said) == ["published", "published", "draft"]


def test_nothing_is_dated_in_time_to_come_and_each_pack_says_what_was_known_then(board) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.models import ActionReport, FrozenPack, Minute

    now = timezone.now()
    for model in (ActionReport, Minute, Event):
        assert not model.objects.filter(at__gt=now).exists()
    reports = list(ActionReport.objects.order_by("id").values_list("action_item", "at"))
    by_item = sorted(reports, key=lambda one: one[0])
    assert by_item == sorted(reports), "of each action, what was first is written first"
    packs = FrozenPack.objects.order_by("frozen_at")
    first, last = (bytes(one.html).decode() for one in (packs.first(), packs.last()))
    late = "Open ten move-on places"
    assert late not in first
    assert late in last


def test_the_next_meeting_has_what_is_due_then(board) -> None:
    from fingerpost.service.board.models import Meeting

    items = Meeting.objects.get(status="planned").items
    kinds = set(items.values_list("about_type", flat=True))
    assert kinds >= {"minutes", "action_item", "risk", ""}


def test_the_public_reads_its_part(board) -> None:
    from fingerpost.service.access.models import User
    from fingerpost.service.board import public_account

    on = timezone.localdate()
    minutes, actions = public_account.minutes(), public_account.actions(on=on)
    decisions = public_account.decisions()
    assert len(minutes) == 2
    assert {one.status for one in decisions} == {
        "agreed", "carried_out", "not_carried_out", "replaced",
    }  # fmt: skip
    assert {"closed", "not_done", "under_way", "reported"} == {one.status for one in actions}
    everything = repr((minutes, decisions, actions))
    for secret in ("tender", "vacant", "Review each death"):
        assert secret not in everything
    for name in User.objects.values_list("name", flat=True):
        assert name not in everything


def test_made_again_nothing_is_added(board) -> None:
    before = counts()
    call_command("make_demo_board")
    assert counts() == before
    assert before["Meeting"] == 4


@pytest.mark.parametrize("who", ["frances.moor", "marian.tate", "adrian.lowe"])
def test_every_meeting_and_decision_has_its_page(board, who) -> None:
    from fingerpost.service.board.models import Decision, Meeting

    client = signed_in_as(who)
    for one in Meeting.objects.all():
        assert client.get(f"/board/meetings/{one.pk}").status_code == 200
        assert client.get(f"/board/meetings/{one.pk}/record").status_code == 200
    for one in Decision.objects.all():
        assert client.get(f"/board/decisions/{one.pk}").status_code == 200


def test_outside_a_demo_there_is_none() -> None:
    with pytest.raises(CommandError, match="for a demo only"):
        call_command("make_demo_board")
    assert not any(counts().values())
