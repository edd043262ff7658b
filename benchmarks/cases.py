"""The room of the cases with 300,000 people and a million referrals: search, worklists, lists, one referral.

`python benchmarks/cases.py` makes a database of its own, fills it, and asks for each page 200 times as
workers of different agencies do: signed in, under row-level security, with every event that is written.
`--folder DIR` keeps the database there, or uses the one that is there; `--plans` prints how the database
answered each question of each page.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serving import processor_seconds

if TYPE_CHECKING:
    from django.test import Client

PEOPLE, REFERRALS = 300_000, 1_000_000
CALLS, SEED = 200, 7
SEARCHES = (
    "both names",
    "family name",
    "beginnings",
    "day of birth",
    "name and day",
    "telephone",
)
AT_MOST_MS = {"search": 150, "worklist": 200}
SETTLE = 10  # calls of each page before it counts
FILLED = "filled"  # the file that says so
SETTINGS = """engine = "duckdb"

[partnership]
name = "Fenmark"
code = "X47000001"
synthetic = true
districts = [{ code = "X06000001", name = "Aldenwold" }]

[partnership.police_force]
code = "X23000001"
name = "Fenmark police force area"
force_name = "Fenmark Constabulary"
"""


def set_up(folder: Path) -> tuple[Any, bool]:
    """Start the database of a folder and set Django up; say whether it is new."""
    from fingerpost.service.config.postgres import private_server

    is_new = not (folder / FILLED).is_file()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # so that PostgreSQL's own user may go in
    (folder / "fingerpost.toml").write_text(SETTINGS, encoding="utf-8")
    server = private_server(folder)
    server.start()
    os.environ |= {
        "FINGERPOST_WORKSPACE": str(folder),
        "FINGERPOST_MODE": "demo",
        "FINGERPOST_HOSTS": "testserver,localhost",
        "DATABASE_URL": server.url,
        "DJANGO_SETTINGS_MODULE": "fingerpost.service.config.settings",
    }
    owner = {**os.environ, "DATABASE_URL": server.owner_url}
    for command in (
        ["migrate", "-v0"],
        ["apply_grants"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run([sys.executable, "-m", "django", *command], env=owner, check=True)
    import django

    django.setup()
    logging.disable(logging.INFO)  # a line for each request would be printed
    return server, is_new


@dataclass(frozen=True)
class Page:
    """One kind of page: what it is called, its target, and an address of it for somebody."""

    name: str
    target: str
    address: Callable[[int], str]  # by the number of the agency


def pages(chance: random.Random) -> list[Page]:
    """Return the pages that are asked for."""
    from django.db.models import Max, Q
    from django.urls import reverse

    from fingerpost.service.casework.models import Referral
    from fingerpost.service.casework.referral_pages import Show
    from fingerpost.service.casework.worklist_items import Tab

    home = reverse("casework:home")

    def referral(agency: int) -> str:
        known = Referral.objects.order_by("pk").filter(Q(sender=agency) | Q(receiver=agency))
        last = Referral.objects.aggregate(last=Max("pk"))["last"]
        one = known.filter(pk__gte=chance.random() * last * 0.9).first()
        assert one is not None
        return reverse("casework:referral", args=[one.pk])

    def narrowed(_: int) -> str:
        return f"{home}?tab=team&need=safety&urgency=today&origin=hospital"

    made = [
        Page(f"worklist, {tab.label}", "worklist", lambda _, tab=tab: f"{home}?tab={tab.value}")
        for tab in Tab
    ]
    return [
        *made,
        Page("worklist, narrowed", "worklist", narrowed),
        Page("worklist, mine and later", "worklist", lambda _: f"{home}?tab=mine&until=any"),
        *(
            Page(
                f"list of referrals, {show.key}",
                "worklist",
                lambda _, show=show: f"{reverse('casework:referrals')}?show={show.key}",
            )
            for show in Show
        ),
        Page("one referral", "worklist", referral),
    ]


def searches(chance: random.Random) -> Callable[[int], tuple[str, ...]]:
    """Return what somebody of an agency types: of somebody whom it knows, one thing or two."""
    from fingerpost.service.casework.models import Person

    def typed(agency: int) -> tuple[str, ...]:
        found = Person.objects.filter(agency=agency, pk__gte=chance.randrange(PEOPLE * 9 // 10))
        one = found.order_by("pk").first() or Person.objects.filter(agency=agency).first()
        assert one is not None
        born = f"{one.born_on:%d/%m/%Y}"
        return (
            f"{one.given_name} {one.family_name}",
            f"{one.family_name}",
            f"{one.given_name[:4]} {one.family_name[:4]}",
            born,
            f"{one.family_name} {born}",
            one.phone,
        )

    return typed


def viewers(crowd_size: int = 8) -> list[Any]:
    """Return a worker of each of the largest agencies, and a manager of the largest two."""
    from fingerpost.service.access.models import Membership

    held = Membership.objects.filter(ended_at=None).select_related("agency", "user")
    first = {}
    for one in held.filter(role="worker").order_by("pk"):
        first.setdefault(one.agency_id, one)
    managers = list(held.filter(role="manager", agency__slug__in=["police-0", "treatment-1"]))
    return [*first.values()][:crowd_size] + managers


def share(times: list[float], of: float) -> float:
    """Return the time within which a share of the calls was answered."""
    return sorted(times)[int(of * (len(times) - 1))]


@dataclass(frozen=True)
class Timed:
    """What one kind of call took: ms of each, and ms of the processor for one, here and in the database."""

    name: str
    target: str
    taken: list[float]
    here: float
    database: float


def timed(
    name: str, target: str, call: Callable[[int], Callable[[], int]], calls: int
) -> Timed:
    """Make a call as often as it counts; `call` prepares the next one, whose status is returned."""
    from django.db import connection

    taken, begun = [], (0.0, 0.0)
    for number in range(-SETTLE, calls):
        asked = call(number)
        if number == 0:
            begun = (
                time.process_time(),
                processor_seconds(connection.connection.info.backend_pid),
            )
        at = time.perf_counter()
        status = asked()
        if number >= 0:
            taken.append(1000 * (time.perf_counter() - at))
        assert status == 200, (name, status)
    here = time.process_time() - begun[0]
    database = processor_seconds(connection.connection.info.backend_pid) - begun[1]
    return Timed(name, target, taken, 1000 * here / calls, 1000 * database / calls)


def timed_pages(said: list[Any], calls: int) -> Iterator[Timed]:
    """Ask for every page, in turn for each viewer."""
    from django.test import Client

    clients = [(viewer, signed_in(Client(), viewer)) for viewer in said]
    for page in pages(random.Random(SEED)):

        def call(number: int, page: Page = page) -> Callable[[], int]:
            viewer, client = clients[number % len(clients)]
            address = page.address(viewer.agency_id)
            return lambda: client.get(address).status_code

        yield timed(page.name, page.target, call, calls)


def timed_searches(said: list[Any], calls: int) -> Iterator[Timed]:
    """Search in every way, in turn for each viewer."""
    from django.test import Client
    from django.urls import reverse

    typed, address = searches(random.Random(SEED)), reverse("casework:people")
    clients = [(viewer, signed_in(Client(), viewer)) for viewer in said]
    for place, name in enumerate(SEARCHES):

        def call(number: int, place: int = place) -> Callable[[], int]:
            viewer, client = clients[number % len(clients)]
            words = typed(viewer.agency_id)[place]
            return lambda: client.post(address, {"words": words}).status_code

        yield timed(f"search, {name}", "search", call, calls)


def signed_in(client: Client, viewer: Any) -> Client:
    """Return a client as which somebody is signed in."""
    client.force_login(
        viewer.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def print_plans(said: list[Any]) -> None:
    """Print how the database answers each question of each page about cases, with its times."""
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from fingerpost.service.access.second_lock import acting_in_database

    for viewer in said[:2]:
        client = signed_in(Client(), viewer)
        for page in pages(random.Random(SEED)):
            with CaptureQueriesContext(connection) as asked:
                client.get(page.address(viewer.agency_id))
            for one in asked.captured_queries:
                statement = one["sql"]
                if (
                    not statement.lstrip("( ").startswith("SELECT")
                    or "casework_" not in statement
                ):
                    continue
                with (
                    transaction.atomic(),
                    acting_in_database(viewer),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}")
                    plan = "\n".join(row[0] for row in cursor.fetchall())
                print(f"\n== {page.name}, {viewer.agency}\n{statement[:400]}\n{plan}")


def main() -> int:
    """Fill the database if it is new, time every page, and say whether the targets are met."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--referrals", type=int, default=REFERRALS)
    asked.add_argument("--calls", type=int, default=CALLS)
    asked.add_argument("--plans", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made) / "cases"
        server, is_new = set_up(folder)
        try:
            if is_new:
                import crowd_of_cases
                from django.utils import timezone

                as_of = timezone.now()
                begun = time.perf_counter()
                crowd_of_cases.fill(
                    server.owner_url,
                    crowd_of_cases.make_accounts(as_of),
                    people=options.people,
                    referrals=options.referrals,
                    seed=SEED,
                    as_of=as_of,
                )
                (folder / FILLED).touch()
                print(f"  made in {time.perf_counter() - begun:.0f} s")
            if options.plans:
                print_plans(viewers())
                return 0
            return report(options)
        finally:
            from django.db import connections

            connections.close_all()
            server.stop()


def report(options: argparse.Namespace) -> int:
    """Print the times of every page, and whether the targets are met."""
    print(
        f"{options.people:,} people, {options.referrals:,} referrals; {options.calls} calls of each"
    )
    said, is_met = viewers(), True
    for one in chain(timed_searches(said, options.calls), timed_pages(said, options.calls)):
        p95 = share(one.taken, 0.95)
        held = p95 <= AT_MOST_MS[one.target]
        is_met &= held
        print(
            f"  {one.name:<28}p50 {share(one.taken, 0.5):5.0f} ms  p95 {p95:5.0f} ms  at most"
            f" {AT_MOST_MS[one.target]}: {'met' if held else 'NOT MET'}"
            f"   processor {one.here:.0f} + database {one.database:.0f} ms",
            flush=True,
        )
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
