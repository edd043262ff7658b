"""What every test shares: no network, no clock, stated examples, and the example workspace."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A few examples locally and always the same ones, so that a run does not fail by luck; many, and
# new ones each time, where FINGERPOST_EXAMPLES says so (make nightly).
EXAMPLES = int(os.environ.get("FINGERPOST_EXAMPLES", "25"))
settings.register_profile(
    "fingerpost",
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FINGERPOST_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("fingerpost")

AS_OF = datetime(2026, 11, 1, 12, tzinfo=UTC)  # tests have no clock


class NetworkUsedError(RuntimeError):
    """A test tried to reach another machine."""


def _is_local(host: Any) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check(host: Any) -> None:
    if not _is_local(host):
        raise NetworkUsedError(f"a test tried to reach {host!r}: tests use this machine only")


def _check_address(sock: socket.socket, address: Any) -> None:
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        _check(address[0])


@pytest.fixture(scope="session", autouse=True)
def _closed_sockets() -> Any:
    """Close sockets to every address but this machine's own, for the whole session."""
    real = socket.socket
    connect, connect_ex, sendto = real.connect, real.connect_ex, real.sendto
    getaddrinfo = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:

        def only_local_connect(self: socket.socket, address: Any) -> None:
            _check_address(self, address)
            connect(self, address)

        def only_local_connect_ex(self: socket.socket, address: Any) -> int:
            _check_address(self, address)
            return connect_ex(self, address)

        def only_local_sendto(self: socket.socket, *arguments: Any) -> int:
            _check_address(self, arguments[-1])
            return sendto(self, *arguments)

        def only_local_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
            _check(host)
            return getaddrinfo(host, *arguments, **options)

        patch.setattr(real, "connect", only_local_connect)
        patch.setattr(real, "connect_ex", only_local_connect_ex)
        patch.setattr(real, "sendto", only_local_sendto)
        patch.setattr(socket, "getaddrinfo", only_local_getaddrinfo)
        yield


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the example workspace, landed once in a folder of its own."""
    from fingerpost.evidence.lake import Workspace, land

    root = tmp_path_factory.mktemp("example")
    source = Path(__file__).parents[1] / "examples" / "cambridgeshire"
    shutil.copy(source / "fingerpost.toml", root)
    (root / "inbox").symlink_to(source / "inbox")
    workspace = Workspace.open(root)
    land(workspace, [workspace.inbox], at=AS_OF, today=AS_OF.date())
    return workspace


@pytest.fixture(scope="session")
def estimated(example: Any) -> Any:
    """Return the estimates of every measure on the example, computed once."""
    from fingerpost.evidence.pipeline import estimate

    return estimate(example, as_of=AS_OF)


@pytest.fixture(scope="session")
def released(example: Any) -> Any:
    """Return the release of the example, made once."""
    from fingerpost.evidence.pipeline import make_release

    return make_release(example, as_of=AS_OF)


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a synthetic county of 60,000 people, made once."""
    from fingerpost.county.making import make

    folder = tmp_path_factory.mktemp("county") / "fenmark"
    make(folder, people=60_000, years=5, seed=7)
    return folder


@pytest.fixture(scope="session")
def landed_county(county: Path) -> Any:
    """Return the workspace of the small county, and the report of landing all of its inbox."""
    from fingerpost.evidence.lake import Workspace, land

    workspace = Workspace.open(county)
    return workspace, land(workspace, [workspace.inbox], at=AS_OF, today=AS_OF.date())


@pytest.fixture(scope="session")
def linked_county(landed_county: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a copy of the landed county whose people are linked. Copy it again to change it."""
    from fingerpost.evidence.lake import Workspace
    from fingerpost.evidence.linkage.people import link_people

    root = tmp_path_factory.mktemp("linked") / "fenmark"
    shutil.copytree(landed_county[0].root, root)
    workspace = Workspace.open(root)
    link_people(workspace, at=AS_OF)
    return workspace
