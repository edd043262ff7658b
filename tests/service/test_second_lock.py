"""The second lock, tried from outside Django: each database role, with a connection of its own.

For each kind of agency a login is made that may become that kind's role and no other. From there an
agency of that kind tries to reach the rows of another agency of the same kind, which is the hardest
case, and whatever other kinds have, by every way that SQL offers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo
from tests.service.conftest import SERVER

from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.second_lock import role_of

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = [pytest.param(kind, id=kind.value) for kind in AgencyKind]
HIDDEN = "Robin Hidden"  # what nobody of another agency may see
CANARY = "hidden@other.test"


class Around:
    """A connection of one agency, around Django."""

    def __init__(self, connection: psycopg.Connection, agency: int, other: int) -> None:
        self.connection, self.agency, self.other = connection, agency, other

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Return what a statement gives, or nothing if it is refused."""
        try:
            with self.connection.transaction():
                return self.connection.execute(statement, values).fetchall()
        except (errors.InsufficientPrivilege, errors.UndefinedTable):
            return []

    def refused(self, statement: str) -> bool:
        try:
            with self.connection.transaction():
                self.connection.execute(statement)
        except psycopg.Error as error:
            return isinstance(
                error,
                errors.InsufficientPrivilege | errors.RaiseException | errors.UndefinedFile,
            )
        return False


@pytest.fixture
def around(request: pytest.FixtureRequest) -> Iterator[Around]:
    """Two agencies of a kind with records each; the connection acts for the first."""
    from django.db import transaction
    from tests.service.people import AT, make_member

    from fingerpost.service.access import audit
    from fingerpost.service.access.actions import members
    from fingerpost.service.access.models import EventKind

    kind: AgencyKind = request.param
    with transaction.atomic():
        mine = make_member("manager", "First", kind=kind.value, email="me@first.test")
        theirs = make_member(
            "manager", "Second", kind=kind.value, email=CANARY, name=HIDDEN, end_reason=""
        )
        for one in (mine, theirs):
            invited = members.invite(
                email=f"new{one.pk}@x.test",
                name=one.user.name,
                agency=one.agency,
                role="reader",
                ends_on=AT.date(),
                by=one,
                at=AT,
            )[0]
            audit.record(
                EventKind.RECORD_READ,
                at=AT,
                by=one,
                target=invited.pk,
                target_type="invitation",
                reason=one.user.name,
                after={"email": one.user.email},
            )
    role, login = role_of(kind), f"test_{kind.value}"
    with psycopg.connect(SERVER.owner_url, autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD 'x' IN ROLE {}").format(
                sql.Identifier(login), sql.Identifier(role)
            )
        )
    try:
        with (
            psycopg.connect(
                make_conninfo(SERVER.owner_url, user=login, password="x")
            ) as connection,
            psycopg.connect(SERVER.url) as service,
        ):
            # The service would mark its own connection; ours may not, so the mark is made for it by
            # the owner of the secret, as if a page of this agency had been broken into.
            _begin_as(connection, role, mine.agency_id, mine.user_id)
            service.close()
            yield Around(connection, mine.agency_id, theirs.agency_id)
            connection.rollback()
    finally:
        with psycopg.connect(SERVER.owner_url, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(login)))


def _begin_as(connection: psycopg.Connection, role: str, agency: int, person: int) -> None:
    """Put a page's own mark on this connection, and become the role of its kind."""
    pid, at = connection.execute(
        "SELECT pg_backend_pid(), extract(epoch FROM transaction_timestamp())::text"
    ).fetchone()
    with psycopg.connect(SERVER.owner_url) as owner:
        text = f"{agency}:{person}:{role}:{pid}:{at}"
        (mark,) = owner.execute(
            "SELECT encode(sha256(key || sha256(key || convert_to(%s, 'UTF8'))), 'hex')"
            " FROM fingerpost_private.secret",
            [text],
        ).fetchone()
    connection.execute(
        "SELECT set_config('fingerpost.acting', %s, true)", [f"{agency}:{person}:{role}:{mark}"]
    )
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))


def tables() -> list[str]:
    with psycopg.connect(SERVER.owner_url) as owner:
        found = owner.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r','v','m','p','f')"
            " AND relnamespace = 'public'::regnamespace ORDER BY 1"
        ).fetchall()
    return [name for (name,) in found]


# Every person of the partnership may be named within it, as every agency may; see `row_security.py`.
NO_SECRET = {"access_user", "access_agency", "access_agreement", "access_agreementversion"}
NO_SECRET |= {"access_party", "access_flow", "access_seal"}
OF_AN_AGENCY = {
    "access_membership": "agency_id",
    "access_invitation": "agency_id",
    "access_event": "agency",
}


