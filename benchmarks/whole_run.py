"""Time and peak memory of the whole run on the example, and of a second run with nothing new."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples/cambridgeshire"
MADE_BY_A_RUN = shutil.ignore_patterns("lake", "published", "vault")
FIRST_AT_MOST = 60.0
AGAIN_AT_MOST = 3.0
MEMORY_AT_MOST = 4096.0


def timed_run(workspace: Path) -> tuple[float, float]:
    """Return the seconds that one run took, and its peak memory in MiB."""
    program = Path(sys.executable).parent / "fingerpost"
    start = time.perf_counter()
    child = subprocess.Popen(
        [program, "run", str(workspace)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code not in (0, 3):
        raise SystemExit(f"fingerpost run ended with {code}")
    return seconds, usage.ru_maxrss / 1024


def main() -> int:
    """Print both runs and whether the targets are met."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "cambridgeshire"
        shutil.copytree(EXAMPLE, workspace, ignore=MADE_BY_A_RUN)
        first, memory = timed_run(workspace)
        second, _ = timed_run(workspace)
    peak = max(memory, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    print("fingerpost run examples/cambridgeshire")
    good = True
    for what, value, most, unit in (
        ("from nothing", first, FIRST_AT_MOST, "s"),
        ("nothing new", second, AGAIN_AT_MOST, "s"),
        ("peak memory", peak, MEMORY_AT_MOST, "MiB"),
    ):
        verdict = "met" if value <= most else "NOT MET"
        good = good and value <= most
        print(f"  {what:<13}{value:>9,.1f} {unit:<4} at most {most:,.0f} {unit}: {verdict}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
