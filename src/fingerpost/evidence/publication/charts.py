"""Charts as SVG: small Vega-Lite specifications, drawn by vl-convert without a browser.

Every chart is legible without colour (shapes, dashes and words carry the meaning), has a title
and a description for screen readers, and holds no script and nothing from outside.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.publication.drawings import drawn
from fingerpost.evidence.statistics import ControlChart

WIDTH = 480
NAME_WIDTH = 7.4  # of a letter at 15 px, generously
PLOT_WIDTH = WIDTH - 70  # without the axis on the left
ROW = 16  # px, of a line of words
INK = "#1b2733"
SOFT = "#5b6875"
BLUE = "#1d5fa8"
ORANGE = "#b4540a"
BAND = "#e4ebf2"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 15,
        "titleFontSize": 15,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#dde3e8",
        "domainColor": SOFT,
        "tickColor": SOFT,
        "labelLimit": 300,
    },
    "text": {"fontSize": 15, "color": INK, "font": FONT},
}


@dataclass(frozen=True)
class IntervalRow:
    """A labelled value with its interval; `note` stands where there is no value."""

    label: str
    value: float | None
    lower: float | None
    upper: float | None
    is_emphasised: bool = False
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A labelled series of (label of the period, value, lower, upper)."""

    label: str
    points: tuple[tuple[str, float | None, float | None, float | None], ...]


@dataclass(frozen=True)
class Place:
    """A place on a funnel: how large it is, its value, and whether it lies outside."""

    label: str
    size: float
    value: float
    is_outside: bool


@dataclass(frozen=True)
class Limits:
    """The two lines of a funnel, at sizes in order."""

    sizes: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def control_chart(
    labels: Sequence[str],
    values: Sequence[float | None],
    chart: ControlChart,
    *,
    id: str,
    title: str,
    unit: str,
    alternative: str,
) -> str:
    """Draw a control chart: points, average, range expected, and signs of change by shape."""
    stretches = _stretches(chart, labels)
    has_limits = chart.status == "ok"
    points: list[dict[str, Any]] = []
    for position, (label, value) in enumerate(zip(labels, values, strict=True)):
        sign = str(chart.special_cause[position]) if value is not None else ""
        points.append(
            {
                "x": position,
                "label": label,
                "y": None if value is None else float(value),
                "sign": "sign of change" if sign else "expected variation",
            }
        )
    top: float = max(
        [p["y"] for p in points if p["y"] is not None]
        + [stretch["high"] for stretch in stretches]
        + [1.0]
    )
    last = len(points) - 1
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [-0.4, last + 0.4], "nice": False},
        "axis": {
            "title": None,
            "grid": False,
            "values": _ticks(last),
            "labelExpr": _label_expression(labels),
            "labelFlush": True,
        },
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, top * 1.08], "nice": True},
        "axis": {"title": unit, "tickCount": 5},
    }
    layers = _limits(stretches)
    if has_limits:
        low, high = max(0.0, float(chart.lower[-1])), float(chart.upper[-1])
        digits = 1 if unit == "%" else 0
        scale = 10**digits
        # Close to the axis there is no room below the line.
        below = ("bottom", -4) if low < 0.12 * top else ("top", 5)
        at_least = f"{math.floor(low * scale) / scale:,.{digits}f}"
        at_most = f"{math.ceil(high * scale) / scale:,.{digits}f}"
        layers += [
            *[
                {
                    "data": {"values": [{"x": last + 0.4, "y": at, "t": text}]},
                    "mark": {
                        "type": "text",
                        "align": "right",
                        "baseline": baseline,
                        "dy": dy,
                        "color": SOFT,
                    },
                    "encoding": {
                        "x": {"field": "x", "type": "quantitative"},
                        "y": {"field": "y", "type": "quantitative"},
                        "text": {"field": "t"},
                    },
                }
                for at, text, baseline, dy in (
                    (high, f"expected at most {at_most}", "bottom", -4),
                    (low, f"expected at least {at_least}", *below),
                )
            ],
        ]
    layers += [
        {
            "data": {"values": points},
            "mark": {
                "type": "line",
                "color": BLUE,
                "strokeWidth": 2,
                "invalid": "break-paths-show-domains",
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": points},
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "stroke": "white",
                "strokeWidth": 1,
            },
            "encoding": {
                "x": x,
                "y": y,
                "shape": {
                    "field": "sign",
                    "scale": {
                        "domain": ["expected variation", "sign of change"],
                        "range": ["circle", "diamond"],
                    },
                    "legend": None,
                },
                "size": {
                    "field": "sign",
                    "scale": {
                        "domain": ["expected variation", "sign of change"],
                        "range": [60, 190],
                    },
                    "legend": None,
                },
                "color": {
                    "field": "sign",
                    "scale": {
                        "domain": ["expected variation", "sign of change"],
                        "range": [BLUE, ORANGE],
                    },
                    "legend": None,
                },
            },
        },
    ]
    spec: dict[str, Any] = {"layer": layers, "height": 250}
    if chart.rebase:
        layers += _rebases(chart.rebase, labels)
        spec["padding"] = {
            "top": 10 + ROW * len(chart.rebase),
            "left": 4,
            "right": 8,
            "bottom": 4,
        }
    return _draw(spec, id=id, title=title, alternative=alternative)


