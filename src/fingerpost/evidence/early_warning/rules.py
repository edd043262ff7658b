"""What a warning rule is: what it watches, how, for whom, and what they may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.declarations import Declaration, discover
from fingerpost.evidence.early_warning.farrington import FarringtonFlexible


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Farrington(_Settings):
    """A count against the same weeks or months of earlier years (see `farrington_flexible`)."""

    kind: Literal["farrington"] = "farrington"
    settings: FarringtonFlexible


class Ears(_Settings):
    """A count against the periods just before it (see `ears`)."""

    kind: Literal["ears"] = "ears"
    method: Literal["C1", "C2", "C3"] = "C2"
    baseline: int = Field(7, ge=3)
    alpha: float = Field(0.001, gt=0, lt=0.5)
    minimum_sigma: float = Field(0.5, ge=0)


class Cusum(_Settings):
    """Small excesses that add up, for slow rises (see `cusum`)."""

    kind: Literal["cusum"] = "cusum"
    training: int = Field(24, ge=12)  # periods from which the usual count is taken
    reference_value: float = 1.04
    decision_interval: float = 2.26
    standardisation: Literal["standard", "rossi", "anscombe"] = "rossi"
    minimum_cases: int = Field(5, ge=0)


class DaysBetween(_Settings):
    """Rare events close together (see `days_between`)."""

    kind: Literal["days_between"] = "days_between"
    recent_gaps: int = Field(3, ge=1)
    minimum_history: int = Field(10, ge=2)


class SpaceTimeScan(_Settings):
    """Cases close together in place and time (see `space_time_scan`).

    The permutation model: a place that always has many cases is no cluster, and nor is a busy day.
    """

    kind: Literal["space_time_scan"] = "space_time_scan"
    study_periods: int = Field(365, ge=10)  # history that each scan looks at
    maximum_periods: int = Field(30, ge=1)
    maximum_share: float = Field(0.2, gt=0, le=0.5)
    minimum_cases: int = Field(3, ge=2)
    replicates: int = Field(999, ge=99)


class SilentFeed(_Settings):
    """A regular file that has not come (see `check_feed`)."""

    kind: Literal["silent_feed"] = "silent_feed"
    alpha: float = Field(0.05, gt=0, lt=0.5)
    minimum_history: int = Field(6, ge=2)


Detector = Annotated[
    Farrington | Ears | Cusum | DaysBetween | SpaceTimeScan | SilentFeed,
    Field(discriminator="kind"),
]
Interval = Literal["day", "week", "month"]
DAYS = {"day": 1, "week": 7, "month": 30.4375}
TOPICS = ("overdose", "recorded crime", "supply", "data")


class Watches(_Settings):
    """Which records count.

    Parameters
    ----------
    table : str
        A name in `cases.WATCHED`.
    where : mapping of str to tuple of str
        For each column named, the values that count; all records if empty.
    split : str
        A column by whose values the series are kept apart; not split if empty.
    """

    table: str
    where: Mapping[str, tuple[str, ...]] = {}
    split: str = ""


class Attribute(_Settings):
    """A column that may explain an excess.

    `is_of_recording`: it says how something came to be written down (an outcome type, a map point,
    found by a search), not what happened to people. `read_from`: the landed column whose values
    may be named outside; without it they stay inside.
    """

    column: str
    words: str
    is_of_recording: bool = False
    read_from: str = ""  # the landed column, if its values may be named outside


class WarningRule(Declaration):
    """One thing that is watched.

    Parameters
    ----------
    title, subject : str
        Of the rule; and what a signal of it is about, in a sentence: "overdose call-outs".
    watches : Watches
    topic : str
        Signals on one topic that overlap in place and time are about the same thing.
    interval : {"day", "week", "month"}
        What is counted together, and how often it is tested.
    areas : tuple of AreaKind
        For which areas a series is kept. A scan looks for its own places.
    detector : Detector
    short_history : Detector or None
        Used for a series while `detector` cannot say anything for want of history.
    looks_back : int
        How many of the latest periods are tested: more than one where files come rarely.
    alarm_once_in_days : float
        A signal is raised only if chance alone would give as much this rarely, in any series of
        the rule. Tuned so that the rule keeps to its budget.
    false_discovery_rate : float
        Of the series of one day that are signals, the share that may be false.
    budget_per_year : float
        False alarms a year that it may cost the county.
    raises_for : str
        The role that answers.
    acknowledge_within_days : int
    weight, weight_because : float, str
        For public health, from 0 to 10: signals are ranked by it.
    attributes : tuple of Attribute
        What may explain an excess.
    what_to_do, why_it_matters : str
    """

    version: int = 1
    title: str
    subject: str
    watches: Watches
    topic: Literal["overdose", "recorded crime", "supply", "data"]
    interval: Interval
    areas: tuple[AreaKind, ...] = ()
    detector: Detector
    short_history: Detector | None = None
    looks_back: int = Field(1, ge=1)
    alarm_once_in_days: float = Field(365.0, gt=0)
    false_discovery_rate: float = Field(0.1, gt=0, lt=1)
    budget_per_year: float = Field(gt=0)
    raises_for: str
    acknowledge_within_days: int = Field(ge=1)
    weight: float = Field(ge=0, le=10)
    weight_because: str
    attributes: tuple[Attribute, ...] = ()
    what_to_do: str
    why_it_matters: str
    owner: str
    next_review: date

    @model_validator(mode="after")
    def _counts_have_areas(self) -> Self:
        counts = self.detector.kind in ("farrington", "ears", "cusum", "days_between")
        if counts != bool(self.areas):
            raise ValueError("areas belong to a rule that counts, and it needs them")
        return self


@cache
def all_rules() -> dict[str, WarningRule]:
    """Return every declared warning rule by name."""
    from fingerpost.evidence.early_warning import catalogue

    return discover(catalogue, WarningRule)
