"""Background jobs: handed in by a page's own role, and run by the worker that `serve` starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from tests.service.people import AT, BACKEND, TODAY, make_member

NOW = int(AT.timestamp())


def run_worker() -> None:
    """Run every job that waits, in a process of its own, as `serve` does."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "django", "procrastinate", "worker"),
            *("--one-shot", "--concurrency", "2"),
        ],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def waits(job: int) -> bool:
    """Tell whether a job waits; the worker hands in others, as the clock says."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(pk=job).exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_hands_in_a_job_that_the_worker_runs(settings) -> None:
    from fingerpost.service.access import audit, tasks
    from fingerpost.service.access.models import EventKind, Seal
    from fingerpost.service.access.second_lock import acting_in_database

    member = make_member("governance")
    with transaction.atomic():
        audit.record(EventKind.AUDIT_READ, at=AT, by=member)
    with transaction.atomic(), acting_in_database(member):
        job = tasks.seal_audit.defer(timestamp=NOW)
    assert waits(job)
    run_worker()
    assert not waits(job), "what is done is forgotten"
    seal = Seal.objects.get()
    lines = settings.AUDIT_ANCHORS.read_text().splitlines()
    assert json.loads(lines[-1])["digest"] == seal.digest


@pytest.mark.django_db(transaction=True)
def test_a_job_falls_with_the_page_that_handed_it_in() -> None:
    from fingerpost.service.access import tasks
    from fingerpost.service.access.second_lock import acting_in_database

    member = make_member("governance")
    with transaction.atomic(), acting_in_database(member):
        job = tasks.seal_audit.defer(timestamp=NOW)
        assert job
        transaction.set_rollback(True)
    assert not waits(job)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM procrastinate_jobs",
        "UPDATE procrastinate_jobs SET status = 'failed'",
        "SELECT procrastinate_fetch_job_v2(NULL, NULL)",
        "SELECT procrastinate_cancel_job_v1(1, false, true)",
    ],
)
def test_a_page_reads_and_changes_no_job(statement: str) -> None:
    from fingerpost.service.access.second_lock import acting_in_database

    member = make_member("governance")
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        acting_in_database(member),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# -- what falls due ------------------------------------------------------------------------------


def agreed(**days):
    from tests.service.test_agreements import signed

    lead = make_member("governance", "Fenmark Recovery", kind="treatment")
    other = make_member("governance", "Fenmark Council", kind="council")
    make_member("manager", other.agency)
    make_member("reader", other.agency)
    make_member(
        "governance", other.agency, email="left@council.test", ends_on=TODAY - timedelta(1)
    )
    return signed(lead, other, **days)


OWNERS = [
    "governance@fenmark-council.test",
    "governance@fenmark-recovery.test",
    "manager@fenmark-council.test",
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param({"ends_on": 30, "review_on": -60}, "ends on 1 May 2026", id="ends"),
        pytest.param({"ends_on": 200, "review_on": 30}, "due for review on 1 May", id="review"),
        pytest.param({"ends_on": 0, "review_on": -1}, "ends on 1 April 2026", id="ends today"),
        pytest.param({"ends_on": 31, "review_on": -1}, None, id="in 31 days"),
        pytest.param({"ends_on": 200, "review_on": 31}, None, id="review in 31 days"),
    ],
)
def test_all_who_own_an_agreement_are_warned_of_its_days_once(days, words) -> None:
    from fingerpost.service.access.actions import due
    from fingerpost.service.access.models import Event

    agreed(**{name: TODAY + timedelta(number) for name, number in days.items()})
    for hours in (0, 1, 8):
        due.warn_of_agreements(at=AT + timedelta(hours=hours))
    assert sorted(one.to[0] for one in mail.outbox) == (OWNERS if words else [])
    assert all(words in one.body for one in mail.outbox)
    assert Event.objects.filter(kind="agreement_warned").count() == (2 if words else 0)


@pytest.mark.django_db
def test_a_warning_that_could_not_be_sent_is_tried_again(monkeypatch) -> None:
    from fingerpost.service.access.actions import due

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no mail server")

    agreed(ends_on=TODAY + timedelta(20), review_on=TODAY)
    monkeypatch.setattr(due, "send_mail", refuse)
    with pytest.raises(OSError, match="no mail server"):
        due.warn_of_agreements(at=AT)
    monkeypatch.undo()
    assert len(due.warn_of_agreements(at=AT)) == 2, "of its end and of its review"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param((20, 0), ["Renew FM-1, version 1: its flows close"], id="ends"),
        pytest.param((200, 20), ["Look again at FM-1, version 1"], id="review"),
        pytest.param((200, 40), [], id="neither"),
    ],
)
def test_the_start_page_tells_the_owners(days, words) -> None:
    from fingerpost.service.access import needs

    ends, review = (TODAY + timedelta(number) for number in days)
    version = agreed(ends_on=ends, review_on=review)
    manager = make_member("manager", "Fenmark Recovery")
    said = [need.sentence for need in needs.all_needs(manager, TODAY)]
    assert len(said) == len(words)
    assert all(one.startswith(word) for one, word in zip(said, words, strict=True)), version


@pytest.mark.django_db(transaction=True)
def test_the_worker_closes_what_is_over(client) -> None:
    from django.contrib.sessions.models import Session

    from fingerpost.service.access import tasks
    from fingerpost.service.access.actions import members
    from fingerpost.service.access.models import Event

    manager = make_member("manager")
    leaver = make_member("reader", ends_on=TODAY - timedelta(1))
    kept = make_member("analyst", ends_on=TODAY)
    client.force_login(leaver.user, backend=BACKEND)
    stays = Client()
    stays.force_login(kept.user, backend=BACKEND)
    invitation, _ = members.invite(
        email="new@x.test",
        name="Sam Reed",
        agency=manager.agency,
        role="reader",
        ends_on=TODAY,
        by=manager,
        at=AT - timedelta(days=7),
    )
    tasks.close_what_is_over.defer(timestamp=NOW)
    tasks.close_what_is_over.defer(timestamp=NOW)
    run_worker()
    leaver.refresh_from_db()
    invitation.refresh_from_db()
    assert (leaver.ended_at, leaver.ended_by, leaver.end_reason) == (
        AT,
        None,
        "Its last day is over.",
    )
    assert invitation.withdrawn_at == AT
    kept.refresh_from_db()
    assert kept.ended_at is None
    sessions = {one.get_decoded()["_auth_user_id"] for one in Session.objects.all()}
    assert sessions == {str(kept.user_id)}
    by_itself = Event.objects.filter(actor__isnull=True).values_list("kind", flat=True)
    assert sorted(by_itself) == ["invitation_expired", "membership_ended"]
