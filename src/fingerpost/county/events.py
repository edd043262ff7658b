"""What is planted in the county, with its truth: when, where, how large, and what it did.

An event acts in one of two ways. It changes how likely something is (a ratio for a month and a
district), and then the county lived without it gives what would have been. Or it adds records of
its own, which carry its name in the truth (`because_of`), and leaving them out gives what would
have been. Activity rises in all three operations; what they did to harm differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fingerpost.county import settlements
from fingerpost.county.calendar import Calendar
from fingerpost.county.parameters import Parameters

CITY, ALDENWOLD, BRACKENLODE, CRESSFLEET, STAVENHOLME, WITHYMARCH = range(6)
DISTRICTS = tuple(area.name for area in settlements.DISTRICTS)

HARRIER, CURLEW, PLOVER = "operation_harrier", "operation_curlew", "operation_plover"
OPERATIONS = (HARRIER, CURLEW, PLOVER)
OPERATION_DAYS = 42
HOUSING_SUPPORT = "housing_support"
DIVERSION = "diversion_scheme"
OPIOID_CLUSTER = "synthetic_opioid_cluster"
KETAMINE = "ketamine_rise"
RECORDING_CHANGE = "recording_change"
LATE_REPORTS = "late_ambulance_reports"
SILENT_PARTNER = "silent_partner"
SEASONS = "seasons"
HOLIDAYS = "bank_holidays"
PATTERNS = (LATE_REPORTS, SEASONS, HOLIDAYS)  # what every county has, also a quiet one


@dataclass(frozen=True)
class Planted:
    """One planted event.

    Parameters
    ----------
    first_day, last_day : int
        Both inside it, as days since 1970.
    districts : tuple of int
        Where it acts; empty for the whole county.
    lives : bool
        Whether people's lives go differently because of it, so that the county must be lived again
        without it to know what would have been.
    """

    name: str
    kind: str
    first_day: int
    last_day: int
    districts: tuple[int, ...]
    words: str
    lives: bool = False
    effect_until: int = 0  # of an operation: the last day of what it did to harm

    def is_on(self, day: int) -> bool:
        """Tell whether it is under way on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Plan:
    """Everything planted in one county."""

    events: tuple[Planted, ...]
    calendar: Calendar
    parameters: Parameters

    def __contains__(self, name: object) -> bool:
        """Tell whether an event of this name is planted."""
        return any(event.name == name for event in self.events)

    def __getitem__(self, name: str) -> Planted:
        """Return the event of this name."""
        return next(event for event in self.events if event.name == name)

    def without(self, *names: str) -> Plan:
        """Return the same plan without some events."""
        return replace(self, events=tuple(e for e in self.events if e.name not in names))

    def only(self, names: Iterable[str]) -> Plan:
        """Return a plan of these events alone."""
        kept = set(names)
        return replace(self, events=tuple(e for e in self.events if e.name in kept))

    def harm_ratio(self) -> NDArray[np.float64]:
        """Return the ratio of harm by month lived and district, shape (count, 6).

        Harm is overdose and acquisitive crime. Operation Curlew moves it: what Aldenwold is spared
        comes upon Cressfleet.
        """
        ratio = np.ones((self.calendar.count, len(DISTRICTS)))
        works = self.parameters["planted.operation_works_ratio"]
        moves = self.parameters["planted.operation_moves_ratio"]
        for name, district, less in ((HARRIER, BRACKENLODE, works), (CURLEW, ALDENWOLD, moves)):
            if name not in self:
                continue
            share = self.share_of_months(self[name].first_day, self[name].effect_until)
            ratio[:, district] *= 1 - (1 - less) * share
            if name == CURLEW:
                ratio[:, CRESSFLEET] *= 1 + (1 - less) * share
        return ratio

    def share_of_months(self, first_day: int, last_day: int) -> NDArray[np.float64]:
        """Return which share of each month lived lies between two days, both inside it."""
        starts, ends = self.calendar.first_days[:-1], self.calendar.first_days[1:]
        inside = np.minimum(ends, last_day + 1) - np.maximum(starts, first_day)
        share: NDArray[np.float64] = np.clip(inside, 0, None) / (ends - starts)
        return share

    def reaches(self, name: str, month: int) -> NDArray[np.float64]:
        """Return the share of a month during which an event acts in each district, shape (6,)."""
        acts = np.zeros(len(DISTRICTS))
        if name in self:
            event = self[name]
            share = self.share_of_months(event.first_day, event.last_day)[month]
            acts[list(event.districts) or slice(None)] = share
        return acts

    def truth(self) -> list[dict[str, Any]]:
        """Return the events as plain data for `truth/events.json`."""
        found = []
        for event in self.events:
            said = asdict(event)
            said["districts"] = [DISTRICTS[district] for district in event.districts]
            for key in ("first_day", "last_day", "effect_until"):
                number = said.pop(key)
                said[key] = str(np.datetime64(int(number), "D")) if number else None
            found.append(said)
        return found


