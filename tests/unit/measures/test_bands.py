"""What missed matches may add to a share."""

import polars as pl
import pytest

from fingerpost.evidence.measures.bands import with_missed


@pytest.mark.parametrize(
    ("found", "of", "recall", "expected"),
    [
        # Mean 100 / 9 = 11.1, deviation sqrt(100 x 0.1) / 0.9 = 3.51: 11.1 + 6.9 = 18.0, 18 whole.
        pytest.param(100.0, 200.0, 0.9, 59.0, id="mean and 1.96 deviations, in whole rows"),
        pytest.param(100.0, 104.0, 0.9, 100.0, id="no more than there are"),
        pytest.param(0.0, 50.0, 0.9, 0.0, id="of none found none is expected to be missed"),
        pytest.param(100.0, 200.0, 1.0, 50.0, id="nothing is missed"),
    ],
)
def test_missed_matches_are_added(found, of, recall, expected):
    frame = pl.DataFrame(
        {"numerator": [found], "denominator": [of], "value": [100 * found / of]}
    )
    assert with_missed(frame, recall, per=100)["value"].item() == pytest.approx(expected)


def test_what_cannot_be_said_stays_so():
    frame = pl.DataFrame(
        {"numerator": [1.0], "denominator": [2.0], "value": [None]},
        schema_overrides={"value": float},
    )
    assert with_missed(frame, 0.9, per=100)["value"].item() is None
