"""`watch`: is something new happening? Signals, and the ledger of what became of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    from fingerpost.evidence.early_warning.signals import Signal
    from fingerpost.evidence.pipeline import SavedEvidence

app = typer.Typer(
    help="""Is something new happening? Every rule, for one day or day by day.

\b
    fingerpost watch
    fingerpost watch --from 2025-01-01 --to 2025-06-30
    fingerpost watch list
""",
    invoke_without_command=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing into the ledger.")]


@app.callback()
def watch(
    context: typer.Context,
    on: Annotated[
        str | None,
        typer.Option(
            help="The day, with the data as known then; the newest in the lake if none."
        ),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="Replay from this day on.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Replay up to this day.")] = None,
    rule: Annotated[
        list[str] | None, typer.Option(help="Only this rule; may be repeated.")
    ] = None,
    as_json: Json = False,
    dry_run: DryRun = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Run the warning rules, put what they raise into the ledger, and show it.

    Examples:

    \b
        fingerpost watch
        fingerpost watch --from 2025-01-01 --to 2025-06-30
    """
    if context.invoked_subcommand is not None:
        context.obj["workspace"] = workspace_folder or context.obj["workspace"]
        return
    from fingerpost.evidence.pipeline import watch_days

    if (first is None) != (last is None) or (on and first):
        raise typer.BadParameter("give --on, or both --from and --to")
    workspace = open_workspace(context, workspace_folder)
    begin, end = (_day(first), _day(last)) if first and last else (_day(on), _day(on))
    with progress(context, quiet=quiet) as tick:
        done = watch_days(
            workspace,
            first=begin,
            last=end,
            as_of=now(),
            rules=rule or None,
            dry_run=dry_run,
            progress=tick,
        )
    if as_json:
        show_json(
            {
                "first": done.first,
                "last": done.last,
                "signals": [
                    {"id": entry.id, "state": entry.state, **_plain(entry.signal)}
                    for entry in done.entries
                ],
                "cannot_say": {
                    finding.rule: list(finding.cannot_say)
                    for finding in done.findings
                    if finding.cannot_say
                },
            }
        )
        return
    tell(
        f"Watched {done.first:%-d %B %Y}"
        + (f" to {done.last:%-d %B %Y}" if first else "")
        + "."
    )
    if not done.entries:
        say("No signals.")
    for entry in done.entries:
        _say_signal(entry.id, entry.state, entry.signal, done.places[entry.id])
    for finding in done.findings:
        for reason in finding.cannot_say:
            tell(f"Cannot say ({finding.rule}): {reason}")


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[str | None, typer.Option(help="Only this state, such as new.")] = None,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """List the ledger: every signal, what became of it, and how good the alarms were.

    Example:

    \b
        fingerpost watch list --state new
    """
    from fingerpost.evidence.early_warning.ledger import Ledger, measured
    from fingerpost.evidence.pipeline import places_of

    workspace = open_workspace(context, workspace_folder)
    ledger = Ledger.read(workspace)
    entries = [entry for entry in ledger.ranked() if state in (None, entry.state.value)]
    quality = measured(ledger)
    if as_json:
        show_json(
            {
                "signals": [
                    {"id": entry.id, "state": entry.state, **_plain(entry.signal)}
                    for entry in entries
                ],
                "measured": _finite(asdict(quality)),
            }
        )
        return
    places = places_of(workspace, entries, as_of=now())
    table(
        ("Id", "Raised", "About", "Where", "From", "To", "Seen", "Expected", "Chance", "State"),
        [
            (
                entry.id,
                entry.signal.raised_on,
                entry.signal.subject,
                places[entry.id],
                entry.signal.first_day,
                entry.signal.last_day,
                f"{entry.signal.observed:.0f}",
                f"{entry.signal.expected:.1f}",
                _rarity(entry.signal),
                entry.state.value
                + (" (recording?)" if entry.signal.looks_like_recording else ""),
            )
            for entry in entries
        ],
        right="llllllrr",
    )
    say("")
    say(
        f"{quality.signals} signals in {quality.years:.1f} years watched; {quality.decided} decided, "
        f"{quality.real} of them real and {quality.false} false."
    )
    if not quality.decided:
        say("How good the alarms were cannot be said until somebody decides what they were.")
        return
    late = quality.median_delay_days
    said = [
        f"{round(100 * quality.precision)} in 100 of the decided were real",
        "" if late != late else f"raised {late:.0f} days after they began (median)",
        f"{quality.false_alarms_per_year:.1f} false alarms a year",
    ]
    say(f"{'; '.join(part for part in said if part)}.")


