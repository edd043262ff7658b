"""`init` and `doctor`: make a workspace; ask whether this machine is ready."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from fingerpost.cli.output import WorkspaceOption, fail, say, show_json


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


def _vault(folder: str) -> tuple[bool, str, str]:
    """Return how the vault of a workspace stands, if the folder is one."""
    from fingerpost.evidence.core.errors import FingerpostError
    from fingerpost.evidence.lake import Workspace, state_of_vault
    from fingerpost.evidence.lake.workspace import SETTINGS

    if not (Path(folder) / SETTINGS).is_file():
        return True, "this folder is not a workspace, so it has no vault", ""
    try:
        return True, state_of_vault(Workspace.open(Path(folder))), ""
    except FingerpostError as error:
        where = f"{error.where}: " if error.where is not None else ""
        return False, f"{where}{error.what}", error.do


CHECKS = {
    "python": _python,
    "libraries": _libraries,
    "memory": _memory,
    "disk": _disk,
    "folder": _writable,
}


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Check that this machine, and the workspace's vault, are ready; say what to do if not.

    Examples:

    \b
        fingerpost doctor
        fingerpost doctor --workspace my-partnership
    """
    found = {name: check() for name, check in CHECKS.items()}
    found["vault"] = _vault(workspace_folder or context.obj["workspace"] or ".")
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
        fail("Not ready: see the lines that begin with MEND.")
        raise typer.Exit(1)
