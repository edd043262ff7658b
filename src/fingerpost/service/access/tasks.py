"""Background jobs of access. Each may run twice or late and does no harm: it does what is due.

The worker that `fingerpost serve` keeps alive runs them every hour, so a machine that was off at
midnight catches up when it is on again. A page hands in a job with `task.defer(...)`, in its own
transaction: if the page's change is undone, so is the job.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, selectors
from fingerpost.service.access.actions import due, emergency, members, notices
from fingerpost.service.access.models import User

log = structlog.get_logger("fingerpost.service")
QUEUE = "access"


@app.periodic(cron="5 * * * *")
@app.task(name="access.seal_audit", queue=QUEUE)
def seal_audit(timestamp: int) -> None:
    """Seal the events of the last hour, and write the newest seal outside the database."""
    at = datetime.fromtimestamp(timestamp, UTC)
    while audit.seal(at=at):
        pass
    audit.anchor(settings.AUDIT_ANCHORS, at=at)
    for broken in audit.verify(settings.AUDIT_ANCHORS):
        log.error("audit_broken", what=broken.what, first=broken.first, last=broken.last)


@app.periodic(cron="15 * * * *")
@app.task(name="access.warn_of_agreements", queue=QUEUE)
def warn_of_agreements(timestamp: int) -> None:
    """Warn the parties of agreements that end or fall due for review."""
    due.warn_of_agreements(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="25 * * * *")
@app.task(name="access.close_what_is_over", queue=QUEUE)
def close_what_is_over(timestamp: int) -> None:
    """Close invitations, roles and sessions whose time is over."""
    at = datetime.fromtimestamp(timestamp, UTC)
    due.close_invitations(at=at)
    due.close_memberships(at=at)
    due.forget_sessions(at=at)


@app.periodic(cron="*/5 * * * *")
@app.task(name="access.send_notices", queue=QUEUE, queueing_lock="access.send_notices")
def send_notices(timestamp: int) -> None:
    """Send what waits to everybody who wants to be told now."""
    sent = notices.send_notices(at=datetime.fromtimestamp(timestamp, UTC))
    log.info("notices", sent=sent)


@app.task(name="access.tell_of_emergency", queue=QUEUE)
def tell_of_emergency(event: int) -> None:
    """Tell an agency that a record of its own was opened in an emergency."""
    emergency.tell_owner(event)


@app.task(name="access.sign_out", queue=QUEUE)
def sign_out(user: int) -> None:
    """Sign a person out wherever they are signed in, if they have no role left."""
    found = User.objects.get(pk=user)
    if not selectors.open_memberships(found, on=timezone.localdate()):
        members.end_sessions(found)
