"""The chart and the map of a signal, in the pack and for analysts."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from fingerpost.evidence.early_warning.signals import SignalKind, Stretch
from fingerpost.evidence.publication import board_pack
from fingerpost.evidence.publication.analyst_figures import (
    NOT_PROTECTED,
    analyst_chart,
    analyst_map,
)
from fingerpost.evidence.publication.content import Figure, Group
from fingerpost.evidence.publication.html import render_html
from fingerpost.evidence.publication.signal_charts import Bar, own_label, signal_chart, unit_of
from tests.unit.disclosure.signal_making import DISTRICT_OF, NORTH, raised, signal
from tests.unit.publication.signal_release import (
    BORDERS,
    CLUSTER,
    OUTLINES,
    RECORDING,
    SMALL_WEEKS,
    course,
    days,
    eventful,
)

OPEN_CLUSTER = replace(CLUSTER, sources=("police_street",))


def figures(*signals):
    pages = board_pack(eventful(signals=signals) if signals else eventful()).pages
    page = next(page for page in pages if page.slug == "what-is-new")
    groups = [block for block in page.blocks if isinstance(block, Group)]
    return {b.id: b for group in groups for b in group.blocks if isinstance(b, Figure)}


def words_in(svg):
    tree = ElementTree.fromstring(svg)
    return [e.text for e in tree.iter("{http://www.w3.org/2000/svg}text") if e.text]


def test_each_signal_with_a_course_has_its_chart_and_a_cluster_its_map():
    # The third and the fourth are clusters of a ledger from before there were charts.
    assert list(figures()) == [
        "signal-2-chart",
        "signal-2-map",
        "signal-3-map",
        "signal-4-map",
        "signal-5-chart",
    ]


def test_the_chart_of_a_protected_signal_says_what_the_text_says():
    chart = figures(CLUSTER)["signal-1-chart"]
    assert "about 15" in words_in(chart.svg)
    assert "fewer than 5, not shown" in words_in(chart.svg)
    seen = [row[1] for row in chart.table.rows]
    assert seen == ["fewer than 5"] * 4 + ["about 5", "about 15"]
    assert chart.table.rows[-1][-1] == "the signal, still being reported"
    assert "In 4 of the 5 other bars there were fewer than 5." in chart.alternative
    assert "dashed edge" in chart.alternative
    assert chart.data_age == "As known on 29 October 2026."


def test_nothing_of_a_hidden_count_is_in_the_drawing():
    """The same picture to the last letter, whatever the small counts were."""
    drawn = set()
    for small in ((1.0, 0.0, 2.0, 4.0), (4.0, 4.0, 4.0, 4.0), (0.0, 0.0, 0.0, 0.0)):
        of = replace(
            CLUSTER.signal, course=course(days(3), (*small, *SMALL_WEEKS[4:]), is_late=True)
        )
        made = figures(replace(CLUSTER, signal=of))["signal-1-chart"]
        drawn.add((made.svg, made.alternative, made.table))
    assert len(drawn) == 1


def test_an_open_publishers_chart_has_its_counts_and_its_gaps():
    chart = figures(RECORDING)["signal-1-chart"]
    assert [row[1] for row in chart.table.rows] == ["31", "29", "no file", "34", "61"]
    assert "the range of the usual" in words_in(chart.svg)
    assert "?" in words_in(chart.svg)


def test_the_map_of_a_protected_cluster_marks_the_district_and_says_why():
    found = figures(CLUSTER)["signal-1-map"]
    assert found.table.rows == ((NORTH.name,),)
    assert "may not be shown" in found.alternative
    assert not any(code in found.svg for code in DISTRICT_OF)


def test_the_map_of_an_open_cluster_marks_and_names_its_small_areas():
    found = figures(OPEN_CLUSTER)["signal-1-map"]
    assert found.table.rows == (("98 small area 0", NORTH.name),)
    assert "1 small area with ambulance call-outs" in found.alternative
    protected = figures(CLUSTER)["signal-1-map"]
    assert found.svg != protected.svg


def test_a_signal_without_a_chart_says_so():
    small = raised(signal(**days(3), observed=3.0, course=course(days(3), (1.0, 3.0))))
    made = html.unescape(
        render_html(board_pack(eventful(signals=(small,))))["what-is-new.html"]
    )
    assert figures(small) == {}
    assert "None: its counts are too small, or may not be shown." in made


@pytest.mark.parametrize("of", [CLUSTER, OPEN_CLUSTER, RECORDING])
def test_every_figure_has_words_and_nothing_from_outside(of):
    for made in figures(of).values():
        tree = ElementTree.fromstring(made.svg)
        assert tree.get("role") == "img"
        named = [
            tree.find(f".//*[@id='{name}']") for name in tree.get("aria-labelledby").split()
        ]
        assert [part.text for part in named] == [made.title, made.alternative]
        assert not re.search(r"<script|href|url\((?!#)|@import", made.svg)
        assert len(made.alternative) > 60


def bar(at, value, **more):
    first = date(2026, 3, 2) + timedelta(days=7 * at)
    return Bar(first, first + timedelta(days=6), value, **more)


def heights(svg, colour):
    return [float(h) for h in re.findall(rf'height="([\d.]+)" fill="{colour}"', svg)]


def test_bars_are_as_high_as_their_counts_and_the_signal_stands_out_without_colour():
    bars = [bar(0, 2.0), bar(1, 4.0, upper=6.0, expected=3.0), bar(2, 8.0, is_signal=True)]
    svg = signal_chart(bars, id="x", title="t", unit="a week", label="8", alternative="a")
    low, high = [h for h in heights(svg, "#1d5fa8") if h != 14]  # 14: the key
    assert high == pytest.approx(2 * low, abs=0.2)
    (own,) = [h for h in heights(svg, "#b4540a") if h != 14]
    assert own == pytest.approx(2 * high, abs=0.2)
    assert "8" in words_in(svg)
    assert "l-6 -9h12z" in svg  # the wedge above it


@pytest.mark.parametrize(
    ("bars", "unit", "label"),
    [
        pytest.param([bar(0, 1.0), bar(1, 2.0, is_signal=True)], "a week", "9", id="a week"),
        pytest.param(
            [bar(0, 1.0), replace(bar(1, 2.0, is_signal=True), periods=3)],
            "a week",
            "9 in 3 weeks",
            id="three weeks together",
        ),
        pytest.param(
            [
                Bar(date(2026, 2, 1), date(2026, 2, 28), 1.0, is_signal=True),
                Bar(date(2026, 3, 1), date(2026, 3, 31), 1.0, is_signal=True),
            ],
            "a month",
            "9 in 2 months",
            id="two months",
        ),
        pytest.param(
            [Bar(date(2026, 2, 1), date(2026, 2, 12), 1.0, is_signal=True)],
            "in 12 days",
            "9",
            id="twelve days",
        ),
        pytest.param(
            [Bar(date(2026, 2, 1), date(2026, 2, 1), 1.0, is_signal=True)],
            "a day",
            "9",
            id="a day",
        ),
    ],
)
def test_what_a_bar_counts_and_what_stands_above_the_signal(bars, unit, label):
    assert unit_of(bars) == unit
    assert own_label(bars, "9") == label


def test_all_counts_of_none_can_be_drawn():
    svg = signal_chart(
        [bar(0, 0.0), bar(1, 0.0, is_signal=True)],
        id="x",
        title="t",
        unit="a week",
        label="0",
        alternative="a",
    )
    assert ElementTree.fromstring(svg) is not None


def test_what_analysts_draw_says_that_it_is_not_protected():
    of = signal(
        kind=SignalKind.CLUSTER,
        course=(
            Stretch(date(2026, 3, 2), date(2026, 3, 8), 1.0, 2.0),
            Stretch(date(2026, 3, 9), date(2026, 3, 15), 13.0, 2.0, is_signal=True),
        ),
    )
    assert NOT_PROTECTED in words_in(analyst_chart(of, "PE13 2 in North Fenmark"))
    drawn = analyst_map(of, "PE13 2 in North Fenmark", ("E01017001",), OUTLINES, BORDERS)
    assert NOT_PROTECTED in words_in(drawn)
    assert "13" in words_in(analyst_chart(of, "x"))


def test_a_place_that_is_not_on_the_map_is_the_whole():
    of = signal(areas=("E47000099",))
    whole = analyst_map(of, "Fenmark", of.areas, OUTLINES, BORDERS)
    assert whole == analyst_map(
        of, "Fenmark", tuple(one.code for one in BORDERS), OUTLINES, BORDERS
    )
