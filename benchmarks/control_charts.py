"""Draw up the control charts of 1,000 series of 40 points, rules, words and icons included.

python benchmarks/control_charts.py [--series 1000] [--points 40] [--runs 9]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from fingerpost.evidence.statistics import control_charts

AT_MOST = 0.06  # seconds
# NHSRplotthedots' time for 1,000 series of 40 points as the architecture states it. Quoted, not
# measured here: the package cannot be installed on every machine.
QUOTED = 3.7


def job(values: np.ndarray) -> float:
    """Return the seconds that charts, and every word on them, take."""
    begun = time.perf_counter()
    charts = control_charts(values, better="lower", target=15.0)
    charts.special_cause, charts.variation, charts.latest_variation  # noqa: B018
    return time.perf_counter() - begun


def main() -> None:
    """Run the job and print the best of the runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--points", type=int, default=40)
    parser.add_argument("--runs", type=int, default=9)
    asked = parser.parse_args()
    counts = np.random.default_rng(1).poisson(20, (asked.series, asked.points))
    values = counts.astype(np.float64)
    best = min(job(values) for _ in range(asked.runs))
    print(f"{asked.series:,} series of {asked.points} points; best of {asked.runs}")
    verdict = "met" if best <= AT_MOST else "missed"
    print(f"  fingerpost        {best:7.4f} s    at most {AT_MOST} s: {verdict}")
    if (asked.series, asked.points) == (1000, 40):
        print(
            f"  NHSRplotthedots   {QUOTED:7.4f} s    quoted, not measured: {QUOTED / best:,.0f} x"
        )


if __name__ == "__main__":
    main()
