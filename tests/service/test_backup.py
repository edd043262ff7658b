"""A workspace copied while it runs, brought back into an empty folder, and compared."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_database(monkeypatch) -> None:
    """Use the private server of each workspace, and no settings of other tests."""
    for name in ("DATABASE_URL", "FINGERPOST_WORKSPACE", "FINGERPOST_MODE"):
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True)
class Copied:
    """A workspace with a landed lake and an audit, and the copies made of it."""

    root: Path
    copy: Path
    keys: Path
    said: str


def run(*arguments: object):
    from fingerpost.cli import app

    return CliRunner().invoke(app, [str(one) for one in arguments])


def run_outside(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program itself, whose own programs write where it writes."""
    return subprocess.run(
        [sys.executable, "-c", "from fingerpost.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def put_away(root: Path) -> None:
    """Remove a workspace and the data of its server, wherever they lie."""
    from fingerpost.service.config.postgres import private_server

    server = private_server(root)
    server.stop()
    shutil.rmtree(server.data, ignore_errors=True)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def copied(example) -> Iterator[Copied]:
    from fingerpost.service.config.postgres import private_server

    folder = Path(tempfile.mkdtemp(prefix="fingerpost-backup-"))
    folder.chmod(0o711)
    root = folder / "made"
    shutil.copytree(example.root, root)
    root.chmod(0o711)
    (root / "vault" / "marker").parent.mkdir(exist_ok=True)
    (root / "vault" / "marker").write_bytes(os.urandom(64))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("FINGERPOST_")
    }
    environment.pop("DATABASE_URL", None)
    server = private_server(root)
    server.start()  # as if it were being served
    try:
        for person in ("ada", "bea"):
            subprocess.run(
                [
                    *(sys.executable, "-c", "from fingerpost.cli import main; main()"),
                    *("invite", str(root), "--agency", f"Council of {person}"),
                    *("--email", f"{person}@x.test", "--name", person),
                    *("--mode", "development"),
                ],
                env=environment,
                check=True,
                capture_output=True,
            )
        with pytest.MonkeyPatch.context() as patch:
            for name in ("DATABASE_URL", "FINGERPOST_WORKSPACE", "FINGERPOST_MODE"):
                patch.delenv(name, raising=False)
            done = run("backup", root, folder / "copy", "--keys-to", folder / "keys")
        assert done.exit_code == 0, done.output + repr(done.exception)
        assert server.is_running, "what ran before runs on"
        yield Copied(root, folder / "copy", folder / "keys", done.output)
    finally:
        put_away(root)
        shutil.rmtree(folder, ignore_errors=True)


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and path.relative_to(root).parts[0] not in ("postgres", "keys")
        and path.relative_to(root).parts[:2] != ("service", "static")
    }


def everything(url: str) -> dict[str, object]:
    """Return all rows, sequences, locks and grants of a database."""
    found: dict[str, object] = {}
    with psycopg.connect(url) as connection:

        def rows(statement: str) -> list[tuple[object, ...]]:
            return connection.execute(statement).fetchall()

        for schema, table in rows(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname IN ('public', 'fingerpost_private') ORDER BY 1, 2"
        ):
            if table != "access_seal":  # a restore seals what was not sealed
                found[table] = rows(f'SELECT t::text FROM "{schema}"."{table}" t ORDER BY 1')
        found["sequences"] = rows(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE sequencename <> 'access_seal_id_seq' ORDER BY 1"
        )
        found["policies"] = rows("SELECT * FROM pg_policies ORDER BY tablename, policyname")
        found["grants"] = rows(
            "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges"
            " WHERE grantee LIKE 'fingerpost\\_%' AND grantee <> 'fingerpost_owner' ORDER BY 1, 2, 3"
        )
        found["functions"] = rows(
            "SELECT proname, prosecdef, proacl::text FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
        )
        found["triggers"] = rows(
            "SELECT tgname, tgrelid::regclass::text, tgenabled FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1, 2"
        )
    return found


def test_everything_comes_back_into_an_empty_folder_as_it_was(copied: Copied) -> None:
    from fingerpost.evidence.lake import Workspace
    from fingerpost.service.config.postgres import private_server

    back = copied.root.with_name("back")
    before = everything(private_server(copied.root).owner_url)
    try:
        done = run_outside(
            *("restore", copied.copy, back, "--keys-from", copied.keys),
            *("--mode", "development"),
        )
        assert done.returncode == 0, done.stderr
        assert f"fingerpost serve {back}" in done.stdout
        assert digests(back) == digests(copied.root)
        assert len([one for one in digests(back) if one.startswith("lake/landed")]) > 3
        assert (back / "keys" / "service.secret").read_text() == (
            copied.root / "keys" / "service.secret"
        ).read_text()
        server = private_server(back)
        assert not server.is_running, "it was not running before"
        server.start()
        after = everything(server.owner_url)
        assert len(after["access_event"]) == 4
        assert len(after["access_invitation"]) == 2
        for name, rows in before.items():
            assert after[name] == rows, name
        assert set(after) == set(before)
        with psycopg.connect(server.url) as service:  # under the locks, with the same password
            names = service.execute("SELECT name FROM access_agency ORDER BY 1").fetchall()
        assert names == [("Council of ada",), ("Council of bea",)]
        assert Workspace.open(back).settings == Workspace.open(copied.root).settings
        _goes_on_sealing(back, server)
    finally:
        put_away(back)


