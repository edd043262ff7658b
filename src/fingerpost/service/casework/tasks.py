"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access.models import Agency
from fingerpost.service.casework.actions import (
    diversions,
    fairness_tables,
    justice_telling,
    telling,
)
from fingerpost.service.casework.models import Diversion

log = structlog.get_logger("fingerpost.service")
QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())


# -- diversion, tests and orders --------------------------------------------------------------------


@app.task(name="casework.tell_of_diversion", queue=QUEUE)
def tell_of_diversion(diversion: int) -> None:
    """Tell who owes the next step of a diversion."""
    justice_telling.tell_of_diversion(diversion, at=timezone.now())


@app.task(name="casework.tell_of_assessment", queue=QUEUE)
def tell_of_assessment(assessment: int) -> None:
    """Tell who owes the next step of a required assessment, or how it ended."""
    justice_telling.tell_of_assessment(assessment, at=timezone.now())


@app.task(name="casework.tell_of_order", queue=QUEUE)
def tell_of_order(order: int, is_providers: bool) -> None:
    """Tell the provider of an order, or who keeps it."""
    justice_telling.tell_of_order(order, is_providers=is_providers, at=timezone.now())


@app.task(name="casework.propose_outcome", queue=QUEUE)
def propose_outcome(diversion: int) -> None:
    """Propose the outcome of a diversion that was complied with, if its rule is met."""
    diversions.propose_outcome(diversion=Diversion.objects.get(pk=diversion), at=timezone.now())


@app.task(name="casework.make_fairness", queue=QUEUE)
def make_fairness(agency: int) -> None:
    """Renew the protected table of an agency: its outcomes of a month were written down."""
    fairness_tables.make(agency=Agency.objects.get(pk=agency), at=timezone.now())


@app.periodic(cron="20 6 * * *")
@app.task(name="casework.watch_justice", queue=QUEUE, queueing_lock="casework.watch_justice")
def watch_justice(timestamp: int) -> None:
    """Remind of late steps, propose what was not proposed, and make the tables of a quarter."""
    at = datetime.fromtimestamp(timestamp, UTC)
    reminded, escalated = justice_telling.remind(at=at)
    justice_telling.propose(at=at)
    fairness_tables.make_all(at=at)
    log.info("justice", reminded=reminded, escalated=escalated)