def _stretches(chart: ControlChart, labels: Sequence[str]) -> list[dict[str, float]]:
    """Return the lines of each stretch between rebases that has limits, the old ones too."""
    starts = (0, *chart.rebase)
    ends = (*chart.rebase, len(labels))
    last = len(labels) - 1
    return [
        {
            "x0": start - 0.5 if start else -0.4,
            "x1": end - 0.5 if end <= last else last + 0.4,
            "low": max(0.0, float(chart.lower[start])),
            "high": float(chart.upper[start]),
            "mean": float(chart.centre[start]),
        }
        for start, end in zip(starts, ends, strict=True)
        if not math.isnan(float(chart.lower[start]))
    ]


def _limits(stretches: list[dict[str, float]]) -> list[dict[str, Any]]:
    """Draw the range expected as bands and the average as lines: a step at each rebase."""
    across = {"x": {"field": "x0", "type": "quantitative"}, "x2": {"field": "x1"}}
    line = {"type": "rule", "color": SOFT, "strokeDash": [6, 4], "strokeWidth": 1.5}
    return [
        {
            "data": {"values": stretches},
            "mark": {"type": "rect", "color": BAND},
            "encoding": {
                **across,
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        },
        {
            "data": {"values": stretches},
            "mark": line,
            "encoding": {**across, "y": {"field": "mean", "type": "quantitative"}},
        },
    ]


def _rebases(positions: Sequence[int], labels: Sequence[str]) -> list[dict[str, Any]]:
    """Draw an upright line where a person rebased the chart, with its month above the plot."""
    x = {"field": "x", "type": "quantitative"}
    layers: list[dict[str, Any]] = []
    for row, position in enumerate(positions):
        at = [{"x": position - 0.5, "t": f"rebased from {labels[position]}"}]
        is_late = position > len(labels) / 2
        layers += [
            {
                "data": {"values": at},
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                "encoding": {"x": x},
            },
            {
                "data": {"values": at},
                "mark": {
                    "type": "text",
                    "align": "right" if is_late else "left",
                    "dx": 2 if is_late else -2,
                    "baseline": "bottom",
                    "y": -4 - ROW * row,
                },
                "encoding": {"x": x, "text": {"field": "t"}},
            },
        ]
    return layers


def _ticks(last: int) -> list[int]:
    step = max(1, round((last + 1) / 4))
    return sorted({last - step * i for i in range(last // step + 1)})


def _label_expression(labels: Sequence[str]) -> str:
    # The labels go in as a list of strings; nothing of them is run.
    quoted = ", ".join("'" + re.sub(r"[^\w \-–/.]", " ", label) + "'" for label in labels)
    return f"[{quoted}][datum.value]"


def interval_dots(
    rows: Sequence[IntervalRow],
    *,
    id: str,
    title: str,
    unit: str,
    alternative: str,
    reference: IntervalRow | None = None,
) -> str:
    """Draw a dot and its interval for each row, with a dashed line for the reference."""
    order = [row.label for row in rows]
    shown: list[dict[str, Any]] = [
        {"label": r.label, "v": r.value, "lo": r.lower, "hi": r.upper, "main": r.is_emphasised}
        for r in rows
        if r.value is not None
    ]
    hidden = [
        {"label": r.label, "note": r.note or "not shown"} for r in rows if r.value is None
    ]
    highest: float = max([d["hi"] for d in shown if d["hi"] is not None] + [1e-9])
    if reference is not None and reference.value is not None:
        highest = max(highest, reference.value)
    y = {
        "field": "label",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "labelPadding": 8, "ticks": False, "domain": False},
        "scale": {"domain": order},
    }
    x = {
        "field": "v",
        "type": "quantitative",
        "scale": {"domain": [0, highest * 1.05], "nice": True},
        "axis": {"title": unit, "tickCount": 5},
    }
    layers: list[dict[str, Any]] = []
    if reference is not None and reference.value is not None:
        at = [{"v": reference.value, "t": f"{reference.label} {reference.value:,.1f}"}]
        layers += [
            {
                "data": {"values": at},
                "mark": {
                    "type": "rule",
                    "strokeDash": [5, 4],
                    "color": INK,
                    "strokeWidth": 1.5,
                },
                "encoding": {"x": x},
            },
            {
                "data": {"values": at},
                "mark": {
                    "type": "text",
                    "align": "left" if reference.value < highest * 0.6 else "right",
                    "baseline": "bottom",
                    "dx": 4 if reference.value < highest * 0.6 else -4,
                    "y": -4,
                },
                "encoding": {"x": x, "text": {"field": "t"}},
            },
        ]
    layers += [
        {
            "data": {"values": shown},
            "mark": {"type": "rule", "color": BLUE, "strokeWidth": 3},
            "encoding": {
                "y": y,
                "x": {**x, "field": "lo"},
                "x2": {"field": "hi"},
            },
        },
        {
            "data": {"values": shown},
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "color": BLUE,
                "stroke": "white",
            },
            "encoding": {
                "y": y,
                "x": x,
                "shape": {
                    "field": "main",
                    "scale": {"domain": [False, True], "range": ["circle", "diamond"]},
                    "legend": None,
                },
                "size": {
                    "field": "main",
                    "scale": {"domain": [False, True], "range": [110, 200]},
                    "legend": None,
                },
            },
        },
    ]
    if hidden:
        layers.append(
            {
                "data": {"values": hidden},
                "mark": {"type": "text", "align": "left", "dx": 4, "color": SOFT, "x": 0},
                "encoding": {"y": y, "text": {"field": "note"}},
            }
        )
    height = 54 + 30 * len(rows)  # the axis and its title take 54
    return _draw(
        {
            "layer": layers,
            "height": height,
            "padding": {"top": 22, "left": 4, "right": 8, "bottom": 4},
        },
        id=id,
        title=title,
        alternative=alternative,
    )


def lines(
    series: Sequence[Line],
    *,
    id: str,
    title: str,
    unit: str,
    alternative: str,
) -> str:
    """Draw lines with the band of their intervals; each is named at its end, and has its dash."""
    labels: list[str] = []
    for line in series:
        labels += [point[0] for point in line.points if point[0] not in labels]
    data: list[dict[str, Any]] = [
        {"s": line.label, "x": labels.index(label), "v": v, "lo": lo, "hi": hi}
        for line in series
        for label, v, lo, hi in line.points
    ]
    last = len(labels) - 1
    highest: float = max([d["hi"] or d["v"] or 0 for d in data] + [1e-9])
    ends: list[dict[str, Any]] = []
    for line in series:
        known = [p for p in line.points if p[1] is not None]
        if known:
            ends.append({"s": line.label, "x": labels.index(known[-1][0]), "v": known[-1][1]})
    ends.sort(key=lambda end: end["v"])
    for below, above in itertools.pairwise(ends):  # names must not lie on one another
        above["at"] = max(above["v"], below.get("at", below["v"]) + highest * 0.08)
    names = [line.label for line in series]
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {
            "domain": [0, last * (_room_for(names) if len(names) > 1 else 1.02) + 0.1],
            "nice": False,
        },
        "axis": {
            "title": None,
            "grid": False,
            "values": _ticks(last),
            "labelExpr": _label_expression(labels),
        },
    }
    y_scale = {"domain": [0, highest * 1.08], "nice": True}
    colour = {
        "field": "s",
        "scale": {"domain": names, "range": [BLUE, ORANGE, SOFT][: len(names)]},
        "legend": None,
    }
    layers = [
        {
            "data": {"values": data},
            "mark": {"type": "area", "opacity": 0.15},
            "encoding": {
                "x": x,
                "y": {"field": "lo", "type": "quantitative", "scale": y_scale},
                "y2": {"field": "hi"},
                "color": colour,
            },
        },
        {
            "data": {"values": data},
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {
                "x": x,
                "y": {
                    "field": "v",
                    "type": "quantitative",
                    "scale": y_scale,
                    "axis": {"title": unit, "tickCount": 5},
                },
                "color": colour,
                "strokeDash": {
                    "field": "s",
                    "scale": {"domain": names, "range": [[1, 0], [6, 3], [2, 2]][: len(names)]},
                    "legend": None,
                },
            },
        },
        {
            "data": {
                "values": [{**end, "at": end.get("at", end["v"])} for end in ends]
                if len(ends) > 1  # a line alone needs no name: the title has it
                else []
            },
            "mark": {"type": "text", "align": "left", "dx": 6},
            "encoding": {
                "x": x,
                "y": {"field": "at", "type": "quantitative", "scale": y_scale},
                "text": {"field": "s"},
                "color": colour,
            },
        },
    ]
    return _draw({"layer": layers, "height": 250}, id=id, title=title, alternative=alternative)


def funnel_plot(
    places: Sequence[Place],
    limits: Sequence[Limits],
    *,
    baseline: float,
    id: str,
    title: str,
    unit: str,
    size_words: str,
    alternative: str,
) -> str:
    """Draw places by size and value about their average; the first limits are the inner ones."""
    widest = float(limits[-1].sizes[-1])
    highest = max(
        [place.value for place in places] + [float(one.upper.max()) for one in limits]
    )
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [0, widest], "nice": False},
        "axis": {"title": f"How many: {size_words}", "grid": False, "tickCount": 4},
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, highest * 1.08], "nice": True},
        "axis": {"title": unit, "tickCount": 5},
    }
    layers: list[dict[str, Any]] = [
        {
            "data": {
                "values": [
                    {"x": size, "y": at}
                    for size, at in zip(one.sizes, getattr(one, side), strict=True)
                ]
            },
            "mark": {"type": "line", "color": SOFT, "strokeWidth": 1.5, "strokeDash": dash},
            "encoding": {"x": x, "y": y},
        }
        for one, dash in zip(limits, ([6, 3], [1, 0]), strict=True)
        for side in ("lower", "upper")
    ]
    layers += [
        {
            "data": {"values": [{"y": baseline}]},
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
            "encoding": {"y": y},
        },
        {
            "data": {
                "values": [
                    {"x": one.size, "y": one.value, "outside": one.is_outside} for one in places
                ]
            },
            "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": "white"},
            "encoding": {
                "x": x,
                "y": y,
                **{
                    name: {
                        "field": "outside",
                        "scale": {"domain": [False, True], "range": of},
                        "legend": None,
                    }
                    for name, of in {
                        "shape": ["circle", "diamond"],
                        "size": [90, 200],
                        "color": [BLUE, ORANGE],
                    }.items()
                },
            },
        },
        {
            "data": {
                "values": [{"x": one.size, "y": one.value, "t": one.label} for one in places]
            },
            "mark": {"type": "text", "align": "left", "dx": 9, "dy": -6, "fontWeight": "bold"},
            "encoding": {"x": x, "y": y, "text": {"field": "t"}},
        },
    ]
    return _draw({"layer": layers, "height": 300}, id=id, title=title, alternative=alternative)


