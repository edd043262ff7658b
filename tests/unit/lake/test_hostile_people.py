"""A file about people that goes wrong in every way names nobody: in no message, log or crash."""

import subprocess
import sys
import textwrap
from pathlib import Path

import polars as pl
import pytest

from fingerpost.evidence.core.errors import FingerpostError, LakeError
from fingerpost.evidence.lake import Lake, land, landing
from tests.unit.lake.making import FIRST, SECOND, workspace
from tests.unit.lake.people import FORENAME, HEADERS, SURNAME, release, releases

ROOT = Path(__file__).parents[3]
SECRETS = (SURNAME, FORENAME, "23/11/1987", "1987-11-23", "QZ")
GOOD = ",".join(release(1).get(header, "") for header in HEADERS)
HEAD = ",".join(HEADERS)


def shifted(by: int) -> str:
    cells = GOOD.split(",")
    return ",".join(cells[by:] + cells[:by])


FILES = {
    "no header": [GOOD, GOOD],
    "the header comes late": ["A list of", GOOD, HEAD, GOOD],
    "a name as a header": [f"{HEAD},{SURNAME}", f"{GOOD},{SURNAME}"],
    "only some headers": [HEAD.replace("Release Date,", ""), GOOD],
    "headers twice": [f"{HEAD},Surname", f"{GOOD},{SURNAME}"],
    **{f"cells shifted by {by}": [HEAD, GOOD, shifted(by)] for by in (1, 2, 5, -1, -4)},
    "a quote that never closes": [HEAD, f'"{GOOD}', GOOD],
    "a quote in the middle": [HEAD, GOOD.replace(SURNAME, f'{SURNAME}"x"')],
    "too many cells": [HEAD, f"{GOOD},{SURNAME}"],
    "zero bytes": [HEAD, GOOD.replace(FORENAME, f"{FORENAME}\0{SURNAME}")],
    "bytes that are no text": [
        HEAD,
        GOOD.replace(FORENAME, f"{FORENAME}\udc81\udc8d{SURNAME}"),
    ],
    "a name where the date should be": [HEAD, GOOD.replace("09/04/2021", SURNAME)],
    "a date of birth in another form": [HEAD, GOOD.replace("23/11/1987", "23 Nov 1987")],
    "a date of birth in the future": [HEAD, GOOD.replace("23/11/1987", "23/11/2987")],
    "a name for an area": [HEAD, GOOD.replace("X06000001", SURNAME)],
    "a name for yes or no": [HEAD, GOOD.replace("Yes", f"{FORENAME} {SURNAME}")],
    "the same person twice": [HEAD, GOOD, GOOD],
    "a formula": [HEAD, GOOD.replace(SURNAME, f'=HYPERLINK("http://x/{SURNAME}")')],
    "nothing": [""],
}


def everything_said(report) -> str:
    return "\n".join(
        part
        for result in report.files
        for part in (result.message, *result.notes, repr(result))
    )


