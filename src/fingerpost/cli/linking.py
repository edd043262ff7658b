"""`link`: which records are of one person; how that changed; by which model."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fingerpost.cli import linkage_review
from fingerpost.cli.output import (
    QuietOption,
    WorkspaceOption,
    now,
    open_workspace,
    progress,
    say,
    show_json,
    table,
    tell,
)

if TYPE_CHECKING:
    from fingerpost.evidence.lake.links import LinkRun
    from fingerpost.evidence.linkage.models import ModelFile
    from fingerpost.evidence.linkage.people import LinkReport

app = typer.Typer(
    help="""Which records are of one person, across all agencies.

\b
    fingerpost link
    fingerpost link review
    fingerpost link history
    fingerpost link model show
    fingerpost link describe
""",
    invoke_without_command=True,
    rich_markup_mode=None,
)
models = typer.Typer(
    help="By what records are linked: the model, and who approved it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
linkage_review.add_to(app)
app.add_typer(models, name="model", short_help="The model, and who approved it.")
linkage_review.add_to(app)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
]
MOST_NOTES = 20  # that are shown; --json has all
STANDING = {
    "records": "Records about people",
    "linked": "that say who the person is",
    "entries": "ways in which agencies wrote people down",
    "persons": "persons",
}
CHANGED = {
    "new_entries": "new ways of writing",
    "made": "persons who were not known",
    "joined": "ways of writing that joined a person who was known",
    "merged": "persons who turned out to be another, and have that key now",
    "split": "persons from whom records were parted, which have a new key",
    "left": "ways of writing that no record has any more",
}


@app.callback()
def link(
    context: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Compare everybody anew; keys stay.")
    ] = False,
    purpose: Annotated[
        str, typer.Option(help="Whose person keys; those of two purposes cannot be joined.")
    ] = "measures",
    wait: Annotated[
        int, typer.Option("--wait", help="Seconds to wait if somebody else writes here.")
    ] = 60,
    as_json: Json = False,
    dry_run: DryRun = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Link the records of one person across agencies; only what is new is compared.

    A person's key never changes without an entry in the history.

    Examples:

    \b
        fingerpost link
        fingerpost link --purpose research
    """
    if context.invoked_subcommand is not None:
        context.obj["workspace"] = workspace_folder or context.obj["workspace"]
        return
    from fingerpost.evidence.linkage.people import link_people

    workspace = open_workspace(context, workspace_folder)
    started = time.monotonic()
    with progress(context, quiet=quiet) as tick:
        report = link_people(
            workspace,
            at=now(),
            rebuild=rebuild,
            purpose=purpose,
            wait_seconds=wait,
            dry_run=dry_run,
            progress=tick,
        )
    seconds = time.monotonic() - started
    if as_json:
        show_json({**linking_object(report), "seconds": round(seconds, 1)})
        return
    for line in linking_lines(report):
        say(line)
    if dry_run:
        tell("Nothing was written: this was a dry run.")
    elif report.is_written:
        tell(f"Done in {seconds:.1f} s.")


@app.command("describe", short_help="What is done with whose data.")
def describe(as_json: Json = False) -> None:
    """Say which fields of which source are compared, why, where they are kept and how long.

    It is the part of a data protection impact assessment that the declarations can answer.

    Example:

    \b
        fingerpost link describe > linkage.md
    """
    from dataclasses import asdict

    from fingerpost.evidence.linkage.description import as_markdown
    from fingerpost.evidence.linkage.description import describe as described

    uses = described()
    if as_json:
        show_json({"sources": [asdict(use) for use in uses]})
    else:
        say(as_markdown(uses))


