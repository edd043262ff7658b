"""Pairs of entries, counted by kind from how many entries a person or a cluster has.

A hundred thousand entries make five thousand million pairs. They are never listed: a unit of n
entries holds n (n - 1) / 2 pairs, and so for each part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Grouping:
    """By what pairs of entries are told apart.

    Parameters
    ----------
    name : str
        For the result's column `by`.
    of : "all", "both" or "either"
        All pairs are one group; or a group is what both entries are, such as "police and prison";
        or a pair counts in each group that either entry is of.
    column : str
        The column of the entries; a null is "not known".
    between : str
        Only pairs that differ in this column, such as those of two agencies; any pair if empty.
    """

    name: str
    of: Literal["all", "both", "either"] = "all"
    column: str = ""
    between: str = ""

    def within(self, members: pl.DataFrame, unit: Sequence[str]) -> pl.DataFrame:
        """Count the pairs of entries that are together in a unit.

        Parameters
        ----------
        members : DataFrame
            One row for each entry of each unit, with the columns of this grouping.
        unit : sequence of str
            The columns that name a unit.

        Returns
        -------
        DataFrame
            The columns of `unit`, group, pairs; groups without a pair are left out.
        """
        keys = list(unit)
        together = pl.col("n") * (pl.col("n") - 1) // 2
        if self.of == "all":
            counted = members.group_by(keys).agg(n=pl.len().cast(pl.Int64))
            found = counted.select(*keys, pl.lit(self.name).alias("group"), pairs=together)
        elif self.of == "either":
            others = pl.col("of_all") - pl.col("n")
            counted = (
                members.with_columns(group=self._value())
                .group_by([*keys, "group"])
                .agg(n=pl.len().cast(pl.Int64))
                .with_columns(of_all=pl.col("n").sum().over(keys))
            )
            found = counted.select(*keys, "group", pairs=together + pl.col("n") * others)
        else:
            found = self._of_both(members, keys, together)
        return found.filter(pl.col("pairs") > 0)

    def listed(self, pairs: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
        """Return the groups of pairs that are listed one by one.

        Parameters
        ----------
        pairs : DataFrame
            entry_l, entry_r, and any other columns, which are kept.
        entries : DataFrame
            entry, and the columns of this grouping.

        Returns
        -------
        DataFrame
            `pairs` with group: one row for each group that a pair counts in.
        """
        if self.of == "all":
            return pairs.with_columns(group=pl.lit(self.name))
        between = pl.col(self.between) if self.between else pl.lit(None, pl.String)
        about = entries.select("entry", value=self._value(), part=between)
        both = pairs.join(about, left_on="entry_l", right_on="entry").join(
            about, left_on="entry_r", right_on="entry", suffix="_r"
        )
        if self.between:
            both = both.filter(pl.col("part").ne_missing(pl.col("part_r")))
        if self.of == "both":
            return both.select(*pairs.columns, group=_label("value", "value_r"))
        ends = pl.concat_list("value", "value_r").list.unique().list.sort()
        return both.select(*pairs.columns, group=ends).explode("group")

    def _of_both(
        self, members: pl.DataFrame, keys: list[str], together: pl.Expr
    ) -> pl.DataFrame:
        part = pl.col(self.between).cast(pl.String).fill_null(NOT_KNOWN)
        cells = (
            members.with_columns(value=self._value(), part=part if self.between else pl.lit(""))
            .group_by([*keys, "value", "part"])
            .agg(n=pl.len().cast(pl.Int64))
            .with_row_index("cell")
        )
        across = (
            cells.join(cells, on=keys, suffix="_r")
            .filter(pl.col("cell") < pl.col("cell_r"))
            .with_columns(pairs=pl.col("n") * pl.col("n_r"), group=_label("value", "value_r"))
        )
        if self.between:
            counted = across.filter(pl.col("part") != pl.col("part_r"))
        else:
            inside = cells.with_columns(pairs=together, group=_label("value", "value"))
            counted = pl.concat(
                [across.select(*keys, "group", "pairs"), inside.select(*keys, "group", "pairs")]
            )
        return counted.group_by([*keys, "group"]).agg(pl.col("pairs").sum())

    def _value(self) -> pl.Expr:
        return pl.col(self.column).cast(pl.String).fill_null(NOT_KNOWN)


def _label(one: str, other: str) -> pl.Expr:
    return pl.concat_str(
        pl.min_horizontal(one, other), pl.lit(" and "), pl.max_horizontal(one, other)
    )
