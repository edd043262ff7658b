"""`county make` and `county report`: a synthetic county, and how near to life it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fingerpost.cli.output import QuietOption, progress, say, show_json, table

app = typer.Typer(
    help="""A made-up county, for trying, teaching and testing.

Start with a small one, which takes seconds:

\b
    fingerpost county make fenmark --people 20000 --years 5
    fingerpost run fenmark
""",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("make", short_help="Every partner's files, and the truth.")
def make(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(help="Where to make it; it must be new or empty.")],
    people: Annotated[int, typer.Option(help="Residents, at least 20,000.")] = 850_000,
    years: Annotated[int, typer.Option(help="Years that the files cover, 1 to 20.")] = 5,
    seed: Annotated[int, typer.Option(help="Another seed, another county.")] = 7,
    without_events: Annotated[
        bool,
        typer.Option(
            "--without-events", help="Nothing planted: quiet years, to count false alarms."
        ),
    ] = False,
    quiet: QuietOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Make a county: a workspace whose inbox holds every partner's files, and the truth beside it.

    Nobody in it is real, and no place is. The same people, years and seed give the same files.

    Example:

    \b
        fingerpost county make fenmark --people 20000 --years 5 --seed 7
    """
    from fingerpost.county.making import make as make_county

    with progress(context, quiet=quiet) as show:
        made = make_county(
            Path(folder),
            people=people,
            years=years,
            seed=seed,
            is_quiet=without_events,
            progress=show,
        )
    if as_json:
        show_json(
            {
                "folder": str(made.folder),
                "people": made.people,
                "people_of_concern": made.people_of_concern,
                "small_areas": made.small_areas,
                "files": made.files,
                "rows": made.rows,
                "broken_lines": made.broken_lines,
            }
        )
        return
    say(f"Made the synthetic county Fenmark in {made.folder}.")
    say(
        f"  {made.people:,} residents in {made.small_areas:,} small areas; "
        f"{made.people_of_concern:,} of them are in partners' files."
    )
    say(
        f"  {made.files:,} files with {made.rows:,} rows, {made.broken_lines:,} of them broken on purpose."
    )
    say("  Who is who, and what was planted, is in truth/, which is never landed.")
    say("")
    say(f"What to do next:  fingerpost run {folder}")


@app.command("report", short_help="How near to life it is.")
def report(
    folder: Annotated[str, typer.Argument(help="A county that was made.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compare a county with published figures, side by side, and list where it is off.

    A small county wanders further from the figures than a large one: judge one of 850,000 people.

    Example:

    \b
        fingerpost county report fenmark
    """
    from fingerpost.county.realism import compare

    found = list(compare(Path(folder)))
    near = [figure for figure in found if figure.is_near]
    if as_json:
        show_json(
            {
                "figures": [
                    {
                        "figure": figure.name,
                        "unit": figure.unit,
                        "county": figure.county,
                        "published": figure.published,
                        "tolerance": figure.tolerance,
                        "near": figure.is_near,
                        "source": figure.source,
                    }
                    for figure in found
                ],
                "near": len(near),
                "of": len(found),
            }
        )
        return
    table(
        ("", "Figure", "County", "Published", "Within", "Unit"),
        [
            (
                "" if figure.is_near else "OFF",
                figure.name,
                f"{figure.county:.1f}",
                f"{figure.published:.1f}",
                f"± {figure.tolerance:.1f}",
                figure.unit,
            )
            for figure in found
        ],
        right="llrrrl",
    )
    say("")
    say(f"{len(near)} of {len(found)} figures lie within their tolerance.")
    for figure in found:
        if not figure.is_near:
            say(
                f"  OFF  {figure.name}: {figure.county:.1f}, published {figure.published:.1f} ({figure.unit})"
            )
    say("Where each published figure stands: fingerpost county report FOLDER --json")
