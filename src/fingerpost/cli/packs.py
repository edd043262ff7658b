"""`run`, `release` and `pack`: the main job, what may leave, and the board's pack."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from fingerpost.cli.landing import as_json_object, summary_lines, trouble_lines
from fingerpost.cli.linking import linking_lines, linking_object
from fingerpost.cli.output import (
    QuietOption,
    WorkspaceOption,
    now,
    open_workspace,
    progress,
    say,
    show_json,
    tell,
    today,
)

if TYPE_CHECKING:
    from fingerpost.evidence.disclosure import Approval, Reader
    from fingerpost.evidence.lake import Workspace

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
SHOWN_IN_SUMMARY = 6  # files with refused rows that the summary of a run names
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
]


def run(
    context: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(help="The workspace; --workspace or this folder if not given."),
    ] = None,
    wait: Annotated[
        int, typer.Option("--wait", help="Seconds to wait if somebody else writes here.")
    ] = 60,
    as_json: Json = False,
    dry_run: DryRun = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Do the whole main job: land the inbox, link people, measure, protect, make the pack.

    Only what changed is done again; the rest is skipped, and said.

    Example:

    \b
        fingerpost run examples/cambridgeshire
    """
    from fingerpost.evidence.pipeline import run as run_all

    workspace = open_workspace(context, folder or workspace_folder)
    if dry_run:
        _show_plan(context, workspace, as_json=as_json, quiet=quiet)
        return
    started = time.monotonic()
    with progress(context, quiet=quiet) as tick:
        report = run_all(workspace, at=now(), today=today(), wait_seconds=wait, progress=tick)
    seconds = time.monotonic() - started
    if as_json:
        show_json(
            {
                "landing": as_json_object(report.landing),
                "linking": report.linking and linking_object(report.linking),
                "did": list(report.did),
                "skipped": list(report.skipped),
                "release": report.release_id,
                "pack": str(report.pack),
                "pdf": str(report.pdf),
                "findings": list(report.findings),
                "seconds": round(seconds, 1),
            }
        )
        return
    synthetic = " (synthetic: nobody and no place in it is real)"
    say(workspace.partnership.name + (synthetic if workspace.partnership.is_synthetic else ""))
    say("")
    say("What landed")
    for line in summary_lines(report.landing):
        say(f"  {line}")
    say("")
    say("What was refused, and why")
    for line in trouble_lines(report.landing, at_most=SHOWN_IN_SUMMARY):
        say(f"  {line}")
    say("")
    if report.linking is not None:
        say("Who is who")
        for line in linking_lines(report.linking):
            say(f"  {line}")
        say("")
    say("The most important findings")
    for number, finding in enumerate(report.findings, start=1):
        say(f"  {number}. {finding}")
    say("")
    say("The board's pack")
    say(f"  Open in a browser  {report.pack}")
    say(f"  Print or send      {report.pdf}")
    say(f"  Open data          {report.folder / 'open-data'}")
    say("")
    if report.did:
        tell(f"Done in {seconds:.1f} s: {', '.join(report.did)}.")
    for skipped in report.skipped:
        tell(f"Skipped {skipped}.")
    if not report.did:
        tell(f"Nothing to do: everything is up to date ({seconds:.1f} s).")


def _show_plan(
    context: typer.Context, workspace: Workspace, *, as_json: bool, quiet: bool
) -> None:
    from fingerpost.evidence.pipeline import plan

    with progress(context, quiet=quiet) as tick:
        landing, steps = plan(workspace, at=now(), today=today(), progress=tick)
    if as_json:
        show_json({"landing": as_json_object(landing), "would_do": list(steps)})
        return
    for line in summary_lines(landing):
        say(line)
    say(f"Would do: {', '.join(steps)}." if steps else "Nothing to do: it is all up to date.")
    tell("Nothing was written: this was a dry run.")


def _approval(by: str | None, reason: str | None) -> Approval | None:
    from fingerpost.evidence.disclosure import Approval

    if not by and not reason:
        return None
    if not by or not reason:
        raise typer.BadParameter("An approval needs both: --approved-by NAME --reason WHY.")
    return Approval(by=by, reason=reason, at=now())


