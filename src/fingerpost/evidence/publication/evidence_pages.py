"""The pages on what is missing, what was refused, and where everything comes from."""

from __future__ import annotations

from collections.abc import Iterable

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.measures.declaration import OUTCOME_TITLES, Level, Measure
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Facts,
    Heading,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.wording import SHORT_KIND, day

METHODS = (
    "Percentages have Wilson score intervals (Wilson, 1927).",
    (
        "Rates have exact Poisson intervals below 10 events and Byar's approximation from 10, as "
        "English public health statistics do."
    ),
    (
        "Changes and ratios have exact conditional Poisson intervals. They assume that events are "
        "independent; police records come in clusters, so the truth varies more."
    ),
    (
        "Control charts are XmR charts with the four rules of NHS England's Making Data Count: a point "
        "outside the range expected, 7 in a row on one side of the average, 7 rising or falling, and 2 "
        "of 3 close to the same edge. Fewer than 12 points get no range."
    ),
    "The range expected is the average, plus or minus 2.66 times the mean moving range.",
    (
        "A comparison with England says higher or lower only when England's figure lies outside the "
        "area's 95% interval."
    ),
    (
        "Small areas are those of 2021. Codes of 2011 that were merged follow the look-up; codes that "
        "were split are placed by each record's own map point. The population of a split area is "
        "shared equally among its parts."
    ),
    (
        "Residents are the mid-year estimate of the period's middle year, or the nearest that is "
        "landed; where it is not the same year the figures say so."
    ),
    "Findings are made after small numbers were protected, so no sentence says what a table hides.",
)


def waiting_table(measures: Iterable[Measure], caption: str) -> Table:
    """Return declared measures and what each waits for."""
    rows = tuple(
        (
            m.title,
            m.framework_code or "local",
            m.level.value,
            SHORT_KIND[m.kind],
            f"{_capital(m.waiting_for)}, from {m.agency}",
        )
        for m in measures
    )
    return Table(
        caption=caption,
        headers=("Measure", "Framework", "Level", "Kind", "Waits for"),
        rows=rows,
        numeric=(False, False, False, False, False),
    )


def waiting_page(release: Release) -> Page:
    """Return the page of measures without data."""
    headline = [m for m in release.waiting if m.level is Level.HEADLINE]
    supporting = [m for m in release.waiting if m.level is Level.SUPPORTING]
    blocks: list[Block] = [
        Paragraph(
            f"{len(headline)} of 11 headline measures and {len(supporting)} of 23 supporting "
            "measures of the national framework have no data here yet. Each is declared, so it is "
            "computed as soon as its source is landed.",
            "lead",
        ),
        Paragraph(
            "How sure we are of each row is stated in its evidence: the full text of the framework "
            "was not available when these were written, so check rows marked as general knowledge "
            "against it.",
            "small",
        ),
    ]
    for title, measures in (
        ("Headline measures", headline),
        ("Supporting measures", supporting),
    ):
        if not measures:
            continue
        blocks.append(Heading(title))
        blocks.append(
            Table(
                caption=f"{title} that wait for data",
                headers=("Measure", "Outcome", "Kind", "Waits for", "Evidence"),
                rows=tuple(
                    (
                        f"{m.title} ({m.framework_code})",
                        OUTCOME_TITLES[m.outcome],
                        SHORT_KIND[m.kind],
                        f"{_capital(m.waiting_for)}, from {m.agency}",
                        _capital(m.evidence.value),
                    )
                    for m in sorted(measures, key=lambda m: m.framework_code)
                ),
                numeric=(False, False, False, False, False),
            )
        )
    return Page("waiting-for-data", "Waiting for data", tuple(blocks))


