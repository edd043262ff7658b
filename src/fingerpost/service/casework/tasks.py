"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.casework.actions import plan_telling, telling

QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())


@app.task(name="casework.tell_of_plan", queue=QUEUE)
def tell_of_plan(plan: int, agency: int, person: int | None) -> None:
    """Tell an agency that a support plan waits for it."""
    plan_telling.tell_of_plan(plan, agency, person, at=timezone.now())


@app.periodic(cron="45 6 * * *")
@app.task(
    name="casework.remind_of_plans", queue=QUEUE, queueing_lock="casework.remind_of_plans"
)
def remind_of_plans(timestamp: int) -> None:
    """Remind of actions of plans and of job checks that fall due; before the morning's e-mails."""
    plan_telling.remind(at=datetime.fromtimestamp(timestamp, UTC))
