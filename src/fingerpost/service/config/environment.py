"""What the environment says: which workspace, which database, who may call, how careful to be."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fingerpost.evidence.core.errors import FingerpostError


class SettingsError(FingerpostError):
    """The environment says something that cannot be, or leaves out what must be said."""

    exit_code = 51


class Mode(StrEnum):
    """How careful the service is. Only a synthetic workspace may be shown as a demo."""

    PRODUCTION = "production"
    DEMO = "demo"  # made-up people, printed sign-ins, no second factor, and every page says so
    DEVELOPMENT = "development"


@dataclass(frozen=True)
class Environment:
    """The settings that differ from machine to machine; everything else is in `settings.py`."""

    mode: Mode
    workspace: Path
    database_url: str
    hosts: tuple[str, ...]
    secret_key: str
    is_https: bool
    is_synthetic: bool
    partnership: str
    evidence_holder: str  # the short name of the agency that keeps the evidence; "": not said

    @property
    def is_demo(self) -> bool:
        """Whether everybody on it is made up."""
        return self.mode is Mode.DEMO

    @classmethod
    def read(cls, said: Mapping[str, str] = os.environ) -> Environment:
        """Read the environment.

        FINGERPOST_WORKSPACE, DATABASE_URL, FINGERPOST_MODE (production if not said),
        FINGERPOST_HOSTS (separated by commas), FINGERPOST_SECRET_KEY_FILE (by default
        `keys/service.secret` in the workspace, made on first use), FINGERPOST_HTTPS ("no" only
        where something in front of us is never spoken to over a network),
        FINGERPOST_EVIDENCE_HOLDER (the short name of the agency that keeps the evidence: files land
        if an agreement lets their sender give them to it; if not said, to any council, public health
        team or PCC's office).

        Raises
        ------
        SettingsError
            Naming the variable and what to do.
        """
        folder = said.get("FINGERPOST_WORKSPACE", "")
        if not folder:
            raise SettingsError(
                "FINGERPOST_WORKSPACE is not set",
                do="Set it to the folder with fingerpost.toml, or start with: fingerpost serve FOLDER",
            )
        workspace = Path(folder).resolve()
        try:
            content = tomllib.loads((workspace / "fingerpost.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(
                "FINGERPOST_WORKSPACE names a folder without a readable fingerpost.toml",
                where=str(workspace),
                do="Make a workspace: fingerpost init FOLDER",
            ) from error
        partnership = content.get("partnership", {})
        try:
            mode = Mode(said.get("FINGERPOST_MODE", Mode.PRODUCTION))
        except ValueError as error:
            raise SettingsError(
                "FINGERPOST_MODE is not one of production, demo, development", do="Mend it."
            ) from error
        is_synthetic = bool(partnership.get("synthetic", False))
        if mode is Mode.DEMO and not is_synthetic:
            raise SettingsError(
                "a demo needs a synthetic workspace, in which nobody is real",
                where=str(workspace),
                do="Make one: fingerpost demo. For real people leave FINGERPOST_MODE out.",
            )
        url = said.get("DATABASE_URL", "")
        if not url:
            raise SettingsError(
                "DATABASE_URL is not set", do="Set it, or start with: fingerpost serve FOLDER"
            )
        hosts = tuple(
            host.strip() for host in said.get("FINGERPOST_HOSTS", "").split(",") if host.strip()
        )
        return cls(
            mode=mode,
            workspace=workspace,
            database_url=url,
            hosts=hosts
            or (() if mode is Mode.PRODUCTION else ("localhost", "127.0.0.1", "[::1]")),
            secret_key=_secret_key(workspace, said.get("FINGERPOST_SECRET_KEY_FILE", "")),
            is_https=said.get("FINGERPOST_HTTPS", "yes" if mode is Mode.PRODUCTION else "no")
            != "no",
            is_synthetic=is_synthetic,
            partnership=str(partnership.get("name", "The partnership")),
            evidence_holder=said.get("FINGERPOST_EVIDENCE_HOLDER", "").strip(),
        )


def _secret_key(workspace: Path, named: str) -> str:
    path = Path(named) if named else workspace / "keys" / "service.secret"
    if not path.is_file():
        if named:
            raise SettingsError(
                "FINGERPOST_SECRET_KEY_FILE names no file",
                do="Make it, with 50 random characters.",
            )
        path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < 50:
        raise SettingsError(
            "the secret key is shorter than 50 characters",
            where=str(path),
            do="Make a longer one.",
        )
    return key
