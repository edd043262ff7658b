"""How an app says which kinds of agency the database lets at a table, and at which of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from fingerpost.service.access.models.agencies import AgencyKind
from fingerpost.service.access.models.memberships import Membership

EVERY_KIND = tuple(AgencyKind)
# Asked once a statement, not once a row. The numbers carry a mark that only the database can make:
# a page's role that sets others gets nothing (see `marks.py`).
AGENCY = "(SELECT fingerpost_acting('agency'))"
PERSON = "(SELECT fingerpost_acting('person'))"


def role_of(kind: AgencyKind) -> str:
    """Return the database role under which pages for a kind of agency run."""
    return f"fingerpost_as_{kind.value}"


@dataclass(frozen=True)
class Guard:
    """What the database lets whom do with one table.

    Parameters
    ----------
    table : str
        Its name in the database.
    rows : str
        An SQL condition on a row, which may use `AGENCY` and `PERSON`; only such rows are seen.
    writes : str, optional
        The condition that a new or changed row must meet; `rows` if not given.
    kinds : tuple of AgencyKind
        Which kinds of agency may touch the table at all.
    may : tuple of str
        What they may do: SELECT, INSERT, UPDATE, DELETE.
    columns : tuple of str, optional
        The only columns that they may read; all if not given.
    service_may : tuple of str
        What the service may do before anybody has said for whom they act: for signing in and for
        background jobs.
    """

    table: str
    rows: str
    writes: str = ""
    kinds: tuple[AgencyKind, ...] = EVERY_KIND
    may: tuple[str, ...] = ("SELECT", "INSERT", "UPDATE")
    columns: tuple[str, ...] = ()
    service_may: tuple[str, ...] = ()

    def statements(self, service: str) -> Iterator[sql.Composed]:
        """Yield the statements that put this guard in place."""
        table = sql.Identifier(self.table)
        yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table)
        for name in ("agencies", "service"):
            yield sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(sql.Identifier(name), table)
        if self.kinds:
            names = sql.SQL(", ").join(sql.Identifier(role_of(kind)) for kind in self.kinds)
            yield sql.SQL("GRANT {} ON {} TO {}").format(
                _verbs(self.may, self.columns), table, names
            )
            yield sql.SQL(
                "CREATE POLICY agencies ON {} TO {} USING ({}) WITH CHECK ({})"
            ).format(table, names, sql.SQL(self.rows), sql.SQL(self.writes or self.rows))
        if self.service_may:
            role = sql.Identifier(service)
            yield sql.SQL("GRANT {} ON {} TO {}").format(_verbs(self.service_may), table, role)
            yield sql.SQL("CREATE POLICY service ON {} TO {} USING (true)").format(table, role)


def _verbs(verbs: tuple[str, ...], columns: tuple[str, ...] = ()) -> sql.Composed:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    read = sql.SQL("SELECT ({})").format(named) if columns else sql.SQL("SELECT")
    return sql.SQL(", ").join(read if verb == "SELECT" else sql.SQL(verb) for verb in verbs)


@contextmanager
def acting_in_database(membership: Membership) -> Iterator[None]:
    """Let the database know for whom it works, inside this block alone.

    A transaction must be open: what is set lasts at most as long as that.
    """
    assert connection.in_atomic_block, "who acts is told to the database inside a transaction"
    role = role_of(AgencyKind(membership.agency.kind))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerpost_act(%s, %s, %s)",
            [membership.agency_id, membership.user_id, role],
        )
        cursor.execute("SELECT set_config('role', %s, true)", [role])
    yield
    if (
        not connection.needs_rollback
    ):  # else the rollback takes it back, and nothing can be said
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', 'none', true), set_config('fingerpost.acting', '', true)"
            )
