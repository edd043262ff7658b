"""A workspace: one folder with its settings, its inbox, its lake and what it published."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fingerpost.evidence.core.areas import Area, AreaKind, Partnership
from fingerpost.evidence.core.errors import WorkspaceError
from fingerpost.evidence.core.fingerprints import fingerprint

SETTINGS = "fingerpost.toml"
MADE_BY_RUNS = ("lake", "vault", "keys", "published", "postgres", "quarantine")
KEY_FILE = "FINGERPOST_VAULT_KEY_FILE"  # of the environment; goes before the settings


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AreaSettings(_Settings):
    """An area by its published code and its name."""

    code: str = Field(min_length=3)
    name: str = Field(min_length=1)


class ForceSettings(AreaSettings):
    """The police force: its area, and its name as police files spell it."""

    force_name: str = Field(min_length=1)


class PartnershipSettings(AreaSettings):
    """Whose workspace this is; `synthetic` if nobody in it is real."""

    synthetic: bool = False

    districts: tuple[AreaSettings, ...] = Field(min_length=1)
    police_force: ForceSettings


class DisclosureSettings(_Settings):
    """Rules of the partnership's own, weighed with those of the publishers."""

    local_rules: tuple[str, ...] = ("local_small_numbers",)


class VaultSettings(_Settings):
    """Where the key of the vault lies: a full path, or one inside the workspace."""

    key_file: str = Field(default="keys/linkage.key", min_length=1)


class CodesSettings(_Settings):
    """The key with which agencies encode people, where some send codes in place of names."""

    key_file: str = Field(default="keys/codes.key", min_length=1)
    key_version: int = Field(default=1, ge=1)


class Settings(_Settings):
    """Everything that `fingerpost.toml` may say."""

    partnership: PartnershipSettings
    disclosure: DisclosureSettings = DisclosureSettings()
    vault: VaultSettings = VaultSettings()
    codes: CodesSettings = CodesSettings()
    engine: str = Field(default="duckdb", pattern="^duckdb$")


@dataclass(frozen=True)
class Workspace:
    """A folder with `fingerpost.toml`. Everything that a run makes stays inside it."""

    root: Path
    settings: Settings

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """Open a workspace.

        Raises
        ------
        WorkspaceError
            If there is no settings file, or it says something that is not understood.
        """
        root = folder.expanduser().resolve()
        path = root / SETTINGS
        if not path.is_file():
            raise WorkspaceError(
                f"this folder is not a workspace: it has no {SETTINGS}",
                where=str(root),
                do="Name one with --workspace, or make one: fingerpost init FOLDER.",
            )
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WorkspaceError(
                f"the settings cannot be read: {error}", where=SETTINGS, do="Mend that line."
            ) from error
        try:
            return cls(root, Settings.model_validate(content))
        except ValidationError as error:
            raise WorkspaceError(
                _in_words(error, content),
                where=str(path),
                do="Mend the settings and try again.",
            ) from error

    @classmethod
    def create(cls, folder: Path) -> Workspace:
        """Make a new workspace with settings to edit.

        Raises
        ------
        WorkspaceError
            If the folder is there and is not empty.
        """
        root = folder.expanduser().resolve()
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise WorkspaceError(
                "the folder is there already and is not empty",
                where=str(root),
                do="Choose a new folder.",
            )
        (root / "inbox").mkdir(parents=True)
        (root / SETTINGS).write_text(TEMPLATE, encoding="utf-8")
        (root / ".gitignore").write_text(
            "".join(f"/{name}/\n" for name in MADE_BY_RUNS), encoding="utf-8"
        )
        return cls.open(root)

    @property
    def inbox(self) -> Path:
        """Where files are dropped."""
        return self.root / "inbox"

    @property
    def lake(self) -> Path:
        """Where landed tables, rejects and the catalogue lie."""
        return self.root / "lake"

    @property
    def vault(self) -> Path:
        """Where what identifies people lies, encrypted."""
        return self.root / "vault"

    @property
    def key_file(self) -> Path:
        """Where the vault's key lies."""
        said = os.environ.get(KEY_FILE) or self.settings.vault.key_file
        return self.root / Path(said).expanduser()

    @property
    def codes_key_file(self) -> Path:
        """Where the key for codes lies; there is none where no agency sends codes."""
        return self.root / Path(self.settings.codes.key_file).expanduser()

    @property
    def published(self) -> Path:
        """Where releases and packs lie."""
        return self.root / "published"

    @property
    def local_rules(self) -> tuple[str, ...]:
        """Names of the partnership's own disclosure rules."""
        return self.settings.disclosure.local_rules

    @property
    def settings_fingerprint(self) -> str:
        """Changes when the settings do."""
        return fingerprint(self.settings.model_dump(mode="json"))

    @cached_property
    def partnership(self) -> Partnership:
        """The partnership and its areas."""
        said = self.settings.partnership
        force = said.police_force
        return Partnership(
            code=said.code,
            name=said.name,
            districts=tuple(
                Area(area.code, area.name, AreaKind.DISTRICT)
                for area in sorted(said.districts, key=lambda area: area.code)
            ),
            police_force=Area(force.code, force.name, AreaKind.POLICE_FORCE),
            force_name=force.force_name,
            is_synthetic=said.synthetic,
        )


def _in_words(error: ValidationError, content: dict[str, Any]) -> str:
    known = {
        "partnership",
        "disclosure",
        "vault",
        "codes",
        "key_file",
        "key_version",
        "engine",
        "code",
        "name",
        "districts",
        "police_force",
        "force_name",
        "synthetic",
        "local_rules",
    }
    said = []
    for problem in error.errors():
        where = ".".join(str(step) for step in problem["loc"])
        if problem["type"] == "extra_forbidden":
            near = get_close_matches(str(problem["loc"][-1]), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            said.append(f"the key {where} is not known{hint}")
        elif problem["type"] == "missing":
            said.append(f"the key {where} is missing")
        else:
            said.append(f"{where}: {problem['msg'].lower()}")
    return "; ".join(said)


TEMPLATE = """# The settings of this workspace. Change them to your own partnership.

# Which engine counts. "duckdb" runs on this machine.
engine = "duckdb"

[partnership]
name = "Cambridgeshire and Peterborough"
code = "E47000008" # the combined authority, which has the same footprint

# Every district, by its code from the Office for National Statistics.
districts = [
  { code = "E06000031", name = "Peterborough" },
  { code = "E07000008", name = "Cambridge" },
  { code = "E07000009", name = "East Cambridgeshire" },
  { code = "E07000010", name = "Fenland" },
  { code = "E07000011", name = "Huntingdonshire" },
  { code = "E07000012", name = "South Cambridgeshire" },
]

[partnership.police_force]
code = "E23000023"
name = "Cambridgeshire police force area"
force_name = "Cambridgeshire Constabulary" # as the force's own files spell it

[disclosure]
# Rules of your own, weighed with those of each publisher; the strictest governs a table.
local_rules = ["local_small_numbers"]

[vault]
# Names, dates of birth and postcodes lie in vault/, encrypted. This file opens it. Keep a copy of
# it, apart from the copies of the vault. A full path, or one inside this folder.
key_file = "keys/linkage.key"

[codes]
# Where an agency sends codes in place of names: the key that it and you have, and its version.
key_file = "keys/codes.key"
key_version = 1
"""
