"""Cohen's kappa against the figures of SAS and of R's statpsych. See README.md."""

import pytest

from fingerpost.evidence.statistics import cohens_kappa


@pytest.mark.parametrize(
    ("counts", "expected", "digits"),
    [
        pytest.param(
            [[0, 4, 1], [0, 8, 0], [0, 1, 5]],
            (0.4842, 0.2137, 0.7547),
            4,
            id="SAS PROC FREQ, by statsmodels test_inter_rater.py table10",
        ),
        pytest.param(
            [[31, 12], [4, 58]],
            (0.6756757, 0.5317210, 0.8196303),
            7,
            id="statpsych ci.kappa(.05, 31, 12, 4, 58)",
        ),
    ],
)
def test_cohens_kappa_agrees_with(counts, expected, digits):
    found = cohens_kappa(counts)
    limits = (found.value[0], found.lower[0], found.upper[0])
    assert limits == pytest.approx(expected, abs=0.5 * 10**-digits)
