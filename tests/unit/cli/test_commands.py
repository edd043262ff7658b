"""The command line, as somebody uses it: what goes to stdout, what to stderr, and how it ends."""

import csv
import io
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fingerpost.cli.app import app
from fingerpost.evidence.core.errors import FingerpostError, VaultError
from tests.unit.lake.people import release, releases

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
ROW = (
    "{id},2024-05,Cambridgeshire Constabulary,Cambridgeshire Constabulary,0.12,52.2,"
    "On or near Mill Road,E01017956,Cambridge 005B,Drugs,Under investigation,\n"
)


def lines(*ids):
    return STREET + "".join(ROW.format(id=str(i) * 64) for i in ids)


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the program in a new workspace."""
    runner = CliRunner()
    folder = tmp_path / "mine"

    def call(*arguments, workspace=folder):
        return runner.invoke(app, ["--quiet", "--workspace", str(workspace), *arguments])

    made = call("init", str(folder))
    assert made.exit_code == 0, made.output
    call.folder = folder
    return call


@pytest.mark.parametrize("name", ["police_street", "police_stop_search", "ndtms_adult"])
def test_a_source_is_shown_as_json_without_its_functions(run, name):
    done = run("source", "show", name, "--json")
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["name"] == name
    assert "derive" not in said["columns"][0]
    assert "personal" in said["columns"][0]


def test_land_says_what_landed_as_one_json_object(run):
    path = run.folder / "inbox" / "may.csv"
    path.write_text(lines("a", "b"))
    done = run("land", str(path), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    (file,) = said["files"]
    assert {
        "path",
        "sha256",
        "source",
        "status",
        "rows_read",
        "rows_landed",
        "rows_refused",
    } <= set(file)
    assert (file["source"], file["status"], file["rows_read"]) == ("police_street", "landed", 2)
    assert len(file["sha256"]) == 64
    again = json.loads(run("land", str(path), "--json").stdout)
    assert again["files"][0]["status"] == "already_landed"


def test_refused_rows_end_with_code_3_and_can_be_sent_back(run, tmp_path):
    path = run.folder / "inbox" / "may.csv"
    broken = "=HYPERLINK(1)" + ROW.format(id="c" * 64).replace("2024-05", "soon")
    path.write_text(lines("a") + broken)
    done = run("land", str(path))
    assert done.exit_code == 3
    assert "1 refused" in done.stdout
    back = tmp_path / "back.csv"
    assert run("rejects", "--to", str(back)).exit_code == 0
    cells = list(csv.reader(io.StringIO(back.read_text(encoding="utf-8-sig"))))
    assert any("c" * 64 in cell for row in cells for cell in row)  # the line, in full
    assert not [cell for row in cells for cell in row if cell.startswith(("=", "+", "@"))]


def test_an_unknown_file_is_left_where_it_is_and_said(run):
    path = run.folder / "inbox" / "shopping.csv"
    path.write_text("bread,milk\n1,2\n")
    done = run("land", str(path), "--json")
    assert done.exit_code == 10
    assert json.loads(done.stdout)["files"][0]["status"] == "unrecognised"
    assert path.read_text() == "bread,milk\n1,2\n"


def test_dry_run_writes_nothing(run):
    path = run.folder / "inbox" / "may.csv"
    path.write_text(lines("a"))
    assert run("land", str(path), "--dry-run").exit_code == 0
    assert not (run.folder / "lake").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(
            ["land", "no-such-file.csv"], 10, "no such file", id="a file that is not there"
        ),
        pytest.param(
            ["measure", "run", "no_such"], 20, "no measure is called", id="no measure"
        ),
        pytest.param(
            ["measure", "run", "county_lines_closed"],
            20,
            "waits for",
            id="a measure that waits",
        ),
        pytest.param(
            ["measure", "run", "recorded_drug_offences"], 20, "nothing is landed", id="no data"
        ),
        pytest.param(["source", "show", "police_stret"], 10, "police_street", id="a near miss"),
        pytest.param(["pack"], 30, "no release yet", id="a pack before any release"),
    ],
)
def test_errors_say_what_and_what_to_do(run, arguments, code, words):
    done = run(*arguments)
    assert isinstance(done.exception, FingerpostError)
    assert done.exception.exit_code == code
    assert words in str(done.exception)


def test_a_folder_that_is_no_workspace_is_named(run, tmp_path):
    done = run("rejects", workspace=tmp_path)
    assert done.exception.exit_code == 40
    assert "fingerpost init" in str(done.exception)


def test_the_program_itself_prints_the_error_and_its_code(tmp_path):
    program = Path(sys.executable).with_name("fingerpost")
    done = subprocess.run(
        [program, "--workspace", str(tmp_path), "rejects"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 40
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_police_files_alone_give_a_number_and_an_earlier_edition_stays_readable(run):
    path = run.folder / "inbox" / "may.csv"
    moments = []
    for ids in ("ab", "abc"):
        path.write_text(lines(*ids))
        assert run("land", str(path)).exit_code == 0
        entry = max((run.folder / "lake" / "catalogue" / "landings").glob("*.json"))
        moments.append(json.loads(entry.read_text())["landed_at"])
        time.sleep(1.1)  # a landing is known from its second on

    def offences(*more):
        done = run("measure", "run", "recorded_drug_offences", "--json", *more)
        assert done.exit_code == 0, done.output
        found = json.loads(done.stdout)["estimates"]
        return [e["numerator"] for e in found if e["area_kind"] == "police_force"]

    assert offences() == [3]
    assert offences("--as-of", moments[0]) == [2]


def test_an_error_is_one_json_object_too(tmp_path):
    program = Path(sys.executable).with_name("fingerpost")
    done = subprocess.run(
        [program, "-w", str(tmp_path), "measure", "run", "x", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 40
    error = json.loads(done.stdout)["error"]
    assert error["exit_code"] == 40
    assert error["where"] == str(tmp_path)
    assert "fingerpost init" in error["do"]
    assert done.stderr.startswith("Error: ")


def commands(group=None, path=()):
    from typer.main import get_command

    group = group or get_command(app)
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=" ".join(path)) for path, _ in commands()]
)
def test_every_command_has_help_with_an_example(path):
    done = CliRunner().invoke(app, [*path, "--help"])
    assert done.exit_code == 0
    assert "Example" in done.output
    assert f"fingerpost {' '.join(path)}" in done.output


def test_measure_run_gives_the_documented_keys(example, tmp_path):
    done = CliRunner().invoke(
        app,
        [
            "-q",
            "-w",
            str(example.root),
            "measure",
            "run",
            "recorded_drug_offences",
            "--json",
            "--area",
            "Fenland",
            "--since",
            "2025-05",
        ],
    )
    assert done.exit_code == 0, done.output
    estimates = json.loads(done.stdout)["estimates"]
    assert [e["period"] for e in estimates] == ["2025-05", "2025-06"]
    assert set(estimates[0]) >= {
        "measure",
        "area",
        "period",
        "breakdown",
        "numerator",
        "denominator",
        "value",
        "lower",
        "upper",
        "status",
        "note",
    }


def test_measure_list_knows_the_whole_framework():
    done = CliRunner().invoke(app, ["measure", "list", "--json"])
    found = json.loads(done.stdout)["measures"]
    assert sum(m["level"] == "headline" for m in found) == 11


def test_source_check_explains(example, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(lines("a").replace(",Context", ""))
    done = CliRunner().invoke(app, ["source", "check", str(path)])
    assert done.exit_code == 10
    assert "Context" in done.output


def test_help_is_quick_because_nothing_heavy_is_imported():
    code = (
        "import sys, fingerpost.cli.app; "
        "heavy = {'polars', 'duckdb', 'ibis', 'numpy', 'scipy', 'pyarrow', 'shapely', 'rich.console'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_copy_of_the_example_is_a_workspace(tmp_path):
    folder = Path(__file__).parents[3] / "examples" / "cambridgeshire"
    shutil.copy(folder / "fingerpost.toml", tmp_path)
    done = CliRunner().invoke(app, ["-w", str(tmp_path), "rejects"])
    assert done.exit_code == 0
    assert "No row was refused" in done.output


# -- the vault ------------------------------------------------------------------------------


@pytest.fixture
def with_people(run):
    broken = ["A9999QZ,too,short"]
    releases(run.folder / "inbox" / "a.csv", [release(1)], broken=broken)
    return run


def test_doctor_says_how_the_vault_stands(with_people):
    before = with_people("doctor")
    assert before.exit_code == 0
    assert "the vault is made with the first file about people" in before.stdout
    assert not (with_people.folder / "keys").exists()  # asking makes nothing
    assert with_people("land", str(with_people.folder / "inbox")).exit_code == 3
    after = with_people("doctor", "--json")
    assert after.exit_code == 0
    said = {check["check"]: check for check in json.loads(after.stdout)["checks"]}["vault"]
    assert said["found"].startswith("the vault opens: 2 tables, key ")
    (with_people.folder / "keys" / "linkage.key").chmod(0o644)
    open_key = with_people("doctor")
    assert open_key.exit_code == 1
    assert "MEND  vault: " in open_key.stdout
    assert "chmod 600" in open_key.stdout


def test_doctor_outside_a_workspace_asks_for_no_vault(run, tmp_path):
    done = run("doctor", workspace=tmp_path)
    assert done.exit_code == 0
    assert "not a workspace" in done.stdout


def test_refused_rows_of_people_are_listed_without_the_key_and_sent_with_it(
    with_people, tmp_path
):
    with_people("land", str(with_people.folder / "inbox"))
    to = tmp_path / "refused.csv"
    assert with_people("rejects", "--to", str(to)).exit_code == 0
    assert "A9999QZ,too,short" in to.read_text(encoding="utf-8-sig")
    assert to.stat().st_mode & 0o077 == 0
    (with_people.folder / "keys" / "linkage.key").unlink()
    listed = with_people("rejects")
    assert listed.exit_code == 0
    assert "the row has 3 fields" in listed.stdout
    refused = with_people("rejects", "--to", str(to))
    assert isinstance(refused.exception, VaultError)


def test_a_source_shows_which_columns_leave_a_token(run):
    said = run("source", "show", "prison_releases").stdout
    assert "yes, token prisoner" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--for", "public"], "needs a person", id="nobody lets it out"),
        pytest.param(["--for", "press"], "No reader is called", id="a reader nobody declared"),
    ],
)
def test_what_everybody_will_read_is_refused_without_a_person(run, arguments, says):
    result = run("release", *arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert not (run.folder / "published" / "public").exists()
