"""`link review` and `link accuracy`: people judge pairs, and how good the matches are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fingerpost.cli.output import (
    WorkspaceOption,
    now,
    open_workspace,
    say,
    show_json,
    table,
    tell,
)

if TYPE_CHECKING:
    from fingerpost.evidence.linkage.accuracy import Accuracy
    from fingerpost.evidence.linkage.match_quality import EstimatedQuality
    from fingerpost.evidence.linkage.reviewing import Desk, Question, Shown, Standing
    from fingerpost.evidence.statistics.intervals import Interval

Json = Annotated[bool, typer.Option("--json", help="One JSON object, without any pair.")]
KEYS = {"s": "same", "d": "different", "c": "cannot_say"}
AS_SHOWN = "as the comparisons show"
BAR = 24  # letters for the longest bar
HELP = "s same, d different, c cannot say, u undo the last, q stop; then a reason"


def add_to(app: typer.Typer) -> None:
    """Add both commands to the group `link`."""
    app.command("review", short_help="Judge the pairs that matter most.")(review)
    app.command("accuracy", short_help="How good are the matches?")(accuracy)


def review(
    context: typer.Context,
    by: Annotated[str, typer.Option(help="Who reviews: a person's name.")],
    sample: Annotated[
        bool,
        typer.Option(
            "--sample", help="Judge the sample from which precision and recall are estimated."
        ),
    ] = False,
    unmask: Annotated[
        str | None,
        typer.Option(help="Show names, dates and places whole; say why. It is written down."),
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Stop after so many answers.")] = None,
    answers: Annotated[
        Path | None, typer.Option(help="Take the answers from a file, one a line.")
    ] = None,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Judge pairs that may be one person, the one first that changes the measures most.

    Names are shown by their initial, dates of birth by the year, postcodes by their first half.
    Each answer is kept when it is given, under your name, and binds the next run of
    `fingerpost link`. One pair in five is for two people, neither of whom sees the other's answer.

    Examples:

    \b
        fingerpost link review --by "A. Person"
        fingerpost link review --by "A. Person" --sample --limit 50
    """
    from fingerpost.evidence.linkage.reviewing import Desk, standing_of

    if as_json and answers is None:
        raise typer.BadParameter("no pair is shown in JSON: give --answers as well")
    if unmask is not None and not unmask.strip():
        raise typer.BadParameter("say why you must see the whole: --unmask REASON")
    workspace = open_workspace(context, workspace_folder)
    desk = Desk.open(workspace, by=by, is_sample=sample)
    given = _given(answers)
    counts = _sit(desk, given, unmask, limit, is_shown=not as_json)
    standing = standing_of(workspace)
    left = len(desk.questions) - sum(counts.values())
    if as_json:
        show_json(
            {
                "by": by,
                "sample": sample,
                "answered": counts,
                "left": left,
                "pairs": standing.by_state,
                "kappa": _numbers(standing.kappa),
                "pairs_for_two": standing.pairs_for_two,
            }
        )
        return
    _say_standing(counts, left, standing)


def accuracy(
    context: typer.Context,
    truth: Annotated[
        Path | None,
        typer.Option(help="A folder that says who is who, as a synthetic county has one."),
    ] = None,
    among: Annotated[
        str | None,
        typer.Option(help="Only records of agencies that tell names: named; or attributor."),
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Only this breakdown; may be repeated.")
    ] = None,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
) -> None:
    """Say how good the matches are: measured with --truth, else estimated from the sample.

    The sample is judged with `fingerpost link review --sample`.

    Examples:

    \b
        fingerpost link accuracy --truth fenmark/truth
        fingerpost link accuracy
    """
    from fingerpost.evidence.linkage.declaration import Regime
    from fingerpost.evidence.linkage.match_quality import (
        estimated_quality,
        measured_accuracy,
        measured_achievable,
    )

    workspace = open_workspace(context, workspace_folder)
    if truth is None:
        _say_estimate(estimated_quality(workspace), as_json=as_json)
        return
    try:
        regime = Regime(among) if among else None
    except ValueError as error:
        raise typer.BadParameter(f"{among!r} is neither named nor attributor") from error
    found = measured_accuracy(workspace, truth, regime=regime)
    known = found["published"].pairs["by"].unique(maintain_order=True).to_list()
    if unknown := sorted(set(by or ()) - set(known)):
        raise typer.BadParameter(f"no breakdown {unknown[0]!r}: {', '.join(known)}")
    achievable = (
        [] if regime is Regime.NAMED else measured_achievable(workspace, truth).to_dicts()
    )
    if as_json:
        measured = {name: _plain(one, by) for name, one in found.items()}
        show_json({**measured, "achievable": achievable} if achievable else measured)
        return
    _say_measured(found, by)
    if achievable:
        _say_achievable(achievable)


