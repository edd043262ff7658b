"""The people of one chunk as arrays, what each is in now, and the tools that every step uses."""

from __future__ import annotations

from copy import copy

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county import events
from fingerpost.county.chance import stream
from fingerpost.county.concern import DEPENDENT, GROUPS, OPIATE, YEAR
from fingerpost.county.events import Plan
from fingerpost.county.ledger import NEVER, Ledger
from fingerpost.county.parameters import Parameters

NOT_YET, NEED, TREATMENT, PRISON, RECOVERING, DEAD, UNCONCERNED = range(7)
STATES = ("not yet", "need", "treatment", "prison", "recovering", "dead", "unconcerned")
STABLE, PROBLEM, NO_HOME = range(3)

Bools = NDArray[np.bool_]
Places = NDArray[np.int64]  # of people within the chunk


class Crowd:
    """The people of a chunk as arrays; each place of an array is one person."""

    def __init__(
        self,
        people: pl.DataFrame,
        district: NDArray[np.int8],
        plan: Plan,
        parameters: Parameters,
        seed: int,
        chunk: int,
    ) -> None:
        self.p, self.plan, self.calendar = parameters, plan, plan.calendar
        self.seed, self.chunk, self.ledger = seed, chunk, Ledger()
        self.drawn: dict[str, NDArray[np.float64]] = {}  # this month's draws, which twins share
        self.drawn_month = [-2]
        self.person = people["person"].to_numpy()
        self.area = people["area"].to_numpy()
        self.district = district[self.area]
        self.group = people["group"].to_numpy()
        self.born = people["born"].to_numpy()
        self.young = people["is_young"].to_numpy()
        self.onset = people["onset"].to_numpy()
        self.main = np.array(people["main_drug"].to_list(), dtype=object)
        self.crack = people["crack"].to_numpy()
        self.n = n = len(people)
        self.dependent = np.isin(self.group, DEPENDENT)
        self.harm = plan.harm_ratio()
        # The chance of each step by group, picked out once.
        self.chance = {
            name: self.by_group(name)
            for name in (
                "treatment.enters_per_month",
                "treatment.completes_per_month",
                "treatment.drops_out_per_month",
                "crime.offences_per_month",
                "harm.overdoses_per_month",
            )
        }
        u = self.draw("state", -1)
        old = self.onset < 0
        in_treatment = np.where(self.group == OPIATE, 0.40, 0.07)
        self.state = np.select(
            [~self.dependent, ~old, u < in_treatment, u < in_treatment + 0.12],
            [UNCONCERNED, NOT_YET, TREATMENT, RECOVERING],
            NEED,
        ).astype(np.int8)
        w = self.draw("home", -1)
        none, problem = (
            parameters["home.has_none_at_start"],
            parameters["home.has_problem_at_start"],
        )
        worse = np.where(self.group == OPIATE, 2.0, 1.0)
        self.housing = np.select(
            [~self.dependent, w < none * worse, w < (none + problem) * worse],
            [STABLE, NO_HOME, PROBLEM],
            STABLE,
        ).astype(np.int8)
        works = np.where(self.group == OPIATE, 0.5, 1.2) * parameters["work.works_at_start"]
        self.works = self.draw("work", -1) < works
        first = int(self.calendar.first_days[0])
        self.since = np.full(n, -3, dtype=np.int32)  # the month in which the state began
        self.referred = np.full(n, NEVER, dtype=np.int32)
        self.started = np.full(n, NEVER, dtype=np.int32)
        self.source = np.full(n, "self", dtype=object)
        self.home_at_start = self.housing.copy()
        self.works_at_start = self.works.copy()
        here = self.state == TREATMENT
        ago = (self.draw("ago", -1) * 700).astype(np.int32) + 20
        self.started[here] = first - ago[here]
        self.referred[here] = self.started[here] - 7
        self.since[here] = -1 - ago[here] // 30
        self.bound_for = np.full(n, "", dtype=object)  # invited to treatment, and by whom
        self.prison_until = np.full(n, NEVER, dtype=np.int32)
        self.entered = np.full(n, NEVER, dtype=np.int32)
        self.released = np.full(n, NEVER, dtype=np.int32)
        self.died = np.full(n, NEVER, dtype=np.int32)

    def fork(self, plan: Plan) -> Crowd:
        """Return the same people in the same state, who live on under another plan."""
        twin = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                setattr(twin, name, value.copy())
        twin.plan, twin.harm = plan, plan.harm_ratio()
        twin.ledger = self.ledger.copy()
        return twin

    def by_group(self, name: str) -> NDArray[np.float64]:
        """Return a parameter that differs by group, for each person; 0 for groups without it."""
        values = self.p.under(name)
        each = np.array([values.get(group, 0.0) for group in GROUPS])
        found: NDArray[np.float64] = each[self.group]
        return found

    def draw(self, what: str, month: int) -> NDArray[np.float64]:
        """Return a uniform draw for each person, of a stream named by its purpose and month."""
        if self.drawn_month[0] != month:
            self.drawn.clear()
            self.drawn_month[0] = month
        if what not in self.drawn:
            draws = stream(self.seed, "lives", what, self.chunk, month).random(self.n)
            draws.flags.writeable = False  # twins share it
            self.drawn[what] = draws
        return self.drawn[what]

    def day_in(self, month: int, what: str) -> NDArray[np.int32]:
        """Return a day within the month for each person."""
        first, after = self.calendar.first_days[month : month + 2]
        days = first + self.draw(f"day {what}", month) * (after - first)
        return np.asarray(days, dtype=np.float64).astype(np.int32)

    def end_treatment(self, who: Places, day: NDArray[np.int32], reason: str) -> None:
        """Close the episode of these people and write it."""
        naloxone = np.full(len(who), NEVER, dtype=np.int32)
        u = _luck(self.person[who], self.started[who])
        given = (self.group[who] == OPIATE) & (u < self.p["treatment.naloxone_issued"])
        naloxone[given] = (self.started[who] + 3 + (u * 80).astype(np.int32))[given]
        over = (day != NEVER) & (naloxone > day)
        naloxone[over] = day[over]
        self.ledger.write(
            "treatment",
            person=self.person[who],
            provider=self.provider(who),
            referred=self.referred[who],
            triaged=np.minimum(self.referred[who] + 3, self.started[who]),
            started=self.started[who],
            ended=day,
            reason=reason,
            referral_source=self.source[who],
            housing=self.home_at_start[who],
            works=self.works_at_start[who],
            naloxone_issued=naloxone,
        )

    def provider(self, who: Places) -> NDArray[np.int8]:
        """Return which provider treats each person: by district, and by age at referral."""
        city = self.district[who] == events.CITY
        adult = np.where(city, 0, 1)
        swap = (
            _luck(self.person[who], np.zeros(len(who), dtype=np.int32)) < 0.045
        )  # a few go to the other hub
        provider = np.where(swap, 1 - adult, adult)
        age = (self.referred[who] - self.born[who]) / YEAR
        return np.where(age < 18, 2, provider).astype(np.int8)

    def begin_treatment(
        self, who: Places, referred: NDArray[np.int32], started: NDArray[np.int32], month: int
    ) -> None:
        """Begin an episode for these people."""
        self.state[who] = TREATMENT
        self.since[who] = month
        self.referred[who], self.started[who] = referred, started
        self.home_at_start[who] = self.housing[who]
        self.works_at_start[who] = self.works[who]
        self.bound_for[who] = ""

    def die(self, who: Places, day: NDArray[np.int32]) -> None:
        """End these lives."""
        self.state[who] = DEAD
        self.died[who] = day
        self.prison_until[who] = NEVER


def _luck(person: NDArray[np.int64], day: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return a number on [0, 1) that belongs to a person and a day, whoever else is drawn."""
    mixed = person.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= day.astype(np.int64).view(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53
