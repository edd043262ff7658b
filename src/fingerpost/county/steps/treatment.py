"""Coming to need, treatment, recovery and relapse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fingerpost.county import events
from fingerpost.county.chance import another, pick
from fingerpost.county.concern import ALCOHOL, YEAR
from fingerpost.county.crowd import (
    NEED,
    NO_HOME,
    NOT_YET,
    RECOVERING,
    STABLE,
    TREATMENT,
    Crowd,
    Places,
)
from fingerpost.county.ledger import NEVER


def come_to_need(crowd: Crowd, month: int) -> None:
    """Need begins for those whose time it is."""
    now = (crowd.state == NOT_YET) & (crowd.onset <= month)
    crowd.state[now] = NEED
    crowd.since[now] = month


def enter_treatment(crowd: Crowd, month: int) -> None:
    """People in need are referred; most begin within three weeks, some never do."""
    u, v, w = (crowd.draw(f"enter {what}", month) for what in "abc")
    chance = crowd.chance["treatment.enters_per_month"] * np.where(
        _is_child(crowd, month), crowd.p["treatment.young_enters_ratio"], 1.0
    )
    chance = chance * np.where(crowd.housing == NO_HOME, 0.75, 1.0)
    invited = crowd.bound_for != ""
    chance = np.where(invited, 1.0, chance)
    who = np.flatnonzero((crowd.state == NEED) & (u < chance))
    referred = crowd.day_in(month, "referral")[who]
    late = w[who] < crowd.p["treatment.waits_over_three_weeks"]
    waits = np.where(late, 22 + 30 * v[who], 20.9 * v[who] ** 2.4).astype(np.int32)
    started = referred + 1 + waits
    # Those who never begin leave a referral without a start.
    never = ~invited[who] & (w[who] > 1 - crowd.p["treatment.never_starts"])
    common = pick(
        (
            ("self", 0.58),
            ("gp", 0.12),
            ("hospital", 0.08),
            ("social_services", 0.07),
            ("outreach", 0.05),
            ("arrest_referral", 0.10),
        ),
        another(v[who], 29),
    )
    crowd.source[who] = np.where(invited[who], crowd.bound_for[who], common)
    goes = ~never & (started <= crowd.calendar.last_day)
    crowd.begin_treatment(who[goes], referred[goes], started[goes], month)
    lost = who[never]
    crowd.ledger.write(
        "treatment",
        person=crowd.person[lost],
        provider=_provider_of_referral(crowd, lost, referred[never]),
        referred=referred[never],
        triaged=np.full(len(lost), NEVER, dtype=np.int32),
        started=np.full(len(lost), NEVER, dtype=np.int32),
        ended=np.minimum(referred[never] + 28, crowd.calendar.last_day),
        reason="declined",
        referral_source=crowd.source[lost],
        housing=crowd.housing[lost],
        works=crowd.works[lost],
        naloxone_issued=np.full(len(lost), NEVER, dtype=np.int32),
    )


def _is_child(crowd: Crowd, month: int) -> NDArray[np.bool_]:
    return np.asarray(
        crowd.young & (crowd.calendar.first_days[month] - crowd.born < 18 * YEAR), dtype=bool
    )


def _provider_of_referral(
    crowd: Crowd, who: Places, referred: NDArray[np.int32]
) -> NDArray[np.int8]:
    crowd.referred[who] = referred
    return crowd.provider(who)


def leave_treatment(crowd: Crowd, month: int) -> None:
    """People complete, drop out, or move to another provider."""
    u, v = crowd.draw("leave", month), crowd.draw("leave how", month)
    here = (crowd.state == TREATMENT) & (crowd.since < month)
    support = crowd.plan.reaches(events.HOUSING_SUPPORT, month)[crowd.district]
    poor_home = (crowd.home_at_start > STABLE) | (crowd.housing > STABLE)
    helped = support * poor_home
    drops = crowd.chance["treatment.drops_out_per_month"]
    drops = drops * np.where(
        month - crowd.since <= 3, crowd.p["treatment.early_drop_out_ratio"], 1.0
    )
    drops = drops * np.where(poor_home, 1.35, 0.92)
    drops = drops * (1 - (1 - crowd.p["planted.housing_support_drop_out_ratio"]) * helped)
    completes = (
        crowd.chance["treatment.completes_per_month"] * (month - crowd.since >= 3) * 1.35
    )
    completes = completes * np.where(poor_home, 0.75, 1.08) * (1 + 0.3 * helped)
    moves = crowd.p["treatment.moves_per_month"]
    day = crowd.day_in(month, "leave")
    day = np.maximum(day, crowd.started + 1)
    done = here & (u < completes)
    dropped = here & ~done & (u < completes + drops)
    moved = here & ~done & ~dropped & (u < completes + drops + moves)
    how = np.where(
        crowd.group == ALCOHOL,
        np.where(v < 0.6, "completed_alcohol_free", "completed_occasional"),
        np.where(v < 0.62, "completed_drug_free", "completed_occasional"),
    )
    for reason in ("completed_alcohol_free", "completed_occasional", "completed_drug_free"):
        who = np.flatnonzero(done & (how == reason))
        crowd.end_treatment(who, day[who], reason)
    who = np.flatnonzero(dropped & (v < 0.9))
    crowd.end_treatment(who, day[who], "dropped_out")
    who = np.flatnonzero(dropped & (v >= 0.9))
    crowd.end_treatment(who, day[who], "withdrawn_by_provider")
    who = np.flatnonzero(moved)
    crowd.end_treatment(who, day[who], "transferred_not_in_custody")
    crowd.state[done] = RECOVERING
    crowd.state[dropped | moved] = NEED
    crowd.since[done | dropped | moved] = month
    again = moved & (v < 0.7)
    crowd.bound_for[again] = "other_service"


def relapse(crowd: Crowd, month: int) -> None:
    """Return some who recovered to need; let some in need recover untreated."""
    u = crowd.draw("relapse", month)
    early = month - crowd.since <= 6
    chance = np.where(
        early,
        crowd.p["treatment.relapses_per_month_early"],
        crowd.p["treatment.relapses_per_month_late"],
    ) * np.where(crowd.housing > STABLE, 1.6, 0.9)
    falls = (crowd.state == RECOVERING) & (crowd.since < month) & (u < chance)
    untreated = crowd.p["treatment.recovers_untreated_per_month"] * np.where(
        crowd.young, crowd.p["treatment.young_recovers_ratio"], 1.0
    )
    heals = (crowd.state == NEED) & (u > 1 - untreated)
    heals &= crowd.bound_for == ""
    crowd.state[falls], crowd.state[heals] = NEED, RECOVERING
    crowd.since[falls | heals] = month
