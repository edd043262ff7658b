"""A landing that is killed at any instant leaves the lake as before or as after."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from fingerpost.evidence.lake import Lake, Workspace, land
from tests.unit.lake.making import FIRST, SECOND, street, workspace

KILLS = 100
MONTHS = ("2024-01", "2024-02", "2024-03", "2024-04")
ROWS = 1500


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A workspace with four months waiting in its inbox, two of them with refused rows."""
    root = tmp_path_factory.mktemp("crash") / "template"
    made = workspace(root)
    for position, month in enumerate(MONTHS):
        path = street(made.inbox / f"{month}.csv", range(ROWS), month=month)
        if position % 2:
            with path.open("a") as file:
                file.write("half,a,row\n")
    return root


@pytest.fixture
def zygote():
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.lake.zygote"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    yield process
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=10)


def tell(process, root):
    process.stdin.write(f"{root}\n")
    process.stdin.flush()
    return int(process.stdout.readline())


def state(workspace_):
    """Return what a reader sees: which files landed; every one of them must be whole."""
    lake = Lake(workspace_)
    seen = []
    for landing in lake.landings():
        assert landing.rows_read == landing.rows_landed + landing.rows_refused
        for part in landing.parts:
            assert pl.read_parquet(workspace_.lake / part.path).height == part.rows == ROWS
        if landing.rows_refused:
            kept = pl.read_parquet(workspace_.lake / landing.rejects)
            assert kept.height == landing.rows_refused == 1
        seen.append(Path(landing.name).stem)
    return seen


def test_killed_at_a_hundred_random_instants_nothing_is_lost_or_half_done(
    template, zygote, tmp_path
):
    chance = random.Random(20261124)
    whole = tmp_path / "whole"
    shutil.copytree(template, whole)
    tell(zygote, whole)
    assert zygote.stdout.readline() == "done\n"
    # How long a landing takes here: the second, since the first warms the disk.
    shutil.copytree(template, tmp_path / "timed")
    started = time.perf_counter()
    tell(zygote, tmp_path / "timed")
    assert zygote.stdout.readline() == "done\n"
    seconds = time.perf_counter() - started
    wanted = state(Workspace.open(whole))
    assert wanted == list(MONTHS)
    ends = []
    for turn in range(KILLS):
        root = tmp_path / f"kill-{turn}"
        shutil.copytree(template, root)
        child = tell(zygote, root)
        time.sleep(chance.uniform(0, seconds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        ends.append(zygote.stdout.readline().strip())
        seen = state(Workspace.open(root))
        assert seen == wanted[: len(seen)]  # files that came before, whole; nothing else
        # Landing again completes it, and leaves what a landing without a kill leaves.
        again = Workspace.open(root)
        if turn % 5 == 0:
            land(again, [again.inbox], at=SECOND)
            assert Lake(again).fingerprint() == Lake(Workspace.open(whole)).fingerprint()
            assert not list((again.lake / "tmp").glob("*"))
            files = {p.name for p in (again.lake / "landed").rglob("*.parquet")}
            assert files == {p.name for p in (whole / "lake" / "landed").rglob("*.parquet")}
        shutil.rmtree(root)
    # The kills must have hit landings, not only ended ones.
    assert ends.count("killed") > KILLS / 2


def test_what_a_crash_left_behind_is_swept_at_the_next_landing(tmp_path):
    made = workspace(tmp_path / "ws")
    street(made.inbox / "a.csv", range(3))
    stray = made.lake / "landed" / "police_street" / "x" / "0123456789ab.parquet"
    stray.parent.mkdir(parents=True)
    pl.DataFrame({"a": [1]}).write_parquet(stray)
    land(made, [made.inbox], at=FIRST)
    assert not stray.exists()
