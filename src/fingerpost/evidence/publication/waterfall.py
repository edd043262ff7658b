"""A waterfall as SVG: how a sum comes about, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

WIDTH = 420  # px: its letters can be read on a telephone
LEFT = 150  # px, for the words
RIGHT = 52  # px, for the numbers
ROW = 28
INK = "#1b2733"
FOR = "#1d5fa8"
AGAINST = "#b4540a"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def waterfall_chart(
    steps: Sequence[tuple[str, float, float]], *, id: str, title: str, alternative: str
) -> str:
    """Draw steps from nothing to their sum.

    Parameters
    ----------
    steps : sequence of (str, float, float)
        What each is, how much it adds, and the sum after it. What adds is solid, what takes away is
        hatched, so that colour is never the only sign.
    id, title, alternative : str
        As in `charts`.
    """
    ends = [0.0, *(end for _, _, end in steps), *(end - size for _, size, end in steps)]
    low, high = min(ends), max(ends)
    scale = (WIDTH - LEFT - RIGHT) / ((high - low) or 1.0)

    def place(value: float) -> float:
        return LEFT + (value - low) * scale

    height = ROW * len(steps) + 8
    rows = []
    for at, (label, size, end) in enumerate(steps):
        top = ROW * at + 4
        left, right = sorted((place(end - size), place(end)))
        fill = FOR if size > 0 else f"url(#{id}-hatch)"
        rows.append(
            f'<text x="0" y="{top + 16}">{escape(label)}</text>'
            f'<rect x="{left:.1f}" y="{top + 3}" width="{max(right - left, 1):.1f}" height="16" '
            f'fill="{fill}" stroke="{FOR if size > 0 else AGAINST}" stroke-width="1"/>'
            f'<text x="{WIDTH}" y="{top + 16}" text-anchor="end">{size:+.1f}</text>'
        )
    zero = place(0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(alternative)}</desc>'
        f'<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 6L6 0" stroke="{AGAINST}" stroke-width="1.5"/></pattern></defs>'
        f'<path d="M{zero:.1f} 0V{height}" stroke="{INK}" stroke-width="1"/>'
        f'<g font-family="{FONT}" font-size="15" fill="{INK}">{"".join(rows)}</g></svg>'
    )
