"""A measure's tables as figures: the picture, its words, and the table behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fingerpost.evidence.core.areas import ENGLAND, AreaKind
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.disclosure.release import SYMBOL_MEANINGS
from fingerpost.evidence.measures.declaration import Kind
from fingerpost.evidence.publication import charts, maps
from fingerpost.evidence.publication.charts import IntervalRow, Line
from fingerpost.evidence.publication.content import Block, Figure, Paragraph, Table
from fingerpost.evidence.publication.findings import (
    Row,
    Series,
    areas_of,
    expected_range,
    findings_of,
    is_shown,
    months_with_a_sign,
    rows_of,
    same_month_a_year_before,
    series,
    spoken,
    trend_finding,
    why_no_range,
)
from fingerpost.evidence.publication.rebase_words import (
    has_limits,
    rebase_facts,
    steps_in_words,
    suggestion_facts,
)
from fingerpost.evidence.publication.wording import (
    BAND_HEADER,
    SIGN_WORDS,
    age_words,
    band_cell,
    capital,
    cause_words,
    cell,
    digits_of,
    joined,
    number,
    split_words,
    with_sign,
)

TOP_AREAS = 20
PERIOD_WORDS = {
    PeriodKind.MONTH: "a month",
    PeriodKind.QUARTER: "a quarter",
    PeriodKind.CALENDAR_YEAR: "a calendar year",
    PeriodKind.FINANCIAL_YEAR: "a financial year",
    PeriodKind.ROLLING_12_MONTHS: "twelve months together",
    PeriodKind.THREE_YEARS: "three years together",
    PeriodKind.TERM: "a school term",
}


def figures_of(table: ReleasedTable, release: Release) -> tuple[Block, ...]:
    """Return what a page shows of one table."""
    kinds = set(table.grid.areas)
    if table.frame.is_empty():
        whole = PERIOD_WORDS[table.grid.period]
        return (Paragraph(f"Cannot say for {whole}: no whole one is landed yet."),)
    if table.grid.breakdown is not None:
        return _split(table, release)
    if AreaKind.LSOA_2021 in kinds:
        return _map(table, release)
    if AreaKind.DEPRIVATION_QUINTILE in kinds:
        return _fifths(table, release)
    if table.grid.period is PeriodKind.MONTH:
        return _monthly(table, release)
    return _areas(table, release)


def data_age(release: Release, table: ReleasedTable) -> str:
    """Return how old the data of a table are."""
    landed = f"landed {release.provenance.as_of:%d %B %Y}".replace(" 0", " ")
    shown = [row for row in table.frame.iter_rows(named=True) if is_shown(row)]
    if not shown:
        return f"No data to show; {landed}."
    last = Period.parse(max(shown, key=lambda row: row["period_start"])["period"])
    age = age_words(last.end, release.provenance.as_of.date())
    notes = {row["note"] for row in shown if row["period"] == last.code and row["note"]}
    assumed = f" {notes.pop()}" if len(notes) == 1 else ""
    return f"Data to {last.end:%B %Y}, {age} old; {landed}.{assumed}"


def source_words(release: Release, table: ReleasedTable) -> str:
    """Return the publishers of a table's data."""
    names = {s.source: s for s in release.provenance.sources}
    titles = [names[source].title for source in table.measure.sources if source in names]
    return f"Source: {'; '.join(titles) or table.measure.agency}."


def figure_id(table: ReleasedTable, part: str) -> str:
    """Return an identifier that is safe in HTML, SVG and file names."""
    return re.sub(r"[^a-z0-9]+", "-", f"{table.name}-{part}".lower()).strip("-")


def _monthly(table: ReleasedTable, release: Release) -> tuple[Block, ...]:
    blocks: list[Block] = []
    listed = [(a, k) for a, k in areas_of(table) if k != AreaKind.NOWHERE]
    area = listed[0][0]
    found = series(table, area)
    if found is not None and any(is_shown(row) for row in found.rows):
        compared = same_month_a_year_before(table, area)
        if compared:
            blocks.append(Paragraph(compared))
        blocks += _governance(table)
        blocks.append(control_chart_figure(table, release, found))
    others = [(a, k) for a, k in areas_of(table) if a != area]
    if others:
        blocks.append(_latest_table(table, others))
    return tuple(blocks)


