"""Protect the course of a signal: which bars of its chart may leave, and with which numbers.

Where no rule hides small counts (the open police files) every bar leaves as it is. Elsewhere:

- **The signal is one bar**, whatever its weeks, and its numbers are those of the text. Were its
  weeks shown one by one, rounded, the rounded whole could pin one of them: weeks of 7, 7 and 4 are
  "about 5, about 5, fewer than 5" and "about 20" in all, which leaves 4 alone.
- **Each other bar is a count of some days in some place**, as a signal is, and leaves like one
  (decision 008): hidden below the threshold, a zero with it, else rounded to a multiple no smaller
  than the threshold. It shares no day with the signal or with another bar, so that nothing of the
  chart can be taken from something else of it.
- **A bar is not shown where a table of the release hides a cell** of the same source in the same time:
  there the bar could be just what is missing. Of a cluster this cannot be: its places have no name
  here, and no table is of them. Of rare events there is no chart.
- **What is expected, and its bound,** are rounded likewise. What is still to come is not shown,
  only that something is: it is made from the count itself, and two roundings of one number are
  finer than one.
- Bars of a count are weeks or months of the calendar, which stay the same from release to release,
  so that no two of them overlap in part. Those of a cluster are as long as it is, and move with it;
  but nobody outside can tell of which places they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from fingerpost.evidence.disclosure.rules import Envelope
from fingerpost.evidence.disclosure.signals import ProtectedStretch
from fingerpost.evidence.early_warning.signals import Signal, SignalKind, Stretch

Span = tuple[date, date]  # first and last day


def protect_course(
    signal: Signal,
    envelope: Envelope,
    *,
    base: int,
    observed: float | None,
    expected: float | None,
    hidden: Iterable[Span] = (),
) -> tuple[ProtectedStretch, ...]:
    """Return the stretches of a signal that may leave, oldest first; none if there is no chart.

    Parameters
    ----------
    signal : Signal
    envelope : Envelope
        What the rules of its sources demand together.
    base : int
        What counts are rounded to.
    observed, expected : float or None
        As the text shows them; no chart without them.
    hidden : iterable of (date, date)
        Times in which a table of the same sources hides a cell.
    """
    if observed is None or not signal.course or signal.kind is SignalKind.DATA:
        return ()
    if envelope.does_nothing:
        return tuple(_as_it_is(one) for one in signal.course)
    if signal.kind is SignalKind.RARE:
        return ()
    spans = tuple(hidden) if signal.kind is SignalKind.COUNT else ()
    own = [one for one in signal.course if one.is_signal]
    found = [
        _protected(one, envelope, base, spans) for one in signal.course if not one.is_signal
    ]
    if not own:
        return ()
    bounds = [one.upper for one in own]
    upper = None if None in bounds else sum(bound or 0.0 for bound in bounds)
    found.append(
        ProtectedStretch(
            first_day=own[0].first_day,
            last_day=own[-1].last_day,
            observed=observed,
            expected=expected,
            # Rounded, a count above its bound could look as if it were at it.
            upper=None if upper is None else min(_nearest(upper, base), observed - base),
            is_late=any(one.is_late for one in own),
            is_signal=True,
            periods=len(own),
        )
    )
    return tuple(sorted(found, key=lambda one: one.first_day))


def _as_it_is(one: Stretch) -> ProtectedStretch:
    return ProtectedStretch(
        one.first_day,
        one.last_day,
        one.observed,
        expected=one.expected,
        upper=one.upper,
        to_come=one.to_come,
        is_late=one.is_late,
        is_signal=one.is_signal,
    )


def _protected(
    one: Stretch, envelope: Envelope, base: int, hidden: tuple[Span, ...]
) -> ProtectedStretch:
    is_near = any(first <= one.last_day and one.first_day <= last for first, last in hidden)
    count = None if is_near else one.observed
    small = count is not None and count < max(envelope.suppress_below, math.ceil(base / 2))
    return ProtectedStretch(
        first_day=one.first_day,
        last_day=one.last_day,
        observed=None if count is None or small else _nearest(count, base),
        fewer_than=envelope.suppress_below if small else None,
        is_withheld=is_near,
        expected=None if one.expected is None else _nearest(one.expected, base),
        upper=None if one.upper is None else _nearest(one.upper, base),
        is_late=one.is_late,
    )


def _nearest(count: float, base: int) -> float:
    return math.floor(count / base + 0.5) * base
