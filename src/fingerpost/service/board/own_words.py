"""Words that an installation may replace: a file of the workspace, or ours where it has none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

T = TypeVar("T")
FOLDER = "board"  # of the workspace
HERE = Path(__file__).parent
log = logging.getLogger(__name__)


def own_or_ours(name: str, read: Callable[[str], T]) -> T:
    """Return what a file says: the workspace's, or ours where it has none that can be read.

    Parameters
    ----------
    name : str
        Of our file: ``risk_matrix.toml``. The workspace's is ``board/risk-matrix.toml``.
    read : callable
        Makes of its text what it says; raises ValueError, KeyError or TypeError where it cannot.
    """
    own = Path(settings.WORKSPACE) / FOLDER / name.replace("_", "-")
    if own.is_file():
        try:
            return read(own.read_text(encoding="utf-8"))
        except (OSError, TypeError, ValueError, KeyError):  # of TOML and of text too
            log.exception("%s/%s cannot be read: our own words are shown", FOLDER, own.name)
    return read((HERE / name).read_text(encoding="utf-8"))
