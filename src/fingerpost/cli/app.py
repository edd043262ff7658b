"""The program: its commands in the order of the work, and how errors reach the reader."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from fingerpost.cli import landing, measures, packs, sources, workspaces
from fingerpost.cli.output import fail

HELP = """From partners' files to the board's answer.

Start with an example that works as it stands:

    fingerpost run examples/cambridgeshire

or with your own folder:

    fingerpost init my-partnership
    fingerpost --workspace my-partnership land ~/Downloads/police.zip
    fingerpost --workspace my-partnership run
"""

app = typer.Typer(
    name="fingerpost",
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:  # noqa: FBT001
    if value:
        from fingerpost.evidence.core.fingerprints import code_version  # noqa: PLC0415

        typer.echo(f"fingerpost {code_version()}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[
        str, typer.Option("--workspace", "-w", help="The workspace; this folder if not given.")
    ] = ".",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress on stderr.")
    ] = False,
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    context.obj = {"workspace": workspace, "quiet": quiet}


app.command("run")(packs.run)
app.command("init")(workspaces.init)
app.command("doctor")(workspaces.doctor)
app.add_typer(sources.app, name="source")
app.command("land")(landing.land)
app.command("rejects")(landing.rejects)
app.add_typer(measures.app, name="measure")
app.command("release")(packs.release)
app.command("pack")(packs.pack)
options.__doc__ = HELP


def main() -> NoReturn:
    """Run the program; turn every expected error into one clear message and its exit code."""
    from fingerpost.evidence.core.errors import FingerpostError  # noqa: PLC0415

    try:
        app(standalone_mode=True)
    except FingerpostError as error:
        fail(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Somebody closed the pipe (`| head`): not an error, and nothing more can be printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        fail("Stopped. What was landed before is kept; nothing is half done.")
        sys.exit(130)
    sys.exit(0)
