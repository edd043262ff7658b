"""`source`: the declared file formats, and what a file is taken for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from fingerpost.cli.output import say, show_json, table

app = typer.Typer(
    help="The file formats that are declared, and what a file is taken for.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List every declared source.

    Example:

    \b
        fingerpost source list
    """
    from fingerpost.evidence.sources import all_sources

    found = all_sources().values()
    if as_json:
        show_json(
            {
                "sources": [
                    {
                        "name": s.name,
                        "title": s.title,
                        "publisher": s.publisher,
                        "licence": s.licence,
                        "grain": s.grain,
                        "format": s.format,
                    }
                    for s in found
                ]
            }
        )
        return
    table(
        ("Source", "What", "Format", "Publisher"),
        [(s.name, s.title, s.format, s.publisher) for s in found],
    )


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name from `fingerpost source list`.")],
    as_json: Json = False,
) -> None:
    """Show one source: its columns, licence and quirks.

    Example:

    \b
        fingerpost source show police_street
    """
    from difflib import get_close_matches

    from fingerpost.evidence.core.errors import SourceError
    from fingerpost.evidence.sources import all_sources

    source = all_sources().get(name)
    if source is None:
        near = get_close_matches(name, all_sources(), n=3, cutoff=0.4)
        raise SourceError(
            f"no source is called {name!r}",
            do=f"Did you mean {' or '.join(near)}?" if near else "See: fingerpost source list.",
        )
    if as_json:
        functions: dict[str, Any] = {"reader": True, "columns": {"__all__": {"derive"}}}
        show_json(source.model_dump(mode="json", exclude=functions))
        return
    say(f"{source.title} ({source.name}, version {source.version})")
    say(f"  Publisher   {source.publisher}")
    say(f"  Sent by     {source.agency}")
    say(f"  Licence     {source.licence}")
    say(f"  Statement   {source.licence_statement}")
    say(f"  Each row    {source.grain}")
    if source.lag:
        say(f"  How late    {source.lag}")
    say(f"  Disclosure  {source.disclosure}")
    for quirk in source.quirks:
        say(f"  Quirk       {quirk}")
    say("")
    table(
        ("Column", "Header in the file", "Kind", "Blank?", "Personal?"),
        [
            (
                c.name,
                c.header,
                c.kind,
                "may be" if c.nullable else "no",
                (f"yes, token {c.token}" if c.token else "yes") if c.personal else "",
            )
            for c in source.columns
        ],
    )


@app.command()
def check(
    path: Annotated[str, typer.Argument(help="A file, a folder or a ZIP.")],
    as_json: Json = False,
) -> None:
    """Explain what a file is taken for, or what it lacks. Nothing is landed.

    Example:

    \b
        fingerpost source check ~/Downloads/2024-05-cambridgeshire-street.csv
    """
    from fingerpost.evidence.core.errors import SourceError
    from fingerpost.evidence.sources import Unopened, open_files, recognise

    if not Path(path).exists():
        raise SourceError("there is no such file", where=path, do="Check the name.")
    answers: list[dict[str, Any]] = []
    for opened in open_files(Path(path)):
        if isinstance(opened, Unopened):
            answers.append(
                {"file": opened.name, "source": None, "why": f"{opened.reason}. {opened.do}"}
            )
            continue
        found = recognise(opened)
        answers.append(
            {
                "file": opened.name,
                "source": found.source.name if found.source else None,
                "why": found.why,
                "closest": found.closest.name if found.closest else None,
                "missing": list(found.missing),
                "added": list(found.added),
            }
        )
    if as_json:
        show_json({"files": answers})
    else:
        for answer in answers:
            say(f"{answer['file']}")
            say(f"  {answer['source'] or 'not a declared source'}: {answer['why']}")
            if answer.get("closest") and not answer["source"]:
                say(f"  Closest: {answer['closest']}")
            for heading, key in (
                ("Missing columns", "missing"),
                ("Columns not known", "added"),
            ):
                if answer.get(key):
                    say(f"  {heading}: {', '.join(map(str, answer[key] or ()))}")
    if not answers or any(answer["source"] is None for answer in answers):
        raise typer.Exit(SourceError.exit_code)