def control_chart_figure(table: ReleasedTable, release: Release, found: Series) -> Figure:
    """Return the control chart of one area of a monthly table, with its words and its numbers."""
    measure = table.measure
    digits = digits_of(measure)
    labels = [f"{Period.parse(r['period']).start:%b %Y}" for r in found.rows]
    values = [r["value"] if is_shown(r) else None for r in found.rows]
    title = f"{measure.title}, {found.area_name}, {labels[0]} to {labels[-1]}"
    known = [v for v in values if v is not None]
    said = (
        f"{len(known)} months, from {number(min(known), digits)} to "
        f"{number(max(known), digits)}. "
    )
    steps = steps_in_words(found, table)
    said += f"{steps} " if steps else ""
    if found.chart.status == "ok":
        average = number(float(found.chart.centre[-1]), digits)
        now = "Since then: average" if steps else "Average"
        said += f"{now} {average}; range expected {expected_range(found, measure)}. "
        marks = sum(bool(str(cause)) for cause in found.chart.special_cause)
        said += (
            f"{marks} {'month shows' if marks == 1 else 'months show'} a sign of change, and "
            f"{'has a diamond' if marks == 1 else 'have diamonds'}: {months_with_a_sign(found)}."
            if marks
            else "No month shows a sign of change."
        )
    else:
        said += f"Cannot say what is expected: {why_no_range(found)}"
    rows = []
    for position, row in enumerate(found.rows):
        is_judged = has_limits(found, position)
        sign = str(found.chart.special_cause[position]) if is_judged else ""
        expected = expected_range(found, measure, position) if is_judged else "cannot say"
        rows.append(
            (
                Period.parse(row["period"]).label,
                cell(row, "value", digits) if row["status"] != "missing" else "no data",
                *(
                    (cell(row, "numerator", 0), cell(row, "denominator", 0))
                    if measure.statistic == "proportion"
                    else ()
                ),
                expected,
                cause_words(sign) or ("–" if is_shown(row) else row["note"]),
            )
        )
    extra = ("Count", "Out of") if measure.statistic == "proportion" else ()
    headers = (
        "Month",
        measure.unit.capitalize(),
        *extra,
        "Range expected",
        "Sign of change",
    )
    id_ = figure_id(table, found.area)
    return Figure(
        id=id_,
        title=title,
        svg=charts.control_chart(
            labels,
            values,
            found.chart,
            id=id_,
            title=title,
            unit=measure.unit,
            alternative=said,
        ),
        alternative=said,
        data_age=data_age(release, table),
        source=source_words(release, table),
        table=Table(
            caption=title,
            headers=headers,
            rows=tuple(rows),
            numeric=(False, True, *(True for _ in extra), True, False),
            note=symbols_in(rows),
        ),
    )


def _governance(table: ReleasedTable) -> list[Block]:
    """Return what people decided about the charts of a table, and what is suggested to them."""
    found = [each for a, _ in areas_of(table) if (each := series(table, a)) is not None]
    facts = (rebase_facts(table, found), suggestion_facts(table, found))
    return [each for each in facts if each is not None]


def _latest_table(table: ReleasedTable, areas: list[tuple[str, str]]) -> Table:
    """Return the latest month of the other areas beside what was expected of each."""
    measure = table.measure
    digits = digits_of(measure)
    rows = []
    label = ""
    for area, kind in areas:
        found = series(table, area)
        if found is None:
            continue
        label = Period.parse(found.latest["period"]).label
        finding = trend_finding(table, area)
        if kind == AreaKind.NOWHERE:
            expected, sign = "", "counted for the force, in no district"
        elif found.chart.status == "ok" and finding is not None:
            expected, sign = expected_range(found, measure), SIGN_WORDS[finding.sign]
        else:
            expected, sign = "cannot say", "too few months to say"
        rows.append((found.area_name, cell(found.latest, "value", digits), expected, sign))
    return Table(
        caption=f"{measure.title} by district, {label}",
        headers=("Area", measure.unit.capitalize(), "Range expected", "Sign of change"),
        rows=tuple(rows),
        numeric=(False, True, True, False),
        note=symbols_in(rows),
    )


