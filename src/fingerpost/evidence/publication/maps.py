"""Maps of small areas, drawn as SVG from published outlines: no tiles, nothing from outside."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from fingerpost.evidence.core.areas import Outline

WIDTH = 600
CLASSES = 5
SHADES = ("#eef3f8", "#c6d8ea", "#8fb4d8", "#4a86bd", "#123f70")
INK = "#1b2733"
MARKED = "#b4540a"
SMALL = 15  # px, letters
LARGE = 22  # letters of a map that is shown small
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def class_breaks(values: Sequence[float], classes: int = CLASSES) -> tuple[float, ...]:
    """Return the upper bounds of the classes: equal numbers of areas, at figures easy to read."""
    ordered = sorted(values)
    breaks: list[float] = []
    for step in range(1, classes):
        value = ordered[min(len(ordered) - 1, round(step * len(ordered) / classes))]
        easy = _easy(value)
        if not breaks or easy > breaks[-1]:
            breaks.append(easy)
    return tuple(breaks)


def _easy(value: float) -> float:
    if value <= 0:
        return 0.0
    size = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(math.ceil(value / size - 1e-9) * size, 6)


def small_area_map(
    outlines: Sequence[Outline],
    districts: Sequence[Outline],
    values: Mapping[str, float | None],
    *,
    id: str,
    title: str,
    unit: str,
    alternative: str,
    letters: int = SMALL,
) -> str:
    """Draw areas in five shades, light to dark; hatched where there is no number to show."""
    frame = _frame(outlines)
    shown = [value for value in values.values() if value is not None]
    breaks = class_breaks(shown) if shown else ()
    by_class: dict[int, list[str]] = {}
    for outline in outlines:
        value = values.get(outline.code)
        group = -1 if value is None else sum(value > bound for bound in breaks)
        by_class.setdefault(group, []).append(frame.path(outline))
    drawn = []
    for group in sorted(by_class):
        fill = f"url(#{id}-hatch)" if group < 0 else SHADES[group + CLASSES - len(breaks) - 1]
        drawn.append(f'<path d="{"".join(by_class[group])}" fill="{fill}"/>')
    legend, foot = _legend(
        breaks, unit, id, frame.height + 26, letters, has_gaps=-1 in by_class
    )
    total = frame.height + foot
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total:.0f}" '
        f'width="{WIDTH}" height="{total:.0f}" role="img" aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(alternative)}</desc>'
        f'<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 6L6 0" stroke="{INK}" stroke-width="1"/></pattern></defs>'
        f'<g stroke="#ffffff" stroke-width="0.5" fill-rule="evenodd">{"".join(drawn)}</g>'
        f"{_borders(districts, frame, letters)}{legend}</svg>"
    )


def place_map(
    outlines: Sequence[Outline],
    districts: Sequence[Outline],
    marked: Collection[str],
    *,
    id: str,
    title: str,
    words: str,
    alternative: str,
    note: str = "",
) -> str:
    """Draw where a signal is: some areas, small ones or districts, on the outline of the county.

    Parameters
    ----------
    outlines, districts : sequences of Outline
        Of all small areas and districts.
    marked : collection of str
        Codes of those that the signal is about.
    id, title, alternative : str
        As in `charts`.
    words : str
        What the marked areas are, for the key.
    note : str
        Words under the key.
    """
    frame = _frame(districts)
    inside = [one for one in (*outlines, *districts) if one.code in marked]
    land = "".join(frame.path(district) for district in districts)
    shapes = "".join(frame.path(one) for one in inside)
    ring = _ring([frame.place(point) for one in inside for part in one.rings for point in part])
    top = frame.height + 14
    total = top + (56 if note else 26)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total:.0f}" '
        f'width="{WIDTH}" height="{total:.0f}" role="img" aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(alternative)}</desc>'
        f'<path d="{land}" fill="{SHADES[0]}" fill-rule="evenodd"/>'
        f'<path d="{shapes}" fill="{MARKED}" stroke="#fff" stroke-width="0.5" '
        f'fill-rule="evenodd"/>{ring}{_borders(districts, frame, LARGE)}'
        f'<g font-family="{FONT}" font-size="{LARGE}" fill="{INK}"><rect x="0" y="{top:.0f}" '
        f'width="34" height="18" fill="{MARKED}" stroke="{INK}" stroke-width="0.8"/>'
        f'<text x="44" y="{top + 17:.0f}">{escape(words)}</text>'
        f'<text x="0" y="{top + 46:.0f}" font-weight="bold">{escape(note)}</text></g></svg>'
    )


def _ring(points: Sequence[tuple[float, float]]) -> str:
    """Return a circle around a place too small to be seen at once; nothing around a large one."""
    if not points:
        return ""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    across = math.hypot(max(xs) - min(xs), max(ys) - min(ys))
    if across > WIDTH / 4:
        return ""
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    return (
        f'<circle cx="{middle[0]:.1f}" cy="{middle[1]:.1f}" r="{across / 2 + 12:.1f}" fill="none" '
        f'stroke="{INK}" stroke-width="3"/>'
    )


@dataclass(frozen=True)
class _Frame:
    """Where a point of the earth lies on the drawing."""

    west: float
    north: float
    shrink: float
    scale: float
    height: float

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        return (
            (point[0] - self.west) * self.shrink * self.scale,
            (self.north - point[1]) * self.scale,
        )

    def path(self, outline: Outline) -> str:
        parts = []
        for ring in outline.rings:
            placed = [self.place(point) for point in ring]
            x0, y0 = round(placed[0][0], 1), round(placed[0][1], 1)
            parts.append(f"M{x0:g} {y0:g}")
            for x, y in placed[1:]:
                x1, y1 = round(x, 1), round(y, 1)
                if (x1, y1) != (x0, y0):
                    parts.append(f"l{x1 - x0:.1f} {y1 - y0:.1f}".replace(".0", ""))
                x0, y0 = x1, y1
            parts.append("z")
        return "".join(parts)


def _frame(outlines: Sequence[Outline]) -> _Frame:
    points = [point for outline in outlines for ring in outline.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)
    return _Frame(west, north, shrink, scale, (north - south) * scale)


def _borders(districts: Sequence[Outline], frame: _Frame, size: int) -> str:
    """Return the borders of districts, and their names in the middle of each."""
    names = []
    for district in districts:
        ring = max(district.rings, key=len)
        x = sum(frame.place(p)[0] for p in ring) / len(ring)
        y = sum(frame.place(p)[1] for p in ring) / len(ring)
        names.append(
            f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" stroke="#fff" stroke-width="4" '
            f'stroke-linejoin="round" paint-order="stroke">{escape(district.name)}</text>'
        )
    borders = "".join(frame.path(district) for district in districts)
    return (
        f'<path d="{borders}" fill="none" stroke="{INK}" stroke-width="1.4"/>'
        f'<g font-family="{FONT}" font-size="{size}" font-weight="bold" fill="{INK}">'
        f"{''.join(names)}</g>"
    )


def _legend(
    breaks: tuple[float, ...],
    unit: str,
    id: str,
    top: float,
    letters: int,
    *,
    has_gaps: bool,
) -> tuple[str, float]:
    rows: list[tuple[str, str]] = []
    bounds = [0.0, *breaks]
    offset = CLASSES - len(breaks) - 1
    for position, low in enumerate(bounds):
        shade = SHADES[position + offset]
        if position == len(breaks):
            words = f"more than {low:g}" if breaks else "all areas"
        elif position == 0:
            words = f"up to {breaks[0]:g}" if breaks[0] else "none"
        else:
            words = f"more than {low:g}, up to {breaks[position]:g}"
        rows.append((shade, words))
    if has_gaps:
        rows.append((f"url(#{id}-hatch)", "no number to show"))
    parts = [f'<text x="0" y="{top:.0f}" font-weight="bold">{escape(unit)}</text>']
    row = letters + 9
    for position, (fill, words) in enumerate(rows):
        y = top + 12 + row * position
        parts.append(
            f'<rect x="0" y="{y:.0f}" width="34" height="18" fill="{fill}" stroke="{INK}" '
            f'stroke-width="0.8"/><text x="44" y="{y + letters - 1:.0f}">{escape(words)}</text>'
        )
    group = f'<g font-family="{FONT}" font-size="{letters}" fill="{INK}">{"".join(parts)}</g>'
    return group, 26 + 12 + row * len(rows) + 6
