"""How good the matches are, where the true person of each entry is known.

A pair of entries is true if they hold records of one and the same person, and linked if they are
in one cluster. Precision is the share of linked pairs that are true, recall the share of true pairs
that are linked. Pairs are counted from how many entries a person or a cluster has, never listed; a
true pair that nobody ever compared is a missed one like any other.

An entry that holds records of two people (a number that two of them share) is a true match of the
entries of either. So no clustering can be right about all of its pairs: put with both people it
joins two who are not one, put with one of them it misses the other. Such entries are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.linkage.pair_counts import NOT_KNOWN, Grouping
from fingerpost.evidence.statistics.clustered_proportions import clustered_proportion
from fingerpost.evidence.statistics.intervals import Interval
from fingerpost.evidence.statistics.proportions import proportion

VERSION = "1"
ALL = Grouping("all")
BY_AGENCY = (
    Grouping("kind", "both", "kind"),
    Grouping("regime", "both", "regime"),
    Grouping("regime, two agencies", "both", "regime", between="agency"),
)


def by_attribute(*columns: str) -> tuple[Grouping, ...]:
    """Return groupings by attributes of people: each pair counts in every group it touches."""
    return tuple(Grouping(column, "either", column) for column in columns)


@dataclass(frozen=True)
class Accuracy:
    """Precision and recall of a linkage, and how many people it got right.

    Parameters
    ----------
    pairs : DataFrame
        by, group; linked, true, found (both); missed_not_offered (true, not linked, and never
        compared), missed_offered (compared, and not linked), null without candidates; precision,
        recall, f1, each with _lower and _upper, null where there was nothing to count among. The
        first row, by "all", is of all pairs.
    people : DataFrame
        by, group; people, several (those with more than one entry); whole (all in one cluster, and
        nobody else in it), split (over several clusters), mixed (in a cluster with somebody else);
        whole_share, whole_share_lower, whole_share_upper.
    entries, without_truth, of_several_people : int
        Entries counted; entries left out since nobody knows whose they are; entries that hold
        records of several people.
    """

    pairs: pl.DataFrame
    people: pl.DataFrame
    entries: int
    without_truth: int
    of_several_people: int


def accuracy(
    entries: pl.DataFrame,
    clusters: pl.DataFrame,
    truth: pl.DataFrame,
    *,
    candidates: pl.DataFrame | None = None,
    groupings: Sequence[Grouping] = BY_AGENCY,
    confidence: float = 0.95,
) -> Accuracy:
    """Compare clusters with the true people.

    Parameters
    ----------
    entries : DataFrame
        entry, and the columns that `groupings` name.
    clusters : DataFrame
        entry, cluster. An entry without one is a cluster by itself.
    truth : DataFrame
        entry, person: one row for each person of whom an entry holds records.
    candidates : DataFrame, optional
        entry_l, entry_r: every pair that was compared.
    groupings : sequence of Grouping
        By what the figures are told apart, beside those of all pairs; those of a person's attribute
        (`by_attribute`) also tell people apart.
    confidence : float
        Of the intervals, which are Wilson's of the effective number: the pairs of one person are
        found or missed together.

    References
    ----------
    .. [1] Christen P. Data matching. Springer; 2012, chapter 7.
    .. [2] Hand DJ, Christen P, Kirielle N. Mach Learn 2021;110:451-456 (F1 is a function of the
       share found / (linked or true), whose interval it is given).
    .. [3] Bohensky MA et al. BMC Health Serv Res 2010;10:346 (who is missed is not by chance).
    """
    whose = truth.select("entry", "person").unique().join(entries.select("entry"), on="entry")
    known = (
        entries.join(whose, on="entry", how="semi")
        .join(clusters.select("entry", "cluster"), on="entry", how="left")
        .with_columns(pl.col("cluster").fill_null(pl.col("entry")))
    )
    members = whose.join(known, on="entry")
    missed = None if candidates is None else _missed(candidates, members)
    attributes = [one.column for one in groupings if one.of == "either"]
    return Accuracy(
        pairs=pl.concat(
            _pairs(one, known, members, missed, confidence) for one in (ALL, *groupings)
        ),
        people=pl.concat(_people(column, members, confidence) for column in ("", *attributes)),
        entries=len(known),
        without_truth=len(entries) - len(known),
        of_several_people=len(members.filter(pl.len().over("entry") > 1)["entry"].unique()),
    )


def _pairs(
    grouping: Grouping,
    known: pl.DataFrame,
    members: pl.DataFrame,
    missed: pl.DataFrame | None,
    confidence: float,
) -> pl.DataFrame:
    linked = grouping.within(known, ["cluster"])
    true = _true_pairs(grouping, known, members, ["person"])
    found = _true_pairs(grouping, known, members, ["person", "cluster"])
    found_in = found.group_by("cluster", "group").agg(found=pl.col("pairs").sum())
    found_of = found.group_by("person", "group").agg(found=pl.col("pairs").sum())
    links = linked.join(found_in, on=["cluster", "group"], how="left").fill_null(0)
    truths = true.join(found_of, on=["person", "group"], how="left").fill_null(0)
    false = links.select(
        "group", pairs=pl.col("pairs") - pl.col("found"), found=pl.lit(0, pl.Int64)
    )
    either = pl.concat([truths.select("group", "pairs", "found"), false])

    groups = either["group"].unique().sort()
    table = pl.DataFrame({"group": groups})
    for name, units in (("linked", links), ("true", truths)):
        totals = units.group_by("group").agg(pl.col("pairs").sum().alias(name))
        table = table.join(totals, on="group", how="left", maintain_order="left")
    totals = truths.group_by("group").agg(pl.col("found").sum())
    table = table.join(totals, on="group", how="left", maintain_order="left").fill_null(0)
    table = table.with_columns(**_misses(grouping, known, missed, table))
    similar = _share(either, groups, confidence)
    return table.select(
        pl.lit(grouping.name).alias("by"),
        pl.all(),
        *_columns("precision", _share(links, groups, confidence)),
        *_columns("recall", _share(truths, groups, confidence)),
        *(column * 2 / (column + 1) for column in _columns("f1", similar)),
    )


def _true_pairs(
    grouping: Grouping, known: pl.DataFrame, members: pl.DataFrame, unit: list[str]
) -> pl.DataFrame:
    """Count the true pairs of each unit, one that shares several people with the first of them."""
    counted = grouping.within(members, unit)
    several = members.filter(pl.len().over("entry") > 1).select("entry", *unit)
    again = (
        several.join(several.rename({"entry": "entry_r"}), on=unit)
        .filter(pl.col("entry") < pl.col("entry_r"))
        .filter(pl.col("person") > pl.col("person").min().over("entry", "entry_r"))
        .rename({"entry": "entry_l"})
    )
    if again.is_empty():
        return counted
    keys = [*unit, "group"]
    less = grouping.listed(again, known).group_by(keys).agg(less=pl.len().cast(pl.Int64))
    return counted.join(less, on=keys, how="left").select(
        *keys, pairs=pl.col("pairs") - pl.col("less").fill_null(0)
    )


def _missed(candidates: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Return the true pairs that were compared and are not linked."""
    whose = members.select("entry", "person", "cluster")
    return (
        candidates.select("entry_l", "entry_r")
        .join(whose, left_on="entry_l", right_on="entry")
        .join(whose, left_on=["entry_r", "person"], right_on=["entry", "person"], suffix="_r")
        .filter(pl.col("cluster") != pl.col("cluster_r"))
        .select("entry_l", "entry_r")
        .unique()
    )


