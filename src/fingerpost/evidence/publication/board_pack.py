"""The board's pack: what a release says to the people who must decide.

The first page answers what changed, how sure we are, and what needs a decision. Then one page an
outcome, and three pages on what is missing, what was refused, and where everything comes from.
"""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.disclosure import Release, ReleasedTable, require_release
from fingerpost.evidence.measures.declaration import (
    INTERMEDIATE,
    OUTCOME_TITLES,
    STRATEGIC,
    Kind,
    Level,
    Measure,
    Outcome,
)
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    Facts,
    FindingLine,
    FindingList,
    Group,
    Heading,
    Pack,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.evidence_pages import (
    refused_page,
    sources_page,
    waiting_page,
    waiting_table,
)
from fingerpost.evidence.publication.figures import data_age, figures_of
from fingerpost.evidence.publication.findings import (
    Finding,
    findings_of,
    headline_findings,
    series,
)
from fingerpost.evidence.publication.wording import BETTER_WORDS, SHORT_KIND, SIGN_WORDS, day

ACTIVITY_INTRO = (
    "These count what partners did. More searches, charges or seizures find more drugs; they do "
    "not show that there is less dealing or less harm. Read them beside the outcomes, never "
    "instead of them."
)
INTROS = {
    Kind.OUTCOME: "These show what changed for people.",
    Kind.ACTIVITY: ACTIVITY_INTRO,
    Kind.PROCESS: "These show how well something was done.",
    Kind.CONTEXT: "These give the wider picture. They say nothing about this partnership alone.",
}
GROUP_TITLES = {
    Kind.OUTCOME: "What changed for people",
    Kind.ACTIVITY: "What partners did",
    Kind.PROCESS: "How well it was done",
    Kind.CONTEXT: "The wider picture",
}
KINDS = (Kind.OUTCOME, Kind.ACTIVITY, Kind.PROCESS, Kind.CONTEXT)


def board_pack(release: Release) -> Pack:
    """Return the pack of a release, ready to be drawn as HTML and as PDF."""
    require_release(release)
    outcome_pages = [_outcome_page(outcome, release) for outcome in (*STRATEGIC, *INTERMEDIATE)]
    pages = (
        _first_page(release),
        *outcome_pages,
        waiting_page(release),
        refused_page(release),
        sources_page(release),
    )
    statements = dict.fromkeys(
        source.licence_statement for source in release.provenance.sources
    )
    return Pack(
        title=f"{release.partnership.name}: drugs evidence for the board",
        subtitle=f"What the partners' data say, as known on {day(release.provenance.as_of)}",
        audience="the board of the Combating Drugs Partnership",
        is_draft=release.approval is None,
        pages=pages,
        licence_statements=tuple(statements),
        identity=f"Release {release.id}, as known on {day(release.provenance.as_of)}",
    )


def slug(outcome: Outcome) -> str:
    """Return the name of an outcome's page."""
    return OUTCOME_TITLES[outcome].lower().replace(" ", "-")


def _first_page(release: Release) -> Page:
    findings = headline_findings(release, 5)
    blocks: list[Block] = [_approval(release)]
    blocks += [
        Heading("What changed"),
        FindingList(tuple(_line(finding, release) for finding in findings))
        if findings
        else Paragraph("Cannot say: no measure can be computed from what is landed.", "lead"),
        Heading("How sure are we"),
        BulletList(_how_sure(release)),
        Heading("What needs a decision"),
        Paragraph("Only people decide. These are questions that the evidence raises.", "small"),
        BulletList(_decisions(release, findings), ordered=True),
        Heading("What we cannot say"),
        BulletList(_cannot_say(release)),
        Heading("How old the data are"),
        _ages(release),
    ]
    return Page(
        "index",
        "What changed, how sure are we, what needs a decision",
        tuple(blocks),
        short_title="Summary",
    )


def _approval(release: Release) -> Callout:
    if release.approval is None:
        return Callout(
            "Draft",
            (
                (
                    "No person has approved this release yet. It must not be published or relied on "
                    "until somebody does."
                ),
            ),
            "draft",
        )
    approval = release.approval
    return Callout(
        "Approved", (f"By {approval.by} on {day(approval.at)}: {approval.reason}",), "caution"
    )


def _line(finding: Finding, release: Release) -> FindingLine:
    measure = next(t.measure for t in release.tables if t.measure.name == finding.measure)
    return FindingLine(
        finding.sentence,
        SHORT_KIND[finding.kind],
        SIGN_WORDS[finding.sign],
        slug(measure.outcome),
    )


def _how_sure(release: Release) -> tuple[str, ...]:
    charts = signs = 0
    for table in release.tables:
        if table.grid.period.value == "month" and table.grid.breakdown is None:
            for area, kind in table.frame.select("area", "area_kind").unique().iter_rows():
                if kind == AreaKind.NOWHERE:
                    continue
                found = series(table, area)
                if found is not None and found.chart.status == "ok":
                    charts += 1
                    signs += bool(str(found.chart.special_cause[-1]))
    read = sum(source.rows_read for source in release.provenance.sources)
    refused = sum(source.rows_refused for source in release.provenance.sources)
    return (
        (
            f"We looked at {charts} control charts; {signs} {'shows' if signs == 1 else 'show'} a sign "
            "of change in the latest month. With so many charts, one or two signs may be chance: ask "
            "what else happened before acting on one alone."
        ),
        (
            "Ranges in brackets are 95% intervals. A figure whose interval holds no change is called "
            "no clear change."
        ),
        (
            f"{read:,} rows were read and {refused:,} refused; each refused row is kept with its "
            "reason."
        ),
        "Recorded offences and searches follow police effort. They cannot show whether harm fell.",
    )


