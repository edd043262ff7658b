"""What a release needs: add it, give it to somebody, tick it, say why not, and tell the manager when late."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies, selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import (
    Agency,
    AgencyKind,
    EventKind,
    Membership,
    NoticeKind,
    User,
)
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions import releases
from fingerpost.service.casework.actions.release_telling import page_of_release
from fingerpost.service.casework.models import (
    ItemState,
    PrisonRelease,
    ReleaseHealth,
    ReleaseItem,
    ReleaseStepKind,
)
from fingerpost.service.casework.release_needs import release_needs
from fingerpost.service.casework.release_reasons import NotDone
from fingerpost.service.casework.release_states import BEFORE, RUNNING, Side
from fingerpost.service.casework.release_states import ReleaseState as S

# While a release stands so, what it needs is asked for: not once there is none, or they are gone.
ASKED_FOR = frozenset(BEFORE | RUNNING | {S.OUT, S.ENGAGED, S.NOT_ENGAGED})


@transaction.atomic
def add(
    *,
    release: PrisonRelease,
    kind: str,
    by: Membership,
    at: datetime,
    owner: Agency | None = None,
) -> ReleaseItem:
    """Add something that this release needs; the prison does it, or an agency that may be told."""
    release = releases.locked(release)
    _check_prison(release, by)
    need = release_needs().get(kind)
    if need is None:
        raise ValidationError("Choose what is needed.")
    if release.items.filter(kind=kind).exists():
        raise ValidationError(f"“{need.title}” is on the plan already.")
    if owner is not None and owner != release.prison:
        releases.name(release, owner, by=by, at=at)
    item = ReleaseItem.objects.create(
        release=release,
        prison=release.prison,
        kind=kind,
        of_health=need.of_health,
        owner=owner or release.prison,
        due_at=max(need.due_at(release.day), at),
    )
    return _written(item, "", by=by, at=at, is_told=item.owner_id != by.agency_id)


@transaction.atomic
def give(*, item: ReleaseItem, owner: Agency, by: Membership, at: datetime) -> ReleaseItem:
    """Ask an agency to do it: it is named on the release, if it may be told."""
    item, release = _locked(item)
    _check_prison(release, by)
    _check_open(item)
    if item.owner_id == owner.pk:
        raise ValidationError("They do it already.")
    if owner != release.prison:
        if item.of_health and _is_other_law_enforcement(owner, release):
            raise ValidationError("This tells of health. Give it to a care agency.")
        releases.name(release, owner, by=by, at=at)
    item.owner, item.person, item.escalated_at, item.escalated_to = owner, None, None, None
    item.save()
    return _written(item, item.state, by=by, at=at, is_told=True)


@transaction.atomic
def take(*, item: ReleaseItem, by: Membership, at: datetime) -> ReleaseItem:
    """Say that one does it oneself, for one's agency."""
    item, _ = _locked(item)
    _check_owner(item, by)
    _check_open(item)
    item.person = by.user
    item.save(update_fields=["person"])
    return _written(item, item.state, by=by, at=at)


@transaction.atomic
def done(*, item: ReleaseItem, by: Membership, at: datetime) -> ReleaseItem:
    """Tick it."""
    return _answer(item, ItemState.DONE, by=by, at=at)


@transaction.atomic
def not_done(
    *, item: ReleaseItem, reason: NotDone, by: Membership, at: datetime
) -> ReleaseItem:
    """Say that it was not done, and why."""
    return _answer(item, ItemState.NOT_DONE, by=by, at=at, reason=NotDone(reason).value)


@transaction.atomic
def reopen(*, item: ReleaseItem, by: Membership, at: datetime) -> ReleaseItem:
    """Take an answer back; what was said stays among the steps."""
    item, _ = _locked(item)
    _check_owner(item, by)
    if item.state == ItemState.OPEN:
        raise ValidationError("It has no answer yet.")
    before, item.state, item.reason = item.state, ItemState.OPEN, ""
    item.answered_at = item.answered_by = None
    item.save()
    return _written(item, before, by=by, at=at)


