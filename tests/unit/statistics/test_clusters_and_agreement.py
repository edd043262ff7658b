"""Proportions of things in clusters, and the agreement of two judges: edges and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.statistics import clustered_proportion, cohens_kappa, proportion


def test_clusters_of_one_are_what_wilson_says():
    found, expected = clustered_proportion([1] * 7 + [0] * 3, [1] * 10), proportion(7, 10)
    assert found.lower[0] == pytest.approx(expected.lower[0])
    assert found.upper[0] == pytest.approx(expected.upper[0])


def test_an_effective_number_by_hand():
    # Clusters (cases, counted): (2, 2), (0, 2), (1, 2), (2, 2). 5 of 8; residuals y - 5/8 m:
    # .75, -1.25, -.25, .75, squares sum to 2.75. Variance 4/3 * 2.75 / 64 = .0572917; design
    # effect .0572917 * 7 / (5/8 * 3/8) = 1.7111; effective number 8 / 1.7111 = 4.6753.
    found = clustered_proportion([2, 0, 1, 2], [2, 2, 2, 2])
    expected = proportion(4.6753247 * 5 / 8, 4.6753247)
    assert found.lower[0] == pytest.approx(expected.lower[0], abs=1e-6)
    assert found.upper[0] == pytest.approx(expected.upper[0], abs=1e-6)


@pytest.mark.parametrize(
    ("numerator", "denominator", "effective"),
    [
        # (10 + 1 + 1)^2 / (100 + 1 + 1) = 144 / 102
        pytest.param([10, 1, 1], [10, 1, 1], 144 / 102, id="all are cases"),
        pytest.param([0, 0, 0], [3, 3, 3], 3, id="none is"),
        pytest.param([4], [9], 1, id="a single cluster"),
        pytest.param([1, 1, 1, 1], [2, 2, 2, 2], 4, id="all alike: no variance to see"),
        # Thirds are not exact in floating point: what is nought must not be taken for a variance.
        pytest.param([1, 1, 1, 1], [3, 3, 3, 3], 4, id="all alike, in thirds"),
    ],
)
def test_where_no_variance_is_seen_a_cluster_is_taken_to_be_all_alike(
    numerator, denominator, effective
):
    found = clustered_proportion(numerator, denominator)
    share = sum(numerator) / sum(denominator)
    expected = proportion(share * effective, effective)
    assert found.lower[0] == pytest.approx(expected.lower[0])
    assert found.upper[0] == pytest.approx(expected.upper[0])


def test_groups_are_told_apart_and_an_empty_one_cannot_say():
    found = clustered_proportion([1, 0, 2], [1, 1, 2], [0, 0, 2], groups=3)
    assert found.value.tolist()[::2] == [0.5, 1.0]
    assert found.status.tolist() == ["ok", "cannot_say", "ok"]
    assert np.isnan(found.lower[1])


clusters = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), min_size=1)


@given(clusters)
def test_the_interval_holds_the_value_and_is_never_narrower_than_wilsons(rows):
    y, m = np.array(rows, dtype=float).T
    found, independent = clustered_proportion(y, m), proportion(y.sum(), m.sum())
    if m.sum() == 0:
        assert found.status[0] == "cannot_say"
        return
    assert 0 <= found.lower[0] <= found.value[0] <= found.upper[0] <= 1
    width = found.upper[0] - found.lower[0]
    assert width >= independent.upper[0] - independent.lower[0] - 1e-12


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: clustered_proportion([1, 3], [1, 2]),
            r"numerator\[1\] is 3: it must not be more",
            id="more cases than things",
        ),
        pytest.param(
            lambda: clustered_proportion([-1], [1]), r"numerator\[0\] is -1", id="negative"
        ),
        pytest.param(
            lambda: cohens_kappa([[1, 2, 3], [1, 2, 3]]),
            "as many rows as columns",
            id="not square",
        ),
        pytest.param(
            lambda: cohens_kappa([[1, -2], [1, 2]]),
            r"counts\[0, 1\] is -2",
            id="a negative count",
        ),
    ],
)
def test_impossible_counts_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        pytest.param([[0, 0], [0, 0]], "Nothing was judged by both.", id="nothing judged"),
        pytest.param(
            [[9, 0], [0, 0]], "one and the|same answer throughout", id="one answer only"
        ),
    ],
)
def test_kappa_cannot_say(counts, reason):
    found = cohens_kappa(counts)
    assert found.status[0] == "cannot_say"
    assert np.isnan(found.value[0])
    assert any(part in found.reason[0] for part in reason.split("|"))


def test_kappa_of_perfect_agreement_is_not_certain():
    few, many = cohens_kappa([[3, 0], [0, 3]]), cohens_kappa([[300, 0], [0, 300]])
    assert few.value[0] == many.value[0] == few.upper[0] == 1.0
    assert few.lower[0] < many.lower[0] < 1.0


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3))
def test_kappa_does_not_depend_on_who_is_first(counts):
    one, other = cohens_kappa(counts), cohens_kappa(np.transpose(counts))
    assert one.status[0] == other.status[0]
    for first, second in ((one.value, other.value), (one.lower, other.lower)):
        np.testing.assert_allclose(first, second, atol=1e-12, equal_nan=True)
    if one.status[0] == "ok":
        assert -1 <= one.lower[0] <= one.value[0] <= one.upper[0] <= 1
