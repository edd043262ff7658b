"""`measure suggestions` and `measure rebase`: the program suggests, a person decides."""

from __future__ import annotations

from typing import Annotated

import typer

from fingerpost.cli.output import (
    QuietOption,
    WorkspaceOption,
    now,
    open_workspace,
    progress,
    say,
    show_json,
    tell,
)

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


def suggestions(
    context: typer.Context,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Show where charts seem to have moved to a new level, and what people decided before.

    Nothing changes until a person rebases a chart: fingerpost measure rebase.

    Example:

    \b
        fingerpost measure suggestions
    """
    from fingerpost.evidence.core.rebases import in_force
    from fingerpost.evidence.pipeline import make_release
    from fingerpost.evidence.publication import suggestions as suggestions_of

    workspace = open_workspace(context, workspace_folder)
    with progress(context, quiet=quiet) as tick:
        release = make_release(workspace, as_of=now(), dry_run=True, progress=tick)
    found = suggestions_of(release)
    decided = release.provenance.rebases
    held = in_force(decided)
    if as_json:
        show_json(
            {
                "suggestions": [
                    {
                        "measure": one.measure,
                        "area": one.area,
                        "area_name": one.area_name,
                        "from": one.period,
                        "before": one.step.before,
                        "since": one.step.since,
                        "size": one.step.size,
                        "lower": one.step.lower,
                        "upper": one.step.upper,
                        "p_value": one.step.p_value,
                        "points_needed": one.step.points_needed,
                        "words": one.words,
                        "also": list(one.also),
                    }
                    for one in found
                ],
                "decisions": [
                    {
                        "measure": one.measure,
                        "area": one.area,
                        "from": one.period,
                        "takes_back": one.takes_back,
                        "in_force": one in held,
                        "by": one.by,
                        "reason": one.reason,
                        "at": one.decided_at.isoformat(),
                    }
                    for one in decided
                ],
            }
        )
        return
    for one in found:
        say(f"{one.title}, {one.area_name}")
        say(f"  {one.words}")
        for other in one.also:
            say(f"  Also then: {other}.")
        say(
            f"  To decide: fingerpost measure rebase {one.measure} --area {one.area} "
            f"--from {one.period} --name NAME --reason WHY"
        )
    if not found:
        say("No chart has a step that is clear and lasts.")
    for decision in decided:
        verb = "took the rebase back" if decision.takes_back else "rebased"
        state = "" if decision.takes_back or decision in held else " (taken back since)"
        say(
            f"{decision.decided_at:%Y-%m-%d} {decision.by} {verb}: {decision.measure} in "
            f"{decision.area} from {decision.period}{state}. {decision.reason}"
        )


def rebase(
    context: typer.Context,
    measure: Annotated[str, typer.Argument(help="A name from `fingerpost measure list`.")],
    area: Annotated[str, typer.Option(help="Whose chart: the code or the name of an area.")],
    first: Annotated[
        str, typer.Option("--from", help="The first month of the new level, e.g. 2024-11.")
    ],
    name: Annotated[str, typer.Option(help="The person who decides.")],
    reason: Annotated[str, typer.Option(help="Why; it stands beside the chart.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take the rebase back.")] = False,
    as_json: Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
    ] = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Rebase a chart: begin its lines anew from a month on, with a person's name and reason.

    The old limits stay on the chart. The decision is kept for ever; --undo is a new decision.

    Example:

    \b
        fingerpost measure rebase recorded_drug_offences --area Fenland --from 2024-11 \\
            --name "A. Person" --reason "The force counts cannabis warnings since then"
    """
    from fingerpost.evidence.core.periods import Period
    from fingerpost.evidence.core.rebases import RebaseDecision
    from fingerpost.evidence.pipeline import rebase as decide

    workspace = open_workspace(context, workspace_folder)
    try:
        period = Period.parse(first)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--from") from error
    known = (
        workspace.partnership.area,
        workspace.partnership.police_force,
        *workspace.partnership.districts,
    )
    code = next((a.code for a in known if area.casefold() == a.name.casefold()), area)
    decision = RebaseDecision(
        measure=measure,
        area=code,
        period=period.code,
        by=name,
        reason=reason,
        decided_at=now(),
        takes_back=undo,
    )
    with progress(context, quiet=quiet) as tick:
        chart = decide(workspace, decision, dry_run=dry_run, progress=tick).chart
    if as_json:
        show_json(
            {
                "measure": measure,
                "area": code,
                "from": period.code,
                "takes_back": undo,
                "by": name,
                "reason": reason,
                "written": not dry_run,
                "status": chart.status,
                "why": chart.reason,
            }
        )
        return
    done = "Taken back" if undo else "Rebased"
    say(f"{done}: {measure} in {area}, {period.label}. Decided by {name}: {reason}")
    if chart.status != "ok":
        say(f"  {chart.reason}")
    tell(
        "Nothing was written: this was a dry run."
        if dry_run
        else "The next release and pack will have it: fingerpost run."
    )