@pytest.mark.parametrize("around", KINDS, indirect=True)
def test_no_way_around_leads_to_rows_of_others(around: Around) -> None:
    rows, other = around.rows, around.other
    assert rows("SELECT fingerpost_acting('agency')") == [(around.agency,)]

    # Read: every table, whole.
    for table in tables():
        seen = str(rows(f"TABLE {table}"))
        if table not in NO_SECRET:
            assert HIDDEN not in seen, table
            assert CANARY not in seen, table
    for table, column in OF_AN_AGENCY.items():
        assert rows(f"SELECT 1 FROM {table} WHERE {column} = %s", around.agency), "own rows"
        # Guess: the other's own numbers, one by one. Count. Join. Order. Exists.
        assert rows(f"SELECT * FROM {table} WHERE {column} = %s", other) == []
        ((last,),) = rows(f"SELECT max(id) FROM {table} WHERE {column} = %s", around.agency)
        every = list(range(1, last + 1000))
        assert rows(f"SELECT * FROM {table} WHERE id = ANY(%s)", every) == rows(
            f"SELECT * FROM {table} WHERE {column} = %s", around.agency
        )
        assert rows(f"SELECT count(*) FROM {table} WHERE {column} <> %s", around.agency) == [
            (0,)
        ]
        assert (
            rows(
                f"SELECT t.* FROM access_agency a JOIN {table} t ON t.{column} = a.id"
                f" WHERE a.id = %s",
                other,
            )
            == []
        )
        assert rows(
            f"SELECT a.id, max(t.id) FROM access_agency a LEFT JOIN {table} t"
            f" ON t.{column} = a.id WHERE a.id = %s GROUP BY a.id",
            other,
        ) == [(other, None)]
    assert rows("SELECT password FROM access_user") == [], "not even one's own"

    # A function of one's own that would be shown each row before the lock: none can be made, and a
    # condition that fails on a value is not asked of a hidden row.
    assert around.refused(
        "CREATE FUNCTION f(x text) RETURNS bool AS 'SELECT true' LANGUAGE sql"
    )
    assert around.refused("CREATE TEMP TABLE taken AS SELECT * FROM access_invitation")
    assert (
        rows("SELECT 1 FROM access_invitation WHERE 1 / (name <> %s)::int = 1", HIDDEN) != []
    ), "the hidden name would divide by nothing"

    # What the planner knows of values.
    assert rows("SELECT * FROM pg_stats WHERE schemaname = 'public'") == []
    assert rows("SELECT * FROM pg_statistic") == []
    assert rows("SELECT * FROM pg_stats_ext_exprs") == []

    # EXPLAIN says no value, and the plan filters by the acting agency before anything asked.
    plan = str(
        rows(
            "EXPLAIN (ANALYZE, VERBOSE, BUFFERS OFF, TIMING OFF) SELECT * FROM access_invitation"
            " WHERE name = 'nobody'"
        )
    )
    assert HIDDEN not in plan
    assert CANARY not in plan

    # Ways out: copies, files, large objects, sequences, foreign keys, the secret itself.
    for statement in (
        "COPY access_user TO STDOUT",  # the password is in it
        "COPY access_invitation TO '/tmp/taken'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT pg_ls_dir('.')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT * FROM pg_largeobject",
        "SELECT * FROM pg_authid",
        "SELECT setval('access_event_id_seq', 1)",
        "SELECT last_value FROM access_event_id_seq",
        "TRUNCATE access_event",
        "ALTER TABLE access_event DISABLE TRIGGER ALL",
        "ALTER TABLE access_invitation DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE mine (x int)",
        "CREATE VIEW mine AS SELECT 1",
        "SELECT * FROM fingerpost_private.secret",
        "SELECT fingerpost_act(1, 1, 'fingerpost_as_police')",
        "SELECT procrastinate_fetch_job_v2(NULL, NULL)",
        "UPDATE access_event SET reason = ''",
        "DELETE FROM access_membership",
    ):
        assert around.refused(statement), statement
    with around.connection.cursor().copy("COPY access_invitation TO STDOUT") as copy:
        taken = b"".join(bytes(part) for part in copy).decode()
    assert "new" in taken
    assert HIDDEN not in taken, "a copy is held by the same lock"

    # Another role, another number, the lock off.
    for one in AgencyKind:
        if role_of(one) != around.connection.execute("SELECT current_user").fetchone()[0]:
            assert around.refused(f"SET LOCAL ROLE {role_of(one)}"), one
    for role in ("fingerpost_service", "fingerpost_owner", "postgres", "pg_read_all_data"):
        with pytest.raises(psycopg.Error), around.connection.transaction():
            around.connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
    with around.connection.transaction(force_rollback=True):
        around.connection.execute("SET LOCAL row_security = off")
        assert around.refused("SELECT * FROM access_invitation")
    said = around.connection.execute("SELECT current_setting('fingerpost.acting')").fetchone()[
        0
    ]
    agency, person, role, mark = said.split(":")
    for forged in (
        f"{other}:{person}:{role}:{mark}",
        f"{other}:{person}:{role}:",
        f"{other}",
        f"{agency}:{person}:fingerpost_as_nhs:{mark}",
        "",
    ):
        with around.connection.transaction(force_rollback=True):
            around.connection.execute(
                "SELECT set_config('fingerpost.acting', %s, true)", [forged]
            )
            if forged.split(":")[0] == agency and role == "fingerpost_as_nhs":
                continue  # that is the true one
            assert rows("SELECT * FROM access_invitation") == []
            assert rows("SELECT * FROM access_event") == []

    # Writing into another's records, or in another's name.
    for statement in (
        f"UPDATE access_membership SET agency_id = {other}",
        f"UPDATE access_event SET actor = {int(person) + 1}",
        (
            "INSERT INTO access_event (at, kind, actor, target_type, target, fields, reason, "
            f"transaction, digest) VALUES (now(), '', {int(person) + 1}, '', '', '[]', '', 0, '')"
        ),
    ):
        assert around.refused(statement), statement
    changed = around.connection.execute(
        "UPDATE access_membership SET role = 'manager' WHERE agency_id = %s", [other]
    )
    assert changed.rowcount == 0


