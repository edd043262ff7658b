"""The one place that knows the order of the rooms.

Comes in: a workspace. Goes out: landings, estimates, a release, and the pack made from it. Every
step can be asked for alone; `run` does all of them, and only those whose inputs changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fingerpost.evidence.core.errors import MeasureError, WorkspaceError
from fingerpost.evidence.core.fingerprints import code_version, fingerprint
from fingerpost.evidence.core.provenance import Unplaced
from fingerpost.evidence.lake import (
    Lake,
    LandReport,
    Workspace,
    add_rebase,
    land,
    read_rebases,
    require_change,
    write_run,
)

if TYPE_CHECKING:
    from fingerpost.evidence.core.provenance import Provenance
    from fingerpost.evidence.core.rebases import RebaseDecision
    from fingerpost.evidence.disclosure import Approval, Reader, Release
    from fingerpost.evidence.early_warning.cases import Casebook
    from fingerpost.evidence.early_warning.evidence import Evidence
    from fingerpost.evidence.early_warning.findings import Finding
    from fingerpost.evidence.early_warning.ledger import Entry
    from fingerpost.evidence.linkage.people import LinkReport
    from fingerpost.evidence.measures import Measure
    from fingerpost.evidence.measures.estimates import Result
    from fingerpost.evidence.measures.tables import Inputs
    from fingerpost.evidence.publication import PackPaths
    from fingerpost.evidence.publication.findings import Series

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

LATEST = "latest.json"


def silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Estimated:
    """Unprotected results, and what they rest on. For analysts; nothing here may leave."""

    results: tuple[Result, ...]
    waiting: tuple[Measure, ...]
    provenance: Provenance
    inputs: Inputs


@dataclass(frozen=True)
class RunReport:
    """What a whole run did, what it skipped, and where things are."""

    landing: LandReport
    did: tuple[str, ...]
    skipped: tuple[str, ...]
    release_id: str
    folder: Path
    pack: Path
    pdf: Path
    findings: tuple[str, ...]
    signals: int = 0  # raised or still going on, on the newest day that the lake knows
    linking: LinkReport | None = None  # None where nothing that is landed holds people


def estimate(
    workspace: Workspace,
    *,
    as_of: datetime,
    names: Iterable[str] | None = None,
    inputs: Inputs | None = None,
    progress: Progress = silent,
) -> Estimated:
    """Compute the measures (all, or those named) from what the lake knew on `as_of`.

    `inputs` are tables that are made already, as `tables_of` gives them.

    Raises
    ------
    MeasureError
        If a named measure is not declared, or waits for its source.
    """
    from fingerpost.evidence.measures import all_measures
    from fingerpost.evidence.measures.compute import compute, is_waiting, require

    inputs = inputs or tables_of(workspace, as_of)
    if names is None:
        wanted = list(all_measures().values())
        waiting = tuple(measure for measure in wanted if is_waiting(measure, inputs))
    else:
        wanted = [require(name, inputs) for name in names]
        waiting = ()
    ready = [measure for measure in wanted if measure not in waiting]
    results: list[Result] = []
    for position, measure in enumerate(ready):
        progress(f"Measuring: {measure.title}", position, len(ready))
        results.extend(compute(measure, inputs))
    progress("Measured", len(ready), len(ready))
    provenance = replace(
        inputs.lake.provenance(as_of),
        code_version=code_version(),
        unplaced=_unplaced(inputs),
        rebases=read_rebases(workspace, as_of),
    )
    return Estimated(tuple(results), waiting, provenance, inputs)


def tables_of(workspace: Workspace, as_of: datetime) -> Inputs:
    """Return the tables that measures count and warning rules watch; each is made when asked for."""
    from fingerpost.evidence.measures.places import Places
    from fingerpost.evidence.measures.tables import Inputs

    lake = Lake(workspace)
    return Inputs(lake, Places(lake, workspace.partnership, as_of), as_of)


def _unplaced(inputs: Inputs) -> tuple[Unplaced, ...]:
    from fingerpost.evidence.measures.tables import unplaced

    return unplaced(inputs)


@dataclass(frozen=True)
class Watched:
    """What the warning rules raised over some days, and what they cannot say on the last."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    places: dict[str, str]  # where each signal is, in words, by its id


