"""Debian's own Chromium, the pack of the example as files, and the service on a small demo."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from tests.browser import service_rig

from fingerpost.evidence.disclosure import write_release
from fingerpost.evidence.publication import write_pack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker("browser")
            if CHROMIUM is None:
                reason = "Chromium is not installed: sudo apt-get install chromium"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def pack_folder(released, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    write_pack(released, folder)
    return folder


@pytest.fixture(scope="session")
def served(released):
    """Start the service on a demo of its own, with a release to show, once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="fingerpost-browser-"))
    folder.chmod(0o711)  # so that PostgreSQL's own user may go in
    (folder / "fingerpost.toml").write_text(service_rig.SETTINGS, encoding="utf-8")
    published = folder / "published"
    write_release(released, published / released.id)
    (published / "latest.json").write_text(json.dumps({"release": released.id}))
    running = service_rig.start(folder)
    yield running
    ended = running.stop()
    shutil.rmtree(folder)
    assert ended == 0


@pytest.fixture(scope="session")
def keys_of(browser, served):
    """Return the cookies of a person of the demo, who signs in once for all tests."""
    held = {}

    def cookies(who):
        if who not in held:
            context = browser.new_context()
            service_rig.sign_in(context.new_page(), served, who)
            held[who] = context.storage_state()
            context.close()
        return held[who]

    return cookies


@pytest.fixture
def visit(browser, served, keys_of):
    """Open a browser as a person of the demo, or as nobody; every one is closed again."""
    opened = []

    def visitor(who=None, width=1280, **options):
        state = keys_of(who) if who else None
        context = browser.new_context(
            viewport={"width": width, "height": 900}, storage_state=state, **options
        )
        opened.append(context)
        return service_rig.Visitor(context.new_page(), served.url)

    yield visitor
    for context in opened:
        context.close()
