"""People in community treatment, those who begin it, and how they get on: by person, not by episode.

What a person's year came to (group of substances, exit, return) stands beside each of its months, so
that a year can be split by it. Episodes of clients who do not agree to share their record are not in
the files, nor in any of these tables.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import PERSON, EventTable, Inputs
from fingerpost.evidence.measures.tables.people import SPLITS, described
from fingerpost.evidence.measures.tables.placing import in_district
from fingerpost.evidence.measures.tables.treatment import SOURCE, whole_years

CRACK = ("3201",)
OF_THE_YEAR = (
    "substance_group",
    "sex",
    "age",
    "ethnicity",
    "completed_and_stayed_away",
    "completed",
)


def people_in_treatment(inputs: Inputs) -> ir.Table:
    """Return one row per person, month and district in which an episode was open."""
    episodes = inputs.journeys.community_episodes()
    first = inputs.journeys.linked.first_day(SOURCE)
    begun = _month_number(ibis.greatest(episodes.started_on, ibis.literal(first)))
    ended = _month_number(episodes.seen_until)
    rows = episodes.mutate(month=ibis.range(begun, ended + 1).unnest())
    year = rows.month // 12 - ibis.ifelse(rows.month % 12 < 3, 1, 0)
    rows = rows.select(
        "setting",
        PERSON,
        "local_authority_code",
        "month",
        financial_year=year.cast("int64"),
    ).distinct()
    years = inputs.journeys.people_in_treatment_year()
    years = years.mutate(
        financial_year=years.financial_year.cast("int64"),
        died=ibis.ifelse((years.exit == "died").fill_null(False), "yes", "no"),
    )
    kept = years.select(
        "setting", PERSON, "financial_year", "opiate", "died", "lsoa_code", *OF_THE_YEAR
    )
    both = rows.join(kept, ["setting", PERSON, "financial_year"])
    crack = _crack_years(inputs)
    both = both.left_join(
        crack, [both[PERSON] == crack.crack_person, both.financial_year == crack.crack_year]
    )
    placed = in_district(inputs, both, both.local_authority_code)
    made = described(inputs, placed)
    return made.select(
        PERSON,
        "setting",
        "place",
        "partnership",
        "quintile",
        "died",
        *OF_THE_YEAR,
        period_start=ibis.date(
            (made.month // 12).cast("int32"), (made.month % 12 + 1).cast("int32"), 1
        ),
        opiate_or_crack=ibis.ifelse(made.opiate | made.crack_person.notnull(), "yes", "no"),
    )


def _month_number(day: ir.DateValue) -> ir.IntegerValue:
    return day.year() * 12 + day.month() - 1


def _crack_years(inputs: Inputs) -> ir.Table:
    """Return the people and financial years in which an episode was open that cites crack."""
    rows = inputs.journeys.linked.landed(SOURCE)
    cites = ibis.or_(*(rows[f"drug_{n}"].isin(CRACK).fill_null(False) for n in (1, 2, 3)))
    cited = rows.filter(cites).select(agency="agency_code", cited_episode="episode").distinct()
    episodes = inputs.journeys.community_episodes()
    with_crack = episodes.join(
        cited,
        [episodes.agency == cited.agency, episodes.episode == cited.cited_episode],
    )
    first, last = (_financial_year(with_crack[n]) for n in ("started_on", "seen_until"))
    spans = with_crack.mutate(crack_year=ibis.range(first, last + 1).unnest().cast("int64"))
    return spans.select("crack_year", crack_person=PERSON).distinct()


def _financial_year(day: ir.DateValue) -> ir.IntegerValue:
    return day.year() - ibis.ifelse(day.month() < 4, 1, 0)


def treatment_starts(inputs: Inputs) -> ir.Table:
    """Return one row per treatment journey of an adult, by the month in which it began."""
    journeys = inputs.journeys.treatment_journeys()
    adults = journeys.filter(journeys.setting == "adult")
    placed = in_district(inputs, adults, adults.local_authority_code)
    made = described(inputs, placed)
    return made.select(
        PERSON,
        "place",
        "partnership",
        "quintile",
        "early_exit",
        "retained_12_weeks",
        "substance_group",
        *SPLITS,
        period_start=made.started_on.truncate("M").cast("date"),
    )


def treatment_progress(inputs: Inputs) -> ir.Table:
    """Return one row per adult and financial year in treatment, in the district of the newest episode."""
    people = inputs.journeys.treatment_progress()
    placed = in_district(inputs, people, people.local_authority_code)
    made = described(inputs, placed)
    return made.select(
        PERSON,
        "place",
        "partnership",
        "quintile",
        "progress",
        "substance_group",
        *SPLITS,
        period_start=made.period_start.cast("date"),
        both_forms=ibis.ifelse(made.progress == "not known", "no", "yes"),
    )


_AREAS = {
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
    AreaKind.PARTNERSHIP: "partnership",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}

TABLES = (
    EventTable(
        name="people_in_treatment",
        words="people in community treatment, by month",
        sources=(SOURCE,),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=people_in_treatment,
        covers=months_of(SOURCE),
        splits=(*SPLITS, "substance_group", "setting"),
        by_person=True,
    ),
    EventTable(
        name="treatment_starts",
        words="treatment journeys of adults, by the day they began",
        sources=(SOURCE,),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=treatment_starts,
        covers=months_of(SOURCE),
        splits=(*SPLITS, "substance_group"),
        by_person=True,
    ),
    EventTable(
        name="treatment_progress",
        words="adults in treatment in the year, with what their reviews say",
        sources=(SOURCE,),
        base=PeriodKind.FINANCIAL_YEAR,
        areas=_AREAS,
        make=treatment_progress,
        covers=whole_years,
        splits=(*SPLITS, "substance_group"),
        by_person=True,
    ),
)
