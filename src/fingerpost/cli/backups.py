"""`backup` and `restore`: a workspace with its service, copied whole and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fingerpost.cli.output import QuietOption, now, open_workspace, say, teller


def backup(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(help="The workspace.")],
    to: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    keys_to: Annotated[
        Path | None,
        typer.Option(
            help="A new folder elsewhere for the keys; they are left out if not given."
        ),
    ] = None,
    mode: Annotated[str, typer.Option(help="As for serve.")] = "production",
    quiet: QuietOption = False,
) -> None:
    """Copy a workspace whole: database, lake, vault, ledger, releases. The service may run meanwhile.

    The keys are not in the copy. Without them nobody can read the vault, not even you: keep them
    safe elsewhere, with --keys-to.

    Example:

    \b
        fingerpost backup my-partnership /mnt/safe/2026-11-25 --keys-to /mnt/other/keys-2026-11-25
    """
    from fingerpost.service.config.backup import back_up
    from fingerpost.service.config.environment import Mode

    workspace = open_workspace(context, folder)
    made = back_up(
        workspace.root,
        to,
        keys_to=keys_to,
        mode=Mode(mode),
        at=now(),
        say=teller(quiet=quiet),
    )
    say(f"{made.folder}: {made.files} files, {made.megabytes} MB.")
    if made.has_keys:
        say(f"The keys are in {keys_to}. Keep the two apart.")
    else:
        say(
            "The keys are NOT in it. Without them the vault cannot be read: copy keys/ elsewhere."
        )
    say("It holds names of people: keep it encrypted.")


def restore(
    copy: Annotated[Path, typer.Argument(metavar="FROM", help="The folder that backup made.")],
    folder: Annotated[Path, typer.Argument(help="A new folder for the workspace.")],
    keys_from: Annotated[
        Path | None,
        typer.Option(help="The folder with the keys; new ones are made if not given."),
    ] = None,
    mode: Annotated[str, typer.Option(help="As for serve.")] = "production",
    quiet: QuietOption = False,
) -> None:
    """Bring a copy back into an empty folder, and compare it with what it was.

    Nothing is overwritten. Without the keys everything comes back but the vault, which stays closed,
    and everybody has to sign in again.

    Example:

    \b
        fingerpost restore /mnt/safe/2026-11-25 my-partnership --keys-from /mnt/other/keys-2026-11-25
    """
    from fingerpost.service.config.backup import restore as run
    from fingerpost.service.config.environment import Mode

    made = run(
        copy,
        folder,
        keys_from=keys_from,
        mode=Mode(mode),
        say=teller(quiet=quiet),
    )
    say(f"{made.folder}: {made.files} files, {made.megabytes} MB.")
    if not made.has_keys:
        say("Without its keys: put them into keys/ before anybody works here.")
    say(f"Start it: fingerpost serve {made.folder}")
