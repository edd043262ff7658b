"""Fifty requests a second at the real service: percentiles, errors, processor time a request.

`python benchmarks/serving.py` makes a county of 20,000 people and one of ten times as many, serves each
in demo mode, and ends by itself. `--workspace DIR` (once or twice) uses demos that were made before.
Requests begin when they are due, whether earlier ones were answered or not, and the time of each counts
from when it was due. Before that every page is opened as often as there are web processes, so that each
has drawn its charts once: what that takes is printed apart.

`--public` asks for the pages for everybody instead, signed in as nobody, ten times as often: 500 a second.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests
import urllib3

PROGRAM = Path(sys.executable).with_name("fingerpost")
PEOPLE = (20_000, 200_000)
READERS = (
    "priya.nair",
    "nadia.farrow",
    "helen.brook",
    "jo.marsh",
    "sam.okafor",
    "ruth.adeyemi",
)
AT_MOST_MS = 300
THREADS = 64
WEB_PROCESSES = 2
SEED = 7
PUBLIC_RATE = 500
# Made for who asks, or limited for each address: not kept, and so no part of the load from what is kept.
NOT_KEPT = ("/county/tell-us", "/county/help/ask", "/county/api/", "/county/help/api/")
EVERY_SIGN_IN = 150  # requests: the service lets one address in 30 times a minute
OWN = ("FINGERPOST_", "DATABASE_URL", "DJANGO_")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """Start the service of a workspace on a free port; stop it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(OWN)
    }
    with (folder / "benchmark.log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAM, "serve", folder, "--mode", "demo", "--port", str(port)],
            stdout=log,
            stderr=log,
            env=environment,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            if process.poll() is not None:
                break
            try:
                if requests.get(f"{url}/health/ready", timeout=5).ok:
                    yield url, process.pid
                    return
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.3)
        raise SystemExit(f"the service did not start: see {folder / 'benchmark.log'}")
    finally:
        process.terminate()
        process.wait(60)


def sign_in(url: str, who: str, password: str) -> requests.Session:
    """Return the session of somebody who signed in by the form."""
    session = requests.Session()
    address = f"{url}/account/login/"
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', session.get(address).text)
    assert token is not None, "the page has no form"
    sent = {
        "login": f"{who}@fenmark.example",
        "password": password,
        "csrfmiddlewaretoken": token[1],
    }
    answer = session.post(address, data=sent, headers={"Referer": address})
    assert answer.url.rstrip("/") == url, f"{who} was not let in: {answer.status_code}"
    return session


def pages_of(session: requests.Session, url: str) -> list[str]:
    """Return what this person may open of the mix: each kind of page weighs as it is used."""
    found = {"/": 6}
    for path, weight in {
        "/evidence/": 4,
        "/evidence/signals": 3,
        "/files/": 3,
        "/access/agreements": 2,
        "/api/openapi.json": 1,
    }.items():
        answer = session.get(url + path)
        if not answer.ok:
            continue
        found[path] = weight
        inner = re.findall(r'href="(/evidence/(?:measures|signals)/[\w-]+)"', answer.text)
        found |= dict.fromkeys(inner[:20], 1)
        for static in re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text)[:2]:
            found[static] = 2
    return [path for path, weight in found.items() for _ in range(weight)]


def open_once(url: str, cookies: dict[str, str], mixes: dict[str, list[str]]) -> list[float]:
    """Open every page of the mixes until each web process has drawn it; return the ms of each."""
    taken = []
    readers = {path: who for who, mix in mixes.items() for path in mix}  # one for each page
    for path, who in readers.items():
        for _ in range(4 * WEB_PROCESSES):  # a new connection goes to either by chance
            begun = time.perf_counter()
            headers = {"Cookie": cookies[who], "Connection": "close"}
            urllib3.request("GET", url + path, headers=headers)
            taken.append(1000 * (time.perf_counter() - begun))
    return taken


def database_of(folder: Path) -> int:
    """Return the number of the process of a workspace's own PostgreSQL."""
    (told,) = (folder / "postgres").rglob("postmaster.pid")
    return int(told.read_text(encoding="utf-8").splitlines()[0])


def processor_seconds(root: int) -> float:
    """Return the processor time of a process and all that it started, ended children too."""
    fields = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        fields[int(stat.parent.name)] = (int(told[1]), sum(map(int, told[11:15])))
    total, waiting = 0, [root]
    while waiting:
        one = waiting.pop()
        total += fields.get(one, (0, 0))[1]
        waiting += [child for child, (parent, _) in fields.items() if parent == one]
    return total / os.sysconf("SC_CLK_TCK")


