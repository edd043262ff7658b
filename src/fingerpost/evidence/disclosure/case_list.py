"""The cases of a signal, as a file for those who may open the ledger: no more than it may hold."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from fingerpost.evidence.core.spreadsheet_safety import neutralise_frame
from fingerpost.evidence.disclosure.identifiers import shape_of_identifier

HELD_BACK = "held back"


def case_list(cases: pl.DataFrame, *, keys: Collection[str]) -> tuple[pl.DataFrame, int]:
    """Return cases as text whose attributes hold nothing that looks like an identifier.

    Parameters
    ----------
    cases : polars.DataFrame
    keys : collection of str
        Columns that the ledger holds itself: the opaque key, the days and the place.

    Returns
    -------
    cases : polars.DataFrame
        With "held back" where a value looks like an identifier, and no formula for a spreadsheet.
    held_back : int
    """
    columns: dict[str, list[str]] = {}
    held = 0
    for name in cases.columns:
        values = [value or "" for value in cases[name].cast(pl.String).to_list()]
        if name not in keys:
            told = [HELD_BACK if shape_of_identifier(v, names=True) else v for v in values]
            held += sum(one != value for one, value in zip(told, values, strict=True))
            values = told
        columns[name] = values
    frame = pl.DataFrame(columns, schema=dict.fromkeys(cases.columns, pl.String))
    return neutralise_frame(frame), held
