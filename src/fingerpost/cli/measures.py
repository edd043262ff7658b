"""`measure`: what is measured, how, and the estimates (before protection, for analysts)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from fingerpost.cli import rebases
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

app = typer.Typer(
    help="What is measured, how, and the estimates (before protection, for analysts).",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command("list")
def list_(
    outcome: Annotated[str | None, typer.Option(help="Only this outcome, e.g. deaths.")] = None,
    computed: Annotated[
        bool, typer.Option("--computed", help="Only those computed now.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List every measure: the whole national framework, and the local ones.

    Example:

    \b
        fingerpost measure list --computed
    """
    from fingerpost.evidence.measures import all_measures

    found = [
        measure
        for measure in all_measures().values()
        if (outcome is None or outcome in (measure.outcome, *measure.also_outcomes))
        and (measure.is_computed or not computed)
    ]
    if as_json:
        show_json(
            {
                "measures": [
                    {
                        "name": m.name,
                        "title": m.title,
                        "framework_code": m.framework_code or None,
                        "outcome": m.outcome,
                        "level": m.level,
                        "kind": m.kind,
                        "better": m.better,
                        "computed": m.is_computed,
                        "waiting_for": m.waiting_for or None,
                        "evidence": m.evidence,
                    }
                    for m in found
                ]
            }
        )
        return
    table(
        ("Measure", "What", "Outcome", "Level", "Kind", "Data"),
        [
            (
                m.name,
                m.title,
                m.outcome,
                m.level,
                m.kind,
                "computed" if m.is_computed else "waits",
            )
            for m in found
        ],
    )


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A name from `fingerpost measure list`.")],
    as_json: Json = False,
) -> None:
    """Show one measure: its definition, its limits, who owns it, why it matters.

    Example:

    \b
        fingerpost measure show recorded_drug_offences
    """
    from fingerpost.evidence.core.errors import MeasureError
    from fingerpost.evidence.measures import all_measures

    m = all_measures().get(name)
    if m is None:
        near = get_close_matches(name, all_measures(), n=3, cutoff=0.4)
        raise MeasureError(
            f"no measure is called {name!r}",
            do=f"Did you mean {' or '.join(near)}?"
            if near
            else "See: fingerpost measure list.",
        )
    if as_json:
        show_json(m.model_dump(mode="json"))
        return
    say(f"{m.title} ({m.name}, version {m.version})")
    facts: list[tuple[str, Any]] = [
        ("Framework", m.framework_code or "local"),
        ("Outcome", m.outcome),
        ("Level", m.level),
        ("Kind", f"{m.kind}. {m.kind_note}".strip()),
        ("Counts", m.what_is_counted),
        ("Out of", m.out_of),
        ("Unit", m.unit),
        (
            "Good news",
            {"higher": "when higher", "lower": "when lower"}.get(m.better, "neither way"),
        ),
        ("Source", ", ".join(m.sources) or f"waits for {m.waiting_for} from {m.agency}"),
        ("How late", m.lag),
        ("Never add up", m.do_not_sum),
        ("Why it matters", m.why_it_matters),
        ("Evidence", f"{m.evidence}. {m.evidence_source}"),
        ("Owner", f"{m.owner}; next review {m.next_review:%d %B %Y}"),
    ]
    for heading, words in facts:
        if words:
            say(f"  {heading:<15} {words}")
    for caveat in m.caveats:
        say(f"  {'Caveat':<15} {caveat}")


@app.command()
def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name from `fingerpost measure list`.")],
    area: Annotated[
        str | None,
        typer.Option(help="Only this area: a code, a name, or a kind such as district."),
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="Only this period, e.g. 2024-05 or 12m-2025-03.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only periods from this one on.")] = None,
    breakdown: Annotated[
        str | None, typer.Option(help="Only the table split by this, e.g. ethnicity.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As known then: 2026-11-24 or with a time.")
    ] = None,
    as_json: Json = False,
    workspace_folder: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compute one measure. Small numbers are NOT protected here: `release` does that.

    Examples:

    \b
        fingerpost measure run recorded_drug_offences --area Fenland --since 2025-01
        fingerpost measure run drug_search_action --breakdown ethnicity --json
    """
    import polars as pl

    from fingerpost.evidence.core.periods import Period
    from fingerpost.evidence.measures.estimates import rows
    from fingerpost.evidence.pipeline import estimate

    wanted_period = _period(period) if period else None
    first_period = _period(since) if since else None
    when = _moment(as_of) if as_of else now()
    workspace = open_workspace(context, workspace_folder)
    with progress(context, quiet=quiet) as tick:
        done = estimate(workspace, as_of=when, names=[name], progress=tick)
    frames = [r.frame for r in done.results if breakdown in (None, r.grid.breakdown)]
    frame = pl.concat(frames) if frames else pl.DataFrame()
    if not frame.is_empty() and area:
        wanted = area.casefold()
        frame = frame.filter(
            (pl.col("area").str.to_lowercase() == wanted)
            | (pl.col("area_name").str.to_lowercase() == wanted)
            | (pl.col("area_kind") == wanted)
        )
    if not frame.is_empty() and wanted_period:
        frame = frame.filter(pl.col("period") == wanted_period.code)
    if not frame.is_empty() and first_period:
        frame = frame.filter(pl.col("period_start") >= first_period.start)
    if as_json:
        show_json({"estimates": [_plain(asdict(estimate_)) for estimate_ in rows(frame)]})
        return
    if frame.is_empty():
        tell("No estimate fits. Ask for less: leave out --area, --period or --breakdown.")
        return
    has_band = frame["band_lower"].is_not_null().any()
    band = ("Other matching",) if has_band else ()
    said = frame.filter(pl.col("value").is_not_null())["note"].unique().to_list()
    alike = said[0] if len(said) == 1 else ""  # what every value says is said once, below
    table(
        ("Area", "Period", "Part", "Count", "Of", "Value", "95% interval", *band, "Status"),
        [
            (
                row["area_name"],
                Period.parse(row["period"]).label,
                row["category"] or "",
                _number(row["numerator"], 0),
                _number(row["denominator"], 0),
                _number(row["value"], 1),
                _range(row["lower"], row["upper"]),
                *([_range(row["band_lower"], row["band_upper"])] if has_band else []),
                row["status"] + (f": {row['note']}" if row["note"] not in ("", alike) else ""),
            )
            for row in frame.iter_rows(named=True)
        ],
        right="lllrrr",
    )
    if alike:
        tell(alike)
    tell("Not protected: for analysts only. `fingerpost release` makes what may leave.")


app.command("suggestions")(rebases.suggestions)
app.command("rebase")(rebases.rebase)


def _plain(estimate: dict[str, Any]) -> dict[str, Any]:
    """Whole counts as whole numbers."""
    for key in ("numerator", "denominator"):
        if estimate[key] is not None and float(estimate[key]).is_integer():
            estimate[key] = int(estimate[key])
    return estimate


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _range(lower: float | None, upper: float | None) -> str:
    return "" if lower is None else f"{lower:,.1f} to {upper:,.1f}"


def _period(code: str) -> Any:
    from fingerpost.evidence.core.periods import Period

    try:
        return Period.parse(code)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date: write 2026-11-24") from error
    if len(text) == len("2026-11-24"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment.astimezone() if moment.tzinfo is None else moment