def watch_days(
    workspace: Workspace,
    *,
    as_of: datetime,
    first: date | None = None,
    last: date | None = None,
    every: int = 1,
    rules: Iterable[str] | None = None,
    dry_run: bool = False,
    inputs: Inputs | None = None,
    progress: Progress = silent,
) -> Watched:
    """Run the warning rules day by day, as known on each, and keep what they raise in the ledger.

    Parameters
    ----------
    workspace : Workspace
    as_of : datetime
        Which landings are known at all.
    first, last : date, optional
        Both inside; the newest day that the lake knows of if not given.
    every : int
        Look only at each so many days, the last one always.
    rules : iterable of str, optional
        Only these.
    dry_run : bool
        Write nothing.
    inputs : Inputs, optional
        Tables that are made already.

    Raises
    ------
    WarningError
        If a named rule is not declared, or nothing that can be watched is landed.
    """
    from fingerpost.evidence.core.errors import WarningError
    from fingerpost.evidence.early_warning.cases import Casebook
    from fingerpost.evidence.early_warning.ledger import Ledger
    from fingerpost.evidence.early_warning.rules import all_rules
    from fingerpost.evidence.early_warning.watching import replay

    wanted = None if rules is None else tuple(rules)
    unknown = sorted(set(wanted or ()) - set(all_rules()))
    if unknown:
        raise WarningError(
            f"no warning rule is called {unknown[0]!r}", do="See: fingerpost watch rules."
        )
    casebook = Casebook(inputs or tables_of(workspace, as_of))
    newest = min(casebook.newest_day or as_of.date(), as_of.date())
    begin, end = first or newest, last or newest
    seen = list(
        replay(casebook, first=begin, last=end, every=every, rules=wanted, progress=progress)
    )
    ledger = Ledger.read(workspace)
    days = [(each.on, each.signals) for each in seen]
    grown = ledger.add(
        days,
        casebook.district_of,
        cannot_say={
            finding.rule: " ".join(finding.cannot_say)
            for finding in (seen[-1].findings if seen else ())
            if finding.cannot_say
        },
        is_kept=not dry_run,
    )
    entries = tuple(entry for entry in grown.ranked() if begin <= entry.last_seen <= end)
    places = _places(entries, casebook)
    return Watched(begin, end, entries, seen[-1].findings if seen else (), places)


@dataclass(frozen=True)
class SavedEvidence:
    """What stands behind a signal, and the files it was written to. Not protected: for analysts."""

    evidence: Evidence
    files: tuple[Path, ...]
    held_back: int  # values of attributes that look like an identifier


def places_of(
    workspace: Workspace, entries: Iterable[Entry], *, as_of: datetime
) -> dict[str, str]:
    """Return where signals of the ledger are, in words, by their ids."""
    return _places(entries, casebook_of(workspace, as_of=as_of))


def _places(entries: Iterable[Entry], casebook: Casebook) -> dict[str, str]:
    from fingerpost.evidence.early_warning.naming import place_words

    return {
        entry.id: place_words(entry.signal.areas, casebook.names, casebook.district_of)
        for entry in entries
    }


def casebook_of(workspace: Workspace, *, as_of: datetime) -> Casebook:
    """Return the records that warning rules watch, and the names of their places."""
    from fingerpost.evidence.early_warning.cases import Casebook

    return Casebook(tables_of(workspace, as_of))


