"""What a decision about two entries would change in the measures that are published.

Comes in: which entries a decision would put together or take apart, and the events that linked
measures are made of. Goes out: by how much each measure's numerator and denominator would change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.lake import Lake

EVENTS: dict[str, type[pl.DataType]] = {
    "entry": pl.Int64,
    "event": pl.String,
    "day": pl.Date,
}
SIDES: dict[str, type[pl.DataType]] = {
    "question": pl.Int64,  # one decision
    "side": pl.Int64,  # 0 or 1
    "entry": pl.Int64,
}
EFFECTS: dict[str, type[pl.DataType]] = {
    "question": pl.Int64,
    "measure": pl.String,
    "numerator": pl.Int64,  # more, if the two sides are one person and not two
    "denominator": pl.Int64,
}


@dataclass(frozen=True)
class LinkedMeasure:
    """A measure that hangs on who is one person, in the fewest words that say how.

    Parameters
    ----------
    name : str
        Of the measure.
    opens : str
        The event by which somebody counts, such as a release from prison.
    closes : str, optional
        The event that must follow, of the same person. Without it the measure counts people, each
        once however many events they have: two who are one are one fewer.
    within_days : int
        How soon it must follow; the same day counts.
    """

    name: str
    opens: str
    closes: str = ""
    within_days: int = 0


# Where events lie: source, the event, and the day of it.
SOURCES: tuple[tuple[str, str, str], ...] = (
    ("prison_releases", "prison_release", "released_on"),
    ("force_custody", "custody", "arrested_on"),
    ("ndtms_cjit", "assessment", "assessed_on"),
    ("ndtms_adult", "treatment_start", "modality_started_on"),
    ("ndtms_young_people", "treatment_start", "modality_started_on"),
    ("housing_cases", "housing_duty", "duty_on"),
    ("employment_support", "job_start", "job_started_on"),
)
MEASURES: tuple[LinkedMeasure, ...] = (
    LinkedMeasure("release_to_treatment", "prison_release", "treatment_start", 21),
    LinkedMeasure("custody_to_assessment", "custody", "assessment", 28),
    LinkedMeasure("assessment_to_treatment", "assessment", "treatment_start", 42),
    LinkedMeasure("custody_to_treatment", "custody", "treatment_start", 84),
    LinkedMeasure("treatment_to_job", "treatment_start", "job_start", 365),
    LinkedMeasure("people_in_treatment", "treatment_start"),
)


def events_of(lake: Lake, entry_records: pl.DataFrame) -> pl.DataFrame:
    """Return the events of entries: `EVENTS`, each once.

    Parameters
    ----------
    lake : Lake
        Without identifiers; a source that is not landed has no events.
    entry_records : DataFrame
        entry, source, record.
    """
    parts = [pl.DataFrame(schema=EVENTS)]
    for source, event, day in SOURCES:
        if lake.has(source):
            rows = lake.frame(source).select("record", day=day).drop_nulls().collect()
            parts.append(
                entry_records.filter(pl.col("source") == source)
                .join(rows, on="record")
                .select("entry", pl.lit(event).alias("event"), "day")
            )
    return pl.concat(parts).unique().sort("entry", "event", "day")


def effects(
    sides: pl.DataFrame, events: pl.DataFrame, measures: Iterable[LinkedMeasure] = MEASURES
) -> pl.DataFrame:
    """Return what each measure would gain if the two sides of a question are one person.

    Parameters
    ----------
    sides : DataFrame
        `SIDES`: the entries on each side.
    events : DataFrame
        `EVENTS`.
    measures : iterable of LinkedMeasure

    Returns
    -------
    DataFrame
        `EFFECTS`, in the order of question and measure; what would not change is left out. Two
        opening events of one day are one event of one person.
    """
    known = sides.join(events, on="entry").select("question", "side", "event", "day").unique()
    parts = [pl.DataFrame(schema=EFFECTS)]
    for measure in measures:
        opens, closes = (
            known.filter(pl.col("event") == event).drop("event")
            for event in (measure.opens, measure.closes)
        )
        apart = _counted(opens, closes, ["question", "side"], measure)
        together = _counted(opens, closes, ["question"], measure)
        both = together.join(
            apart.group_by("question").agg(pl.col("counted", "closed").sum()),
            on="question",
            suffix="_apart",
        )
        closed, counted = (
            pl.col(name) - pl.col(f"{name}_apart") for name in ("closed", "counted")
        )
        has_denominator = bool(measure.closes)
        parts.append(
            both.select(
                "question",
                pl.lit(measure.name).alias("measure"),
                numerator=closed if has_denominator else counted,
                denominator=counted if has_denominator else pl.lit(0, pl.Int64),
            ).filter((pl.col("numerator") != 0) | (pl.col("denominator") != 0))
        )
    return pl.concat(parts).sort("question", "measure")


def sizes(
    clusters: pl.DataFrame, events: pl.DataFrame, measures: Iterable[LinkedMeasure] = MEASURES
) -> dict[str, int]:
    """Return out of how many each measure is, as linked now: opening events, or people."""
    whose = events.join(clusters.select("entry", "cluster"), on="entry")
    return {
        measure.name: whose.filter(pl.col("event") == measure.opens)
        .select("cluster", *(["day"] if measure.closes else []))
        .unique()
        .height
        for measure in measures
    }


def _counted(
    opens: pl.DataFrame, closes: pl.DataFrame, person: list[str], measure: LinkedMeasure
) -> pl.DataFrame:
    """Count, by person, what opens (or whether anything does), and how much of it is closed."""
    days = opens.select(*person, "day").unique()
    if not measure.closes:
        return days.group_by(person).agg(
            counted=pl.lit(1, pl.Int64), closed=pl.lit(0, pl.Int64)
        )
    wait = (pl.col("closed_on") - pl.col("day")).dt.total_days()
    closed = (
        days.join(closes.select(*person, closed_on="day"), on=person)
        .filter(wait.is_between(0, measure.within_days))
        .select(*person, "day")
        .unique()
        .with_columns(is_closed=pl.lit(value=True))
    )
    return (
        days.join(closed, on=[*person, "day"], how="left")
        .group_by(person)
        .agg(
            counted=pl.len().cast(pl.Int64),
            closed=pl.col("is_closed").fill_null(value=False).sum().cast(pl.Int64),
        )
    )
