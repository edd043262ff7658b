"""The sheet on which an agency's records are written: where each mistake falls, and a note of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.lots import lots

Rows = NDArray[np.intp]
Days = NDArray[np.int64]


@dataclass
class Sheet:
    """The records being written: each with its key, on which its lots hang, and its true person."""

    agency: str
    seed: int
    rates: dict[str, float]
    key: NDArray[np.uint64]
    day: Days
    people: pl.DataFrame
    who: Rows
    done: list[tuple[Rows, str]] = field(default_factory=list)

    def of(self, column: str) -> NDArray[np.generic]:
        """Return a column of the true people, record by record; days that never come are null."""
        return np.asarray(self.people[column].to_numpy()[self.who])

    def words(self, column: str) -> pl.Series:
        """Return a column of names of the true people, record by record."""
        return self.people[column].gather(self.who)

    def is_after(self, column: str) -> NDArray[np.bool_]:
        """Return which records were written on or after a day in their person's life."""
        when = self.people[column].fill_null(np.iinfo(np.int32).max).to_numpy()[self.who]
        return np.asarray(self.day >= when)

    def lot(self, *keys: str, rows: Rows | None = None) -> NDArray[np.float64]:
        """Return a lot for each record, or for those of `rows`."""
        return lots(
            self.seed, self.agency, *keys, of=self.key if rows is None else self.key[rows]
        )

    def hit(self, mistake: str, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return the rows that a mistake falls on, of those that it may fall on."""
        falls = self.lot(mistake) < self.rates[mistake]
        return np.flatnonzero(falls if among is None else falls & among)

    def note(self, rows: Rows, mistake: str) -> None:
        """Write down for the truth what was done."""
        self.done.append((rows, mistake))

    def rewrite(
        self,
        names: pl.Series,
        mistake: str,
        spoil: Callable[[str, float], str],
        among: pl.Series | None = None,
    ) -> pl.Series:
        """Return the names with a mistake where it falls; only what came out otherwise is noted."""
        may = names.is_not_null() if among is None else among
        rows = self.hit(mistake, may.to_numpy())
        lot = self.lot(mistake, "how", rows=rows)
        old = names.gather(rows)
        new = pl.Series(
            [spoil(name, float(at)) for name, at in zip(old, lot, strict=True)], dtype=pl.String
        )
        self.note(rows[(old != new).to_numpy()], mistake)
        return names.clone().scatter(rows, new)

    def mistakes(self, person: Days) -> pl.DataFrame:
        """Return what was done, by row."""
        rows = np.concatenate([rows for rows, _ in self.done]).astype(np.uint32)
        kinds = list(dict.fromkeys(mistake for _, mistake in self.done))
        code = np.repeat(
            [kinds.index(mistake) for _, mistake in self.done], [len(r) for r, _ in self.done]
        )
        order = np.lexsort((code, rows))
        return pl.DataFrame(
            {
                "row": rows[order],
                "person": person[rows[order]],
                "mistake": pl.Series(np.array(kinds)[code[order]], dtype=pl.String),
            }
        )
