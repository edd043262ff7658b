"""The settings as the type checker sees them: it needs the apps, and neither workspace nor database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="fingerpost-mypy-"))
(_folder / "fingerpost.toml").write_text("[partnership]\nsynthetic = true\n", encoding="utf-8")
os.environ |= {
    "FINGERPOST_WORKSPACE": str(_folder),
    "FINGERPOST_MODE": "development",
    "DATABASE_URL": "postgresql://nobody@/nothing",
}

from fingerpost.service.config.settings import *  # noqa: E402, F403