def _areas(table: ReleasedTable, release: Release) -> tuple[Block, ...]:
    """Show the latest period by area, beside the whole or England; and time where it is there."""
    measure = table.measure
    shown = [row for row in table.frame.iter_rows(named=True) if is_shown(row)]
    if not shown:
        return (Paragraph(f"{measure.title}: cannot say. No number can be shown."),)
    blocks: list[Block] = []
    last = max(shown, key=lambda row: row["period_start"])["period"]
    listed = areas_of(table)
    codes = [area for area, _ in listed]
    wholes = [a for a, k in listed if k in (AreaKind.PARTNERSHIP, AreaKind.POLICE_FORCE)]
    over_time = [a for a in (*wholes[:1], ENGLAND.code) if a in codes] or codes[:1]
    # Twelve months that move by one share eleven: a line of them says less than it seems to.
    overlap = table.grid.period is PeriodKind.ROLLING_12_MONTHS and ENGLAND.code not in codes
    if not overlap and len({row["period"] for row in shown if row["area"] == over_time[0]}) > 2:
        blocks.append(_over_time(table, release, over_time))
    districts = [a for a, k in listed if k == AreaKind.DISTRICT]
    if districts:
        blocks.append(_side_by_side(table, release, last, [*wholes, *districts]))
    return tuple(blocks)


def _over_time(table: ReleasedTable, release: Release, areas: list[str]) -> Figure:
    measure = table.measure
    lines, rows, words = [], [], []
    for area in areas:
        found = rows_of(table, area=area)
        if not found:
            continue
        first = next((i for i, row in enumerate(found) if is_shown(row)), 0)
        found = found[first:]
        name = found[0]["area_name"]
        points = tuple(
            (
                _short(row["period"]),
                row["value"] if is_shown(row) else None,
                row["lower"] if measure.statistic != "count" else row["value"],
                row["upper"] if measure.statistic != "count" else row["value"],
            )
            for row in found
        )
        lines.append(Line(_chart_name(found[0]), points))
        known = [row for row in found if is_shown(row)]
        words.append(
            f"{name}: {with_sign(known[0]['value'], measure)} in "
            f"{spoken(Period.parse(known[0]['period']))}, {with_sign(known[-1]['value'], measure)} "
            f"in {spoken(Period.parse(known[-1]['period']))}."
        )
        rows += [interval_row(row, table) for row in reversed(known)]
    title = f"{measure.title}, over time"
    id_ = figure_id(table, "time")
    said = " ".join(words)
    return Figure(
        id=id_,
        title=title,
        svg=charts.lines(lines, id=id_, title=title, unit=measure.unit, alternative=said),
        alternative=said,
        data_age=data_age(release, table),
        source=source_words(release, table),
        table=_interval_table(title, table, tuple(rows)),
    )


def _side_by_side(
    table: ReleasedTable, release: Release, period: str, areas: list[str]
) -> Figure:
    measure = table.measure
    label = Period.parse(period).label
    found = {row["area"]: row for row in rows_of(table, period=period)}
    kept = [found[area] for area in areas if area in found]
    dots = [
        IntervalRow(
            _chart_name(row),
            row["value"] if is_shown(row) else None,
            row["lower"],
            row["upper"],
            is_emphasised=row["area_kind"] in (AreaKind.PARTNERSHIP, AreaKind.POLICE_FORCE),
            note="too small to show" if row["symbol"] == "[c]" else "cannot say",
        )
        for row in kept
    ]
    england = found.get(ENGLAND.code)
    reference = (
        IntervalRow("England", england["value"], None, None)
        if england is not None and is_shown(england)
        else None
    )
    title = f"{measure.title}, {label}"
    shown = sorted((row for row in kept if is_shown(row)), key=lambda row: -row["value"])
    said = (
        f"Highest: {shown[0]['area_name']}, {with_sign(shown[0]['value'], measure)}. Lowest: "
        f"{shown[-1]['area_name']}, {with_sign(shown[-1]['value'], measure)}. The bars are 95% "
        "intervals: where they overlap, a difference may be chance."
        if shown
        else "No number can be shown."
    )
    if reference is not None:
        said += f" England: {with_sign(reference.value, measure)}."
    rows = [interval_row(row, table) for row in kept]
    if england is not None:
        rows.append(interval_row(england, table))
    id_ = figure_id(table, "areas")
    return Figure(
        id=id_,
        title=title,
        svg=charts.interval_dots(
            dots, id=id_, title=title, unit=measure.unit, alternative=said, reference=reference
        ),
        alternative=said,
        data_age=data_age(release, table),
        source=source_words(release, table),
        table=_interval_table(title, table, tuple(rows)),
    )


