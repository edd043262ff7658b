"""Treatment requirements of court orders: made, attended, in treatment, completed.

Comes in: probation's requirements, community episodes. The rules, numbers in `rules.toml`:

- **Attended**: probation wrote a first day. Without one it is "no" once the requirement has ended, and
  "not yet known" while it runs.
- **In treatment** (21 days unconfirmed): a community episode starts on the day of the order or within the
  days after it, or one that began before goes on beyond that day.
- **Completed**: the end reason says so. "Not yet known" while it runs, "not known" if it ended for a
  reason that nobody wrote.
- **One requirement, one row**: an order with two has two; one that two files hold counts once, as the
  newer has it. Requirements are counted, and not people.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.episodes import starts
from fingerpost.evidence.journeys.follow_up import (
    NO,
    NOT_KNOWN,
    NOT_YET,
    YES,
    covered,
    days_after,
    days_between,
    first_within,
    followed_up,
)
from fingerpost.evidence.journeys.inputs import once
from fingerpost.evidence.journeys.rules import Rules


def court_requirements(
    rows: ir.Table,
    episodes: ir.Table,
    *,
    known_until: date,
    treatment_until: date,
    rules: Rules,
) -> ir.Table:
    """Return one row per treatment requirement of a court order.

    Parameters
    ----------
    rows : Table
        Landed `probation_requirements` with person keys: financial_year, case, ordered_on,
        order_type, requirement, first_attended_on, ended_on, end_reason, sex, ethnicity, age,
        lsoa_code, record.
    episodes : Table
        Of community treatment, as `episodes.episodes` returns them.
    known_until, treatment_until : date
        The last day that probation's and the treatment files tell about.

    Returns
    -------
    Table
        record, person_key, ordered_on, order_type, requirement, sex, ethnicity, age, lsoa_code,
        first_attended_on, attended ("yes", "no", "not yet known"), days_to_attendance,
        in_treatment_at_order ("yes", "no"), started_on, start_agency, days_to_start, in_treatment
        ("yes", "no", "not yet known"), ended_on, completed ("yes", "no", "not yet known", "not
        known"), records, match_probability.
    """
    days = rules["requirement_start_days"]
    rows = once(rows, "case", "ordered_on", "requirement", newest="financial_year")
    begun = starts(episodes)
    rows = covered(rows, begun, key="record", day=rows.ordered_on, name="in_treatment_at_order")
    rows = first_within(
        rows,
        begun,
        key="record",
        since=rows.ordered_on,
        until=days_after(rows.ordered_on, days),
        carry={"started_on": "happened_on", "start_agency": "agency"},
    )
    ended = (rows.ended_on <= ibis.literal(known_until)).fill_null(False)
    reason = rows.end_reason
    completed = reason.isin(rules.codes["requirement_completed"]).fill_null(False)
    is_in = (rows.in_treatment_at_order == YES) | rows.started_on.notnull()
    return rows.select(
        "record",
        "person_key",
        "ordered_on",
        "order_type",
        "requirement",
        "sex",
        "ethnicity",
        "age",
        "lsoa_code",
        "first_attended_on",
        "in_treatment_at_order",
        "started_on",
        "start_agency",
        "records",
        "match_probability",
        attended=ibis.cases(
            (rows.first_attended_on.notnull(), YES), (ended, NO), else_=NOT_YET
        ),
        days_to_attendance=days_between(rows.ordered_on, rows.first_attended_on),
        days_to_start=days_between(rows.ordered_on, rows.started_on),
        in_treatment=followed_up(
            is_in, until=days_after(rows.ordered_on, days), known_until=treatment_until
        ),
        ended_on=ibis.ifelse(ended, rows.ended_on, None),
        completed=ibis.cases(
            (~ended, NOT_YET), (completed, YES), (reason.isnull(), NOT_KNOWN), else_=NO
        ),
    )
