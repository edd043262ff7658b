"""What came next, and whether there has been time for it to come.

A follow-up that is not over yet has no answer: it is "not yet known", and never "no".
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

YES, NO, NOT_YET, NOT_KNOWN = "yes", "no", "not yet known", "not known"


def days_after(day: ir.DateValue, days: int) -> ir.DateValue:
    """Return the day that is so many days later."""
    return (day + ibis.interval(days=days)).cast("date")


def months_after(day: ir.DateValue, months: int) -> ir.DateValue:
    """Return the same day of the month so many months later, or the last one where it has none."""
    return (day + ibis.interval(months=months)).cast("date")


def days_between(earlier: ir.DateValue, later: ir.DateValue) -> ir.IntegerValue:
    """Return how many days the second day is after the first; negative if before it."""
    return later.delta(earlier, unit="day").cast("int32")


def followed_up(
    happened: ir.BooleanValue, *, until: ir.DateValue, known_until: date
) -> ir.StringValue:
    """Return "yes", "no" or "not yet known".

    Parameters
    ----------
    happened : BooleanValue
        Was it seen within the follow-up? Never null.
    until : DateValue
        The last day of the follow-up.
    known_until : date
        The last day that the landed files tell about.
    """
    return ibis.cases((happened, YES), (until <= ibis.literal(known_until), NO), else_=NOT_YET)


def first_within(
    index: ir.Table,
    events: ir.Table,
    *,
    key: str,
    since: ir.DateValue,
    until: ir.DateValue,
    carry: dict[str, str],
) -> ir.Table:
    """Add to each row the person's first event within a stretch of days, both ends inside.

    Parameters
    ----------
    index : Table
        With `person_key` and a column that tells its rows apart.
    events : Table
        With `person_key`, `happened_on`, `event` (a text that tells events apart: of two on one day
        the first by it is taken, so that the answer never depends on the order of rows),
        `records` and `match_probability`.
    key : str
        The column of `index` that tells its rows apart.
    since, until : DateValue
        Of the row of `index`.
    carry : dict
        New column: the column of `events` it takes. A row without an event has null there.

    Returns
    -------
    Table
        `index` with the new columns; where an event was found, its records are added to `records`,
        and `match_probability` is that of the weaker of the two.
    """
    wanted = {**carry, "event_records_": "records", "event_probability_": "match_probability"}
    found = events.select(
        event_="event",
        event_on_="happened_on",
        event_person_="person_key",
        **wanted,
    )
    joined = index.left_join(
        found,
        [
            index.person_key == found.event_person_,
            found.event_on_ >= since,
            found.event_on_ <= until,
        ],
    )
    first = _first(joined, key, ["event_on_", "event_"])
    return first.mutate(
        records=joined_records(first.records, first.event_records_),
        match_probability=ibis.ifelse(
            first.event_probability_ < first.match_probability,
            first.event_probability_,
            first.match_probability,
        ),
    ).drop("event_", "event_on_", "event_person_", "event_records_", "event_probability_")


def _first(joined: ir.Table, key: str, order: list[str]) -> ir.Table:
    """Return the first row of each value of `key`.

    The index stands in the query once, joined and cut back; Spark would else work it out again for
    every step of a journey.
    """
    place = ibis.row_number().over(ibis.window(group_by=key, order_by=order))
    placed = joined.mutate(place_=place)
    return placed.filter(placed.place_ == 0).drop("place_")


def covered(
    index: ir.Table, spans: ir.Table, *, key: str, day: ir.DateValue, name: str
) -> ir.Table:
    """Add whether a span of the person began before a day and went on beyond it: "yes" or "no".

    Parameters
    ----------
    index : Table
        With `person_key` and a column that tells its rows apart, `key`.
    spans : Table
        With `person_key`, `happened_on` (its first day) and `seen_until` (its last).
    day : DateValue
        Of the row of `index`.
    name : str
        Of the new column.
    """
    held = spans.select(
        span_first_="happened_on", span_last_="seen_until", span_person_="person_key"
    )
    joined = index.left_join(
        held,
        [
            index.person_key == held.span_person_,
            held.span_first_ < day,
            held.span_last_ > day,
        ],
    )
    first = _first(joined, key, ["span_first_"])
    return first.mutate(**{name: ibis.ifelse(first.span_first_.notnull(), YES, NO)}).drop(
        "span_first_", "span_last_", "span_person_"
    )


def joined_records(records: ir.ArrayValue, others: ir.ArrayValue) -> ir.ArrayValue:
    """Return the record numbers of both, each once and in order; the second may be null."""
    both = ibis.ifelse(others.isnull(), records, records.concat(others))
    return both.unique().sort()
