"""Turn a measure's declaration into estimates, over every area and period of its grids.

The count is one Ibis expression (rows by base period, area and part of the split). What follows is
small: whole periods are put together from base periods, areas without a row get a true zero,
periods without data get no number, and the interval comes from `statistics`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

import numpy as np
import polars as pl

from fingerpost.evidence.core.areas import ENGLAND, QUINTILES, Area, AreaKind
from fingerpost.evidence.core.errors import MeasureError
from fingerpost.evidence.core.fingerprints import code_version, fingerprint
from fingerpost.evidence.core.periods import Period, PeriodKind, add_months, last_day_of_month
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.measures.bands import (
    OTHER_LINKS,
    has_band,
    matched_words,
    recall_behind,
    rests_on_links,
    with_band,
    with_missed,
)
from fingerpost.evidence.measures.counting import Bases, counted
from fingerpost.evidence.measures.declaration import (
    Grid,
    Measure,
    Population,
    PublishedEstimate,
)
from fingerpost.evidence.measures.denominators import with_estimate, with_population
from fingerpost.evidence.measures.estimates import SCHEMA, Result, Status, empty
from fingerpost.evidence.measures.intervals import has_repeats, interval_of
from fingerpost.evidence.measures.tables import NOWHERE, TABLES, EventTable, Inputs
from fingerpost.evidence.sources import all_sources

UK_SURVEY = Area("uk_ewni", "England, Wales and Northern Ireland", AreaKind.COUNTRY)


def is_waiting(measure: Measure, inputs: Inputs) -> bool:
    """Tell whether a measure cannot be computed: a source is not landed, or nobody is linked."""
    if not measure.is_computed:
        return True
    if any(not inputs.lake.has(source, inputs.as_of) for source in sources_of(measure)):
        return True
    return rests_on_links(measure) and inputs.lake.link_run(inputs.as_of) is None


def sources_of(measure: Measure) -> tuple[str, ...]:
    """Return every source that a measure's tables are made of, in name order."""
    names = set(measure.sources)
    for table in _tables(measure):
        names.update(table.sources)
    return tuple(sorted(names))


def _tables(measure: Measure) -> tuple[EventTable, ...]:
    return tuple(TABLES[part.table] for part in measure.parts)


def _placing(measure: Measure) -> set[str]:
    """Return the sources that place a measure's rows; without them some kinds of area wait."""
    kinds = {kind for grid in measure.grids for kind in grid.areas}
    return {
        name
        for table in _tables(measure)
        for kind in kinds
        for name in table.placed_by.get(kind, ())
    }


def require(name: str, inputs: Inputs) -> Measure:
    """Return the declared measure `name`, if it can be computed now.

    Raises
    ------
    MeasureError
        If it is not declared (with the nearest names), or waits for its source.
    """
    found = all_measures().get(name)
    if found is None:
        near = get_close_matches(name, all_measures(), n=3, cutoff=0.4)
        raise MeasureError(
            f"no measure is called {name!r}",
            do=f"Did you mean {' or '.join(near)}?"
            if near
            else "See: fingerpost measure list.",
        )
    if not found.is_computed:
        raise MeasureError(
            f"{name} waits for {found.waiting_for} from {found.agency}",
            do="It is computed when a source for it is declared and landed.",
        )
    absent = [
        source for source in sources_of(found) if not inputs.lake.has(source, inputs.as_of)
    ]
    if absent:
        raise MeasureError(
            f"{name} needs {', '.join(absent)}, of which nothing is landed",
            do="Put the files into inbox/ and run: fingerpost land inbox.",
        )
    if rests_on_links(found) and inputs.lake.link_run(inputs.as_of) is None:
        raise MeasureError(
            f"{name} counts people, and no records are linked to people yet",
            do="Link them: fingerpost link.",
        )
    return found


def compute(measure: Measure, inputs: Inputs) -> Iterator[Result]:
    """Yield the estimates of a measure, a table for each grid.

    Parameters
    ----------
    measure : Measure
        What to compute; see `require` and `is_waiting`.
    inputs : Inputs
        The lake and the places.

    Raises
    ------
    MeasureError
        If the declaration asks for what its table does not have.
    """
    read = {*sources_of(measure), *_placing(measure)}
    stamp = inputs.lake.fingerprint(read, inputs.as_of)
    run = inputs.lake.link_run(inputs.as_of) if rests_on_links(measure) else None
    matched = ""
    if run is not None:
        stamp = fingerprint([stamp, run.inputs, run.counts])
        matched = matched_words(sources_of(measure), inputs)
    recall = recall_behind(measure, inputs) if has_band(measure) else None
    others = [inputs.linked(links) for links in OTHER_LINKS] if recall is not None else []
    for grid in measure.grids:
        frame = _grid(measure, grid, inputs, stamp)
        if others and grid.breakdown is None:  # parts of a split rest on the same links
            ends = [_grid(measure, grid, each, stamp) for each in others]
            if recall is not None and recall < 1:
                ends.append(with_missed(ends[-1], recall, per=measure.per))
            frame = with_band(frame, ends)
        yield Result(measure, grid, _with_words(frame, matched))


