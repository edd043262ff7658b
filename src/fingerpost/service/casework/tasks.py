"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access.models import Agency
from fingerpost.service.casework import finding
from fingerpost.service.casework.actions import consents, retention, telling
from fingerpost.service.casework.models import Referral

log = structlog.get_logger("fingerpost.service")
QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())
    if whom == "receiver":
        finding.keep_sheet_keys(Referral.objects.select_related("sheet").get(pk=referral))


# People: found by what their sheet says, told of withdrawals, kept no longer than agreed.


@app.task(name="casework.keep_sheet_keys", queue=QUEUE)
def keep_sheet_keys(referral: int) -> None:
    """Keep the keys by which a receiver finds whom a referral is about."""
    finding.keep_sheet_keys(Referral.objects.select_related("sheet").get(pk=referral))


@app.task(name="casework.tell_of_withdrawal", queue=QUEUE)
def tell_of_withdrawal(consent: int) -> None:
    """Tell every agency that holds something under a consent that it was withdrawn."""
    consents.tell_of_withdrawal(consent, at=timezone.now())


@app.task(name="casework.erase_traces", queue=QUEUE)
def erase_traces(person: int) -> None:
    """Empty what else names a person who was erased."""
    retention.erase_traces(person, at=timezone.now())


@app.task(name="casework.empty_sheets", queue=QUEUE)
def empty_sheets(agency: int, at: str) -> None:
    """Empty the sheets that led to no record, as their agency decided."""
    retention.empty_sheets(Agency.objects.get(pk=agency), at=datetime.fromisoformat(at))


@app.periodic(cron="10 5 1 * *")
@app.task(name="casework.find_due", queue=QUEUE, queueing_lock="casework.find_due")
def find_due(timestamp: int) -> None:
    """Mark the records whose time is over, for their agencies to decide on."""
    marked = retention.find_due(at=datetime.fromtimestamp(timestamp, UTC))
    log.info("records", due=marked)