def _fifths(table: ReleasedTable, release: Release) -> tuple[Block, ...]:
    shown = [row for row in table.frame.iter_rows(named=True) if is_shown(row)]
    if not shown:
        return ()
    last = max(shown, key=lambda row: row["period_start"])["period"]
    order = [f"quintile_{n}" for n in range(1, 6)]
    figure = _side_by_side(table, release, last, order)
    title = f"{table.measure.title} by deprivation, {Period.parse(last).label}"
    findings = [finding.sentence for finding in findings_of(table)]
    return (*(Paragraph(text) for text in findings), _retitled(figure, title, table))


def _retitled(figure: Figure, title: str, table: ReleasedTable) -> Figure:
    old = figure.title
    return Figure(
        id=figure.id,
        title=title,
        svg=figure.svg.replace(f">{old}</title>", f">{title}</title>"),
        alternative=figure.alternative,
        data_age=figure.data_age,
        source=figure.source,
        table=Table(
            title,
            figure.table.headers,
            figure.table.rows,
            figure.table.numeric,
            figure.table.note,
        ),
    )


def _split(table: ReleasedTable, release: Release) -> tuple[Block, ...]:
    """Show the latest period, a dot for each part of the split."""
    measure = table.measure
    kept = latest_split(table)
    if not kept:
        words = "cannot say for any part of it, or too few to show"
        return (Paragraph(f"{measure.title} by {split_words(table.grid.breakdown)}: {words}."),)
    last = kept[0]["period"]
    kept.sort(key=lambda row: (-(row["value"] if is_shown(row) else -1), row["category"]))
    if table.grid.breakdown == "age":
        kept.sort(key=lambda row: age_order(row["category"]))
    label = Period.parse(last).label
    is_of_what_is_counted = table.grid.breakdown in measure.splits_the_numerator
    by = "" if is_of_what_is_counted else f" by {split_words(table.grid.breakdown)}"
    title = f"{measure.title}{by}, {kept[0]['area_name']}, {label}"
    dots = [
        IntervalRow(
            row["category"],
            row["value"] if is_shown(row) else None,
            row["lower"],
            row["upper"],
            note="too small to show" if row["symbol"] == "[c]" else "cannot say",
        )
        for row in kept
    ]
    shown = [row for row in kept if is_shown(row)]
    said = "; ".join(f"{row['category']} {with_sign(row['value'], measure)}" for row in shown)
    hidden = [str(row["category"]) for row in kept if not is_shown(row)]
    said = f"{capital(said)}." + (f" Cannot be shown: {joined(hidden)}." if hidden else "")
    body = tuple((row["category"], *interval_row(row, table)[2:]) for row in kept)
    headers = (capital(split_words(table.grid.breakdown)), *interval_headers(table)[2:])
    id_ = figure_id(table, "split")
    return (
        Figure(
            id=id_,
            title=title,
            svg=charts.interval_dots(
                dots, id=id_, title=title, unit=measure.unit, alternative=said
            ),
            alternative=said,
            data_age=data_age(release, table),
            source=source_words(release, table),
            table=Table(
                caption=title,
                headers=headers,
                rows=body,
                numeric=(False, *(True for _ in headers[1:])),
                note=symbols_in(body),
            ),
        ),
    )


def latest_split(table: ReleasedTable) -> list[Row]:
    """Return the parts of a split in the newest period of which any can be shown, whole area."""
    rows = rows_of(table, area=areas_of(table)[0][0])
    last = max((row["period_start"] for row in rows if is_shown(row)), default=None)
    return [row for row in rows if row["period_start"] == last]


def age_order(category: str) -> tuple[int, str]:
    """Return a key that sorts groups of age: what is under a number before it, what is over after."""
    found = re.search(r"\d+", category)
    number_ = int(found.group()) if found else 999
    if category.startswith("under"):
        number_ -= 1
    return (number_ + (category.startswith("over")), category)