def refused_page(release: Release) -> Page:
    """Return the page on refused rows, gaps, and rows without a place."""
    titles = {source.source: source.title for source in release.provenance.sources}
    sources = release.provenance.sources
    read = sum(source.rows_read for source in sources)
    landed = sum(source.rows_landed for source in sources)
    refused = sum(source.rows_refused for source in sources)
    blocks: list[Block] = [
        Paragraph(
            f"{read:,} rows read = {landed:,} landed + {refused:,} refused. Nothing is dropped "
            "silently: each refused row is kept in full with its reason.",
            "lead",
        ),
        Heading("Refused rows"),
    ]
    if release.provenance.refused:
        blocks.append(
            Table(
                caption="Rows refused, by source and reason",
                headers=("Source", "Reason", "Rows"),
                rows=tuple(
                    (titles.get(r.source, r.source), r.reason, f"{r.rows:,}")
                    for r in release.provenance.refused
                ),
                numeric=(False, False, True),
            )
        )
    else:
        blocks.append(Paragraph("No row was refused."))
    blocks.append(Heading("Rows without a district"))
    blocks.append(
        Table(
            caption="Rows of police files that lie in no district, or are another force's",
            headers=("Source", "Why", "Rows", "Share"),
            rows=tuple(
                (
                    titles.get(u.source, u.source),
                    u.what,
                    f"{u.rows:,}",
                    f"{100 * u.rows / u.of_rows:.1f}%",
                )
                for u in release.provenance.unplaced
            ),
            numeric=(False, False, True, True),
        )
        if release.provenance.unplaced
        else Paragraph("Every row lies in a district.")
    )
    blocks.append(Heading("Gaps"))
    gaps = [s for s in sources if s.missing_periods]
    if gaps:
        blocks.append(Paragraph("A gap is shown as a gap, never as zero."))
        blocks.append(
            Table(
                caption="Periods that are not landed, between the first and the last that are",
                headers=("Source", "Not landed", "How many"),
                rows=tuple(
                    (s.title, _stretches(s.missing_periods), f"{len(s.missing_periods):,}")
                    for s in gaps
                ),
                numeric=(False, False, True),
            )
        )
    else:
        blocks.append(Paragraph("No period is missing between the first and the last landed."))
    return Page("refused-and-missing", "What was refused and what is missing", tuple(blocks))


def _stretches(codes: tuple[str, ...]) -> str:
    """Return missing periods as stretches: “August 2020 to December 2023”."""
    periods = sorted(Period.parse(code) for code in codes)
    parts: list[list[Period]] = []
    for period in periods:
        if parts and parts[-1][-1].next() == period:
            parts[-1].append(period)
        else:
            parts.append([period])
    return "; ".join(
        part[0].label if len(part) == 1 else f"{part[0].label} to {part[-1].label}"
        for part in parts
    )


def sources_page(release: Release) -> Page:
    """Return the page on sources, licences, methods, protection and the release's identity."""
    provenance = release.provenance
    blocks: list[Block] = [
        Heading("Sources and licences"),
        Table(
            caption="What was landed, and the statement that goes with it",
            headers=("Source", "Publisher", "Licence statement", "Period", "Files", "Rows"),
            rows=tuple(
                (
                    s.title,
                    s.publisher,
                    s.licence_statement,
                    _span(s.first_period, s.last_period),
                    f"{s.files:,}",
                    f"{s.rows_landed:,}",
                )
                for s in provenance.sources
            ),
            numeric=(False, False, False, False, True, True),
        ),
        Heading("Methods"),
        BulletList(METHODS),
        Heading("Small numbers"),
        Paragraph(
            "Every table left through one door, where the strictest rule of its sources was "
            "applied. What was done:"
        ),
        BulletList(_log(release)),
        Heading("Identity of this release"),
        Facts(
            (
                ("Release", release.id),
                ("As known on", day(provenance.as_of)),
                ("Code", provenance.code_version),
                ("Inputs", provenance.input_fingerprint[:16]),
            )
        ),
        Heading("Files"),
        Table(
            caption="Every file that was read, with the beginning of its SHA-256",
            headers=("File", "Source", "SHA-256", "Read", "Landed", "Refused"),
            rows=tuple(
                (
                    f.file.rpartition("!")[2].rpartition("/")[2],
                    f.source,
                    f.sha256[:12],
                    f"{f.rows_read:,}",
                    f"{f.rows_landed:,}",
                    f"{f.rows_refused:,}",
                )
                for f in provenance.files
            ),
            numeric=(False, False, False, True, True, True),
        ),
    ]
    return Page("sources-and-methods", "Sources, licences and methods", tuple(blocks))


def _log(release: Release) -> tuple[str, ...]:
    done = [
        f"{line.table}: {line.cells:,} cells. {line.words}"
        for line in release.log
        if line.cells
    ]
    rules = dict.fromkeys(
        line.words.partition(". ")[2] for line in release.log if not line.cells
    )
    return (*done, *(rule for rule in rules if rule))


def _span(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return ""
    start, end = Period.parse(first).label, Period.parse(last).label
    return start if start == end else f"{start} to {end}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
