"""How numbers, periods and kinds are written for people."""

from __future__ import annotations

from datetime import date
from typing import Any

from fingerpost.evidence.measures.declaration import Better, Kind, Measure

KIND_WORDS = {
    Kind.OUTCOME: "Outcome: what changed for people",
    Kind.ACTIVITY: "Activity: what partners did",
    Kind.PROCESS: "Process: how well it was done",
    Kind.CONTEXT: "Context: the wider picture",
}
SHORT_KIND = {
    Kind.OUTCOME: "Outcome",
    Kind.ACTIVITY: "Activity",
    Kind.PROCESS: "Process",
    Kind.CONTEXT: "Context",
}
BETTER_WORDS = {
    Better.HIGHER: "when it is higher",
    Better.LOWER: "when it is lower",
    Better.NEITHER: "neither way",
}
SIGN_WORDS = {
    "change": "Sign of change",
    "difference": "A difference",
    "no_change": "No sign of change",
    "cannot_say": "Cannot say",
}


def cause_words(cause: str) -> str:
    """Return why a point on a chart is marked, without the words of the trade."""
    for term, plain in (
        ("upper process limit", "top of the range expected"),
        ("lower process limit", "bottom of the range expected"),
        ("the mean", "the average"),
        ("points", "months"),
    ):
        cause = cause.replace(term, plain)
    return cause


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with thousands separated, or an empty text for none."""
    if value is None or value != value:
        return ""
    text = f"{value:,.{digits}f}"
    return text[1:] if text.lstrip("-0.,") == "" and text.startswith("-") else text


def with_unit(value: float | None, measure: Measure) -> str:
    """Return a value with its unit: ``30.1%``, ``6.3 per 100,000 residents a year``."""
    text = number(value, digits_of(measure))
    return f"{text}%" if measure.unit == "%" else f"{text} {measure.unit}"


def interval_words(row: dict[str, Any], measure: Measure) -> str:
    """Return the interval of a row in brackets; nothing for a plain count."""
    if measure.statistic == "count" or row["lower"] is None:
        return ""
    digits, sign = digits_of(measure), "%" if measure.unit == "%" else ""
    return f"({number(row['lower'], digits)}{sign} to {number(row['upper'], digits)}{sign})"


def percent_change(change: float, low: float, high: float) -> str:
    """Return a change as ``up 12% (3% to 22%)``."""
    way = "up" if change >= 0 else "down"
    if low < 0 < high:
        return f"{way} {abs(change):.0f}%; between {_signed(low)} and {_signed(high)}"
    bounds = sorted((abs(low), abs(high)))
    return f"{way} {abs(change):.0f}% ({bounds[0]:.0f}% to {bounds[1]:.0f}%)"


def _signed(value: float) -> str:
    return f"{'down' if value < 0 else 'up'} {abs(value):.0f}%"


def digits_of(measure: Measure) -> int:
    """Return how many decimals the values of a measure are shown with."""
    return 0 if measure.statistic == "count" else 1


def cell(row: dict[str, Any], name: str, digits: int) -> str:
    """Return a cell of a table: its number, or the symbol that stands for it."""
    value = row[name]
    if value is None or row["value"] is None:
        return row["symbol"] or "[x]"
    return f"{number(value, digits)}{' ' + row['symbol'] if row['symbol'] else ''}"


def day(moment: date) -> str:
    """Return a day as people write it: ``24 November 2026``."""
    return f"{moment.day} {moment:%B %Y}"
