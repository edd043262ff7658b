"""Two pictures of a path as SVG: bars of who came how far, and a stream that loses people.

Both are legible in black and white: who went on is filled, who stopped is hatched, what may not be
shown has a dashed outline, and every part is named with its number.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from xml.sax.saxutils import escape

from fingerpost.evidence.publication.charts import BLUE, FONT, INK, SOFT, WIDTH
from fingerpost.evidence.publication.paths import (
    NOT_SHOWN,
    PathTaken,
    StepReached,
    days_words,
    people_words,
    share_of_before,
)
from fingerpost.evidence.publication.wording import number

LINE = 19  # px, of a line of words of 15 px
BAR = 22
LETTERS = 62  # that fit into the width at 15 px
FULL_BAR = 225  # px, which leaves room for the words beside it
STREAM = 190  # px, of everybody at the first step
BRANCH = STREAM + 34  # where the names of those who stopped begin
BRANCH_LETTERS = 33
LEVEL = 96  # px, from one step to the next


def funnel(taken: PathTaken, *, id: str, title: str, alternative: str) -> str:
    """Draw a bar for each step, with its number, its share of the step before, and the wait."""
    parts: list[str] = []
    top = 4.0
    for at, step in enumerate(taken.steps):
        if at and step.days is not None:
            words = f"usually {days_words(step.days)} from the step before"
            parts.append(_text(0, top + 13, f"↓ {words}", SOFT))
            top += LINE + 2
        for line in textwrap.wrap(step.title, LETTERS):
            parts.append(_text(0, top + 13, line, INK, bold=True))
            top += LINE
        share = share_of_before(taken, at) if at else ""
        words = people_words(step.people) + (f" · {share} of the step before" if share else "")
        width = _width(step.people, taken.people, FULL_BAR)
        parts.append(_bar(0, top, width, is_shown=step.people is not None))
        parts.append(_text(width + 8, top + 16, words, INK))
        top += BAR + 12
    return _svg("".join(parts), top, id=id, title=title, alternative=alternative)


def stream(taken: PathTaken, *, id: str, title: str, alternative: str) -> str:
    """Draw a stream from the first step down to the last, with a branch for those who stop.

    A step whose number may not be shown is left out of the stream: the branch beside it then holds
    everybody who stopped between the steps on either side, and is named so.
    """
    known = [at for at, step in enumerate(taken.steps) if step.people is not None]
    parts: list[str] = []
    top = 4.0
    for order, at in enumerate(known):
        step = taken.steps[at]
        for line in textwrap.wrap(f"{step.title}: {people_words(step.people)}", LETTERS):
            parts.append(_text(0, top + 13, line, INK, bold=True))
            top += LINE
        width = _width(step.people, taken.people, STREAM)
        parts.append(f'<rect x="0" y="{top:.1f}" width="{width:.1f}" height="7" fill="{INK}"/>')
        top += 7
        if order + 1 == len(known):
            break
        following = known[order + 1]
        drawn, height = _between(taken, at, following, top, id)
        parts.append(drawn)
        top += height
    for line in _afterwards(taken.steps[known[-1] + 1 :]):
        parts.append(_text(0, top + 20, line, INK))
        top += LINE
    return _svg(
        "".join(parts), top + 6, id=id, title=title, alternative=alternative, hatch=True
    )


def _afterwards(steps: Sequence[StepReached]) -> list[str]:
    """Return what is known of those after the last step that is shown, line by line."""
    if not steps:
        return []
    seen = [f"{step.without}: {number(step.lost)}" for step in steps if step.lost is not None]
    rest = f"What {'else ' if seen else ''}came after is {NOT_SHOWN}."
    return [line for words in (*seen, rest) for line in textwrap.wrap(words, LETTERS)]


def _between(
    taken: PathTaken, before: int, after: int, top: float, id: str
) -> tuple[str, float]:
    """Return the stream from one step that is shown to the next, and its height."""
    here, there = taken.steps[before], taken.steps[after]
    assert here.people is not None
    assert there.people is not None
    wide = _width(here.people, taken.people, STREAM)
    narrow = _width(there.people, taken.people, STREAM)
    lost = here.people - there.people
    words = _branch_words(taken.steps[before + 1 : after + 1], lost, here.people)
    height = max(LEVEL, LINE * len(words) + 30)
    bottom = top + height
    trunk = f'width="{narrow:.1f}" height="{height:.1f}" fill="{BLUE}" fill-opacity="0.55"'
    parts = [f'<rect x="0" y="{top:.1f}" {trunk}/>']
    middle = top + 14 + LINE * len(words) / 2
    if lost:
        thick = wide - narrow
        upper, lower = middle - thick / 2, middle + thick / 2
        if lower > bottom - 4:  # a broad branch keeps clear of the next step
            upper, lower = bottom - 4 - thick, bottom - 4
        upper = max(upper, top + 2)
        turn = (narrow + BRANCH) / 2
        parts.append(
            f'<path d="M{wide:.1f} {top:.1f}C{wide:.1f} {upper:.1f} {turn:.1f} {upper:.1f} '
            f"{BRANCH - 8:.1f} {upper:.1f}L{BRANCH - 8:.1f} {lower:.1f}C{turn:.1f} {lower:.1f} "
            f'{narrow:.1f} {lower:.1f} {narrow:.1f} {top:.1f}Z" fill="url(#{id}-hatch)" '
            f'stroke="{SOFT}" stroke-width="1"/>'
        )
    parts += [_text(BRANCH, top + 28 + LINE * row, line, INK) for row, line in enumerate(words)]
    return "".join(parts), height


def _branch_words(steps: Sequence[StepReached], lost: float, of: float) -> list[str]:
    """Return what is written beside a branch, line by line."""
    share = f" ({lost / of:.0%})" if of else ""
    names = "; or ".join(step.without for step in steps)
    apart = " together" if len(steps) > 1 else ""
    return textwrap.wrap(f"{names}: {number(lost)}{share}{apart}", BRANCH_LETTERS)


def _width(count: float | None, everybody: float, full: float) -> float:
    if count is None:
        return full * 0.12
    return max(full * count / everybody, 1.5) if everybody and count else 0.0


def _bar(x: float, y: float, width: float, *, is_shown: bool) -> str:
    if is_shown:
        return (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" fill="{BLUE}"/>'
        )
    return (
        f'<rect x="{x + 1:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" fill="none" '
        f'stroke="{INK}" stroke-dasharray="4 3"/>'
    )


def _text(x: float, y: float, words: str, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{weight}>{escape(words)}</text>'


def _svg(
    body: str, height: float, *, id: str, title: str, alternative: str, hatch: bool = False
) -> str:
    pattern = (
        f'<defs><pattern id="{id}-hatch" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="#ffffff"/>'
        f'<path d="M0 7L7 0" stroke="{SOFT}" stroke-width="1.2"/></pattern></defs>'
        if hatch
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" role="img" aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(alternative)}</desc>{pattern}'
        f'<g font-family="{FONT}" font-size="15">{body}</g></svg>'
    )
