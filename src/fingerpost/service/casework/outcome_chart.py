"""How somebody does over time as a small picture: each course a line from its worst to its best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from fingerpost.service.casework.outcome_scales import Course

WIDTH, ROW, TOP, BOTTOM = 340, 46, 8, 26  # px: its letters can be read on a telephone
LEFT, RIGHT = 150, 34
INK = "#1b2733"
LINE = "#12324f"
FAINT = "#d5dbe1"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def outcome_chart(courses: Sequence[Course]) -> str:
    """Draw the courses that were known on two days or more as SVG, each in a row of its own; "" if none.

    Up is better in every row. A day on which a value was not known breaks the line.
    """
    drawn = [one for one in courses if len(one.known) > 1]
    if not drawn:
        return ""
    days = [on for one in drawn for on, _ in one.known]
    first, last = min(days), max(days)
    height = TOP + ROW * len(drawn) + BOTTOM
    rows = "".join(_row(one, TOP + ROW * place, first, last) for place, one in enumerate(drawn))
    said = " ".join(f"{one.item.title}: {one.finding}" for one in drawn)
    words = escape(f"How it goes, up is better. {said}", {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{words}">'
        f'<g font-family="{FONT}" font-size="13" fill="{INK}">{rows}'
        f'<text x="0" y="{height - 6}">Up is better</text>'
        f'<text x="{LEFT}" y="{height - 6}">{_day(first)}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{height - 6}" text-anchor="end">{_day(last)}</text></g></svg>'
    )


def _row(course: Course, top: int, first: date, last: date) -> str:
    item, low, high = course.item, top + ROW - 10, top + 6
    days = max((last - first).days, 1)

    def point(on: date, value: int) -> tuple[float, float]:
        share = (value - item.low) / (item.high - item.low)
        better = share if item.is_higher_better else 1 - share
        x = LEFT + (WIDTH - LEFT - RIGHT) * (on - first).days / days
        return x, low - (low - high) * better

    path, marks, is_broken = "", "", True
    for on, value, _ in course.points:
        if value is None:
            is_broken = True
            continue
        x, y = point(on, value)
        path += f"{'M' if is_broken else 'L'}{x:.1f} {y:.1f}"
        marks += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{LINE}"/>'
        is_broken = False
    return (
        f'<text x="0" y="{top + ROW / 2 + 2:.0f}">{escape(item.title.partition(",")[0])}</text>'
        f'<path d="M{LEFT} {low}H{WIDTH - RIGHT}" stroke="{FAINT}" stroke-width="1"/>'
        f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>{marks}'
        f'<text x="{WIDTH - RIGHT + 8}" y="{top + ROW / 2 + 2:.0f}">{course.known[-1][1]}</text>'
    )


def _day(on: date) -> str:
    return f"{on.day} {on:%b %Y}"