def _misses(
    grouping: Grouping, known: pl.DataFrame, missed: pl.DataFrame | None, table: pl.DataFrame
) -> dict[str, pl.Series]:
    """Tell the misses that were never compared from those that were."""
    if missed is None:
        nothing = pl.Series([None] * len(table), dtype=pl.Int64)
        return {"missed_not_offered": nothing, "missed_offered": nothing}
    counted = grouping.listed(missed, known).group_by("group").agg(n=pl.len().cast(pl.Int64))
    offered = table.join(counted, on="group", how="left", maintain_order="left")["n"].fill_null(
        0
    )
    return {
        "missed_not_offered": table["true"] - table["found"] - offered,
        "missed_offered": offered,
    }


def _people(column: str, members: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Count the people who are whole, split and mixed, by an attribute of their entries."""
    group = pl.col(column).cast(pl.String).fill_null(NOT_KNOWN) if column else pl.lit(ALL.name)
    crowded = pl.col("person").n_unique().over("cluster") > 1
    persons = (
        members.with_columns(crowded=crowded)
        .group_by("person")
        .agg(
            several=pl.len() > 1,
            split=pl.col("cluster").n_unique() > 1,
            mixed=pl.col("crowded").any(),
            group=group.unique(),
        )
        .with_columns(whole=~pl.col("split") & ~pl.col("mixed"))
        .explode("group")
    )
    table = (
        persons.group_by("group")
        .agg(
            people=pl.len().cast(pl.Int64),
            **{
                name: pl.col(name).sum().cast(pl.Int64)
                for name in ("several", "whole", "split", "mixed")
            },
        )
        .sort("group")
    )
    share = proportion(table["whole"], table["people"], confidence=confidence)
    return table.select(
        pl.lit(column or ALL.name).alias("by"), pl.all(), *_columns("whole_share", share)
    )


def _share(units: pl.DataFrame, groups: pl.Series, confidence: float) -> Interval:
    place = pl.DataFrame({"group": groups}).with_row_index("place")
    rows = units.join(place, on="group").sort("place", "pairs", "found")
    return clustered_proportion(
        rows["found"].to_numpy(),
        rows["pairs"].to_numpy(),
        rows["place"].to_numpy(),
        groups=len(groups),
        confidence=confidence,
    )


def _columns(name: str, interval: Interval) -> list[pl.Expr]:
    parts = {"": interval.value, "_lower": interval.lower, "_upper": interval.upper}
    return [
        pl.lit(pl.Series(values)).fill_nan(None).alias(f"{name}{end}")
        for end, values in parts.items()
    ]
