"""A release with a made-up path of people let out of prison, protected by the real `protect`."""

import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import protect
from fingerpost.evidence.measures.compute import with_intervals
from fingerpost.evidence.measures.declaration import Count, Grid, Median, Path, Step
from fingerpost.evidence.measures.estimates import SCHEMA, Result
from tests.unit.publication.making import FORCE, PARTNERSHIP, frame, measure, provenance

PERIOD = "12m-2025-11"
PATH = Path(
    people="people let out of prison with a treatment need",
    steps=(
        Step(title="Let out of prison with a treatment need"),
        Step(title="A community service was told", without="No community service was told"),
        Step(
            title="Started treatment within 21 days of release",
            without="A service was told, and no treatment began within 21 days",
        ),
        Step(
            title="Still in treatment after 12 weeks, or completed it",
            without="Started, and left within 12 weeks without finishing",
        ),
    ),
    days="made_up_days",
)
GRID = Grid(
    areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.ROLLING_12_MONTHS, breakdown="reached"
)
ENDS = (110, 60, 25, 125)


def path_measure(**changes):
    facts = {
        "name": "made_up_path",
        "title": "From prison to treatment",
        "statistic": "proportion",
        "per": 100,
        "unit": "% of people released",
        "denominator": Count(table="recorded_crime"),
        "splits_the_numerator": ("reached",),
        "path": PATH,
        "sources": ("prison_releases",),
    }
    return measure(**{**facts, **changes})


def path_release(
    ends=ENDS, days=(3, 12, 84), band=None, sources=("prison_releases",), path=PATH
):
    """Return a release in which so many came no further than each step, and took so many days."""
    of = path_measure(sources=sources, path=path)
    whole = sum(ends)
    cells = [(FORCE, PERIOD, n, whole, end) for n, end in zip(ends, path.ends, strict=True)]
    made = frame(of, GRID, cells).with_columns(
        note=pl.lit("97% of the records behind this rest on a match of at least 0.95.")
    )
    if band:
        made = made.with_columns(
            band_lower=pl.col("value") - band, band_upper=pl.col("value") + band
        )
    results = [Result(of, GRID, made)]
    if days:
        taking = measure(
            name="made_up_days",
            title="Days from each step to the next",
            statistic="median",
            unit="days",
            sources=sources,
            numerator=Median(table="recorded_crime", column="days"),
        )
        titles = [step.title for step in PATH.steps[1:]]
        counts = [sum(ends[at:]) for at in (1, 2, 3)]
        rows = frame(
            taking,
            GRID,
            [(FORCE, PERIOD, n, None, title) for n, title in zip(counts, titles, strict=True)],
        ).with_columns(value=pl.Series(days, dtype=pl.Float64))
        results.append(Result(taking, GRID, with_intervals(rows, taking).select(list(SCHEMA))))
    return protect(results, partnership=PARTNERSHIP, provenance=provenance())


__all__ = ["ENDS", "PATH", "PERIOD", "path_measure", "path_release"]
