"""Plan a release from prison and move it on: every move of `release_states.MOVES` goes through `_advance`.

Each leaves a step, an event, an owner with a time while anything is owed, and word to whom it concerns.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, AgencyKind, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.casework import release_clock, release_states, sharing
from fingerpost.service.casework.models import (
    Consent,
    ItemState,
    Person,
    PrisonRelease,
    ReferralList,
    ReleaseAgency,
    ReleaseItem,
    ReleaseStep,
    ReleaseStepKind,
)
from fingerpost.service.casework.release_needs import release_needs
from fingerpost.service.casework.release_reasons import (
    CancelReason,
    ClockOutcome,
    DayReason,
    NotEngaged,
    ReleaseKind,
    TreatmentNeed,
)
from fingerpost.service.casework.release_states import BEFORE, Needs, Side
from fingerpost.service.casework.release_states import ReleaseState as S

ITEM = "release"  # what an agreement calls it
STOPS: dict[S, ClockOutcome] = {
    S.ENGAGED: ClockOutcome.ENGAGED,
    S.NOT_ENGAGED: ClockOutcome.RAN_OUT,
    S.DIED: ClockOutcome.DIED,
    S.RECALLED: ClockOutcome.RECALLED,
    S.DEPORTED: ClockOutcome.DEPORTED,
    S.MOVED: ClockOutcome.MOVED,
}


@transaction.atomic
def plan(
    *,
    person: Person,
    due_on: date,
    kind: ReleaseKind,
    by: Membership,
    at: datetime,
    need: TreatmentNeed = TreatmentNeed.UNKNOWN,
    area: str = "",
) -> PrisonRelease:
    """Plan the release of one's prison's own person; it begins with what a release usually needs."""
    policies.check(by, P.RELEASE_PLAN)
    if by.agency.kind != AgencyKind.PRISON:
        raise ValidationError(
            "Only a prison plans a release. Ask the prison to name you on it."
        )
    if person.agency_id != by.agency_id or person.merged_into_id or person.erased_at:
        raise ValidationError("Choose a person of your own prison.")
    if person.died_on is not None:
        raise ValidationError("It is written down that this person died.")
    if due_on < timezone.localdate(at):
        raise ValidationError("Choose today or a day that is still to come.")
    if PrisonRelease.objects.filter(person=person, state__in=BEFORE).exists():
        raise ValidationError("A release of this person is planned already. Change its day.")
    release = PrisonRelease.objects.create(
        prison=by.agency,
        person=person,
        name=person.name,
        born_on=person.born_on,
        kind=ReleaseKind(kind),
        need=TreatmentNeed(need),
        area=area,
        due_on=due_on,
        first_due_on=due_on,
        state=S.PLANNED,
        since=at,
        owner=by.agency,
        due_at=release_clock.due_at(
            S.PLANNED, due_on=due_on, released_on=None, is_transferred=False, at=at
        ),
        worker=by.user,
        made_at=at,
        made_by=by.user,
    )
    ReleaseItem.objects.bulk_create(
        ReleaseItem(
            release=release,
            prison=by.agency,
            kind=one.code,
            of_health=one.of_health,
            owner=by.agency,
            due_at=one.due_at(due_on),
        )
        for one in release_needs().values()
        if one.is_usual
    )
    write_down(
        release, ReleaseStepKind.MADE, by=by, at=at, after=S.PLANNED.value, day_after=due_on
    )
    record(release, by=by, at=at)
    return release


@transaction.atomic
def change_day(
    *, release: PrisonRelease, due_on: date, reason: DayReason, by: Membership, at: datetime
) -> PrisonRelease:
    """Plan it for another day: what is still to do is due by that day, and everybody named is told."""
    release = locked(release)
    _check_prison(release, by)
    if S(release.state) not in BEFORE:
        raise ValidationError("They have left, or it is over: the day cannot change now.")
    if due_on < timezone.localdate(at):
        raise ValidationError("Choose today or a day that is still to come.")
    if due_on == release.due_on:
        raise ValidationError("It is planned for that day already.")
    before, release.due_on = release.due_on, due_on
    if due_on < before and reason == DayReason.SCHEME:
        release.kind = ReleaseKind.EARLY
    release.escalated_at = None
    release.due_at = _due_at(release, at)
    _move_items(release)
    _move_referral_to_list(release, by, at)
    _save(release)
    write_down(
        release,
        ReleaseStepKind.DAY,
        by=by,
        at=at,
        reason=DayReason(reason).value,
        day_before=before,
        day_after=due_on,
    )
    record(release, by=by, at=at, before={"due_on": before}, after={"due_on": due_on})
    tell_named(release, but=by.agency_id)
    return release


@transaction.atomic
def say_ready(*, release: PrisonRelease, by: Membership, at: datetime) -> PrisonRelease:
    """Say that all is ready; what is needed before the day must have been answered."""
    release = locked(release)
    before = [code for code, one in release_needs().items() if one.is_before]
    is_open = release.items.filter(state=ItemState.OPEN, kind__in=before).exists()
    given = () if is_open else (Needs.ANSWERS,)
    return _advance(release, S.READY, side=Side.PRISON, by=by, at=at, given=given)


@transaction.atomic
def say_not_ready(*, release: PrisonRelease, by: Membership, at: datetime) -> PrisonRelease:
    """Take back that all is ready."""
    return _advance(locked(release), S.PLANNED, side=Side.PRISON, by=by, at=at)


@transaction.atomic
def say_released(
    *, release: PrisonRelease, on: date, by: Membership, at: datetime
) -> PrisonRelease:
    """Say on which day they left; for who needs treatment that is day 0 of the clock."""
    release = locked(release)
    if on > timezone.localdate(at):
        raise ValidationError("That day is still to come.")
    if on < timezone.localdate(release.made_at):
        raise ValidationError("The release was planned after that day. Check the day.")
    release.released_on = on
    has_clock = release.need == TreatmentNeed.YES or release.community_id is not None
    if on != release.due_on:
        _move_items(release)
    return _advance(
        release,
        S.RELEASED if has_clock else S.OUT,
        side=Side.PRISON,
        by=by,
        at=at,
        given=(Needs.DAY,),
        day_after=on,
    )


@transaction.atomic
def cancel(
    *, release: PrisonRelease, reason: CancelReason, by: Membership, at: datetime
) -> PrisonRelease:
    """Say that there is no release, and why."""
    release = locked(release)
    release.end_reason = CancelReason(reason)
    return _advance(
        release,
        S.CANCELLED,
        side=Side.PRISON,
        by=by,
        at=at,
        given=(Needs.REASON,),
        reason=CancelReason(reason).value,
    )


@transaction.atomic
def say_in_contact(*, release: PrisonRelease, by: Membership, at: datetime) -> PrisonRelease:
    """Say that the community service is in contact with them."""
    return _advance(locked(release), S.CONTACT, side=Side.COMMUNITY, by=by, at=at)


@transaction.atomic
def stop_clock(
    *, release: PrisonRelease, state: S, on: date, by: Membership, at: datetime
) -> PrisonRelease:
    """Say what stopped the clock, and on which day: treatment, death, custody, deportation, a move.

    What happened after day 21 stops nothing: the clock had run out. What happened before, and is learned
    only now, takes the place of its running out.
    """
    release = locked(release)
    side = side_of(release, by)
    if on > timezone.localdate(at):
        raise ValidationError("That day is still to come.")
    if release.released_on is not None:
        if on < release.released_on:
            raise ValidationError("That is before they were released.")
        if not release_clock.counts(release.released_on, on):
            raise ValidationError(
                "The clock had run out by then: what happened later does not change it."
            )
    return _stop(release, S(state), on=on, side=side, by=by, at=at)


def stop_by_clock(
    release: PrisonRelease,
    state: S,
    *,
    on: date,
    at: datetime,
    reason: NotEngaged | None = None,
) -> PrisonRelease:
    """Stop a locked release's clock by what its referral tells, or because day 21 is over."""
    return _stop(release, state, on=on, side=Side.CLOCK, by=None, at=at, reason=reason)


