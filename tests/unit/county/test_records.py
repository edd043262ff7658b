"""The truth of whom each record is about: every record of a person that reached a file is in it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from fingerpost.county.making import REFERENCES


@pytest.mark.parametrize(
    ("source", "files", "headers"),
    [
        ("force_custody", "police/custody-*.csv", ["Custody Number"]),
        ("housing_cases", "housing-*/hclic-*.csv", ["Case Reference"]),
        ("employment_support", "employment/ips-*.csv", ["IPS Reference", "Referral Date"]),
        ("ndtms_adult", "treatment-*/NDTMS_ADULT_*.csv", ["AGNCY", "EPISODID"]),
        ("ndtms_secure", "prison-healthcare/*.csv", ["AGNCY", "EPISODID"]),
    ],
    ids=lambda value: value if isinstance(value, str) and value in REFERENCES else "",
)
def test_every_sent_record_has_its_person(
    county: Path, source: str, files: str, headers: list[str]
) -> None:
    sent = pl.concat(
        pl.read_csv(
            path,
            infer_schema_length=0,
            null_values="NA",
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
            quote_char=None,
        )
        .select(headers)
        .drop_nulls()
        for path in sorted((county / "inbox").glob(files))
    )
    wanted = set(sent.select(pl.concat_str(headers, separator="|")).to_series())
    truth = pl.read_parquet(county / "truth" / "records.parquet").filter(source=source)
    known = set(truth["reference"])
    assert truth["reference"].is_unique().all(), "a record is about one person"
    missing = wanted - known  # only lines that were broken on purpose
    assert len(known) > 50
    assert len(missing) <= 0.02 * len(wanted)
    assert known <= wanted
