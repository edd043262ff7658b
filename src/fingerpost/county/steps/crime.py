"""Offences, what follows from them in court, and prison."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fingerpost.county import events, justice
from fingerpost.county.chance import another
from fingerpost.county.concern import ALCOHOL, OTHER
from fingerpost.county.crowd import (
    NEED,
    NO_HOME,
    PRISON,
    RECOVERING,
    TREATMENT,
    UNCONCERNED,
    Crowd,
    Places,
)
from fingerpost.county.ledger import NEVER


def leave_prison(crowd: Crowd, month: int) -> None:
    """People are released; some start treatment within three weeks, some are recalled."""
    after = crowd.calendar.first_days[month + 1]
    who = np.flatnonzero((crowd.state == PRISON) & (crowd.prison_until < after))
    if not len(who):
        return
    u, v, w = (crowd.draw(f"release {what}", month)[who] for what in "abc")
    day = crowd.prison_until[who]
    dependent = crowd.dependent[who]
    need = dependent & (u < crowd.p["crime.need_is_known_in_prison"])
    year = max(
        crowd.calendar.starts[month].year - (crowd.calendar.starts[month].month < 4), 2021
    )
    share = crowd.p[f"continuity.year_{min(year, 2025)}"]
    support = crowd.plan.reaches(events.HOUSING_SUPPORT, month)[crowd.district[who]]
    engages = need & (v < share * (1 + 0.1 * support))
    started = day + 1 + (w**1.6 * 20.0).astype(np.int32)
    last = crowd.calendar.last_day
    recalled = ~engages & (w < crowd.p["crime.recalled"])
    crowd.ledger.write(
        "prison",
        person=crowd.person[who],
        prison=prison_of(crowd, who),
        entered=crowd.entered[who],
        released=day,
        need=need,
        transferred=need & (w < crowd.p["crime.transferred_to_community"]),
        early_release=(another(u, 31) < 0.12),
        recalled_day=np.where(recalled & (day + 15 <= last), day + 15, NEVER),
        engaged_started=np.where(engages & (started <= last), started, NEVER),
    )
    crowd.state[who] = np.where(dependent, NEED, UNCONCERNED)
    crowd.since[who] = month
    crowd.released[who] = day
    goes = np.flatnonzero(engages & (started <= last))
    crowd.source[who[goes]] = "prison"
    crowd.begin_treatment(who[goes], day[goes], started[goes], month)
    back = who[recalled]
    crowd.state[back] = PRISON
    crowd.entered[back] = day[recalled] + 15
    crowd.prison_until[back] = day[recalled] + 43


def prison_of(crowd: Crowd, who: Places) -> NDArray[np.int8]:
    """Return in which prison each person is held: always the same one."""
    return (crowd.person[who] * 40503 % 2).astype(np.int8)


def offend(crowd: Crowd, month: int) -> None:
    """Offences with a known suspect, what the police make of them, and what follows."""
    p, s = crowd.p, crowd.state
    dealing = crowd.group == OTHER
    rate = crowd.chance["crime.offences_per_month"] * np.where(
        s == TREATMENT, p["crime.in_treatment_ratio"], 1.0
    )
    rate = rate * np.where(crowd.housing == NO_HOME, p["crime.homeless_ratio"], 1.0)
    rate = np.where(np.isin(s, (NEED, TREATMENT)), rate, 0.0)
    rate = np.where(s == RECOVERING, 0.1 * crowd.chance["crime.offences_per_month"], rate)
    others = np.where(
        dealing,
        p["crime.other_arrests_per_year"],
        p["crime.recreational_possession_per_year"],
    )
    rate = np.where(s == UNCONCERNED, others / 12, rate) * crowd.calendar.season[month]
    u, v, w = (crowd.draw(f"offend {what}", month) for what in "abc")
    kind_u, kind_v = crowd.draw("offend kind", month), crowd.draw("offend which", month)
    ratio = crowd.harm[month][crowd.district]
    acquires = ~dealing & crowd.dependent
    who = np.flatnonzero(u < -np.expm1(-rate * np.where(acquires, ratio, 1.0)))
    kind = justice.kinds(crowd.group[who], crowd.main[who], p, kind_u[who], kind_v[who])
    day = crowd.day_in(month, "offence")[who]
    scheme = crowd.plan.reaches(events.DIVERSION, month)[crowd.district[who]]
    decided = justice.decide(kind, day, scheme, crowd.calendar.last_day, p, v[who], w[who])
    is_drug = np.isin(kind, justice.DRUG_KINDS)
    attended = decided.is_diverted & (another(w[who], 53) < p["planted.diversion_attends"])
    drug = np.where(is_drug, np.where(crowd.main[who] == "", "cannabis", crowd.main[who]), "")
    drug = np.where(kind == justice.CANNABIS, "cannabis", drug)
    drug = np.where((kind == justice.TRAFFICKING) & (another(v[who], 37) < 0.5), "heroin", drug)
    drug = np.where(is_drug & (drug == "alcohol"), "cocaine", drug)
    in_custody = np.where(is_drug, another(w[who], 19) < 0.5, another(w[who], 19) < 0.8)
    crowd.ledger.write(
        "offences",
        person=crowd.person[who],
        area=crowd.area[who],
        day=day,
        kind=kind,
        drug=drug.astype(object),
        outcome=decided.outcome,
        outcome_day=decided.outcome_day,
        in_custody=in_custody,
        found_by_search=is_drug & (another(v[who], 41) < 0.45),
        diversion_attended=attended,
        because_of="",
    )
    need = crowd.state[who] == NEED
    joins = need & attended & (another(v[who], 43) < p["planted.diversion_enters_treatment"])
    crowd.bound_for[who[joins]] = "diversion"
    _go_to_court(crowd, who[decided.is_charged], day[decided.is_charged], month)


def _go_to_court(crowd: Crowd, who: Places, day: NDArray[np.int32], month: int) -> None:
    """Give some who are charged a requirement, and send some to prison."""
    p = crowd.p
    u, v = crowd.draw("court", month)[who], crowd.draw("court length", month)[who]
    free = crowd.state[who] != PRISON
    dependent = crowd.dependent[who]
    custody = np.where(
        dependent, p["crime.prison_after_charge"], p["crime.prison_after_charge_other"]
    )
    jailed = free & (u < custody)
    ordered = dependent & free & ~jailed & (u > 1 - p["crime.court_requirement"])
    days = (5 + -p["crime.sentence_days"] * np.log1p(-v * 0.995)).astype(np.int32)
    jail, order = who[jailed], who[ordered]
    entered = day[jailed] + 1 + (another(u[jailed], 97) * 20).astype(np.int32)
    treated = crowd.state[jail] == TREATMENT
    moved = another(v[jailed], 23) < 0.65
    for chosen, reason in (
        (moved, "transferred_in_custody"),
        (~moved, "retained_in_custody"),
    ):
        ends = treated & chosen
        crowd.end_treatment(
            jail[ends], np.maximum(entered[ends], crowd.started[jail[ends]] + 1), reason
        )
    crowd.state[jail] = PRISON
    crowd.since[jail] = month
    crowd.entered[jail] = entered
    crowd.prison_until[jail] = entered + days[jailed]
    made = day[ordered] + 25
    w = v[ordered]
    last = crowd.calendar.last_day
    attends = w < 0.86
    ended = made + np.where(
        another(w, 3) < p["crime.requirement_completed"], 182, 40 + (w * 120).astype(np.int32)
    )
    complete = (another(w, 3) < p["crime.requirement_completed"]) & attends
    kind = np.where(
        crowd.group[order] == ALCOHOL, "ATR", np.where(another(w, 11) < 0.1, "MHTR", "DRR")
    ).astype(object)
    ends_with = np.where(
        complete,
        "Completed",
        np.where(another(w, 7) < 0.6, "Failure to comply", "Convicted of an offence"),
    )
    crowd.ledger.write(
        "requirements",
        person=crowd.person[order],
        ordered=made,
        requirement=kind,
        first_attended=np.where(
            attends & (made + 12 <= last), made + 3 + (w * 9).astype(np.int32), NEVER
        ),
        ended=np.where(ended <= last, ended, NEVER),
        end_reason=np.where(ended <= last, ends_with, "").astype(object),
    )
    crowd.bound_for[order[attends & (crowd.state[order] == NEED)]] = "drr"