def contact_by_clock(release: PrisonRelease, *, at: datetime) -> PrisonRelease:
    """Say that there is contact, by what the referral tells."""
    return _advance(release, S.CONTACT, side=Side.CLOCK, by=None, at=at)


@transaction.atomic
def name_agency(
    *,
    release: PrisonRelease,
    agency: Agency,
    by: Membership,
    at: datetime,
    consent: Consent | None = None,
) -> ReleaseAgency:
    """Name an agency on a release: from now on it reads it, if that was agreed to."""
    release = locked(release)
    _check_prison(release, by)
    return name(release, agency, by=by, at=at, consent=consent)


@transaction.atomic
def end_naming(
    *, release: PrisonRelease, agency: Agency, by: Membership, at: datetime
) -> PrisonRelease:
    """Stop showing it to an agency; what that was to do is the prison's again."""
    release = locked(release)
    _check_prison(release, by)
    if release.community_id == agency.pk and S(release.state) not in release_states.OVER:
        raise ValidationError("Treatment is transferred to them. Transfer it elsewhere first.")
    ended = release.agencies.filter(agency=agency, ended_at__isnull=True).update(ended_at=at)
    if not ended:
        raise ValidationError("They are not named on it.")
    release.items.filter(owner=agency, state=ItemState.OPEN).update(
        owner=release.prison, person=None
    )
    write_down(
        release, ReleaseStepKind.NAMED, by=by, at=at, whom=agency, before="named", after="ended"
    )
    record(release, by=by, at=at)
    return release


