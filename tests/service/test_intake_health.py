"""The calendar of an agency's data: what came, what is due, what is late."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND, make_member
from tests.service.sending import agree, kits, sender, upload_of

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _clean(settings):
    settings.SECOND_FACTOR = False
    yield
    for folder in ("lake", "vault", "quarantine"):
        shutil.rmtree(WORKSPACE / folder, ignore_errors=True)


def land(content: bytes, on: date, name: str = "kits.csv") -> None:
    """Land a file as an analyst does, at the command line."""
    from fingerpost.evidence.lake import Workspace
    from fingerpost.evidence.lake import land as land_files

    path = WORKSPACE / name
    path.write_bytes(content)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    (result,) = land_files(Workspace.open(WORKSPACE), [path], at=at).files
    path.unlink()
    assert result.rows_landed, result.message


def calendars(member, on: date = ON):
    from fingerpost.service.intake.health import calendars

    return calendars(viewer=member, on=on)


def test_each_period_says_whether_its_file_came_is_due_or_late() -> None:
    member = sender()
    land(kits(3, day="05/02/2026", more="broken\n"), date(2026, 4, 20))
    land(kits(4, day="05/08/2026"), date(2026, 10, 9))
    (calendar,) = calendars(member)
    assert [(cell.label, cell.words) for cell in calendar.cells] == [
        ("January to March 2026", "Came 20 April 2026: 3 rows, 1 refused"),
        ("April to June 2026", "Late: was due 14 August 2026"),
        ("July to September 2026", "Came 9 October 2026: 4 rows"),
        ("October to December 2026", "Due 14 February 2027"),
    ]
    assert calendar.sentence == (
        "2 of 3 files that were due came. Of their rows 87.5% landed. "
        "The next is due on 14 February 2027."
    )


def test_a_file_is_due_on_its_day_and_late_the_day_after() -> None:
    member = sender()
    land(kits(3, day="05/02/2026"), date(2026, 4, 20))
    second = {
        on: calendars(member, on)[0].cells[1].words
        for on in (date(2026, 8, 14), date(2026, 8, 15))
    }
    assert second == {
        date(2026, 8, 14): "Due 14 August 2026",
        date(2026, 8, 15): "Late: was due 14 August 2026",
    }


def test_a_correction_is_counted_and_its_rows_are_those_that_count() -> None:
    member = sender()
    land(kits(3), date(2026, 4, 20))
    land(kits(5), date(2026, 4, 22))
    land(kits(6), date(2026, 4, 23))
    assert (
        calendars(member)[0].cells[0].words == "Came 23 April 2026: 6 rows; corrected 2 times"
    )


def test_what_comes_next_is_told_even_where_a_file_came_early() -> None:
    member = sender()
    land(kits(3, day="05/11/2026"), ON)
    assert [cell.words for cell in calendars(member)[0].cells] == [
        "Came 25 November 2026: 3 rows",
        "Due 15 May 2027",
    ]


def test_an_agreement_without_any_file_says_that_nothing_came() -> None:
    (calendar,) = calendars(sender())
    assert (calendar.cells, calendar.sentence) == ((), "Nothing has come yet.")


def test_one_that_sends_nothing_has_no_calendar_and_sees_none_of_anothers() -> None:
    sender()
    land(kits(3), date(2026, 4, 20))
    assert calendars(make_member("sender", "Harbour", kind="charity")) == ()


def test_of_a_source_with_senders_only_ones_own_are_shown() -> None:
    from pathlib import Path

    sample = Path(__file__).parents[1] / "contract" / "samples" / "voluntary_contacts.csv"
    land(sample.read_bytes(), date(2026, 4, 20), "voluntary_contacts.csv")
    member = sender("Open Door", "voluntary_contacts")
    assert [one.sender for one in calendars(member)] == [""], "whose they are is not known"
    from fingerpost.evidence.core.periods import Period
    from fingerpost.evidence.lake import Lake, Workspace

    parts = Lake(Workspace.open(WORKSPACE)).current("voluntary_contacts")
    names = sorted({part.edition.rpartition(" · ")[0] for _, part in parts})
    member.agency.sources = [{"source": "voluntary_contacts", "sender": names[0]}]
    member.agency.save()
    soon = max(Period.parse(part.period).end for _, part in parts)
    found = calendars(member, soon)
    assert [one.sender for one in found] == names[:1]
    assert any(cell.landed_on for cell in found[0].cells)


def test_a_withdrawn_file_leaves_its_period_late_again() -> None:
    from fingerpost.evidence.lake import Lake, Workspace, withdraw

    member = sender()
    land(kits(3, day="05/02/2026"), date(2026, 4, 20))
    land(kits(3, day="05/05/2026"), date(2026, 7, 20))
    workspace = Workspace.open(WORKSPACE)
    sha256 = Lake(workspace).landings()[1].sha256
    assert calendars(member)[0].cells[1].words.startswith("Came 20 July 2026")
    withdraw(workspace, [sha256], at=datetime(2026, 8, 1, tzinfo=UTC), by="x", reason="Wrong.")
    assert calendars(member)[0].cells[1].words == "Late: was due 14 August 2026"


def test_the_page_reads_without_colour_and_the_start_page_asks_for_what_is_late(
    client: Client,
) -> None:
    member = sender()
    land(kits(3, day="05/02/2026"), date(2026, 4, 20))
    client.force_login(member.user, backend=BACKEND)
    page = client.get("/files/health").content.decode()
    assert "Late: was due 14 August 2026" in page
    assert "<dt>January to March 2026</dt>" in page
    assert "style=" not in page
    assert "it is late" in client.get("/").content.decode()


def test_who_may_not_see_files_sees_no_calendar() -> None:
    with pytest.raises(PermissionDenied):
        calendars(make_member("reader", "Open Door", kind="charity"))


def test_what_was_sent_here_is_in_the_calendar(client: Client) -> None:
    from django.utils import timezone

    from fingerpost.service.intake.landing import land_upload
    from fingerpost.service.intake.models import Upload

    member = make_member("sender", "Open Door", kind="charity")
    agree(member.agency, "naloxone_kits")
    client.force_login(member.user, backend=BACKEND)
    client.post("/files/send", {"file": upload_of(kits(2))})
    now = timezone.now()
    land_upload(Upload.objects.get().pk, at=now, today=timezone.localdate())
    assert ": 2 rows" in client.get("/files/health").content.decode()
