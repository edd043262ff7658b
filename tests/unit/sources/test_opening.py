"""Files, folders and archives: what is opened, and what is left with a reason."""

from __future__ import annotations

import io
import os
import struct
import zipfile

import pytest
import pyzipper

from fingerpost.evidence.sources import Opened, Unopened, open_files, opening


def archive(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


def names(path):
    return [item.name for item in open_files(path) if isinstance(item, Opened)]


def problems(path):
    return {item.name: item.reason for item in open_files(path) if isinstance(item, Unopened)}


def test_a_file_is_opened_with_its_fingerprint(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")
    (item,) = open_files(tmp_path / "a.csv")
    assert isinstance(item, Opened)
    assert item.data == b"abc"
    assert item.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_missing_file_is_said(tmp_path):
    assert problems(tmp_path / "none.csv") == {"none.csv": "there is no such file"}


def test_a_folder_is_read_in_name_order_without_hidden_files(tmp_path):
    for name in ("b.csv", "a/z.csv", "a/.hidden.csv", ".git/x.csv", "c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert names(tmp_path) == ["b.csv", "c.csv", "a/z.csv"]


def test_a_workspace_does_not_read_what_it_wrote(tmp_path):
    for name in ("inbox/a.csv", "lake/b.csv", "vault/c.csv", "published/d.csv", "postgres/e"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(name)
    assert len(names(tmp_path)) == 5
    (tmp_path / "fingerpost.toml").write_text("")
    assert names(tmp_path) == ["inbox/a.csv"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert problems(tmp_path) == {"pipe": "it is not a plain file"}


def test_members_of_an_archive_are_read_in_memory(tmp_path):
    path = archive(tmp_path / "m.zip", {"2024-01/a.csv": b"1", "__MACOSX/x": b"", ".b": b""})
    (item,) = open_files(path)
    assert isinstance(item, Opened)
    assert item.name == "m.zip!2024-01/a.csv"
    assert item.base_name == "a.csv"
    assert item.path == path
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a/../../b.csv", "C:\\x.csv", "..\\x.csv"]
)
def test_a_name_that_points_outside_is_left_and_the_rest_read(tmp_path, name):
    path = archive(tmp_path / "m.zip", {name: b"x", "good.csv": b"1"})
    assert list(problems(path).values()) == ["its name points outside the archive"]
    assert names(path) == ["m.zip!good.csv"]


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path):
    path = archive(
        tmp_path / "m.zip", {"a.csv": b"1", "b.csv": bytes(64 * 1024**2), "c.csv": b""}
    )
    assert names(path) == ["m.zip!a.csv"]
    ((name, reason),) = problems(path).items()
    assert name == "m.zip!b.csv"
    assert "unpacks to" in reason
    assert "rest of the archive was not read" in reason


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAX_FILE_BYTES", 1024)
    monkeypatch.setattr(opening, "PIECE", 256)
    path = archive(tmp_path / "m.zip", {"b.csv": b"x" * 5000})
    data = path.read_bytes()
    # Both headers say that the member has ten bytes.
    data = data.replace(struct.pack("<L", 5000), struct.pack("<L", 10))
    path.write_bytes(data)
    assert names(path) == []
    assert len(problems(path)) == 1


def test_many_small_bombs_together_are_stopped(tmp_path):
    path = archive(tmp_path / "m.zip", {f"{n:02}.csv": bytes(8 * 1024**2) for n in range(12)})
    assert len(names(path)) < 12
    assert "far more than it can honestly hold" in next(iter(problems(path).values()))


def test_an_honest_archive_of_text_that_packs_well_is_read(tmp_path):
    text = "\n".join(
        f"2024-05,Cambridgeshire Constabulary,{n}" for n in range(500_000)
    ).encode()
    assert len(text) > opening.RATIO_MATTERS_FROM
    path = archive(tmp_path / "m.zip", {"a.csv": text})
    assert problems(path) == {}


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAX_MEMBERS", 3)
    path = archive(tmp_path / "m.zip", {f"{n}.csv": b"" for n in range(4)})
    assert "more than the 3" in problems(path)["m.zip"]


@pytest.mark.parametrize("method", [pyzipper.WZ_AES, None], ids=["AES", "classic"])
def test_a_password_is_said_and_the_rest_read(tmp_path, method):
    path = tmp_path / "m.zip"
    if method is None:
        # zipfile cannot write the classic encryption: set its flag on a plain member.
        archive(path, {"a.csv": b"secret"})
        data = bytearray(path.read_bytes())
        for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(magic) + offset] |= 1
        path.write_bytes(data)
    else:
        with pyzipper.AESZipFile(path, "w", encryption=method) as file:
            file.setpassword(b"secret")
            file.writestr("a.csv", b"secret")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("b.csv", b"1")
    assert problems(path) == {"m.zip!a.csv": "it is protected by a password"}
    assert names(path) == ["m.zip!b.csv"]


def test_an_archive_inside_an_archive_is_left(tmp_path):
    inner = io.BytesIO()
    archive(inner, {"a.csv": b"1"})
    path = archive(tmp_path / "m.zip", {"inner.zip": inner.getvalue(), "b.csv": b"1"})
    assert problems(path) == {"m.zip!inner.zip": "it is an archive inside an archive"}
    assert names(path) == ["m.zip!b.csv"]


def test_the_same_name_twice_in_an_archive(tmp_path):
    path = tmp_path / "m.zip"
    archive(path, {"a.csv": b"1"})
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("a.csv", b"2")
    assert names(path) == ["m.zip!a.csv"]
    assert problems(path) == {"m.zip!a.csv": "the archive holds this name twice"}


def test_a_cut_archive_and_a_damaged_member(tmp_path):
    path = archive(tmp_path / "m.zip", {"a.csv": os.urandom(5000), "b.csv": b"1"})
    whole = path.read_bytes()
    path.write_bytes(whole[:2000])
    assert "damaged ZIP" in problems(path)["m.zip"]
    path.write_bytes(whole[:1000] + bytes(100) + whole[1100:])
    assert "damaged" in problems(path)["m.zip!a.csv"]
    assert names(path) == ["m.zip!b.csv"]


def test_too_large_a_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAX_FILE_BYTES", 3)
    (tmp_path / "a.csv").write_bytes(b"1234")
    assert "more than the" in problems(tmp_path / "a.csv")["a.csv"]
