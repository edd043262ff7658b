"""Time and peak memory of whole runs: the example, a whole synthetic county, and making one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples/cambridgeshire"
MADE_BY_A_RUN = shutil.ignore_patterns("lake", "published", "vault", "ledger", "governance")
SMALL = ("--people", "20000", "--years", "5")
WHOLE = ("--people", "850000", "--years", "5")


def timed(*arguments: str) -> tuple[float, float]:
    """Return the seconds that one command took, and its peak memory in MiB."""
    program = Path(sys.executable).parent / "fingerpost"
    start = time.perf_counter()
    child = subprocess.Popen(
        [program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code not in (0, 3):
        raise SystemExit(f"fingerpost {' '.join(arguments)} ended with {code}")
    return seconds, usage.ru_maxrss / 1024


def show(what: str, took: tuple[float, float], seconds: float, mebibytes: float) -> bool:
    """Print one job beside its targets; return whether both are met."""
    good = took[0] <= seconds and took[1] <= mebibytes
    print(
        f"  {what:<38}{took[0]:>7.1f} s, at most {seconds:>3.0f}{took[1]:>9,.0f} MiB, at most "
        f"{mebibytes:,.0f}: {'met' if good else 'NOT MET'}"
    )
    return good


def main() -> int:
    """Print every job and whether its targets are met."""
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "cambridgeshire"
        shutil.copytree(EXAMPLE, example, ignore=MADE_BY_A_RUN)
        county = str(Path(folder) / "fenmark")
        good = [
            show("run examples/cambridgeshire", timed("run", str(example)), 60, 4096),
            show("the same again, nothing new", timed("run", str(example)), 3, 4096),
            show(
                "county make, 20,000 people, 5 years",
                timed("county", "make", str(Path(folder) / "small"), *SMALL),
                3 + 1,  # with the start of the program, which the target leaves out
                4096,
            ),
            show(
                "county make, 850,000 people, 5 years",
                timed("county", "make", county, *WHOLE),
                60,
                4096,
            ),
            show("run that county", timed("run", county), 120, 4096),
            show("the same again, nothing new", timed("run", county), 3, 4096),
        ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
