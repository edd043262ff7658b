"""The program: its commands in the order of the work, and how errors reach the reader."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from fingerpost.cli import (
    backups,
    cases,
    county,
    demo,
    encoding,
    landing,
    linking,
    measures,
    packs,
    serving,
    sources,
    watching,
    workspaces,
)
from fingerpost.cli.output import QuietOption, WorkspaceOption, fail, show_json

HELP = """From partners' files to the board's answer.

Start with an example that works as it stands, synthetic or real:

\b
    fingerpost demo
    fingerpost run examples/cambridgeshire

Or with your own files:

\b
    fingerpost init my-partnership
    fingerpost --workspace my-partnership land ~/Downloads/police.zip
    fingerpost run my-partnership

Exit codes: 0 done, 3 done with refused rows, 2 wrong usage, 10 to 19 a file or the lake, 20 a
measure, 25 a warning rule or signal, 30 disclosure, 40 the workspace, 50 to 52 the service.
"""

app = typer.Typer(
    name="fingerpost",
    help=HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        from fingerpost.evidence.core.fingerprints import code_version

        typer.echo(f"fingerpost {code_version()}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """From partners' files to the board's answer."""
    context.obj = {"workspace": workspace, "quiet": quiet}


app.command("demo", short_help="A synthetic county, and everything run on it.")(demo.demo)
app.command("run", short_help="The whole main job; only what changed.")(packs.run)
app.command("init", short_help="A new workspace.")(workspaces.init)
app.command("doctor", short_help="Is this machine ready?")(workspaces.doctor)
app.add_typer(sources.app, name="source", short_help="The declared file formats.")
app.command("land", short_help="Files into the lake.")(landing.land)
app.command("rejects", short_help="Refused rows, to send back.")(landing.rejects)
app.add_typer(linking.app, name="link", short_help="Which records are of one person.")
app.command("encode", short_help="People as codes in place of names.")(encoding.encode)
app.command("encode-key", short_help="A key for codes.")(encoding.new_code_key)
app.add_typer(measures.app, name="measure", short_help="What is measured; estimates.")
app.add_typer(watching.app, name="watch", short_help="Is something new happening?")
app.command("release", short_help="Protect the results.")(packs.release)
app.add_typer(county.app, name="county", short_help="A made-up county, to try with.")
app.command("pack", short_help="The board's pack of a release.")(packs.pack)
app.command("serve", short_help="The service: pages for every partner.")(serving.serve)
app.add_typer(cases.app, name="cases", short_help="The service's cases, for the evidence.")
app.command("backup", short_help="Copy a workspace whole.")(backups.backup)
app.command("restore", short_help="Bring a copy back.")(backups.restore)
app.command("invite", short_help="The first person of an agency.")(serving.invite)


def _leave_no_core_dump() -> None:
    """Ask that a crash leaves no picture of the memory, which may hold names and the vault's key."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    # One byte and not zero: with zero Linux still hands the picture to a program that takes them.
    size = 1 if most == resource.RLIM_INFINITY else min(most, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (size, size))


def main() -> NoReturn:
    """Run the program; turn every expected error into one clear message and its exit code."""
    from fingerpost.evidence.core.errors import FingerpostError

    _leave_no_core_dump()
    try:
        app(standalone_mode=True)
    except FingerpostError as error:
        if "--json" in sys.argv:
            show_json(
                {
                    "error": {
                        "what": error.what,
                        "where": None if error.where is None else str(error.where),
                        "do": error.do,
                        "exit_code": error.exit_code,
                    }
                }
            )
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
