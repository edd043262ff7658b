"""In which months a person is known to which agencies.

Comes in: what each agency's file says of when it had to do with a person, as spans of days. The rules:

- A month counts if any day of the span lies in it; from the first day to the last, both inside.
- **Single days** are a month each: an arrest, a contact with a charity, a referral to employment support,
  a profile, the start and the end of a job.
- **An end that no file gives**: a stay, an order, a case and an episode go on to the last day that their
  files tell about; a contact of the justice team counts in its first month alone.
- A span that ends before it begins counts in the month of its first day.
- The coroner is no agency that a person is known to. Naloxone, needle exchange, ambulance and hospital
  files name nobody, so they tell nothing here.
- To be known to an agency is activity and no outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

SPAN = ("person_key", "first_day", "last_day", "records", "match_probability")


def spans_of(
    rows: ir.Table, first: str, last: str | None = None, *, open_until: date | None = None
) -> ir.Table:
    """Return the days on which rows say that an agency had to do with a person.

    Parameters
    ----------
    rows : Table
        With person_key, records, match_probability and the columns named.
    first, last : str
        The columns of the first and the last day; without `last` each is a single day.
    open_until : date, optional
        Where the last day is null, the span goes on to this day; without it, it is one day.

    Returns
    -------
    Table
        person_key, first_day, last_day, records, match_probability.
    """
    rows = rows.filter(rows[first].notnull())
    ends = rows[first] if last is None else rows[last]
    beyond = rows[first] if open_until is None else ibis.literal(open_until)
    return rows.select(
        "person_key",
        "records",
        "match_probability",
        first_day=rows[first],
        last_day=ibis.greatest(ends.fill_null(beyond), rows[first]),
    ).select(*SPAN)


def contact_months(
    spans: Mapping[str, ir.Table], *, known_from: date, known_until: date
) -> ir.Table:
    """Return one row per person, agency and month in which the agency knew the person.

    Parameters
    ----------
    spans : mapping of str to Table
        By agency, as `spans_of` returns them.
    known_from, known_until : date
        The first and the last day that are asked about.

    Returns
    -------
    Table
        person_key, agency, month (its first day), records, match_probability.
    """
    every = ibis.union(
        *(
            table.select(*SPAN).mutate(agency=ibis.literal(name))
            for name, table in spans.items()
        )
    )
    first, last = ibis.literal(known_from), ibis.literal(known_until)
    every = every.filter((every.first_day <= last) & (every.last_day >= first))
    begins = ibis.greatest(every.first_day, first).truncate("M").cast("timestamp")
    ends = ibis.least(every.last_day, last).cast("timestamp") + ibis.interval(days=1)
    rows = every.mutate(moment=ibis.range(begins, ends, ibis.interval(months=1)).unnest())
    rows = rows.mutate(month=rows.moment.cast("date"))
    return rows.group_by("person_key", "agency", "month").agg(
        records=rows.records.collect().flatten().unique().sort(),
        match_probability=rows.match_probability.min(),
    )


def agencies_in_month(contacts: ir.Table) -> ir.Table:
    """Return one row per person and month: to how many agencies, and to which, the person is known.

    Parameters
    ----------
    contacts : Table
        As `contact_months` returns them.

    Returns
    -------
    Table
        person_key, month, agencies (how many), known_to (their names in order, with commas),
        records, match_probability.
    """
    return contacts.group_by("person_key", "month").agg(
        agencies=contacts.agency.nunique(),
        known_to=contacts.agency.collect().unique().sort().join(", "),
        records=contacts.records.collect().flatten().unique().sort(),
        match_probability=contacts.match_probability.min(),
    )


def known_to_both(contacts: ir.Table) -> ir.Table:
    """Return how many people two agencies both knew in a financial year.

    Parameters
    ----------
    contacts : Table
        As `contact_months` returns them.

    Returns
    -------
    Table
        financial_year, agency, other_agency, people; an agency with itself gives all whom it knew.
        They do not add up: a person known to three agencies is in three pairs.
    """
    year = contacts.month.year() - ibis.ifelse(contacts.month.month() < 4, 1, 0)
    mine = contacts.select("person_key", "agency", financial_year=year).distinct()
    theirs = mine.select(other="person_key", other_agency="agency", other_year="financial_year")
    both = mine.join(
        theirs, [mine.person_key == theirs.other, mine.financial_year == theirs.other_year]
    )
    return both.group_by("financial_year", "agency", "other_agency").agg(
        people=both.person_key.nunique()
    )
