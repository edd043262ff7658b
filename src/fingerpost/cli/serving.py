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


def invite(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(help="The workspace; the one you are in if not given.")
    ] = None,
    agency: Annotated[str, typer.Option(help="Name of the agency; made if it is new.")] = "",
    kind: Annotated[
        str, typer.Option(help="What the agency is: police, council, treatment, ...")
    ] = "council",
    email: Annotated[str, typer.Option(help="Where the person is reached.")] = "",
    name: Annotated[str, typer.Option(help="Their full name.")] = "",
    role: Annotated[
        str, typer.Option(help="Their role: manager, administrator, analyst, governance, ...")
    ] = "manager",
    mode: Annotated[str, typer.Option(help="As for serve.")] = "production",
) -> None:
    """Invite the first person of an agency, and print the address at which they accept.

    Later people are invited by those who are in, on the page of their agency.

    Example:

    \b
        fingerpost invite --agency "Council" --email ada@council.example --name "Ada Day"
    """
    import subprocess
    import sys

    from fingerpost.service.config.environment import Mode
    from fingerpost.service.config.serving import database, environment_of, prepare

    workspace = open_workspace(context, folder)
    with database(workspace.root, tell, Mode(mode)) as addresses:
        environment = environment_of(workspace.root, Mode(mode), addresses.owner, "localhost")
        prepare(environment, addresses)
        told = {"agency": agency, "kind": kind, "email": email, "name": name, "role": role}
        done = subprocess.run(  # noqa: S603, our own program
            [
                *(sys.executable, "-m", "django", "invite"),
                *(f"--{key}={value}" for key, value in told.items()),
            ],
            env=dict(environment),
            check=False,
        )
    if done.returncode:
        raise typer.Exit(1)
