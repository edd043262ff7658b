"""The newest release that was made for the public, or none: any other is refused here."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.disclosure import PUBLIC, Release, read_release

log = logging.getLogger(__name__)


def newest() -> Release | None:
    """Return the release that everybody may read now, or None."""
    folder = Path(settings.WORKSPACE) / "published" / PUBLIC.name
    try:
        name = json.loads((folder / "latest.json").read_text(encoding="utf-8"))["release"]
        found = _read(str(folder / name))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    except FingerpostError:
        log.exception("the release for the public cannot be read")
        return None
    return found if may_be_shown(found) else None


def may_be_shown(release: Release) -> bool:
    """Tell whether a release may stand before everybody.

    It was made for the public, and a person let it out. Where nobody is real it may be a draft; the
    settings of the service and the release must both say so.
    """
    if release.reader != PUBLIC.name:
        return False
    is_synthetic = bool(settings.IS_SYNTHETIC) and release.partnership.is_synthetic
    return release.approval is not None or is_synthetic


@lru_cache(maxsize=2)
def _read(folder: str) -> Release:
    return read_release(Path(folder))
