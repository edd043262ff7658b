"""The second lock: what the database itself lets each kind of agency read and write.

A page runs as the database role of the kind of agency that it acts for, with the numbers of agency
and person set for the transaction. The role may touch only the tables that an app grants its kind,
and row-level security shows it only the rows that the app's policy allows. So a fault in a page
cannot reach further than its agency, and no policing role has a path to a table of health records.

Every app says this for its tables in `row_security.py`, as `GUARDS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from fingerpost.service.access import marks
from fingerpost.service.access.database_roles import SERVICE
from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.second_lock import Guard, role_of

# What a page may call while it acts for an agency; nothing else of ours.
CALLED_BY_PAGES = (
    "access_event_digest",
    "casework_find_in_emergency",
    "casework_read_in_emergency",
    "fingerpost_acting",
    "procrastinate_defer_jobs_v1",
)
# What works with its owner's rights: a page may hand in a job, and read, change or end none.
WITH_RIGHTS_OF_OWNER = ("procrastinate_defer_jobs_v1",)


def all_guards() -> tuple[Guard, ...]:
    """Return what every app says of its tables, in the order of the tables' names."""
    found: list[Guard] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.row_security"
        if app.name.startswith("fingerpost.") and find_spec(name):
            found += import_module(name).GUARDS
    return tuple(sorted(found, key=lambda guard: guard.table))


def apply(guards: Iterable[Guard] | None = None) -> None:
    """Make the database roles and give them exactly what the guards say; run as the owner.

    May be run again: what was granted before and is not said any more is taken away.
    """
    guards = all_guards() if guards is None else tuple(guards)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        service = sql.Identifier(SERVICE)
        kinds = [sql.Identifier(role_of(kind)) for kind in AgencyKind]
        for kind, name in zip(AgencyKind, kinds, strict=True):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role_of(kind)])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
            cursor.execute(sql.SQL("GRANT {} TO {}").format(name, service))
        for statement in marks.STATEMENTS:
            cursor.execute(statement)
        cursor.execute(
            sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(
                sql.Identifier(connection.settings_dict["NAME"])
            )
        )
        everybody = sql.SQL(", ").join([service, *kinds])
        for statement in (
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {}",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}",
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}",
        ):
            cursor.execute(sql.SQL(statement).format(everybody))
        guarded = {guard.table for guard in guards}
        for table in sorted(tables - guarded):  # of libraries: sessions, sign-in, jobs
            cursor.execute(
                sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
                    sql.Identifier(table), service
                )
            )
        for guard in guards:
            if guard.table in tables:
                for guarded_by in guard.statements(SERVICE):
                    cursor.execute(guarded_by)
        _functions(cursor, service, sql.SQL(", ").join(kinds))


def _functions(cursor: CursorWrapper, service: sql.Composable, kinds: sql.Composable) -> None:
    """Let pages call a few functions, the service all, and nobody else any."""
    for grant in (
        sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, {}").format(kinds),
        sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(service),
    ):
        cursor.execute(grant)
    for name in CALLED_BY_PAGES:
        cursor.execute(
            sql.SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(sql.Identifier(name), kinds)
        )
    for name in WITH_RIGHTS_OF_OWNER:
        cursor.execute(
            sql.SQL(
                "ALTER FUNCTION {} SECURITY DEFINER SET search_path = public, pg_temp"
            ).format(sql.Identifier(name))
        )
