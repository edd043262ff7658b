"""Months as the law counts them: to the same day of a later month, or its last day where there is none."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from fingerpost.service.casework.working_days import working_days_after


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on; 31 January and one month is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def answer_due(asked_on: date) -> date:
    """Return the last day to answer somebody who asks what is kept of them.

    One calendar month from the day it was asked; where that is no working day, the next one.

    References
    ----------
    .. [1] UK GDPR article 12(3); Information Commissioner's Office, Guide to the right of access,
       "How long do we have to comply?".
    """
    return working_days_after(months_after(asked_on, 1), 0)
