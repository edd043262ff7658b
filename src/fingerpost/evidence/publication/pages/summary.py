"""The first page: what changed, how sure we are, what needs a decision."""

from __future__ import annotations

from collections import Counter
from datetime import date

from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.measures.declaration import Kind, Level, Measure
from fingerpost.evidence.publication.content import (
    Block,
    BulletList,
    Callout,
    FindingLine,
    FindingList,
    Heading,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.findings import (
    OLD,
    Finding,
    findings_of,
    headline_findings,
    is_old,
    is_shown,
)
from fingerpost.evidence.publication.page_maker import PageMaker
from fingerpost.evidence.publication.pages.what_is_new import SLUG
from fingerpost.evidence.publication.signal_words import (
    open_signals,
    place_words,
    signal_line,
    silent_feeds,
    top_signal,
    when_words,
)
from fingerpost.evidence.publication.wording import (
    SHORT_KIND,
    SIGN_WORDS,
    age_in_months,
    age_words,
    counted,
    day,
    joined,
    lower_first,
    outcome_slug,
    stretches,
)

FINDINGS = 5
AGENCIES = 3  # as many are named in a question; the rest are counted


def summary_page(release: Release) -> tuple[Page, ...]:
    """Return the first page."""
    signal = top_signal(release)
    findings = headline_findings(release, FINDINGS - (signal is not None))
    lines = [_line(finding, release) for finding in findings]
    if signal is not None:
        lines.insert(0, signal_line(signal, release.provenance.as_of.date(), SLUG))
    blocks: list[Block] = [_approval(release), Heading("What changed")]
    if lines:
        blocks.append(Paragraph(_answer(release), "lead"))
        blocks.append(FindingList(tuple(lines)))
    else:
        blocks.append(
            Paragraph("Cannot say: no measure can be computed from what is landed.", "lead")
        )
    blocks += [
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
    title = "What changed, how sure are we, what needs a decision"
    return (Page("index", title, tuple(blocks), short_title="Summary"),)


def _approval(release: Release) -> Callout:
    if release.approval is None:
        words = (
            "No person has approved this release yet. It must not be published or relied on "
            "until somebody does."
        )
        return Callout("Draft", (words,), "draft")
    approval = release.approval
    words = f"By {approval.by} on {day(approval.at)}: {approval.reason}"
    return Callout("Approved", (words,), "caution")


def _judged(release: Release) -> tuple[list[Finding], list[Finding]]:
    """Return what could be judged and is not old: latest months, and all that changed."""
    as_of = release.provenance.as_of.date()
    recent = [
        finding
        for table in release.tables
        for finding in findings_of(table)
        if finding.kind is not Kind.CONTEXT and not is_old(finding, as_of)
    ]
    months = [
        finding
        for finding in recent
        if Period.parse(finding.period).kind is PeriodKind.MONTH
        and finding.sign in ("change", "no_change")
    ]
    return months, [finding for finding in recent if finding.sign == "change"]


def _answer(release: Release) -> str:
    """Return the answer in a few sentences, before any detail."""
    return f"{_early_warning(release)} {_comparison(release)}".strip()


def _early_warning(release: Release) -> str:
    """Return what early warning says; nothing where nothing could be watched."""
    if top_signal(release) is not None:
        return "Something new needs an answer: it comes first below."
    if signals := len(open_signals(release)):
        is_or_are = "is" if signals == 1 else "are"
        return (
            f"{counted(signals, 'signal')} of early warning {is_or_are} open: see What is new."
        )
    if any(one.data_to is not None for one in release.watched):
        return "Early warning has nothing new."
    return ""


def _comparison(release: Release) -> str:
    months, changed = _judged(release)
    signs = [finding for finding in months if finding.sign == "change"]
    others = len(changed) - len(signs)
    if not months:
        text = "No monthly series is long enough and recent enough to tell whether it changed."
    else:
        newest = max(Period.parse(finding.period) for finding in months).label
        judged = f"{len(months)} monthly series that can be judged"
        text = (
            f"{len(signs)} of the {judged} {_verb(len(signs), 'show')} a sign of change in the "
            f"latest month, {newest} at the newest."
            if signs
            else f"No sign of change in the latest month of the {judged} ({newest} at the newest)."
        )
    if others:
        text += f" {others} {'figure differs' if others == 1 else 'figures differ'} clearly from the year before."
    if not changed:
        text += " What follows is how places differ and where things stand."
    return text


def _line(finding: Finding, release: Release) -> FindingLine:
    measure = _measures(release)[finding.measure]
    return FindingLine(
        finding.sentence,
        SHORT_KIND[finding.kind],
        SIGN_WORDS[finding.sign],
        f"{age_words(finding.end, release.provenance.as_of.date())} old",
        outcome_slug(measure.outcome),
    )


def _how_sure(release: Release) -> tuple[str, ...]:
    months, _ = _judged(release)
    signs = sum(finding.sign == "change" for finding in months)
    said = []
    if signs:
        said.append(
            f"With {len(months)} series to look at, one or two signs of change may be chance: ask "
            "what else happened before acting on one alone."
        )
    elif months:
        said.append(
            "No sign of change is not proof that nothing changed. The charts find large or lasting "
            "changes; a small one can hide in the usual ups and downs."
        )
    read = sum(source.rows_read for source in release.provenance.sources)
    refused = sum(source.rows_refused for source in release.provenance.sources)
    return (
        *said,
        (
            "“Range expected” is where a month lies when nothing changes. Other ranges in brackets "
            "are 95% intervals; where one holds no change, we say “no clear change”."
        ),
        (
            f"{read:,} rows were read and {refused:,} refused; each refused row is kept with its "
            "reason."
        ),
        "Recorded offences and searches follow police effort. They cannot show whether harm fell.",
    )


def _decisions(release: Release, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    as_of = release.provenance.as_of.date()
    measures = _measures(release)
    asked: list[str] = []
    signal = top_signal(release)
    if signal is not None:
        asked.append(
            f"{signal.raised_for or 'Partnership analyst'}: what is behind the signal "
            f"“{signal.title}, {place_words(signal)}”? {signal.what_to_do}"
        )
    for finding in findings:
        measure = measures[finding.measure]
        if finding.sign not in ("change", "difference") or is_old(finding, as_of):
            continue
        where = f" between {finding.between}" if finding.between else ""
        what = f"the {finding.sign} in {lower_first(measure.subject)}{where}"
        if measure.kind is not Kind.OUTCOME:
            asked.append(
                f"{measure.owner}: is {what} what was intended, and what did it do for harm?"
            )
        elif finding.sign == "change":
            asked.append(f"{measure.owner}: what explains {what}, and does the plan still fit?")
        else:
            asked.append(
                f"{measure.owner}: what explains {what}, and what will be done about it?"
            )
    asked += [
        f"{measure.owner}: {lower_first(measure.subject)} are known to {end:%B %Y} only, "
        f"{age_words(end, as_of)} ago. Who will land newer figures, and by when?"
        for measure, end in _old_outcomes(release)
    ]
    waiting, all_of_them = _headline(release)
    if waiting:
        asked.append(
            f"Senior responsible owner: {_how_many(len(waiting), all_of_them)} of the national "
            f"framework {'waits' if len(waiting) == 1 else 'wait'} for data. Who will ask "
            f"{_agencies(waiting)}, and by when?"
        )
    if release.approval is None:
        asked.append(
            "Data and digital lead: approve this release, or send it back with a reason."
        )
    return tuple(dict.fromkeys(asked))


def _cannot_say(release: Release) -> tuple[str, ...]:
    said = []
    waiting, all_of_them = _headline(release)
    if waiting:
        said.append(
            f"Whether the partnership delivers on {_how_many(len(waiting), all_of_them)} of the "
            "national framework: their data are not landed. See Waiting for data."
        )
    said += [
        f"What happened to {lower_first(measure.subject)} after {end:%B %Y}: nothing newer is "
        "landed."
        for measure, end in _old_outcomes(release)
    ]
    for source in release.provenance.sources:
        if source.missing_periods:
            count = len(source.missing_periods)
            unit = _unit(source.missing_periods[0])
            said.append(
                f"Anything about {stretches(source.missing_periods)} from "
                f"{lower_first(source.title)}: {count} {f'{unit} is' if count == 1 else f'{unit}s are'} not "
                "landed."
            )
    said += [
        f"Anything about {one.subject} {when_words(one)} in {place_words(one)}: no records came."
        for one in silent_feeds(release)
    ]
    if unable := sum(bool(one.cannot_say) for one in release.watched):
        said.append(
            f"Whether anything is new in {unable} of {counted(len(release.watched), 'thing')} that "
            "early warning watches: see What is new."
        )
    shown, waits = _measures(release), {measure.name for measure in release.waiting}
    if "recorded_drug_offences" in shown and "drug_trafficking_offences" in waits:
        said.append(
            "Whether more recorded drug offences mean more dealing: trafficking and possession "
            "are one figure in the landed data, and both follow police effort."
        )
    if any(table.grid.breakdown == "ethnicity" for table in release.tables):
        said.append(
            "How often people of each ethnic group are searched, for each 1,000 of them: "
            "population by ethnic group is not landed."
        )
    return tuple(said) or ("Nothing that was asked is left without an answer.",)


def _ages(release: Release) -> Table:
    as_of = release.provenance.as_of.date()
    rows = [
        (
            source.title,
            source.publisher,
            f"{source.period_end:%B %Y}",
            age_words(source.period_end, as_of),
            source.lag or "not stated",
        )
        for source in release.provenance.sources
        if source.period_end is not None
    ]
    return Table(
        caption="The newest data of each source",
        headers=("Source", "Publisher", "Data to", "Age", "How late it is published"),
        rows=tuple(sorted(rows)),
        numeric=(False, False, False, False, False),
    )


def _measures(release: Release) -> dict[str, Measure]:
    return {table.measure.name: table.measure for table in release.tables}


def _old_outcomes(release: Release) -> list[tuple[Measure, date]]:
    """Return outcomes whose newest figure is too old to be news, with the day it ends."""
    as_of = release.provenance.as_of.date()
    newest: dict[str, date] = {}
    for table in release.tables:
        if table.measure.kind is Kind.OUTCOME:
            for row in table.frame.iter_rows(named=True):
                if is_shown(row):
                    end = Period.parse(row["period"]).end
                    name = table.measure.name
                    newest[name] = max(end, newest.get(name, end))
    measures = _measures(release)
    return [
        (measures[name], end) for name, end in newest.items() if age_in_months(end, as_of) > OLD
    ]


def _headline(release: Release) -> tuple[list[Measure], int]:
    """Return the headline measures that wait, and how many headline measures there are."""
    waiting = [m for m in release.waiting if m.level is Level.HEADLINE]
    shown = [m for m in _measures(release).values() if m.level is Level.HEADLINE]
    return waiting, len(waiting) + len(shown)


def _how_many(some: int, of: int) -> str:
    if some == of:
        return f"all {of} headline measures" if of > 1 else "the headline measure"
    return f"{some} of the {of} headline measures"


def _agencies(measures: list[Measure]) -> str:
    """Return who holds what is waited for: those who hold most of it by name."""
    held = sorted(Counter(m.agency for m in measures).items(), key=lambda x: (-x[1], x[0]))
    named = [agency for agency, _ in held[:AGENCIES]]
    others = len(held) - len(named)
    return joined([*named, *([f"{others} other{'s' if others > 1 else ''}"] if others else [])])


def _unit(code: str) -> str:
    kind = Period.parse(code).kind
    words = {
        PeriodKind.MONTH: "month",
        PeriodKind.QUARTER: "quarter",
        PeriodKind.TERM: "term",
    }
    return words.get(kind, "year")


def _verb(count: int, verb: str) -> str:
    return f"{verb}s" if count == 1 else verb


SUMMARY = PageMaker(name="summary", place=0, make=summary_page)
