"""How often each detector is right, on made-up series: the table of "How early warning decides".

python benchmarks/detectors.py
"""

from __future__ import annotations

from functools import partial

import numpy as np

from fingerpost.evidence.early_warning import (
    FARRINGTON_1996,
    ears,
    evaluate_detector,
    farrington_flexible,
)

TESTED = 104
WEEKS = 420  # eight years: five of history with their half windows, and those that are tested
SIZE = 8.0
SHAPES = ("spike", "step", "slow rise", "wave")
DETECTORS = {
    "Farrington, settings of 2013": farrington_flexible,
    "Farrington, settings of 1996": partial(farrington_flexible, settings=FARRINGTON_1996),
    "EARS C2": partial(ears, method="C2", minimum_sigma=0.5),
    "EARS C3": partial(ears, method="C3", minimum_sigma=0.5),
}


def made_up_counts() -> np.ndarray:
    """Return 120 weekly series at 2, 5 and 20 a week, with a season and variance 1.5 x mean."""
    generator = np.random.default_rng(20)
    week = np.arange(WEEKS)[:, np.newaxis]
    mean = np.repeat([2, 5, 20], 40) * np.exp(0.3 * np.cos(2 * np.pi * week / 52))
    return generator.negative_binomial(mean / 0.5, 1 / 1.5).astype(float)


def main() -> None:
    """Print a line a detector."""
    counts = made_up_counts()
    print(f"| Detector | False alarms, a series and year | {' | '.join(SHAPES)} |")
    for name, detector in DETECTORS.items():
        found = evaluate_detector(
            partial(detector, test_last=TESTED), counts, seed=1, sizes=[SIZE], repeats=2
        )
        by_shape = {outcome.shape: outcome for outcome in found.outcomes}
        cells = (
            f"{100 * by_shape[shape].sensitivity:.0f}%, after {by_shape[shape].median_delay:.0f}"
            for shape in SHAPES
        )
        a_year = found.false_alarms_per_year / found.series
        print(f"| {name} | {a_year:.1f} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
