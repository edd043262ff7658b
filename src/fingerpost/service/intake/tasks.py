"""Background work of intake: land what waits, sweep, and bring the published evidence up to date.

A job is asked for when a file has come. If that is lost, the next minute's round finds the file: what
was accepted is in the database, and nothing depends on a job.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fingerpost.service.access import measuring
from fingerpost.service.access.measuring import State
from fingerpost.service.intake.actions import uploads
from fingerpost.service.intake.landing import environment, land_upload
from fingerpost.service.intake.models import Upload, UploadStatus

log = structlog.get_logger("fingerpost.service")
ONE_AT_A_TIME = "lake"
WITH_REFUSED_ROWS = 3  # how `fingerpost run` ends where the inbox has bad rows


@app.task(name="intake.land", lock=ONE_AT_A_TIME, pass_context=False)
def land(upload: int) -> None:
    """Land one upload, then see to the evidence."""
    uploads.put_back_interrupted(at=timezone.now())
    landed = land_upload(upload, at=timezone.now(), today=timezone.localdate())
    if landed is not None and landed.status == UploadStatus.LANDED:
        ask_for_evidence()


@app.periodic(cron="* * * * *")
@app.task(name="intake.land_waiting", lock=ONE_AT_A_TIME, queueing_lock="intake.land_waiting")
def land_waiting(timestamp: int) -> None:
    """Land every upload that waits, the oldest first."""
    uploads.put_back_interrupted(at=timezone.now())
    waiting = Upload.objects.filter(status=UploadStatus.WAITING).order_by("received_at")
    for number in list(waiting.values_list("pk", flat=True)):
        land(number)


@app.periodic(cron="17 * * * *")
@app.task(name="intake.sweep", queueing_lock="intake.sweep")
def sweep(timestamp: int) -> None:
    """Give up, try again and delete what has lain too long."""
    uploads.sweep(at=timezone.now())


@app.task(name="intake.evidence", lock="evidence", queueing_lock="intake.evidence")
def bring_evidence_up_to_date() -> None:
    """Measure, protect and publish anew from what is landed now, as `fingerpost run` does."""
    root = Path(settings.WORKSPACE)
    (root / "inbox").mkdir(exist_ok=True)  # of one that lives by uploads alone
    measuring.note(State.MEASURING, at=timezone.now())
    try:
        code = subprocess.run(  # noqa: S603, our own program
            [
                *(sys.executable, "-c", "from fingerpost.cli import main; main()"),
                *("run", str(root), "--quiet"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=measuring.LONGEST.total_seconds(),
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        code = measuring.TOOK_TOO_LONG
    is_well = code in (0, WITH_REFUSED_ROWS)
    state = State.DONE if is_well else State.FAILED
    measuring.note(state, at=timezone.now(), code=0 if is_well else code)
    log.info("evidence", code=code)


def ask_for_landing(upload: int) -> None:
    """Ask for an upload to be landed now; called once its row is committed."""
    land.defer(upload=upload)


def ask_for_evidence() -> None:
    """Ask for the evidence to be brought up to date; once is enough for several files."""
    measuring.note(State.ASKED, at=timezone.now())
    with suppress(AlreadyEnqueued), transaction.atomic():
        bring_evidence_up_to_date.configure(schedule_in={"seconds": 10}).defer()
