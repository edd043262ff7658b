"""How the program speaks: results to stdout, progress and messages to stderr."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from fingerpost.evidence.lake import Workspace

DONE_WITH_REFUSED_ROWS = 3


def now() -> datetime:
    """Return the time of this command: the one clock, which the library never reads."""
    return datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251


def today() -> date:
    """Return today's date where the program runs."""
    return now().astimezone().date()


# Both may stand before the command or after it: people write them where they think of them.
WorkspaceOption = Annotated[
    str | None,
    typer.Option("--workspace", "-w", help="The workspace; this folder if not given."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]


def open_workspace(context: typer.Context, folder: str | None = None) -> Workspace:
    """Return the workspace of ``--workspace``, of an argument, or of this folder."""
    from fingerpost.evidence.lake import Workspace

    return Workspace.open(Path(folder or context.obj["workspace"] or "."))


def show_json(value: Any) -> None:
    """Print one JSON object to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def say(text: str = "") -> None:
    """Print a line of the result to stdout."""
    typer.echo(text)


def tell(text: str) -> None:
    """Print a message to stderr."""
    typer.echo(text, err=True)


def teller(*, quiet: bool) -> Callable[[str], None]:
    """Return `tell`, or what says nothing."""
    return (lambda text: None) if quiet else tell


def program() -> str:
    """Return what to type to start this program: its name if it is on the path, else where it lies."""
    called = Path(sys.argv[0])
    return called.name if shutil.which(called.name) else os.path.relpath(called)


def fail(text: str) -> None:
    """Print an error to stderr."""
    typer.secho(f"Error: {text}", err=True, fg="red" if sys.stderr.isatty() else None)


def table(headers: Sequence[str], rows: Sequence[Sequence[object]], *, right: str = "") -> None:
    """Print a plain table to stdout: it can be read, copied, and piped.

    Parameters
    ----------
    headers, rows : sequences
        What to show.
    right : str
        One letter a column: "r" to align right, anything else left.
    """
    cells = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    widths = [
        max(len(header), *(len(row[i]) for row in cells), 0) if cells else len(header)
        for i, header in enumerate(headers)
    ]

    def line(row: Sequence[str]) -> str:
        parts = [
            cell.rjust(width) if right[i : i + 1] == "r" else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(parts).rstrip()

    say(line(list(headers)))
    say("  ".join("-" * width for width in widths))
    for row in cells:
        say(line(row))


@contextmanager
def progress(
    context: typer.Context, *, quiet: bool = False
) -> Iterator[Callable[[str, int, int], None]]:
    """Show what is being done as a bar on stderr; nothing when quiet, lines when not a terminal."""
    if quiet or context.obj["quiet"]:
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    if not console.is_terminal:
        last: list[str] = [""]

        def line(what: str, done: int, of: int) -> None:
            step = f"{what} ({done} of {of})" if of > 1 else what
            if done in (0, of) and step != last[0] and of:
                last[0] = step
                console.print(step, highlight=False, markup=False)

        yield line
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("starting", total=None)

        def bar(what: str, done: int, of: int) -> None:
            bars.update(task, description=what[:48].ljust(48), completed=done, total=of or None)

        yield bar
