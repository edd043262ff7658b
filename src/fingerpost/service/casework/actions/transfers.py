"""Transfer treatment from prison to the community by a referral, and queue what does not match."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import LegalBasis
from fingerpost.service.casework.actions import referrals, releases
from fingerpost.service.casework.models import (
    Consent,
    Person,
    PrisonRelease,
    Referral,
    ReleaseStepKind,
    Service,
    Transfer,
)
from fingerpost.service.casework.reasons import Need, Origin, Urgency
from fingerpost.service.casework.release_reasons import Resolution, TransferReason
from fingerpost.service.casework.release_states import BEFORE, RUNNING
from fingerpost.service.casework.release_states import ReleaseState as S
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.working_days import due_after

RESOLVED_WITHIN = 1  # working days
WHY = "Due for release from prison, and treatment is to go on in the community."


@transaction.atomic
def transfer(
    *,
    release: PrisonRelease,
    service: Service,
    by: Membership,
    at: datetime,
    why: str = WHY,
    consent: Consent | None = None,
) -> Referral:
    """Refer the person to a community service, which is named on the release; its answer comes back.

    One that was declined is sent elsewhere, so that its loop is closed too.
    """
    release = releases.locked(release)
    policies.check(by, P.RELEASE_PLAN)
    if release.prison_id != by.agency_id:
        raise PermissionDenied("not the prison")
    if S(release.state) not in BEFORE | RUNNING:
        raise ValidationError("It is over: there is nothing to transfer.")
    known = release.referral
    if known is not None and not (
        known.state == ReferralState.DECLINED or ReferralState(known.state).is_over
    ):
        raise ValidationError(
            f"The referral to {known.service.name} is still open. Withdraw it first."
        )
    named = releases.name(release, service.agency, by=by, at=at, consent=consent)
    consent = consent or named.consent
    if known is not None and known.state == ReferralState.DECLINED:
        late_reason = "waited" if known.is_late(at) else ""
        made = referrals.redirect(
            referral=known,
            service=service,
            by=by,
            at=at,
            consent=consent,
            late_reason=late_reason,
        )
    else:
        draft = referrals.draft(
            person=release.person,
            service=service,
            why=why,
            origin=Origin.PRISON,
            needs=[Need.DRUGS],
            urgency=Urgency.SOON,
            basis=LegalBasis.CONSENT if consent else LegalBasis.PUBLIC_TASK,
            consent=consent,
            in_list=releases.list_of_day(release.due_on, by, at),
            by=by,
            at=at,
        )
        made = referrals.send(referral=draft, by=by, at=at)
    _resolve_open(release, made, by=by, at=at)
    release.referral, release.community = made, service.agency
    releases.owe_anew(release, at)
    releases.write_down(release, ReleaseStepKind.TRANSFERRED, by=by, at=at, whom=service.agency)
    releases.record(release, by=by, at=at)
    app.configure_task("casework.match_transfer").defer(release=release.pk)
    return made


def queue(
    release: PrisonRelease,
    reason: TransferReason,
    *,
    by: Membership | None,
    at: datetime,
    said: str = "",
) -> Transfer:
    """Put a locked release's transfer into the prison's queue, once; the prison owes the next step again."""
    known = release.transfers.filter(agency=release.prison_id, resolved_at__isnull=True).first()
    if known is not None:
        return known
    queued = Transfer.objects.create(
        agency=release.prison,
        release=release,
        reason=reason,
        said=said[:80],
        opened_at=at,
        due_at=due_after(at, RESOLVED_WITHIN),
    )
    if release.community is not None:
        release.community = None
    releases.owe_anew(release, at)
    releases.write_down(release, ReleaseStepKind.QUEUED, by=by, at=at, reason=reason.value)
    releases.record(release, by=by, at=at)
    releases.tell(release, release.prison_id)
    return queued


@transaction.atomic
def resolve(
    *,
    transfer: Transfer,
    how: Resolution,
    by: Membership,
    at: datetime,
    person: Person | None = None,
) -> Transfer:
    """Say what became of one that did not match; a referral to a service resolves it by `transfer`."""
    policies.check(by, P.RELEASE_PLAN)
    if transfer.agency_id != by.agency_id:
        raise PermissionDenied("resolved by others")
    release = releases.locked(transfer.release)
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.resolved_at is not None:
        raise ValidationError("It is resolved already.")
    is_whose = transfer.reason == TransferReason.ALMOST_THE_SAME
    allowed = (
        {Resolution.SAME_PERSON, Resolution.NEW_PERSON} if is_whose else {Resolution.NO_LONGER}
    )
    if how not in allowed:
        raise ValidationError("That does not resolve it.")
    if how == Resolution.SAME_PERSON:
        if person is None or person not in candidates(release, by.agency_id):
            raise ValidationError("Choose which of your own people it is.")
        transfer.person, transfer.referral = person, release.referral
        if release.referral is not None and release.referral.receiver_id == by.agency_id:
            Referral.objects.filter(pk=release.referral.pk).update(received_as=person)
    transfer.how, transfer.resolved_at, transfer.resolved_by = how, at, by.user
    transfer.due_at = None
    transfer.save()
    releases.record(release, by=by, at=at)
    return transfer


@transaction.atomic
def match(*, release: PrisonRelease, at: datetime) -> Transfer | None:
    """See whether the receiver knows somebody almost the same; then it is theirs to say who it is.

    Nobody, or one with the same name and birthday, leaves nothing to resolve. The queue is the receiver's
    alone: the prison does not learn whom they know.
    """
    release = releases.locked(release)
    if release.community is None:
        return None
    alike = candidates(release, release.community_id)
    same = [one for one in alike if one.name.casefold() == release.name.casefold()]
    if not alike or len(same) == len(alike) == 1:
        return None
    queued, is_new = Transfer.objects.get_or_create(
        agency=release.community,
        release=release,
        resolved_at=None,
        defaults={
            "reason": TransferReason.ALMOST_THE_SAME,
            "opened_at": at,
            "due_at": due_after(at, RESOLVED_WITHIN),
        },
    )
    if is_new:
        releases.record(release, by=None, at=at)
        releases.tell(release, release.community.pk)
    return queued


def candidates(release: PrisonRelease, agency: int | None) -> list[Person]:
    """Return an agency's own people with the same birthday and initials, or the same name.

    Initials and date of birth are what national files link people by (domain notes, section 3): surnames
    change, so they are a question and never an answer.
    """
    given, _, family = release.name.rpartition(" ")
    own = Person.objects.filter(agency=agency, merged_into__isnull=True, erased_at__isnull=True)
    same_name = Q(given_name=given, family_name=family)
    if release.born_on is None:
        return list(own.filter(same_name)[:20])
    found = own.filter(Q(born_on=release.born_on) | (same_name & Q(born_on__isnull=True)))
    return [one for one in found[:200] if _initials(one.name) == _initials(release.name)][:20]


def _initials(name: str) -> tuple[str, str]:
    words = name.casefold().split() or [""]
    return words[0][:1], words[-1][:1]


def _resolve_open(
    release: PrisonRelease, referral: Referral, *, by: Membership, at: datetime
) -> None:
    release.transfers.filter(agency=release.prison_id, resolved_at__isnull=True).update(
        how=Resolution.REFERRED,
        referral=referral,
        resolved_at=at,
        resolved_by=by.user,
        due_at=None,
    )
