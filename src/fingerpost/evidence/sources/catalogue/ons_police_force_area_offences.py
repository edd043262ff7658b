"""Office for National Statistics: Crime in England and Wales, police force area tables."""

import re
from datetime import date

import polars as pl

from fingerpost.evidence.core.errors import Place, SourceError
from fingerpost.evidence.core.periods import MONTH_NAMES, last_day_of_month
from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source
from fingerpost.evidence.sources.footnotes import without_footnotes
from fingerpost.evidence.sources.results import (
    RECORD,
    ROW,
    SHEET,
    Opened,
    RawTable,
    no_rejects,
)
from fingerpost.evidence.sources.spreadsheets import hidden_sheets, sheet_rows

TABLES = r"Table P[123]"
# "E230000118" is E23000011, South Yorkshire, with the footnote 8.
_CODE_AND_FOOTNOTE = re.compile(r"([A-Z]\d{8})\d{1,2}")
# "year ending June 181,2" is 2018 with the footnotes 1 and 2; so is "year ending June 20181,2".
_YEAR_ENDING = re.compile(r"year ending ([A-Za-z]+) (20\d\d|\d\d)", re.IGNORECASE)
_MEASURES = (
    ("number", "offences"),
    ("percentage change", "percentage_change"),
    ("rate per 1,000", "rate_per_1000"),
)
_PEOPLE = (
    ("population figures", "population", "people"),
    ("household figures", "households", "households"),
)
# The three tables spell three offences in two ways.
_SPELLINGS = {
    "All other theft offences": "Other theft offences",
    "Miscellaneous crimes": "Miscellaneous crimes against society",
    "Residental burglary": "Residential burglary",
}


def _read_tables(opened: Opened) -> RawTable:
    """Return tables P1 (numbers), P2 (change) and P3 (rates) as one row per area and offence."""
    records: list[dict[str, str | int | None]] = []
    lines: list[str] = []
    sheets = sheet_rows(opened, TABLES)
    for sheet, rows in sheets.items():
        title = " ".join(rows[0][0].split()) if rows and rows[0] else ""
        end = _year_end(title)
        head = next((at for at, row in enumerate(rows) if _is_header(row)), None)
        if end is None or head is None:
            what = (
                "a title that says which year it ends" if end is None else "an Area Code header"
            )
            raise SourceError(
                f'the sheet "{sheet.strip()}" has not got {what}',
                where=Place(opened.name),
                do="Fetch the file from the Office for National Statistics again.",
            )
        names = _offences(rows[head], rows[head - 1])
        unit = " ".join(rows[head + 1]).casefold()
        measure = next((name for words, name in _MEASURES if words in unit), "not stated")
        for number, row in enumerate(rows[head + 2 :], start=head + 3):
            # Notes and blank rows have nothing beside their first cell.
            if not row[1].strip():
                continue
            lines.append("\t".join(row))
            for at, name in names.items():
                people = next(
                    (pair for words, *pair in _PEOPLE if words in name.casefold()), None
                )
                records.append(
                    {
                        "period": f"year ending {MONTH_NAMES[end.month]} {end.year}",
                        "year_end": end.isoformat(),
                        "table": sheet.strip().removeprefix("Table "),
                        "area_code": _area_code(row[0]),
                        "area_name": _area_name(row[1]),
                        "offence": f"All {people[1]}" if people else name,
                        "measure": people[0] if people else measure,
                        "value": row[at].strip() or None,
                        ROW: number,
                        SHEET: sheet.strip(),
                        RECORD: len(lines),
                    }
                )
    schema = {column.name: pl.String for column in ONS_POLICE_FORCE_AREA_OFFENCES.columns}
    return RawTable(
        rows=pl.DataFrame(
            records,
            schema={**schema, ROW: pl.Int64, SHEET: pl.String, RECORD: pl.Int64},
            orient="row",
        ),
        rejects=no_rejects(),
        notes=hidden_sheets(opened),
        original=lambda record: lines[record - 1],
    )


def _is_header(row: list[str]) -> bool:
    return len(row) > 1 and row[0].strip().casefold() == "area code"


def _year_end(title: str) -> date | None:
    """Return the last day of the latest year that a title names."""
    months = [name.casefold() for name in MONTH_NAMES]
    ends = [
        date(
            int(year) if len(year) == 4 else 2000 + int(year), months.index(month.casefold()), 1
        )
        for month, year in _YEAR_ENDING.findall(title)
        if month.casefold() in months
    ]
    return last_day_of_month(max(ends)) if ends else None


def _offences(header: list[str], above: list[str]) -> dict[int, str]:
    """Return the name of each column of figures; a merged header stands one row higher."""
    names = {}
    for at in range(2, len(header)):
        name = without_footnotes(header[at]) or without_footnotes(above[at])
        if name:
            names[at] = _SPELLINGS.get(name, name)
    return names


def _area_code(cell: str) -> str | None:
    code = cell.strip()
    found = _CODE_AND_FOOTNOTE.fullmatch(code)
    return found.group(1) if found else code or None


def _area_name(name: str) -> str:
    clean = without_footnotes(name)
    return clean.title().replace(" And ", " and ") if clean.isupper() else clean


ONS_POLICE_FORCE_AREA_OFFENCES = Source(
    name="ons_police_force_area_offences",
    title="Police recorded crime by police force area",
    publisher="Office for National Statistics",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    url="https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/policeforceareadatatables",
    grain="one row per area, offence group and measure, for twelve months",
    format="xlsx",
    sheet=TABLES,
    holds=r"Table P\d:\s+Police recorded crime by offence group and police force area",
    reader=_read_tables,
    columns=(
        Column(name="period", meaning="`year ending June 2018`, however the title spells it"),
        Column(
            name="year_end",
            kind=ColumnKind.DATE,
            date_format="%Y-%m-%d",
            meaning="the last day of the twelve months",
        ),
        Column(name="table", meaning="P1 numbers, P2 change on the year before, P3 rates"),
        Column(
            name="area_code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
            meaning="blank for British Transport Police",
        ),
        Column(name="area_name"),
        Column(
            name="offence",
            meaning="group of offences; `All people` and `All households` for the bases of P3",
        ),
        Column(
            name="measure",
            meaning="offences, rate_per_1000, percentage_change, population or households",
        ),
        Column(
            name="value",
            kind=ColumnKind.NUMBER,
            meaning="blank where the table has a symbol; `value_symbol` says which",
        ),
    ),
    symbols={
        "-": "the base is fewer than 50 offences, so no change is given",
        "..": "not available",
        ":": "not available",
        "*": "statistically significant change",
        "+": "counted in the rate for London",
        "N/A": "not applicable",
    },
    edition=("period",),
    period="year_end",
    lag="about four months after the end of the year",
    cadence="quarterly, each for the twelve months before",
    quirks=(
        (
            "Names, and twice even codes, end in footnote numbers (`E230000118`); headers are merged, "
            "sheet names end in spaces."
        ),
        "Titles say `year ending June 18` or `year ending June 2018`, footnote numbers after it.",
        "Drug offences are one column: trafficking and possession are not told apart.",
        "Tables spell some offences in two ways; they are landed in one.",
        "Residential burglary is given per 1,000 people and per 1,000 households.",
        "Tables P4 and on (knives, anti-social behaviour, surveys) are not landed.",
    ),
    disclosure="ons_open",
)
