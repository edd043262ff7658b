"""Deep dives: a question, what its measures said when it was collected, and a conclusion that is final."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.service.board_people import make_cast, signed_in, today
from tests.service.board_release import publish_for_board

pytestmark = pytest.mark.django_db
CHOSEN = ["made_deaths", "made_searches", "made_waiting"]


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def published(settings, tmp_path):
    return publish_for_board(settings, tmp_path)


def begun(cast, **more):
    from fingerpost.service.board.actions import deep_dives

    said = {
        "title": "Deaths",
        "question": "Do fewer people die?",
        "quarter": today(),
        "owner": cast["owner"].agency,
        "measures": CHOSEN,
        **more,
    }
    return deep_dives.begin(**said, by=cast["lead"], at=timezone.now())


def take(cast, who: str, dive, name: str, **said):
    return signed_in(cast[who]).post(f"/board/deep-dives/{dive.pk}/{name}", said, follow=True)


def test_a_lead_begins_one_on_the_page_and_its_evidence_is_collected(cast, published) -> None:
    from fingerpost.service.board.models import DeepDive

    said = {
        "title": "Deaths",
        "question": "Do fewer people die?",
        "quarter": "2026-11-25",
        "owner": cast["owner"].agency_id,
        "measures": CHOSEN,
    }
    page = signed_in(cast["lead"]).post("/board/deep-dives/new", said, follow=True)
    dive = DeepDive.objects.get()
    assert page.redirect_chain == [(f"/board/deep-dives/{dive.pk}", 302)]
    assert (dive.quarter.isoformat(), dive.edition) == ("2026-10-01", published.id)
    shown = unescape(page.content.decode())
    assert f"Collected from release {published.id}" in shown
    assert "Made-up deaths</a>" in shown
    assert "60 in March 2025, below the range expected" in shown, (
        "what the measure says, in its sentence"
    )
    assert "more of it is not less harm" in shown, "activity says that it is"
    assert "it waits for the recovery extract, from Fenmark Recovery Service" in shown


@pytest.mark.parametrize("who", ["owner", "member", "chair"])
def test_only_the_lead_begins_one(cast, who) -> None:
    assert signed_in(cast[who]).get("/board/deep-dives/new").status_code == 403


def test_without_a_release_it_says_that_nothing_can_be_said(cast, settings, tmp_path) -> None:
    settings.WORKSPACE = tmp_path
    dive = begun(cast, measures=["made_deaths"])
    page = signed_in(cast["member"]).get(f"/board/deep-dives/{dive.pk}").content.decode()
    assert "No release was there when it was collected" in page
    assert "Cannot be said: the newest release has no measure of this name" in page


def test_what_was_collected_stays_until_it_is_collected_again(
    cast, published, settings, tmp_path
) -> None:
    dive = begun(cast)
    before = dive.collected
    newer = publish_for_board(settings, tmp_path / "newer", last=140)
    page = signed_in(cast["owner"]).get(f"/board/deep-dives/{dive.pk}").content.decode()
    assert "There is a newer one" in page
    assert before[0]["sentence"].split()[0] in page
    dive.refresh_from_db()
    assert dive.collected == before
    page = take(cast, "owner", dive, "collect", measures=CHOSEN[:1], notes="The coroner says")
    dive.refresh_from_db()
    assert dive.edition == newer.id
    assert [one["name"] for one in dive.collected] == CHOSEN[:1]
    assert dive.collected[0]["sentence"] != before[0]["sentence"]
    assert "The coroner says" in page.content.decode()


def test_a_conclusion_is_final_with_what_it_rests_on(cast, published) -> None:
    from django.db import DatabaseError, transaction

    dive = begun(cast)
    assert take(cast, "member", dive, "conclude", conclusion="x").status_code == 404
    assert take(cast, "owner", dive, "conclude", conclusion=" ").status_code == 400
    page = take(cast, "owner", dive, "conclude", conclusion="We cannot say why.")
    assert "We cannot say why." in page.content.decode()
    for name in ("collect", "conclude", "meeting"):
        assert take(cast, "lead", dive, name, conclusion="Else").status_code == 404
    dive.refresh_from_db()
    for field, value in (("conclusion", "Else"), ("collected", []), ("edition", "x")):
        setattr(dive, field, value)
        with pytest.raises(DatabaseError, match="kept as it was"), transaction.atomic():
            dive.save(update_fields=[field])
        dive.refresh_from_db()


def test_a_conclusion_rests_on_something(cast, published) -> None:
    from fingerpost.service.board.actions import deep_dives

    dive = begun(cast, measures=[])
    with pytest.raises(ValidationError, match="rests on something"):
        deep_dives.conclude(dive=dive, conclusion="x", by=cast["owner"], at=timezone.now())


def test_it_is_due_at_its_meeting_and_at_no_other(cast, published) -> None:
    from tests.service.test_board_meetings import called

    from fingerpost.service.board.agenda import due_at

    first, second = called(cast["lead"], 14), called(cast["lead"], 60)
    dive = begun(cast)

    def at(meeting):
        return [one.key for one in due_at(meeting, viewer=cast["lead"])]

    assert at(first) == at(second) == [f"deep_dive:{dive.pk}"], "put to none yet"
    page = take(cast, "lead", dive, "meeting", meeting=second.pk)
    assert "High Harms Board" in page.content.decode()
    assert (at(first), at(second)) == ([], [f"deep_dive:{dive.pk}"])
    take(cast, "owner", dive, "conclude", conclusion="Done")
    assert at(second) == []


def test_who_does_not_sit_on_the_board_sees_none(cast, published) -> None:
    dive = begun(cast)
    for path in ("", f"/{dive.pk}", f"/{dive.pk}/collect"):
        assert signed_in(cast["worker"]).get(f"/board/deep-dives{path}").status_code == 403
    listed = signed_in(cast["member"]).get("/board/deep-dives").content.decode()
    assert "Do fewer people die?" in listed
