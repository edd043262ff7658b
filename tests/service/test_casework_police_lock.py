"""The same from below the pages: each agency's own database connection reads every table it has a grant on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from tests.service.casework_making import agree, worker
from tests.service.conftest import SERVER
from tests.service.justice_making import make_course
from tests.service.people import AT
from tests.service.people_making import kept
from tests.service.police_ways_making import CANARY, LAW, plant
from tests.service.test_second_lock import Around, _begin_as, tables

from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.second_lock import acting_in_database, role_of

CRIME = "CANARY-CUSTODY-4402"  # of the police, in what they alone keep
POLICE_ONLY = ("eligibilitycheck", "diversionoutcome", "drugtest", "monthofoutcomes")
OF_HEALTH_ALONE = (
    "referraldetail",
    "releasehealth",
    "healthaction",
    "plangoal",
    "planwords",
    "planwordsversion",
    "outcomereading",
)


@contextmanager
def connected(member) -> Iterator[Around]:
    """Connect as a login that may become the role of the member's kind and no other, and act for them."""
    role, login = role_of(AgencyKind(member.agency.kind)), f"ways_{member.agency.kind}"
    with psycopg.connect(SERVER.owner_url, autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD 'x' IN ROLE {}").format(
                sql.Identifier(login), sql.Identifier(role)
            )
        )
    try:
        address = make_conninfo(SERVER.owner_url, user=login, password="x")
        with psycopg.connect(address) as connection:
            _begin_as(connection, role, member.agency_id, member.user_id)
            yield Around(connection, member.agency_id, 0)
            connection.rollback()
    finally:
        with psycopg.connect(SERVER.owner_url, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))


def everything(around: Around) -> dict[str, str]:
    """Return, by table, all that the connection may read of it: of each, the columns that it has."""
    found = {}
    for table in tables():
        columns = around.rows(
            "SELECT column_name FROM information_schema.column_privileges WHERE table_name = %s"
            " AND privilege_type = 'SELECT' AND grantee = current_user",
            table,
        )
        if columns:
            named = sql.SQL(", ").join(sql.Identifier(str(name)) for (name,) in columns)
            query = sql.SQL("SELECT {} FROM {}").format(named, sql.Identifier(table))
            found[table] = str(around.rows(query))
    return found


@pytest.mark.django_db(transaction=True)
def test_no_table_that_law_enforcement_may_read_holds_what_care_wrote() -> None:
    planted = plant()
    with ExitStack() as stack:
        care = everything(stack.enter_context(connected(planted.of("treatment"))))
        law = {kind: stack.enter_context(connected(planted.of(kind))) for kind in LAW}
        assert sum(CANARY in text for text in care.values()) >= 15, "the control"
        for kind, around in law.items():
            read = everything(around)
            assert len(read) > 30, kind
            assert len(read["casework_referral"]) > 100, "it reads its own"
            assert [table for table, text in read.items() if CANARY in text] == [], kind
            for table in OF_HEALTH_ALONE:
                assert f"casework_{table}" not in read, (kind, table)
                for ask in ("SELECT count(*) FROM", "TABLE", "DELETE FROM"):
                    assert around.refused(f"{ask} casework_{table}"), (kind, table, ask)
            # Functions that work with their owner's rights are another door.
            for person in planted.own.values():
                opened = around.rows("SELECT * FROM casework_read_in_emergency(%s)", person.pk)
                assert opened == [], "no event says why"
            mine = planted.own["treatment"]
            asked = "SELECT casework_find_in_emergency(%s, 'treatment-1', '', '', NULL)"
            assert around.rows(asked, mine.agency_id) == [(None,)]


# The other direction: what the police alone keep, from where a worker of care stands.


def police_alone():
    """Return a course whose officer has checked, tested and closed a case, with a canary in its words."""
    from fingerpost.service.casework.actions import drug_tests

    course = make_course("police", "charity")
    person = kept(
        course.officer,
        given_name="Jordan",
        family_name="Lake",
        local_number=CRIME,  # the force's own, which no sheet tells
    )
    course.booked(person=person, crime_number=CRIME)
    drug_tests.record(
        person=person,
        ground="trigger",
        result="positive",
        substances=["cocaine"],
        tested_at=AT,
        by=course.officer,
        at=AT,
    )
    return course


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["charity", "treatment", "nhs"])
def test_a_worker_of_care_reads_nothing_of_what_the_police_alone_keep(kind) -> None:
    from django.db import ProgrammingError, connection, transaction

    course = police_alone()
    reader = worker(kind)
    if reader.agency != course.tutor.agency:
        agree(course.officer.agency, reader.agency, "referral", "diversion", purpose="justice")

    def read(table: str) -> str | None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT t.* FROM casework_{table} t")
                return str(cursor.fetchall())
        except ProgrammingError:
            return None

    with transaction.atomic(), acting_in_database(course.officer):
        assert CRIME in read("eligibilitycheck"), "the control"
        assert "cocaine" in read("drugtest")
    with transaction.atomic(), acting_in_database(reader):
        assert [read(table) for table in POLICE_ONLY] == [None] * len(POLICE_ONLY)
        # The one that runs the course sees that somebody is to come; another sees nothing at all.
        is_tutor = kind == "charity"
        assert (read("diversion") != "[]") is is_tutor
        for table in (
            "diversion",
            "diversionstep",
            "requiredassessment",
            "referral",
            "referralstep",
        ):
            said = read(table)
            assert CRIME not in said, table
            assert "cocaine" not in said, table
            assert is_tutor or said == "[]", table
