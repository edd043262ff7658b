"""How numbers, periods and kinds are written for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.measures.declaration import (
    OUTCOME_TITLES,
    Better,
    Kind,
    Measure,
    Outcome,
)

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

BAND_HEADER = "With other matching"


def split_words(breakdown: str | None) -> str:
    """Return what a table is split by, as people say it: ``age``, ``substance group``."""
    return (breakdown or "").replace("_", " ")


def band_cell(row: dict[str, Any], measure: Measure) -> str:
    """Return the band of a row as a cell: ``41.2 to 43.9``; nothing where there is none."""
    if row["band_lower"] is None:
        return ""
    digits = digits_of(measure)
    return f"{number(row['band_lower'], digits)} to {number(row['band_upper'], digits)}"


def band_words(row: dict[str, Any], measure: Measure) -> str:
    """Return how far other links between records would move a row, as a sentence."""
    if row["band_lower"] is None:
        return ""
    low, high = (with_sign(row[name], measure) for name in ("band_lower", "band_upper"))
    if measure.counts_matches_by:
        return f"It lies between {low} and {high}, allowing for matches that we expect to miss."
    if low == high:
        return "Matching records more strictly or more loosely would not change it."
    return f"It lies between {low} and {high} when records are matched more strictly or more loosely."


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


def with_sign(value: float | None, measure: Measure) -> str:
    """Return a value as a number, with the sign of per cent if it has one: ``30.1%``, ``6.3``."""
    return f"{number(value, digits_of(measure))}{'%' if measure.unit == '%' else ''}"


def interval_words(row: dict[str, Any], measure: Measure) -> str:
    """Return the interval of a row in brackets; nothing for a plain count."""
    if measure.statistic == "count" or row["lower"] is None:
        return ""
    digits, sign = digits_of(measure), "%" if measure.unit == "%" else ""
    return f"({number(row['lower'], digits)}{sign} to {number(row['upper'], digits)}{sign})"


def percent_change(change: float, low: float, high: float) -> str:
    """Return a change as ``up 12% (3% to 22%)``, or ``1% up; from 20% down to 27% up``."""
    if low < 0 < high:
        return f"{_way(change)}; from {_way(low)} to {_way(high)}"
    way = "up" if change >= 0 else "down"
    bounds = sorted((abs(low), abs(high)))
    return f"{way} {abs(change):.0f}% ({bounds[0]:.0f}% to {bounds[1]:.0f}%)"


def _way(value: float) -> str:
    if abs(value) < 0.5:
        return "less than 1%"
    return f"{abs(value):.0f}% {'down' if value < 0 else 'up'}"


def point_change(change: float, low: float, high: float, unit: str = "points") -> str:
    """Return a change of a percentage or a rate: ``down 7.4 points (2.0 to 12.8)``."""
    way = "up" if change >= 0 else "down"
    if low < 0 < high:
        ends = [f"{abs(end):.1f} {'down' if end < 0 else 'up'}" for end in (low, high)]
        return f"{way} {abs(change):.1f} {unit}; from {ends[0]} to {ends[1]}"
    bounds = sorted((abs(low), abs(high)))
    return f"{way} {abs(change):.1f} {unit} ({bounds[0]:.1f} to {bounds[1]:.1f})"


def age_in_months(end: date, as_of: date) -> int:
    """Return how many months lie between the last day of some data and `as_of`."""
    return (as_of.year - end.year) * 12 + as_of.month - end.month


def age_words(end: date, as_of: date) -> str:
    """Return how old data are: ``17 months``, ``5 years``."""
    months = age_in_months(end, as_of)
    if months == 1:
        return "1 month"
    return f"{months} months" if months < 24 else f"{months // 12} years"


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: ``a, b and c``; with semicolons if one has "and"."""
    if len(words) < 2:
        return "".join(words)
    comma, last = ("; ", "; and ") if any(" and " in w for w in words) else (", ", " and ")
    return comma.join(words[:-1]) + last + words[-1]


def lower_first(text: str) -> str:
    """Return text as it stands within a sentence; abbreviations keep their capitals."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """Return text as it stands at the head of a sentence or a cell."""
    return text[:1].upper() + text[1:]


def stretches(codes: Sequence[str]) -> str:
    """Return periods as stretches: ``August 2020 to December 2023; May 2024``."""
    parts: list[list[Period]] = []
    for period in sorted(Period.parse(code) for code in codes):
        if parts and parts[-1][-1].next() == period:
            parts[-1].append(period)
        else:
            parts.append([period])
    return "; ".join(
        part[0].label if len(part) == 1 else f"{part[0].label} to {part[-1].label}"
        for part in parts
    )


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


def days_between(first: date, last: date) -> str:
    """Return a stretch of days: ``from 3 to 8 March 2026``, ``on 3 March 2026``."""
    if first == last:
        return f"on {day(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"from {first.day} to {day(last)}"
    start = f"{first.day} {first:%B}" if first.year == last.year else day(first)
    return f"from {start} to {day(last)}"


def counted(count: int, what: str) -> str:
    """Return a number of things: ``1 rule``, ``3 rules``."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def outcome_slug(outcome: Outcome) -> str:
    """Return the name of an outcome's page."""
    return OUTCOME_TITLES[outcome].lower().replace(" ", "-")
