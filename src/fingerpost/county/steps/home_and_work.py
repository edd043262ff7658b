"""Homes lost and found, work, and the help of charities."""

from __future__ import annotations

import numpy as np

from fingerpost.county import events
from fingerpost.county.chance import another, pick
from fingerpost.county.concern import ALCOHOL, OPIATE, OTHER
from fingerpost.county.crowd import (
    DEAD,
    NEED,
    NO_HOME,
    PROBLEM,
    RECOVERING,
    STABLE,
    TREATMENT,
    Crowd,
)
from fingerpost.county.ledger import NEVER


def move_home(crowd: Crowd, month: int) -> None:
    """Homes are lost and found; some ask the council for help."""
    u, v, w = (crowd.draw(f"home {what}", month) for what in ("moves", "asks", "ends"))
    active = np.isin(crowd.state, (NEED, TREATMENT, RECOVERING))
    support = crowd.plan.reaches(events.HOUSING_SUPPORT, month)[crowd.district]
    mends = crowd.p["home.mends_per_month"] * np.where(crowd.state == NEED, 0.8, 1.3)
    helped = (crowd.state == TREATMENT) * support
    mends *= 1 + (crowd.p["planted.housing_support_mends_ratio"] - 1) * helped
    worsens = crowd.p["home.worsens_per_month"] * np.where(crowd.group == OPIATE, 1.6, 0.8)
    worsens *= np.where(crowd.state == NEED, 1.3, 0.7)
    # A home at risk is soon lost or saved; once it is lost, finding another takes longer.
    worsens *= np.where(crowd.housing == PROBLEM, crowd.p["home.at_risk_worsens_ratio"], 1.0)
    mends *= np.where(crowd.housing == PROBLEM, crowd.p["home.at_risk_mends_ratio"], 0.6)
    falls = active & (crowd.housing < NO_HOME) & (u < worsens)
    rises = active & (crowd.housing > STABLE) & (u > 1 - mends)
    crowd.housing[falls] += 1
    crowd.housing[rises] -= 1
    asks = falls & (v < crowd.p["home.asks_council"])
    # People without dependence ask too, and are most of those who do.
    rate = crowd.p["home.other_duties_per_person_year"] / 12
    asks |= (crowd.group == OTHER) & (v < rate) & (crowd.state != DEAD)
    who = np.flatnonzero(asks)
    day = crowd.day_in(month, "home")[who]
    none = crowd.housing[who] == NO_HOME
    relief = none | (w[who] < 0.45)
    duty = np.where(relief, np.where(w[who] > 0.82, "Main", "Relief"), "Prevention")
    took = (20 + 200 * crowd.draw("home days", month)[who]).astype(np.int32)
    known = day + took <= crowd.calendar.last_day
    good = another(w[who], 7) < np.where(crowd.dependent[who], 0.42, 0.55)
    outcome = np.where(
        good,
        "Secured accommodation",
        np.where(another(w[who], 13) < 0.4, "56 days elapsed", "Contact lost"),
    )
    drugs = crowd.dependent[who] & (crowd.group[who] != ALCOHOL)
    crowd.ledger.write(
        "homeless",
        person=crowd.person[who],
        area=crowd.area[who],
        approached=day,
        duty=duty.astype(object),
        drug_need=drugs & (another(v[who], 101) < 0.85),
        alcohol_need=crowd.dependent[who] & ~drugs,
        rough_sleeping=none & (another(w[who], 17) < 0.5),
        outcome=np.where(known, outcome, "").astype(object),
        outcome_day=np.where(known, day + took, NEVER),
    )


def find_work(crowd: Crowd, month: int) -> None:
    """People in treatment without work are referred to employment support."""
    p = crowd.p
    u, v = crowd.draw("work", month), crowd.draw("work then", month)
    here = (crowd.state == TREATMENT) & ~crowd.works & ~crowd.young
    who = np.flatnonzero(here & (u < p["work.referred_to_support_per_month"]))
    day = crowd.day_in(month, "work")[who]
    day = np.maximum(day, crowd.started[who] + 1)
    last = crowd.calendar.last_day
    chance = p["work.job_after_profile"] * np.where(crowd.group[who] == OPIATE, 0.75, 1.15)
    profile = day + 5 + (v[who] * 25).astype(np.int32)
    has_profile = (another(v[who], 3) < p["work.profile_after_referral"]) & (profile <= last)
    start = profile + 15 + (another(v[who], 5) * 150).astype(np.int32)
    works = has_profile & (another(v[who], 7) < chance)
    w = another(v[who], 11)
    to_13 = works & (w < p["work.job_lasts_13_weeks"])
    to_26 = to_13 & (w < p["work.job_lasts_13_weeks"] * p["work.job_lasts_26_weeks"])
    end = start + np.where(to_13, 91 + (w * 80).astype(np.int32), 5 + (w * 80).astype(np.int32))
    crowd.ledger.write(
        "employment",
        person=crowd.person[who],
        referred=day,
        profile_day=np.where(has_profile, profile, NEVER),
        job_start=np.where(works & (start <= last), start, NEVER),
        job_end=np.where(works & ~to_26 & (end <= last), end, NEVER),
        sustained_13=to_13 & (start + 91 <= last),
        sustained_26=to_26 & (start + 182 <= last),
    )
    crowd.works[who[works]] = True
    loses = crowd.works & (u > 1 - 0.02) & np.isin(crowd.state, (NEED, TREATMENT))
    crowd.works[loses] = False


def be_helped(crowd: Crowd, month: int) -> None:
    """Contacts with charities and groups of people in recovery."""
    u, v = crowd.draw("help", month), crowd.draw("help kind", month)
    here = np.isin(crowd.state, (NEED, TREATMENT, RECOVERING))
    who = np.flatnonzero(here & (u < crowd.p["help.voluntary_contacts_per_month"]))
    kinds = (
        ("Peer support", 0.3),
        ("Food and essentials", 0.2),
        ("Advice", 0.2),
        ("Mutual aid facilitation", 0.15),
        ("Family support", 0.15),
    )
    crowd.ledger.write(
        "voluntary",
        person=crowd.person[who],
        day=crowd.day_in(month, "help")[who],
        organisation=(v[who] * 4).astype(np.int8),
        kind=pick(kinds, another(v[who], 9)),
    )
