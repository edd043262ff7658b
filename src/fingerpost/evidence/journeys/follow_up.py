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
    spans = index.select(key, "person_key", since_=since, until_=until)
    wanted = {**carry, "event_records": "records", "event_probability": "match_probability"}
    found = events.select(
        "event",
        "happened_on",
        event_person="person_key",
        **{f"{name}_": column for name, column in wanted.items()},
    )
    both = spans.join(
        found,
        [
            spans.person_key == found.event_person,
            found.happened_on >= spans.since_,
            found.happened_on <= spans.until_,
        ],
    )
    place = ibis.row_number().over(ibis.window(group_by=key, order_by=["happened_on", "event"]))
    both = both.mutate(place_=place)
    first = both.filter(both.place_ == 0).select(
        key_=key, **{name: f"{name}_" for name in wanted}
    )
    joined = index.left_join(first, index[key] == first.key_)
    return joined.mutate(
        records=joined_records(joined.records, joined.event_records),
        match_probability=ibis.ifelse(
            joined.event_probability < joined.match_probability,
            joined.event_probability,
            joined.match_probability,
        ),
    ).drop("key_", "event_records", "event_probability")


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
    mine = index.select(key, "person_key", day_=day)
    theirs = spans.select("happened_on", "seen_until", span_person="person_key")
    both = mine.join(
        theirs,
        [
            mine.person_key == theirs.span_person,
            theirs.happened_on < mine.day_,
            theirs.seen_until > mine.day_,
        ],
    )
    holds = both.select(held_=key).distinct()
    joined = index.left_join(holds, index[key] == holds.held_)
    return joined.mutate(**{name: ibis.ifelse(joined.held_.notnull(), YES, NO)}).drop("held_")


def joined_records(records: ir.ArrayValue, others: ir.ArrayValue) -> ir.ArrayValue:
    """Return the record numbers of both, each once and in order; the second may be null."""
    both = ibis.ifelse(others.isnull(), records, records.concat(others))
    return both.unique().sort()