def signal_evidence(
    workspace: Workspace, signal_id: str, *, as_of: datetime, folder: Path | None = None
) -> SavedEvidence:
    """Return what stands behind a signal, and write its chart, its map and its cases.

    Nothing here is protected, and none of it may leave: it is for those who may open the ledger.
    The cases have no more than the ledger may hold: keys, days, places, and the attributes that the
    rule looks at, leaving out values that look like an identifier. The files are readable by their
    owner only.

    Parameters
    ----------
    workspace : Workspace
    signal_id : str
        Or its beginning.
    as_of : datetime
        Which landings are known.
    folder : Path, optional
        Where to write `chart.svg`, `map.svg` and `cases.csv`; nothing is written without it.

    Raises
    ------
    WarningError
        If there is no such signal.
    """
    from fingerpost.evidence.disclosure.case_list import case_list
    from fingerpost.evidence.early_warning.evidence import ALWAYS, gather
    from fingerpost.evidence.early_warning.ledger import Ledger

    entry = Ledger.read(workspace).entry(signal_id)
    casebook = casebook_of(workspace, as_of=as_of)
    evidence = gather(entry, casebook)
    cases, held_back = case_list(evidence.cases, keys=ALWAYS)
    evidence = replace(evidence, cases=cases)
    if folder is None:
        return SavedEvidence(evidence, (), held_back)
    texts = {**_drawings(evidence, casebook), "cases.csv": cases.write_csv()}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in texts.items():
        path = folder / name
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return SavedEvidence(evidence, tuple(written), held_back)


def _drawings(evidence: Evidence, casebook: Casebook) -> dict[str, str]:
    """Return the chart and the map of a signal, by file name, as far as they can be drawn."""
    from fingerpost.evidence.measures.places import outlines
    from fingerpost.evidence.publication.analyst_figures import analyst_chart, analyst_map

    signal, drawn = evidence.entry.signal, {}
    if signal.course:
        drawn["chart.svg"] = analyst_chart(signal, evidence.place)
    areas, districts = outlines(casebook.inputs.places)
    if districts:
        drawn["map.svg"] = analyst_map(
            signal, evidence.place, evidence.marked, areas, districts
        )
    return drawn


LOOK_BACK = timedelta(days=548)  # of a workspace that was never watched: a year and a half,
LOOK_BACK_EVERY = 28  # looked at each fourth week; `fingerpost watch --from` looks at every day


def _catch_up(
    workspace: Workspace, inputs: Inputs, as_of: datetime, progress: Progress
) -> Watched:
    """Watch the newest day, and the days since the last time, so that nothing falls between."""
    from fingerpost.evidence.early_warning.cases import Casebook
    from fingerpost.evidence.early_warning.ledger import Ledger

    newest = min(Casebook(inputs).newest_day or as_of.date(), as_of.date())
    watched = [last for _, last in Ledger.read(workspace).watched]
    since = max(watched) + timedelta(days=1) if watched else newest - LOOK_BACK
    gap = (newest - since).days
    return watch_days(
        workspace,
        as_of=as_of,
        first=min(since, newest),
        last=newest,
        every=1 if gap <= 31 else LOOK_BACK_EVERY,
        inputs=inputs,
        progress=progress,
    )


def make_release(
    workspace: Workspace,
    *,
    as_of: datetime,
    approval: Approval | None = None,
    reader: Reader | None = None,
    dry_run: bool = False,
    inputs: Inputs | None = None,
    estimated: Estimated | None = None,
    progress: Progress = silent,
) -> Release:
    """Compute every measure, protect the results, and write the release to the workspace.

    With `dry_run` nothing is written: the release and its log say what would leave. With a `reader`
    it is made for them alone, and kept apart from the board's: in `published/<reader>/`. What is
    `estimated` already is not measured again.
    """
    from fingerpost.evidence.disclosure import ledger_ids, write_release
    from fingerpost.evidence.early_warning.references import keep_signal_ids

    estimated = estimated or estimate(workspace, as_of=as_of, inputs=inputs, progress=progress)
    progress("Protecting small numbers", 0, 1)
    raised = {} if reader is not None else _signals(workspace, estimated.inputs)
    release = _protected(workspace, estimated, approval, raised, reader)
    if not dry_run and reader is not None:
        folder = release_folder(workspace, release.id, release.reader)
        write_release(release, folder)
        _write_newest(folder.parent, {"release": release.id})
        if approval is not None:  # whose name is not in the release
            write_run(
                workspace.lake,
                as_of,
                {
                    "did": ["release"],
                    "release": release.id,
                    "reader": reader.name,
                    "approved_by": approval.by,
                    "reason": approval.reason,
                },
            )
    elif not dry_run:
        ids = ledger_ids(
            raised.get("signals", ()),
            partnership=workspace.partnership,
            local_rules=workspace.local_rules,
            district_of=raised.get("district_of", {}),
        )
        if ids:
            keep_signal_ids(workspace, release.id, ids)
        write_release(release, release_folder(workspace, release.id))
    progress("Protected", 1, 1)
    return release


