"""The course of a signal in the terminal: a bar a line, with words where the bar has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fingerpost.evidence.early_warning.signals import Stretch

WIDTH = 32  # letters of the longest bar
LINES = 13  # the whole course is in chart.svg
AFTER = 3  # of them at most stand after the signal


def text_chart(course: Sequence[Stretch]) -> list[str]:
    """Return the lines of a small chart, the oldest first.

    A full block is what was known, a light one what is estimated to be reported yet, a bar of the
    letter I the highest that is usual (else what was expected).
    """
    shown = around_the_signal(course)
    marks = [one.upper if one.upper is not None else one.expected for one in shown]
    highest = max(
        [(one.observed or 0.0) + one.to_come for one in shown] + [mark or 0.0 for mark in marks]
    )
    scale = WIDTH / max(highest, 1.0)
    whens = [_when(one) for one in shown]
    wide = max(map(len, whens))
    lines = []
    for one, mark, when in zip(shown, marks, whens, strict=True):
        count = "  ?" if one.observed is None else f"{one.observed:3.0f}"
        seen = round((one.observed or 0.0) * scale)
        if one.observed and not seen:
            seen = 1
        bar = list("█" * seen + "░" * round(one.to_come * scale))
        if mark is not None:
            at = min(round(mark * scale), WIDTH)
            bar += [" "] * (at + 1 - len(bar))
            bar[at] = "I"
        said = [
            "the signal" if one.is_signal else "",
            "no file" if one.observed is None else "",
            "still being reported" if one.is_late else "",
        ]
        words = ", ".join(word for word in said if word)
        lines.append(f"{when:>{wide}} {count} {''.join(bar)}{'  ' + words if words else ''}")
    return lines


def around_the_signal(course: Sequence[Stretch]) -> Sequence[Stretch]:
    """Return the stretches of the signal and those around it, as many as there is room for."""
    last = max((at for at, one in enumerate(course) if one.is_signal), default=len(course))
    end = min(len(course), last + 1 + AFTER)
    return course[max(0, end - LINES) : end]


def what_it_marks(course: Sequence[Stretch]) -> str:
    """Return what the letter I stands for."""
    has_bound = any(one.upper is not None for one in around_the_signal(course))
    return "the highest that is usual" if has_bound else "what was expected"


def _when(one: Stretch) -> str:
    days = (one.last_day - one.first_day).days + 1
    if one.first_day.day == 1 and days in range(28, 32):
        return f"{one.first_day:%b %Y}"
    if days == 1:
        return f"{one.last_day:%-d %b %Y}"
    return f"{days} days to {one.last_day:%-d %b %Y}"
