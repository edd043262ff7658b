"""Open data: each protected table as CSV, with a description that machines can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.core.provenance import SourceSummary
from fingerpost.evidence.core.spreadsheet_safety import neutralise_frame
from fingerpost.evidence.disclosure import Release, ReleasedTable, require_release
from fingerpost.evidence.disclosure.release import SYMBOL_MEANINGS
from fingerpost.evidence.measures.compute import sources_of
from fingerpost.evidence.measures.estimates import BAND

COLUMNS = {
    "area": "code of the area, from the Office for National Statistics where it has one",
    "area_name": "name of the area",
    "area_kind": "kind of area",
    "period": "code of the period: 2024-05, 2024-Q2, 2024, 2024/25, 12m-2024-05, 2018-2020",
    "breakdown": "what the table is split by, if anything",
    "category": "which part of the split",
    "numerator": "what is counted, or a symbol",
    "denominator": "what it is out of, or a symbol",
    "value": "the measure, in its unit, or a symbol",
    "lower": "lower end of the 95% interval, or a symbol",
    "upper": "upper end of the 95% interval, or a symbol",
    "band_lower": "least value with links between records made strictly, as published and loosely",
    "band_upper": "largest value with links between records made in these three ways, and matches that "
    "are expected to be missed, where only a match counts",
    "status": "ok, provisional, cannot_say or missing",
    "protection": "none, rounded, suppressed, or secondary (hidden so that no other follows)",
    "note": "what is assumed, provisional or missing",
    "method": "how the interval was made",
}
LICENCES = {
    "OGL-UK-3.0": {
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "title": "Open Government Licence v3.0",
    },
    "CC-BY-4.0": {
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0",
    },
}
NUMBERS = ("numerator", "denominator", "value", "lower", "upper", *BAND)


def write_open_data(release: Release, folder: Path) -> tuple[Path, ...]:
    """Write a CSV for each open table, `datapackage.json` and a README; return their paths.

    A table is open if every source behind it has an open licence. Tables from partners' records
    under an agreement stay out, also where small counts are protected: they are named in the README.
    """
    require_release(release)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    resources: list[dict[str, Any]] = []
    kept_back: dict[str, None] = {}
    for table in release.tables:
        if not is_open(table, release):
            kept_back[table.measure.title] = None
            continue
        path = folder / f"{table.name.replace('_', '-')}.csv"
        data = table_csv(table)
        path.write_bytes(data)
        written.append(path)
        resources.append(_resource(table, path.name, data))
    sources = [source for source in release.provenance.sources if _has_open_licence(source)]
    statements = tuple(dict.fromkeys(source.licence_statement for source in sources))
    synthetic = "Synthetic data: nobody and no place in it is real."
    package = {
        "name": f"fingerpost-{release.id}",
        "title": f"{release.partnership.name}: protected tables",
        "synthetic": release.partnership.is_synthetic,
        "description": f"Release {release.id}, as known on {release.provenance.as_of.date()}. "
        + ("A draft." if release.approval is None else f"Approved by {release.approval.by}.")
        + (f" {synthetic}" if release.partnership.is_synthetic else ""),
        "licenses": _licences(sources),
        "attributions": statements,
        "sources": [
            {
                "title": s.title,
                "publisher": s.publisher,
                "licence": s.licence,
                "statement": s.licence_statement,
            }
            for s in sources
        ],
        "missingValues": ["", *SYMBOL_MEANINGS],
        "resources": resources,
    }
    described = folder / "datapackage.json"
    described.write_text(json.dumps(package, indent=1, ensure_ascii=False), encoding="utf-8")
    readme = folder / "README.txt"
    lines = [
        package["title"],
        package["description"],
        "",
        *statements,
        "",
        "Symbols",
        *(f"{symbol}  {meaning}" for symbol, meaning in SYMBOL_MEANINGS.items()),
        "",
        "Columns and definitions are in datapackage.json.",
    ]
    if kept_back:
        lines += [
            "",
            "Not open data, since they rest on partners' records under an agreement:",
            *(f"- {title}" for title in kept_back),
        ]
    readme.write_text("\n".join(map(str, lines)) + "\n", encoding="utf-8")
    return (*written, described, readme)


def _has_open_licence(source: SourceSummary) -> bool:
    return any(name in source.licence for name in LICENCES)


def table_csv(table: ReleasedTable) -> bytes:
    """Return a protected table as CSV: symbols where there is no number, and no cell a formula."""
    return _safe(table).write_csv().encode()


def is_open(table: ReleasedTable, release: Release) -> bool:
    """Tell whether every source behind a table may be published by anybody."""
    closed = {s.source for s in release.provenance.sources if not _has_open_licence(s)}
    return closed.isdisjoint(sources_of(table.measure))


def _licences(sources: Sequence[SourceSummary]) -> list[dict[str, str]]:
    """Return each licence that the sources come under, once; some sources name two."""
    stated = sorted({source.licence for source in sources})
    known = [
        {"name": n, **of} for n, of in LICENCES.items() if any(n in text for text in stated)
    ]
    others = [{"name": text} for text in stated if not any(n in text for n in LICENCES)]
    return known + others


def _safe(table: ReleasedTable) -> pl.DataFrame:
    """Return the table as text: a symbol where there is no number, and no cell a formula."""
    frame = table.frame.sort("area_kind", "area", "category", "period_start", nulls_last=True)
    shown = frame.with_columns(
        pl.when(pl.col(name).is_null() & pl.col("symbol").is_not_null())
        .then("symbol")
        .otherwise(_as_text(name))
        .alias(name)
        for name in NUMBERS
    )
    return neutralise_frame(shown.select(list(COLUMNS)))


def _as_text(name: str) -> pl.Expr:
    value = pl.col(name)
    whole = value.round(0).cast(pl.Int64, strict=False).cast(pl.String)
    digits = value.round(6).cast(pl.String)
    return pl.when(value == value.round(0)).then(whole).otherwise(digits)


def _resource(table: ReleasedTable, file: str, data: bytes) -> dict[str, Any]:
    measure = table.measure
    return {
        "name": table.name.replace("_", "-"),
        "path": file,
        "title": measure.title,
        "description": f"{measure.what_is_counted}. {measure.kind_note}".strip(),
        "kind": measure.kind.value,
        "unit": measure.unit,
        "per": measure.per,
        "doNotSum": measure.do_not_sum,
        "caveats": measure.caveats,
        "disclosureRule": table.rule,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{fingerprint_bytes(data)}",
        "schema": {
            "fields": [
                {
                    "name": name,
                    "type": "number" if name in NUMBERS else "string",
                    "description": words,
                }
                for name, words in COLUMNS.items()
            ]
        },
    }
