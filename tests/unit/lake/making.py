"""Small files in the real police shape, and workspaces to land them in."""

from datetime import UTC, datetime
from pathlib import Path

from fingerpost.evidence.lake import Workspace

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
FORCE = "Cambridgeshire Constabulary"
FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
SECOND = datetime(2026, 10, 8, 9, tzinfo=UTC)


def row(number, month="2024-05", crime="Drugs", outcome="Under investigation"):
    return (
        f"{number:064x},{month},{FORCE},{FORCE},0.125,52.201,On or near Mill Road,E01017956,"
        f"Cambridge 005B,{crime},{outcome},"
    )


def street(path: Path, numbers, month="2024-05", *, end="\n", **facts):
    lines = [HEADER, *(row(n, month, **facts) for n in numbers)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((end.join(lines) + end).encode())
    return path


def workspace(folder: Path) -> Workspace:
    return Workspace.create(folder)


def contents(root: Path) -> dict[str, bytes]:
    """Return every file below the lake but the lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "lake").rglob("*"))
        if path.is_file() and path.name != "lock"
    }
