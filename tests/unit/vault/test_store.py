"""What is in the vault is whole, private, and readable with its key alone."""

import errno
import stat
import traceback
from datetime import date

import polars as pl
import polars.testing
import pytest

from fingerpost.evidence.core.errors import VaultError
from fingerpost.evidence.vault import Vault, make_key, sweep

NAME = "landed/prison_releases/2024-q1-abcdef/0123456789ab.parquet"
PEOPLE = pl.DataFrame(
    {
        "record": range(1, 2001),
        "surname": [f"Quillfeather{n % 7}" for n in range(2000)],
        "forename": ["Ptolemy", None] * 1000,
        "date_of_birth": [date(1987, 11, 23)] * 2000,
        "postcode": ["ZH1 4QX"] * 2000,
        "prison_number": [f"A{n:04d}QUARTZ" for n in range(2000)],
    },
    schema_overrides={"record": pl.Int64},
)


@pytest.fixture
def vault(tmp_path):
    return Vault.open(tmp_path / "vault", tmp_path / "keys" / "a.key")


def everything(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_table_comes_back_as_it_was(vault):
    vault.put(NAME, PEOPLE)
    polars.testing.assert_frame_equal(vault.get(NAME), PEOPLE)
    assert vault.get(NAME, ["record", "postcode"]).columns == ["record", "postcode"]
    assert vault.names() == vault.names("landed/prison") == (NAME,)
    assert vault.names("linked/") == ()
    assert vault.has(NAME)


def test_an_empty_table_keeps_its_columns(vault):
    vault.put(NAME, PEOPLE.clear())
    polars.testing.assert_frame_equal(vault.get(NAME), PEOPLE.clear())


def test_no_byte_of_the_vault_is_plain(vault):
    vault.put(NAME, PEOPLE)
    stored = everything(vault.folder)
    assert stored.count(b"PARE") >= 2  # the mark of Parquet with an encrypted footer
    assert b"PAR1" not in stored
    plain = [
        *PEOPLE.columns,
        "Quillfeather",
        "Ptolemy",
        "ZH1 4QX",
        "QUARTZ",
        "ARROW:schema",
        "zstd",
    ]
    assert not [word for word in plain if word.encode() in stored]
    days = date(1987, 11, 23).toordinal() - date(1970, 1, 1).toordinal()
    assert days.to_bytes(4, "little") not in stored


def test_what_is_stored_is_seen_where_it_is_not_encrypted(vault, tmp_path):
    """The test above can fail: the same bytes are found in a plain file."""
    PEOPLE.write_parquet(tmp_path / "plain.parquet", compression="uncompressed")
    plain = (tmp_path / "plain.parquet").read_bytes()
    assert b"Quillfeather" in plain
    assert (date(1987, 11, 23) - date(1970, 1, 1)).days.to_bytes(4, "little") in plain


def test_the_same_table_twice_is_not_told_by_its_bytes(vault):
    other = NAME.replace("q1", "q2")
    vault.put(NAME, PEOPLE)
    vault.put(other, PEOPLE)
    first = (vault.folder / NAME).read_bytes()
    assert first != (vault.folder / other).read_bytes()
    vault.put(NAME, PEOPLE)
    assert first != (vault.folder / NAME).read_bytes()


def test_folders_and_files_are_their_owners_alone(vault):
    vault.put(NAME, PEOPLE)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in vault.folder.rglob("*") if p.is_dir()}
    assert modes | {stat.S_IMODE(vault.folder.stat().st_mode)} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in vault.folder.rglob("*") if p.is_file()} == {
        0o600
    }


def test_a_vault_opens_again_with_its_key(vault, tmp_path):
    vault.put(NAME, PEOPLE)
    again = Vault.open(tmp_path / "vault", tmp_path / "keys" / "a.key")
    assert again.get(NAME).height == PEOPLE.height
    assert again.token(PEOPLE["surname"], "x").equals(vault.token(PEOPLE["surname"], "x"))


