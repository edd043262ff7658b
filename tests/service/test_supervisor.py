"""How long the supervisor waits before it starts again what died, and when it gives up."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from fingerpost.service.config import serving
from fingerpost.service.config.postgres import DatabaseError
from fingerpost.service.config.serving import KeptServer, Process, seconds_to_wait

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
# One that starts another in its own group, and says its number.
WITH_A_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, end=".", file=open(sys.argv[1], "w"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (1000, 30)],
)
def test_the_wait_doubles_up_to_half_a_minute(failures: int, seconds: int) -> None:
    assert seconds_to_wait(failures) == seconds


def dies(process: Process, said: list[str], times: int) -> list[bool]:
    """Let a process die so many times at once, with no wait between."""
    well = []
    for _ in range(times):
        assert process.running is not None
        process.running.wait()
        well.append(process.keep_alive(said.append))
        process.again_at = 0.0 if process.again_at is not None else None
        process.keep_alive(said.append)
    return well


def test_what_never_lived_is_given_up_and_what_lived_is_not(said) -> None:
    for has_lived, well in ((False, [True] * 4 + [False]), (True, [True] * 5)):
        process = Process("worker", ["false"], os.environ, has_lived=has_lived)
        process.start()
        assert dies(process, said, 5) == well
        process.stop()
    assert "giving up" in said[4]
    assert said[:4] == [
        f"The worker stopped with code 1; starting it again in {wait} s."
        for wait in (1, 2, 4, 8)
    ]


def test_it_is_not_started_before_its_time(said) -> None:
    process = Process("worker", ["false"], os.environ)
    process.start()
    assert process.running is not None
    process.running.wait()
    dead = process.running
    for _ in range(3):
        assert process.keep_alive(said.append)
    assert process.running is dead
    assert len(said) == 1


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "stopped"])
def test_what_it_started_ends_with_it(said, tmp_path, is_killed: bool, monkeypatch) -> None:
    told = tmp_path / "child"
    process = Process("web server", [sys.executable, "-c", WITH_A_CHILD, str(told)], os.environ)
    process.start()
    assert process.running is not None
    while not told.is_file() or "." not in told.read_text():
        time.sleep(0.05)
    child = int(told.read_text().strip("."))
    if is_killed:
        process.running.send_signal(signal.SIGKILL)
        process.running.wait()
        monkeypatch.setattr(serving, "SHORTEST_LIFE_SECONDS", 0)  # it had lived
        process.command = SLEEPS
        process.keep_alive(said.append)
        assert said == ["The web server stopped with code -9; starting it again."]
        assert process.running.poll() is None
    process.stop()
    for _ in range(100):
        try:
            if " Z " in Path(f"/proc/{child}/stat").read_text():
                break
        except FileNotFoundError:
            break
        time.sleep(0.05)
    else:
        raise AssertionError("what it started outlived it")


class Server:
    """Stands for a PostgreSQL whose processes take two tries to go."""

    log = "server.log"

    def __init__(self) -> None:
        self.listens, self.tries = False, 0

    def start(self) -> None:
        self.tries += 1
        if self.tries < 3:
            raise DatabaseError(
                "PostgreSQL did not start: something of it still runs", do="Wait."
            )
        self.listens = True


def test_a_database_that_does_not_start_yet_is_tried_again(said) -> None:
    kept = KeptServer(Server())
    kept.keep_alive(said.append)
    kept.keep_alive(said.append)
    assert kept.server.tries == 1, "not before its time"
    for tries in (2, 3, 3):
        kept.again_at = 0.0
        kept.keep_alive(said.append)
        assert kept.server.tries == tries
    assert said == [
        "PostgreSQL stopped; starting it again.",
        "PostgreSQL does not run yet; trying again in 1 s. See server.log.",
        "PostgreSQL does not run yet; trying again in 2 s. See server.log.",
        "PostgreSQL runs again; nothing that was accepted is lost.",
    ]