@transaction.atomic
def say_health(
    *, release: PrisonRelease, needs_opioid_treatment: bool, by: Membership, at: datetime
) -> ReleaseHealth:
    """Write down what one's care agency knows that makes a release risky; nobody else reads it."""
    policies.check(by, P.CASE_HEALTH)
    policies.check(by, P.RELEASE_PLAN)
    if not release.agencies.filter(agency=by.agency, ended_at__isnull=True).exists():
        raise PermissionDenied("not named")
    health, _ = ReleaseHealth.objects.update_or_create(
        release=release,
        agency=by.agency,
        defaults={
            "needs_opioid_treatment": needs_opioid_treatment,
            "at": at,
            "person": by.user,
        },
    )
    # The event is the agency's own: the prison, whose release it is, does not learn of it.
    audit.record(EventKind.RELEASE_KEPT, at=at, by=by, target_type="release", target=release.pk)
    return health


@transaction.atomic
def escalate(*, item: ReleaseItem, at: datetime) -> ReleaseItem:
    """Tell the manager of who should have done it, and the prison's worker; the clock does, once.

    The manager is that of the service to which treatment goes, where its agency owes it; else the first of
    the agency's managers by name, and where it has none, of the prison's. All its managers are told.
    """
    item, release = _locked(item)
    if not item.is_late(at) or item.escalated_at is not None:
        return item
    managers = managers_of(item.owner_id, at) or managers_of(release.prison_id, at)
    named = _service_manager(item, release) or next(iter(managers), None)
    item.escalated_at, item.escalated_to = at, named
    item.save(update_fields=["escalated_at", "escalated_to"])
    releases.write_down(
        release,
        ReleaseStepKind.ESCALATED,
        by=None,
        at=at,
        item=item.kind,
        of_health=item.of_health,
        whom=item.owner,
    )
    releases.record(release, by=None, at=at)
    told = [*managers, release.worker, *([named] if named else [])]
    notices.tell(
        [*told, *([item.person] if item.person else [])],
        kind=NoticeKind.RELEASE,
        path=page_of_release(release),
        at=at,
    )
    return item


def managers_of(agency: int, at: datetime) -> list[User]:
    """Return who sees to what is late in an agency, by name; asked by jobs."""
    held = selectors.held_in(agency, on=timezone.localdate(at))
    users = {one.user_id: one.user for one in held if one.allows(P.CASE_MANAGE)}
    return sorted(users.values(), key=lambda one: one.name)


def _service_manager(item: ReleaseItem, release: PrisonRelease) -> User | None:
    referral = release.referral
    if referral is None or referral.receiver_id != item.owner_id:
        return None
    return referral.service.manager


def _answer(
    item: ReleaseItem, state: ItemState, *, by: Membership, at: datetime, reason: str = ""
) -> ReleaseItem:
    item, _ = _locked(item)
    _check_owner(item, by)
    _check_open(item)
    before, item.state, item.reason = item.state, state, reason
    item.answered_at, item.answered_by = at, by.user
    item.save()
    return _written(item, before, by=by, at=at)


def _written(
    item: ReleaseItem, before: str, *, by: Membership, at: datetime, is_told: bool = False
) -> ReleaseItem:
    releases.write_down(
        item.release,
        ReleaseStepKind.ITEM,
        by=by,
        at=at,
        item=item.kind,
        of_health=item.of_health,
        before=before,
        after=item.state,
        reason=item.reason,
        whom=item.owner,
    )
    releases.record(item.release, by=by, at=at)
    if is_told:
        releases.tell(item.release, item.owner_id)
    return item


def _locked(item: ReleaseItem) -> tuple[ReleaseItem, PrisonRelease]:
    """Return the item and its release, held in this order by everybody: first the release."""
    release = releases.locked(item.release)
    item = ReleaseItem.objects.select_for_update().get(pk=item.pk)
    item.release = release
    return item, release


def _check_open(item: ReleaseItem) -> None:
    if item.state != ItemState.OPEN:
        raise ValidationError("It has an answer already. Take that back first.")
    if S(item.release.state) not in ASKED_FOR:
        raise ValidationError("There is no such release now: nothing more is needed for it.")


def _check_owner(item: ReleaseItem, by: Membership) -> None:
    policies.check(by, P.RELEASE_PLAN)
    if item.owner_id != by.agency_id:
        raise PermissionDenied("done by others")


def _check_prison(release: PrisonRelease, by: Membership) -> None:
    policies.check(by, P.RELEASE_PLAN)
    if releases.side_of(release, by) is not Side.PRISON:
        raise PermissionDenied("not the prison")


def _is_other_law_enforcement(agency: Agency, release: PrisonRelease) -> bool:
    return agency != release.prison and AgencyKind(agency.kind).is_law_enforcement