@transaction.atomic
def read(*, release: PrisonRelease, by: Membership, at: datetime) -> None:
    """Write down that somebody looked at it."""
    policies.check(by, P.RELEASE_PLAN)
    audit.record(
        EventKind.RECORD_READ,
        at=at,
        by=by,
        target_type="release",
        target=release.pk,
        agency=release.prison_id,
    )


def name(
    release: PrisonRelease,
    agency: Agency,
    *,
    by: Membership,
    at: datetime,
    consent: Consent | None = None,
) -> ReleaseAgency:
    """Name an agency on a locked release, unless it is named already."""
    known = release.agencies.filter(agency=agency).first()
    if known is not None and known.ended_at is None:
        return known
    consent = consent or _consent(release.person, agency, at)
    answer = sharing.check(
        giver=release.prison,
        receiver=agency,
        item=ITEM,
        purpose=Purpose.CARE,
        on=timezone.localdate(at),
        consent=consent,
    )
    rests_on = consent if sharing.rests_on_consent(answer.flow) else None
    if rests_on is not None:
        rests_on.agencies.filter(agency=agency, first_told_at__isnull=True).update(
            first_told_at=at
        )
    named, _ = ReleaseAgency.objects.update_or_create(
        release=release,
        agency=agency,
        defaults={
            "prison": release.prison,
            "consent": rests_on,
            "named_at": at,
            "named_by": by.user,
            "ended_at": None,
        },
    )
    write_down(release, ReleaseStepKind.NAMED, by=by, at=at, whom=agency, after="named")
    record(release, by=by, at=at)
    tell(release, agency.pk)
    return named


def locked(release: PrisonRelease) -> PrisonRelease:
    """Return the release as it stands, held against everybody else until the transaction is over."""
    return (
        PrisonRelease.objects.select_for_update(of=("self",))
        .select_related("prison", "community")
        .get(pk=release.pk)
    )


def side_of(release: PrisonRelease, by: Membership) -> Side:
    """Return on which side somebody acts.

    Raises
    ------
    PermissionDenied
        If on neither.
    """
    if by.agency_id == release.prison_id:
        return Side.PRISON
    if by.agency_id == release.community_id:
        return Side.COMMUNITY
    raise PermissionDenied("not of this release")


def owe_anew(release: PrisonRelease, at: datetime) -> None:
    """Say again who owes the next step of a locked release and by when, once its community changed."""
    if not S(release.state).is_over:
        release.owner, release.due_at = _owner(release), _due_at(release, at)
        release.escalated_at = None
    _save(release)


def write_down(
    release: PrisonRelease,
    kind: ReleaseStepKind,
    *,
    by: Membership | None,
    at: datetime,
    **step: Any,
) -> ReleaseStep:
    """Write a step, which is never changed."""
    return ReleaseStep.objects.create(
        release=release,
        prison_id=release.prison_id,
        kind=kind,
        at=at,
        agency=by.agency if by else None,
        person=by.user if by else None,
        **step,
    )


