"""Treatment alone, or with help to a home, to work, or to both: who had which, and who then completed.

Comes in: treatment journeys and the referrals between agencies. The rules:

- Only journeys of adults **that lasted 12 weeks** are looked at, and help counts that an agency **accepted
  from 12 weeks before the start to 12 weeks after it**. What came later counts as none: whoever stays
  longer has more time to be helped, so help that is counted as long as somebody stays would seem to make
  them stay. (Both numbers are a choice of ours.)
- **Housing**: a referral that a housing agency accepted. **Work**: one that an employment service accepted.
- **Completed**: the journey ended as a successful completion within 12 months after those 12 weeks; "not
  yet known" while it goes on and they are not over.
- Help that did not come through the service is not seen here: "treatment alone" may hide some.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.follow_up import (
    NO,
    NOT_YET,
    YES,
    days_after,
    joined_records,
    months_after,
)
from fingerpost.evidence.journeys.rules import Rules

ALONE = "Treatment alone"
WITH_HOUSING = "With housing"
WITH_WORK = "With employment"
WITH_BOTH = "With housing and employment"
HELP = {"housing": "housing", "employment": "work"}  # kind of the receiver, and of the help
TREATMENT = "treatment"
NOT_REFERRED = "Not through the service"


def packages(
    journeys: ir.Table, referrals: ir.Table, *, known_until: date, rules: Rules
) -> ir.Table:
    """Return one row per adult's treatment journey that lasted 12 weeks.

    Parameters
    ----------
    journeys : Table
        As `treatment.treatment_journeys` returns them.
    referrals : Table
        As `referrals.referrals` returns them.
    known_until : date
        The last day that the files of treatment tell about.

    Returns
    -------
    Table
        journey, person_key, sex, ethnicity, age, lsoa_code, started_on, package, with_housing,
        with_work ("yes", "no"), origin (a code: where the newest referral to treatment began that
        was accepted in those weeks; null without one), completed ("yes", "no", "not yet known"),
        records, match_probability.
    """
    weeks = rules["package_days"]
    rows = journeys.filter(journeys.setting == "adult")
    rows = rows.mutate(
        landmark_=days_after(rows.started_on, weeks),
        helped_since_=days_after(rows.started_on, -weeks),
    )
    lasted = (rows.ended_on > rows.landmark_) | (
        rows.ended_on.isnull() & (rows.seen_until >= rows.landmark_)
    )
    rows = rows.filter(lasted.fill_null(False))
    helped = _accepted_about(rows, referrals)
    rows = rows.left_join(helped, rows.journey == helped.helped_journey)
    housing, work = (rows[f"with_{kind}_"].fill_null(False) for kind in HELP.values())
    until = months_after(rows.landmark_, rules["package_months"])
    completed = ((rows.completed == YES) & (rows.ended_on <= until)).fill_null(False)
    over = rows.ended_on.notnull() | (until <= ibis.literal(known_until))
    weaker = rows.help_probability < rows.match_probability
    return rows.select(
        "journey",
        "person_key",
        "sex",
        "ethnicity",
        "age",
        "lsoa_code",
        "started_on",
        "origin",
        package=ibis.cases(
            (housing & work, WITH_BOTH),
            (housing, WITH_HOUSING),
            (work, WITH_WORK),
            else_=ALONE,
        ),
        with_housing=ibis.ifelse(housing, YES, NO),
        with_work=ibis.ifelse(work, YES, NO),
        completed=ibis.cases((completed, YES), (over, NO), else_=NOT_YET),
        records=joined_records(rows.records, rows.help_records),
        match_probability=ibis.ifelse(
            weaker.fill_null(False), rows.help_probability, rows.match_probability
        ),
    )


def _accepted_about(journeys: ir.Table, referrals: ir.Table) -> ir.Table:
    """Return which help was accepted for the person of each journey in the weeks about its start."""
    asked = referrals.filter(referrals.accepted_on.notnull())
    asked = asked.select(
        "accepted_on",
        "receiver_kind",
        "event",
        said_origin="origin",
        asked_person="person_key",
        asked_records="records",
        asked_probability="match_probability",
    )
    treated = journeys.select("journey", "person_key", "landmark_", "helped_since_")
    both = treated.join(
        asked,
        [
            treated.person_key == asked.asked_person,
            asked.accepted_on >= treated.helped_since_,
            asked.accepted_on <= treated.landmark_,
        ],
    )
    kinds = {
        f"with_{kind}_": (both.receiver_kind == receiver).max()
        for receiver, kind in HELP.items()
    }
    to_treatment = both.receiver_kind == TREATMENT
    when = both.accepted_on.cast("string") + both.event
    return both.group_by(helped_journey=both.journey).agg(
        **kinds,
        origin=ibis.ifelse(to_treatment, both.said_origin, None).argmax(
            ibis.ifelse(to_treatment, when, None)
        ),
        help_records=both.asked_records.collect().flatten().unique().sort(),
        help_probability=both.asked_probability.min(),
    )
