"""The page on journeys: how far people get from one agency to the next, and where they are lost."""

from __future__ import annotations

from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    Figure,
    Group,
    Heading,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.figures import (
    data_age,
    figure_id,
    source_words,
    symbols_in,
)
from fingerpost.evidence.publication.measure_blocks import definition, match_quality
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.path_charts import funnel, stream
from fingerpost.evidence.publication.paths import (
    REACHED,
    PathTaken,
    path_table,
    path_taken,
    said_of,
    where_lost,
)
from fingerpost.evidence.publication.wording import cell

SLUG = "journeys"


def journeys_page(release: Release) -> tuple[Page, ...]:
    """Return the page on journeys; none where no measure of a path is computed."""
    tables = sorted(
        (t for t in release.tables if t.measure.path and t.grid.breakdown == REACHED),
        key=lambda table: (table.measure.place, table.measure.name),
    )
    if not tables:
        return ()
    taken = [(table, path_taken(table, release)) for table in tables]
    answers = [
        where_lost(path, table.measure.path.people)
        for table, path in taken
        if path is not None and table.measure.path is not None
    ]
    blocks: list[Block] = []
    if answers:
        blocks.append(Paragraph(answers[0], "lead"))
    if answers[1:]:
        blocks.append(BulletList(tuple(answers[1:])))
    if not answers:
        blocks.append(
            Paragraph("Cannot say where people are lost: no path can be shown yet.", "lead")
        )
    blocks.append(
        Paragraph(
            "Records of different agencies are matched to people before they are counted. Each "
            "picture has everybody in one place: at the last step, or short of the step that they "
            "did not reach.",
            "small",
        )
    )
    for table, path in taken:
        inside = _path(table, path, release)
        blocks.append(Group(table.measure.title, table.measure.kind.value, tuple(inside)))
    return (Page(SLUG, "Journeys between agencies", tuple(blocks), "Journeys"),)


def _path(table: ReleasedTable, taken: PathTaken | None, release: Release) -> list[Block]:
    if taken is None:
        why = next(
            (row["note"] for row in table.frame.iter_rows(named=True) if row["note"]), ""
        )
        words = why or "There are too few people to show any part of it."
        return [Callout("Cannot say", (words,), "cannot_say"), definition(table.measure)]
    where = f"{taken.area}, {taken.period.label}"
    said = said_of(taken)
    age, source = data_age(release, table), source_words(release, table)
    title = f"{table.measure.title}: who came how far, {where}"
    flow = f"{table.measure.title}: where people went, {where}"
    ids = [figure_id(table, part) for part in ("funnel", "stream")]
    return [
        *match_quality([table], taken.period.code),
        Figure(
            id=ids[0],
            title=title,
            svg=funnel(taken, id=ids[0], title=title, alternative=said),
            alternative=said,
            data_age=age,
            source=source,
            table=path_table(taken, title),
        ),
        Heading("Where people went", 3),
        Figure(
            id=ids[1],
            title=flow,
            svg=stream(taken, id=ids[1], title=flow, alternative=_stopped(taken)),
            alternative=_stopped(taken),
            data_age=age,
            source=source,
            table=_ends(taken, flow),
        ),
        definition(table.measure),
    ]


def _stopped(taken: PathTaken) -> str:
    """Return in words where everybody is at the end."""
    parts = [
        f"{row['category']}: {cell(row, 'numerator', 0)}"
        + (f" ({row['value']:.0f}%)" if row["value"] is not None else "")
        for row in taken.ends
    ]
    return f"Of {taken.people:,.0f} people. {'; '.join(parts)}."


def _ends(taken: PathTaken, caption: str) -> Table:
    rows = tuple(
        (row["category"], cell(row, "numerator", 0), cell(row, "value", 0))
        for row in taken.ends
    )
    return Table(
        caption=caption,
        headers=("How far they came", "People", "% of all"),
        rows=rows,
        numeric=(False, True, True),
        note=symbols_in(rows),
    )


JOURNEYS = PageMaker(name="journeys", place=7, make=journeys_page)
