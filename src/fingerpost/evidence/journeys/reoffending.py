"""Whether a person was arrested again within twelve months of a release, a diversion or a start.

Comes in: rows that each have a person and a day, and the force's detentions. The rules:

- **Arrested again** (12 months unconfirmed): a detention of the same person from the day after the
  given day to the same day of the month twelve months later. A detention on the day itself is what
  the row is about, and does not count.
- **Proven**: one of those detentions ended with a charge or a caution, as the force's disposal says
  (unconfirmed). The official statistics ask for a caution or a conviction within six months more, and
  no file here holds convictions: so "proven" is the nearest that the sources allow, not the same.
- **Not yet known**: none so far, and the custody files do not reach to the end of the twelve months;
  and for "proven" also while a detention within them has no disposal yet.
- Nothing is seen of arrests by other forces. Time in prison and death are not taken off: where many
  of a cohort were locked up again, few arrests are no success.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.follow_up import (
    NOT_KNOWN,
    NOT_YET,
    YES,
    days_after,
    first_within,
    followed_up,
    months_after,
)
from fingerpost.evidence.journeys.rules import Rules


def arrests(detentions: ir.Table, rules: Rules) -> ir.Table:
    """Return detentions as events: person_key, happened_on, event, proven, undecided, records.

    Parameters
    ----------
    detentions : Table
        As `custody.detentions` returns them.
    """
    return detentions.select(
        "person_key",
        "records",
        "match_probability",
        happened_on="arrested_on",
        event=detentions.record.cast("string"),
        proven=detentions.disposal.isin(rules.codes["proven_disposals"]).fill_null(False),
        undecided=detentions.disposal.isnull(),
    )


def reoffending(
    rows: ir.Table, arrests: ir.Table, *, key: str, since: str, known_until: date, rules: Rules
) -> ir.Table:
    """Add whether the person was arrested again within twelve months.

    Parameters
    ----------
    rows : Table
        Releases, diversions, journeys or the like, with `person_key`, `records` and
        `match_probability`.
    arrests : Table
        As `arrests` returns them.
    key : str
        The column that tells the rows apart.
    since : str
        The column with the day from which arrests count; null where there is none.
    known_until : date
        The last day that the custody files tell about.

    Returns
    -------
    Table
        The rows with arrested_again_on, arrested_again and proven_on, proven ("yes", "no", "not yet
        known"; "not known" where the person or the day is not). The records of the arrests are
        among the row's.
    """

    def found(rows: ir.Table, events: ir.Table, column: str) -> ir.Table:
        return first_within(
            rows,
            events,
            key=key,
            since=days_after(rows[since], 1),
            until=months_after(rows[since], rules["reoffending_months"]),
            carry={column: "happened_on"},
        )

    rows = found(rows, arrests, "arrested_again_on")
    rows = found(rows, arrests.filter(arrests.proven), "proven_on")
    rows = found(rows, arrests.filter(arrests.undecided), "undecided_on")
    last = months_after(rows[since], rules["reoffending_months"])
    cannot = rows.person_key.isnull() | rows[since].isnull()
    again = followed_up(rows.arrested_again_on.notnull(), until=last, known_until=known_until)
    proven = ibis.cases(
        (rows.proven_on.notnull(), YES),
        (rows.undecided_on.notnull(), NOT_YET),
        else_=followed_up(rows.proven_on.notnull(), until=last, known_until=known_until),
    )
    return rows.mutate(
        arrested_again=ibis.ifelse(cannot, NOT_KNOWN, again),
        proven=ibis.ifelse(cannot, NOT_KNOWN, proven),
    ).drop("undecided_on")
