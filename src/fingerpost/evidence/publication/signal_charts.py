"""The chart of a signal: what was seen, what was usual, and the signal marked, as SVG by hand.

Bars are as wide as their time and as high as their count for each period, so that a signal of three
weeks stands beside single weeks and is not three times as high. Legible without colour: the signal
has a mark above it and words, what is still being reported and what may not be shown are hatched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from xml.sax.saxutils import escape

from fingerpost.evidence.publication.charts import BAND, BLUE, FONT, INK, ORANGE, SOFT

WIDTH = 480
HEIGHT = 220  # of the plot
LEFT, TOP, ROW = 44, 40, 22
GREY = "#c3ccd5"
LETTER = 7.4  # width at 15 px, generously
DAY = timedelta(days=1)
DASHED = f'stroke="{INK}" stroke-width="1.6" stroke-dasharray="4 3"'

Look = Literal["seen", "late", "hidden", "missing"]


@dataclass(frozen=True)
class Bar:
    """One bar.

    Parameters
    ----------
    first_day, last_day : date
        Both inside.
    value : float or None
        For each period; None where there is none to show.
    look : str
        "late" while records are still coming in; "hidden" where the count may not be shown, at
        most `ceiling`; "missing" where nothing is known.
    expected, upper : float or None
        For each period.
    to_come : float
        Estimated to be reported yet.
    ceiling : float
        Of a hidden count.
    is_signal : bool
    periods : int
        How many weeks, months or stretches it is.
    """

    first_day: date
    last_day: date
    value: float | None
    look: Look = "seen"
    expected: float | None = None
    upper: float | None = None
    to_come: float = 0.0
    ceiling: float = 0.0
    is_signal: bool = False
    periods: int = 1


def unit_of(bars: Sequence[Bar]) -> str:
    """Return what a bar counts: a week, a month, or as many days as the cluster has."""
    one = next((bar for bar in bars if bar.periods == 1), bars[0])
    if is_month(one.first_day, one.last_day):
        return "a month"
    days = (one.last_day - one.first_day).days + 1
    return {1: "a day", 7: "a week"}.get(days, f"in {days} days")


def is_month(first: date, last: date) -> bool:
    """Tell whether two days are the first and the last of a month."""
    return first.day == 1 and (last + DAY).day == 1 and (last - first).days < 31


def own_label(bars: Sequence[Bar], total: str) -> str:
    """Return the words above a signal: its number, and over how many periods if more than one."""
    periods = sum(bar.periods for bar in bars if bar.is_signal)
    unit = {"a month": "months", "a week": "weeks", "a day": "days"}.get(unit_of(bars))
    return total if periods < 2 else f"{total} in {periods} {unit or 'stretches'}"


@dataclass(frozen=True)
class _Scale:
    begins: date
    days: int
    top: float

    def x(self, day: date) -> float:
        return LEFT + (WIDTH - LEFT - 8) * (day - self.begins).days / self.days

    def y(self, value: float) -> float:
        return TOP + HEIGHT * (1 - value / self.top)


def signal_chart(
    bars: Sequence[Bar],
    *,
    id: str,
    title: str,
    unit: str,
    label: str,
    alternative: str,
    note: str = "",
) -> str:
    """Draw the course of a signal.

    Parameters
    ----------
    bars : sequence of Bar
        In order of time; one at least.
    id, title, alternative : str
        As in `charts`.
    unit : str
        What the axis counts: "a week".
    label : str
        What stands above the signal: "about 15 in 3 weeks".
    note : str
        Words under the key.
    """
    step, top = _steps(bars)
    scale = _Scale(bars[0].first_day, (bars[-1].last_day - bars[0].first_day).days + 1, top)
    parts = [
        *_grid(scale, step, unit),
        *(part for bar in bars for part in _usual(bar, scale)),
        *(part for bar in bars for part in _bar(bar, scale, id)),
        *_mark(bars, scale, label),
        *_dates(bars, scale),
    ]
    key, bottom = _key(bars, id)
    height = TOP + HEIGHT + 26 + bottom
    if note:
        key += f'<text x="0" y="{height + 8}" font-weight="bold">{escape(note)}</text>'
        height += 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(alternative)}</desc>'
        f'<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="#fff"/><path d="M0 6L6 0" stroke="{SOFT}" '
        f'stroke-width="1.2"/></pattern></defs>'
        f'<g font-family="{FONT}" font-size="15" fill="{INK}">{"".join(parts)}{key}</g></svg>'
    )


def _steps(bars: Sequence[Bar]) -> tuple[float, float]:
    """Return the distance of the lines of the grid, and the top of the axis."""
    highest = max(
        max(
            (bar.value or 0.0) + bar.to_come, bar.ceiling, bar.upper or 0.0, bar.expected or 0.0
        )
        for bar in bars
    )
    least = max(highest, 1.0) / 4
    size = 10.0 ** math.floor(math.log10(least))
    step = next(n * size for n in (1, 2, 5, 10) if n * size >= least)
    step = max(step, 1.0)
    return step, step * math.ceil(max(highest, 1.0) / step)


def _grid(scale: _Scale, step: float, unit: str) -> list[str]:
    parts = [f'<text x="0" y="16">{escape(unit)}</text>']
    for line in range(round(scale.top / step) + 1):
        y = scale.y(line * step)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH - 8}" stroke="{"#dde3e8" if line else SOFT}"/>'
            f'<text x="{LEFT - 6}" y="{y + 5:.1f}" text-anchor="end">{line * step:g}</text>'
        )
    return parts


def _usual(bar: Bar, scale: _Scale) -> list[str]:
    """Draw the usual: a band up to its bound, and a dashed line at what was expected."""
    x0, x1 = scale.x(bar.first_day), scale.x(bar.last_day + DAY)
    parts = []
    if bar.upper is not None:
        y = scale.y(bar.upper)
        parts.append(
            f'<path d="M{x0:.1f} {scale.y(0):.1f}V{y:.1f}H{x1:.1f}V{scale.y(0):.1f}z" '
            f'fill="{BAND}"/><path d="M{x0:.1f} {y:.1f}H{x1:.1f}" stroke="{SOFT}"/>'
        )
    return parts


def _bar(bar: Bar, scale: _Scale, id: str) -> list[str]:
    x0, x1 = scale.x(bar.first_day), scale.x(bar.last_day + DAY)
    gap = min(2.0, 0.12 * (x1 - x0))
    x0, wide, floor = x0 + gap, max(0.8, x1 - x0 - 2 * gap), scale.y(0)

    def box(low: float, high: float, paint: str) -> str:
        y = scale.y(high)
        return (
            f'<rect x="{x0:.1f}" y="{y:.1f}" width="{wide:.1f}" '
            f'height="{max(0.0, scale.y(low) - y):.1f}" {paint}/>'
        )

    parts = []
    hatched = f'fill="url(#{id}-hatch)" stroke="{SOFT}" stroke-width="0.8"'
    if bar.look == "hidden":
        parts.append(box(0, bar.ceiling, f'{hatched} stroke-dasharray="2 2"'))
    elif bar.value:
        colour = ORANGE if bar.is_signal else BLUE
        paint = f'fill="{colour}"'
        if bar.look == "late":
            paint = f'fill="{colour if bar.is_signal else GREY}" {DASHED}'
        parts.append(box(0, bar.value, paint))
        if bar.to_come:
            parts.append(box(bar.value, bar.value + bar.to_come, hatched))
    elif bar.value is None:
        parts.append(
            f'<text x="{x0 + wide / 2:.1f}" y="{floor - 4:.1f}" text-anchor="middle" '
            f'fill="{SOFT}">?</text>'
        )
    if bar.expected is not None:
        y = scale.y(bar.expected)
        parts.append(
            f'<path d="M{x0 - gap:.1f} {y:.1f}H{x1:.1f}" stroke="{INK}" stroke-width="1.8" '
            'stroke-dasharray="4 2.5"/>'
        )
    return parts


def _mark(bars: Sequence[Bar], scale: _Scale, label: str) -> list[str]:
    """Mark the signal: a wedge above it, its words, and a line under its time."""
    signal = [bar for bar in bars if bar.is_signal]
    if not signal:
        return []
    x0, x1 = scale.x(signal[0].first_day), scale.x(signal[-1].last_day + DAY)
    middle, wide = (x0 + x1) / 2, len(label) * (LETTER + 1) / 2  # half of it; it is bold
    y = min(scale.y(max((bar.value or 0.0) + bar.to_come, bar.ceiling)) for bar in signal) - 4
    anchor, start = "middle", middle
    if middle + wide > WIDTH - 4:
        anchor, start = "end", float(WIDTH - 4)
    elif middle - wide < LEFT:
        anchor, start = "start", float(LEFT)
    floor = scale.y(0)
    return [
        f'<path d="M{middle:.1f} {y:.1f}l-6 -9h12z" fill="{INK}"/>',
        (
            f'<text x="{start:.1f}" y="{y - 13:.1f}" text-anchor="{anchor}" font-weight="bold" stroke="#fff" '
            f'stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(label)}</text>'
        ),
        f'<path d="M{x0:.1f} {floor + 3:.1f}H{x1:.1f}" stroke="{INK}" stroke-width="4"/>',
    ]


def _dates(bars: Sequence[Bar], scale: _Scale) -> list[str]:
    """Write the first day, or the month, of some bars under the axis."""
    by_month = is_month(bars[0].first_day, bars[0].last_day)
    every = max(1, math.ceil(len(bars) / 4))
    parts = []
    for at in range(0, len(bars), every):
        day = bars[at].first_day
        words = f"{day:%b %Y}" if by_month else f"{day.day} {day:%b}"
        if not by_month and (at == 0 or day.year != bars[at - every].first_day.year):
            words += f" {day.year}"
        x, wide = scale.x(day), len(words) * LETTER
        if x + wide > WIDTH:
            continue
        y = scale.y(0)
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}v6" stroke="{SOFT}"/>'
            f'<text x="{x:.1f}" y="{y + 22:.1f}">{words}</text>'
        )
    return parts


def _is_blue(bar: Bar) -> bool:
    return bool(bar.value) and bar.look == "seen" and not bar.is_signal


def _key(bars: Sequence[Bar], id: str) -> tuple[str, int]:
    """Return the key to the looks that are there, and its height."""
    hatched = f'fill="url(#{id}-hatch)" stroke="{SOFT}" stroke-width="0.8"'
    small = max((bar.ceiling for bar in bars), default=0)
    rows = [
        (f'fill="{ORANGE}"', "the signal", any(bar.is_signal for bar in bars)),
        (f'fill="{BLUE}"', "at other times", any(_is_blue(bar) for bar in bars)),
        (
            f'fill="{BAND}" stroke="{SOFT}"',
            "the range of the usual",
            any(bar.upper is not None for bar in bars),
        ),
        ("", "what was expected", any(bar.expected is not None for bar in bars)),
        (
            f'fill="{GREY}" {DASHED}',
            "still being reported then",
            any(bar.look == "late" and not bar.is_signal for bar in bars),
        ),
        (
            f'fill="{ORANGE}" {DASHED}',
            "and still being reported",
            any(bar.look == "late" and bar.is_signal for bar in bars),
        ),
        (
            hatched,
            "estimated to be reported yet",
            any(bar.to_come for bar in bars),
        ),
        (
            f'{hatched} stroke-dasharray="2 2"',
            f"fewer than {small:g}, not shown",
            any(bar.look == "hidden" for bar in bars),
        ),
    ]
    parts = []
    top = TOP + HEIGHT + 40
    there = [(paint, words) for paint, words, is_there in rows if is_there]
    if any(bar.look == "missing" for bar in bars):
        there.append(("?", "nothing to show"))
    for at, (paint, words) in enumerate(there):
        x, y = (at % 2) * 236, top + ROW * (at // 2)
        if paint == "?":
            swatch = f'<text x="{x + 13}" y="{y + 12}" text-anchor="middle">?</text>'
        elif paint:
            swatch = f'<rect x="{x}" y="{y}" width="26" height="14" {paint}/>'
        else:
            swatch = (
                f'<path d="M{x} {y + 7}h26" stroke="{INK}" stroke-width="1.8" '
                'stroke-dasharray="4 2.5"/>'
            )
        parts.append(f'{swatch}<text x="{x + 34}" y="{y + 12}">{escape(words)}</text>')
    return "".join(parts), 14 + ROW * math.ceil(len(there) / 2)