def other_key(tmp_path):
    make_key(tmp_path / "others" / "b.key")
    return (tmp_path / "others" / "b.key").read_text()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(
            lambda t: (t / "keys/a.key").write_text(other_key(t)),
            "another vault's",
            id="another key",
        ),
        pytest.param(lambda t: (t / "keys/a.key").unlink(), "key .* not there", id="no key"),
        pytest.param(
            lambda t: (t / "vault/key-name").unlink(), "not its file key-name", id="no name"
        ),
        pytest.param(lambda t: (t / "vault").chmod(0o755), "chmod 700", id="open vault"),
        pytest.param(lambda t: (t / "keys/a.key").chmod(0o644), "chmod 600", id="open key"),
        pytest.param(lambda t: (t / "keys").chmod(0o755), "chmod 700", id="open folder"),
    ],
)
def test_a_vault_that_cannot_be_trusted_is_refused(vault, tmp_path, spoil, words):
    vault.put(NAME, PEOPLE)
    before = everything(vault.folder)
    secret = (tmp_path / "keys" / "a.key").read_text().strip()
    spoil(tmp_path)
    with pytest.raises(VaultError, match=words) as error:
        Vault.open(tmp_path / "vault", tmp_path / "keys" / "a.key")
    assert secret not in "".join(traceback.format_exception(error.value))
    assert error.value.exit_code == 17
    assert set(before) >= set(everything(vault.folder))  # nothing was made anew
    (tmp_path / "vault").chmod(0o700)


def cut(data):
    return data[:-9]


def flip(data):
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("change", [cut, flip, lambda data: b"", lambda data: data[:4]])
def test_a_table_that_was_changed_does_not_open(vault, change):
    vault.put(NAME, PEOPLE)
    path = vault.folder / NAME
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(VaultError, match="does not open"):
        vault.get(NAME)


def test_a_table_in_the_place_of_another_does_not_open(vault):
    other = NAME.replace("q1", "q2")
    vault.put(NAME, PEOPLE)
    (vault.folder / other).parent.mkdir()
    (vault.folder / NAME).rename(vault.folder / other)
    with pytest.raises(VaultError, match="does not open"):
        vault.get(other)
    with pytest.raises(VaultError, match="lost"):
        vault.get(NAME)


def test_a_plain_table_that_somebody_put_there_is_refused(vault):
    vault.put(NAME, PEOPLE)
    PEOPLE.write_parquet(vault.folder / NAME)
    with pytest.raises(VaultError, match="does not open"):
        vault.get(NAME)


def test_a_write_that_fails_leaves_the_table_as_it_was(vault, monkeypatch):
    vault.put(NAME, PEOPLE.head(1))

    def is_full(handle):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("fingerpost.evidence.vault.store.os.fsync", is_full)
    with pytest.raises(OSError, match="no room"):
        vault.put(NAME, PEOPLE)
    assert vault.get(NAME).height == 1
    assert not list((vault.folder / "tmp").iterdir())


@pytest.mark.parametrize(
    "name", ["/etc/a.parquet", "../a.parquet", "a/../../b.parquet", "a.csv"]
)
def test_names_stay_inside(vault, name):
    for act in (vault.get, vault.has, vault.remove, lambda n: vault.put(n, PEOPLE)):
        with pytest.raises(ValueError, match="cannot be the name"):
            act(name)


def test_remove_and_sweep(vault):
    kept, swept, others = NAME, "rejects/a/b.parquet", "linked/c.parquet"
    for name in (kept, swept, others):
        vault.put(name, PEOPLE)
    (vault.folder / "tmp" / "half").write_bytes(b"half a table")
    sweep(vault.folder, keep={kept}, within=("landed", "rejects"))
    assert vault.names() == (kept, others)
    assert not (vault.folder / "tmp").exists()
    vault.remove(kept)
    vault.remove(kept)
    assert vault.names() == (others,)
    sweep(vault.folder / "nowhere", keep=(), within=("landed",))


def test_a_vault_does_not_show_its_key(vault, tmp_path):
    assert (tmp_path / "keys" / "a.key").read_text().strip() not in repr(vault)
    assert vault.key.name in repr(vault)
