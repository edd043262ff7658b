"""What would have been: each planted event's series as they are, and without it.

Without an event that adds records, they are left out. Without one that changes lives, the county
was lived again (`lives.live`), with the same luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.background import DRUGS_WITHOUT_SUSPECT, crimes
from fingerpost.county.events import DISTRICTS, Plan
from fingerpost.county.justice import ACQUISITIVE, DRUG_KINDS
from fingerpost.county.parameters import Parameters

Tables = Mapping[str, pl.DataFrame]
SCHEMA = {
    "event": pl.String,
    "series": pl.String,
    "district": pl.String,
    "month": pl.Date,
    "actual": pl.Int64,
    "without_event": pl.Int64,
}
OPIOIDS = ("Heroin", "Methadone", "Other opioid", "Synthetic opioid")


def counterfactual(
    tables: Tables,
    without: Mapping[str, Tables],
    people: pl.DataFrame,
    district: NDArray[np.int8],
    residents: NDArray[np.int64],
    decile: NDArray[np.int64],
    plan: Plan,
    parameters: Parameters,
    *,
    seed: int,
) -> pl.DataFrame:
    """Return every series that an event changed, month by month, as it is and without the event.

    Parameters
    ----------
    tables, without : as in `world.World`
        The tables in `without` hold no planted records.

    Returns
    -------
    DataFrame
        With the columns of `SCHEMA`, in that order of sorting.
    """
    kinds = (*ACQUISITIVE, DRUGS_WITHOUT_SUSPECT)
    months = range(plan.calendar.first_written, plan.calendar.count)

    def background(of: Plan, month: int) -> pl.DataFrame:
        return crimes(month, residents, district, decile, of, parameters, seed=seed, only=kinds)

    usual = [background(plan, month) for month in months]

    def without_operation(of: Plan) -> list[pl.DataFrame]:
        """Count anew only the months in which the operation did something to harm."""
        same = (of.harm_ratio() == plan.harm_ratio()).all(axis=1)
        return [
            known if same[month] else background(of, month)
            for month, known in zip(months, usual, strict=True)
        ]

    def counts(of: Tables, crime: list[pl.DataFrame]) -> pl.DataFrame:
        return _counted(of, pl.concat(crime), people, district, plan)

    actual = counts(tables, usual)
    parts = [pl.DataFrame(schema=SCHEMA)]
    for event in plan.events:
        added = {
            name: frame.filter(pl.col("because_of") != event.name)
            for name, frame in tables.items()
            if "because_of" in frame.columns
        }
        if event.name in without:
            lived = {
                name: pl.concat([frame, _planted(tables[name], event.name)])
                for name, frame in without[event.name].items()
            }
            crime = without_operation(plan.without(event.name)) if event.effect_until else usual
            other = counts(lived, crime)
        elif any(len(added[name]) < len(tables[name]) for name in added):
            other = counts({**tables, **added}, usual)
        else:  # it changes how records are sent, not what happens
            continue
        parts.append(_compared(event.name, actual, other))
    return pl.concat(parts)


def _planted(frame: pl.DataFrame, but: str) -> pl.DataFrame:
    """Return the records that other events added: they stay without this one."""
    if "because_of" not in frame.columns:
        return frame.clear()
    return frame.filter(~pl.col("because_of").is_in(["", but]))


def _compared(event: str, actual: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    keys = ["series", "district", "month"]
    both = (
        actual.join(other, on=keys, how="full", coalesce=True, suffix="_other")
        .with_columns(pl.col("n", "n_other").fill_null(0))
        .with_columns(
            differs=(pl.col("n") != pl.col("n_other")).any().over("series", "district")
        )
    )
    return (
        both.filter("differs")
        .select(
            event=pl.lit(event),
            series="series",
            district="district",
            month="month",
            actual=pl.col("n").cast(pl.Int64),
            without_event=pl.col("n_other").cast(pl.Int64),
        )
        .sort(keys)
    )


def _counted(
    tables: Tables,
    crime: pl.DataFrame,
    people: pl.DataFrame,
    district: NDArray[np.int8],
    plan: Plan,
) -> pl.DataFrame:
    """Return the monthly counts of every series by district: series, district, month, n."""
    names = pl.Series(DISTRICTS).gather(pl.Series(district).cast(pl.UInt32))
    where = pl.DataFrame({"area": np.arange(len(district), dtype=np.int32), "district": names})
    homes = people.select("person", home="area")
    parts = []
    for series, rows in _series(tables, crime):
        if "area" not in rows.columns:
            rows = rows.join(homes, on="person").rename({"home": "area"})
        parts.append(
            rows.filter(
                pl.col("day").is_between(plan.calendar.first_day, plan.calendar.last_day)
            )
            .join(where, on="area")
            .group_by("district", month=pl.col("day").cast(pl.Date).dt.truncate("1mo"))
            .agg(n=pl.len())
            .select(pl.lit(series).alias("series"), "district", "month", "n")
        )
    return pl.concat(parts).sort("series", "district", "month")


def _series(tables: Tables, crime: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    crime = crime.select("area", "day", "kind")
    offences = tables["offences"].select("area", "day", "kind", "drug", "outcome")
    yield (
        "acquisitive_offences",
        pl.concat(
            [
                offences.filter(pl.col("kind").is_in(ACQUISITIVE)).select("area", "day"),
                crime.filter(pl.col("kind").is_in(ACQUISITIVE)).select("area", "day"),
            ]
        ),
    )
    drugs = offences.filter(pl.col("kind").is_in(DRUG_KINDS))
    unknown = crime.filter(pl.col("kind") == DRUGS_WITHOUT_SUSPECT).select("area", "day")
    yield "drug_offences", pl.concat([drugs.select("area", "day"), unknown])
    yield "trafficking_offences", drugs.filter(pl.col("kind") == "92A").select("area", "day")
    diverted = drugs.filter(pl.col("outcome") == "22")
    yield "diversionary_outcomes", diverted.select("area", "day")
    overdoses = tables["overdoses"].select("area", "day", "substance")
    yield "overdoses", overdoses.select("area", "day")
    opioid = overdoses.filter(pl.col("substance").is_in(OPIOIDS))
    yield "opioid_overdoses", opioid.select("area", "day")
    yield "drug_deaths", tables["deaths"].select("area", "day")
    admissions = tables["admissions"]
    yield (
        "poisoning_admissions",
        admissions.filter(pl.col("icd10").str.starts_with("T")).select("area", "day"),
    )
    ketamine = admissions.filter(pl.col("icd10") == "T412")
    yield "ketamine_admissions", ketamine.select("area", "day")
    yield "homelessness_duties", tables["homeless"].select("area", day="approached")
    treatment = tables["treatment"]
    begun = treatment.filter(pl.col("started").is_not_null())
    yield "treatment_starts", begun.select("person", day="started")
    ended = begun.filter(pl.col("ended").is_not_null())
    completed = ended.filter(pl.col("reason").str.starts_with("completed"))
    yield "treatment_completions", completed.select("person", day="ended")
    dropped = ended.filter(pl.col("reason") == "dropped_out")
    yield "treatment_drop_outs", dropped.select("person", day="ended")
    jobs = tables["employment"].filter(pl.col("job_start").is_not_null())
    yield "job_starts", jobs.select("person", day="job_start")