def load(folder: Path, *, rate: float, seconds: float) -> tuple[float, int]:
    """Print what one workspace's service does under load; return its p95 in ms, and errors."""
    password = (folder / "keys" / "demo.password").read_text(encoding="utf-8").strip()
    chance = random.Random(SEED)
    with served(folder) as (url, pid):
        people = {who: sign_in(url, who, password) for who in READERS}
        mixes = {who: pages_of(session, url) for who, session in people.items()}
        cookies = {who: _cookie(session) for who, session in people.items()}
        first = open_once(url, cookies, mixes)
        # Lighter than a session of `requests`: the asker is on the same processors.
        pool = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=30)
        taken: list[tuple[str, float, int]] = []

        def ask(who: str, path: str, due: float) -> None:
            status = 0
            try:
                if path == "sign in":
                    sign_in(url, who, password)
                    status = 200
                else:
                    headers = {"Cookie": cookies[who]}
                    status = pool.request("GET", url + path, headers=headers).status
            except (requests.RequestException, urllib3.exceptions.HTTPError, AssertionError):
                status = 0
            taken.append((path, 1000 * (time.perf_counter() - due), status))

        parts = {"web": pid, "database": database_of(folder), "asker": os.getpid()}
        before = {part: processor_seconds(number) for part, number in parts.items()}
        count = int(rate * seconds)
        begun = time.perf_counter() + 0.1
        with ThreadPoolExecutor(THREADS) as threads:
            for number in range(count):
                who = chance.choice(READERS)
                path = "sign in" if number % EVERY_SIGN_IN == 0 else chance.choice(mixes[who])
                due = begun + number / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                threads.submit(ask, who, path, due)
        used = {
            part: 1000 * (processor_seconds(number) - before[part]) / count
            for part, number in parts.items()
        }
    used["asker"] -= used["web"]  # which it started
    errors = sum(status != 200 for *_, status in taken)
    times = sorted(ms for _, ms, _ in taken)
    p50, p95, p99 = (_share(times, share) for share in (0.5, 0.95, 0.99))
    print(
        f"  {folder.name:<10}{len(taken):>6} requests, {rate:.0f}/s: p50 {p50:.0f} ms, p95 {p95:.0f}"
        f" ms, p99 {p99:.0f} ms, errors {errors}"
    )
    said = ", ".join(f"{part} {ms:.1f}" for part, ms in used.items())
    print(f"    processor, ms a request: {said}")
    print(
        f"    before that, {len(first)} pages one by one: p95 {_share(sorted(first), 0.95):.0f} ms,"
        f" slowest {max(first):.0f} ms"
    )
    for kind in sorted({_kind(path) for path, *_ in taken}):
        mine = sorted(ms for path, ms, _ in taken if _kind(path) == kind)
        print(f"    {kind:<22}{len(mine):>6}  p95 {_share(mine, 0.95):.0f} ms")
    return p95, errors


def public_pages(url: str) -> list[str]:
    """Return every page and file that a link leads to from the first page for everybody."""
    waiting, found = ["/county/"], []
    while waiting:
        path = waiting.pop()
        answer = requests.get(url + path)
        assert answer.ok, path
        found.append(path)
        if answer.headers["Content-Type"].startswith("text/html"):
            for one in re.findall(r'href="(/county/[^"#?]*)"', answer.text):
                if one not in {*waiting, *found} and not one.startswith(NOT_KEPT):
                    waiting.append(one)
    return found


def public_load(folder: Path, *, rate: float, seconds: float) -> tuple[float, int]:
    """Print what the pages for everybody do under load; return their p95 in ms, and errors."""
    chance = random.Random(SEED)
    with served(folder) as (url, pid):
        paths = public_pages(url)
        first = open_once(url, {"": ""}, {"": paths})
        pool = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=30)
        taken: list[tuple[float, int]] = []

        def ask(path: str, due: float) -> None:
            try:
                status = pool.request("GET", url + path).status
            except urllib3.exceptions.HTTPError:
                status = 0
            taken.append((1000 * (time.perf_counter() - due), status))

        before = processor_seconds(pid)
        count = int(rate * seconds)
        begun = time.perf_counter() + 0.1
        with ThreadPoolExecutor(THREADS) as threads:
            for number in range(count):
                due = begun + number / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                threads.submit(ask, chance.choice(paths), due)
        lasted = time.perf_counter() - begun
        used = 1000 * (processor_seconds(pid) - before) / count
    errors = sum(status != 200 for _, status in taken)
    times = sorted(ms for ms, _ in taken)
    p50, p95, p99 = (_share(times, share) for share in (0.5, 0.95, 0.99))
    print(
        f"  {folder.name:<10}{len(taken):>6} requests of {len(paths)} public pages, {rate:.0f}/s, answered"
        f" at {count / lasted:.0f}/s: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, errors {errors}"
    )
    print(f"    processor, ms a request: web {used:.2f}")
    print(
        f"    before that, {len(first)} pages one by one: p95 {_share(sorted(first), 0.95):.0f} ms"
    )
    return p95, errors


def _cookie(session: requests.Session) -> str:
    return "; ".join(f"{name}={value}" for name, value in session.cookies.items())


def _share(ordered: list[float], share: float) -> float:
    return ordered[int(share * (len(ordered) - 1))]


def _kind(path: str) -> str:
    return "static file" if path.startswith("/static/") else "/".join(path.split("/")[:3])


def main() -> int:
    """Print the load of the small workspace and of the large one; fail if the target is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--workspace", type=Path, action="append", default=[])
    asked.add_argument("--rate", type=float)
    asked.add_argument("--public", action="store_true")
    asked.add_argument("--seconds", type=float, default=120)
    said = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the service is stopped too
    with tempfile.TemporaryDirectory() as made:
        folders = said.workspace or [Path(made) / f"{people}" for people in PEOPLE]
        Path(made).chmod(0o711)  # so that PostgreSQL's own user may go in
        for folder, people in zip(folders, PEOPLE, strict=False):
            if not said.workspace:
                subprocess.run(
                    [PROGRAM, "demo", folder, "--people", str(people), "--quiet"],
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
        measure, usual = (public_load, PUBLIC_RATE) if said.public else (load, 50)
        rate = said.rate or usual
        found = [measure(folder, rate=rate, seconds=said.seconds) for folder in folders]
    if len(found) > 1:
        print(f"  growth of p95 with ten times the data: {found[-1][0] / found[0][0]:.2f} x")
    is_met = all(p95 <= AT_MOST_MS and not errors for p95, errors in found)
    print(f"target p95 at most {AT_MOST_MS} ms, no errors: {'met' if is_met else 'NOT MET'}")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
