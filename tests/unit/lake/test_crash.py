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
from fingerpost.evidence.lake.identifiers import open_vault
from tests.unit.lake.making import FIRST, SECOND, street, workspace
from tests.unit.lake.people import (
    FORENAME,
    SURNAME,
    in_vault,
    release,
    releases,
    require_agreement,
    stored,
)

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


def tell(process, root, step=""):
    process.stdin.write(f"{root}\t{step}\n")
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


@pytest.fixture
def with_people(tmp_path):
    """A workspace with two files about people in its inbox, one with a refused row."""
    made = workspace(tmp_path / "people")
    releases(made.inbox / "a.csv", [release(n) for n in range(3)])
    broken = [f"A9999QZ,{FORENAME},{SURNAME}99,too,short"]
    later = [release(n, "09/08/2021") for n in range(2)]
    releases(made.inbox / "b.csv", later, broken=broken)
    return made.root


def test_killed_at_every_step_vault_and_lake_agree(with_people, zygote, tmp_path):
    names = {f"{SURNAME}{n}" for n in range(3)}
    steps = 0
    while True:
        steps += 1
        root = tmp_path / f"step-{steps}"
        shutil.copytree(with_people, root)
        tell(zygote, root, steps)
        end = zygote.stdout.readline().strip()
        killed = Workspace.open(root)
        require_agreement(killed)
        seen = [Path(landing.name).stem for landing in Lake(killed).landings()]
        assert seen == ["a", "b"][: len(seen)]
        # The next landing completes it, and sweeps what no entry names, on both sides.
        land(killed, [killed.inbox], at=SECOND)
        require_agreement(killed)
        landings = Lake(killed).landings()
        assert len(landings) == 2
        assert stored(killed.vault) == {name for each in landings for name in each.vault}
        assert stored(killed.lake) == stored(killed.vault)
        assert len(stored(killed.lake)) == 3
        assert set(in_vault(killed)["surname"]) == names
        assert not list((killed.lake / "tmp").glob("*"))
        assert not list((killed.vault / "tmp").glob("*"))
        shutil.rmtree(root)
        if end == "done":
            break
    # Keys, tables on both sides, their folders, and two entries: each was cut off once.
    assert steps > 40


def test_the_sweep_leaves_what_others_keep_in_the_vault(with_people):
    made = Workspace.open(with_people)
    land(made, [made.inbox], at=FIRST)
    vault = open_vault(made)
    for name in ("linked/persons.parquet", "landed/prison_releases/x/0123456789ab.parquet"):
        vault.put(name, pl.DataFrame({"a": [1]}))
    land(made, [made.inbox], at=SECOND)
    assert vault.has("linked/persons.parquet")
    assert not vault.has("landed/prison_releases/x/0123456789ab.parquet")
