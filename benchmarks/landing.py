"""Land a million police rows, against the plain tools that check nothing.

python benchmarks/landing.py [--rows 1000000] [--runs 3]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples/cambridgeshire"
AT_MOST = 4.0
GOAL = 2.0


# -- the file -------------------------------------------------------------------------------------


def real_months() -> Iterator[list[str]]:
    """Yield the lines of each real street file of the example, header first."""
    for archive in sorted((EXAMPLE / "inbox").glob("police-uk-*.zip")):
        with zipfile.ZipFile(archive) as months:
            for name in sorted(months.namelist()):
                if name.endswith("-cambridgeshire-street.csv"):
                    yield months.read(name).decode("utf-8-sig").splitlines()


def write_rows(path: Path, rows: int) -> int:
    """Write `rows` rows: the real months again and again, under new IDs and in earlier years."""
    months = list(real_months())
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(months[0][0] + "\n")
        for repetition in range(10_000):
            for lines in months:
                for line in lines[1 : 1 + rows - written]:
                    file.write(again(line, repetition) + "\n")
                    written += 1
            if written >= rows:
                return written
    return written


def again(line: str, repetition: int) -> str:
    """Return a row under a new crime ID, some years earlier."""
    if repetition == 0:
        return line
    crime, _, rest = line.partition(",")
    if crime:
        crime = hashlib.sha256(f"{crime}{repetition}".encode()).hexdigest()
    year = int(rest[:4]) - 6 * repetition
    return f"{crime},{year:04d}{rest[4:]}"


# -- the jobs -------------------------------------------------------------------------------------


def with_polars(source: Path, folder: Path) -> Callable[[], int]:
    """Plain CSV to Parquet, nothing checked."""
    import polars as pl

    def job() -> int:
        frame = pl.read_csv(source)
        frame.write_parquet(folder / "polars.parquet")
        return frame.height

    return job


def with_pandas(source: Path, folder: Path) -> Callable[[], int]:
    """Plain CSV to Parquet, nothing checked."""
    import pandas as pd

    def job() -> int:
        frame = pd.read_csv(source)
        frame.to_parquet(folder / "pandas.parquet")
        return len(frame)

    return job


def with_fingerpost(source: Path, folder: Path) -> Callable[[], int]:
    """Land: fingerprint, recognise, read, check, refuse, write, remember."""
    from fingerpost.evidence.lake import Workspace, land

    workspace = Workspace.create(folder / "workspace")

    def job() -> int:
        at = datetime(2026, 11, 24, tzinfo=UTC)
        report = land(workspace, [source], at=at, today=at.date())
        return sum(file.rows_read for file in report.files)

    return job


JOBS = {"polars": with_polars, "pandas": with_pandas, "fingerpost": with_fingerpost}


def run_one(name: str, source: Path) -> None:
    """Run one job in this process and print its time, its memory and its rows."""
    with tempfile.TemporaryDirectory() as folder:
        job = JOBS[name](source, Path(folder))
        start = time.perf_counter()
        rows = job()
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "rows": rows}))


def best_of(name: str, source: Path, runs: int) -> dict[str, float]:
    """Return the fastest of several runs, each in a new process."""
    results = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--job", name, "--file", str(source)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
    return min(results, key=lambda result: result["seconds"])


def main() -> int:
    """Print the table, and whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        run_one(arguments.job, arguments.file)
        return 0

    folder = Path(tempfile.mkdtemp())
    try:
        source = folder / "2025-06-cambridgeshire-street.csv"
        rows = write_rows(source, arguments.rows)
        size = source.stat().st_size / 2**20
        print(f"{rows:,} police rows, {size:,.0f} MiB; best of {arguments.runs}")
        results = {name: best_of(name, source, arguments.runs) for name in JOBS}
    finally:
        shutil.rmtree(folder)
    plain = results["polars"]["seconds"]
    for name, result in results.items():
        assert result["rows"] == rows, f"{name} read {result['rows']:,} of {rows:,} rows"
        print(
            f"  {name:<11}{result['seconds']:>7.2f} s {result['seconds'] / plain:>6.2f} x Polars"
            f" {result['peak_mib']:>8,.0f} MiB at the peak"
        )
    ratio = results["fingerpost"]["seconds"] / plain
    verdict = "goal met" if ratio <= GOAL else "met" if ratio <= AT_MOST else "NOT MET"
    print(f"target at most {AT_MOST:g} x, goal {GOAL:g} x: {verdict} ({ratio:.2f} x)")
    return 0 if ratio <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
