"""Decisions about charts on the disk: only added to, and found out if changed."""

import json
import os
from datetime import UTC, datetime
from multiprocessing.pool import ThreadPool

import pytest

from fingerpost.evidence.core.errors import MeasureError, WorkspaceError
from fingerpost.evidence.lake import Workspace, add_rebase, read_rebases
from tests.unit.core.test_rebases import decision


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "mine")


def files(workspace):
    return sorted((workspace.root / "governance/rebases").iterdir())


def test_decisions_come_back_as_they_were_in_their_order(workspace):
    taken = [decision("2024-11"), decision("2024-02"), decision("2024-11", takes_back=True)]
    for one in taken:
        add_rebase(workspace, one)
    assert read_rebases(workspace) == tuple(taken)
    assert [path.name for path in files(workspace)] == [
        "000001.json",
        "000002.json",
        "000003.json",
    ]


def test_what_was_decided_later_is_not_known_before(workspace):
    early = decision("2024-02", decided_at=datetime(2026, 1, 5, tzinfo=UTC))
    late = decision("2024-11", decided_at=datetime(2026, 3, 5, tzinfo=UTC))
    add_rebase(workspace, early)
    add_rebase(workspace, late)
    assert read_rebases(workspace, datetime(2026, 2, 1, tzinfo=UTC)) == (early,)


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [
        pytest.param([{}], {}, "is rebased already", id="twice"),
        pytest.param([], {"takes_back": True}, "is not rebased", id="nothing to take back"),
        pytest.param(
            [{}, {"takes_back": True}], {"takes_back": True}, "is not rebased", id="back twice"
        ),
    ],
)
def test_a_decision_that_changes_nothing_is_refused(workspace, before, then, words):
    for changes in before:
        add_rebase(workspace, decision(**changes))
    with pytest.raises(MeasureError, match=words):
        add_rebase(workspace, decision(**then))
    assert len(read_rebases(workspace)) == len(before)


def _edit(path):
    content = json.loads(path.read_text())
    content["decision"]["by"] = "Somebody Else"
    path.write_text(json.dumps(content))


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda paths: _edit(paths[0]), id="a name is changed"),
        pytest.param(lambda paths: paths[0].unlink(), id="the first is taken out"),
        pytest.param(lambda paths: paths[1].unlink(), id="one in the middle is taken out"),
        pytest.param(lambda paths: paths[1].write_text("{"), id="one is broken"),
        pytest.param(lambda paths: paths[0].replace(paths[1]), id="one replaces another"),
    ],
)
def test_decisions_that_were_changed_by_hand_are_found_out(workspace, harm):
    for period in ("2024-02", "2024-05", "2024-11"):
        add_rebase(workspace, decision(period))
    harm(files(workspace))
    with pytest.raises(WorkspaceError, match="by hand"):
        read_rebases(workspace)


def test_two_people_at_once_lose_no_decision(workspace):
    periods = [f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)]
    with ThreadPool(8) as pool:
        pool.map(lambda period: add_rebase(workspace, decision(period)), periods)
    assert sorted(one.period for one in read_rebases(workspace)) == periods


def test_a_crash_leaves_the_decision_out_or_whole(workspace, monkeypatch):
    add_rebase(workspace, decision("2024-02"))

    def crash(*_):
        raise OSError("the disk is gone")

    monkeypatch.setattr(os, "link", crash)
    with pytest.raises(OSError, match="gone"):
        add_rebase(workspace, decision("2024-11"))
    monkeypatch.undo()
    assert [one.period for one in read_rebases(workspace)] == ["2024-02"]


def test_what_people_decided_is_not_ignored_by_git(workspace):
    assert "governance" not in (workspace.root / ".gitignore").read_text()
