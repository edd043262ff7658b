"""From the cells of a file to the raw table of its source: columns named, wide headers made long."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from fingerpost.evidence.core.errors import Place, SourceError
from fingerpost.evidence.sources.declaration import Source
from fingerpost.evidence.sources.headers import HeaderMatch
from fingerpost.evidence.sources.results import ROW, Opened, RawTable, no_rejects

ADDED_SHOWN = 8  # added columns that one note names


def shape_table(
    frame: pl.DataFrame,
    match: HeaderMatch,
    headers: tuple[str, ...],
    *,
    rejects: pl.DataFrame | None = None,
    original: Callable[[int], str] | None = None,
    notes: tuple[str, ...] = (),
    is_plain: bool = False,
) -> RawTable:
    """Name the columns of `frame` ("0", "1", ...) as declared, and unpivot what is wide."""
    source = match.source
    named = {str(place): name for name, place in match.columns.items()}
    shown = {name: headers[place].strip() for name, place in match.columns.items()}
    if source.unpivot:
        spread = [str(place) for place in match.spread]
        names = pl.DataFrame(
            {"_place": spread, source.unpivot.into: list(match.spread.values())},
            schema={"_place": pl.String, source.unpivot.into: pl.String},
        )
        frame = (
            frame.rename(named)
            .unpivot(
                on=spread,
                index=[*named.values(), ROW],
                variable_name="_place",
                value_name=source.unpivot.values,
            )
            .join(names, on="_place", how="left", maintain_order="left")
            .drop("_place")
            .sort(ROW, maintain_order=True)
        )
    else:
        frame = frame.select(*[pl.col(place).alias(name) for place, name in named.items()], ROW)
    return RawTable(
        rows=frame,
        rejects=no_rejects() if rejects is None else rejects,
        notes=(*notes, *_added_note(match)),
        headers=shown,
        original=original,
        is_plain=is_plain,
    )


def fill_from_name(raw: pl.DataFrame, opened: Opened, source: Source) -> pl.DataFrame:
    """Add the columns that the file's name tells.

    Raises
    ------
    SourceError
        If the name does not say what every row needs.
    """
    if not source.file_name:
        return raw
    found = re.search(source.file_name, opened.base_name, re.IGNORECASE)
    values = found.groupdict() if found else {}
    unsaid = [
        name
        for name in re.compile(source.file_name).groupindex
        if not values.get(name)
        and not source.column(name).nullable
        and source.column(name).when_absent is None
    ]
    if unsaid:
        wanted = " or the ".join(name.replace("_", " ") for name in unsaid)
        form = source.named_like or repr(source.file_name)
        raise SourceError(
            f"the name of the file does not say the {wanted}, and nothing in the file does",
            where=Place(opened.name),
            do=f"Name it as the publisher does: {source.title} needs {form}.",
        )
    filled = {name: value for name, value in values.items() if value}
    return raw.with_columns(pl.lit(value).alias(name) for name, value in filled.items())


def _added_note(match: HeaderMatch) -> tuple[str, ...]:
    if not match.added:
        return ()
    if match.source.holds_people:  # a header that nobody declared may be anything, a name too
        what = "1 column was" if len(match.added) == 1 else f"{len(match.added):,} columns were"
        return (f"{what} not landed: the source does not know the header.",)
    shown = ", ".join(f'"{header}"' for header in match.added[:ADDED_SHOWN])
    more = len(match.added) - ADDED_SHOWN
    tail = f" and {more} more" if more > 0 else ""
    return (f"Columns that the source does not know were not landed: {shown}{tail}.",)