def _reader(name: str | None) -> Reader | None:
    from fingerpost.evidence.disclosure import READERS

    if name is None:
        return None
    if name not in READERS:
        raise typer.BadParameter(f"No reader is called {name!r}: {', '.join(READERS)}.")
    return READERS[name]


def release(
    context: typer.Context,
    approved_by: Annotated[
        str | None, typer.Option("--approved-by", help="The person who lets it out.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why it may leave.")] = None,
    reader_name: Annotated[
        str | None,
        typer.Option("--for", help="A declared reader other than the board: public."),
    ] = None,
    as_json: Json = False,
    dry_run: DryRun = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Protect every result, and say in plain words what was done.

    Without a person's name and reason the release is a draft, and its pack says so. One for the
    public holds only what is declared for them, by stricter rules, and needs a person's name and
    reason, unless the county is synthetic.

    Example:

    \b
        fingerpost release --approved-by "A. Person" --reason "Board of 4 December"
        fingerpost release --for public --approved-by "A. Person" --reason "Agreed on 4 December"
    """
    from fingerpost.evidence.pipeline import make_release, release_folder

    workspace = open_workspace(context, workspace_folder)
    approval = _approval(approved_by, reason)
    reader = _reader(reader_name)
    if reader and not approval and not dry_run and not workspace.partnership.is_synthetic:
        raise typer.BadParameter(
            "What everybody will read needs a person: --approved-by NAME --reason WHY."
        )
    with progress(context, quiet=quiet) as tick:
        made = make_release(
            workspace,
            as_of=now(),
            approval=approval,
            reader=reader,
            dry_run=dry_run,
            progress=tick,
        )
    folder = release_folder(workspace, made.id, made.reader)
    hidden = [line for line in made.log if line.cells]
    if as_json:
        show_json(
            {
                "release": made.id,
                "folder": str(folder),
                "tables": len(made.tables),
                "approved_by": made.approval.by if made.approval else None,
                "log": [
                    {"table": x.table, "rule": x.rule, "cells": x.cells, "words": x.words}
                    for x in made.log
                ],
            }
        )
        return
    say(f"Release {made.id}: {len(made.tables)} protected tables")
    say(f"  {folder}")
    for line in hidden:
        say(f"  {line.table}: {line.cells:,} cells. {line.words}")
    if not hidden:
        say("  No cell needed protection.")
    say(
        f"  Approved by {made.approval.by}: {made.approval.reason}"
        if made.approval
        else "  A draft: no person has approved it (--approved-by NAME --reason WHY)."
    )
    if dry_run:
        tell("Nothing was written: this was a dry run.")
    elif reader is None:
        tell(f"Make its pack: fingerpost pack {made.id}")


def pack(
    context: typer.Context,
    release_id: Annotated[
        str | None, typer.Argument(help="Which release; the newest if not given.")
    ] = None,
    as_json: Json = False,
    dry_run: DryRun = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make the board's pack (HTML and PDF) and the open data of a release.

    Example:

    \b
        fingerpost pack
    """
    from fingerpost.evidence.core.errors import DisclosureError
    from fingerpost.evidence.disclosure import read_release
    from fingerpost.evidence.pipeline import make_pack, newest_release

    workspace = open_workspace(context, workspace_folder)
    folder = workspace.published / release_id if release_id else newest_release(workspace)
    if folder is None:
        raise DisclosureError("there is no release yet", do="Make one: fingerpost release.")
    protected = read_release(folder)
    if dry_run:
        say(f"Would write {folder / 'pack'} and {folder / 'open-data'}")
        tell("Nothing was written: this was a dry run.")
        return
    with progress(context, quiet=quiet) as tick:
        paths = make_pack(workspace, protected, progress=tick)
    if as_json:
        show_json({"pack": str(paths.html), "pdf": str(paths.pdf)})
        return
    say(f"Open in a browser  {paths.html}")
    say(f"Print or send      {paths.pdf}")
