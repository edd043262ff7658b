"""Start everything with one command, watch over it, and stop it cleanly.

A supervisor runs the web server and the worker of background jobs as processes of their own, and
starts each again if it dies. The private PostgreSQL is started before them, started again if it dies,
and stopped after them. What dies again and again is waited for longer each time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from fingerpost.service.config.environment import Environment, Mode, SettingsError
from fingerpost.service.config.postgres import DatabaseError, PrivateServer, private_server

SETTINGS = "fingerpost.service.config.settings"
PATIENCE_SECONDS = 10  # how long a process may take to finish what it is doing
SHORTEST_LIFE_SECONDS = 5
TRIES = 5  # one that never lived as long as that is given up
LONGEST_WAIT_SECONDS = 30  # before it is started again
# In this order.
DEMO = ("make_demo_people", "make_demo_cases", "make_demo_board", "make_demo_directory")

Say = Callable[[str], None]


def seconds_to_wait(failures: int) -> int:
    """Return how long to wait after so many failures in a row: nothing after none, then 1, 2, 4, ..."""
    return min(2 ** (failures - 1), LONGEST_WAIT_SECONDS) if failures else 0


@dataclass
class Process:
    """One process that is kept alive, with those that it starts itself."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    running: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    again_at: float | None = None  # when it is started again; None while it runs
    quick_deaths: int = 0
    has_lived: bool = False  # long enough to know that it can

    def start(self) -> None:
        """Start it, as the head of a group of its own."""
        self.begun, self.again_at = time.monotonic(), None
        self.running = subprocess.Popen(
            self.command, env=dict(self.environment), start_new_session=True
        )

    def keep_alive(self, say: Say) -> bool:
        """Start it again if it died; False if it never lived, and dies at once again and again."""
        if self.running is None or self.running.poll() is None:
            return True
        now = time.monotonic()
        if self.again_at is None:
            self._end_group()
            is_quick = now - self.begun < SHORTEST_LIFE_SECONDS
            self.has_lived = self.has_lived or not is_quick
            self.quick_deaths = self.quick_deaths + 1 if is_quick else 0
            if self.quick_deaths >= TRIES and not self.has_lived:
                say(f"The {self.name} stops at once whenever it is started: giving up.")
                return False
            wait = seconds_to_wait(self.quick_deaths)
            when = f" in {wait} s" if wait else ""
            code = self.running.returncode
            say(f"The {self.name} stopped with code {code}; starting it again{when}.")
            self.again_at = now + wait
        if now >= self.again_at:
            self.start()
        return True

    def stop(self) -> None:
        """Ask it to finish, and end it if it does not."""
        if self.running is None or self.running.poll() is not None:
            return
        self.running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(PATIENCE_SECONDS)
        self._end_group()
        self.running.wait()

    def _end_group(self) -> None:
        """End what it left behind: a web process without its head would hold the port."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)


@dataclass
class KeptServer:
    """The private PostgreSQL, kept alive."""

    server: PrivateServer
    failures: int = 0
    again_at: float = 0.0

    def keep_alive(self, say: Say) -> None:
        """Start it again if it died: it recovers what was committed before it takes connections."""
        if self.server.listens or time.monotonic() < self.again_at:
            return
        if not self.failures:
            say("PostgreSQL stopped; starting it again.")
        try:
            self.server.start()
        except DatabaseError:  # such as: processes of the dead one are still ending
            self.failures += 1
            wait = seconds_to_wait(self.failures)
            say(
                f"PostgreSQL does not run yet; trying again in {wait} s. See {self.server.log}."
            )
            self.again_at = time.monotonic() + wait
        else:
            self.failures = 0
            say("PostgreSQL runs again; nothing that was accepted is lost.")


@dataclass
class Service:
    """What runs for one workspace."""

    environment: Mapping[str, str]
    processes: list[Process] = field(default_factory=list)
    database: KeptServer | None = None  # None: somebody else keeps it

    def django(self, *commands: str, is_result: bool = False) -> None:
        """Run Django's commands to their end; what they print is a message, or the result.

        Raises
        ------
        SettingsError
            If one of them fails.
        """
        done = subprocess.run(
            [sys.executable, "-m", "fingerpost.service.config.commands", *commands],
            env=dict(self.environment),
            check=False,
            stdout=None if is_result else sys.stderr,
        )
        if done.returncode:
            raise SettingsError(
                "the service could not be made ready; what Django says of it is above",
                do="Mend what it names, and start again.",
            )

    def run(self, say: Say) -> bool:
        """Keep the processes alive until a signal says stop; False if one cannot be kept alive."""
        stopping = False

        def stop(number: int, frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)
        for process in self.processes:
            process.start()
        is_well = True
        while not stopping and is_well:
            time.sleep(0.5)
            if not stopping:
                if self.database is not None:
                    self.database.keep_alive(say)
                well = [process.keep_alive(say) for process in self.processes]
                is_well = all(well)
        for process in reversed(self.processes):
            process.stop()
        return is_well


@dataclass(frozen=True)
class Addresses:
    """How to reach one database: as the service, and as the owner of its tables."""

    service: str
    owner: str
    server: PrivateServer | None = None  # that we keep ourselves


@contextmanager
def database(workspace: Path, say: Say, mode: Mode) -> Iterator[Addresses]:
    """Give the addresses of a database that runs: those of the environment, or our own.

    With DATABASE_URL, FINGERPOST_OWNER_DATABASE_URL says who makes tables there. A demo has its own
    always: people whose password is printed never come near a database with real people in it.
    """
    url = os.environ.get("DATABASE_URL", "")
    if url and mode is not Mode.DEMO:
        yield Addresses(url, os.environ.get("FINGERPOST_OWNER_DATABASE_URL", url))
        return
    server = private_server(workspace)
    was_running = server.is_running
    server.start()
    say(f"PostgreSQL {server.binaries.version} runs with {server.binaries.whose} programs.")
    try:
        yield Addresses(server.url, server.owner_url, server)
    finally:
        if not was_running:
            server.stop()


def environment_of(workspace: Path, mode: Mode, url: str, host: str) -> dict[str, str]:
    """Return the environment in which the service's processes run."""
    said = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "FINGERPOST_WORKSPACE": str(workspace.resolve()),
        "FINGERPOST_MODE": mode.value,
        "DATABASE_URL": url,
    }
    if mode is not Mode.PRODUCTION and host not in ("127.0.0.1", "localhost", "::1"):
        said.setdefault("FINGERPOST_HOSTS", f"localhost,127.0.0.1,{host}")
    return said


