"""Keep a workspace safe elsewhere, and bring it back: the database, the lake, the vault, the ledger.

The keys are not among them unless a folder of their own is named: who holds the copy and the keys holds
everything. The database is copied first, at one instant, and the files after it. Files of the lake are
only ever added, so the files hold at least what the database speaks of.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.core.fingerprints import code_version
from fingerpost.service.config.environment import Mode, SettingsError
from fingerpost.service.config.postgres import find_binaries
from fingerpost.service.config.serving import Service, database, environment_of

MANIFEST = "backup.json"
DUMP = "database.dump"
FILES = "workspace"
KEYS = "keys"
LEFT_OUT = frozenset({"postgres", KEYS})  # the database is in the dump; keys go elsewhere
MADE_AGAIN = frozenset({Path("service/static")})
PIECE = 1024 * 1024

Say = Callable[[str], None]


class BackupError(FingerpostError):
    """A copy cannot be made, is not whole, or would overwrite something."""

    exit_code = 52


@dataclass(frozen=True)
class Made:
    """What was copied or brought back."""

    folder: Path
    files: int
    megabytes: float
    has_keys: bool


def back_up(
    workspace: Path, to: Path, *, keys_to: Path | None, mode: Mode, at: datetime, say: Say
) -> Made:
    """Copy a workspace into a new folder; the service may run meanwhile.

    Parameters
    ----------
    workspace, to : Path
    keys_to : Path, optional
        Another folder, for the keys alone. Without it they are not copied.
    mode : Mode
        In which the service runs; a demo has a database of its own always.
    at : datetime
        What the copy says of its time.

    Raises
    ------
    BackupError
        If a folder is there already, the keys would lie with the copy, or PostgreSQL cannot copy.
    """
    _refuse_full(to)
    _refuse_inside(workspace, to)
    if keys_to is not None:
        _refuse_full(keys_to)
        if keys_to.resolve() == to.resolve() or to.resolve() in keys_to.resolve().parents:
            raise BackupError(
                "the keys would lie with what they open",
                where=str(keys_to),
                do="Name a folder elsewhere, best on another disk.",
            )
    part = to.with_name(f".{to.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        with database(workspace, say, mode) as addresses:
            roles = _dump(addresses.owner, part / DUMP)
        say("The database is copied.")
        shutil.copytree(workspace, part / FILES, ignore=_left_out(workspace))
        manifest = {
            "at": at.isoformat(),
            "code": code_version(),
            "postgresql": find_binaries().version,
            "roles": roles,
            "files": {str(path): digest for path, digest in _digests(part)},
        }
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        part.rename(to)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    if keys_to is not None:
        shutil.copytree(workspace / KEYS, keys_to, dirs_exist_ok=True)
        keys_to.chmod(0o700)
    return _made(to, has_keys=keys_to is not None)


def restore(
    copy: Path, workspace: Path, *, keys_from: Path | None, mode: Mode, say: Say
) -> Made:
    """Bring a copy back into an empty folder, on this machine or another.

    Every file is compared with what it was. The tables come back as they were, the locks are put in
    place by the code that runs now, and the audit is compared with its seals and anchors.

    Raises
    ------
    BackupError
        If the folder is not empty, the copy is not whole, or the audit does not agree with its seals.
    """
    manifest = _whole(copy)
    _refuse_full(workspace)
    shutil.copytree(copy / FILES, workspace, dirs_exist_ok=True)
    if keys_from is not None:
        shutil.copytree(keys_from, workspace / KEYS, dirs_exist_ok=True)
        (workspace / KEYS).chmod(0o700)
    say("The files are back.")
    with database(workspace, say, mode) as addresses:
        _load(addresses.owner, copy / DUMP, manifest["roles"])
        owner = Service(environment_of(workspace, mode, addresses.owner, "localhost"))
        owner.django("migrate --verbosity 0", "apply_grants")
        try:
            owner.django("check_audit --restored")
        except SettingsError as error:
            raise BackupError(
                "the audit that came back does not agree with its seals",
                where=str(workspace),
                do="Do not use it. Ask who could change the copy, and restore an earlier one.",
            ) from error
    say("The database is back, and the audit agrees with its seals.")
    return _made(workspace, has_keys=keys_from is not None)


def _dump(url: str, to: Path) -> list[str]:
    """Write the database into a file; return the roles that its locks name."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")
    to.chmod(0o600)
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'fingerpost\\_as\\_%' ORDER BY 1"
        ).fetchall()
    return [name for (name,) in found]


def _load(url: str, dump: Path, roles: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        held = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()
        if held and held[0]:
            raise BackupError(
                "the database is not empty",
                do="Restore into an empty one; nothing was changed in this one.",
            )
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in roles:
            if role not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role))
                )
    _run(
        "pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error",
        "--single-transaction", "--dbname=", str(dump),
    )  # fmt: skip


def _run(program: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, where no list shows it."""
    told = conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = {**os.environ, "PGDATABASE": str(told["dbname"])} | {
        name: str(told[key]) for key, name in names.items() if told.get(key)
    }
    given = [f"--dbname={told['dbname']}" if one == "--dbname=" else one for one in arguments]
    done = subprocess.run(
        [find_binaries() / program, *given],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise BackupError(
            f"{program} failed: {last[0]}",
            do="Its version must be that of the server, or newer; the disk must not be full.",
        )


def _left_out(workspace: Path) -> Callable[[str, list[str]], set[str]]:
    def names(folder: str, found: list[str]) -> set[str]:
        at = Path(folder).relative_to(workspace)
        return {
            name
            for name in found
            if (at == Path() and name in LEFT_OUT) or at / name in MADE_AGAIN
        }

    return names


def _digests(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder) != Path(MANIFEST):
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
            yield path.relative_to(folder), digest.hexdigest()


def _whole(copy: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
        said = dict(manifest["files"])
    except (OSError, ValueError, KeyError) as error:
        raise BackupError(
            f"this is no copy of a workspace: it has no readable {MANIFEST}",
            where=str(copy),
            do="Name the folder that fingerpost backup made.",
        ) from error
    found = {str(path): digest for path, digest in _digests(copy)}
    if found != said:
        wrong = sorted({name for name in {*found, *said} if found.get(name) != said.get(name)})
        raise BackupError(
            f"{len(wrong)} of its files are not what they were, such as {wrong[0]}",
            where=str(copy),
            do="Restore another copy.",
        )
    return manifest


def _refuse_full(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            "the folder is there already and is not empty",
            where=str(folder),
            do="Name a new one; nothing is ever overwritten.",
        )


def _refuse_inside(workspace: Path, to: Path) -> None:
    if workspace.resolve() in (to.resolve(), *to.resolve().parents):
        raise BackupError(
            "the copy would lie inside the workspace",
            where=str(to),
            do="Name a folder elsewhere, best on another disk.",
        )


def _made(folder: Path, *, has_keys: bool) -> Made:
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    return Made(folder, len(files), round(size / 1e6, 1), has_keys)
