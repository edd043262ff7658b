"""What one rule says on one day: its signals, or what it is missing to say anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from fingerpost.evidence.early_warning.explaining import Explanation
from fingerpost.evidence.early_warning.rules import WarningRule
from fingerpost.evidence.early_warning.signals import Signal, SignalKind, Stretch

SMALLEST_P = 1e-9  # rarer than that is not told apart


@dataclass(frozen=True)
class Finding:
    """What one rule found on one day.

    Parameters
    ----------
    rule : str
    signals : tuple of Signal
    cannot_say : tuple of str
        Sentences: what is missing, and for which areas if not for all.
    tested : int
        How many series or places were tested.
    """

    rule: str
    signals: tuple[Signal, ...] = ()
    cannot_say: tuple[str, ...] = ()
    tested: int = 0


def make_signal(
    rule: WarningRule,
    kind: SignalKind,
    *,
    on: date,
    first_day: date,
    last_day: date,
    areas: Sequence[str],
    observed: float,
    expected: float,
    once_in_days: float,
    method: str,
    upper: float = float("nan"),
    subject: str = "",
    explanation: Explanation | None = None,
    cases: pl.DataFrame | None = None,
    fingerprint: str = "",
    course: tuple[Stretch, ...] = (),
) -> Signal:
    """Return a signal of a rule, with what belongs to the rule filled in."""
    said = explanation or Explanation()
    records = () if cases is None else tuple(sorted(cases["record"].to_list()))
    return Signal(
        rule=rule.name,
        kind=kind,
        raised_on=on,
        first_day=first_day,
        last_day=last_day,
        areas=tuple(sorted(areas)),
        observed=float(observed),
        expected=float(expected),
        upper=float(upper),
        once_in_days=float(once_in_days),
        weight=rule.weight,
        subject=subject or rule.subject,
        explanations=said.explanations,
        looks_like_recording=said.looks_like_recording,
        why_recording=said.why_recording,
        case_ids=records,
        input_fingerprint=fingerprint,
        method=method,
        course=course,
        known_on=on,
    )


def once_in_days(p_value: float, *, days: float, tests: int) -> float:
    """Return how often any of so many tests, made every so many days, is as extreme by chance.

    Parameters
    ----------
    p_value : float
        Of one test.
    days : float
        From one round of tests to the next.
    tests : int
        In a round; taken as independent.
    """
    p = max(p_value, SMALLEST_P)
    return float(days / (1 - (1 - p) ** max(tests, 1)))