def _protected(
    workspace: Workspace,
    estimated: Estimated,
    approval: Approval | None = None,
    raised: dict[str, Any] | None = None,
    reader: Reader | None = None,
) -> Release:
    from fingerpost.evidence.disclosure import protect
    from fingerpost.evidence.measures.places import outlines

    areas, districts = outlines(estimated.inputs.places)
    return protect(
        estimated.results,
        partnership=workspace.partnership,
        provenance=estimated.provenance,
        waiting=estimated.waiting,
        outlines=areas,
        districts=districts,
        local_rules=workspace.local_rules,
        approval=approval,
        reader=reader,
        **(_signals(workspace, estimated.inputs) if raised is None else raised),
    )


def _signals(workspace: Workspace, inputs: Inputs) -> dict[str, Any]:
    """Return what the ledger holds and which rules watched, as `protect` takes them."""
    from fingerpost.evidence.disclosure.raised import raised_signals, watched_rules
    from fingerpost.evidence.early_warning.cases import Casebook
    from fingerpost.evidence.early_warning.ledger import Ledger
    from fingerpost.evidence.early_warning.watching import ready_rules

    ledger = Ledger.read(workspace)
    if not ledger.watched:
        return {}
    casebook = Casebook(inputs)
    on = max(last for _, last in ledger.watched)
    return {
        "signals": raised_signals(ledger),
        "watched": watched_rules(casebook, ready_rules(casebook), on, ledger.cannot_say),
        "district_of": casebook.district_of,
    }


