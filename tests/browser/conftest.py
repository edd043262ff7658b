"""Debian's own Chromium, and the pack of the example as files."""

import shutil

import pytest

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
