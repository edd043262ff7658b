"""Lots belong to their number, spread evenly, and differ by what they are for."""

from __future__ import annotations

import numpy as np
from scipy import stats

from fingerpost.county.lots import lots, mixed, together

NUMBERS = np.arange(50_000)


def test_a_lot_belongs_to_its_number():
    shuffled = np.random.default_rng(1).permutation(NUMBERS)
    assert (lots(7, "a", of=NUMBERS)[shuffled] == lots(7, "a", of=shuffled)).all()
    assert lots(7, "a", of=5) == lots(7, "a", of=NUMBERS)[5]


def test_lots_are_even_and_independent():
    one, other = lots(7, "one", of=NUMBERS), lots(7, "other", of=NUMBERS)
    assert 0 <= one.min() <= one.max() < 1
    assert stats.kstest(one, "uniform").pvalue > 0.001
    for first, second in ((one, other), (one[:-1], one[1:]), (one, lots(8, "one", of=NUMBERS))):
        assert abs(np.corrcoef(first, second)[0, 1]) < 0.02


def test_names_of_lots_do_not_run_together():
    assert lots(7, "ab", "c", of=1) != lots(7, "a", "bc", of=1)
    assert lots(7, 1, of=1) != lots(7, "1", of=1)


def test_numbers_together_are_told_apart_by_their_order():
    assert together([1], [2]) != together([2], [1])
    assert len(np.unique(together(NUMBERS, NUMBERS % 7))) == len(NUMBERS)
    assert len(np.unique(mixed(NUMBERS))) == len(NUMBERS)