def rebase(
    workspace: Workspace,
    decision: RebaseDecision,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Series:
    """Keep a person's decision to rebase a chart, or to take that back; return the chart after it.

    With `dry_run` nothing is kept: the chart says what the decision would do.

    Raises
    ------
    MeasureError
        If the measure has no such chart, the month is not on it, the months before it are too few
        for limits, the chart is rebased there already, or there is nothing to take back.
    DisclosureError
        If the reason, which stands beside the chart for ever, holds what looks like an identifier.
    """
    from fingerpost.evidence.disclosure import refuse_identifiers

    refuse_identifiers("the reason", decision.reason)
    refuse_identifiers("the name", decision.by, names=False)
    require_change(decision, read_rebases(workspace))
    estimated = estimate(
        workspace, as_of=decision.decided_at, names=[decision.measure], progress=progress
    )
    provenance = replace(
        estimated.provenance, rebases=(*estimated.provenance.rebases, decision)
    )
    after = _chart(_protected(workspace, replace(estimated, provenance=provenance)), decision)
    if not dry_run:
        add_rebase(workspace, decision)
    return after


def _chart(release: Release, decision: RebaseDecision) -> Series:
    from fingerpost.evidence.core.periods import PeriodKind
    from fingerpost.evidence.publication.findings import series
    from fingerpost.evidence.publication.rebase_words import has_limits

    monthly = [
        table
        for table in release.tables
        if table.grid.period is PeriodKind.MONTH and table.grid.breakdown is None
    ]
    found = next((one for table in monthly if (one := series(table, decision.area))), None)
    if found is None:
        raise MeasureError(
            f"{decision.measure} has no monthly chart for {decision.area}",
            do="See which it has: fingerpost measure run, with --area.",
        )
    if not decision.takes_back and decision not in found.rebases:
        first, last = found.rows[0]["period"], found.rows[-1]["period"]
        raise MeasureError(
            f"a chart from {first} to {last} cannot be rebased at {decision.period}",
            do="Give a month after its first and no later than its last.",
        )
    if not all(has_limits(found, position - 1) for position in found.chart.rebase):
        raise MeasureError(
            f"before {decision.period}, or between two rebases, the months are too few for limits, so "
            "that the old ones could not stay on the chart",
            do="Give a month with at least 12 months of the old level before it.",
        )
    return found


def release_folder(workspace: Workspace, release_id: str, reader: str = "") -> Path:
    """Return the folder of a release: the board's, or that of a declared reader."""
    return workspace.published / reader / release_id


def newest_release(workspace: Workspace) -> Path | None:
    """Return the folder of the release that was made last, or None."""
    made = [path.parent for path in workspace.published.glob("*/release.json")]
    return max(made, key=lambda folder: (folder / "release.json").stat().st_mtime, default=None)


def make_pack(
    workspace: Workspace, release: Release, *, progress: Progress = silent
) -> PackPaths:
    """Write the board's pack and the open data of a release into its folder."""
    from fingerpost.evidence.publication import drawings, write_open_data, write_pack

    folder = release_folder(workspace, release.id)
    progress("Drawing the pack", 0, 2)
    found: drawings.Drawings = {}
    with drawings.known(found):
        paths = write_pack(release, folder / "pack")
    drawings.keep(found, folder)
    progress("Writing open data", 1, 2)
    write_open_data(release, folder / "open-data")
    progress("Pack made", 2, 2)
    return paths


def run(
    workspace: Workspace,
    *,
    at: datetime,
    today: date | None = None,
    wait_seconds: float = 0.0,
    progress: Progress = silent,
) -> RunReport:
    """Do the whole main job, redoing only what changed.

    Parameters
    ----------
    workspace : Workspace
        Whose `inbox` is landed.
    at : datetime
        When this run happens, with its zone; evidence has no clock.
    today : date, optional
        Dates after it are refused as lying in the future.
    wait_seconds : float
        How long to wait for somebody else who is landing.
    """
    _require_inbox(workspace)
    landing = land(
        workspace,
        [workspace.inbox],
        at=at,
        today=today,
        wait_seconds=wait_seconds,
        progress=progress,
    )
    did = ["land"] if landing.landed else []
    skipped = [] if landing.landed else ["land: every file in the inbox is landed already"]
    linking = _link(workspace, at, wait_seconds, progress)
    if linking is not None and linking.is_written:
        did.append("link")
    elif linking is not None:
        skipped.append(f"link: {linking.reason}")
    stamp = _stamp(workspace)
    before = _made_before(workspace, stamp)
    if before:
        skipped.append("watch, measure, release and pack: nothing they rest on changed")
        return RunReport(
            landing=landing,
            did=tuple(did),
            skipped=tuple(skipped),
            release_id=before["release"],
            folder=release_folder(workspace, before["release"]),
            pack=Path(workspace.root, before["pack"]),
            pdf=Path(workspace.root, before["pdf"]),
            findings=tuple(before["findings"]),
            linking=linking,
        )
    from fingerpost.evidence.disclosure import PUBLIC
    from fingerpost.evidence.publication import headline_findings

    inputs = tables_of(workspace, at)
    watched = _catch_up(workspace, inputs, at, progress)
    stamp = _stamp(workspace)  # the ledger has grown
    estimated = estimate(workspace, as_of=at, inputs=inputs, progress=progress)
    release = make_release(workspace, as_of=at, estimated=estimated, progress=progress)
    if workspace.partnership.is_synthetic:  # else a person has to let it out
        make_release(workspace, as_of=at, reader=PUBLIC, estimated=estimated, progress=progress)
    paths = make_pack(workspace, release, progress=progress)
    findings = tuple(finding.sentence for finding in headline_findings(release))
    _write_latest(
        workspace,
        {
            "stamp": stamp,
            "release": release.id,
            "pack": str(paths.html.relative_to(workspace.root)),
            "pdf": str(paths.pdf.relative_to(workspace.root)),
            "findings": findings,
        },
    )
    write_run(
        workspace.lake,
        at,
        {
            "did": [*did, "watch", "measure", "release", "pack"],
            "landed": [result.sha256 for result in landing.landed],
            "inputs": release.provenance.input_fingerprint,
            "code": code_version(),
            "release": release.id,
        },
    )
    return RunReport(
        landing=landing,
        did=(*did, "watch", "measure", "release", "pack"),
        skipped=tuple(skipped),
        release_id=release.id,
        folder=release_folder(workspace, release.id),
        pack=paths.html,
        pdf=paths.pdf,
        findings=findings,
        signals=len(watched.entries),
        linking=linking,
    )


def _link(
    workspace: Workspace, at: datetime, wait_seconds: float, progress: Progress
) -> LinkReport | None:
    """Link the people of a workspace; None where nothing that is landed holds any."""
    from fingerpost.evidence.linkage.declaration import all_linked_sources

    lake = Lake(workspace)
    if not any(lake.has(source) for source in all_linked_sources()):
        return None
    from fingerpost.evidence.linkage.people import link_people

    return link_people(workspace, at=at, wait_seconds=wait_seconds, progress=progress)


def plan(
    workspace: Workspace,
    *,
    at: datetime,
    today: date | None = None,
    progress: Progress = silent,
) -> tuple[LandReport, tuple[str, ...]]:
    """Say what `run` would land, and which of its steps it would do. Writes nothing."""
    from fingerpost.evidence.linkage.declaration import all_linked_sources

    _require_inbox(workspace)
    landing = land(
        workspace, [workspace.inbox], at=at, today=today, dry_run=True, progress=progress
    )
    steps = ["land"] if landing.landed else []
    if {result.source for result in landing.landed} & set(all_linked_sources()) or _is_due(
        workspace
    ):
        steps.append("link")
    if steps or not _made_before(workspace, _stamp(workspace)):
        steps += ["watch", "measure", "release", "pack"]
    return landing, tuple(steps)


def _is_due(workspace: Workspace) -> bool:
    from fingerpost.evidence.linkage.people import is_due

    return is_due(workspace)


def _require_inbox(workspace: Workspace) -> None:
    if not workspace.inbox.is_dir():
        raise WorkspaceError(
            "the workspace has no inbox folder",
            where=str(workspace.root),
            do="Make a folder named inbox in it, and put the partners' files there.",
        )


def _stamp(workspace: Workspace) -> str:
    """Return a fingerprint of all that a pack rests on."""
    from fingerpost.evidence.early_warning.ledger import Ledger

    return fingerprint(
        [
            Lake(workspace).fingerprint(None),
            _linked(workspace),
            code_version(),
            workspace.settings_fingerprint,
            read_rebases(workspace),
            Ledger.read(workspace).fingerprint,
        ]
    )


def _linked(workspace: Workspace) -> str:
    """Return the name of the run of linking that counts, "" before the first."""
    run = Lake(workspace).link_run()
    return run.name if run else ""


def _made_before(workspace: Workspace, stamp: str) -> dict | None:  # type: ignore[type-arg]
    """Return what the last run made, if it rests on the same and is still there."""
    from fingerpost.evidence.disclosure import PUBLIC

    before = _latest(workspace)
    if not before or before["stamp"] != stamp:
        return None
    made = [Path(workspace.root, before["pdf"])]
    if workspace.partnership.is_synthetic:
        made.append(workspace.published / PUBLIC.name / LATEST)
    return before if all(path.is_file() for path in made) else None


def _latest(workspace: Workspace) -> dict | None:  # type: ignore[type-arg]
    path = workspace.published / LATEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write_latest(workspace: Workspace, content: dict[str, object]) -> None:
    _write_newest(workspace.published, content)


def _write_newest(folder: Path, content: dict[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LATEST
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
    temporary.replace(path)
