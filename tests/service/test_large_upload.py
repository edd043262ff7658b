"""500 MB in parts to the real service, broken off in the middle: its memory stays what it was."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path

import pytest
import requests
from tests.service.real_service import Served, children, served, sign_in, until
from tests.service.sending import HEADER

SIZE = 500 * 1024**2
MORE_MEMORY = 100 * 1024**2  # of a web process, at most
DAYS = [f"{day:02}/{month:02}/{year}" for year in (2024, 2025) for month in range(1, 13)
        for day in range(1, 29)]  # fmt: skip


def write_large(path: Path) -> int:
    """Write a file of kits of exactly the largest size, the last line of it padded; return its rows."""
    rows, written = 0, len(HEADER)
    with path.open("w", encoding="ascii") as file:
        file.write(HEADER)
        number = 0
        while True:
            lines = "".join(
                f"{day},Site {number},X06000001,Pharmacy,Family,{1 + number % 9},\n"
                for day in DAYS
            )
            if written + len(lines) + 200 > SIZE:
                break
            file.write(lines)
            rows, written, number = rows + len(DAYS), written + len(lines), number + 1
        last = f"{DAYS[0]},Site ,X06000001,Pharmacy,Family,1,\n"
        while written + len(last) * 2 + 60 <= SIZE:
            line = f"{DAYS[0]},Last {rows},X06000001,Pharmacy,Family,1,\n"
            file.write(line)
            rows, written = rows + 1, written + len(line)
        gap = SIZE - written - len(last)
        file.write(last.replace("Site ", "Site " + "x" * gap))
    return rows + 1


def peak(pid: int) -> int:
    """Return the most memory that a process ever held, in bytes."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", told)[1])


def break_off(service: Served, session: requests.Session, path: str, part: bytes) -> None:
    """Send half of a part, and hang up."""
    host, _, port = service.url.removeprefix("http://").partition(":")
    request = requests.Request("PUT", service.url + path, data=part)
    sent = session.prepare_request(request)
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.headers.items())
    with socket.create_connection((host, int(port))) as line:
        line.sendall(f"PUT {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{lines}\r\n".encode())
        line.sendall(part[: len(part) // 2])


@pytest.mark.slow
def test_500_mb_in_parts_broken_off_and_resumed(tmp_path: Path, capsys) -> None:
    file = tmp_path / "kits.csv"
    rows = write_large(file)
    assert file.stat().st_size == SIZE
    with served() as service:
        session = sign_in(service, "jo.marsh")
        page = session.get(f"{service.url}/files/send").text
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
        session.headers["X-CSRFToken"] = token
        web = children(service.child("granian"))
        before = {pid: peak(pid) for pid in web}

        begun = time.monotonic()
        announced = {"name": file.name, "size": SIZE, "said_source": ""}
        told = session.post(f"{service.url}/files/begin", data=announced).json()
        number, part_bytes = told["number"], told["part_bytes"]
        offset, is_broken = 0, False
        with file.open("rb") as content:
            while offset < SIZE:
                content.seek(offset)
                part = content.read(part_bytes)
                path = f"/files/{number}/part?offset={offset}"
                if offset > SIZE // 2 and not is_broken:
                    is_broken = True
                    break_off(service, session, path, part)
                    time.sleep(1)  # so that the server has seen it
                    told = session.get(f"{service.url}/files/{number}/part").json()
                    assert told["received"] == offset, "half a part does not count"
                    continue
                answer = session.put(service.url + path, data=part)
                assert answer.status_code == 200, answer.text
                offset = answer.json()["received"]
        done = session.post(f"{service.url}/files/{number}/complete")
        assert done.status_code == 200
        sent = time.monotonic() - begun
        more = {pid: peak(pid) - before[pid] for pid in web}
        assert max(more.values()) < MORE_MEMORY

        def upload() -> tuple[str, str]:
            return service.rows("SELECT status, message FROM intake_upload")[0]

        until(lambda: upload()[0] in ("landed", "refused"), "it is checked", 1800)
        checked = time.monotonic() - begun - sent
        status, message = upload()
        files = service.rows(
            "SELECT rows_landed, rows_refused, message FROM intake_uploadedfile"
        )
        with capsys.disabled():
            most = max(more.values()) / 1024**2
            print(  # noqa: T201, the figures are what it is for
                f"\n500 MB, {rows:,} rows: sent in {sent:.0f} s, {status} {checked:.0f} s later; the web"
                f" processes grew by at most {most:.0f} MB. {files} {message}"
            )
        if status == "landed":
            ((landed, refused, _),) = files
            assert landed + refused == rows
        else:
            assert message or all(said for *_, said in files), "a refusal says why"
        assert session.get(f"{service.url}/files/{number}").status_code == 200
