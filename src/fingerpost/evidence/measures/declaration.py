"""What a measure is, declared: what is counted, out of what, where, when, and what it means.

The governance fields (why it matters, owner, next review, better, kind) are part of the
definition and are shown beside the number.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.declarations import Declaration
from fingerpost.evidence.core.periods import PeriodKind


class Kind(StrEnum):
    """Whether a measure shows what partners did or what changed for people.

    Activity and outcome are never added, and more activity is never presented as success.
    """

    ACTIVITY = "activity"
    OUTCOME = "outcome"
    PROCESS = "process"
    CONTEXT = "context"


class Outcome(StrEnum):
    """The six outcomes of the national framework: three strategic, three intermediate."""

    USE = "use"
    CRIME = "crime"
    DEATHS = "deaths"
    SUPPLY = "supply"
    ENGAGE = "engage"
    RECOVERY = "recovery"


OUTCOME_TITLES = {
    Outcome.USE: "Reduce drug use",
    Outcome.CRIME: "Reduce drug-related crime",
    Outcome.DEATHS: "Reduce drug-related deaths and harm",
    Outcome.SUPPLY: "Reduce drug supply",
    Outcome.ENGAGE: "Increase engagement in treatment",
    Outcome.RECOVERY: "Improve recovery outcomes",
}
STRATEGIC = (Outcome.USE, Outcome.CRIME, Outcome.DEATHS)
INTERMEDIATE = (Outcome.SUPPLY, Outcome.ENGAGE, Outcome.RECOVERY)


class Level(StrEnum):
    """Where the measure comes from."""

    HEADLINE = "headline"
    SUPPORTING = "supporting"
    LOCAL = "local"


class Evidence(StrEnum):
    """How sure we are that the official framework says this (the mark in the domain notes)."""

    FOUND = "found in a published source"
    PARTLY = "topic found in a published source, detail from general knowledge"
    UNCONFIRMED = "general knowledge, not confirmed against the published framework"


class Better(StrEnum):
    """Which direction is good news. Activity is `NEITHER`: more of it is not success."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Count(_Part):
    """How many rows of a table satisfy `where` (column -> the values that count).

    With `repeats` one person may have several of them: the table says whose each row is, the
    interval allows for it, and where few people are behind many rows they are protected.
    """

    table: str
    where: dict[str, tuple[str, ...]] = {}
    repeats: bool = False


class CountPeople(_Part):
    """How many different people have a row of a table that satisfies `where`.

    Each counts once in an area and a period, however many rows they have: so areas do not add up
    to a larger one, nor months to a year. In a split each stands where their newest row has them.
    """

    table: str
    where: dict[str, tuple[str, ...]] = {}


class Sum(_Part):
    """The sum of a published number over the rows that satisfy `where`."""

    table: str
    column: str
    where: dict[str, tuple[str, ...]] = {}


class Median(_Part):
    """The median of a number over the rows that satisfy `where`, such as days from step to step.

    Rows without the number are left out; what it is a median of is how many have it.
    """

    table: str
    column: str
    where: dict[str, tuple[str, ...]] = {}


class PublishedEstimate(_Part):
    """A number that somebody estimated, with the limits that they published.

    Of the newest year that is no later than the period and at most `years_off` earlier.
    """

    table: str
    column: str
    lower: str
    upper: str
    years_off: int = 10


class Population(_Part):
    """The people who live there: mid-year estimates of the period's middle year.

    Where that year is not landed the nearest one is used, up to `years_off` away, and said.
    """

    years_off: int = 6


Part = Count | CountPeople | Sum | Median | PublishedEstimate  # what is read from a table


class Step(_Part):
    """One step of a path that people go along, each step after the one before it.

    `without` says where those stand who came as far as the step before and not to this one: it is
    the part of the split, so that everybody is in exactly one part, and none is shown twice.
    """

    title: str
    without: str = ""  # empty for the first step, at which everybody is
    is_open: bool = False  # who stands short of it is not lost: it is too early to say


class Path(_Part):
    """How far a group of people gets: steps, and the measure of the days from each to the next."""

    people: str  # who is at the first step: "people released from prison with a treatment need"
    steps: tuple[Step, ...]
    days: str = ""  # a measure of medians, split by the title of the step that the days lead to

    @property
    def ends(self) -> tuple[str, ...]:
        """The parts of the split, in order: short of each step after the first, and at the last."""
        return (*(step.without for step in self.steps[1:]), self.steps[-1].title)


class Grid(_Part):
    """One table of a measure: for which areas and periods, split by what."""

    areas: tuple[AreaKind, ...]
    period: PeriodKind
    breakdown: str | None = None


class Measure(Declaration):
    """One measure: its definition, its computation if its source can be landed, its governance.

    A measure without `numerator` is declared but waits for its source; the pack says so.
    """

    version: int = 1
    title: str  # as a person says it, without a full stop
    sentence: str = ""  # "Recorded drug offences": how a finding begins; the title if empty
    framework_code: str = ""  # the slug in the national framework, e.g. h.deaths.misuse
    outcome: Outcome
    also_outcomes: tuple[Outcome, ...] = ()
    level: Level
    kind: Kind
    kind_note: str = ""  # where it is two kinds at once, or only a proxy
    evidence: Evidence = Evidence.UNCONFIRMED
    evidence_source: str = ""
    what_is_counted: str  # the numerator in words
    out_of: str = ""  # the denominator in words; empty for a count
    # "unmet" is the share of an estimate that is not reached; "estimate" has its publisher's
    # limits; "other" is never computed.
    statistic: Literal["count", "proportion", "rate", "unmet", "estimate", "median", "other"]
    per: int = 1  # 100 for a percentage, 1000 or 100000 for a rate
    unit: str  # "offences", "%", "per 1,000 people"
    period_words: str = ""  # how often it is published, in words
    geography: str = ""  # for which areas it is published, in words
    better: Better
    sources: tuple[str, ...] = ()  # declared sources it is computed from, if any
    waiting_for: str = ""  # the data that would be needed, when it cannot be computed
    agency: str  # who holds that data
    lag: str = ""  # the known delay between the end of a period and its figure
    provisional_for_months: int = 0  # figures this close to the last landed month still change
    provisional_because: str = ""
    follow_up_months: int = 0  # months needed after a period before it can be judged ...
    follow_up_source: str = ""  # ... in this source, none of them missing
    caveats: tuple[str, ...] = ()
    do_not_sum: str = ""  # why areas or categories may not be added up; empty if they may
    place: int = 50  # where it stands on its page; smaller first
    why_it_matters: str
    owner: str
    next_review: date
    numerator: Part | None = None
    denominator: Part | Population | None = None
    grids: tuple[Grid, ...] = ()
    # Splits of what is counted (what became of it); every other split divides the whole as well.
    splits_the_numerator: tuple[str, ...] = ()
    # Where only a match between two agencies makes a row count, by what they match: each that is
    # missed is one too few.
    counts_matches_by: Literal["", "names", "initials"] = ""
    path: Path | None = None  # shown as a path, of which the split by `reached` has the ends

    @property
    def is_computed(self) -> bool:
        """Tell whether this measure can be computed from a source that is declared."""
        return self.numerator is not None

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is read from tables: the numerator, and the denominator if it is no population."""
        both = (self.numerator, self.denominator)
        return tuple(part for part in both if part and not isinstance(part, Population))

    @property
    def subject(self) -> str:
        """How a sentence about this measure begins."""
        return self.sentence or self.title
