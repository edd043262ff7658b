"""The service on a real PostgreSQL of its own, reached as the service reaches it: under its locks.

Nothing of this is made unless a test of the service runs. The database is made once; each test's
changes are undone at its end.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

WORKSPACE = Path(tempfile.mkdtemp(prefix="fingerpost-service-"))
WORKSPACE.chmod(0o711)  # so that PostgreSQL's own user may go in
atexit.register(shutil.rmtree, WORKSPACE, ignore_errors=True)
(WORKSPACE / "fingerpost.toml").write_text(
    """engine = "duckdb"

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
)
keys = WORKSPACE / "keys"
keys.mkdir(mode=0o700)
(keys / "postgres.password").write_text("a password of the tests only")

from fingerpost.service.config.postgres import private_server  # noqa: E402

SERVER = private_server(WORKSPACE)
os.environ |= {
    "FINGERPOST_WORKSPACE": str(WORKSPACE),
    "FINGERPOST_MODE": "development",
    "FINGERPOST_HOSTS": "testserver,localhost",
    "DATABASE_URL": SERVER.url,
    "DJANGO_SETTINGS_MODULE": "fingerpost.service.config.settings",
}

import django  # noqa: E402

django.setup()
IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: object) -> Iterator[None]:
    """Start the database, and make its tables and locks as an installation does."""
    SERVER.start()
    _write_without_waiting()
    owner = {**os.environ, "DATABASE_URL": SERVER.owner_url}
    commands = ("migrate -v0", "apply_grants", "collectstatic --noinput -v0")
    program = [sys.executable, "-m", "fingerpost.service.config.commands", *commands]
    subprocess.run(program, env=owner, check=True)
    with_truncate = f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {_service()}"
    import psycopg

    with psycopg.connect(SERVER.owner_url, autocommit=True) as connection:
        connection.execute(with_truncate)  # Django empties tables so, after a test in a browser
    yield
    from django.db import connections

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
    SERVER.stop()


def _write_without_waiting() -> None:
    """Let the tests' own server not wait for the disk: what it holds need not outlive a power cut."""
    import psycopg

    with psycopg.connect(SERVER.owner_url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def _service() -> str:
    from fingerpost.service.access.database_roles import SERVICE

    return SERVICE


@pytest.fixture(autouse=True)
def counts_of_this_process(settings: Any) -> None:
    """Count tries in memory: a test's transaction holds one connection, and these need another."""
    settings.CACHES = IN_MEMORY


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Keep passwords by a quick hash: the service's own takes half a second on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
