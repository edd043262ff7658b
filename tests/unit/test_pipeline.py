"""The whole main job: done once, skipped when nothing changed, done again when something did."""

import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fingerpost.cli.app import app
from fingerpost.evidence.core.rebases import RebaseDecision
from fingerpost.evidence.disclosure import read_release
from fingerpost.evidence.lake import Workspace, add_rebase
from fingerpost.evidence.pipeline import newest_release, plan, run
from tests.conftest import AS_OF

EXAMPLE = Path(__file__).parents[2] / "examples" / "cambridgeshire"
MONTH = "2025-06/2025-06-cambridgeshire-street.csv"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A small workspace: half a year of police files, boundaries, people, deprivation."""
    root = tmp_path_factory.mktemp("pipeline")
    shutil.copy(EXAMPLE / "fingerpost.toml", root)
    (root / "inbox").mkdir()
    for name in (
        "police-uk-2025-01-to-2025-06",
        "ons-boundaries",
        "ons-population",
        "deprivation",
    ):
        shutil.copy(EXAMPLE / "inbox" / f"{name}.zip", root / "inbox")
    return Workspace.open(root)


@pytest.fixture(scope="module")
def first(workspace):
    return run(workspace, at=AS_OF, today=AS_OF.date())


def test_the_first_run_does_everything(first):
    assert first.did == ("land", "watch", "measure", "release", "pack")
    assert first.pack.is_file()
    assert first.pdf.read_bytes().startswith(b"%PDF")
    assert (first.folder / "open-data" / "datapackage.json").is_file()
    assert first.findings


def test_a_second_run_does_nothing_and_says_so(workspace, first):
    again = run(workspace, at=AS_OF + timedelta(hours=1), today=AS_OF.date())
    assert again.did == ()
    assert len(again.skipped) == 2
    assert (again.release_id, again.pack, again.findings) == (
        first.release_id,
        first.pack,
        first.findings,
    )


def contents(root):
    return {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


def test_a_decision_about_a_chart_is_a_reason_to_run_again(workspace, first):
    assert not plan(workspace, at=AS_OF, today=AS_OF.date())[1]
    kept = add_rebase(
        workspace,
        RebaseDecision(
            "recorded_drug_offences", "E23000023", "2025-01", "A. Person", "A test", AS_OF
        ),
    )
    try:
        assert plan(workspace, at=AS_OF, today=AS_OF.date())[1]
    finally:
        kept.unlink()


def test_dry_runs_say_what_would_be_done_and_write_nothing(workspace, first, tmp_path):
    runner = CliRunner()
    base = ["-q", "-w", str(workspace.root)]
    before = contents(workspace.root)
    again = runner.invoke(app, [*base, "run", "--dry-run", "--json"])
    assert json.loads(again.stdout)["would_do"] == []
    made = runner.invoke(app, [*base, "release", "--dry-run", "--json"])
    assert json.loads(made.stdout)["tables"] > 3
    packed = runner.invoke(app, [*base, "pack", "--dry-run"])
    assert "Would write" in packed.stdout
    assert contents(workspace.root) == before
    shutil.copy(EXAMPLE / "fingerpost.toml", tmp_path)
    shutil.copytree(workspace.inbox, tmp_path / "inbox")
    new = runner.invoke(app, ["-q", "run", str(tmp_path), "--dry-run", "--json"])
    assert json.loads(new.stdout)["would_do"] == ["land", "watch", "measure", "release", "pack"]
    assert {path.name for path in tmp_path.iterdir()} == {"fingerpost.toml", "inbox"}


def test_only_where_nobody_is_real_does_a_run_let_out_to_the_public(
    workspace, first, tmp_path, monkeypatch
):
    from fingerpost.evidence import pipeline

    assert not (workspace.published / "public").exists()
    shutil.copytree(workspace.root, tmp_path / "made-up")
    settings = tmp_path / "made-up" / "fingerpost.toml"
    said = settings.read_text().replace("[partnership]", "[partnership]\nsynthetic = true")
    settings.write_text(said)
    made_up = Workspace.open(tmp_path / "made-up")
    measured = []
    estimate = pipeline.estimate
    monkeypatch.setattr(
        pipeline, "estimate", lambda *a, **k: measured.append(1) or estimate(*a, **k)
    )
    again = run(made_up, at=AS_OF, today=AS_OF.date())
    newest = made_up.published / "public" / "latest.json"
    public = read_release(newest.parent / json.loads(newest.read_text())["release"])
    assert (public.reader, public.approval, len(measured)) == ("public", None, 1)
    assert newest_release(made_up) == again.folder
    assert not plan(made_up, at=AS_OF, today=AS_OF.date())[1]
    newest.unlink()
    assert "release" in plan(made_up, at=AS_OF, today=AS_OF.date())[1]


def test_the_run_is_on_record(workspace, first):
    (record,) = (workspace.lake / "catalogue" / "runs").glob("*.json")
    said = json.loads(record.read_text())
    assert said["release"] == first.release_id
    assert said["did"] == ["land", "watch", "measure", "release", "pack"]


def test_a_month_missing_in_the_example_is_not_drawn_as_zero(first):
    text = (first.pack.parent / "reduce-drug-supply.html").read_text()
    assert "June 2025" in text
    assert "December 2024" not in text


def test_a_corrected_file_makes_a_new_release_and_the_old_one_stays(workspace, first):
    with zipfile.ZipFile(workspace.inbox / "police-uk-2025-01-to-2025-06.zip") as archive:
        lines = archive.read(MONTH).decode().splitlines(keepends=True)
    drugs = next(line for line in lines if ",Drugs," in line)
    extra = "f" * 64 + drugs[64:]
    (workspace.inbox / "corrected-street.csv").write_text("".join([*lines, extra]))
    later = run(workspace, at=AS_OF + timedelta(days=1), today=AS_OF.date())
    assert later.did == ("land", "watch", "measure", "release", "pack")
    assert str(later.landing.landed[0].status) == "superseded"
    assert later.release_id != first.release_id
    assert first.pack.is_file()

    def june(folder):
        table = read_release(folder).table("recorded_drug_offences", areas="police_force")
        rows = table.frame.filter(period="2025-06", area_kind="police_force")
        return rows["numerator"].item()

    assert june(later.folder) == june(first.folder) + 1
    assert newest_release(workspace) == later.folder


def test_a_person_approves_a_release_with_a_reason(workspace, first):
    runner = CliRunner()
    base = ["-q", "-w", str(workspace.root)]
    half = runner.invoke(app, [*base, "release", "--approved-by", "A. Person"])
    assert half.exit_code == 2
    done = runner.invoke(
        app, [*base, "release", "--approved-by", "A. Person", "--reason", "Board", "--json"]
    )
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["approved_by"] == "A. Person"
    packed = runner.invoke(app, [*base, "pack", said["release"], "--json"])
    page = Path(json.loads(packed.stdout)["pack"]).read_text()
    assert "A. Person" in page
    assert "No person has approved" not in page


def test_an_empty_inbox_gives_a_pack_that_says_so(tmp_path):
    shutil.copy(EXAMPLE / "fingerpost.toml", tmp_path)
    (tmp_path / "inbox").mkdir()
    done = run(Workspace.open(tmp_path), at=AS_OF, today=AS_OF.date())
    assert done.findings == ()
    assert "no measure can be computed" in done.pack.read_text()


def test_a_workspace_without_an_inbox_says_what_to_do(tmp_path):
    shutil.copy(EXAMPLE / "fingerpost.toml", tmp_path)
    done = CliRunner().invoke(app, ["-q", "run", str(tmp_path)])
    assert "inbox" in str(done.exception)
