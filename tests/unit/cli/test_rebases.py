"""`measure suggestions` and `measure rebase` on the example, in a workspace of their own."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from fingerpost.cli.app import app
from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.lake import Workspace, read_rebases

MEASURE = "recorded_drug_offences"
WHO = ("--name", "A. Person", "--reason", "The force counts cannabis warnings since then")


@pytest.fixture
def run(example, tmp_path):
    """Return a function that runs the program on a copy of the landed example."""
    shutil.copytree(example.lake, tmp_path / "lake")
    shutil.copy(example.root / "fingerpost.toml", tmp_path)

    def call(*arguments):
        return CliRunner().invoke(app, ["-q", "-w", str(tmp_path), "measure", *arguments])

    call.workspace = Workspace.open(tmp_path)
    return call


def chart(run, first="2025-01", area="Cambridgeshire police force area", *more):
    return ("rebase", MEASURE, "--area", area, "--from", first, *(more or WHO))


def test_a_person_rebases_a_chart_and_takes_it_back(run):
    done = run(*chart(run), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["area"], said["from"], said["by"]) == ("E23000023", "2025-01", "A. Person")
    assert said["status"] == "cannot_say"  # 6 months are too few for limits
    assert "6 more needed" in said["why"]
    (kept,) = read_rebases(run.workspace)
    assert (kept.by, kept.reason) == (WHO[1], WHO[3])
    listed = json.loads(run("suggestions", "--json").stdout)["decisions"]
    assert [(one["by"], one["in_force"]) for one in listed] == [("A. Person", True)]
    undone = run(*chart(run), "--undo")
    assert undone.exit_code == 0, undone.output
    assert undone.stdout.startswith("Taken back")
    assert [one.takes_back for one in read_rebases(run.workspace)] == [False, True]
    shown = run("suggestions").stdout
    assert "A. Person rebased" in shown
    assert "(taken back since)" in shown


def test_a_dry_run_keeps_nothing(run):
    done = run(*chart(run), "--dry-run")
    assert done.exit_code == 0, done.output
    assert read_rebases(run.workspace) == ()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(("2019-01",), 20, "cannot be rebased at", id="a month before the chart"),
        pytest.param(("2024-12",), 20, "too few for limits", id="11 months before it"),
        pytest.param(("2025-01", "Atlantis"), 20, "no monthly chart", id="no such area"),
        pytest.param(("2025-Q1",), 20, "month", id="a quarter"),
        pytest.param(
            ("2025-01", "Fenland", "--name", " ", "--reason", "x"), 20, "person", id="nobody"
        ),
        pytest.param(
            ("2025-01", "Fenland", "--name", "A", "--reason", "Mr B did it"),
            30,
            "a person's name",
            id="a name in the reason",
        ),
        pytest.param(
            ("2025-01", "Fenland", *WHO, "--undo"), 20, "is not rebased", id="nothing to undo"
        ),
    ],
)
def test_a_decision_that_cannot_stand_is_refused(run, arguments, code, words):
    done = run(*chart(run, *arguments))
    assert isinstance(done.exception, FingerpostError), done.output
    assert done.exception.exit_code == code
    assert words in str(done.exception)
    assert read_rebases(run.workspace) == ()


@pytest.mark.parametrize("missing", ["--name", "--reason"])
def test_without_a_name_or_a_reason_the_program_asks(run, missing):
    at = WHO.index(missing)
    done = run(*chart(run, "2025-01", "Fenland", *WHO[:at], *WHO[at + 2 :]))
    assert done.exit_code == 2
    assert missing in done.output