def _room_for(names: Sequence[str]) -> float:
    """Return how much longer than the lines the axis is, so that each name fits at its end."""
    share = min(0.55, (max(map(len, names)) * NAME_WIDTH + 12) / PLOT_WIDTH)
    return 1 / (1 - share)


def _draw(spec: dict[str, Any], *, id: str, title: str, alternative: str) -> str:
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": _CONFIG,
        **spec,
    }
    svg = drawn(_plain(whole), _svg)
    return accessible(svg, id=id, title=title, alternative=alternative)


def _svg(whole: dict[str, Any]) -> str:
    import vl_convert  # noqa: PLC0415  # 0.2 s, only when something is drawn

    # Measured with our own font, so that a chart is the same on every machine.
    vl_convert.register_font_directory(str(files("fingerpost.evidence.publication") / "fonts"))
    svg: str = vl_convert.vegalite_to_svg(whole)
    return svg


def _plain(value: Any) -> Any:
    """NumPy numbers as Python's own, so that they can be written as JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


def accessible(svg: str, *, id: str, title: str, alternative: str) -> str:
    """Give an SVG a title, a description, a role and a size that follows its container."""
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg).strip()
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()  # type: ignore[union-attr]
    body = svg[svg.index(">") + 1 :]
    # Inner labels repeat what the description says, as a long list of numbers.
    body = re.sub(r'\s(?:aria-[a-z]+|role|aria-roledescription)="[^"]*"', "", body)
    body = re.sub(r"\b(clip\d+|gradient_\d+)\b", rf"{id}-\1", body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(alternative)}</desc>{body}'
    )