@pytest.mark.parametrize("name", FILES)
def test_no_message_and_no_file_of_the_lake_names_anybody(name, tmp_path):
    made = workspace(tmp_path / "ws")
    text = "\n".join(FILES[name]) + "\n"
    (made.inbox / "file.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        said = everything_said(land(made, [made.inbox], at=FIRST, today=FIRST.date()))
    except FingerpostError as error:
        said = str(error)
    for path in made.lake.rglob("*"):
        if path.suffix == ".json":
            said += path.read_text()
        if path.suffix == ".parquet" and "rejects" in path.parts:
            said += str(pl.read_parquet(path).to_dicts())
    assert not [secret for secret in SECRETS if secret in said], said


FAULTS = {
    "while it is recognised": "recognise",
    "while it is read": "read",
    "while it is split": "add_tokens",
    "while it is written": "write_tables",
}


def break_with_a_name(*arguments, **options):
    surname = f"{SURNAME}7"
    raise ValueError(f"conversion from `str` to `date` failed for 1 value: [{surname!r}]")


@pytest.mark.parametrize("when", FAULTS)
def test_a_fault_of_ours_says_where_and_not_whom(when, tmp_path, monkeypatch):
    made = workspace(tmp_path / "ws")
    releases(made.inbox / "a.csv", [release(1)])
    with monkeypatch.context() as patch:
        patch.setattr(landing, FAULTS[when], break_with_a_name)
        with pytest.raises(LakeError) as error:
            land(made, [made.inbox], at=FIRST)
    assert SURNAME not in str(error.value)
    assert "ValueError at lake/landing.py, line" in error.value.what
    assert error.value.where == "a.csv"
    assert not Lake(made).landings()
    assert len(land(made, [made.inbox], at=SECOND).landed) == 1  # nothing stands in the way


def run_program(made, script, *arguments):
    """Run the program in a process of its own, with a piece of it broken; return all it said."""
    text = f"""
        import sys
        from pathlib import Path
        surname = {SURNAME!r}
        {script}
        from fingerpost.cli.app import main
        sys.argv = ["fingerpost", "--workspace", {str(made.root)!r}, *{list(arguments)!r}]
        main()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(text)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_program_lands_a_broken_file_and_names_nobody(tmp_path):
    made = workspace(tmp_path / "ws")
    rows = [release(1), release(2, released_on=SURNAME)]
    releases(made.inbox / "a.csv", rows, broken=[f"{FORENAME},{SURNAME}"])
    code, said = run_program(made, "", "land", str(made.inbox))
    assert code == 3
    assert "1 row" in said or "2 of 3 rows refused" in said
    assert not [secret for secret in SECRETS if secret in said], said


def test_a_crash_of_the_program_shows_no_value(tmp_path):
    """A fault that nobody foresaw is printed with the lines of the code, never with its values."""
    made = workspace(tmp_path / "ws")
    releases(made.inbox / "a.csv", [release(1)], broken=[f"{FORENAME},{SURNAME}"])
    land(made, [made.inbox], at=FIRST)
    broken = (
        "import fingerpost.evidence.lake.lake as place; place.pl.concat = lambda frames: 1 / 0"
    )
    code, said = run_program(made, broken, "rejects")
    assert code == 1
    assert "ZeroDivisionError" in said
    assert "Traceback" in said
    assert not [secret for secret in SECRETS if secret in said], said


def test_a_crash_leaves_no_picture_of_the_memory(tmp_path):
    made = workspace(tmp_path / "ws")
    limit = "print('limit', resource.getrlimit(resource.RLIMIT_CORE))"
    script = f"import resource, atexit; atexit.register(lambda: {limit})"
    _, said = run_program(made, script, "rejects")
    assert "limit (1, 1)" in said or "limit (0, 0)" in said


def test_nothing_is_written_but_into_the_lake_the_vault_and_the_keys(tmp_path):
    """No temporary file lies elsewhere: the machine's folder for them cannot even be used."""
    made = workspace(tmp_path / "ws")
    releases(made.inbox / "a.csv", [release(1)], broken=[f"{FORENAME},{SURNAME}"])
    (tmp_path / "cwd").mkdir()
    script = f"""
        import os, sys, tempfile
        from pathlib import Path
        tempfile.tempdir = "/nowhere/at/all"
        from fingerpost.evidence.lake import Workspace, land, rejects
        from tests.unit.lake.making import FIRST
        written = set()
        def note(event, arguments):
            if event == "open" and isinstance(arguments[0], str):
                if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                    written.add(os.path.abspath(arguments[0]))
            elif event in ("os.rename", "os.link"):
                written.add(os.path.abspath(arguments[1]))
        workspace = Workspace.open(Path({str(made.root)!r}))
        sys.addaudithook(note)
        land(workspace, [workspace.inbox], at=FIRST)
        assert rejects(workspace).height == 1
        print("\\n".join(sorted(written)))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path / "cwd",
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    written = done.stdout.split()
    assert len(written) > 5
    inside = tuple(str(made.root / name) + "/" for name in ("lake", "vault", "keys"))
    assert not [path for path in written if not f"{path}/".startswith(inside)]
    assert not list((tmp_path / "cwd").iterdir())
