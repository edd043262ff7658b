"""Whatever people do with a release, in whatever order: no clock without an owner, and each stops once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.service.people import AT
from tests.service.release_making import DUE, Gate

from fingerpost.service.casework.actions import (
    referrals,
    release_following,
    releases,
    transfers,
)
from fingerpost.service.casework.models import PrisonRelease, ReleaseItem
from fingerpost.service.casework.release_states import BEFORE, OVER, RUNNING, ReleaseState
from fingerpost.service.casework.release_states import ReleaseState as S

pytestmark = pytest.mark.django_db
STOPS = [S.ENGAGED, S.DIED, S.RECALLED, S.DEPORTED, S.MOVED]

# A step: what is done, by whom, and how many hours have passed since the one before.
STEP = st.tuples(
    st.sampled_from(
        [
            *(
                "day",
                "ready",
                "not_ready",
                "released",
                "cancel",
                "transfer",
                "contact",
                "sweep",
            ),
            *("take_in", "decline", "appoint", "attend", "miss", "withdraw", "lapse"),
            *STOPS,
        ]
    ),
    st.sampled_from(["prison", "community"]),
    st.sampled_from([1, 5, 24, 24 * 5, 24 * 12]),
    st.integers(0, 6),
)


def do(what: object, one: PrisonRelease, gate: Gate, who: str, at: datetime, days: int) -> None:
    """Take one step, as a page would."""
    by, on = getattr(gate, who), at.date() - timedelta(days=days)
    referral = one.referral
    late = {"late_reason": "staff"}
    if isinstance(what, ReleaseState):
        releases.stop_clock(release=one, state=what, on=on, by=by, at=at)
    elif what == "day":
        later = at.date() + timedelta(days=days)
        releases.change_day(release=one, due_on=later, reason="court", by=by, at=at)
    elif what == "ready":
        one.items.filter(state="open").update(state="done", answered_at=at, answered_by=by.user)
        releases.say_ready(release=one, by=by, at=at)
    elif what == "not_ready":
        releases.say_not_ready(release=one, by=by, at=at)
    elif what == "released":
        releases.say_released(release=one, on=on, by=by, at=at)
    elif what == "cancel":
        releases.cancel(release=one, reason="court", by=by, at=at)
    elif what == "transfer":
        transfers.transfer(release=one, service=gate.service, by=by, at=at)
    elif what == "contact":
        releases.say_in_contact(release=one, by=by, at=at)
    elif what == "sweep":
        release_following.sweep(at=at)
    elif referral is None:
        raise ValidationError("no referral")
    elif what == "take_in":
        referral = referrals.take_in(referral=referral, by=by, at=at, **late)
        referrals.accept(referral=referral, by=by, at=at)
    elif what == "decline":
        referrals.decline(referral=referral, reason="full", by=by, at=at, **late)
    elif what == "appoint":
        meets = at + timedelta(hours=2)
        referrals.offer_appointment(
            referral=referral,
            starts_at=meets,
            place="Here",
            reason="again",
            by=by,
            at=at,
            **late,
        )
    elif what == "attend":
        referrals.attended(referral=referral, by=by, at=at, **late)
    elif what == "miss":
        referrals.missed(referral=referral, by=by, at=at, **late)
    elif what == "lapse":
        referrals.lapse(referral=referral, reason="no_contact", by=by, at=at, **late)
    elif what == "withdraw":
        referrals.withdraw(referral=referral, reason="person", by=by, at=at)


class Sequences(TestCase):
    """Any order of steps, legal or not."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(STEP, max_size=18), st.booleans())
    def test_no_clock_is_lost(self, steps: list[tuple], is_transferred: bool) -> None:
        gate = Gate()
        one = gate.transferred() if is_transferred else gate.plan()
        at, stopped, over = AT, "", 0
        for what, who, hours, days in [*steps, ("sweep", "prison", 24 * 40, 0)]:
            at += timedelta(hours=hours)
            was = one.state
            with suppress(ValidationError, PermissionDenied):
                do(what, one, gate, who, at, days)
            one = PrisonRelease.objects.select_related("referral").get(pk=one.pk)
            state = S(one.state)
            assert (one.owner_id is None) == (one.due_at is None) == (state in OVER)
            if state in RUNNING:
                assert one.owner_id in (one.prison_id, one.community_id)
                assert one.clock_outcome == ""
            if stopped not in ("", "ran_out"):
                assert one.clock_outcome == stopped, "a clock stops once"
            if one.clock_outcome and one.clock_outcome != "ran_out":
                assert 0 <= (one.clock_stopped_on - one.released_on).days <= 21
            stopped = one.clock_outcome
            over += was not in OVER and state in OVER
        assert over <= 1, "what is over is not begun again"
        assert one.state not in RUNNING, "six weeks later no clock runs"
        if one.state in BEFORE:
            assert one.escalated_at is not None or one.due_at > at
        late = ReleaseItem.objects.filter(
            release=one, state="open", due_at__lt=at, escalated_at=None
        )
        if one.state in {*BEFORE, S.OUT, S.ENGAGED, S.NOT_ENGAGED}:
            assert not late.exists(), "what was not done was put to somebody"
        assert one.first_due_on == DUE
