"""Where files wait until they are checked: a folder of the workspace that no address leads to.

A name is a stranger's word. What is kept of it are letters, digits and a few marks, since some sources
read their period from the name; nothing is ever looked up by it.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

FOLDER = "quarantine"
INCOMING = "incoming"
MAX_BYTES = 500 * 1024**2
PART_BYTES = 1024**2  # of a resumable upload; below Django's own limit of a request's memory
LONGEST_NAME = 120  # bytes; a file system takes 255
KEEP_FREE = 2 * 1024**3  # bytes of the disk that uploads leave alone
ALLOWED = " ._-()+"


def root() -> Path:
    """Return the quarantine, made with mode 0700 if it is new."""
    return _private(Path(settings.WORKSPACE) / FOLDER)


def incoming() -> Path:
    """Return the folder for files whose request is still going on."""
    return _private(root() / INCOMING)


def folder_of(upload: int) -> Path:
    """Return the folder of an upload, made if it is new."""
    return _private(root() / f"{upload:09d}")


def path_of(upload: int, name: str) -> Path:
    """Return where the bytes of an upload lie."""
    assert name == safe_name(name), "only a name that was made safe becomes a path"
    return folder_of(upload) / name


def remove(upload: int) -> None:
    """Delete the bytes of an upload."""
    shutil.rmtree(root() / f"{upload:09d}", ignore_errors=True)


def keep_only(uploads: set[int], *, begun_before: datetime) -> None:
    """Delete whatever else was begun before a time, by the clock of the files."""
    for path in (*root().iterdir(), *incoming().iterdir()):
        is_needed = path.name == INCOMING or (path.name.isdigit() and int(path.name) in uploads)
        if is_needed or path.stat().st_mtime >= begun_before.timestamp():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def has_room_for(size: int) -> bool:
    """Tell whether the disk takes so many bytes, and as many again for the lake."""
    return shutil.disk_usage(root()).free - 2 * size > KEEP_FREE


def safe_name(name: str) -> str:
    """Return a file name that is harmless as a path, in a header, in a log and on a page.

    Everything but letters, digits and `ALLOWED` becomes a low line, folders are cut off, and a name
    that is too long keeps its beginning and its ending.
    """
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(one if one.isalnum() or one in ALLOWED else "_" for one in last)
    kept = re.sub(r"_{2,}", "_", re.sub(r"\.{2,}", ".", kept)).strip(" ._-+")
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending.encode()) > 10:
        stem, dot, ending = kept, "", ""
    room = LONGEST_NAME - len(f"{dot}{ending}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" ._-+")
    return f"{stem}{dot}{ending}" or "file"


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        os.chmod(folder, 0o700)  # noqa: PTH101, said by its number
    return folder
