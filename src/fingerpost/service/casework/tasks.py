"""What the service does for cases in the background.

Each may run twice or late and does no harm: it does what is due.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access.models import Agency
from fingerpost.service.casework import due, finding
from fingerpost.service.casework.actions import (
    chasing,
    consents,
    diversions,
    drafts,
    justice_telling,
    plan_telling,
    release_following,
    release_telling,
    retention,
    services,
    telling,
    transfers,
)
from fingerpost.service.casework.models import Diversion, PrisonRelease, Referral

log = structlog.get_logger("fingerpost.service")
QUEUE = "casework"


@app.task(name="casework.tell_of_referral", queue=QUEUE)
def tell_of_referral(referral: int, whom: str) -> None:
    """Tell one side of a referral that it waits for them, or that there is news."""
    telling.tell_of_referral(referral, whom, at=timezone.now())
    if whom == "receiver":
        finding.keep_sheet_keys(Referral.objects.select_related("sheet").get(pk=referral))
    release_following.follow_referral(referral, at=timezone.now())


@app.periodic(cron="25 6 * * *")
@app.task(name="casework.clock", queue=QUEUE, queueing_lock="casework.clock")
def clock(timestamp: int) -> None:
    """Remind of what is due, escalate what is late, close what was answered; before the morning's e-mails."""
    at = datetime.fromtimestamp(timestamp, UTC)
    done = {
        act.__name__: sum(act(referral=one, at=at) for one in list(due.to_do(at, is_due)))
        for act, is_due in (
            (chasing.close, due.is_to_close),
            (chasing.tell_sender, due.is_to_tell_sender),
            (chasing.escalate, due.is_to_escalate),
            (chasing.remind, due.is_to_remind),
        )
    }
    log.info("referrals", **done)


@app.periodic(cron="10 3 * * *")
@app.task(name="casework.count_waits", queue=QUEUE, queueing_lock="casework.count_waits")
def count_waits(timestamp: int) -> None:
    """Count how long services took of late, to stand beside what they say."""
    counted = services.count_waits(at=datetime.fromtimestamp(timestamp, UTC))
    log.info("waits", services=counted)


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


@app.periodic(cron="20 6 * * *")
@app.task(name="casework.watch_justice", queue=QUEUE, queueing_lock="casework.watch_justice")
def watch_justice(timestamp: int) -> None:
    """Remind of late steps, propose what was not proposed, and make the tables of a quarter."""
    at = datetime.fromtimestamp(timestamp, UTC)
    reminded, escalated = justice_telling.remind(at=at)
    justice_telling.propose(at=at)
    log.info("justice", reminded=reminded, escalated=escalated)


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