def record(
    release: PrisonRelease,
    *,
    by: Membership | None,
    at: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Write the one event of a change."""
    audit.record(
        EventKind.RELEASE_KEPT,
        at=at,
        by=by,
        target_type="release",
        target=release.pk,
        agency=release.prison_id if by is None else None,
        before={key: str(value) for key, value in (before or {}).items()},
        after={key: str(value) for key, value in (after or {}).items()},
    )


def tell(release: PrisonRelease, agency: int) -> None:
    """Hand in the job that tells an agency: a page does not read who works for another."""
    app.configure_task("casework.tell_of_release").defer(release=release.pk, agency=agency)


def tell_named(release: PrisonRelease, *, but: int | None) -> None:
    """Hand in the job that tells the prison and every agency that is named, but whoever did it."""
    app.configure_task("casework.tell_of_release").defer(release=release.pk, but=but)


def _stop(
    release: PrisonRelease,
    state: S,
    *,
    on: date,
    side: Side,
    by: Membership | None,
    at: datetime,
    reason: NotEngaged | None = None,
) -> PrisonRelease:
    if release.released_on is not None:  # who died before it had no clock
        release.clock_outcome, release.clock_stopped_on = STOPS[state], on
    release.end_reason = reason.value if reason else ""
    return _advance(
        release,
        state,
        side=side,
        by=by,
        at=at,
        given=(Needs.DAY, Needs.REASON) if reason else (Needs.DAY,),
        day_after=on,
        reason=release.end_reason,
    )


def _advance(
    release: PrisonRelease,
    after: S,
    *,
    side: Side,
    by: Membership | None,
    at: datetime,
    given: Collection[Needs] = (),
    **step: Any,
) -> PrisonRelease:
    """Move a locked release on: its state, who owes what next by when, the step, the event, the word."""
    if by is not None:
        policies.check(by, P.RELEASE_PLAN)
        if side_of(release, by) is not side:
            raise PermissionDenied("not of this side")
    before = S(release.state)
    release_states.check(before, after, side=side, given=given)
    release.state, release.since, release.escalated_at = after, at, None
    if after.is_over:
        release.owner, release.due_at = None, None
        release.over_at = at
    else:
        release.owner, release.due_at, release.over_at = (
            _owner(release),
            _due_at(release, at),
            None,
        )
    _save(release)
    write_down(
        release,
        ReleaseStepKind.MOVED,
        by=by,
        at=at,
        before=before.value,
        after=after.value,
        **step,
    )
    record(release, by=by, at=at, before={"state": before.value}, after={"state": after.value})
    tell_named(release, but=by.agency_id if by else None)
    return release


def _owner(release: PrisonRelease) -> Agency:
    """Return who owes the next step: the community service once they left and one has them."""
    standing = release_states.STANDINGS[S(release.state)]
    if standing.side is Side.COMMUNITY and release.community is not None:
        return release.community
    return release.prison


def _due_at(release: PrisonRelease, at: datetime) -> datetime | None:
    return release_clock.due_at(
        S(release.state),
        due_on=release.due_on,
        released_on=release.released_on,
        is_transferred=release.community_id is not None,
        at=at,
    )


def _save(release: PrisonRelease) -> None:
    release.edition += 1
    release.save()


def _move_items(release: PrisonRelease) -> None:
    """Make what is still to do due by the new day, and let it be escalated anew."""
    known = release_needs()
    for item in release.items.filter(state=ItemState.OPEN):
        if item.kind in known:
            item.due_at = known[item.kind].due_at(release.day)
            item.escalated_at = item.escalated_to = None
            item.save(update_fields=["due_at", "escalated_at", "escalated_to"])


def _move_referral_to_list(release: PrisonRelease, by: Membership, at: datetime) -> None:
    if release.referral is not None and release.referral.in_list_id is not None:
        release.referral.in_list = list_of_day(release.due_on, by, at)
        release.referral.save(update_fields=["in_list"])


def list_of_day(day: date, by: Membership, at: datetime) -> ReferralList:
    """Return the prison's list of the referrals that are made for one release day."""
    return ReferralList.objects.get_or_create(
        agency=by.agency,
        title="Releases",
        on=day,
        defaults={"made_at": at, "made_by": by.user},
    )[0]


def _check_prison(release: PrisonRelease, by: Membership) -> None:
    policies.check(by, P.RELEASE_PLAN)
    if side_of(release, by) is not Side.PRISON:
        raise PermissionDenied("not the prison")


def _consent(person: Person, agency: Agency, at: datetime) -> Consent | None:
    """Return what the person agreed to that names this agency and releases, the newest first."""
    on = timezone.localdate(at)
    found = Consent.objects.filter(
        person=person, agency=person.agency_id, agencies__agency=agency, withdrawn_at=None
    )
    return next((one for one in found if one.is_in_force(on) and ITEM in one.items), None)
