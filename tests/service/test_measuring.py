"""How far the evidence is behind the files: kept by the worker, told on every page that rests on it."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.service.people import BACKEND, make_member

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
KNOWN = "Figures of edition abc123, as known on 1 March 2026, 08:00."


@pytest.fixture
def workspace(tmp_path, settings):
    """A workspace with a release; no page reads more of it than its name and what it knew."""
    settings.WORKSPACE = tmp_path
    release = tmp_path / "published" / "abc123"
    release.mkdir(parents=True)
    told = {"id": "abc123", "provenance": {"as_of": "2026-03-01T08:00:00Z"}}
    (release / "release.json").write_text(json.dumps(told))
    (tmp_path / "published" / "latest.json").write_text(json.dumps({"release": "abc123"}))
    return tmp_path


def said(at: datetime = AT) -> str:
    from fingerpost.service.access import measuring

    found = measuring.newest(at=at)
    return found.sentence if found else ""


@pytest.mark.parametrize(
    ("state", "code", "after", "words"),
    [
        pytest.param("asked", 0, 0, "New files have landed", id="asked for"),
        pytest.param("measuring", 0, 0, "Being measured since 1 April 2026, 10:00", id="begun"),
        pytest.param("measuring", 0, 4, "it took longer than three hours", id="worker is gone"),
        pytest.param("failed", 30, 0, "published without protection", id="a kind of failure"),
        pytest.param("failed", -11, 0, "the program that measures broke down", id="a crash"),
        pytest.param("done", 0, 0, "", id="done"),
    ],
)
def test_where_the_evidence_stands_is_told_with_the_edition(
    workspace, state, code, after, words
) -> None:
    from fingerpost.service.access import measuring

    measuring.note(measuring.State(state), at=AT, code=code)
    told = said(AT + timedelta(hours=after))
    assert words in told
    assert told.endswith(KNOWN)


def test_before_anything_was_asked_for_the_edition_alone_is_told(workspace, tmp_path, settings):
    assert said() == KNOWN
    settings.WORKSPACE = tmp_path / "empty"
    assert said() == ""


def test_a_file_that_comes_while_it_is_measured_does_not_hide_that(workspace) -> None:
    from fingerpost.service.access.measuring import State, note

    note(State.MEASURING, at=AT)
    note(State.ASKED, at=AT + timedelta(minutes=1))
    assert "Being measured since 1 April 2026, 10:00" in said()
    note(State.ASKED, at=AT + timedelta(hours=4))
    assert "New files have landed" in said(AT + timedelta(hours=4))


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        pytest.param(0, "", id="done"),
        pytest.param(3, "", id="done, with refused rows in the inbox"),
        pytest.param(16, "somebody else was landing files", id="locked out"),
        pytest.param(
            subprocess.TimeoutExpired("run", 1), "longer than three hours", id="too long"
        ),
    ],
)
def test_the_worker_keeps_how_it_ended(workspace, monkeypatch, ending, words) -> None:
    from fingerpost.service.intake import tasks

    seen = {}

    def run(command, **more):
        seen.update(more, sentence=said(timezone.now()))
        if isinstance(ending, Exception):
            raise ending
        return SimpleNamespace(returncode=ending)

    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(tasks.subprocess, "run", run)
    tasks.bring_evidence_up_to_date()
    assert seen["sentence"].startswith("Being measured since")
    assert "DATABASE_URL" not in seen["env"]
    assert "PATH" in seen["env"]
    told = said(timezone.now())
    assert words in told
    assert told.startswith("Measuring failed") == bool(words)
    assert told.endswith(KNOWN)


@pytest.mark.django_db
def test_the_page_of_files_says_that_measuring_failed(client, settings, workspace) -> None:
    from fingerpost.service.access.measuring import State, note

    settings.SECOND_FACTOR = False
    client.force_login(make_member("sender", kind="charity").user, backend=BACKEND)
    assert KNOWN in client.get("/files/").content.decode()
    note(State.FAILED, at=AT, code=20)
    page = client.get("/files/").content.decode()
    assert "govuk-warning-text" in page
    assert "a measure could not be computed" in page