def _with_words(frame: pl.DataFrame, words: str) -> pl.DataFrame:
    """Return estimates whose note also says `words`, where there is a value."""
    note = pl.concat_str(pl.col("note"), pl.lit(words), separator=" ").str.strip_chars()
    return frame.with_columns(
        note=pl.when(pl.col("value").is_not_null()).then(note).otherwise("note")
    )


def _grid(measure: Measure, grid: Grid, inputs: Inputs, stamp: str) -> pl.DataFrame:
    assert measure.numerator is not None
    table = TABLES[measure.numerator.table]
    landed = _base_periods(table, inputs)
    if not landed:
        return empty()
    periods = _periods(grid.period, table.base, landed)
    parts, waiting = [], []
    for kind in grid.areas:
        absent = [
            name
            for name in table.placed_by.get(kind, ())
            if not inputs.lake.has(name, inputs.as_of)
        ]
        if absent:
            waiting.append(_to_be_placed(kind, periods, absent[0], inputs))
            continue
        if kind not in table.areas:
            raise MeasureError(
                f"{measure.name}: the table {table.name} cannot be counted by {kind}",
                do=f"Choose among {', '.join(table.areas)}.",
            )
        parts.append(_areas(measure, grid, kind, table, periods, landed, inputs))
    done = []
    if parts:
        frame = with_intervals(pl.concat(parts), measure)
        done.append(_with_status(frame, measure, landed, _judged(measure, periods, inputs)))
    frame = pl.concat([*done, *waiting], how="diagonal")
    return (
        _whole(frame)
        .with_columns(
            measure=pl.lit(measure.name),
            measure_version=pl.lit(measure.version),
            period_kind=pl.lit(grid.period.value),
            breakdown=pl.lit(grid.breakdown),
            input_fingerprint=pl.lit(stamp[:16]),
            code_version=pl.lit(code_version()),
        )
        .select([pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()])
    )


def _to_be_placed(
    kind: AreaKind, periods: list[Period], source: str, inputs: Inputs
) -> pl.DataFrame:
    """Return the areas of a kind whose rows cannot be placed, with no number and the reason."""
    areas = [] if kind is AreaKind.NOWHERE else list(QUINTILES)
    if kind not in (AreaKind.NOWHERE, AreaKind.DEPRIVATION_QUINTILE):
        areas = list(inputs.places.areas(kind))
    rows = [
        (a.code, a.name, kind.value, p.code, p.start, "", Status.WAITING.value)
        for a in areas
        for p in periods
    ]
    names = ("area", "area_name", "area_kind", "period", "period_start", "method", "status")
    frame = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in names}, orient="row")
    return frame.with_columns(
        note=pl.lit(f"Waits for “{_title(source)}”, which says where a row belongs."),
    )


def _base_periods(table: EventTable, inputs: Inputs) -> list[Period]:
    """Return the base periods that are landed for every source of a table with periods."""
    if table.covers is not None:
        starts = table.covers(inputs)["period_start"].unique()
    else:
        expression = inputs.table(table.name)
        starts = expression.select("period_start").distinct().to_polars()["period_start"]
    return sorted(_base(table.base, start) for start in starts.drop_nulls().to_list())


def _base(kind: PeriodKind, start: date) -> Period:
    match kind:
        case PeriodKind.MONTH:
            return Period.month(start.year, start.month)
        case PeriodKind.CALENDAR_YEAR:
            return Period.calendar_year(start.year)
        case PeriodKind.FINANCIAL_YEAR:
            return Period.financial_year(start.year)
        case PeriodKind.ROLLING_12_MONTHS:
            last = add_months(start, 11)
            return Period.rolling_12_months(last.year, last.month)
        case PeriodKind.TERM:
            return Period.term(start.year, start.month)
        case _:
            raise MeasureError(f"no table has the base period {kind}", do="Mend the table.")


