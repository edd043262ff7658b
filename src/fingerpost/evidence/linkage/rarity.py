"""How rare a value is among those who might have it: counted in the files themselves.

A weight for "the same forename" is too high where the forename is common, and where it is common
among people of that age and sex; and the weights of forename and surname together are too high where
the two go together, as they do within a community.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

DECADE = 10  # years
STEADY = 200.0  # people of one sex and decade whose names weigh as much as those of everybody
PEOPLE = ("forename", "surname", "birth", "sex")  # those who differ in one are taken for two


@dataclass(frozen=True)
class Rare:
    """Standardised entries with the values whose shares are looked up, and these shares.

    Parameters
    ----------
    entries : polars.DataFrame
        With `forename_peers`, the forename among people of that sex and decade of birth, and
        `full_name`.
    shares : dict of str to polars.DataFrame
        By each of these columns: the column, and ``tf_<column>``. That of a full name is the share
        of people who bear both names divided by the product of the shares of each, and at least 1.
    """

    entries: pl.DataFrame
    shares: dict[str, pl.DataFrame]


def with_rarity(standardised: pl.DataFrame, some: pl.DataFrame | None = None) -> Rare:
    """Return entries with how rare their names are.

    People are counted, not entries: of somebody whom five agencies know nothing is learnt about how
    common their name is.

    Parameters
    ----------
    standardised : polars.DataFrame
        Those among whom people are counted.
    some : polars.DataFrame, optional
        The entries that are given back, of the same shape; all if it is not given.
    """
    entries = standardised if some is None else some
    people = standardised.select(*PEOPLE).unique()
    shares = {"forename_peers": _among_peers(people), "full_name": _together(people, some)}
    return Rare(entries.with_columns(forename_peers=_peers(), full_name=_full_name()), shares)


def share_of_entries(
    standardised: pl.DataFrame, column: str, some: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return each value of a column, and the share of entries with any that have it.

    With `some` only the values that these have, among all.
    """
    return _share(standardised, column, f"tf_{column}", some).sort(column)


def _share(
    rows: pl.DataFrame, column: str, name: str, some: pl.DataFrame | None = None
) -> pl.DataFrame:
    told = rows.select(column).drop_nulls()
    asked = told
    if some is not None:
        asked = told.filter(pl.col(column).is_in(some[column].unique().implode()))
    return asked.group_by(column).agg((pl.len() / max(told.height, 1)).alias(name))


def _decade() -> pl.Expr:
    return pl.col("birth") // (DECADE * 10_000)


def _peers() -> pl.Expr:
    """Return the forename among people of that sex and decade of birth; null without a forename."""
    told = pl.format(
        "{}|{}|{}",
        "forename",
        pl.col("sex").fill_null(""),
        _decade().cast(pl.String).fill_null(""),
    )
    return pl.when(pl.col("forename").is_not_null()).then(told)


def _full_name() -> pl.Expr:
    both = pl.all_horizontal(pl.col("forename", "surname").is_not_null())
    return pl.when(both).then(pl.format("{} {}", "forename", "surname"))


def _among_peers(people: pl.DataFrame) -> pl.DataFrame:
    """Return the share of each forename among all, or among its peers if that is larger."""
    named = people.drop_nulls("forename")
    peers = (
        named.group_by("forename", "sex", decade=_decade())
        .agg(count=pl.len(), birth=pl.col("birth").first())
        .with_columns(pl.col("count").cast(pl.Float64))
    )
    share = pl.col("count").sum().over("forename") / max(named.height, 1)
    others = pl.col("count") - 1
    of_all = pl.col("count").sum().over("sex", "decade")
    among = (others + STEADY * share) / (of_all + STEADY)
    is_told = pl.col("sex").is_not_null() & pl.col("birth").is_not_null()
    larger = pl.max_horizontal(share, among)
    return peers.select(
        forename_peers=_peers(),
        tf_forename_peers=pl.when(is_told).then(larger).otherwise(share),
    ).sort("forename_peers")


def _together(people: pl.DataFrame, some: pl.DataFrame | None) -> pl.DataFrame:
    """Return how much more often two names are met together than their shares would have it.

    People are counted by different dates of birth, less one. Of two names that one person bears
    nothing is learnt, so there the product of the shares stands. Only names that `some` bear are
    looked up; counted are all.
    """
    names = ["forename", "surname"]
    told = people.drop_nulls(names)
    born = told.select(*names, "birth").unique()
    asked = (
        born if some is None else born.join(some.select(names).unique(), on=names, how="semi")
    )
    return (
        asked.group_by("forename", "surname")
        .agg(share=(pl.len() - 1) / max(born.height, 1))
        .join(_share(people, "forename", "share_forename", some), on="forename")
        .join(_share(people, "surname", "share_surname", some), on="surname")
        .select(
            full_name=_full_name(),
            tf_full_name=pl.max_horizontal(
                pl.lit(1.0),
                pl.col("share") / (pl.col("share_forename") * pl.col("share_surname")),
            ),
        )
        .sort("full_name")
    )
