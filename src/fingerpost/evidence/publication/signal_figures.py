"""The figures of a signal in the pack: its chart, and the map of a cluster.

They say nothing that the door did not let out: a hidden bar has no number here either, and where a
rule hides small counts the map marks districts, since a small area that is marked has a case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from fingerpost.evidence.disclosure import ProtectedSignal, ProtectedStretch, Release
from fingerpost.evidence.early_warning.signals import SignalKind
from fingerpost.evidence.publication.content import Figure, Table
from fingerpost.evidence.publication.maps import place_map
from fingerpost.evidence.publication.signal_charts import (
    DAY,
    Bar,
    Look,
    own_label,
    signal_chart,
    unit_of,
)
from fingerpost.evidence.publication.signal_words import place_words
from fingerpost.evidence.publication.wording import (
    capital,
    counted,
    day,
    days_between,
    joined,
    number,
)

MOST_NAMES = 12  # of small areas in a sentence


def figures_of_signal(signal: ProtectedSignal, release: Release, at: int) -> tuple[Figure, ...]:
    """Return the chart of a signal and, of a cluster, its map; as far as they may be shown."""
    found = [_chart(signal, release, at)] if signal.course else []
    inside = {one.code for one in (*release.outlines, *release.districts)} & set(signal.marked)
    if inside and release.districts:
        found.append(_map(signal, release, at, inside))
    return tuple(found)


def _number(at: int) -> str:
    """Return the number of a signal before its title; none where it stands alone, as 0."""
    return f"{at}. " if at else ""


def bars_of(course: Sequence[ProtectedStretch]) -> tuple[Bar, ...]:
    """Return the bars of a chart: each as high as its count for each period."""
    bars = []
    for one in course:
        look: Look = "late" if one.is_late else "seen"
        if one.fewer_than is not None:
            look = "hidden"
        elif one.observed is None:
            look = "missing"
        bars.append(
            Bar(
                one.first_day,
                one.last_day,
                _each(one.observed, one),
                look,
                # Rounded to 0 it says "fewer than 3", which is no line; under a hidden bar, nothing.
                expected=_each(one.expected or None, one) if look != "hidden" else None,
                upper=_each(one.upper, one),
                to_come=one.to_come / one.periods,
                ceiling=float(one.fewer_than or 0),
                is_signal=one.is_signal,
                periods=one.periods,
            )
        )
    return tuple(bars)


def _each(value: float | None, one: ProtectedStretch) -> float | None:
    return None if value is None else value / one.periods


def _chart(signal: ProtectedSignal, release: Release, at: int) -> Figure:
    about = "about " if signal.rounded_to > 1 else ""
    bars = bars_of(signal.course)
    label = own_label(bars, f"{about}{number(signal.observed)}")
    title = f"{_number(at)}{capital(signal.subject)}, {place_words(signal)}: how many, and how many are usual"
    alternative = _reading(signal)
    first = signal.course[0]
    return Figure(
        id=f"signal-{at}-chart",
        title=title,
        svg=signal_chart(
            bars,
            id=f"signal-{at}-chart",
            title=title,
            unit=unit_of(bars),
            label=label,
            alternative=alternative,
        ),
        alternative=alternative,
        data_age=f"As known on {day(signal.known_on)}." if signal.known_on else "",
        source=_source(signal, release),
        table=_table(signal, f"{capital(signal.subject)} from {day(first.first_day)}"),
    )


def _reading(signal: ProtectedSignal) -> str:
    """Return what the chart shows, for who cannot see it and for who asks how to read it."""
    own = [one for one in signal.course if one.is_signal]
    rest = [one for one in signal.course if not one.is_signal]
    about = "about " if signal.rounded_to > 1 else ""
    unit = unit_of(bars_of(signal.course))
    where = (
        "the places of the signal" if signal.kind is SignalKind.CLUSTER else place_words(signal)
    )
    said = [
        (
            f"{capital(signal.subject)} {unit} in {where}, "
            f"{_span(signal.course[0].first_day, signal.course[-1].last_day)}."
        ),
        f"The signal, {about}{number(signal.observed)}, is marked"
        + (f": {_span(own[0].first_day, own[-1].last_day)}." if own else "."),
    ]
    small = [one.fewer_than for one in rest if one.fewer_than is not None]
    if small:
        all_of = "all" if len(small) == len(rest) else str(len(small))
        said.append(
            f"In {all_of} of the {len(rest)} other bars there were fewer than {small[0]}."
        )
    shown = [one.observed for one in rest if one.observed is not None]
    if shown:
        said.append(f"The highest of the others is {about}{number(max(shown))}.")
    withheld = sum(one.is_withheld for one in rest)
    if withheld:
        said.append(
            f"{capital(counted(withheld, 'bar'))} may not be shown, since a table hides a number of "
            "that time."
        )
    if any(one.is_late for one in signal.course):
        said.append("Bars with a dashed edge were still being reported, and may grow.")
    return " ".join(said)


def _table(signal: ProtectedSignal, caption: str) -> Table:
    about = "about " if signal.rounded_to > 1 else ""
    rows = []
    for one in signal.course:
        what = [
            "the signal" if one.is_signal else "",
            "still being reported" if one.is_late else "",
            "may not be shown" if one.is_withheld else "",
        ]
        rows.append(
            (
                _span(one.first_day, one.last_day),
                _seen(one, about),
                _usual(one.expected, signal.rounded_to),
                _usual(one.upper, signal.rounded_to),
                ", ".join(word for word in what if word),
            )
        )
    headers = ("When", "Seen", "Expected", "Highest that is usual", "Note")
    kept = [at for at in range(len(headers)) if any(row[at] for row in rows)]
    return Table(
        caption=caption,
        headers=tuple(headers[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in rows),
        numeric=tuple(at in (1, 2, 3) for at in kept),
    )


def _seen(one: ProtectedStretch, about: str) -> str:
    if one.fewer_than is not None:
        return f"fewer than {one.fewer_than}"
    if one.observed is None:
        return "not shown" if one.is_withheld else "no file"
    more = f" ({number(one.to_come, 1)} more estimated)" if one.to_come else ""
    return f"{about}{number(one.observed)}{more}"


def _usual(value: float | None, base: int) -> str:
    if value is None:
        return ""
    if base == 1:
        return number(value, 1)
    return f"about {number(value)}" if value > 0 else f"fewer than {math.ceil(base / 2)}"


def _span(first: date, last: date) -> str:
    """Return a stretch of time as short as people write it: ``March to May 2026``."""
    if first.day == 1 and (last + DAY).day == 1:
        begin, end = f"{first:%B %Y}", f"{last:%B %Y}"
        same_year = first.year == last.year
        return end if begin == end else f"{f'{first:%B}' if same_year else begin} to {end}"
    words = days_between(first, last)
    return words.removeprefix("from ").removeprefix("on ")


def _map(signal: ProtectedSignal, release: Release, at: int, inside: set[str]) -> Figure:
    small = [one for one in release.outlines if one.code in inside]
    district_names = {one.code: one.name for one in release.districts}
    title = f"{_number(at)}{capital(signal.subject)}: where"
    if small:
        names = [one.name for one in small]
        listed = joined(names[:MOST_NAMES]) if len(names) <= MOST_NAMES else ""
        alternative = (
            f"{capital(counted(len(names), 'small area'))} with "
            f"{signal.subject} of the signal, in {place_words(signal)}"
            + (f": {listed}." if listed else "; the table names them.")
        )
        rows = tuple((one.name, district_names.get(one.district, "")) for one in small)
        words = "small areas of the signal"
    else:
        alternative = (
            f"The signal lies in {place_words(signal)}. Where in it may not be shown: a small area "
            "that is marked would tell that somebody there is among the cases."
        )
        rows = tuple((district_names[code], "") for code in sorted(inside))
        words = "the district" if len(rows) == 1 else "the districts"
    return Figure(
        id=f"signal-{at}-map",
        title=title,
        svg=place_map(
            release.outlines,
            release.districts,
            inside,
            id=f"signal-{at}-map",
            title=title,
            words=words,
            alternative=alternative,
        ),
        alternative=alternative,
        data_age=f"{_span(signal.first_day, signal.last_day)}.",
        source=_source(signal, release),
        table=Table(
            caption=f"Where: {signal.subject}",
            headers=("Small area", "District") if small else ("District",),
            rows=rows if small else tuple((name,) for name, _ in rows),
            numeric=(False, False) if small else (False,),
        ),
    )


def _source(signal: ProtectedSignal, release: Release) -> str:
    titles = {one.source: one.title for one in release.provenance.sources}
    named = [titles[source] for source in signal.sources if source in titles]
    return f"Source: {'; '.join(named)}." if named else "Source: the ledger of early warning."