def _periods(kind: PeriodKind, base: PeriodKind, landed: list[Period]) -> list[Period]:
    """Return the periods of `kind` to show: from the first landed to the last, gaps included."""
    first, last = landed[0], landed[-1]
    if kind is base:
        # A gap between landed periods is shown as a gap. A hole of years is not drawn out month
        # by month: only the stretch of two years around landed periods counts as "in between".
        shown: list[Period] = []
        for before, after in zip(landed, [*landed[1:], None], strict=True):
            shown.append(before)
            if after is None:
                break
            step = before.next()
            between: list[Period] = []
            while (
                step < after
                and len(between) <= 24
                and step.kind is not PeriodKind.ROLLING_12_MONTHS
            ):
                between.append(step)
                step = step.next()
            if len(between) <= 24:
                shown.extend(between)
        return shown
    if kind is PeriodKind.THREE_YEARS and base is PeriodKind.CALENDAR_YEAR:
        return [
            Period.three_years(year) for year in range(first.start.year + 2, last.end.year + 1)
        ]
    if base is PeriodKind.MONTH:
        made = {
            period
            for month in landed
            for period in (
                [Period.three_years(month.start.year + step) for step in range(3)]
                if kind is PeriodKind.THREE_YEARS
                else [_containing(kind, month)]
            )
        }
        return sorted(period for period in made if set(period.months()) <= set(landed))
    raise MeasureError(f"{kind} cannot be put together from {base}", do="Mend the grid.")


