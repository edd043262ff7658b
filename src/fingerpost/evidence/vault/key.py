"""The vault's key: one file that only its owner can open, and the sub-keys made from it."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn

from fingerpost.evidence.core.errors import VaultError
from fingerpost.evidence.core.whole_files import flush_folder

BYTES = 32
WRITTEN = re.compile(rf"[0-9a-f]{{{2 * BYTES}}}")  # 64 digits: it can be put on paper


class Key:
    """The secret that opens a vault. It shows itself nowhere: only `name` may be said.

    Parameters
    ----------
    secret : bytes
        32 random bytes.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != BYTES:
            raise ValueError(f"a key has {BYTES} bytes")
        self._secret = secret

    def derive(self, label: str) -> bytes:
        """Return the sub-key of a label, 32 bytes; from one sub-key no other can be worked out.

        References
        ----------
        .. [1] RFC 5869, HKDF: the step "expand" for one block. The step "extract" is left out, as
           section 3.3 allows for a key that is random already.
        """
        return hmac.digest(self._secret, label.encode() + b"\x01", "sha256")

    @property
    def name(self) -> str:
        """Sixteen digits that tell two keys apart and say nothing of either."""
        return self.derive("name of the key").hex()[:16]

    def __repr__(self) -> str:
        return f"Key(name={self.name!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not copied or sent: read its file where it is needed")


def read_key(
    path: Path,
    *,
    what: str = "the key of the vault",
    if_missing: str = "Put it back from your copy, or name its file in FINGERPOST_VAULT_KEY_FILE.",
) -> Key:
    """Return the key in a file.

    Parameters
    ----------
    path : Path
    what : str
        Which key it is, in words.
    if_missing : str
        What to do where there is no such file.

    Raises
    ------
    VaultError
        If it is not there, others than its owner can open it or its folder, or it is no key.
    """
    if not path.is_file():
        raise VaultError(f"{what} is not there", where=str(path), do=if_missing)
    require_private(path.parent, "the folder of the key")
    require_private(path, what)
    written = path.read_bytes().strip().decode("ascii", "replace")
    if WRITTEN.fullmatch(written) is None:
        raise VaultError(
            f"this file holds no key: a key is {2 * BYTES} digits of 0 to 9 and a to f",
            where=str(path),
            do="Put the key back from your copy.",
        )
    return Key(bytes.fromhex(written))


def make_key(path: Path) -> Key:
    """Make a new key in a file that only its owner can open, and return it.

    If another process makes one at the same time, both use the one that came first.

    Raises
    ------
    VaultError
        If others can open the folder.
    """
    make_private_folder(path.parent)
    with NamedTemporaryFile("w", dir=path.parent, suffix=".tmp") as file:  # mode 0600
        file.write(f"{secrets.token_bytes(BYTES).hex()}\n")
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)  # never replaces a key that is there
        except FileExistsError:
            return read_key(path)
    flush_folder(path.parent)
    return read_key(path)


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, which only its owner can open."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=stat.S_IRWXU, exist_ok=True)
        flush_folder(folder.parent)


def require_private(path: Path, what: str) -> None:
    """Refuse a file or folder that anybody but its owner can open.

    Raises
    ------
    VaultError
        Saying how to close it.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        wanted = "700" if path.is_dir() else "600"
        raise VaultError(
            f"{what} can be opened by others (its mode is {mode:o})",
            where=str(path),
            do=f"Close it: chmod {wanted} {path}.",
        )
