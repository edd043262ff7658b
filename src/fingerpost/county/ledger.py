"""A ledger of what happened: rows are written month by month as arrays, and read as one frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

DAY = pl.Int32  # days since 1970-01-01
NEVER = -(2**31)  # a day that did not come; becomes null

SCHEMAS: dict[str, dict[str, Any]] = {
    "treatment": {
        "person": pl.Int64,
        "provider": pl.Int8,
        "referred": DAY,
        "triaged": DAY,
        "started": DAY,
        "ended": DAY,
        "reason": pl.String,
        "referral_source": pl.String,
        "housing": pl.Int8,
        "works": pl.Boolean,
        "naloxone_issued": DAY,
    },
    "prison": {
        "person": pl.Int64,
        "prison": pl.Int8,
        "entered": DAY,
        "released": DAY,
        "need": pl.Boolean,
        "transferred": pl.Boolean,
        "early_release": pl.Boolean,
        "recalled_day": DAY,
        "engaged_started": DAY,
    },
    "offences": {
        "person": pl.Int64,
        "area": pl.Int32,
        "day": DAY,
        "kind": pl.String,
        "drug": pl.String,
        "outcome": pl.String,
        "outcome_day": DAY,
        "in_custody": pl.Boolean,
        "found_by_search": pl.Boolean,
        "diversion_attended": pl.Boolean,
        "because_of": pl.String,
    },
    "requirements": {
        "person": pl.Int64,
        "ordered": DAY,
        "requirement": pl.String,
        "first_attended": DAY,
        "ended": DAY,
        "end_reason": pl.String,
    },
    "homeless": {
        "person": pl.Int64,
        "area": pl.Int32,
        "approached": DAY,
        "duty": pl.String,
        "drug_need": pl.Boolean,
        "alcohol_need": pl.Boolean,
        "rough_sleeping": pl.Boolean,
        "outcome": pl.String,
        "outcome_day": DAY,
    },
    "employment": {
        "person": pl.Int64,
        "referred": DAY,
        "profile_day": DAY,
        "job_start": DAY,
        "job_end": DAY,
        "sustained_13": pl.Boolean,
        "sustained_26": pl.Boolean,
    },
    "overdoses": {
        "person": pl.Int64,
        "area": pl.Int32,
        "day": DAY,
        "substance": pl.String,
        "naloxone_doses": pl.Int8,
        "responded": pl.Boolean,
        "conveyed": pl.Boolean,
        "admitted": pl.Boolean,
        "fatal": pl.Boolean,
        "because_of": pl.String,
    },
    "admissions": {
        "person": pl.Int64,
        "area": pl.Int32,
        "day": DAY,
        "icd10": pl.String,
        "second_icd10": pl.String,
        "because_of": pl.String,
    },
    "deaths": {
        "person": pl.Int64,
        "area": pl.Int32,
        "day": DAY,
        "registered": DAY,
        "icd10": pl.String,
        "substances": pl.String,
        "drug_misuse": pl.Boolean,
        "because_of": pl.String,
    },
    "voluntary": {"person": pl.Int64, "day": DAY, "organisation": pl.Int8, "kind": pl.String},
}


Row = dict[str, NDArray[Any]]


class Ledger:
    """Rows of every kind, in the order in which they are written."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._parts: dict[str, list[Row]] = {name: [] for name in SCHEMAS}

    def write(self, name: str, **columns: Any) -> None:
        """Write rows. A column is an array, or one value for all; days that never came are `NEVER`."""
        schema = SCHEMAS[name]
        assert columns.keys() == schema.keys(), sorted(columns.keys() ^ schema.keys())
        size = max(len(value) for value in columns.values() if isinstance(value, np.ndarray))
        if size:
            self._parts[name].append(
                {
                    column: value if isinstance(value, np.ndarray) else _all(value, size)
                    for column, value in columns.items()
                }
            )

    def copy(self) -> Ledger:
        """Return a ledger with the same rows, to which others may be written."""
        twin = Ledger()
        twin._parts = {name: list(parts) for name, parts in self._parts.items()}
        return twin

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return every table, also the empty ones."""
        return {name: _frame(schema, self._parts[name]) for name, schema in SCHEMAS.items()}


def _all(value: str | bool, size: int) -> NDArray[Any]:
    return np.full(size, value, dtype=object if isinstance(value, str) else None)


def _frame(schema: dict[str, Any], parts: list[Row]) -> pl.DataFrame:
    if not parts:
        return pl.DataFrame(schema=schema)
    made = []
    for column, dtype in schema.items():
        values = np.concatenate([part[column] for part in parts])
        series = pl.Series(column, values.tolist() if values.dtype == object else values)
        made.append(series.cast(dtype))
    frame = pl.DataFrame(made)
    days = [column for column, dtype in schema.items() if dtype is DAY]
    return frame.with_columns(pl.col(days).replace(NEVER, None))
