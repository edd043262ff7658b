"""The real service in a workspace of its own: start it, look into it from outside, stop it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests
from tests.service.conftest import WORKSPACE

from fingerpost.service.config.postgres import private_server

PROGRAM = Path(sys.executable).with_name("fingerpost")
OWN = ("FINGERPOST_", "DATABASE_URL", "DJANGO_")


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    said = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(one) for one in said.stdout.split()]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def until(holds: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until something holds."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        try:
            if holds():
                return
        except (requests.RequestException, psycopg.Error):
            pass
        time.sleep(0.05)
    raise AssertionError(f"it did not happen within {seconds} s that {what}")


@dataclass
class Served:
    """A service that runs in a workspace of its own, and its database as its owner sees it."""

    folder: Path
    process: subprocess.Popen[bytes]
    url: str

    @property
    def log(self) -> str:
        return (self.folder / "service.log").read_text(encoding="utf-8")

    @property
    def is_ready(self) -> bool:
        return requests.get(f"{self.url}/health/ready", timeout=5).ok

    def rows(self, statement: str, *values: object) -> list[tuple]:
        with psycopg.connect(private_server(self.folder).owner_url) as connection:
            return connection.execute(statement, values).fetchall()

    def run(self, *arguments: str) -> str:
        """Run Python beside the service, with its settings."""
        environment = {
            **os.environ,
            "FINGERPOST_WORKSPACE": str(self.folder),
            "FINGERPOST_MODE": "demo",
            "DATABASE_URL": private_server(self.folder).url,
        }
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    def child(self, words: str) -> int:
        """Return the process of the supervisor whose command has these words."""
        return next(one for one in children(self.process.pid) if words in command(one))


@contextmanager
def served() -> Iterator[Served]:
    """Serve a demo on a free port, and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fingerpost-killed-"))
    folder.chmod(0o711)  # so that PostgreSQL's own user may go in
    shutil.copy(WORKSPACE / "fingerpost.toml", folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: it for name, it in os.environ.items() if not name.startswith(OWN)}
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAM, "serve", folder, "--mode", "demo", "--port", str(port)],
            stdout=log, stderr=log, env=environment,
        )  # fmt: skip
    one = Served(folder, process, f"http://127.0.0.1:{port}")
    try:
        until(lambda: process.poll() is not None or one.is_ready, "the service starts", 120)
        assert process.poll() is None, one.log[-3000:]
        yield one
    finally:
        process.terminate()
        ended = process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)
    assert ended == 0, "it stops cleanly after all that"


def sign_in(served: Served, who: str) -> requests.Session:
    """Return the session of one of the demo's people, who signed in by the form."""
    session, address = requests.Session(), f"{served.url}/account/login/"
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', session.get(address).text)
    assert found is not None
    password = (served.folder / "keys" / "demo.password").read_text().strip()
    sent = {"login": f"{who}@fenmark.example", "password": password}
    sent["csrfmiddlewaretoken"] = found[1]
    answer = session.post(address, data=sent, headers={"Referer": address})
    assert answer.url.rstrip("/") == served.url
    return session
