"""Open paths: files, folders and ZIP archives, each file as its bytes, nothing unpacked to disk.

An archive is a stranger's: its names may point outside it, its stated sizes may lie, it may hold a
few kilobytes that become a disk full of zeros. So nothing is written, names are checked before
use, and bytes are counted as they come out. What cannot be opened safely is said, and the rest
of the folder or archive is read on; only a bomb ends the reading of its archive.
"""

from __future__ import annotations

import io
import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.sources.results import Opened, Unopened

# A month of every police force in England is 0.3 GB; the largest open extract we know is 1.2 GB.
MAX_FILE_BYTES = 2 * 1024**3
# Three years of every force, unpacked. More than this is not one delivery.
MAX_ARCHIVE_BYTES = 16 * 1024**3
# The publisher's own archive of every force for three years has about 4,700 members.
MAX_MEMBERS = 20_000
# CSV of open data packs 4 to 15 times, sheets of mostly blank cells up to 100 times; a bomb packs
# 1,000 times. Small members are left alone: they can do no harm, and their ratio says little.
MAX_RATIO = 200
RATIO_MATTERS_FROM = 16 * 1024**2
PIECE = 1024**2

OUR_FOLDERS = frozenset({"lake", "vault", "published", "postgres", "quarantine"})
WORKSPACE_FILE = "fingerpost.toml"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
WORKBOOK_MEMBERS = ("[Content_Types].xml", "content.xml")  # xlsx; ods

_DRIVE = re.compile(r"^[A-Za-z]:")


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)


class _BombError(Exception):
    """More came out of an archive than any honest file holds."""


def open_files(path: Path) -> Iterator[Opened | Unopened]:
    """Yield each file under `path`: itself, the files of a folder, the members of a ZIP.

    Parameters
    ----------
    path : Path
        A file, a folder (read with its sub-folders, in name order, hidden files left out), or a
        ZIP archive (each member is named ``archive.zip!member``). Inside a workspace the folders
        that Fingerpost itself writes are left out.

    Yields
    ------
    Opened or Unopened
        The bytes of a file, or why it was not opened and what to do.
    """
    if path.is_dir():
        for file in _files_of(path):
            yield from _open(file, file.relative_to(path).as_posix())
    elif path.exists():
        yield from _open(path, path.name)
    else:
        yield Unopened(
            path, path.name, "there is no such file", "Check the path and try again."
        )


def is_workbook(data: bytes) -> bool:
    """Tell whether `data` is a spreadsheet: a ZIP archive whose parts are those of xlsx or ods."""
    if not data.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _holds_workbook(archive)
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _holds_workbook(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    return any(name in names for name in WORKBOOK_MEMBERS)


def _files_of(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        ours = OUR_FOLDERS if WORKSPACE_FILE in files else frozenset()
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in ours
        )
        for name in sorted(files):
            if not name.startswith(".") and name != WORKSPACE_FILE:
                yield Path(here) / name


def _open(path: Path, name: str) -> Iterator[Opened | Unopened]:
    if not path.is_file():
        yield Unopened(path, name, "it is not a plain file", "Copy the data into a file.")
        return
    try:
        with path.open("rb") as file:
            is_archive = file.read(4).startswith(ZIP_MAGIC)
        if is_archive:
            yield from _open_archive(path, name)
            return
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            yield Unopened(path, name, _too_large(size), "Split it by month or by area.")
            return
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        yield Unopened(path, name, f"it cannot be read ({why})", "Check who may read it.")
        return
    yield Opened(path, name, data, fingerprint_bytes(data))


def _open_archive(path: Path, name: str) -> Iterator[Opened | Unopened]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError) as error:
        yield Unopened(path, name, f"it is a damaged ZIP archive ({error})", "Fetch it again.")
        return
    with archive:
        if _holds_workbook(archive):
            size = path.stat().st_size
            if size > MAX_FILE_BYTES:
                yield Unopened(path, name, _too_large(size), "Split it by year.")
                return
            data = path.read_bytes()
            yield Opened(path, name, data, fingerprint_bytes(data))
            return
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            why = f"it holds {len(members):,} files, more than the {MAX_MEMBERS:,} we open"
            yield Unopened(path, name, why, "Split the archive.")
            return
        yield from _open_members(archive, members, path, name)


def _open_members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], path: Path, name: str
) -> Iterator[Opened | Unopened]:
    packed, taken = max(path.stat().st_size, 1), 0
    seen: set[str] = set()
    for member in sorted(members, key=lambda item: item.filename):
        full = f"{name}!{member.filename}"
        if _is_hidden(member.filename):
            continue
        problem = _problem_of(member, seen)
        seen.add(member.filename)
        if problem is not None:
            yield Unopened(path, full, *problem)
            continue
        try:
            data = _unpack(archive, member, taken, packed)
        except _BombError as bomb:
            yield Unopened(
                path,
                full,
                f"{bomb}; the rest of the archive was not read",
                "Ask what it is for.",
            )
            return
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
        ) as error:
            why = f"its bytes in the archive are damaged or packed in an unknown way ({error})"
            yield Unopened(path, full, why, "Fetch the archive again.")
            continue
        except RuntimeError:  # what zipfile raises for a password it was not given
            yield Unopened(path, full, *_PASSWORD)
            continue
        taken += len(data)
        if data.startswith(ZIP_MAGIC) and not is_workbook(data):
            yield Unopened(
                path,
                full,
                "it is an archive inside an archive",
                "Unpack the outer archive first.",
            )
            continue
        yield Opened(path, full, data, fingerprint_bytes(data))


_PASSWORD = ("it is protected by a password", "Ask the sender for a copy without one.")


def _problem_of(member: zipfile.ZipInfo, seen: set[str]) -> tuple[str, str] | None:
    """Return why a member is not opened, before touching its bytes, and what to do."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts:
        return "its name points outside the archive", "Ask the sender to pack the files again."
    if member.flag_bits & 0x1:
        return _PASSWORD
    if member.filename in seen:
        return "the archive holds this name twice", "Ask the sender which of the two is right."
    if member.file_size > MAX_FILE_BYTES:
        return _too_large(member.file_size), "Split it by month or by area."
    return None


def _unpack(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, taken: int, packed: int
) -> bytes:
    """Return the bytes of a member, counting them as they come: stated sizes may lie."""
    pieces: list[bytes] = []
    size = 0
    allowance = MAX_RATIO * max(member.compress_size, 1)
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise _BombError(_too_large(size))
            if size > RATIO_MATTERS_FROM and size > allowance:
                raise _BombError(f"it unpacks to more than {MAX_RATIO} times its packed size")
            total = taken + size
            if total > MAX_ARCHIVE_BYTES or (
                total > RATIO_MATTERS_FROM and total > MAX_RATIO * packed
            ):
                raise _BombError("the archive unpacks to far more than it can honestly hold")
    return b"".join(pieces)


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts


def _too_large(size: int) -> str:
    return (
        f"it is {size / 1024**3:.1f} GiB, more than the {MAX_FILE_BYTES // 1024**3} GiB we open"
    )