def make_plan(calendar: Calendar, parameters: Parameters) -> Plan:
    """Return what is planted in a county of these years.

    The events are spread over the written years in a fixed order, so that each has some quiet time
    before it.
    """
    first, last = calendar.first_day, calendar.last_day

    def at(share: float) -> int:
        return first + int(share * calendar.days)

    month = 30.44
    effect = int(parameters["planted.operation_effect_months"] * month)

    def operation(name: str, share: float, districts: tuple[int, ...], words: str) -> Planted:
        begins = at(share)
        return Planted(
            name,
            "operation",
            begins,
            min(begins + OPERATION_DAYS - 1, last),
            districts,
            words,
            lives=name != PLOVER,
            effect_until=min(begins + effect, last) if name != PLOVER else 0,
        )

    cluster_days = int(parameters["planted.opioid_cluster_days"])
    silent = int(parameters["planted.silent_partner_months"])
    quiet_from = calendar.first_days[-1 - silent]
    events = (
        operation(
            HARRIER,
            0.30,
            (BRACKENLODE,),
            "Works: overdoses and acquisitive crime fall in the district for months afterwards.",
        ),
        operation(
            CURLEW,
            0.50,
            (ALDENWOLD, CRESSFLEET),
            "Moves the harm from the first district to its neighbour, the second.",
        ),
        operation(PLOVER, 0.68, (CITY,), "Does nothing to harm."),
        Planted(
            HOUSING_SUPPORT,
            "programme",
            at(0.40),
            last,
            (CITY,),
            "Helps people in treatment to a home and keeps them in treatment, in the city alone.",
            lives=True,
        ),
        Planted(
            DIVERSION,
            "scheme",
            at(0.55),
            last,
            (STAVENHOLME, WITHYMARCH),
            "People found with drugs are offered help in place of a charge, in two districts.",
            lives=True,
        ),
        Planted(
            OPIOID_CLUSTER,
            "cluster",
            at(0.86),
            at(0.86) + cluster_days - 1,
            (WITHYMARCH,),
            "A synthetic opioid in the supply: overdoses in a few neighbouring small areas.",
        ),
        Planted(
            KETAMINE,
            "rise",
            at(0.60),
            last,
            (STAVENHOLME,),
            "A slow rise of admissions for poisoning with ketamine.",
        ),
        Planted(
            RECORDING_CHANGE,
            "recording",
            at(0.76),
            min(at(0.76) + 152, last),
            (ALDENWOLD,),
            "Possession without a suspect is recorded at a few map points. Use did not change.",
        ),
        Planted(LATE_REPORTS, "delay", first, last, (), "Some ambulance records come late."),
        Planted(
            SILENT_PARTNER,
            "gap",
            int(quiet_from),
            last,
            (CRESSFLEET,),
            "The district's housing authority stops sending.",
        ),
        Planted(SEASONS, "pattern", first, last, (), "More harm and crime in summer."),
        Planted(HOLIDAYS, "pattern", first, last, (), "More call-outs on bank holidays."),
    )
    return Plan(events, calendar, parameters)
