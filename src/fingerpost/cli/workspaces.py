"""`init` and `doctor`: make a workspace; ask whether this machine is ready."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from fingerpost.cli.output import fail, say, show_json


def init(
    folder: Annotated[str, typer.Argument(help="Where to make it; it must be new or empty.")],
) -> None:
    """Make a new workspace: a settings file to edit, and an inbox for files.

    Example:

    \b
        fingerpost init my-partnership
    """
    from fingerpost.evidence.lake import Workspace

    workspace = Workspace.create(Path(folder))
    say(f"Made the workspace {workspace.root}.")
    say("")
    say("What to do next:")
    say(f"  1. Edit {workspace.root / 'fingerpost.toml'}: your partnership and its districts.")
    say(f"  2. Put files into {workspace.inbox}.")
    say(f"  3. fingerpost run {folder}")


def _libraries() -> tuple[bool, str, str]:
    for name in (
        "duckdb",
        "ibis",
        "polars",
        "pyarrow",
        "numpy",
        "scipy",
        "shapely",
        "typst",
        "vl_convert",
        "python_calamine",
    ):
        try:
            importlib.import_module(name)
        except ImportError:
            return False, f"the library {name} is missing", "Run: make demo (or uv sync)."
    return True, "every library is installed", ""


def _disk() -> tuple[bool, str, str]:
    free = shutil.disk_usage(Path.cwd()).free / 2**30
    return free > 1, f"{free:.1f} GiB free here", "Make room: a lake needs about 1 GiB."


def _memory() -> tuple[bool, str, str]:
    try:
        gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    except (ValueError, OSError, AttributeError):
        return True, "memory is not known on this system", ""
    return gib > 2, f"{gib:.1f} GiB of memory", "Use a machine with at least 4 GiB."


def _python() -> tuple[bool, str, str]:
    good = sys.version_info >= (3, 11)
    return good, f"Python {sys.version.split()[0]}", "Install Python 3.11 or newer."


def _writable() -> tuple[bool, str, str]:
    good = os.access(Path.cwd(), os.W_OK)
    return (
        good,
        f"this folder can{'' if good else 'not'} be written to",
        "Change to your own folder.",
    )


CHECKS = {
    "python": _python,
    "libraries": _libraries,
    "memory": _memory,
    "disk": _disk,
    "folder": _writable,
}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check that this machine is ready, and say what to do if it is not.

    Example:

    \b
        fingerpost doctor
    """
    found = {name: check() for name, check in CHECKS.items()}
    if as_json:
        show_json(
            {
                "ready": all(good for good, _, _ in found.values()),
                "checks": [
                    {"check": name, "ok": good, "found": what, "do": "" if good else do}
                    for name, (good, what, do) in found.items()
                ],
            }
        )
    else:
        for name, (good, what, do) in found.items():
            say(f"{'ok   ' if good else 'MEND '} {name}: {what}.{'' if good else ' ' + do}")
    if not all(good for good, _, _ in found.values()):
        fail("This machine is not ready: see the lines that begin with MEND.")
        raise typer.Exit(1)
