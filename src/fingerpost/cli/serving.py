"""`serve`: the service of a workspace, with everything that it needs, in one command."""

from __future__ import annotations

from typing import Annotated

import typer

from fingerpost.cli.output import QuietOption, open_workspace, tell


def serve(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(help="The workspace; the one you are in if not given.")
    ] = None,
    host: Annotated[str, typer.Option(help="Which address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Which port.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Web processes.")] = 2,
    mode: Annotated[
        str,
        typer.Option(help="production, development, or demo (in a synthetic workspace only)."),
    ] = "production",
    quiet: QuietOption = False,
) -> None:
    """Start the service: database, pages and background work. Ctrl+C stops it all cleanly.

    PostgreSQL is the one that DATABASE_URL names, else a private server of this workspace, run with
    the machine's own programs or with those of a Python package.

    Example:

    \b
        fingerpost serve demo --mode demo
    """
    from fingerpost.service.config.environment import Mode, SettingsError
    from fingerpost.service.config.serving import serve as run

    workspace = open_workspace(context, folder)
    try:
        chosen = Mode(mode)
    except ValueError as error:
        raise SettingsError(
            f"{mode} is no mode of the service", do="Choose production, development or demo."
        ) from error

    def say(words: str) -> None:
        if not quiet:
            tell(words)

    is_well = run(workspace.root, mode=chosen, host=host, port=port, workers=workers, say=say)
    if not is_well:
        raise typer.Exit(1)