@app.command("history")
def history(
    context: typer.Context,
    key: Annotated[
        str | None, typer.Argument(help="A person key: what became of it. All runs if none.")
    ] = None,
    purpose: Annotated[str, typer.Option(help="For which the key was made.")] = "measures",
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Show every run of linking, or every change of one person.

    Examples:

    \b
        fingerpost link history
        fingerpost link history 0f3c5d1e2b4a69788796a5b4c3d2e1f0
    """
    from fingerpost.evidence.linkage.history import link_runs, person_history

    workspace = open_workspace(context, workspace_folder)
    if key is not None:
        events = person_history(workspace, key.strip().lower(), purpose=purpose)
        if as_json:
            show_json({"person_key": key, "purpose": purpose, "events": events.to_dicts()})
            return
        table(
            ("When", "Run", "What", "Ways of writing", "Key before", "Key after", "Why"),
            [(f"{when:%Y-%m-%d %H:%M}", *rest) for when, *rest in events.iter_rows()],
            right="lllr",
        )
        return
    runs = link_runs(workspace)
    if as_json:
        show_json({"runs": [_run_object(run) for run in runs]})
        return
    if not runs:
        say("Nobody was linked yet. Link: fingerpost link.")
        return
    changes = ("Made", "Joined", "Merged", "Split", "Left")
    table(
        ("Run", "When", "How", "Persons", *changes, "Why"),
        [
            (
                run.name,
                f"{run.at:%Y-%m-%d %H:%M}",
                run.kind,
                *(f"{run.counts[name]:,}" for name in ("persons", *map(str.lower, changes))),
                run.reason,
            )
            for run in runs
        ],
        right="lllrrrrrr",
    )


@models.command("show")
def show_model(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(help="Which; the one in use if not given.")
    ] = None,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Show what a model compares, what each agreement weighs, and who approved it.

    Example:

    \b
        fingerpost link model show
    """
    from fingerpost.evidence.linkage.models import find_model, read_models, used

    workspace = open_workspace(context, workspace_folder)
    found = read_models(workspace)
    in_use = used(found)
    shown = find_model(found, number) if number is not None or in_use is None else in_use
    if as_json:
        said = shown.model.model_dump(mode="json")
        show_json({"number": shown.number, "is_used": shown == in_use, **said})
        return
    say(f"Model {shown.number}{' (in use)' if shown == in_use else ''}: {shown.path.name}")
    say(f"  {shown.model.notice}")
    if shown.model.review:
        say(f"  {shown.model.review.reason}")
    for line in _model_lines(shown):
        say(line)
    others = [str(one.number) for one in found if one.number != shown.number]
    if others:
        tell(f"Other models: {', '.join(others)}.")


@models.command("approve")
def approve_model(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(help="Which; the newest if not given.")
    ] = None,
    name: Annotated[str, typer.Option(help="The person who approves it.")] = "",
    reason: Annotated[
        str, typer.Option(help="What you looked at, and why it may be used.")
    ] = "",
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Approve a model: from then on results say who did. A newer one waits for its own approval.

    Example:

    \b
        fingerpost link model approve --name "A. Person" --reason "Looked at 200 pairs"
    """
    from fingerpost.evidence.linkage.models import approve_model as approve

    workspace = open_workspace(context, workspace_folder)
    done = approve(workspace, number, by=name, reason=reason, at=now())
    if as_json:
        show_json(
            {"number": done.number, "model": done.model.name, "by": name, "reason": reason}
        )
        return
    say(f"Model {done.number} is approved by {name}: {reason}")


@models.command("train")
def train_model(
    context: typer.Context,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Train a new model on what is landed now; it is used once a person approves it.

    Where no model was ever approved, the newest is used.

    Example:

    \b
        fingerpost link model train
    """
    from fingerpost.evidence.linkage.people import train_anew

    workspace = open_workspace(context, workspace_folder)
    with progress(context, quiet=quiet) as tick:
        made = train_anew(workspace, at=now(), progress=tick)
    if as_json:
        show_json({"number": made.number, "model": made.model.name})
        return
    say(
        f"Model {made.number} is trained: {made.model.name}. See it: fingerpost link model show {made.number}"
    )


def linking_object(report: LinkReport) -> dict[str, Any]:
    """Return a report as one object of JSON."""
    return {
        "how": report.kind,
        "why": report.reason,
        "run": report.run.name if report.run else None,
        "counts": report.counts,
        "model": report.model,
        "notes": list(report.notes),
        "written": report.is_written,
    }


def linking_lines(report: LinkReport) -> list[str]:
    """Return a report in lines: what there is, what changed, and what was left aside."""
    if not report.counts:
        return [report.reason, *report.notes]
    counts = report.counts
    width = max(len(f"{count:,}") for count in counts.values())
    lines = [f"{counts[name]:>{width},}  {words}" for name, words in STANDING.items()]
    lines.append(report.reason)
    if report.kind != "nothing":
        lines += [
            f"{counts[name]:>{width},}  {words}"
            for name, words in CHANGED.items()
            if counts[name]
        ] or ["No person changed."]
    notes = report.notes[:MOST_NOTES]
    if len(report.notes) > len(notes):
        notes = (*notes, f"And {len(report.notes) - len(notes):,} more: see them with --json.")
    return [*lines, report.model, *notes]


def _run_object(run: LinkRun) -> dict[str, Any]:
    return {
        "run": run.name,
        "at": run.at.isoformat(),
        "how": run.kind,
        "why": run.reason,
        "counts": run.counts,
        "model": run.model,
        "reviewed_by": run.reviewed_by,
        "notes": list(run.notes),
    }


def _model_lines(shown: ModelFile) -> list[str]:
    """Return what each agreement weighs: log2 of how many times likelier it makes one person."""
    from fingerpost.evidence.linkage.models import weights

    lines, last = [], ""
    for comparison, label, weight in weights(shown.model):
        if comparison != last:
            lines.append(f"  {comparison.replace('_', ' ')}")
            last = comparison
        lines.append(f"    {weight:>+6.1f}  {label}")
    return lines
