"""The page on refused rows, gaps, and rows without a place."""

from __future__ import annotations

from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.publication.content import Block, Heading, Page, Paragraph, Table
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.wording import stretches


def refused_page(release: Release) -> tuple[Page, ...]:
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
                    (s.title, stretches(s.missing_periods), f"{len(s.missing_periods):,}")
                    for s in gaps
                ),
                numeric=(False, False, True),
            )
        )
    else:
        blocks.append(Paragraph("No period is missing between the first and the last landed."))
    title = "What was refused and what is missing"
    return (Page("refused-and-missing", title, tuple(blocks)),)


REFUSED = PageMaker(name="refused", place=85, make=refused_page)
