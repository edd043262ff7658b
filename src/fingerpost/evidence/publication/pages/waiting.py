"""The page of measures without data: what each waits for, and from whom."""

from __future__ import annotations

from collections.abc import Iterable

from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.measures.declaration import OUTCOME_TITLES, Level, Measure, Outcome
from fingerpost.evidence.publication.content import Block, Heading, Page, Paragraph, Table
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.wording import SHORT_KIND, capital

LEVELS = (Level.HEADLINE, Level.SUPPORTING, Level.LOCAL)


def waiting_table(measures: Iterable[Measure], caption: str) -> Table:
    """Return declared measures and what each waits for, the headline measures first."""
    rows = tuple(
        (
            m.title,
            capital(m.level.value),
            SHORT_KIND[m.kind],
            f"{capital(m.waiting_for)}, from {m.agency}",
        )
        for m in sorted(measures, key=lambda m: (LEVELS.index(m.level), m.title))
    )
    return Table(
        caption=caption,
        headers=("Measure", "Level", "Kind", "Waits for"),
        rows=rows,
        numeric=(False, False, False, False),
    )


def waiting_page(release: Release) -> tuple[Page, ...]:
    """Return the page of measures without data."""
    headline = [m for m in release.waiting if m.level is Level.HEADLINE]
    supporting = [m for m in release.waiting if m.level is Level.SUPPORTING]
    local = [m for m in release.waiting if m.level is Level.LOCAL]
    title = "Waiting for data"
    if not release.waiting:
        words = "Every measure that is declared has data here."
        return (Page("waiting-for-data", title, (Paragraph(words, "lead"),)),)
    blocks: list[Block] = [
        Paragraph(
            f"{capital(_share(headline, release, Level.HEADLINE))} and "
            f"{_share(supporting, release, Level.SUPPORTING)} of the national framework have no "
            "data here yet. The tables say what each waits for, and who holds it.",
            "lead",
        ),
        Paragraph(
            "Where data of another kind come near to a measure, they are shown as local measures "
            "on the page of its outcome. They do not stand in for it.",
        ),
        Paragraph(
            "“Evidence” says how sure we are that a row is in the framework: its full text was not "
            "available when these were written. Check the rows marked as general knowledge against "
            "it.",
            "small",
        ),
    ]
    for heading, measures in (
        ("Headline measures", headline),
        ("Supporting measures", supporting),
        ("Local measures", local),
    ):
        if not measures:
            continue
        blocks.append(Heading(heading))
        blocks.append(
            Table(
                caption=f"{heading} that wait for data",
                headers=("Measure", "Outcome", "Kind", "Waits for", "Evidence"),
                rows=tuple(
                    (
                        m.title,
                        OUTCOME_TITLES[m.outcome],
                        SHORT_KIND[m.kind],
                        f"{capital(m.waiting_for)}, from {m.agency}",
                        capital(m.evidence.value),
                    )
                    for m in sorted(
                        measures, key=lambda m: (list(Outcome).index(m.outcome), m.title)
                    )
                ),
                numeric=(False, False, False, False, False),
            )
        )
    return (Page("waiting-for-data", title, tuple(blocks)),)


def _share(waiting: list[Measure], release: Release, level: Level) -> str:
    shown = {t.measure.name for t in release.tables if t.measure.level is level}
    of = len(shown) + len(waiting)
    some = f"all {of}" if len(waiting) == of else f"{len(waiting)} of {of}"
    return f"{some} {level.value} measures"


WAITING = PageMaker(name="waiting", place=80, make=waiting_page)
