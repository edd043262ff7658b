"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.casework.actions import exports, telling
from fingerpost.service.intake.tasks import ask_for_evidence

log = structlog.get_logger("fingerpost.service")
QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())


@app.periodic(cron="20 2 * * *")
@app.task(name="casework.export", queue=QUEUE, queueing_lock="casework.export")
def export(timestamp: int) -> None:
    """Write the files of the cases for the evidence, and have it measured where they changed."""
    at = datetime.fromtimestamp(timestamp, UTC)
    done = exports.export_cases(inbox=Path(settings.WORKSPACE) / "inbox", at=at)
    if done.has_changed:
        ask_for_evidence()
    log.info("cases_exported", referrals=done.referrals, left_out=len(done.left_out))
