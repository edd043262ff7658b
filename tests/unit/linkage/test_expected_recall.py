"""The share of matches that a model expects to find, against sums done by hand."""

import pytest

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage.blocking import BlockingRule
from fingerpost.evidence.linkage.comparisons import Comparison, Level
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.expected_recall import expected_recall
from fingerpost.evidence.linkage.model import LinkageModel, untrained


def compared(name, m, u):
    same = Level(label="same", condition=f"{name}_l = {name}_r", m=m, u=u)
    return Comparison(
        name=name, uses=(name,), levels=(same, Level(label="other", m=1 - m, u=1 - u))
    )


def model(blocks, prior=0.01):
    return LinkageModel(
        comparisons=(compared("birth", 0.9, 0.001), compared("surname", 0.8, 0.01)),
        blocking=tuple(BlockingRule(name=one, columns=(one,)) for one in blocks),
        prior=prior,
    )


@pytest.mark.parametrize(
    ("blocks", "prior", "recall"),
    [
        # Odds of birth alone: 900 x 0.2/0.99 = 182; of surname alone 80 x 0.1/0.999 = 8.
        pytest.param(("birth",), 0.5, 0.9, id="both, or birth alone, and found by birth"),
        pytest.param(("birth", "surname"), 0.5, 0.98, id="either weighs enough, and finds"),
        pytest.param(("surname",), 0.5, 0.8, id="what no rule compares is missed"),
        pytest.param(("birth", "surname"), 0.01, 0.72, id="rare matches need both"),
        pytest.param(("birth", "surname"), 1e-7, 0.0, id="nothing weighs enough"),
    ],
)
def test_the_mass_of_the_patterns_that_are_linked(blocks, prior, recall):
    found = expected_recall(model(blocks, prior), Regime.NAMED)
    assert found == pytest.approx(recall)


def test_a_looser_threshold_expects_no_less():
    one = model(("birth", "surname"), 0.02)
    strict, loose = (
        expected_recall(one, Regime.NAMED, threshold=each) for each in ("strict", "loose")
    )
    assert strict <= loose


def test_a_model_that_learnt_nothing_is_refused():
    with pytest.raises(LinkageError, match="has not learnt"):
        expected_recall(untrained(), Regime.NAMED)