def _decisions(release: Release, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    measures = {table.measure.name: table.measure for table in release.tables}
    asked: list[str] = []
    for finding in findings:
        measure = measures[finding.measure]
        if finding.sign == "change" and measure.kind is Kind.OUTCOME:
            asked.append(
                f"{measure.owner}: what explains the change in {_lower(measure.subject)}, and does "
                "the plan still fit?"
            )
        elif finding.sign == "difference" and measure.kind is Kind.OUTCOME:
            asked.append(
                f"{measure.owner}: what explains the difference in {_lower(measure.subject)}, and "
                "what will be done about it, or learned from it?"
            )
        elif finding.sign in ("change", "difference"):
            asked.append(
                f"{measure.owner}: is the difference in {_lower(measure.subject)} what was "
                "intended, and what did it do for harm?"
            )
    headline = [m for m in release.waiting if m.level is Level.HEADLINE]
    if headline:
        agencies = sorted({m.agency for m in headline})
        asked.append(
            f"Senior responsible owner: {len(headline)} of the 11 headline measures wait for "
            f"data. Who will ask {_and(agencies[:3])}{' and others' if len(agencies) > 3 else ''}, "
            "and by when?"
        )
    if release.approval is None:
        asked.append(
            "Data and digital lead: approve this release, or send it back with a reason."
        )
    return tuple(dict.fromkeys(asked))


def _cannot_say(release: Release) -> tuple[str, ...]:
    said = []
    headline = [m for m in release.waiting if m.level is Level.HEADLINE]
    if headline:
        said.append(
            f"Whether the partnership delivers on {len(headline)} of the 11 headline measures of "
            "the national framework: their data are not landed. See Waiting for data."
        )
    for source in release.provenance.sources:
        if source.missing_periods:
            first, last = source.missing_periods[0], source.missing_periods[-1]
            said.append(
                f"Anything about {_label(first)} to {_label(last)} from {_lower(source.title)}: "
                f"{len(source.missing_periods)} {_months_or_years(first)} in that stretch are not "
                "landed."
            )
    said.append(
        "Whether more recorded drug offences mean more dealing: trafficking and possession are "
        "one figure in the landed data, and both follow police effort."
    )
    said.append("How often each ethnic group is searched: its population is not landed.")
    return tuple(said)


def _ages(release: Release) -> Table:
    as_of = release.provenance.as_of.date()
    rows = []
    for source in release.provenance.sources:
        if source.period_end is None:
            continue
        months = (
            (as_of.year - source.period_end.year) * 12 + as_of.month - source.period_end.month
        )
        age = f"{months} months" if months < 24 else f"{months // 12} years"
        rows.append(
            (
                source.title,
                source.publisher,
                f"{source.period_end:%B %Y}",
                age,
                source.lag or "not stated",
            )
        )
    rows.sort()
    return Table(
        caption="The newest data of each source",
        headers=("Source", "Publisher", "Data to", "Age", "How late it is published"),
        rows=tuple(rows),
        numeric=(False, False, False, False, False),
    )


def _outcome_page(outcome: Outcome, release: Release) -> Page:
    mine: dict[str, list[ReleasedTable]] = {}
    for table in release.tables:
        if table.measure.outcome is outcome:
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
                        f"No outcome measure for “{_lower(title)}” can be computed from the data that "
                        "are landed. What is below counts what partners did, or gives the wider "
                        "picture; neither can answer for it."
                    ),
                )
                if mine
                else (
                    (
                        f"No measure for “{_lower(title)}” can be computed from the data that are "
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
            inside = [block for tables in chosen for block in _measure(tables, release)]
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
    waits = [m for m in release.waiting if m.outcome is outcome]
    if waits:
        blocks.append(Heading("Waiting for data"))
        blocks.append(waiting_table(waits, f"Measures of “{_lower(title)}” without data"))
    return Page(slug(outcome), title, tuple(blocks))


def _measure(tables: list[ReleasedTable], release: Release) -> list[Block]:
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
    for table in sorted(tables, key=_order):
        blocks += figures_of(table, release)
    blocks.append(definition(measure))
    return blocks


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
    ends = ("This counts activity: more of it is not less harm.",)
    trimmed = []
    for sentence in sentences:
        text = sentence
        for end in ends:
            text = text.removesuffix(end).strip()
        trimmed.append(text)
    return trimmed


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
    return Facts(tuple((term, words) for term, words in rows if words))


def _months_or_years(code: str) -> str:
    return "months" if Period.parse(code).kind is PeriodKind.MONTH else "years"


def _label(code: str) -> str:
    return Period.parse(code).label


def _lower(text: str) -> str:
    if text[:2].isupper():
        return text
    return text[:1].lower() + text[1:]


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
