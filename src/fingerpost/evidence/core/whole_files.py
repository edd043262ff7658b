"""Write files so that they are on the disk whole, or not there at all, whenever the power goes."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole, on the disk, or not there at all."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    flush_folder(target.parent)


def flush_folder(path: Path) -> None:
    """Ask the disk to keep the folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