def prepare(
    environment: Mapping[str, str],
    addresses: Addresses,
    *commands: str,
    is_result: bool = False,
) -> None:
    """Put the tables and their locks in place as their owner, and run more commands after that.

    Raises
    ------
    SettingsError
        If the environment says what is not safe, before anything is changed, or a command fails.
    """
    Environment.read(environment)
    owner = Service({**environment, "DATABASE_URL": addresses.owner})
    owner.django("migrate --verbosity 0", "apply_grants", *commands, is_result=is_result)


def make_demo_people(workspace: Path, say: Say) -> None:
    """Make the people of a demo in its own database, and print with what they sign in."""
    with database(workspace, say, Mode.DEMO) as addresses:
        environment = environment_of(workspace, Mode.DEMO, addresses.service, "localhost")
        prepare(environment, addresses, *DEMO, is_result=True)


def serve(workspace: Path, *, mode: Mode, host: str, port: int, workers: int, say: Say) -> bool:
    """Start the service of a workspace, and return when it was told to stop.

    Raises
    ------
    FingerpostError
        If the settings are unsafe, or the database does not start.
    """
    with database(workspace, say, mode) as addresses:
        environment = environment_of(workspace, mode, addresses.service, host)
        if mode is not Mode.PRODUCTION:
            environment.setdefault("FINGERPOST_ADDRESS", f"http://{host}:{port}")
        people = DEMO if mode is Mode.DEMO else ()
        check = "check --deploy" if mode is Mode.PRODUCTION else "check"
        prepare(environment, addresses, check, *people, "collectstatic --noinput --verbosity 0")
        counts = workspace / "service" / "metrics"  # of all web processes together
        shutil.rmtree(counts, ignore_errors=True)
        counts.mkdir(parents=True)
        kept = KeptServer(addresses.server) if addresses.server else None
        service = Service(environment, database=kept)
        service.processes = [
            Process(
                "web server",
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                    *("--host", host, "--port", str(port), "--workers", str(workers)),
                    *("--blocking-threads", "4", "--no-ws", "--respawn-failed-workers"),
                    *("--log-level", "warning"),
                    "fingerpost.service.config.wsgi:application",
                ],
                {**environment, "PROMETHEUS_MULTIPROC_DIR": str(counts.resolve())},
            ),
            Process(
                "worker of background jobs",
                [
                    sys.executable,
                    "-m",
                    "django",
                    "procrastinate",
                    "worker",
                    "--concurrency",
                    "2",
                ],
                environment,
            ),
        ]
        say(f"Fingerpost is at http://{host}:{port}/ (stop it with Ctrl+C)")
        return service.run(say)
