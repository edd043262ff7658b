"""Background jobs: handed in by a page's own role, and run by the worker that `serve` starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, transaction
from tests.service.people import AT, make_member

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


def waiting() -> list[str]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(ProcrastinateJob.objects.values_list("task_name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_page_hands_in_a_job_that_the_worker_runs(settings) -> None:
    from fingerpost.service.access import audit, tasks
    from fingerpost.service.access.models import EventKind, Seal
    from fingerpost.service.access.second_lock import acting_in_database

    member = make_member("governance")
    with transaction.atomic():
        audit.record(EventKind.AUDIT_READ, at=AT, by=member)
    with transaction.atomic(), acting_in_database(member):
        tasks.seal_audit.defer(timestamp=NOW)
    assert waiting() == ["access.seal_audit"]
    run_worker()
    assert waiting() == [], "what is done is forgotten"
    seal = Seal.objects.get()
    lines = settings.AUDIT_ANCHORS.read_text().splitlines()
    assert json.loads(lines[-1])["digest"] == seal.digest


@pytest.mark.django_db(transaction=True)
def test_a_job_falls_with_the_page_that_handed_it_in() -> None:
    from fingerpost.service.access import tasks
    from fingerpost.service.access.second_lock import acting_in_database

    member = make_member("governance")
    with transaction.atomic(), acting_in_database(member):
        tasks.seal_audit.defer(timestamp=NOW)
        transaction.set_rollback(True)
    assert waiting() == []


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