def _sit(
    desk: Desk,
    given: Iterator[str] | None,
    unmask: str | None,
    limit: int | None,
    *,
    is_shown: bool,
) -> dict[str, int]:
    """Go through the questions; return how many answers of each kind were given."""
    from fingerpost.evidence.linkage.decisions import Said

    counts = dict.fromkeys(KEYS.values(), 0)
    stack: list[str] = []
    waiting = list(reversed(desk.questions))
    while waiting and (limit is None or len(stack) < limit):
        question = waiting[-1]
        if unmask is not None:
            desk.answer(question, Said.UNMASKED, at=now(), reason=unmask)
        if is_shown:
            shown = desk.show(question, is_masked=unmask is None)
            _say_question(shown, question, len(desk.questions) - len(waiting) + 1, desk)
        key, reason = _asked(given, is_shown=is_shown)
        if key == "q":
            break
        if key == "u":
            before = desk.undo(at=now())
            if before is None:
                tell("There is no answer to take back.")
                continue
            counts[stack.pop()] -= 1
            waiting.append(before)
            continue
        said = Said(KEYS[key])
        desk.answer(question, said, at=now(), reason=reason)
        counts[said.value] += 1
        stack.append(said.value)
        waiting.pop()
    return counts


def _given(answers: Path | None) -> Iterator[str] | None:
    """Return the answers of a file; None if a person gives them."""
    if answers is None:
        return None
    lines = answers.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line.strip() and not line.startswith("#"))


def _asked(given: Iterator[str] | None, *, is_shown: bool) -> tuple[str, str]:
    """Return the key that the reviewer gave, and why."""
    while True:
        if given is None:
            sys.stdout.write(f"Same person? ({HELP}) ")
            sys.stdout.flush()
        line = sys.stdin.readline() if given is None else next(given, "q")
        key, _, reason = line.strip().partition(" ")
        if not line:
            return "q", ""  # the end of the input
        if key.lower() in {*KEYS, "u", "q"}:
            if given is not None and is_shown:
                say(f"> {key.lower()}")
            return key.lower(), reason.strip() or AS_SHOWN
        if given is not None:
            raise typer.BadParameter(
                f"an answer begins with one of {', '.join([*KEYS, 'u', 'q'])}"
            )
        tell(f"Answer with one letter: {HELP}.")


def _say_question(shown: Shown, question: Question, number: int, desk: Desk) -> None:
    say("")
    say(f"Pair {number} of {len(desk.questions)}")
    say("")
    table(
        ("", "One", "The other", ""),
        [(row.label, row.left, row.right, row.compared) for row in shown.rows],
    )
    if shown.steps and shown.probability is not None:
        say("")
        widest = max(abs(step.weight) for step in shown.steps) or 1.0
        table(
            ("What is compared", "Weight", "Sum", ""),
            [
                (
                    step.label,
                    f"{step.weight:+.1f}",
                    f"{step.total:+.1f}",
                    _bar(step.weight, widest),
                )
                for step in shown.steps
                if step.weight
            ],
            right="lrr",
        )
        together = (
            "Now they count as one person" if shown.is_linked else "Now they count as two"
        )
        say("")
        say(f"The model: one person with probability {shown.probability:.3f}. {together}.")
    for change in question.changes:
        say(f"The other answer would change {change}.")
    say("")


def _bar(weight: float, widest: float) -> str:
    """Return a bar to the right for what speaks for one person, and of another kind against."""
    return ("█" if weight > 0 else "░") * round(BAR * abs(weight) / widest)


def _say_standing(counts: dict[str, int], left: int, standing: Standing) -> None:
    say("")
    say(
        f"You said the same {counts['same']} times, different {counts['different']}, cannot say "
        f"{counts['cannot_say']}. {left} are left for you."
    )
    of = standing.by_state
    say(
        f"Of all reviewers: {of['same']} same, {of['different']} different, {of['cannot_say']} of "
        f"which nobody can say, {of['waiting']} for a second reviewer, {of['disputed']} disputed."
    )
    if standing.kappa.status[0] == "ok":
        say(
            f"Agreement on {standing.pairs_for_two} pairs that two people judged: kappa "
            f"{_range(standing.kappa)}."
        )
    say("They bind the next run: fingerpost link.")


