"""Test 1,000 series x 52 weeks with Farrington's method, against R package surveillance.

python benchmarks/farrington.py [--series 1000] [--r-series 5] [--runs 3]

R works through its series one by one, so a sample of them is enough; its time is scaled up to the
whole, and the sample's bounds and alarms must be the same in both. Where Rscript or the package is
missing it says so and times ours alone.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

TESTED = 52
WEEKS = 6 * 52 + 4  # five years of history, their half windows, and the year that is tested
AT_LEAST = 30.0
GOAL = 100.0

R_PROGRAM = """
suppressMessages(library(surveillance))
arguments <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(arguments[1], header = FALSE))
series <- sts(observed = counts, frequency = 52)
weeks <- nrow(counts)
settings <- list(range = (weeks - 51):weeks, b = 5, w = 3, noPeriods = 10, weightsThreshold = 2.58,
                 pastWeeksNotIncluded = 26, pThresholdTrend = 1, alpha = 0.005,
                 thresholdMethod = "nbPlugin", glmWarnings = FALSE)
seconds <- Inf
for (run in seq_len(as.integer(arguments[4]))) {
  started <- proc.time()[["elapsed"]]
  found <- suppressWarnings(farringtonFlexible(series, control = settings))
  seconds <- min(seconds, proc.time()[["elapsed"]] - started)
}
write.table(upperbound(found), arguments[2], sep = ",", row.names = FALSE, col.names = FALSE)
write.table(alarms(found) * 1, arguments[3], sep = ",", row.names = FALSE, col.names = FALSE)
cat(seconds)
"""


def made_up_counts(series: int) -> np.ndarray:
    """Return weekly counts with seasons, trends, over-dispersion and past outbreaks."""
    generator = np.random.default_rng(2026)
    week = np.arange(WEEKS)[:, np.newaxis]
    level = generator.uniform(0.5, 4.0, series)
    season = generator.uniform(0.0, 0.6, series) * np.cos(2 * np.pi * week / 52)
    trend = generator.normal(0.0, 0.001, series) * week
    mean = np.exp(level + season + trend)
    spread = generator.uniform(1.1, 3.0, series)
    counts = generator.negative_binomial(mean / (spread - 1), 1 / spread)
    outbreak = generator.random((WEEKS, series)) < 0.01
    return (counts + outbreak * generator.poisson(3 * np.sqrt(mean))).astype(float)


def ours(counts: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Return seconds, bounds and alarms."""
    from fingerpost.evidence.early_warning import farrington_flexible

    started = time.perf_counter()
    found = farrington_flexible(counts, test_last=TESTED)
    return time.perf_counter() - started, found.upper, found.alarm


def in_r(counts: np.ndarray, runs: int) -> tuple[float, np.ndarray, np.ndarray] | None:
    """Return seconds, bounds and alarms of R; None where it cannot run."""
    program = shutil.which("Rscript")
    if program is None:
        print("Rscript is not installed: no comparison")
        return None
    ready = subprocess.run(
        [program, "-e", "library(surveillance)"], capture_output=True, check=False
    )
    if ready.returncode:
        print("R package surveillance is not installed: no comparison")
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, given, upper, alarm = (
            Path(folder) / name for name in ("run.R", "counts.csv", "upper.csv", "alarm.csv")
        )
        script.write_text(R_PROGRAM)
        np.savetxt(given, counts, fmt="%d", delimiter=",")
        run = subprocess.run(
            [program, script, given, upper, alarm, str(runs)],
            capture_output=True,
            check=True,
            text=True,
        )
        bounds, alarms = (
            np.genfromtxt(path, delimiter=",", missing_values="NA", ndmin=2)
            for path in (upper, alarm)
        )
        return float(run.stdout.split()[-1]), bounds, alarms == 1


def main() -> int:
    """Run both and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=1000)
    parser.add_argument("--r-series", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    counts = made_up_counts(asked.series)
    sample = counts[:, : asked.r_series]

    started = time.perf_counter()
    _, upper, alarm = ours(sample)
    print(
        f"first call, Numba's compiling or loading included: {time.perf_counter() - started:.1f} s"
    )
    best = min(ours(counts)[0] for _ in range(asked.runs))
    print(f"{asked.series:,} series x {TESTED} weeks, settings of Noufaily 2013")
    print(f"  fingerpost          {best:9.2f} s   best of {asked.runs}")
    found = in_r(sample, asked.runs)
    if found is None:
        return 0
    seconds, r_upper, r_alarm = found
    whole = seconds * asked.series / asked.r_series
    np.testing.assert_allclose(upper, r_upper, rtol=1e-6)
    np.testing.assert_array_equal(alarm, r_alarm)
    print(f"  R surveillance      {whole:9.2f} s   {seconds:.2f} s for {asked.r_series} series")
    ratio = whole / best
    verdict = "met" if ratio >= AT_LEAST else "NOT met"
    print(f"  same bounds and alarms; {ratio:,.0f} x as fast")
    print(f"target at least {AT_LEAST:g} x, goal {GOAL:g} x: {verdict} ({ratio:,.0f} x)")
    return 0 if ratio >= AT_LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
