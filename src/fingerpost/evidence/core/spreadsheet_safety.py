"""Cells that a spreadsheet program would run as a formula, made harmless.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is taken for a formula by
the common programs; a leading apostrophe makes it text. Numbers keep their sign.
"""

from __future__ import annotations

import re

import polars as pl

_DANGEROUS = r"^\s*[=+\-@\t\r\n|%]"
_NUMBER = r"^\s*[+-]?[\d.,]+%?\s*$"


def neutralise(text: str) -> str:
    """Return `text` so that no spreadsheet program takes it for a formula."""
    if re.match(_DANGEROUS, text) and not re.match(_NUMBER, text):
        return f"'{text}"
    return text


def neutralise_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with every text cell, and every header, neutralised."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(name).str.contains(_DANGEROUS) & ~pl.col(name).str.contains(_NUMBER))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    return safe.rename({name: neutralise(name) for name in safe.columns})
