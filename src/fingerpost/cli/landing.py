"""`land` and `rejects`: files in; refused rows back to the partner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fingerpost.cli.output import (
    DONE_WITH_REFUSED_ROWS,
    QuietOption,
    WorkspaceOption,
    now,
    open_workspace,
    progress,
    say,
    show_json,
    table,
    tell,
    today,
)

if TYPE_CHECKING:
    from fingerpost.evidence.lake import FileResult, LandReport

STATUS_WORDS = {
    "landed": "landed",
    "already_landed": "landed before",
    "superseded": "landed, corrects an earlier file",
    "unrecognised": "not recognised, left where it is",
    "refused": "refused, left where it is",
}


def as_json_object(report: LandReport) -> dict[str, Any]:
    """Return the machine interface of `land`: kept stable, documented in the reference."""
    return {
        "files": [
            {
                "path": result.path,
                "sha256": result.sha256,
                "source": result.source,
                "status": str(result.status),
                "rows_read": result.rows_read,
                "rows_landed": result.rows_landed,
                "rows_refused": result.rows_refused,
                "message": result.message,
                "notes": list(result.notes),
            }
            for result in report.files
        ],
        "rows_read": sum(result.rows_read for result in report.files),
        "rows_landed": sum(result.rows_landed for result in report.files),
        "rows_refused": sum(result.rows_refused for result in report.files),
    }


def summary_lines(report: LandReport) -> list[str]:
    """Return what landed, in a few plain lines."""
    counts: dict[str, int] = {}
    for result in report.files:
        counts[str(result.status)] = counts.get(str(result.status), 0) + 1
    lines = [
        f"{count} file{'s' if count != 1 else ''} {STATUS_WORDS[status]}"
        for status, count in counts.items()
    ]
    read = sum(result.rows_read for result in report.files)
    landed = sum(result.rows_landed for result in report.files)
    refused = sum(result.rows_refused for result in report.files)
    if read:
        lines.append(f"{read:,} rows read = {landed:,} landed + {refused:,} refused")
    return lines


def troubles(report: LandReport) -> list[FileResult]:
    """Return the files that somebody has to look at."""
    return [
        result
        for result in report.files
        if str(result.status) in ("unrecognised", "refused") or result.rows_refused
    ]


def trouble_lines(report: LandReport, *, at_most: int) -> list[str]:
    """Return what was refused and why, the files with most refused rows first."""
    refused = sorted(troubles(report), key=lambda result: -result.rows_refused)
    lines = [f"{Path(result.path).name}: {result.message}" for result in refused[:at_most]]
    if len(refused) > at_most:
        rows = sum(result.rows_refused for result in refused[at_most:])
        lines.append(f"... and {len(refused) - at_most} more files, {rows:,} rows in all.")
    if refused:
        lines.append("Every refused row, to send back:  fingerpost rejects --to refused.csv")
    return lines or ["Nothing new was refused."]


def land(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(help="Files, folders or ZIPs.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
    ] = False,
    wait: Annotated[
        int, typer.Option("--wait", help="Seconds to wait if somebody else writes here.")
    ] = 60,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Land files in the lake: what landed, what was refused, what is not recognised.

    A file is landed once, whatever its name. A corrected file takes the place of the earlier one,
    which can still be read. Refused rows are kept with their reason: see `fingerpost rejects`.

    Examples:

    \b
        fingerpost land inbox
        fingerpost land ~/Downloads/2024-05-police.zip --dry-run
    """
    from fingerpost.evidence.core.errors import SourceError
    from fingerpost.evidence.lake import land as land_files

    workspace = open_workspace(context, workspace_folder)
    missing = [path for path in paths if not Path(path).exists()]
    if missing:
        raise SourceError(
            "there is no such file",
            where=", ".join(missing),
            do="Check the name and try again.",
        )
    with progress(context, quiet=quiet) as tick:
        report = land_files(
            workspace,
            [Path(path) for path in paths],
            at=now(),
            today=today(),
            wait_seconds=wait,
            dry_run=dry_run,
            progress=tick,
        )
    if as_json:
        show_json(as_json_object(report))
    else:
        table(
            ("File", "Taken for", "What happened", "Read", "Landed", "Refused"),
            [
                (
                    Path(result.path).name,
                    result.source or "",
                    STATUS_WORDS[str(result.status)],
                    f"{result.rows_read:,}",
                    f"{result.rows_landed:,}",
                    f"{result.rows_refused:,}",
                )
                for result in report.files
            ],
            right="lllrrr",
        )
        say("")
        for line in summary_lines(report):
            say(line)
        for result in troubles(report):
            tell(f"{Path(result.path).name}: {result.message}")
        if any(result.rows_refused for result in report.files):
            tell("See the refused rows: fingerpost rejects")
        if dry_run:
            tell("Nothing was written: this was a dry run.")
    _exit(report)


def _exit(report: LandReport) -> None:
    from fingerpost.evidence.core.errors import SourceError

    statuses = [str(result.status) for result in report.files]
    if report.files and all(status in ("unrecognised", "refused") for status in statuses):
        raise typer.Exit(SourceError.exit_code)
    if any(result.rows_refused for result in report.files) or "refused" in statuses:
        raise typer.Exit(DONE_WITH_REFUSED_ROWS)


def rejects(
    context: typer.Context,
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    file: Annotated[
        str | None, typer.Option(help="Only of files with this in the name.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Write them to this CSV, to send to the partner.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Show the refused rows with their reasons, or write them to a file to send back.

    Examples:

    \b
        fingerpost rejects
        fingerpost rejects --source police_street --to refused.csv
    """
    from fingerpost.evidence.lake import rejects as refused_rows
    from fingerpost.evidence.lake import write_rejects

    frame = refused_rows(
        open_workspace(context, workspace_folder),
        source=source,
        file=file,
        with_lines=bool(to or as_json),  # the table shows none, so it needs no key
    )
    if to:
        write_rejects(frame, Path(to))
        tell(f"{len(frame):,} refused cells written to {to}.")
        return
    if as_json:
        show_json({"rejects": frame.to_dicts()})
        return
    if frame.is_empty():
        say("No row was refused.")
        return
    reasons = (
        frame.group_by("source", "file", "reason")
        .len()
        .sort("len", "source", "file", "reason", descending=[True, False, False, False])
    )
    table(
        ("Source", "File", "Reason", "Cells"),
        reasons.rows(),
        right="lllr",
    )
    say("")
    tell("Write them to a file, with the original lines: fingerpost rejects --to refused.csv")