def _say_estimate(found: EstimatedQuality, *, as_json: bool) -> None:
    quality = found.quality
    parts = {
        "among_linked": quality.matches_linked,
        "compared_and_not_linked": quality.matches_compared,
        "in_the_net": quality.matches_net,
        "seen_by_no_search": quality.matches_unseen,
    }
    if as_json:
        show_json(
            {
                "precision": _numbers(quality.precision),
                "recall": _numbers(quality.recall),
                "linked": quality.linked,
                "matches": {
                    name: {"value": of.value, "lower": of.lower, "upper": of.upper}
                    for name, of in parts.items()
                },
                "seen_by_no_search": quality.unseen_by,
                "if_all_undecided_are_the_same": list(quality.if_same),
                "if_all_undecided_are_different": list(quality.if_different),
                "to_look_at": found.to_look_at,
                "looked_at": found.looked_at,
            }
        )
        return
    say(f"Looked at {found.looked_at:,} of {found.to_look_at:,} pairs of the sample.")
    if quality.precision.status[0] != "ok":
        say(f"Cannot say how good the matches are: {quality.precision.reason[0]}")
        say('Judge the sample: fingerpost link review --sample --by "A. Person"')
        return
    say(f"Precision {_range(quality.precision)}, recall {_range(quality.recall)}.")
    say(f"  of {quality.linked:,} linked pairs {_of(parts['among_linked'])} are one person;")
    say(f"  compared and not linked: {_of(parts['compared_and_not_linked'])};")
    say(f"  not compared, born on one day: {_of(parts['in_the_net'])};")
    say(f"  found by no search: {_of(parts['seen_by_no_search'])} ({quality.unseen_by}).")
    say(
        f"If all of which nobody could say were one person: precision {quality.if_same[0]:.3f}, "
        f"recall {quality.if_same[1]:.3f}; if none were: {quality.if_different[0]:.3f}, "
        f"{quality.if_different[1]:.3f}."
    )
    say("Of agencies that tell names, as the model links before people correct it.")


def _say_measured(found: dict[str, Accuracy], by: list[str] | None) -> None:
    published = found["published"]
    say("At each threshold, all pairs:")
    table(
        ("Threshold", "Precision", "Recall", "F1"),
        [(name, *_shares(one.pairs.row(0, named=True))) for name, one in found.items()],
        right="lrrr",
    )
    say("")
    say("Published:")
    table(
        (
            "By",
            "Group",
            "Linked",
            "True",
            "Precision",
            "Recall",
            "F1",
            "Not offered",
            "Offered",
        ),
        [
            (
                *(row["by"], row["group"], f"{row['linked']:,}", f"{row['true']:,}"),
                *_shares(row),
                *(row["missed_not_offered"], row["missed_offered"]),
            )
            for row in published.pairs.iter_rows(named=True)
            if by is None or row["by"] in by
        ],
        right="llrrrrrrr",
    )
    say("")
    table(
        ("By", "Group", "People", "Whole", "Split", "Mixed", "Share whole"),
        [
            (
                *(row["by"], row["group"], f"{row['people']:,}", f"{row['whole']:,}"),
                *(f"{row['split']:,}", f"{row['mixed']:,}"),
                _share(row, "whole_share"),
            )
            for row in published.people.iter_rows(named=True)
            if by is None or row["by"] in (*by, "all")
        ],
        right="llrrrrr",
    )
    say("")
    say(
        f"{published.entries:,} entries; {published.of_several_people} hold records of several "
        f"people; of {published.without_truth} nobody knows whose they are. The last two columns "
        "of pairs are what was missed: never compared, or compared and not linked."
    )


def _say_achievable(rows: list[dict[str, Any]]) -> None:
    say("")
    say(
        "Agencies that tell no names, against those that do. Two people can share an attributor:"
    )
    say(
        "the best is what somebody reaches who knows the truth, and sees no more than was told."
    )
    table(
        ("Agency", "Pairs of one person", "F1", "Best achievable"),
        [
            (row["kind"], f"{row['pairs']:,}", f"{row['f1']:.3f}", f"{row['best_f1']:.3f}")
            for row in rows
            if row["f1"] is not None
        ],
        right="lrrr",
    )


def _shares(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_share(row, name) for name in ("precision", "recall", "f1"))


def _share(row: dict[str, Any], name: str) -> str:
    if row[name] is None:
        return "–"
    return f"{row[name]:.3f} ({row[f'{name}_lower']:.3f}–{row[f'{name}_upper']:.3f})"


def _range(of: Interval) -> str:
    return f"{of.value[0]:.3f} ({of.lower[0]:.3f} to {of.upper[0]:.3f})"


def _of(limits: Any) -> str:
    return f"{limits.value:,.0f} ({limits.lower:,.0f} to {limits.upper:,.0f})"


def _numbers(of: Interval) -> dict[str, Any]:
    is_ok = of.status[0] == "ok"
    return {
        "value": float(of.value[0]) if is_ok else None,
        "lower": float(of.lower[0]) if is_ok else None,
        "upper": float(of.upper[0]) if is_ok else None,
        "status": str(of.status[0]),
        "reason": str(of.reason[0]),
    }


def _plain(found: Accuracy, by: list[str] | None) -> dict[str, Any]:
    wanted = None if by is None else {*by, "all"}
    return {
        "entries": found.entries,
        "without_truth": found.without_truth,
        "of_several_people": found.of_several_people,
        **{
            name: [row for row in rows.to_dicts() if wanted is None or row["by"] in wanted]
            for name, rows in (("pairs", found.pairs), ("people", found.people))
        },
    }