def _goes_on_sealing(back: Path, server) -> None:
    """The audit of the restored server goes on, though its transactions begin at a low number."""
    program = (
        "import django; django.setup()\n"
        "from django.db import transaction\n"
        "from django.utils import timezone\n"
        "from fingerpost.service.access import audit\n"
        "from fingerpost.service.access.models import EventKind, Event, Seal\n"
        "assert Seal.objects.latest('id').last == Event.objects.latest('id').pk\n"
        "with transaction.atomic():\n"
        "    audit.record(EventKind.INVITED, at=timezone.now(), actor=1)\n"
        "assert audit.seal(at=timezone.now()).events == 1\n"
        "assert audit.verify() == []\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "FINGERPOST_WORKSPACE": str(back),
            "FINGERPOST_MODE": "development",
            "DATABASE_URL": server.url,
            "DJANGO_SETTINGS_MODULE": "fingerpost.service.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_copy_holds_no_key_and_says_where_they_are(copied: Copied) -> None:
    assert "Keep the two apart" in copied.said
    keys = [path.read_bytes() for path in (copied.root / "keys").iterdir()]
    assert len(keys) >= 2
    assert not (copied.copy / "workspace" / "keys").exists()
    for path in copied.copy.rglob("*"):
        if path.is_file():
            assert not any(key in path.read_bytes() for key in keys), path
    assert copied.copy.stat().st_mode & 0o077 == 0
    assert {path.name for path in copied.keys.iterdir()} == {
        path.name for path in (copied.root / "keys").iterdir()
    }


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("changed", id="a file was changed"),
        pytest.param("removed", id="a file is missing"),
        pytest.param("added", id="a file was added"),
        pytest.param("dump", id="the dump was changed"),
        pytest.param("manifest", id="the manifest is missing"),
    ],
)
def test_a_copy_that_is_not_whole_is_not_restored(copied: Copied, tmp_path, harm) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(copied.copy, copy)
    victim = copy / "workspace" / "vault" / "marker"
    match harm:
        case "changed":
            victim.write_bytes(b"x")
        case "removed":
            victim.unlink()
        case "added":
            victim.with_name("more").write_bytes(b"")
        case "dump":
            with (copy / "database.dump").open("ab") as file:
                file.write(b"x")
        case "manifest":
            (copy / "backup.json").unlink()
    done = run("restore", copy, tmp_path / "back")
    assert type(done.exception).__name__ == "BackupError"
    assert not (tmp_path / "back").exists()


def test_nothing_is_overwritten_and_keys_do_not_lie_with_the_copy(
    copied: Copied, tmp_path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    for arguments, words in [
        (("backup", copied.root, tmp_path / "full"), "not empty"),
        (("restore", copied.copy, tmp_path / "full"), "not empty"),
        (("backup", copied.root, copied.root / "copy"), "inside the workspace"),
        (
            ("backup", copied.root, tmp_path / "a", "--keys-to", tmp_path / "a" / "keys"),
            "with what they open",
        ),
    ]:
        done = run(*arguments)
        assert words in str(done.exception), arguments
    assert (tmp_path / "full" / "x").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"], "no half copy is left"


def test_an_audit_that_was_changed_in_the_copy_is_not_accepted(copied: Copied) -> None:
    """The anchors in the copy name a seal that the database no longer has."""
    folder = copied.root.with_name("tampered")
    shutil.copytree(copied.copy, folder)
    back = copied.root.with_name("back-tampered")
    anchors = folder / "workspace" / "service" / "audit-anchors.jsonl"
    anchors.parent.mkdir(parents=True, exist_ok=True)
    anchors.write_text(json.dumps({"at": AT.isoformat(), "seal": 1, "digest": "0" * 64}) + "\n")
    manifest = json.loads((folder / "backup.json").read_text())
    manifest["files"]["workspace/service/audit-anchors.jsonl"] = hashlib.sha256(
        anchors.read_bytes()
    ).hexdigest()
    (folder / "backup.json").write_text(json.dumps(manifest))
    try:
        done = run_outside("restore", folder, back, "--mode", "development")
        assert done.returncode == 52
        assert "does not agree with its seals" in done.stderr
    finally:
        put_away(back)
