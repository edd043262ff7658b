"""Fingerprints: the same input gives the same short name.

Used for files (SHA-256 of their bytes) and for settled data (SHA-256 of canonical JSON).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

CODE = frozenset({".py", ".csv", ".toml", ".j2", ".html", ".css", ".typ"})


def fingerprint_bytes(data: bytes | memoryview) -> str:
    """Return the SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def fingerprint_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of `value` written as JSON with sorted keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return fingerprint_bytes(text.encode())


@cache
def code_version() -> str:
    """Return the version of the library and a fingerprint of its code, ``0.1.0+1a2b3c4d``.

    A number can be traced to the code that made it even between two versions, and a run sees
    that a declaration or a method was changed.
    """
    room = Path(__file__).resolve().parents[1]
    return f"{version('fingerpost')}+{fingerprint_code(room)[:8]}"


@cache
def fingerprint_code(folder: Path) -> str:
    """Return the SHA-256 of the code and templates in a folder, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in CODE:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
