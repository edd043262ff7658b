"""The clock's own part: follow what a referral tells, run out after day 21, tell who lets a step pass.

Asked by jobs alone, which may run late or twice: a day is that of what happened, not that of the job.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import NoticeKind
from fingerpost.service.casework import release_clock, sharing
from fingerpost.service.casework.actions import releases, transfers
from fingerpost.service.casework.actions.release_items import (
    ASKED_FOR,
    escalate,
    managers_of,
)
from fingerpost.service.casework.actions.release_telling import page_of_release
from fingerpost.service.casework.models import (
    ItemState,
    PrisonRelease,
    Referral,
    ReleaseAgency,
    ReleaseItem,
    ReleaseStepKind,
    Transfer,
)
from fingerpost.service.casework.reasons import DeclineReason
from fingerpost.service.casework.release_reasons import (
    NotEngaged,
    Resolution,
    TransferReason,
    TreatmentNeed,
)
from fingerpost.service.casework.release_states import BEFORE, OVER, RUNNING
from fingerpost.service.casework.release_states import ReleaseState as S
from fingerpost.service.casework.states import ReferralState as R

CAME = (R.ATTENDED, R.ENGAGED)
MET = (R.APPOINTED, *CAME)  # an appointment was settled with them
GONE = (R.DECLINED, R.WITHDRAWN, R.LAPSED)

WHY_NOT: dict[R, NotEngaged] = {
    R.DRAFTED: NotEngaged.NOT_TAKEN_IN,
    R.SENT: NotEngaged.NOT_TAKEN_IN,
    R.RECEIVED: NotEngaged.NOT_TAKEN_IN,
    R.MORE_NEEDED: NotEngaged.NOT_TAKEN_IN,
    R.ACCEPTED: NotEngaged.NO_APPOINTMENT,
    R.CONTACT_TRIED: NotEngaged.NO_CONTACT,
    R.APPOINTED: NotEngaged.STILL_TO_COME,
    R.ATTENDED: NotEngaged.STILL_TO_COME,
    R.ENGAGED: NotEngaged.STILL_TO_COME,
    R.MISSED: NotEngaged.DID_NOT_COME,
    R.DECLINED: NotEngaged.DECLINED,
    R.OUTCOME: NotEngaged.ENDED,
    R.CLOSED: NotEngaged.ENDED,
    R.WITHDRAWN: NotEngaged.ENDED,
    R.REDIRECTED: NotEngaged.NOT_TAKEN_IN,
    R.LAPSED: NotEngaged.NO_CONTACT,
}


def follow_referral(number: int, *, at: datetime) -> None:
    """Follow a referral that moved, if it is that of a release."""
    for release in PrisonRelease.objects.filter(referral=number):
        follow(release=release, at=at)


@transaction.atomic
def follow(*, release: PrisonRelease, at: datetime) -> PrisonRelease:
    """Do what the referral of a release tells: contact, treatment, or that it is over."""
    release = releases.locked(release)
    state, referral = S(release.state), release.referral
    if referral is None or state in OVER - {S.NOT_ENGAGED}:
        return release
    if referral.state == R.REDIRECTED and referral.redirected_to is not None:
        _go_along(release, referral.redirected_to, at)
        referral = referral.redirected_to
    came_on = day_came(referral, release.released_on) if release.released_on else None
    if (
        came_on is not None
        and release.released_on is not None
        and release_clock.counts(release.released_on, came_on)
    ):
        return releases.stop_by_clock(release, S.ENGAGED, on=came_on, at=at)
    if state in BEFORE | RUNNING and referral.state not in GONE and release.community is None:
        _take_up_again(release, referral, at)
    if state in BEFORE | RUNNING and referral.state in GONE and release.community is not None:
        transfers.queue(release, _why_gone(referral), by=None, at=at)
    elif state == S.RELEASED and referral.state in MET:
        return releases.contact_by_clock(release, at=at)
    return release


def day_came(referral: Referral, released_on: date) -> date | None:
    """Return the first day, not before the release, on which a referral says that they came.

    It is the day of the appointment that they came to, not that on which somebody wrote it down.
    """
    appointment: datetime | None = None
    for step in referral.steps.filter(kind="moved"):
        if step.after == R.APPOINTED:
            appointment = step.appointment_at
        elif step.after in CAME:
            day = timezone.localdate(
                appointment if appointment and step.after == R.ATTENDED else step.at
            )
            if day >= released_on:
                return day
    return None


def to_run_out(at: datetime) -> list[PrisonRelease]:
    """Return the releases whose day 21 is over while their clock runs."""
    before = timezone.localdate(at) - timedelta(days=release_clock.LAST_DAY)
    return list(PrisonRelease.objects.filter(state__in=RUNNING, released_on__lt=before))


@transaction.atomic
def run_out(*, release: PrisonRelease, at: datetime) -> PrisonRelease:
    """Stop the clock of who was not in treatment by day 21; follow the referral first."""
    release = follow(release=release, at=at)
    if S(release.state) not in RUNNING or release.released_on is None:
        return release
    if not release_clock.has_run_out(release.released_on, at):
        return release
    reason = WHY_NOT[R(release.referral.state)] if release.referral else NotEngaged.NO_TRANSFER
    on = release_clock.ends_on(release.released_on)
    return releases.stop_by_clock(release, S.NOT_ENGAGED, on=on, at=at, reason=reason)


def to_follow() -> list[PrisonRelease]:
    """Return the releases whose referral has told what they do not know yet: a job was lost."""
    told = Q(referral__state__in=[*GONE, *CAME, R.OUTCOME, R.CLOSED, R.REDIRECTED])
    met = Q(state=S.RELEASED, referral__state=R.APPOINTED)
    return list(PrisonRelease.objects.filter(told | met, state__in=BEFORE | RUNNING).distinct())


def items_to_escalate(at: datetime) -> list[ReleaseItem]:
    """Return what was not done by its time, and of which nobody was told."""
    return list(
        ReleaseItem.objects.filter(
            state=ItemState.OPEN,
            due_at__lt=at,
            escalated_at__isnull=True,
            release__state__in=ASKED_FOR,
        ).select_related("release")
    )


def to_escalate(at: datetime) -> list[PrisonRelease]:
    """Return the releases whose next step is late, and of which nobody was told."""
    return list(
        PrisonRelease.objects.filter(
            owner__isnull=False, due_at__lt=at, escalated_at__isnull=True
        )
    )


@transaction.atomic
def escalate_release(*, release: PrisonRelease, at: datetime) -> PrisonRelease:
    """Tell the managers of who owes the next step that it is late, once."""
    release = releases.locked(release)
    if not release.is_late(at) or release.escalated_at is not None:
        return release
    assert release.owner_id is not None, "what is late is owed by somebody"
    release.escalated_at = at
    release.save(update_fields=["escalated_at"])
    releases.write_down(release, ReleaseStepKind.ESCALATED, by=None, at=at, whom=release.owner)
    releases.record(release, by=None, at=at)
    managers = managers_of(release.owner_id, at) or managers_of(release.prison_id, at)
    notices.tell(
        [*managers, release.worker],
        kind=NoticeKind.RELEASE,
        path=page_of_release(release),
        at=at,
    )
    return release


@transaction.atomic
def queue_untransferred(*, release: PrisonRelease, at: datetime) -> None:
    """Put who left with a need and without a transfer into the prison's queue."""
    release = releases.locked(release)
    if release.community is None and release.need == TreatmentNeed.YES:
        transfers.queue(release, TransferReason.NO_AGENCY, by=None, at=at)


