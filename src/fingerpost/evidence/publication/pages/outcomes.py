"""A page for each outcome of the national framework."""

from __future__ import annotations

from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.measures.declaration import (
    INTERMEDIATE,
    OUTCOME_TITLES,
    STRATEGIC,
    Kind,
    Outcome,
)
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    Group,
    Heading,
    Page,
    Paragraph,
)
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.pages.waiting import waiting_table
from fingerpost.evidence.publication.wording import lower_first, outcome_slug

ACTIVITY_INTRO = (
    "These count what partners did. More searches, charges or seizures find more drugs; they do "
    "not show that there is less dealing or less harm. Read them beside the outcomes, never "
    "instead of them."
)
INTROS = {
    Kind.OUTCOME: "These measure what happened to people, not what partners did.",
    Kind.ACTIVITY: ACTIVITY_INTRO,
    Kind.PROCESS: "These say whether work was done well and in time. They are not its result.",
    Kind.CONTEXT: "These give the wider picture. They say nothing about this partnership alone.",
}
GROUP_TITLES = {
    Kind.OUTCOME: "What changed for people",
    Kind.ACTIVITY: "What partners did",
    Kind.PROCESS: "How well it was done",
    Kind.CONTEXT: "The wider picture",
}
KINDS = (Kind.OUTCOME, Kind.ACTIVITY, Kind.PROCESS, Kind.CONTEXT)


def outcome_pages(release: Release) -> tuple[Page, ...]:
    """Return the page of each outcome, the strategic ones first."""
    return tuple(_outcome_page(outcome, release) for outcome in (*STRATEGIC, *INTERMEDIATE))


def _outcome_page(outcome: Outcome, release: Release) -> Page:
    mine: dict[str, list[ReleasedTable]] = {}
    paths: list[str] = []
    for table in release.tables:
        if table.measure.outcome is not outcome:
            continue
        if table.measure.path is not None:
            paths.append(table.measure.title)
        elif table.measure.statistic != "median":  # the days of a path stand beside it
            mine.setdefault(table.measure.name, []).append(table)
    title = OUTCOME_TITLES[outcome]
    level = "strategic" if outcome in STRATEGIC else "intermediate"
    blocks: list[Block] = [
        Paragraph(f"One of the three {level} outcomes of the national framework.", "small")
    ]
    outcomes = [t for tables in mine.values() for t in tables if t.measure.kind is Kind.OUTCOME]
    if not outcomes:
        blocks.append(
            Callout(
                "Cannot say",
                (
                    (
                        f"No outcome measure for “{lower_first(title)}” can be computed from the data that "
                        "are landed. What is below counts what partners did, or gives the wider "
                        "picture; neither can answer for it."
                    ),
                )
                if mine
                else (
                    (
                        f"No measure for “{lower_first(title)}” can be computed from the data that are "
                        "landed. What is waited for is listed below."
                    ),
                ),
                "cannot_say",
            )
        )
    for kind in KINDS:
        chosen = [tables for tables in mine.values() if tables[0].measure.kind is kind]
        chosen.sort(key=lambda tables: (tables[0].measure.place, tables[0].measure.name))
        if chosen:
            inside = [block for tables in chosen for block in measure_blocks(tables, release)]
            blocks.append(Group(GROUP_TITLES[kind], kind.value, tuple(inside), INTROS[kind]))
    elsewhere = [
        t.measure
        for t in release.tables
        if outcome in t.measure.also_outcomes and t.measure.outcome is not outcome
    ]
    if elsewhere:
        named = {m.name: m for m in elsewhere}
        blocks.append(Heading("Also about this outcome"))
        blocks.append(
            BulletList(
                tuple(f"{m.title}: see {OUTCOME_TITLES[m.outcome]}." for m in named.values())
            )
        )
    if paths:
        blocks.append(Heading("How far people get"))
        blocks.append(BulletList(tuple(f"{title}: see Journeys." for title in sorted(paths))))
    waits = [m for m in release.waiting if m.outcome is outcome]
    if waits:
        blocks.append(Heading("Waiting for data"))
        blocks.append(waiting_table(waits, f"Measures of “{lower_first(title)}” without data"))
    return Page(outcome_slug(outcome), title, tuple(blocks))


OUTCOMES = PageMaker(name="outcomes", place=10, make=outcome_pages)
