"""Two landings at once: one waits, or is told who holds the lake."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fingerpost.evidence.core.errors import LakeLockedError
from fingerpost.evidence.lake import Lake, land
from fingerpost.evidence.lake.lock import locked
from tests.unit.lake.making import FIRST, street, workspace

HOLD = (
    "import sys, time; from pathlib import Path; from datetime import datetime, UTC\n"
    "from fingerpost.evidence.lake.lock import locked\n"
    "with locked(Path(sys.argv[1]), at=datetime(2026, 10, 1, tzinfo=UTC), wait_seconds=0,"
    " tell=print):\n"
    "    print('held', flush=True); time.sleep(float(sys.argv[2]))\n"
)


@pytest.fixture
def hold():
    started = []

    def start(lake, seconds):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(lake), str(seconds)],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_the_second_is_told_who_holds_the_lake(tmp_path, hold):
    made = workspace(tmp_path / "ws")
    street(made.inbox / "a.csv", range(3))
    process = hold(made.lake, 30)
    with pytest.raises(LakeLockedError, match=f"process {process.pid}, since 2026-10-01"):
        land(made, [made.inbox], at=FIRST)


def test_the_second_waits_and_says_for_whom(tmp_path, hold):
    made = workspace(tmp_path / "ws")
    street(made.inbox / "a.csv", range(3))
    process = hold(made.lake, 1)
    told = []
    report = land(
        made,
        [made.inbox],
        at=FIRST,
        wait_seconds=20,
        progress=lambda what, done, of: told.append(what),
    )
    assert len(report.landed) == 1
    assert any(f"waiting for process {process.pid}" in what for what in told)


def test_a_killed_holder_holds_nothing(tmp_path, hold):
    made = workspace(tmp_path / "ws")
    process = hold(made.lake, 30)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with locked(made.lake, at=FIRST, wait_seconds=0, tell=print):
        pass


def test_two_processes_landing_at_once_corrupt_nothing(tmp_path):
    made = workspace(tmp_path / "ws")
    for month in ("2024-01", "2024-02", "2024-03"):
        street(made.inbox / f"{month}.csv", range(500), month=month)
    program = Path(sys.executable).with_name("fingerpost")
    command = [program, "-q", "-w", str(made.root), "land", str(made.inbox)]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    deadline = time.monotonic() + 60
    assert [process.wait(timeout=deadline - time.monotonic()) for process in both] == [0, 0]
    assert Lake(made).frame("police_street").collect().height == 1500
    assert len(Lake(made).landings()) == 3
