"""The key is made once, read only where nobody else can, and never shown."""

import copy
import hashlib
import hmac
import json
import os
import stat
import threading
import traceback

import pytest

from fingerpost.evidence.core.errors import VaultError
from fingerpost.evidence.vault import Key, make_key, read_key

SECRET = bytes(range(32))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_key_is_random_and_its_owners_alone(tmp_path):
    before = os.umask(0)  # the widest: what is made must be closed all the same
    try:
        key = make_key(tmp_path / "keys" / "a.key")
    finally:
        os.umask(before)
    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / "a.key") == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["a.key"]
    assert read_key(tmp_path / "keys" / "a.key").name == key.name
    assert make_key(tmp_path / "other" / "a.key").name != key.name


def test_a_key_that_is_there_is_never_replaced(tmp_path):
    path = tmp_path / "keys" / "a.key"
    made = []
    turns = [
        threading.Thread(target=lambda: made.append(make_key(path).name)) for _ in range(8)
    ]
    for turn in turns:
        turn.start()
    for turn in turns:
        turn.join()
    assert set(made) == {read_key(path).name}
    assert len(made) == 8


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(
            lambda p: p.chmod(0o640), "the key of the vault can be opened", id="group"
        ),
        pytest.param(lambda p: p.chmod(0o604), "chmod 600", id="everybody"),
        pytest.param(lambda p: p.parent.chmod(0o750), "the folder of the key can", id="folder"),
        pytest.param(lambda p: p.unlink(), "is not there", id="gone"),
        pytest.param(lambda p: p.write_text(""), "holds no key", id="empty"),
        pytest.param(lambda p: p.write_text("ab" * 31), "holds no key", id="cut off"),
        pytest.param(lambda p: p.write_text("zz" * 32), "holds no key", id="no digits"),
        pytest.param(lambda p: p.write_bytes(b"\xff" * 64), "holds no key", id="bytes"),
    ],
)
def test_a_key_that_cannot_be_trusted_is_refused(tmp_path, spoil, words):
    path = tmp_path / "keys" / "a.key"
    make_key(path)
    spoil(path)
    with pytest.raises(VaultError, match=words) as error:
        read_key(path)
    assert str(path) in str(error.value) or str(path.parent) in str(error.value)
    assert error.value.do


def test_no_error_shows_what_stands_in_the_key_file(tmp_path):
    path = tmp_path / "keys" / "a.key"
    make_key(path)
    nearly = "0123456789abcdef" * 4 + "0"
    path.write_text(nearly)
    with pytest.raises(VaultError) as error:
        read_key(path)
    assert nearly[:8] not in "".join(traceback.format_exception(error.value))


def test_a_key_shows_itself_nowhere():
    key = Key(SECRET)
    said = [repr(key), str(key), f"{key}", f"{[key]}", key.name, repr(vars(type(key)))]
    for form in (SECRET.hex(), repr(SECRET), repr(SECRET)[2:20], str(list(SECRET))):
        assert not [words for words in said if form in words]
    with pytest.raises(TypeError):
        copy.deepcopy(key)
    with pytest.raises(TypeError):
        json.dumps(key)
    assert not hasattr(key, "__dict__")


def test_sub_keys_are_the_expanding_step_of_hkdf():
    """RFC 5869, 2.3, one block: HMAC(key, info | 0x01)."""
    key = Key(SECRET)
    expected = hmac.new(SECRET, b"token: person\x01", hashlib.sha256).digest()
    assert key.derive("token: person") == expected
    assert len({key.derive(f"table: {n}") for n in range(100)}) == 100


def test_a_sub_key_is_the_published_one():
    """RFC 5869, appendix A.3, whose info is empty: PRK, and the first block of OKM."""
    prk = "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert Key(bytes.fromhex(prk)).derive("").hex() == okm


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_thirty_two_bytes(length):
    with pytest.raises(ValueError, match="32 bytes"):
        Key(bytes(length))
