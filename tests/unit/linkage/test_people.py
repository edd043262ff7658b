"""The whole step on the small county: first run, new files, corrected files, and nothing new."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from fingerpost.cli.app import app
from fingerpost.evidence.core.errors import LakeLockedError, LinkageError
from fingerpost.evidence.lake import Lake, Workspace, land
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.lock import locked
from fingerpost.evidence.linkage import all_linked_sources
from fingerpost.evidence.linkage.history import link_runs, person_history
from fingerpost.evidence.linkage.models import approve_model, read_models
from fingerpost.evidence.linkage.people import is_due, link_people, train_anew
from fingerpost.evidence.linkage.storage import LinkStore
from tests.conftest import AS_OF
from tests.unit.linkage.conftest import FOLDERS
from tests.unit.linkage.made_states import agree
from tests.unit.linkage.pairwise import agreement

LATER = AS_OF + timedelta(days=1)


def at(day: int):
    return AS_OF + timedelta(days=day)


def files_of(workspace: Workspace) -> dict[str, int]:
    """Return every file but the lock, and when it was last written."""
    return {
        path.relative_to(workspace.root).as_posix(): path.stat().st_mtime_ns
        for path in workspace.root.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def keys(workspace: Workspace, **options) -> dict[int, str]:
    frame = Lake(workspace).person_keys(**options).collect()
    return dict(frame.select("record", "person_key").iter_rows())


def store_of(workspace: Workspace) -> LinkStore:
    return LinkStore(workspace.lake, open_vault(workspace))


@pytest.fixture(scope="module")
def held_back(county: Path) -> list[Path]:
    """Return the last files of some sources: they land later than the others."""
    chosen = []
    for pattern in ("police/*custody*.csv", "probation/*.csv", "treatment-city/*.csv"):
        found = sorted((county / "inbox").glob(pattern))
        assert len(found) > 3, pattern
        chosen += found[-2:]
    return chosen


@pytest.fixture(scope="module")
def first(county, held_back, tmp_path_factory):
    """Return a workspace in which all but some files are landed and linked, and the report."""
    root = tmp_path_factory.mktemp("people") / "ws"
    root.mkdir()
    shutil.copy(county / "fingerpost.toml", root)
    workspace = Workspace.open(root)
    folders = [county / "inbox" / name for name in FOLDERS]
    folders += sorted((county / "inbox").glob("housing-*"))
    every = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    every += (county / "inbox" / "open-data" / "look-ups").glob("*")
    land(workspace, [p for p in every if p not in held_back], at=AS_OF, today=AS_OF.date())
    return workspace, link_people(workspace, at=AS_OF)


@pytest.fixture
def workspace(first, tmp_path):
    """Return a copy of that workspace for one test."""
    shutil.copytree(first[0].root, tmp_path / "ws")
    return Workspace.open(tmp_path / "ws")


def test_the_first_run_gives_every_record_that_says_who_a_key(first):
    workspace, report = first
    assert (report.kind, report.reason, report.is_written) == (
        "rebuild",
        "The first run.",
        True,
    )
    lake = Lake(workspace)
    rows = lake.person_keys().collect()
    landed = sum(
        lake.frame(source).select(pl.len()).collect().item()
        for source in all_linked_sources()
        if lake.has(source)
    )
    assert report.counts["records"] == landed
    assert report.counts["linked"] == rows.height > 0.98 * landed
    assert report.counts["persons"] == rows["person_key"].n_unique() == report.counts["made"]
    assert rows["record"].is_unique().all()
    (kept,) = read_models(workspace)
    least = kept.model.thresholds["published"] - 1e-6
    assert rows["match_probability"].is_between(least, 1.0).all()
    assert rows["lsoa_code"].drop_nulls().str.contains(r"^[EX]01").all()
    custody = rows.filter(pl.col("source") == "force_custody")
    assert custody["lsoa_code"].null_count() < 0.2 * custody.height
    treatment = rows.filter(pl.col("source") == "ndtms_adult")
    assert treatment["lsoa_code"].null_count() == treatment.height  # a sector is all it tells
    # A stricter line makes more persons, a looser one fewer.
    strict, loose = (rows[f"person_key_{line}"].n_unique() for line in ("strict", "loose"))
    assert strict > report.counts["persons"] > loose
    agree(store_of(workspace))


def test_a_model_that_nobody_reviewed_says_so(first):
    workspace, report = first
    assert "has not been reviewed by anybody" in report.model
    (kept,) = read_models(workspace)
    assert kept.path.parent == workspace.root / "governance" / "linkage"
    assert report.run.reviewed_by == ""


def test_a_second_run_does_nothing_and_says_so(workspace):
    before = files_of(workspace)
    assert not is_due(workspace)
    report = link_people(workspace, at=LATER)
    assert (report.kind, report.is_written) == ("nothing", False)
    assert report.reason == "Nothing changed since the last run."
    assert files_of(workspace) == before


def test_new_files_are_placed_and_keys_stay(workspace, held_back):
    old = keys(workspace)
    land(workspace, held_back, at=LATER, today=AS_OF.date())
    assert is_due(workspace)
    report = link_people(workspace, at=LATER)
    assert report.kind == "update"
    assert report.reason == "Files about people landed, or were replaced."
    assert report.counts["new_entries"] > 10
    assert report.counts["joined"] > 10
    now = keys(workspace)
    assert len(now) > len(old)
    # Whose key is another than before is in the history, with the key before and after.
    store = store_of(workspace)
    state = store.read(report.run)
    moved = {record for record, key in old.items() if now.get(record) != key}
    told = store.events(report.run).filter(
        (pl.col("run") == report.run.name) & pl.col("key_before").is_not_null()
    )
    records = state.entry_records.join(told, on="entry")["record"]
    assert moved == set(records) & set(old)
    assert len(moved) < 0.01 * len(old)
    agree(store)
    # As known before the new files, the keys are those from before.
    assert keys(workspace, as_of=AS_OF) == old
    # All at once gives the same persons.
    whole = link_people(workspace, at=at(2), rebuild=True)
    assert (whole.kind, whole.reason) == ("rebuild", "Linked anew, as asked.")
    clusters = store.read(whole.run).clusters
    groups = [c.select("entry", cluster="published") for c in (state.clusters, clusters)]
    assert agreement(*groups) > 0.998
    again = keys(workspace)
    assert sum(again[record] != key for record, key in now.items()) < 20


def test_a_corrected_file_takes_its_records_back_and_keys_go_on(workspace, county, tmp_path):
    """One person's surname was spelt wrongly; the agency's own number says who it is."""
    path = sorted((county / "inbox" / "probation").glob("*.csv"))[0]
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    head = next(i for i, line in enumerate(lines) if "Surname" in line or "surname" in line)
    names = [cell.strip().strip('"').lower() for cell in lines[head].split(",")]
    at_ = next(i for i, name in enumerate(names) if "surname" in name)
    cells = lines[head + 1].split(",")
    cells[at_] = "Quillfeather"
    lines[head + 1] = ",".join(cells)
    corrected = tmp_path / path.name
    corrected.write_text("".join(lines), encoding="utf-8-sig")
    before = keys(workspace)
    store = store_of(workspace)
    old = store.read(store.newest())
    (result,) = land(workspace, [corrected], at=LATER, today=AS_OF.date()).landed
    assert str(result.status) == "superseded"
    report = link_people(workspace, at=LATER)
    assert report.kind == "update"
    assert report.counts["left"] == 1
    assert report.counts["made"] == 0
    now = store.read(report.run)
    assert set(now.persons["person"]) == set(old.persons["person"])
    assert len(keys(workspace)) == len(before)
    assert set(keys(workspace).values()) == set(before.values())
    agree(store)


def test_a_dry_run_writes_nothing(workspace, held_back):
    land(workspace, held_back, at=LATER, today=AS_OF.date())
    before = files_of(workspace)
    said = link_people(workspace, at=LATER, dry_run=True)
    assert (said.kind, said.is_written) == ("update", False)
    assert said.counts["new_entries"] > 10
    assert files_of(workspace) == before
    done = link_people(workspace, at=LATER)
    assert done.counts == said.counts


def test_keys_for_another_purpose_link_nobody_anew(workspace):
    report = link_people(workspace, at=LATER, purpose="research")
    assert report.kind == "purpose"
    assert report.counts["made"] == 0
    mine, theirs = keys(workspace), keys(workspace, purpose="research")
    assert set(mine) == set(theirs)
    assert not set(mine.values()) & set(theirs.values())
    assert link_people(workspace, at=LATER, purpose="research").kind == "nothing"
    # From now on both are kept up.
    assert link_people(workspace, at=at(2), rebuild=True).run.linked.keys() == {
        "measures",
        "research",
    }
    agree(store_of(workspace))


def test_a_person_approves_the_model_and_results_say_who(workspace):
    approve_model(workspace, None, by="A. Person", reason="Looked at 200 pairs", at=LATER)
    report = link_people(workspace, at=LATER)
    assert report.reason == "The approval of the model changed."
    assert report.kind == "update"
    assert "reviewed by A. Person" in report.model
    assert report.run.reviewed_by == "A. Person"
    with pytest.raises(LinkageError, match=r"approved already, by A\. Person"):
        approve_model(workspace, 1, by="B. Person", reason="Again", at=LATER)


def test_a_model_trained_later_waits_for_its_approval(workspace, held_back):
    approve_model(workspace, None, by="A. Person", reason="Looked at 200 pairs", at=LATER)
    link_people(workspace, at=LATER)
    land(workspace, held_back, at=LATER, today=AS_OF.date())
    made = train_anew(workspace, at=LATER)
    assert made.number == 2
    assert link_people(workspace, at=LATER).run.model != made.model.name
    approve_model(workspace, 2, by="A. Person", reason="More data", at=LATER)
    report = link_people(workspace, at=at(2))
    assert report.kind == "rebuild"
    assert (
        report.reason == "The approval of the model changed. Another linkage model is in use."
    )
    assert report.run.model == made.model.name


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        pytest.param("", "Looked at it", id="no name"),
        pytest.param("A. Person", " ", id="no reason"),
    ],
)
def test_a_model_is_approved_by_a_person_with_a_reason(workspace, by, reason):
    with pytest.raises(LinkageError, match="by a person, with a reason"):
        approve_model(workspace, None, by=by, reason=reason, at=LATER)


def test_a_model_that_was_changed_by_hand_is_refused(workspace):
    (kept,) = read_models(workspace)
    said = json.loads(kept.path.read_text())
    said["thresholds"]["published"] = 0.5
    kept.path.write_text(json.dumps(said))
    with pytest.raises(LinkageError, match="was changed by hand"):
        link_people(workspace, at=LATER)


def test_two_at_once_one_waits_and_says_for_whom(workspace):
    held = locked(workspace.lake, at=LATER, wait_seconds=0, tell=print)
    with held, pytest.raises(LakeLockedError, match="somebody else"):
        link_people(workspace, at=LATER, rebuild=True)


def test_a_key_that_is_lost_is_said_clearly(workspace):
    (workspace.root / "vault" / "key-name").write_text("0123456789abcdef\n")
    done = CliRunner().invoke(app, ["-q", "-w", str(workspace.root), "link", "--rebuild"])
    assert "this key is another vault's" in str(done.exception)


def test_a_time_has_a_zone(workspace):
    with pytest.raises(ValueError, match="time zone"):
        link_people(workspace, at=AS_OF.replace(tzinfo=None))


def test_a_workspace_without_people_says_so(tmp_path):
    made = Workspace.create(tmp_path / "ws")
    report = link_people(made, at=AS_OF)
    assert report.reason == "Nothing that is landed holds people."
    assert not made.vault.exists()


def test_too_few_people_are_not_linked_by_guessing(county, tmp_path):
    made = Workspace.create(tmp_path / "ws")
    path = sorted((county / "inbox" / "probation").glob("*.csv"))[0]
    few = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)[:10]
    (made.inbox / path.name).write_text("".join(few), encoding="utf-8-sig")
    land(made, [made.inbox], at=AS_OF, today=AS_OF.date())
    report = link_people(made, at=AS_OF)
    assert report.kind == "nothing"
    assert re.match(r"\d+ entries are too few to learn from: 50 are needed\.", report.reason)
    assert link_runs(made) == ()


def test_what_happened_to_a_person_is_told_in_keys_of_one_purpose(workspace, held_back):
    land(workspace, held_back, at=LATER, today=AS_OF.date())
    report = link_people(workspace, at=LATER)
    store = store_of(workspace)
    event = (
        store.events(report.run).filter(run=report.run.name, kind="joined").row(0, named=True)
    )
    key = store.vault.token(pl.Series([event["key_after"]]), "person:measures")[0]
    told = person_history(workspace, key)
    assert told["run"].is_sorted()
    assert told["kind"].to_list()[0] == "made"
    assert "joined" in told["kind"].to_list()
    assert set(told["key_after"]) == {key}
    with pytest.raises(LinkageError, match="nobody ever had this key"):
        person_history(workspace, key, purpose="research")


def test_no_name_leaves_the_vault(first):
    workspace, report = first
    store = store_of(workspace)
    entries = store.read(report.run).entries
    names = set(entries["surname"].drop_nulls()) | set(entries["local_id"].drop_nulls())
    names = {name for name in names if len(name) > 4}
    assert len(names) > 1000
    spoken = [repr(report), *map(repr, link_runs(workspace))]
    written = [
        *(workspace.root / "governance").rglob("*.json"),
        *(workspace.lake / "catalogue").rglob("*.json"),
    ]
    for text in (*spoken, *(path.read_text() for path in written)):
        assert not names & set(re.findall(r"[A-Z0-9][A-Z0-9 /-]{4,}", text))
    for path in (workspace.lake / "linked").rglob("*.parquet"):
        frame = pl.read_parquet(path)
        for column in frame.select(pl.col(pl.String)).iter_columns():
            assert not names & set(column)
    assert not list(workspace.root.rglob("*.duckdb*"))


def test_the_command_says_what_was_done(workspace, held_back):
    runner, base = CliRunner(), ["-q", "-w", str(workspace.root), "link"]
    land(workspace, held_back, at=LATER, today=AS_OF.date())
    dry = runner.invoke(app, [*base, "--dry-run", "--json"])
    assert json.loads(dry.stdout)["written"] is False
    done = runner.invoke(app, base)
    assert done.exit_code == 0, done.output
    assert re.search(r"^ *[\d,]+  persons$", done.stdout, re.MULTILINE)
    assert "has not been reviewed by anybody" in done.stdout
    assert "records that do not say who the person is" in done.stdout
    again = json.loads(runner.invoke(app, [*base, "--json"]).stdout)
    assert (again["how"], again["written"]) == ("nothing", False)
    runs = json.loads(runner.invoke(app, [*base, "history", "--json"]).stdout)["runs"]
    assert [run["how"] for run in runs] == ["rebuild", "update"]
    key = next(iter(keys(workspace).values()))
    told = runner.invoke(app, [*base, "history", key])
    assert told.exit_code == 0, told.output
    assert key in told.stdout
    shown = runner.invoke(app, [*base, "model", "show"])
    assert "same date of birth" in shown.stdout
    approved = runner.invoke(
        app, [*base, "model", "approve", "--name", "A. Person", "--reason", "A test"]
    )
    assert approved.exit_code == 0, approved.output
    assert "reviewed by A. Person" in runner.invoke(app, [*base, "model", "show"]).stdout
