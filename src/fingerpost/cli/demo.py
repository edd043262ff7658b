"""`demo`: a synthetic county, and everything that exists run on it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from fingerpost.cli import packs
from fingerpost.cli.output import QuietOption, program, progress, say, tell, teller


def demo(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(help="Where it is made, or was made.")] = "demo",
    people: Annotated[int, typer.Option(help="Residents, at least 20,000.")] = 850_000,
    years: Annotated[int, typer.Option(help="Years that the files cover, 1 to 20.")] = 5,
    seed: Annotated[int, typer.Option(help="Another seed, another county.")] = 7,
    quiet: QuietOption = False,
) -> None:
    """Make a synthetic county with every partner in it, and run the whole main job on it.

    Nobody in it is real, and no place is. It makes people for the service too, one for every role, and
    prints with what they sign in. Run again, it uses the county and the people that are there.

    Example:

    \b
        fingerpost demo --people 20000
    """
    from fingerpost.county.making import make
    from fingerpost.service.config.serving import make_demo_people

    root = Path(folder)
    if (root / "truth").is_dir() and (root / "inbox").is_dir():
        tell(f"Using the county that is in {root}.")
    else:
        with progress(context, quiet=quiet) as show:
            made = make(root, people=people, years=years, seed=seed, progress=show)
        tell(
            f"Made the county: {made.people:,} residents, {made.files:,} files of its partners, "
            f"{made.rows:,} rows."
        )
    packs.run(context, folder, quiet=quiet)
    say("")
    say("This county is synthetic. What was planted in it, and who is who:")
    say(f"  {(root / 'truth' / 'events.json').resolve()}")
    say("")
    make_demo_people(root, teller(quiet=quiet))
    say("")
    say("See it in the browser. Type this, and Ctrl+C to stop it:")
    say(f"  {program()} serve {shlex.quote(folder)} --mode demo")
