"""A waterfall: each step begins where the one before it ended."""

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.publication.waterfall import LEFT, RIGHT, ROW, WIDTH, waterfall_chart

WEIGHTS = st.lists(
    st.floats(-30, 30).filter(lambda size: abs(size) > 0.3), min_size=1, max_size=9
)


def drawn(weights, label="name"):
    total, steps = 0.0, []
    for weight in weights:
        total += weight
        steps.append((label, weight, total))
    return waterfall_chart(steps, id="w", title="Weights", alternative="What they are.")


@given(WEIGHTS)
def test_each_bar_begins_where_the_one_before_ended(weights):
    bars = [
        (float(left), float(left) + float(width))
        for left, width in re.findall(
            r'<rect x="([\d.]+)" y="\d+" width="([\d.]+)"', drawn(weights)
        )
    ]
    assert len(bars) == len(weights)
    ends = [
        left if weight < 0 else right
        for (left, right), weight in zip(bars, weights, strict=True)
    ]
    starts = [
        right if weight < 0 else left
        for (left, right), weight in zip(bars, weights, strict=True)
    ]
    for end, start in zip(ends, starts[1:], strict=False):
        assert abs(end - start) < 1.2  # px; the thinnest bar is one wide
    assert all(left >= LEFT - 0.1 and right <= WIDTH - RIGHT + 1.1 for left, right in bars)


def test_it_is_safe_and_needs_no_colour():
    text = drawn([3.0, -2.0], label="<script>&")
    ET.fromstring(text)
    assert "<script>" not in text
    assert "style=" not in text
    assert text.count("url(#w-hatch)") == 1
    assert "+3.0" in text
    assert "-2.0" in text
    assert f'height="{2 * ROW + 8}"' in text
