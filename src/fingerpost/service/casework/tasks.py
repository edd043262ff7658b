"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.casework.actions import (
    drafts,
    release_following,
    release_telling,
    telling,
    transfers,
)
from fingerpost.service.casework.models import PrisonRelease

log = structlog.get_logger("fingerpost.service")

QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())
    release_following.follow_referral(referral, at=timezone.now())


# Releases from prison.
@app.task(name="casework.tell_of_release", queue=QUEUE)
def tell_of_release(release: int, agency: int | None = None, but: int | None = None) -> None:
    """Tell an agency, or all of a release, that it waits for them or has changed."""
    release_telling.tell_of_release(release, agency=agency, but=but, at=timezone.now())


@app.task(name="casework.match_transfer", queue=QUEUE)
def match_transfer(release: int) -> None:
    """See whether a community service knows somebody almost the same."""
    transfers.match(release=PrisonRelease.objects.get(pk=release), at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.sweep_releases", queue=QUEUE, queueing_lock="casework.sweep_releases")
def sweep_releases(timestamp: int) -> None:
    """Follow referrals, let clocks run out after day 21, and tell managers of what is late."""
    log.info("releases", **release_following.sweep(at=datetime.fromtimestamp(timestamp, UTC)))


@app.periodic(cron="50 3 * * *")
@app.task(name="casework.forget_old_drafts", queue=QUEUE, queueing_lock="casework.drafts")
def forget_old_drafts(timestamp: int) -> None:
    """Forget what nobody has typed at for a fortnight."""
    log.info("drafts", forgotten=drafts.forget_old(at=datetime.fromtimestamp(timestamp, UTC)))