def _map(table: ReleasedTable, release: Release) -> tuple[Block, ...]:
    measure, digits = table.measure, digits_of(table.measure)
    shown = [row for row in table.frame.iter_rows(named=True) if is_shown(row)]
    if not shown or not release.outlines:
        return ()
    last = max(shown, key=lambda row: row["period_start"])["period"]
    rows = rows_of(table, period=last)
    values = {row["area"]: (row["value"] if is_shown(row) else None) for row in rows}
    label = Period.parse(last).label
    title = f"{measure.title} in small areas, {label}"
    ranked = sorted(
        (row for row in rows if is_shown(row)), key=lambda row: (-row["value"], row["area"])
    )
    zero = sum(1 for row in ranked if row["numerator"] == 0)
    top = ", ".join(f"{r['area_name']} ({number(r['value'], digits)})" for r in ranked[:3])
    said = (
        f"Of {len(ranked)} small areas, {zero} had none. Highest: {top}. Town centres look high "
        "because many people who do not live there pass through."
    )
    if measure.kind is Kind.ACTIVITY:
        said += " It shows where partners acted, at shared map points, not where harm is."
    highest = tuple((r["area_name"], *interval_row(r, table)[2:6]) for r in ranked[:TOP_AREAS])
    id_ = figure_id(table, "map")
    return (
        Figure(
            id=id_,
            title=title,
            svg=maps.small_area_map(
                release.outlines,
                release.districts,
                values,
                id=id_,
                title=title,
                unit=measure.unit,
                alternative=said,
            ),
            alternative=said,
            data_age=data_age(release, table),
            source=source_words(release, table),
            table=Table(
                caption=f"The {TOP_AREAS} highest small areas, {label}; all {len(rows)} are in "
                "the open data",
                headers=(
                    "Small area",
                    "Count",
                    "Residents",
                    measure.unit.capitalize(),
                    "95% interval",
                ),
                rows=highest,
                numeric=(False, True, True, True, True),
                note=symbols_in(highest),
            ),
        ),
    )


def _chart_name(row: Row) -> str:
    """Return the name of an area short enough for a chart."""
    if row["area_kind"] == AreaKind.PARTNERSHIP:
        return "Whole partnership"
    return str(row["area_name"]).replace(" police force area", " (whole force)")


def symbols_in(rows: Sequence[Sequence[str]]) -> str:
    """Return what the symbols mean that stand in these rows; nothing where there are none."""
    used = [
        f"{symbol} {meaning}"
        for symbol, meaning in SYMBOL_MEANINGS.items()
        if any(symbol in text for row in rows for text in row)
    ]
    return f"{'; '.join(used)}." if used else ""


def _short(code: str) -> str:
    period = Period.parse(code)
    match period.kind:
        case PeriodKind.ROLLING_12_MONTHS:
            return f"{period.end:%b %Y}"
        case PeriodKind.THREE_YEARS:
            return f"{period.start:%Y}-{period.end:%y}"
        case PeriodKind.QUARTER:
            return f"{period.start:%b}–{period.end:%b %Y}"
        case _:
            return period.code


def has_band(table: ReleasedTable) -> bool:
    """Tell whether a table rests on links between records, and says how far they move it."""
    return table.frame["band_lower"].is_not_null().any()


def interval_row(row: Row, table: ReleasedTable) -> tuple[str, ...]:
    """Return a row of a table of values: area, period, count, out of, value, interval, band."""
    measure, digits = table.measure, digits_of(table.measure)
    interval = (
        f"{number(row['lower'], digits)} to {number(row['upper'], digits)}"
        if row["lower"] is not None and measure.statistic != "count"
        else ""
    )
    return (
        row["area_name"],
        Period.parse(row["period"]).label,
        cell(row, "numerator", 0),
        cell(row, "denominator", 0) if measure.statistic != "count" else "",
        cell(row, "value", digits),
        interval,
        *([band_cell(row, measure)] if has_band(table) else []),
    )


def interval_headers(table: ReleasedTable) -> tuple[str, ...]:
    """Return the headers of `interval_row`."""
    unit = table.measure.unit.capitalize()
    band = (BAND_HEADER,) if has_band(table) else ()
    return ("Area", "Period", "Count", "Out of", unit, "95% interval", *band)


def _interval_table(
    caption: str, table: ReleasedTable, rows: tuple[tuple[str, ...], ...]
) -> Table:
    headers = interval_headers(table)
    is_count = table.measure.statistic == "count"
    keep = [i for i in range(len(headers)) if not is_count or i not in (2, 3, 5)]
    return Table(
        caption=caption,
        headers=tuple(headers[i] for i in keep),
        rows=tuple(tuple(row[i] for i in keep) for row in rows),
        numeric=tuple(i > 1 for i in keep),
        note=symbols_in(rows),
    )
