"""`cases export`: what the service's own cases tell the evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from fingerpost.cli.output import QuietOption, open_workspace, teller

app = typer.Typer(
    help="""The cases of the service, for the evidence.

\b
    fingerpost cases export my-partnership
    fingerpost run my-partnership
""",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def cases() -> None:  # with a callback one command stays a command of its own name
    """Bring what the cases tell to the evidence."""


@app.command("export", short_help="Referrals and their steps into the inbox.")
def export(
    context: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(help="The workspace; the one you are in if not given.")
    ] = None,
    mode: Annotated[str, typer.Option(help="As for serve.")] = "production",
    quiet: QuietOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Write the referrals that agencies agreed to share, and their steps, into the inbox.

    The service does so every night. Agencies without an agreement are left out and named.

    Example:

    \b
        fingerpost cases export demo --mode demo
    """
    from fingerpost.service.config.environment import Mode, SettingsError
    from fingerpost.service.config.serving import export_cases

    workspace = open_workspace(context, folder)
    try:
        chosen = Mode(mode)
    except ValueError as error:
        raise SettingsError(
            f"{mode} is no mode of the service", do="Choose production, development or demo."
        ) from error
    export_cases(workspace.root, chosen, teller(quiet=quiet or as_json), as_json=as_json)
