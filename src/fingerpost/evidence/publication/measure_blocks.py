"""One measure on a page: what it says, its figures, and what it is."""

from __future__ import annotations

from dataclasses import replace

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    Facts,
    Figure,
    Heading,
    Paragraph,
)
from fingerpost.evidence.publication.figures import data_age, figures_of
from fingerpost.evidence.publication.findings import ACTIVITY_WORDS, findings_for, findings_of
from fingerpost.evidence.publication.measure_lineage import what_cannot_be_said
from fingerpost.evidence.publication.who_is_reached import asks_who, is_of_who, who_is_reached
from fingerpost.evidence.publication.wording import (
    BETTER_WORDS,
    SHORT_KIND,
    SIGN_WORDS,
    band_words,
    lower_first,
)


def measure_blocks(tables: list[ReleasedTable], release: Release) -> list[Block]:
    """Return a measure as a page shows it, from all its tables."""
    measure = tables[0].measure
    blocks: list[Block] = [Heading(measure.title, 3)]
    main = [f for t in tables for f in findings_of(t) if f.area != "deprivation"]
    if main:
        blocks.append(Paragraph(main[0].sentence, "lead"))
        rest = [
            finding.sentence for finding in main[1:] if finding.sign in ("change", "difference")
        ]
        rest = [text for text in rest if text != main[0].sentence]
        if rest:
            blocks.append(BulletList(tuple(_without_repeats(rest))))
    else:
        blocks.append(Paragraph(data_age(release, tables[0]), "small"))
    blocks += match_quality(tables)
    asks = asks_who(tables)
    for table in sorted(tables, key=_order):
        if not (asks and is_of_who(table)):
            blocks += figures_of(table, release)
    if asks:
        blocks += who_is_reached(tables)
    if measure.cannot_say:
        blocks.append(Callout("What this cannot say", measure.cannot_say, "cannot_say"))
    blocks.append(definition(measure))
    return blocks


def in_brief(tables: list[ReleasedTable], release: Release) -> list[Block]:
    """Return what a measure says now: its first finding, how sure and how old it is, and one figure.

    Parameters
    ----------
    tables : list of ReleasedTable
        Of one measure.
    release : Release
    """
    said = findings_for(release, tables[0].measure.name)
    sentence = said[0].sentence if said else "Cannot say: too little is known, or too few."
    sure = SIGN_WORDS[said[0].sign if said else "cannot_say"]
    ordered = sorted(tables, key=_order)
    drawn = (one for table in ordered for one in figures_of(table, release))
    figure = next((one for one in drawn if isinstance(one, Figure)), None)
    blocks: list[Block] = [
        Paragraph(sentence, "lead"),
        Facts((("How sure", sure), ("How old", data_age(release, ordered[0])))),
        *match_quality(tables),
    ]
    if figure is not None:
        blocks.append(replace(figure, data_age=""))
    unsaid = what_cannot_be_said(tables, release)
    if unsaid:
        blocks.append(Callout("What we cannot say", unsaid, "cannot_say"))
    return blocks


def match_quality(tables: list[ReleasedTable], period: str | None = None) -> list[Block]:
    """Return how surely records were matched, and how far that moves the newest number.

    Parameters
    ----------
    tables : list of ReleasedTable
        Of one measure.
    period : str, optional
        The period of the number; the newest with a band if not given.
    """
    shown = [
        (table, row)
        for table in tables
        for row in table.frame.iter_rows(named=True)
        if row["band_lower"] is not None
        and row["category"] in (None, _end(table))
        and period in (None, row["period"])
    ]
    if not shown:
        return []
    larger = (AreaKind.PARTNERSHIP, AreaKind.POLICE_FORCE)
    table, row = max(
        shown, key=lambda each: (each[1]["period_start"], each[1]["area_kind"] in larger)
    )
    measure = table.measure
    end = f", {lower_first(row['category'])}" if row["category"] else ""
    where = f"{row['area_name']}, {Period.parse(row['period']).label}{end}"
    rows = (
        ("How records were matched", row["note"]),
        ("With other matching", f"{where}: {lower_first(band_words(row, measure))}"),
    )
    return [Facts(tuple((term, words) for term, words in rows if words))]


def _end(table: ReleasedTable) -> str | None:
    """Return the last end of a path, which stands for it; None where a table is of no path."""
    return table.measure.path.ends[-1] if table.measure.path else None


def _order(table: ReleasedTable) -> tuple[bool, bool, bool]:
    """Order tables as a reader asks: the whole and its districts, who, how unequal, and where."""
    kinds = table.grid.areas
    return (
        AreaKind.LSOA_2021 in kinds,
        AreaKind.DEPRIVATION_QUINTILE in kinds,
        table.grid.breakdown is not None,
    )


def _without_repeats(sentences: list[str]) -> list[str]:
    """Return district sentences without the note that the first sentence already carried."""
    return [text.removesuffix(ACTIVITY_WORDS).strip() for text in sentences]


def definition(measure: Measure) -> Facts:
    """Return what a measure is, beside its number."""
    rows = [
        ("What is counted", measure.what_is_counted),
        ("Out of", measure.out_of),
        ("Kind", f"{SHORT_KIND[measure.kind]}. {measure.kind_note}".strip()),
        ("Good news", BETTER_WORDS[measure.better]),
        ("Why it matters", measure.why_it_matters),
        ("How late", measure.lag),
        ("Take care", " ".join(measure.caveats)),
        ("Never add up", measure.do_not_sum),
        ("Owner", f"{measure.owner}; next review {measure.next_review:%B %Y}"),
    ]
    return Facts(
        tuple((term, words) for term, words in rows if words),
        "What this counts, and what to take care of",
    )
