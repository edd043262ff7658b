"""Every error that Fingerpost raises on purpose.

    FingerpostError            exit code 1
    ├── SourceError            10   a file, or the declaration of one, cannot be used
    ├── LakeError              15   the lake cannot be read or written
    │   └── LakeLockedError    16   somebody else is landing or linking
    ├── VaultError             17   the store of identifiers, or its key, cannot be used
    ├── MeasureError           20   a measure cannot be computed as asked
    ├── LinkageError           22   records cannot be linked as asked
    ├── WarningError           25   a warning rule or a signal in the ledger is not there
    ├── DisclosureError        30   something would leave unprotected
    │   └── OldReleaseError    31   a release was made by another version
    └── WorkspaceError         40   the folder is not a workspace, or its settings are wrong

Each says what was wrong, where, and what to do. A bad row is no error: it is a `Reject`, kept in
the lake with its reason. No message ever shows the value of a `personal` column.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something went wrong: a file, a row as a spreadsheet numbers it, a column."""

    file: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Return ``file:row:column``, leaving out what is unknown."""
        parts = [self.file]
        if self.row is not None:
            parts.append(str(self.row))
        if self.column is not None:
            parts.append(self.column)
        return ":".join(parts)


class FingerpostError(Exception):
    """What was wrong, where, and what to do about it.

    Parameters
    ----------
    what : str
        What was wrong, in one sentence without a full stop.
    where : Place or str, optional
        The file, row and column; or any other place in words.
    do : str
        What the reader can do now, as a sentence.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: Place | str | None = None, do: str = "") -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the one-line message: ``where: what. do``."""
        place = f"{self.where}: " if self.where is not None else ""
        return f"{place}{self.what}. {self.do}".strip()


class SourceError(FingerpostError):
    """A file, or a source's declaration, cannot be used."""

    exit_code = 10


class LakeError(FingerpostError):
    """The lake cannot be read or written."""

    exit_code = 15


class LakeLockedError(LakeError):
    """Somebody else is writing to the lake now."""

    exit_code = 16


class VaultError(FingerpostError):
    """The store of identifiers, or its key, is missing, changed, or open to others."""

    exit_code = 17


class MeasureError(FingerpostError):
    """A measure cannot be computed as asked."""

    exit_code = 20


class LinkageError(FingerpostError):
    """Records cannot be linked as asked."""

    exit_code = 22


class WarningError(FingerpostError):
    """A warning rule or a signal is not there, or may not be changed as asked."""

    exit_code = 25


class DisclosureError(FingerpostError):
    """Something would leave unprotected."""

    exit_code = 30


class OldReleaseError(DisclosureError):
    """A release was made by another version, and has to be made again to be read."""

    exit_code = 31


class WorkspaceError(FingerpostError):
    """The folder is not a workspace, or its settings are wrong."""

    exit_code = 40
