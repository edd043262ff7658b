"""The store: encrypted Parquet files in one private folder.

Each file is encrypted whole, its column names and statistics too (Parquet modular encryption,
AES-256-GCM, encrypted footer), under a key that belongs to its name: a file that is changed, or put
in the place of another, does not open. Whoever writes here holds the lock of the lake.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkstemp

import polars as pl

from fingerpost.evidence.core.errors import VaultError
from fingerpost.evidence.core.whole_files import flush_folder, write_whole
from fingerpost.evidence.vault.key import (
    Key,
    make_key,
    make_private_folder,
    read_key,
    require_private,
)
from fingerpost.evidence.vault.tokens import tokens

KEY_NAME = "key-name"  # says which key opens the vault, not the key
SUFFIX = ".parquet"
WAITING = "tmp"


@dataclass(frozen=True)
class Vault:
    """A private folder of encrypted tables, opened with its key."""

    folder: Path
    key: Key

    @classmethod
    def open(cls, folder: Path, key_file: Path) -> Vault:
        """Open a vault; a new one is made, with its key, if there is neither.

        Parameters
        ----------
        folder : Path
            Where the tables lie, mode 0700.
        key_file : Path
            The file of the key, mode 0600, in a folder of mode 0700.

        Raises
        ------
        VaultError
            If the key is missing though the vault holds something, is another vault's, or others
            can open the folder, the key or the key's folder.
        """
        if folder.exists():
            require_private(folder, "the vault")
        said = folder / KEY_NAME
        if not said.exists() and _tables(folder):
            raise VaultError(
                f"the vault has tables, but not its file {KEY_NAME}",
                where=str(folder),
                do="Put it back from your copy.",
            )
        key = read_key(key_file) if said.exists() or key_file.exists() else make_key(key_file)
        if not said.exists():
            make_private_folder(folder)
            write_whole(said, f"{key.name}\n".encode())
            said.chmod(0o600)
        if said.read_text(encoding="utf-8").strip() != key.name:
            raise VaultError(
                "this key is another vault's",
                where=str(key_file),
                do=f"Find the key with the name that stands in {said}.",
            )
        return cls(folder, key)

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """Write a table: it is on the disk, whole, when this returns, or not there at all.

        Parameters
        ----------
        name : str
            A relative path, such as ``landed/prison_releases/2024-q1/0123456789ab.parquet``.
        frame : DataFrame
        """
        import pyarrow.parquet as pq
        from pyarrow.parquet.encryption import create_encryption_properties

        target = self._path(name)
        make_private_folder(target.parent)
        make_private_folder(self.folder / WAITING)
        encryption = create_encryption_properties(self._key_of(name))
        handle, temporary = mkstemp(dir=self.folder / WAITING)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                pq.write_table(
                    frame.to_arrow(),
                    file,
                    compression="zstd",
                    compression_level=1,
                    # One page for each column, no more: half the time, and smaller.
                    use_dictionary=False,
                    write_statistics=False,
                    encryption_properties=encryption,
                )
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        flush_folder(target.parent)

    def get(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return a table, or some of its columns.

        Raises
        ------
        VaultError
            If there is no such table, or it was changed or moved.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq
        from pyarrow.parquet.encryption import create_decryption_properties

        path = self._path(name)
        if not path.is_file():
            raise VaultError(
                "the vault has lost a table", where=name, do="Put it back from your copy."
            )
        try:
            table = pq.read_table(
                pa.BufferReader(path.read_bytes()),
                columns=None if columns is None else list(columns),
                decryption_properties=create_decryption_properties(self._key_of(name)),
            )
        except (OSError, pa.ArrowException):
            raise VaultError(
                "a table of the vault does not open: it was changed, moved, or made with another key",
                where=name,
                do="Put it back from your copy.",
            ) from None
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)
        return frame

    def has(self, name: str) -> bool:
        """Tell whether there is such a table."""
        return self._path(name).is_file()

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """Return the names of the tables that begin with `prefix`, in order."""
        return tuple(name for name in _tables(self.folder) if name.startswith(prefix))

    def remove(self, name: str) -> None:
        """Remove a table, if it is there."""
        path = self._path(name)
        if path.is_file():
            path.unlink()
            flush_folder(path.parent)

    def token(self, values: pl.Series, purpose: str) -> pl.Series:
        """Return a keyed pseudonym of each value, 32 digits; null stays null.

        Equal values have equal tokens for one purpose. Without the key nobody can work out a
        token, and tokens of two purposes cannot be matched.

        Parameters
        ----------
        values : Series
            Of text, or of what is told apart by its text.
        purpose : str
            What the tokens are for: ``"person:measures"``.
        """
        return tokens(values, self.key.derive(f"token: {purpose}"))

    def _key_of(self, name: str) -> bytes:
        return self.key.derive(f"table: {name}")

    def _path(self, name: str) -> Path:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or path.suffix != SUFFIX:
            raise ValueError(f"{name!r} cannot be the name of a table in the vault")
        return self.folder / path


def sweep(folder: Path, *, keep: Collection[str], within: Sequence[str]) -> None:
    """Remove the tables that nobody names: what a crash left behind. Needs no key.

    Parameters
    ----------
    folder : Path
        Of the vault.
    keep : collection of str
        The names that stay.
    within : sequence of str
        Only tables whose first folder is one of these are looked at.
    """
    shutil.rmtree(folder / WAITING, ignore_errors=True)
    for name in _tables(folder):
        if PurePosixPath(name).parts[0] in within and name not in keep:
            (folder / name).unlink()


def _tables(folder: Path) -> tuple[str, ...]:
    found = (path.relative_to(folder) for path in folder.rglob(f"*{SUFFIX}"))
    return tuple(sorted(path.as_posix() for path in found))
