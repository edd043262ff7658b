"""The scores of a risk over time as a small picture: a line in steps, and what the board accepts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from fingerpost.evidence.publication import wording

WIDTH, HEIGHT = 340, 170  # px: its letters can be read on a telephone
LEFT, RIGHT, TOP, BOTTOM = 30, 12, 12, 26
HIGHEST = 25
INK = "#1b2733"
LINE = "#12324f"
ACCEPTED = "#b4540a"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def said(scores: Sequence[tuple[date, int]], *, appetite: int) -> str:
    """Return in words what the picture shows."""
    steps = [f"{score} on {wording.day(on)}" for on, score in scores]
    last = scores[-1][1]
    place = "above" if last > appetite else "within"
    return (
        f"Scored {', then '.join(steps)}. It is {place} the {appetite} that the board accepts."
    )


def score_chart(
    scores: Sequence[tuple[date, int]], *, appetite: int, until: date, title: str
) -> str:
    """Draw scores over time as SVG.

    Parameters
    ----------
    scores : sequence of (date, int)
        The day and the score, 1 to 25, the oldest first; not empty.
    appetite : int
        Up to which score the board accepts it: a dashed line with its number.
    until : date
        The day at the right end.
    title : str
        Of the picture; with `said` it says all that the picture shows.
    """
    first = scores[0][0]
    days = max((until - first).days, 1)

    def across(on: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min((on - first).days, days) / days

    def up(score: int) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (HIGHEST - score) / HIGHEST

    path, marks = "", []
    for number, (on, score) in enumerate(scores):
        x, y = across(on), up(score)
        path += f"{'H' if number else 'M'}{x:.1f}{f'V{y:.1f}' if number else f' {y:.1f}'}"
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{LINE}"/>')
    path += f"H{WIDTH - RIGHT}"
    accepted = up(appetite)
    beside = accepted + (
        15 if scores[-1][1] > appetite else -5
    )  # away from where the line ends
    words = escape(f"{title}. {said(scores, appetite=appetite)}", {'"': "&quot;"})
    numbers = "".join(
        f'<text x="{LEFT - 6}" y="{up(score) + 4:.1f}" text-anchor="end">{score}</text>'
        f'<path d="M{LEFT} {up(score):.1f}H{WIDTH - RIGHT}" stroke="#d5dbe1" stroke-width="1"/>'
        for score in (0, 5, 10, 15, 20, 25)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{words}">'
        f'<g font-family="{FONT}" font-size="13" fill="{INK}">{numbers}'
        f'<text x="{LEFT}" y="{HEIGHT - 6}">{wording.day(first)}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{wording.day(until)}</text></g>'
        f'<path d="M{LEFT} {accepted:.1f}H{WIDTH - RIGHT}" stroke="{ACCEPTED}" stroke-width="2" '
        f'stroke-dasharray="6 4"/><text x="{WIDTH - RIGHT}" y="{beside:.1f}" '
        f'text-anchor="end" font-family="{FONT}" font-size="13" fill="{INK}">accepted: {appetite}'
        f'</text><path d="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>{"".join(marks)}</svg>'
    )
