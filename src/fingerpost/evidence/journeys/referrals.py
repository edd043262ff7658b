"""Referrals between agencies: how far each came, why it was lost, and what is still too early to say.

Comes in: the referrals that the partnership's own service exports. The rules:

- **Its course is known** once it is over, its receiver said no, or its outcome was returned. Until then
  it is **open**: neither lost nor at its end.
- **Accepted**: "yes" with the day; "no" if it was declined or ended before; else "not yet known".
- **First contact**: the first try to reach the person, or the first appointment offered if that was before.
- **In time**: contact on or before the day by which the service's own standard had it; "no" after it, or
  never, once that day is over; null unless it was accepted, and where it ended before that day.
- **Stayed**: engaged, or came and was helped at once. **Came to a good end**: started with the service,
  completed what was agreed, or was helped at once.
- **Why lost**: the receiver's reason for its no, else the reason for which it ended, else the outcome that
  was returned where it is no good end; null for what is open, and for a good end.
- Of two rows of one referral the newest file's counts.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.follow_up import NO, NOT_YET, YES, days_between
from fingerpost.evidence.journeys.inputs import once

GOOD_ENDS = ("started", "completed", "helped_once")
HELPED_AT_ONCE = "helped_once"


def referrals(rows: ir.Table, *, known_until: date) -> ir.Table:
    """Return one row per referral that was sent.

    Parameters
    ----------
    rows : Table
        Landed `service_referrals` with person keys.
    known_until : date
        The last day that its files tell about.

    Returns
    -------
    Table
        person_key, event (the pseudonym of the referral), happened_on (sent), the landed columns that
        tell of it, contact_on, is_open ("yes", "no"), accepted ("yes", "no", "not yet known"), came,
        stayed, good_end ("yes", "no"), contact_in_time ("yes", "no", "not yet known" or null),
        days_to_* (from the step before; days_to_contact from sending), lost_to ("declined", "ended",
        "outcome" or null) and lost_code (a code of the list that `lost_to` names), records,
        match_probability.
    """
    rows = once(rows, "referral", newest="quarter")
    good = rows.outcome.isin(GOOD_ENDS).fill_null(False)
    over = rows.over_on.notnull()
    known = over | rows.outcome_on.notnull() | rows.declined_on.notnull()
    accepted = rows.accepted_on.notnull()
    came = rows.attended_on.notnull() | rows.outcome.notnull()
    stayed = rows.engaged_on.notnull() | (rows.outcome == HELPED_AT_ONCE).fill_null(False)
    contact = ibis.least(
        ibis.coalesce(rows.first_contact_on, rows.appointed_on),
        ibis.coalesce(rows.appointed_on, rows.first_contact_on),
    )
    rows = rows.mutate(contact_on=contact)
    due = rows.contact_due_on
    ended_before = (rows.over_on <= due).fill_null(False) & rows.contact_on.isnull()
    told_until = ibis.literal(known_until)
    in_time = ibis.cases(
        (~accepted | due.isnull() | ended_before, None),
        ((rows.contact_on <= due).fill_null(False), YES),
        ((rows.contact_on > due).fill_null(False) | (due <= told_until), NO),
        else_=NOT_YET,
    )
    is_declined, has_ended = rows.decline_reason.notnull(), rows.end_reason.notnull()
    has_bad_end = rows.outcome.notnull() & ~good
    lost_to = ibis.cases(
        (~known | good, None),
        (is_declined, "declined"),
        (has_ended, "ended"),
        (has_bad_end, "outcome"),
    )
    said = ibis.coalesce(rows.decline_reason, rows.end_reason, rows.outcome)
    lost_code = ibis.ifelse(~known | good, None, said)
    return rows.mutate(
        event=rows.referral,
        happened_on=rows.sent_on,
        is_open=ibis.ifelse(known, NO, YES),
        accepted=ibis.cases((accepted, YES), (known, NO), else_=NOT_YET),
        came=ibis.ifelse(came, YES, NO),
        stayed=ibis.ifelse(stayed, YES, NO),
        good_end=ibis.ifelse(good, YES, NO),
        contact_in_time=in_time,
        days_to_received=days_between(rows.sent_on, rows.received_on),
        days_to_accepted=days_between(rows.received_on, rows.accepted_on),
        days_to_contact=days_between(rows.sent_on, rows.contact_on),
        days_from_accepted_to_contact=days_between(rows.accepted_on, rows.contact_on),
        days_to_appointed=days_between(rows.contact_on, rows.appointed_on),
        days_to_attended=days_between(rows.appointed_on, rows.attended_on),
        days_to_engaged=days_between(rows.attended_on, rows.engaged_on),
        days_to_outcome=days_between(
            ibis.coalesce(rows.engaged_on, rows.attended_on), rows.outcome_on
        ),
        lost_to=lost_to,
        lost_code=lost_code,
    )
