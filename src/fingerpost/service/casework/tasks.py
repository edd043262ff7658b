"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.casework.actions import telling

QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())