def untransferred() -> list[PrisonRelease]:
    """Return who left with a need, and whom nobody in the community has, with nothing in the queue."""
    asked = Transfer.objects.filter(
        Q(resolved_at__isnull=True) | Q(how=Resolution.NO_LONGER),
        release=OuterRef("pk"),
        agency=OuterRef("prison"),
    )
    return list(
        PrisonRelease.objects.filter(
            ~Exists(asked), state__in=RUNNING, community__isnull=True, need=TreatmentNeed.YES
        )
    )


def sweep(*, at: datetime) -> dict[str, int]:
    """Do what is due at a time, and return how much of each was done."""
    followed, queued = to_follow(), untransferred()
    for release in followed:
        follow(release=release, at=at)
    for release in queued:
        queue_untransferred(release=release, at=at)
    over = to_run_out(at)
    for release in over:
        run_out(release=release, at=at)
    items, late = items_to_escalate(at), to_escalate(at)
    for item in items:
        escalate(item=item, at=at)
    for release in late:
        escalate_release(release=release, at=at)
    return {
        "followed": len(followed),
        "queued": len(queued),
        "ran_out": len(over),
        "items_escalated": len(items),
        "releases_escalated": len(late),
    }


def _take_up_again(release: PrisonRelease, referral: Referral, at: datetime) -> None:
    """Go on with a referral that had ended and is taken up again by who has it."""
    release.community = referral.receiver
    release.transfers.filter(agency=release.prison_id, resolved_at__isnull=True).update(
        how=Resolution.REFERRED, referral=referral, resolved_at=at, due_at=None
    )
    releases.owe_anew(release, at)
    releases.write_down(
        release, ReleaseStepKind.TRANSFERRED, by=None, at=at, whom=referral.receiver
    )
    releases.record(release, by=None, at=at)


def _go_along(release: PrisonRelease, onward: Referral, at: datetime) -> None:
    """Follow a referral that its sender sent elsewhere: whoever has it now is named, if it may be told."""
    release.referral, release.community = onward, onward.receiver
    is_named = release.agencies.filter(agency=onward.receiver, ended_at__isnull=True)
    if not is_named.exists() and sharing.may_share(
        giver=release.prison,
        receiver=onward.receiver,
        item=releases.ITEM,
        purpose=onward.purpose,
        on=timezone.localdate(at),
        consent=onward.consent,
    ):
        ReleaseAgency.objects.update_or_create(
            release=release,
            agency=onward.receiver,
            defaults={
                "prison": release.prison,
                "consent": onward.consent,
                "named_at": at,
                "named_by": release.worker,
                "ended_at": None,
            },
        )
    releases.owe_anew(release, at)
    releases.write_down(
        release, ReleaseStepKind.TRANSFERRED, by=None, at=at, whom=onward.receiver
    )
    releases.record(release, by=None, at=at)


def _why_gone(referral: Referral) -> TransferReason:
    if referral.state != R.DECLINED:
        return TransferReason.ENDED
    if referral.end_reason == DeclineReason.IDENTITY:
        return TransferReason.IDENTITY
    return TransferReason.DECLINED
