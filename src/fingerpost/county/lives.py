"""How people live month by month: use, need, treatment, prison, recovery, relapse, death.

A person in need may enter treatment, lose a home, be arrested, be poisoned, recover or die; each
has its chance a month in `parameters.toml`. All people of a chunk take each step together, as
arrays. Every draw has a stream of its own (see `chance`), so a county lived again without one of
its planted events meets the same luck.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.crowd import PRISON, STATES, TREATMENT, Crowd
from fingerpost.county.events import Plan
from fingerpost.county.ledger import NEVER
from fingerpost.county.parameters import Parameters
from fingerpost.county.steps import crime, harm, home_and_work, treatment

STEPS: tuple[Callable[[Crowd, int], None], ...] = (
    treatment.come_to_need,
    home_and_work.move_home,
    crime.leave_prison,
    treatment.enter_treatment,
    treatment.leave_treatment,
    treatment.relapse,
    crime.offend,
    harm.be_poisoned,
    harm.die_otherwise,
    home_and_work.find_work,
    home_and_work.be_helped,
)


@dataclass(frozen=True)
class Lives:
    """What happened to the people of concern in one chunk.

    `tables` has a frame for each name in `ledger.SCHEMAS`; `people` is the frame of concern with
    `died_day` (null for the living) and `state_at_end`.
    """

    people: pl.DataFrame
    tables: dict[str, pl.DataFrame]


def live(
    people: pl.DataFrame,
    district: NDArray[np.int8],
    plan: Plan,
    parameters: Parameters,
    *,
    seed: int,
    chunk: int,
) -> tuple[Lives, dict[str, Lives]]:
    """Live every month for the people of one chunk, with everything planted and without.

    Parameters
    ----------
    people : DataFrame
        As `concern.select` gives them.
    district : ndarray, shape (areas,)
        The district of each small area.
    plan : Plan
        What is planted.
    chunk : int
        It names the streams of random numbers.

    Returns
    -------
    lives : Lives
        As they went.
    without : dict of str to Lives
        As they would have gone without each event that changes lives, by the event's name.
    """
    crowd = Crowd(people, district, plan, parameters, seed, chunk)
    without: dict[str, Crowd] = {}
    begins = {
        int(plan.calendar.month_of(np.array([event.first_day], dtype=np.int32))[0]): event.name
        for event in plan.events
        if event.lives
    }
    for month in range(plan.calendar.count):
        if month in begins:  # until here the two counties were one
            name = begins[month]
            without[name] = crowd.fork(plan.without(name))
        for each in (crowd, *without.values()):
            for step in STEPS:
                step(each, month)
    return _closed(crowd, people), {name: _closed(c, people) for name, c in without.items()}


def _closed(crowd: Crowd, people: pl.DataFrame) -> Lives:
    _close(crowd)
    died = pl.Series("died_day", crowd.died).replace(NEVER, None)
    state = pl.Series("state_at_end", np.array(STATES, dtype=object)[crowd.state].tolist())
    return Lives(people.with_columns(died, state), crowd.ledger.frames())


def _close(crowd: Crowd) -> None:
    """Write what is still open at the end."""
    who = np.flatnonzero(crowd.state == TREATMENT)
    crowd.end_treatment(who, np.full(len(who), NEVER, dtype=np.int32), "")
    jail = np.flatnonzero(crowd.state == PRISON)
    crowd.ledger.write(
        "prison",
        person=crowd.person[jail],
        prison=crime.prison_of(crowd, jail),
        entered=crowd.entered[jail],
        released=np.full(len(jail), NEVER, dtype=np.int32),
        need=crowd.dependent[jail],
        transferred=False,
        early_release=False,
        recalled_day=np.full(len(jail), NEVER, dtype=np.int32),
        engaged_started=np.full(len(jail), NEVER, dtype=np.int32),
    )
