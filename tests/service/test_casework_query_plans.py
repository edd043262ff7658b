"""With many cases, the database finds what a page asks for by an index and reads no large table whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.service.conftest import SERVER
from tests.service.people import BACKEND

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PEOPLE, REFERRALS = 6_000, 20_000
LARGE = {
    "casework_person",
    "casework_personkey",
    "casework_referral",
    "casework_referralsheet",
    "casework_referralstep",
    "casework_sheetkey",
    "access_event",
}


@pytest.fixture
def crowd(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Fill the tables as the benchmark does, with a fiftieth of it."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    import crowd_of_cases

    as_of = datetime(2026, 11, 25, 9, tzinfo=UTC)
    made = crowd_of_cases.make_accounts(as_of)
    crowd_of_cases.fill(
        SERVER.owner_url, made, people=PEOPLE, referrals=REFERRALS, seed=7, as_of=as_of
    )
    yield made
    with psycopg.connect(SERVER.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def read_whole(plan: Any) -> set[str]:
    """Return the large tables that a plan reads from beginning to end."""
    if isinstance(plan, list):
        return set().union(*map(read_whole, plan)) if plan else set()
    if not isinstance(plan, dict):
        return set()
    found = set().union(*(read_whole(one) for one in plan.values()))
    if plan.get("Node Type") == "Seq Scan" and plan.get("Relation Name") in LARGE:
        found.add(plan["Relation Name"])
    return found


def test_a_plan_that_reads_a_large_table_whole_is_noticed() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT JSON) SELECT count(*) FROM casework_referral WHERE tries > 9"
        )
        assert read_whole(json.loads(cursor.fetchone()[0])) == {"casework_referral"}


def test_every_page_of_the_cases_finds_by_index(crowd: Any, settings: Any) -> None:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.access.second_lock import acting_in_database
    from fingerpost.service.casework.models import Person, Referral
    from fingerpost.service.casework.worklist_items import Tab

    settings.SECOND_FACTOR = False
    home = reverse("casework:home")
    lists = [f"{home}?tab={tab.value}" for tab in Tab]
    lists += [f"{home}?tab=mine&until=any", f"{home}?tab=team&need=safety&urgency=today"]
    whole: dict[str, set[str]] = {}
    for agency in (
        crowd.agencies[0],
        crowd.agencies[1],
    ):  # who sends, and who receives, the most
        viewer = Membership.objects.select_related("user", "agency").get(
            user=crowd.workers[agency][1], agency=agency
        )
        client = Client()
        client.force_login(viewer.user, backend=BACKEND)
        one = Referral.objects.filter(sender=agency).latest("pk")
        person = Person.objects.filter(agency=agency).latest("pk")
        asked = [(address, None) for address in lists]
        asked.append((reverse("casework:referral", args=[one.pk]), None))
        asked += [
            (reverse("casework:people"), {"words": words})
            for words in (person.name, person.family_name, f"{person.born_on:%d/%m/%Y}")
        ]
        for address, said in asked:
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(address, said) if said else client.get(address)
            assert answer.status_code == 200
            for query in queries.captured_queries:
                statement = query["sql"]
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
                    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
                    found = read_whole(json.loads(cursor.fetchone()[0]))
                if found:
                    whole[f"{address} {statement[:200]}"] = found
    assert whole == {}
