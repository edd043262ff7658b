"""A run of linking that is killed before any of its write steps leaves vault and lake agreeing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.linkage.made_states import SECOND, agree, store, write

BEFORE = [{1, 2}, {3}, {4, 5}]
AFTER = [{1, 2, 3}, {4}, {5}, {6}]


def first(root):
    """The first run of all, in a workspace that has no links."""
    where = store(root)
    where.sweep()
    write(where, 1, BEFORE)
    where.sweep()


def second(root, groups=AFTER):
    """A run after another: persons are merged, split and made, and old files are swept."""
    where = store(root)
    where.sweep()
    run = where.newest()
    if run.name == "000001":
        write(
            where, 2, groups, (run, where.read(run)), at=SECOND, purposes=("measures", "other")
        )
    where.sweep()


WORK = {"first": first, "second": second}


@pytest.fixture(scope="module")
def dying():
    root = Path(__file__).parents[3]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.linkage.dying"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]),
        },
    )

    def work(name, root, step):
        process.stdin.write(json.dumps({"work": name, "root": str(root), "step": step}) + "\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    yield work
    process.stdin.close()
    process.wait(timeout=10)
    process.stdout.close()


def contents(root):
    """Return what the newest run says, or None before the first; and which files there are."""
    where = store(root)
    run = where.newest()
    state = (
        None
        if run is None
        else (run.name, {k: t.rows() for k, t in where.read(run).tables.items()})
    )
    files = sorted(p.relative_to(root).as_posix() for p in root.rglob("*.parquet"))
    return state, files


@pytest.mark.parametrize("name", WORK)
def test_killed_before_any_write_step_vault_and_lake_agree(name, dying, tmp_path):
    template = tmp_path / "template"
    store(template)
    if name == "second":
        first(template)
    before, _ = contents(template)
    whole = tmp_path / "whole"
    shutil.copytree(template, whole)
    WORK[name](whole)
    after, files = contents(whole)
    seen = []
    for step in range(1000):
        root = tmp_path / f"step-{step}"
        shutil.copytree(template, root)
        ended = dying(name, root, step)
        assert ended in ("killed", "done")
        state, _ = contents(root)
        assert state in (before, after)  # never between
        seen.append(state == after)
        if state is not None:
            agree(store(root))
        # Doing it again completes it, and leaves what an undisturbed run leaves.
        WORK[name](root) if not (name == "first" and state == after) else store(root).sweep()
        assert contents(root) == (after, files)
        agree(store(root))
        shutil.rmtree(root)
        if ended == "done":
            break
    # One step decides. Which number it has may differ by a folder made, since files are written a
    # few at a time; that a state is never between is asked at every step above.
    assert step > 20
    assert not seen[0]
    assert seen[-1]
