"""An agency's list becomes a file of codes, and nothing else of it leaves."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from fingerpost.cli.app import app
from fingerpost.evidence.core.errors import SourceError, VaultError
from fingerpost.evidence.linkage.code_files import encode_file, write_encoded
from fingerpost.evidence.linkage.codes import encode_for_linkage
from fingerpost.evidence.sources import all_sources, open_files, read, recognise
from fingerpost.evidence.vault import Key, make_key, read_key

KEY = Key(bytes(range(32)))
TODAY = date(2026, 11, 1)
LIST = (
    "Client ID,First Name,Last Name,DOB,Gender,Postcode,Notes,Last Seen\n"
    "C1,Anna,O'Brien,03/05/1980,F,ZH1 1GA,owes rent,01/02/2024\n"
    "C1,Anna,O'Brien,03/05/1980,F,ZH1 1GA,paid,05/02/2024\n"
    "C2,Dwayne,Smith,31/01/1970,M,,,\n"
)


def listed(tmp_path: Path, text: str = LIST) -> Path:
    path = tmp_path / "clients.csv"
    path.write_text(text, encoding="utf-8")
    return path


def encoded(path: Path, **said):
    settings = {"agency": "Lantern Trust", "key_version": 1, "today": TODAY} | said
    return encode_file(path, KEY, **settings)


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return getattr(result.exception, "exit_code", 1), str(result.exception)
    return result.exit_code, result.output


def test_each_way_in_which_a_person_is_written_is_one_row(tmp_path):
    made = encoded(listed(tmp_path))
    assert (made.rows_read, made.rows_refused, made.people.height) == (3, 0, 2)
    anna = made.people.filter(pl.col("seen_on").is_not_null()).row(0, named=True)
    assert anna["seen_on"] == date(2024, 2, 5)
    assert made.stays == ("Notes",)


def test_the_file_lands_as_what_it_is(tmp_path):
    out = tmp_path / "codes.csv"
    made = encoded(listed(tmp_path))
    write_encoded(made, out)
    (opened,) = open_files(out)
    assert recognise(opened).source is all_sources()["encoded_people"]
    found = read(opened, all_sources()["encoded_people"])
    assert found.rows_refused == 0
    assert found.rows.select(made.people.columns).equals(made.people)


def test_nothing_of_the_list_stands_in_the_file(tmp_path):
    out = tmp_path / "codes.csv"
    write_encoded(encoded(listed(tmp_path)), out)
    text = out.read_text(encoding="utf-8")
    for said in (
        "Anna",
        "Brien",
        "Dwayne",
        "03/05/1980",
        "ZH1",
        "C1",
        "C2",
        "rent",
        bytes(range(4)).hex(),
    ):
        assert said not in text
    assert out.stat().st_mode & 0o077 == 0


def test_order_and_repeats_of_the_list_change_no_byte(tmp_path):
    head, *rows = LIST.splitlines(keepends=True)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    write_encoded(encoded(listed(tmp_path)), first)
    write_encoded(encoded(listed(tmp_path, "".join([head, *reversed(rows), *rows]))), second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("written", ["1980-05-03", "3/5/1980", "03-05-1980", "03 May 1980"])
def test_dates_are_read_as_the_list_has_them(tmp_path, written):
    made = encoded(
        listed(tmp_path, f"Forename,Surname,Date of Birth\nAnna,O'Brien,{written}\n")
    )
    table = pl.DataFrame(
        {
            "forename": ["Anna"],
            "surname": ["O'Brien"],
            "born": [date(1980, 5, 3)],
            "sex": [None],
            "postcode": [None],
        }
    )
    wanted = encode_for_linkage(table, KEY)["surname_code"][0]
    assert made.people["surname_code"].to_list() == [wanted]


def test_a_row_that_cannot_be_read_is_told_without_its_cells(tmp_path):
    made = encoded(listed(tmp_path, LIST + "C9,Bob,Jones,31/02/1999,M,,,\n"))
    assert (made.rows_refused, made.people.height) == (1, 2)
    (reason,) = made.refused
    assert reason.startswith("clients.csv:5:DOB: expected a date")
    assert "1999" not in reason


@pytest.mark.parametrize(
    ("text", "said", "wrong"),
    [
        pytest.param("a,b\n1,2\n", {}, "headers", id="another file"),
        pytest.param(LIST, {"agency": " "}, "agency has no name", id="no agency"),
        pytest.param(LIST, {"headers": {"shoe": "x"}}, "no column is called shoe", id="column"),
        pytest.param("PK\x03\x04", {}, "cannot be read", id="not a CSV"),
    ],
)
def test_what_is_no_list_of_people_is_refused(tmp_path, text, said, wrong):
    with pytest.raises(SourceError, match=wrong) as error:
        encoded(listed(tmp_path, text), **said)
    assert "Brien" not in str(error.value)


def test_a_list_may_head_its_columns_otherwise(tmp_path):
    text = "Known as,Last Name,DOB,First Name\nAnn,O'Brien,03/05/1980,Anna\n"
    path = listed(tmp_path, text)
    assert not encoded(path, headers={"forename": "Known as"}).people.equals(
        encoded(path).people
    )


# -- the command ----------------------------------------------------------------------------


@pytest.fixture
def key_file(tmp_path) -> Path:
    make_key(tmp_path / "keys" / "codes.key")
    return tmp_path / "keys" / "codes.key"


def test_the_command_says_what_leaves_and_what_stays(tmp_path, key_file):
    out = tmp_path / "codes.csv"
    code, said = run(
        "encode", listed(tmp_path), "--key-file", key_file, "--agency", "L", "--out", out
    )
    assert code == 0
    assert "3 rows read, 2 people encoded" in said
    assert "Leaves this machine" in said
    assert "Stays, and is not looked at: Notes" in said
    assert "Codes are personal data" in said
    assert key_file.read_text().strip() not in said + out.read_text()
    assert read_key(key_file).name in out.read_text()


def test_refused_rows_have_their_own_exit_code(tmp_path, key_file):
    path = listed(tmp_path, LIST + "C9,Bob,Jones,31/02/1999,M,,,\n")
    code, said = run(
        *("encode", path, "--key-file", key_file, "--agency", "L", "--json"),
        *("--out", tmp_path / "codes.csv"),
    )
    assert code == 3
    assert json.loads(said)["rows_refused"] == 1


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(lambda key: key.chmod(0o644), "can be opened by others", id="open file"),
        pytest.param(
            lambda key: key.parent.chmod(0o755), "folder of the key", id="open folder"
        ),
        pytest.param(lambda key: key.write_text("abc"), "holds no key", id="too short"),
        pytest.param(
            lambda key: key.write_text("0" * 63 + "g"), "holds no key", id="no digits"
        ),
        pytest.param(lambda key: key.unlink(), "the key for codes is not there", id="missing"),
    ],
)
def test_a_key_that_is_not_kept_well_is_refused(tmp_path, key_file, spoil, said):
    secret = key_file.read_text().strip()
    spoil(key_file)
    code, told = run(
        *("encode", listed(tmp_path), "--key-file", key_file, "--agency", "L"),
        *("--out", tmp_path / "codes.csv"),
    )
    assert code == VaultError.exit_code
    assert said in told
    assert secret not in told
    assert not (tmp_path / "codes.csv").exists()


def test_a_list_is_not_written_over(tmp_path, key_file):
    path = listed(tmp_path)
    code, said = run("encode", path, "--key-file", key_file, "--agency", "L", "--out", path)
    assert code == SourceError.exit_code
    assert "over your list" in said
    assert path.read_text(encoding="utf-8") == LIST


def test_a_new_key_is_private_and_never_written_over(tmp_path):
    path = tmp_path / "keys" / "codes.key"
    code, said = run("encode-key", path)
    secret = path.read_text().strip()
    assert code == 0
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    assert secret not in said
    code, said = run("encode-key", path)
    assert code == VaultError.exit_code
    assert "there is a key already" in said
    assert path.read_text().strip() == secret