@app.command()
def show(
    context: typer.Context,
    signal_id: Annotated[str, typer.Argument(help="From `fingerpost watch list`.")],
    save: Annotated[
        str | None,
        typer.Option(
            help="A folder for chart.svg, map.svg and cases.csv: not protected, for analysts."
        ),
    ] = None,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Show one signal: its evidence, what explains it, what to do, and who decided what.

    Examples:

    \b
        fingerpost watch show 3f2a91c0de
        fingerpost watch show 3f2a --save signal-3f2a
    """
    from fingerpost.cli.signal_text import text_chart, what_it_marks
    from fingerpost.evidence.early_warning.rules import all_rules
    from fingerpost.evidence.pipeline import signal_evidence

    found = signal_evidence(
        open_workspace(context, workspace_folder),
        signal_id,
        as_of=now(),
        folder=Path(save) if save else None,
    )
    entry = found.evidence.entry
    if as_json:
        show_json(
            {
                "id": entry.id,
                "state": entry.state,
                **_plain(entry.signal),
                "place": found.evidence.place,
                "decisions": [asdict(decision) for decision in entry.decisions],
                "files": [str(path) for path in found.files],
            }
        )
        return
    signal = entry.signal
    _say_signal(entry.id, entry.state, signal, found.evidence.place)
    if signal.course:
        say()
        known = f", as known on {signal.known_on}" if signal.known_on else ""
        say(f"  How many there were{known}; I is {what_it_marks(signal.course)}:")
        for line in text_chart(signal.course):
            say(f"  {line}")
        say()
    for one in signal.explanations:
        say(
            f"  {one.attribute}: {one.value}, {one.excess:.0f} more than expected "
            f"({round(100 * one.share)} in 100 of the excess)"
        )
    for member in signal.members:
        say(
            f"  seen by {member.rule}: {member.first_day} to {member.last_day}, "
            f"{member.observed:.0f} seen, {member.expected:.1f} expected"
        )
    rule = all_rules().get(signal.rule)
    if rule is not None:
        say(f"  What to do: {rule.what_to_do}")
        say(
            f"  For the {rule.raises_for}, to answer within {rule.acknowledge_within_days} "
            f"{'day' if rule.acknowledge_within_days == 1 else 'days'}. {rule.weight_because}"
        )
    say(f"  Method: {signal.method}. Records: {len(signal.case_ids)}.")
    for decision in entry.decisions:
        say(
            f"  {decision.at:%-d %B %Y}: {decision.state.value}, said {decision.name}: "
            f"{decision.reason}"
        )
    if found.files:
        _tell_saved(found)


@app.command()
def decide(
    context: typer.Context,
    signal_id: Annotated[str, typer.Argument(help="From `fingerpost watch list`.")],
    state: Annotated[
        str,
        typer.Option(
            help="being_assessed, real, recording_change, known_event, false or cannot_say."
        ),
    ],
    name: Annotated[str, typer.Option(help="Who decides: a person's name.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence. Name no patient.")],
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Say what a signal was. Only a person does that; nothing is overwritten.

    Example:

    \b
        fingerpost watch decide 3f2a --state real --name "A Person" --reason "Confirmed by the laboratory."
    """
    from fingerpost.evidence.disclosure import refuse_identifiers
    from fingerpost.evidence.early_warning.ledger import Ledger
    from fingerpost.evidence.early_warning.signals import SignalState

    try:
        wanted = SignalState(state)
    except ValueError as error:
        raise typer.BadParameter(
            f"{state!r} is not a state: {', '.join(one.value for one in SignalState)}"
        ) from error
    refuse_identifiers("the reason", reason)
    ledger = Ledger.read(open_workspace(context, workspace_folder))
    entry = ledger.decide(signal_id, state=wanted, name=name, reason=reason, at=now())
    say(f"{entry.id} is {entry.state.value}.")


@app.command()
def rules(as_json: Json = False) -> None:
    """List the warning rules: what is watched, how, for whom, within which budget.

    Example:

    \b
        fingerpost watch rules
    """
    from fingerpost.evidence.early_warning.rules import all_rules

    found = list(all_rules().values())
    if as_json:
        show_json({"rules": [rule.model_dump(mode="json") for rule in found]})
        return
    table(
        ("Rule", "Title", "Every", "Detector", "Weight", "False alarms a year"),
        [
            (
                rule.name,
                rule.title,
                rule.interval,
                rule.detector.kind,
                f"{rule.weight:g}",
                f"at most {rule.budget_per_year:g}",
            )
            for rule in found
        ],
        right="llllr",
    )


def _tell_saved(found: SavedEvidence) -> None:
    tell(f"Saved {', '.join(str(path) for path in found.files)}.")
    tell("Small numbers in them are not protected: they are for analysts, not for a slide.")
    if found.evidence.missing:
        tell(
            f"{found.evidence.missing} of the {len(found.evidence.entry.signal.case_ids)} records "
            "are no longer in the lake: a corrected file took their place."
        )
    if found.held_back:
        tell(f"{found.held_back} values are held back: they look like an identifier.")


def _say_signal(id_: str, state: str, signal: Signal, place: str) -> None:
    say(f"{id_}  {signal.subject}, {signal.first_day} to {signal.last_day} [{state}]")
    say(
        f"  {signal.observed:.0f} seen, {signal.expected:.1f} expected; {_rarity(signal)}. "
        f"Raised {signal.raised_on}."
    )
    say(f"  Where: {place}")
    if signal.looks_like_recording:
        say(f"  Looks like a change in recording: {signal.why_recording}")
    if signal.part_of:
        say(f"  Part of {signal.part_of}")


def _rarity(signal: Signal) -> str:
    from fingerpost.evidence.early_warning.scan_inference import recurrence_in_words

    return recurrence_in_words(min(signal.once_in_days, 36_525))


def _plain(signal: Signal) -> dict[str, Any]:
    said = _finite(asdict(signal))
    said.pop("members")
    return {**said, "members": [member.rule for member in signal.members]}


def _finite(said: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and value != value else value
        for key, value in said.items()
    }


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date: write 2025-06-30") from error