@pytest.mark.parametrize(
    "around", [pytest.param(AgencyKind.POLICE, id="police")], indirect=True
)
def test_a_mark_ends_with_its_transaction_and_fits_no_other_connection(around: Around) -> None:
    said = around.connection.execute("SELECT current_setting('fingerpost.acting')").fetchone()[
        0
    ]
    around.connection.commit()
    time.sleep(0.01)
    for connection in (
        around.connection,
        psycopg.connect(around.connection.info.dsn, password="x"),
    ):
        connection.execute("SET LOCAL ROLE fingerpost_as_police")
        connection.execute("SELECT set_config('fingerpost.acting', %s, true)", [said])
        assert connection.execute("SELECT fingerpost_acting('agency')").fetchone() in (
            None,
            (None,),
        )
        assert connection.execute("SELECT * FROM access_invitation").fetchall() == []
        connection.rollback()
        if connection is not around.connection:
            connection.close()


@pytest.mark.parametrize(
    "around", [pytest.param(AgencyKind.POLICE, id="police")], indirect=True
)
def test_time_tells_nothing_of_rows_of_others(around: Around) -> None:
    """A slow condition would take time for each row it is asked of: it is not asked of hidden ones."""
    asked = "SELECT 1 FROM access_invitation WHERE pg_sleep(0.4) IS NOT NULL"

    def seconds(connection: psycopg.Connection) -> float:
        begun = time.perf_counter()
        connection.execute(asked)
        return time.perf_counter() - begun

    assert seconds(around.connection) < 0.75, "once, for one's own row"
    with psycopg.connect(SERVER.owner_url) as owner:
        assert seconds(owner) >= 0.8, "without the lock it is asked of both"


def test_every_table_of_ours_has_a_guard_and_every_other_none_of_ours() -> None:
    """A table that is added without a guard fails here, and can be touched by no page meanwhile."""
    from django.apps import apps

    from fingerpost.service.access.grants import CALLED_BY_PAGES, all_guards

    ours = {
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.name.startswith("fingerpost.")
        for model in app.get_models(include_auto_created=True)
    }
    guarded = {guard.table for guard in all_guards()}
    assert ours - guarded == set(), "say in row_security.py who may touch these"
    assert guarded - ours == set(), "these are guarded and do not exist"
    with psycopg.connect(SERVER.owner_url) as owner:
        locked = owner.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
        ).fetchall()
        granted = owner.execute(
            "SELECT DISTINCT table_name FROM information_schema.role_table_grants"
            " WHERE grantee LIKE 'fingerpost\\_as\\_%' OR grantee = 'PUBLIC'"
            " AND table_schema = 'public'"
        ).fetchall()
        powers = owner.execute(
            "SELECT rolname FROM pg_roles WHERE (rolname LIKE 'fingerpost\\_as\\_%'"
            " OR rolname = 'fingerpost_service') AND (rolsuper OR rolbypassrls OR rolcreaterole"
            " OR rolcreatedb OR rolreplication OR rolinherit AND rolname = 'fingerpost_service')"
        ).fetchall()
        views = owner.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        called = owner.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND has_function_privilege('fingerpost_as_police', oid, 'EXECUTE')"
        ).fetchall()
    assert {name for (name,) in called} == set(CALLED_BY_PAGES)
    assert {name for (name,) in locked} == guarded
    assert {name for (name,) in granted} <= guarded, "no page touches what has no guard"
    assert powers == []
    assert views == [], "a view reads with its owner's rights: it would go around the lock"


def test_a_new_table_without_a_guard_is_reached_by_no_kind(monkeypatch) -> None:
    with psycopg.connect(SERVER.owner_url) as owner:
        owner.execute("CREATE TABLE added_without_a_guard (x int)")
        for kind in AgencyKind:
            (may,) = owner.execute(
                "SELECT has_table_privilege(%s, 'added_without_a_guard', 'SELECT')",
                [role_of(kind)],
            ).fetchone()
            assert not may
        owner.rollback()
