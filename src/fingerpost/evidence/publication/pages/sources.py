"""The page on sources, licences, methods, protection and the release's identity."""

from __future__ import annotations

from fingerpost.evidence.core.areas import ENGLAND, Area
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.core.rebases import in_force
from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Facts,
    Heading,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.wording import day

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
    (
        "The range expected is the average, plus or minus 2.66 times the mean step from one month to the "
        "next; steps that are far too large to be chance are left out of that mean. Where a person "
        "rebased a chart, it is worked out anew from that month on, and the old range stays."
    ),
    (
        "A change in a percentage is in points, with Newcombe's hybrid score interval (method 10, 1998): "
        "two intervals that overlap a little may still differ."
    ),
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
    (
        "A figure more than two years old is never shown as news: it comes after all that is newer, "
        "whatever it says."
    ),
    "Findings are made after small numbers were protected, so no sentence says what a table hides.",
)


def sources_page(release: Release) -> tuple[Page, ...]:
    """Return the page on sources, licences, methods, protection and the release's identity."""
    provenance = release.provenance
    titles = {source.source: source.title for source in provenance.sources}
    blocks: list[Block] = [
        Heading("Sources and licences"),
        Table(
            caption="What was landed",
            headers=("Source", "Publisher", "Period", "Files", "Rows"),
            rows=tuple(
                (
                    s.title,
                    s.publisher,
                    _span(s.first_period, s.last_period),
                    f"{s.files:,}",
                    f"{s.rows_landed:,}",
                )
                for s in provenance.sources
            ),
            numeric=(False, False, False, True, True),
        ),
        Heading("Licence statements", 3),
        BulletList(_statements(release)),
        Heading("Methods"),
        BulletList(METHODS),
        Heading("Small numbers"),
        Paragraph(
            "Every table left through one door, where the strictest rule of its sources was "
            "applied. What was done:"
        ),
        BulletList(_log(release)),
        *_rebases(release),
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
                    titles.get(f.source, f.source),
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
    return (Page("sources-and-methods", "Sources, licences and methods", tuple(blocks)),)


def _statements(release: Release) -> tuple[str, ...]:
    """Return each licence statement with the sources that it goes with."""
    titles: dict[str, list[str]] = {}
    for source in release.provenance.sources:
        titles.setdefault(source.licence_statement, []).append(source.title)
    return tuple(f"{said} This goes with: {'; '.join(of)}." for said, of in titles.items())


def _log(release: Release) -> tuple[str, ...]:
    titles = {table.measure.name: table.measure.title for table in release.tables}
    done = []
    for line in release.log:
        if line.cells:
            name, _, split = line.table.partition(" by ")
            by = f", by {split.replace('_', ' ')}" if split else ""
            cells = f"{line.cells:,} {'cell' if line.cells == 1 else 'cells'}"
            done.append(f"{titles.get(name, name)}{by}: {cells}. {line.words}")
    rules = dict.fromkeys(
        line.words.partition(". ")[2] for line in release.log if not line.cells
    )
    return (*done, *(rule for rule in rules if rule))


def _rebases(release: Release) -> list[Block]:
    """Return every decision about a chart, also those that were taken back."""
    decisions = release.provenance.rebases
    if not decisions:
        return []
    held = in_force(decisions)
    titles = {table.measure.name: table.measure.title for table in release.tables}
    areas = {area.code: area.name for area in _areas(release)}
    return [
        Heading("Rebased charts"),
        Paragraph(
            "A person decided that a chart has a new level from a month on. The lines before it stay "
            "on the chart."
        ),
        Table(
            caption="Decisions about charts, the earliest first",
            headers=("Chart", "From", "Decision", "By", "On", "Why"),
            rows=tuple(
                (
                    f"{titles.get(one.measure, one.measure)}, {areas.get(one.area, one.area)}",
                    Period.parse(one.period).label,
                    "Taken back"
                    if one.takes_back
                    else ("Rebased" if one in held else "Rebased, taken back since"),
                    one.by,
                    day(one.decided_at),
                    one.reason,
                )
                for one in decisions
            ),
            numeric=(False, False, False, False, False, False),
        ),
    ]


def _areas(release: Release) -> tuple[Area, ...]:
    partnership = release.partnership
    return (partnership.area, partnership.police_force, *partnership.districts, ENGLAND)


def _span(first: str | None, last: str | None) -> str:
    if first is None or last is None:
        return ""
    start, end = Period.parse(first).label, Period.parse(last).label
    return start if start == end else f"{start} to {end}"


SOURCES = PageMaker(name="sources", place=90, make=sources_page)
