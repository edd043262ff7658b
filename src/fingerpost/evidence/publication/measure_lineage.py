"""What cannot be said of a measure, and how its numbers came about, down to the files."""

from __future__ import annotations

from collections import Counter

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.disclosure.release import Protection
from fingerpost.evidence.measures.compute import sources_of
from fingerpost.evidence.measures.declaration import Kind
from fingerpost.evidence.measures.estimates import Status
from fingerpost.evidence.publication.content import Block, BulletList, Facts, Table
from fingerpost.evidence.publication.findings import ACTIVITY_WORDS, is_shown
from fingerpost.evidence.publication.wording import counted, day, joined, stretches

MOST = 4  # notes of one kind that are told


def what_cannot_be_said(tables: list[ReleasedTable], release: Release) -> tuple[str, ...]:
    """Return what a measure does not tell, as sentences; empty if nothing is held back or missing.

    Parameters
    ----------
    tables : list of ReleasedTable
        Of one measure.
    release : Release
    """
    measure = tables[0].measure
    said: list[str] = [*measure.cannot_say]
    if measure.kind is Kind.ACTIVITY:
        said.append(ACTIVITY_WORDS)
    rows = [row for table in tables for row in table.frame.iter_rows(named=True)]
    hidden = Counter(row["protection"] for row in rows)
    small, second = hidden[Protection.SUPPRESSED.value], hidden[Protection.SECONDARY.value]
    if small:
        so_that = f", and {second:,} more so that no other follows" if second else ""
        said.append(f"{counted(small, 'number')} too small to show{so_that}.")
    if hidden[Protection.ROUNDED.value]:
        said.append("Counts are rounded, so that no small one follows from them.")
    newest: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row["period_start"]):
        if row["status"] in (Status.CANNOT_SAY, Status.MISSING) and row["note"]:
            newest[row["note"]] = f"{row['area_name']}, {Period.parse(row['period']).label}"
    kept = list(newest.items())[-MOST:]
    said += [f"{where}: {note}" for note, where in reversed(kept)]
    mine = set(sources_of(measure))
    for source in release.provenance.sources:
        if source.source in mine and source.missing_periods:
            gaps = stretches(source.missing_periods)
            said.append(f"{source.title}: no file for {gaps}.")
    said += [*measure.caveats, *([measure.do_not_sum] if measure.do_not_sum else [])]
    return tuple(dict.fromkeys(said))


def lineage(tables: list[ReleasedTable], release: Release) -> tuple[Block, ...]:
    """Return how a measure's numbers came about: release, methods, protection, sources and files.

    Parameters
    ----------
    tables : list of ReleasedTable
        Of one measure.
    release : Release
    """
    measure, provenance = tables[0].measure, release.provenance
    mine = set(sources_of(measure))
    methods = sorted(
        {
            row["method"]
            for table in tables
            for row in table.frame.select("method", "value", "status").iter_rows(named=True)
            if row["method"] and is_shown(row)
        }
    )
    rows = (
        ("Definition", f"{measure.name}, version {measure.version}"),
        ("Intervals", joined(methods)),
        ("Protected by", joined(sorted({rule for table in tables for rule in table.rules}))),
        ("Release", f"{release.id}, as known on {day(provenance.as_of)}"),
        ("Approved", _approval(release)),
        ("Code", provenance.code_version),
        ("Inputs", provenance.input_fingerprint[:16]),
    )
    blocks: list[Block] = [Facts(tuple((term, words) for term, words in rows if words))]
    log = [
        line.words for line in release.log if line.table.partition(" by ")[0] == measure.name
    ]
    if log:
        blocks.append(BulletList(tuple(dict.fromkeys(log))))
    titles = {source.source: source for source in provenance.sources}
    files = [file for file in provenance.files if file.source in mine]
    if files:
        blocks.append(
            Table(
                caption="Every file that it was computed from, the newest first",
                headers=(
                    "File",
                    "Source",
                    "Landed",
                    "SHA-256",
                    "Read",
                    "Landed rows",
                    "Refused",
                ),
                rows=tuple(
                    (
                        file.file.rpartition("!")[2].rpartition("/")[2],
                        titles[file.source].title if file.source in titles else file.source,
                        day(file.landed_at),
                        file.sha256[:12],
                        f"{file.rows_read:,}",
                        f"{file.rows_landed:,}",
                        f"{file.rows_refused:,}",
                    )
                    for file in sorted(
                        files, key=lambda one: (one.last_period or "", one.file), reverse=True
                    )
                ),
                numeric=(False, False, False, False, True, True, True),
            )
        )
    statements = dict.fromkeys(
        source.licence_statement for source in provenance.sources if source.source in mine
    )
    if statements:
        blocks.append(BulletList(tuple(statements)))
    return tuple(blocks)


def _approval(release: Release) -> str:
    if release.approval is None:
        return "By nobody yet: a draft"
    return f"By {release.approval.by} on {day(release.approval.at)}: {release.approval.reason}"