def _containing(kind: PeriodKind, month: Period) -> Period:
    start = month.start
    match kind:
        case PeriodKind.QUARTER:
            return Period.quarter(start.year, (start.month + 2) // 3)
        case PeriodKind.CALENDAR_YEAR:
            return Period.calendar_year(start.year)
        case PeriodKind.FINANCIAL_YEAR:
            return Period.financial_year(start.year - (start.month < 4))
        case PeriodKind.ROLLING_12_MONTHS:
            return Period.rolling_12_months(start.year, start.month)
        case _:
            raise MeasureError(f"{kind} is not made of months", do="Mend the grid.")


def _areas(
    measure: Measure,
    grid: Grid,
    kind: AreaKind,
    table: EventTable,
    periods: list[Period],
    landed: list[Period],
    inputs: Inputs,
) -> pl.DataFrame:
    assert measure.numerator is not None
    bases = _bases_of(periods, table.base, set(landed))
    found = counted(measure.numerator, table.areas[kind], grid.breakdown, bases, inputs)
    areas = _area_list(kind, found, inputs)
    whole: pl.DataFrame | None = None
    rule = measure.denominator
    if rule is not None and not isinstance(rule, Population | PublishedEstimate):
        # A part of a split is a part of its own category, if that is what the table splits; the
        # outcome of an offence is a part of all offences.
        split = grid.breakdown if not _is_numerator_split(measure, grid) else None
        whole = counted(rule, TABLES[rule.table].areas[kind], split, bases, inputs)
    categories = _categories(found, whole, grid)
    skeleton = (
        pl.DataFrame(
            {
                "area": [a.code for a in areas],
                "area_name": [a.name for a in areas],
            },
            schema={"area": pl.String, "area_name": pl.String},
        )
        .join(
            pl.DataFrame(
                {
                    "period": [p.code for p in periods],
                    "period_start": [p.start for p in periods],
                    "period_end": [p.end for p in periods],
                    "middle_year": [p.middle_year for p in periods],
                    "years": [
                        len(p.years()) if p.kind is PeriodKind.THREE_YEARS else 1
                        for p in periods
                    ],
                },
                schema={
                    "period": pl.String,
                    "period_start": pl.Date,
                    "period_end": pl.Date,
                    "middle_year": pl.Int64,
                    "years": pl.Int64,
                },
            ),
            how="cross",
        )
        .join(
            pl.DataFrame({"category": categories}, schema={"category": pl.String}), how="cross"
        )
    )
    numerators = found.rename({"n": "numerator"})
    frame = skeleton.join(
        numerators.with_columns(has_rows=pl.lit(value=True)),
        on=["area", "period", "category"],
        how="left",
        nulls_equal=True,
    ).join(_silent(table, kind, areas, bases, inputs), on=["area", "period"], how="left")
    complete = pl.col("silent").is_null() & pl.col("period").is_in(
        [code for code, (_, is_whole) in bases.items() if is_whole]
    )
    # No row is a true zero, unless somebody else counted; a row without a number has none.
    is_zero = pl.col("has_rows").is_null() & pl.lit(value=not table.published)
    frame = frame.with_columns(
        numerator=pl.when(complete & is_zero).then(0.0).when(complete).then("numerator"),
        complete=complete,
        is_hidden=complete
        & pl.col("has_rows").fill_null(value=False)
        & pl.col("numerator").is_null(),
    ).drop("has_rows")
    if whole is not None:
        on = ["area", "period"]
        if not _is_numerator_split(measure, grid):
            on.append("category")
        totals = whole.select(*on, denominator="n", has_rows=pl.lit(value=True))
        frame = (
            frame.join(totals, on=on, how="left", nulls_equal=True)
            .with_columns(
                denominator=pl.when(complete & pl.col("has_rows").is_null())
                .then(0.0)
                .when(complete)
                .then("denominator"),
                is_hidden=pl.col("is_hidden")
                | (
                    complete
                    & pl.col("has_rows").fill_null(value=False)
                    & pl.col("denominator").is_null()
                ),
            )
            .drop("has_rows")
        )
        frame = frame.with_columns(denominator_note=pl.lit(""))
    elif isinstance(rule, Population):
        frame = with_population(frame, kind, rule, inputs)
    elif isinstance(rule, PublishedEstimate):
        frame = with_estimate(frame, kind, rule, inputs)
    else:
        frame = frame.with_columns(
            denominator=pl.lit(None, dtype=pl.Float64), denominator_note=pl.lit("")
        )
    if has_repeats(measure):  # nobody has had none
        none = pl.col("numerator") == 0
        frame = frame.with_columns(
            people=pl.when(none).then(0.0).otherwise("people"),
            spread=pl.when(none).then(1.0).otherwise("spread"),
        )
    return _whole(frame).with_columns(area_kind=pl.lit(kind.value))


def _whole(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with every column of an estimates frame: null where it has none."""
    absent = sorted(set(SCHEMA) - set(frame.columns))
    return frame.with_columns(pl.lit(None, dtype=SCHEMA[name]).alias(name) for name in absent)


def _is_numerator_split(measure: Measure, grid: Grid) -> bool:
    """Tell whether the split divides what is counted (outcomes), not who it is counted among."""
    return grid.breakdown is not None and grid.breakdown in measure.splits_the_numerator


def _area_list(kind: AreaKind, found: pl.DataFrame, inputs: Inputs) -> list[Area]:
    match kind:
        case AreaKind.COUNTRY:
            here = set(found["area"].unique())
            return [area for area in (ENGLAND, UK_SURVEY) if area.code in here]
        case AreaKind.NOWHERE:
            return [area for area in NOWHERE if area.code in set(found["area"].unique())]
        case AreaKind.DEPRIVATION_QUINTILE:
            return list(QUINTILES)
        case _:
            return list(inputs.places.areas(kind))


def _categories(
    found: pl.DataFrame, whole: pl.DataFrame | None, grid: Grid
) -> list[str | None]:
    if grid.breakdown is None:
        return [None]
    names = set(found["category"].drop_nulls())
    if whole is not None:
        names |= set(whole["category"].drop_nulls())
    return sorted(names)


def _bases_of(periods: list[Period], base: PeriodKind, landed: set[Period]) -> Bases:
    """Return, for each period's code, the base periods in it and whether all are landed."""
    made: dict[str, tuple[tuple[date, ...], bool]] = {}
    for period in periods:
        if period.kind is base:
            needed = [period]
        elif base is PeriodKind.CALENDAR_YEAR:
            needed = [Period.calendar_year(year) for year in period.years()]
        else:
            needed = list(period.months())
        made[period.code] = (
            tuple(step.start for step in needed),
            all(step in landed for step in needed),
        )
    return made


def _silent(
    table: EventTable,
    kind: AreaKind,
    areas: list[Area],
    bases: Bases,
    inputs: Inputs,
) -> pl.DataFrame:
    """Return area, period, silent: which districts sent nothing for some part of a period.

    A larger area is not whole without each of its districts.
    """
    rows: list[tuple[str, str, str]] = []
    sent = table.covers(inputs) if table.covers is not None else pl.DataFrame()
    if "place" in sent.columns:
        have = set(sent.select("place", "period_start").iter_rows())
        districts = inputs.places.partnership.districts
        for code, (starts, whole) in bases.items():
            absent = [
                d
                for d in districts
                if whole and any((d.code, day) not in have for day in starts)
            ]
            for area in areas:
                among = (
                    [d for d in absent if d == area] if kind is AreaKind.DISTRICT else absent
                )
                if among:
                    rows.append((area.code, code, ", ".join(d.name for d in among)))
    schema = {"area": pl.String, "period": pl.String, "silent": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def with_intervals(frame: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Add value, lower, upper and method to rows that have their counts."""
    known = frame["numerator"].is_not_null().to_numpy()
    if measure.denominator is not None:
        known &= frame["denominator"].is_not_null().to_numpy()
    size = len(frame)
    value, lower, upper = (np.full(size, np.nan) for _ in range(3))
    reason = np.full(size, "", dtype=object)
    method = np.full(size, "", dtype=object)
    if known.any():
        result = interval_of(measure, frame.filter(pl.Series(known)))
        value[known], lower[known], upper[known] = result.value, result.lower, result.upper
        method[known] = result.method
        reason[known] = result.reason
    return frame.with_columns(
        value=pl.Series(value).fill_nan(None),
        lower=pl.Series(lower).fill_nan(None),
        upper=pl.Series(upper).fill_nan(None),
        method=pl.Series(method.tolist(), dtype=pl.String),
        _reason=pl.Series(reason.tolist(), dtype=pl.String),
        _known=pl.Series(known),
    )


def _judged(measure: Measure, periods: list[Period], inputs: Inputs) -> list[str]:
    """Return the codes of the periods whose months of follow-up are landed, all of them."""
    if not measure.follow_up_months:
        return [period.code for period in periods]
    have = {
        month.code
        for landing, part in inputs.lake.current(measure.follow_up_source, inputs.as_of)
        if part.period
        for month in Period.parse(part.period).months()
        if month.end < landing.landed_at.date()
    }
    judged = []
    for period in periods:
        after = period.months()[-1]
        needed = {after.shift(step).code for step in range(measure.follow_up_months + 1)}
        if {month.code for month in period.months()} | needed <= have:
            judged.append(period.code)
    return judged


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"


def _title(source: str) -> str:
    """Return the title of a source, as people know it."""
    return all_sources()[source].title if source in all_sources() else source


def _with_status(
    frame: pl.DataFrame, measure: Measure, landed: list[Period], judged: list[str]
) -> pl.DataFrame:
    """Say what can be said of each row, and why not."""
    settled = last_day_of_month(add_months(landed[-1].end, -measure.provisional_for_months))
    changing = (
        (pl.col("period_end") > settled)
        if measure.provisional_for_months
        else pl.lit(value=False)
    )
    too_new = ~pl.col("period").is_in(judged)
    no_number = ~pl.col("_known") | pl.col("value").is_null()
    status = (
        pl.when(~pl.col("complete"))
        .then(pl.lit(Status.MISSING.value))
        .when(too_new | no_number)
        .then(pl.lit(Status.CANNOT_SAY.value))
        .when(changing)
        .then(pl.lit(Status.PROVISIONAL.value))
        .otherwise(pl.lit(Status.OK.value))
    )
    note = (
        pl.when(pl.col("silent").is_not_null())
        .then(
            pl.lit("No data are landed for this period from ") + pl.col("silent") + pl.lit(".")
        )
        .when(~pl.col("complete"))
        .then(pl.lit("No data are landed for this period."))
        .when(too_new)
        .then(
            pl.lit(
                f"Cannot say yet: {_months(measure.follow_up_months)} of “{_title(measure.follow_up_source)}” after "
                "the period are needed, and not all are landed."
            )
        )
        .when(~pl.col("_known") & (pl.col("denominator_note") != ""))
        .then(pl.lit("Cannot say: ") + pl.col("denominator_note") + pl.lit("."))
        .when(pl.col("is_hidden"))
        .then(
            pl.lit(
                "Cannot say: a number that is part of it is hidden or missing in the source, and "
                "that is not a zero."
            )
        )
        .when(~pl.col("_known"))
        .then(pl.lit("Cannot say: the published table has no number for this area and period."))
        .when(pl.col("value").is_null())
        .then(pl.lit("Cannot say. ") + pl.col("_reason"))
        .when(changing)
        .then(
            pl.lit(measure.provisional_because or "Still changing.")
            + pl.when(pl.col("denominator_note") != "")
            .then(pl.lit(" ") + pl.col("denominator_note"))
            .otherwise(pl.lit(""))
        )
        .otherwise("denominator_note")
    )
    frame = frame.with_columns(status=status, note=note)
    silent = ~pl.col("status").is_in([Status.OK.value, Status.PROVISIONAL.value])
    return frame.with_columns(
        **{
            name: pl.when(silent).then(None).otherwise(name)
            for name in ("value", "lower", "upper")
        }
    )
