"""Episodes of drug treatment in the files of adult services.

An episode stands in a row for each of its interventions and outcome forms, and in the file of each
financial year in which it was open; what counts is the newest file of its agency that it stands
in. Episodes, not people: nothing here says which episodes are of one person. Episodes of clients
who do not agree to share their record are not in the files.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import in_district

SOURCE = "ndtms_adult"
OPIATES = ("1000", "1011", "1105")  # other opiates, heroin, methadone: as any of three drugs
WAIT_DAYS = 21
# What is no test and no vaccination. The first field holds a yes or no (2 in old sets), or the
# day of the test; the second counts doses.
NO_TEST = ("N", "2")
NO_DOSE = ("N", "0")


def adult_episodes(inputs: Inputs) -> ir.Table:
    """Return one row per episode that began, as its agency's newest file has it."""
    rows = inputs.landed(SOURCE)
    rows = rows.filter(rows.episode.notnull())
    same = ibis.window(group_by=["agency_code", "episode"])
    rows = rows.mutate(newest=rows.financial_year.max().over(same))
    rows = rows.filter(rows.financial_year == rows.newest)
    rows = rows.mutate(began=rows.modality_started_on.min().over(same))
    is_first = rows.modality_started_on == rows.began
    opiate = ibis.or_(*(rows[f"drug_{n}"].isin(OPIATES) for n in (1, 2, 3)))
    each = rows.group_by("agency_code", "episode").agg(
        district_code=rows.local_authority_code.max(),
        started_on=rows.began.max(),
        referred_on=ibis.ifelse(is_first, rows.modality_referred_on, None).min(),
        discharged_on=rows.discharged_on.max(),
        naloxone_issued_on=rows.naloxone_issued_on.min(),
        opiate=opiate.fill_null(False).max(),
        injected=rows.injecting_status.isin(("C", "P")).fill_null(False).max(),
        hepatitis_c=_given(rows.hepatitis_c_tested, NO_TEST).max(),
        hepatitis_b=_given(rows.hepatitis_b_vaccination, NO_DOSE).max(),
    )
    placed = in_district(inputs, each, each.district_code)
    wait = placed.started_on.delta(placed.referred_on, unit="day")
    return placed.filter(placed.started_on.notnull()).select(
        "place",
        "partnership",
        "started_on",
        "discharged_on",
        "naloxone_issued_on",
        provider="agency_code",
        period_start=placed.started_on.truncate("M").cast("date"),
        opiate=_yes_no(placed.opiate),
        ever_injected=_yes_no(placed.injected),
        hepatitis_c_tested=_yes_no(placed.hepatitis_c),
        hepatitis_b_vaccinated=_yes_no(placed.hepatitis_b),
        within_21_days=ibis.cases(
            (placed.referred_on.isnull() | (wait < 0), "not known"),
            (wait <= WAIT_DAYS, "yes"),
            else_="no",
        ),
    )


def adult_episodes_in_year(inputs: Inputs) -> ir.Table:
    """Return one row per episode and financial year in which it was open, as at the year's end."""
    episodes = inputs.table("adult_episodes")
    landed = months_of(SOURCE)(inputs)["period_start"].to_list()
    years = sorted({Period.financial_year(day.year - (day.month < 4)) for day in landed})
    spans = pl.DataFrame(
        [(year.start, year.end) for year in years],
        schema={"year_start": pl.Date, "year_end": pl.Date},
        orient="row",
    )
    table = inputs.local(spans, "treatment_years")
    rows = episodes.drop("period_start").join(
        table,
        [
            episodes.started_on <= table.year_end,
            episodes.discharged_on.isnull() | (episodes.discharged_on >= table.year_start),
        ],
    )
    return rows.select(
        "place",
        "partnership",
        "provider",
        "opiate",
        "ever_injected",
        "hepatitis_c_tested",
        "hepatitis_b_vaccinated",
        period_start=rows.year_start,
        naloxone=_yes_no((rows.naloxone_issued_on <= rows.year_end).fill_null(False)),
    )


def _given(answer: ir.StringColumn, said_no: tuple[str, ...]) -> ir.BooleanColumn:
    return answer.notnull() & ~answer.isin(said_no)


def _yes_no(claim: ir.BooleanValue) -> ir.StringValue:
    return ibis.ifelse(claim, "yes", "no")


def whole_years(inputs: Inputs) -> pl.DataFrame:
    """Return the financial years whose every month is landed."""
    months = months_of(SOURCE)(inputs)
    year = pl.col("period_start").dt.offset_by("-3mo").dt.year()
    whole = months.group_by(year=year).len().filter(pl.col("len") == 12)
    return whole.select(period_start=pl.date(pl.col("year"), 4, 1)).sort("period_start")


_AREAS = {
    AreaKind.DISTRICT: "place",
    AreaKind.NOWHERE: "place",
    AreaKind.PARTNERSHIP: "partnership",
}

TABLES = (
    EventTable(
        name="adult_episodes",
        words="episodes of adult treatment that began, by the day they began",
        sources=(SOURCE,),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=adult_episodes,
        covers=months_of(SOURCE),
        splits=("provider",),
    ),
    EventTable(
        name="adult_episodes_in_year",
        words="episodes of adult treatment that were open in the year",
        sources=(SOURCE,),
        base=PeriodKind.FINANCIAL_YEAR,
        areas=_AREAS,
        make=adult_episodes_in_year,
        covers=whole_years,
        splits=("provider",),
    ),
)
