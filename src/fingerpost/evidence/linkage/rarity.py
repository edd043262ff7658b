"""How rare a value is among those who might have it: counted in the files themselves.

A weight for "the same forename" is too high where the forename is common, and where it is common
among people of that age and sex; and the weights of forename and surname together are too high where
the two go together, as they do within a community.
"""

from __future__ import annotations

import polars as pl

DECADE = 10  # years
STEADY = 200.0  # people of one sex and decade whose names weigh as much as those of everybody
PEOPLE = ("forename", "surname", "birth", "sex")  # those who differ in one are taken for two


def with_rarity(standardised: pl.DataFrame) -> pl.DataFrame:
    """Add the shares by which agreement in a name is weighed.

    People are counted, not entries: of somebody whom five agencies know nothing is learnt about how
    common their name is.

    Parameters
    ----------
    standardised : polars.DataFrame
        All entries, since shares are of all.

    Returns
    -------
    polars.DataFrame
        With `tf_forename`, the share of the forename among all, or among people of that sex born in
        those ten years if that is larger; `full_name`; and `tf_full_name`, the share of people who
        bear both names divided by the product of the shares of each, and at least 1.
    """
    return _with_full_name(_with_forename(standardised))


def _with_forename(frame: pl.DataFrame) -> pl.DataFrame:
    alike = ["sex", "decade"]
    people = (
        frame.select(PEOPLE)
        .unique()
        .drop_nulls("forename")
        .with_columns(decade=pl.col("birth") // (DECADE * 10_000))
    )
    share = pl.len().over("forename") / max(people.height, 1)
    others = pl.len().over("forename", *alike).cast(pl.Float64) - 1
    among = (others + STEADY * share) / (pl.len().over(alike) + STEADY)
    shares = people.select(
        "forename",
        *alike,
        tf_forename=pl.when(pl.all_horizontal(pl.col(alike).is_not_null()))
        .then(pl.max_horizontal(share, among))
        .otherwise(share),
    ).unique()
    return (
        frame.with_columns(decade=pl.col("birth") // (DECADE * 10_000))
        .join(
            shares,
            on=["forename", *alike],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .drop("decade")
    )


def _with_full_name(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the names together. People are counted by different dates of birth, less one.

    Of two names that one person bears nothing is learnt, so there the product stands.
    """
    both = pl.col("forename").is_not_null() & pl.col("surname").is_not_null()
    frame = frame.with_columns(
        full_name=pl.when(both).then(pl.format("{} {}", "forename", "surname"))
    )
    told = frame.filter(both)
    people = told.select("full_name", "forename", "surname", "birth").unique()

    def share(column: str) -> pl.DataFrame:
        named = frame.select(pl.col(column).drop_nulls())
        count = pl.len() / max(named.height, 1)
        return named.group_by(column).agg(count.alias(f"share_{column}"))

    together = (
        people.group_by("full_name", "forename", "surname")
        .agg(share=(pl.len() - 1) / max(people.height, 1))
        .join(share("forename"), on="forename")
        .join(share("surname"), on="surname")
        .select(
            "full_name",
            tf_full_name=pl.max_horizontal(
                pl.lit(1.0),
                pl.col("share") / (pl.col("share_forename") * pl.col("share_surname")),
            ),
        )
    )
    return frame.join(together, on="full_name", how="left", maintain_order="left")
