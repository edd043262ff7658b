"""What can be done with a release, and with what it needs, on a page: words, form, action, and by whom.

Which moves there are follows from the table of states; the actions ask again.
"""

from __future__ import annotations

from collections.abc import Callable

from fingerpost.service.access.models import AgencyKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.casework import release_forms as forms
from fingerpost.service.casework.actions import release_items, releases, transfers
from fingerpost.service.casework.models import ItemState, PrisonRelease, ReleaseItem
from fingerpost.service.casework.release_reasons import TreatmentNeed
from fingerpost.service.casework.release_states import (
    BEFORE,
    RUNNING,
    ReleaseState,
    Side,
    moves_from,
)
from fingerpost.service.casework.release_states import ReleaseState as S
from fingerpost.service.casework.states import ReferralState

May = Callable[[PrisonRelease, Membership], bool]


def is_prisons(release: PrisonRelease, viewer: Membership) -> bool:
    """Tell whether the viewer acts for the prison whose release it is."""
    return viewer.allows(P.RELEASE_PLAN) and release.prison_id == viewer.agency_id


def _moves(*after: ReleaseState) -> May:
    def may(release: PrisonRelease, viewer: Membership) -> bool:
        if viewer.agency_id == release.prison_id:
            side = Side.PRISON
        elif viewer.agency_id == release.community_id:
            side = Side.COMMUNITY
        else:
            return False
        return any(one.after in after for one in moves_from(S(release.state), side))

    return may


def _in(*states: frozenset[ReleaseState]) -> May:
    every = frozenset().union(*states)
    return lambda release, viewer: is_prisons(release, viewer) and release.state in every


def _may_transfer(release: PrisonRelease, viewer: Membership) -> bool:
    if not is_prisons(release, viewer) or release.state not in BEFORE | RUNNING:
        return False
    known = release.referral
    return (
        known is None
        or known.state == ReferralState.DECLINED
        or ReferralState(known.state).is_over
    ) and (release.need != TreatmentNeed.NO or known is not None)


def _has_named(release: PrisonRelease, viewer: Membership) -> bool:
    return is_prisons(release, viewer) and release.agencies.filter(ended_at=None).exists()


RELEASE_STEPS: tuple[RecordStep[PrisonRelease], ...] = (
    RecordStep("ready", "Say that all is ready", "It is ready.", forms.NothingForm,
               lambda one, said, by, at: releases.say_ready(release=one, by=by, at=at),
               _moves(S.READY)),
    RecordStep("released", "Say that they left", "It is written down. The 21-day clock runs for who needs "
               "treatment.", forms.ReleasedForm,
               lambda one, said, by, at: releases.say_released(release=one, **said, by=by, at=at),
               _moves(S.RELEASED)),
    RecordStep("transfer", "Transfer treatment", "The referral is sent. What becomes of it comes back "
               "here.", forms.TransferForm,
               lambda one, said, by, at: transfers.transfer(release=one, **said, by=by, at=at),
               _may_transfer),
    RecordStep("contact", "Say that you are in contact", "It is written down.", forms.NothingForm,
               lambda one, said, by, at: releases.say_in_contact(release=one, by=by, at=at),
               lambda one, viewer: viewer.agency_id == one.community_id and one.state == S.RELEASED),
    RecordStep("stop", "Stop the clock", "The clock is stopped.", forms.StopForm,
               lambda one, said, by, at: releases.stop_clock(
                   release=one, state=S(said["state"]), on=said["on"], by=by, at=at),
               lambda one, viewer: one.state not in BEFORE and _moves(S.DIED)(one, viewer)),
    RecordStep("day", "Change the day", "The day is changed, and everybody named is told.", forms.DayForm,
               lambda one, said, by, at: releases.change_day(release=one, **said, by=by, at=at),
               _in(BEFORE)),
    RecordStep("add", "Add something it needs", "It is on the plan.", forms.AddItemForm,
               lambda one, said, by, at: release_items.add(release=one, **said, by=by, at=at),
               _in(BEFORE, RUNNING)),
    RecordStep("name", "Name an agency", "They can read it now.", forms.AgencyForm,
               lambda one, said, by, at: releases.name_agency(release=one, **said, by=by, at=at),
               _in(BEFORE, RUNNING)),
    RecordStep("end-naming", "Stop showing it to an agency", "They cannot read it any more.",
               forms.NamedForm,
               lambda one, said, by, at: releases.end_naming(release=one, **said, by=by, at=at),
               _has_named),
    RecordStep("not-ready", "Say that it is not ready", "It is planned, and not ready.", forms.NothingForm,
               lambda one, said, by, at: releases.say_not_ready(release=one, by=by, at=at),
               _moves(S.PLANNED)),
    RecordStep("died", "Say that they died", "It is written down.", forms.StopForm,
               lambda one, said, by, at: releases.stop_clock(
                   release=one, state=S.DIED, on=said["on"], by=by, at=at),
               lambda one, viewer: one.state in BEFORE and _moves(S.DIED)(one, viewer)),
    RecordStep("cancel", "Cancel the release", "It is cancelled.", forms.CancelForm,
               lambda one, said, by, at: releases.cancel(release=one, **said, by=by, at=at),
               _moves(S.CANCELLED)),
)  # fmt: skip


def _is_owners(item: ReleaseItem, viewer: Membership) -> bool:
    return viewer.allows(P.RELEASE_PLAN) and item.owner_id == viewer.agency_id


def _is_asked_for(item: ReleaseItem) -> bool:
    return item.state == ItemState.OPEN and item.release.state in release_items.ASKED_FOR


def _may_give(item: ReleaseItem, viewer: Membership) -> bool:
    return is_prisons(item.release, viewer) and _is_asked_for(item)


ITEM_STEPS: tuple[RecordStep[ReleaseItem], ...] = (
    RecordStep("done", "Done", "It is ticked.", forms.NothingForm,
               lambda one, said, by, at: release_items.done(item=one, by=by, at=at),
               lambda one, viewer: _is_owners(one, viewer) and _is_asked_for(one)),
    RecordStep("not-done", "Not done", "It is written down as not done.", forms.NotDoneForm,
               lambda one, said, by, at: release_items.not_done(item=one, **said, by=by, at=at),
               lambda one, viewer: _is_owners(one, viewer) and _is_asked_for(one)),
    RecordStep("take", "I do it", "It is yours.", forms.NothingForm,
               lambda one, said, by, at: release_items.take(item=one, by=by, at=at),
               lambda one, viewer: _is_owners(one, viewer) and _is_asked_for(one)
               and one.person_id != viewer.user_id),
    RecordStep("give", "Ask an agency", "They are asked to do it.", forms.GiveForm,
               lambda one, said, by, at: release_items.give(item=one, **said, by=by, at=at),
               _may_give),
    RecordStep("reopen", "Take the answer back", "It is to do again.", forms.NothingForm,
               lambda one, said, by, at: release_items.reopen(item=one, by=by, at=at),
               lambda one, viewer: _is_owners(one, viewer) and one.state != ItemState.OPEN),
)  # fmt: skip


def may_enter(viewer: Membership) -> bool:
    """Tell whether somebody enters releases: a prison's people do."""
    return viewer.allows(P.RELEASE_PLAN) and viewer.agency.kind == AgencyKind.PRISON
