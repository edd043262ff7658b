"""The grey zone as a queue: which decision of a person would help the published measures most.

Comes in: pairs, the clusters as published, what was decided so far, and what hangs on a decision
(`effects`). Goes out: one question for each two groups of entries that may be one person, the one
first by which published numbers are expected to change most.

Within a cluster only the links of its strongest tree are asked about: where one of them is wrong,
the cluster falls apart in two at that place, and every other link across is weaker. Between two
clusters only the strongest pair is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fingerpost.evidence.linkage.decisions import SECOND_SHARE, State, is_for_two, outcomes
from fingerpost.evidence.linkage.effects import (
    MEASURES,
    SIDES,
    LinkedMeasure,
    effects,
    sizes,
)

QUEUE: dict[str, pl.DataType | type[pl.DataType]] = {
    "entry_l": pl.Int64,
    "entry_r": pl.Int64,
    "match_weight": pl.Float64,
    "match_probability": pl.Float64,
    "is_linked": pl.Boolean,
    "state": pl.String,  # "open", "waiting" for a second reviewer, or "disputed"
    "reviewers": pl.List(pl.String),
    "readers": pl.Int64,
    "expected_change": pl.Float64,  # of measures, in shares of each, added up
    "touched": pl.Int64,  # measure events that would count otherwise
}


def grey_zone(
    pairs: pl.DataFrame, clusters: pl.DataFrame, *, least: float, most: float
) -> pl.DataFrame:
    """Return the questions of the grey zone and the entries on each side of them.

    Parameters
    ----------
    pairs : DataFrame
        PAIRS.
    clusters : DataFrame
        entry, cluster, as published.
    least, most : float
        Match probabilities between which a person should look: those of the loose and the strict
        threshold.

    Returns
    -------
    DataFrame
        entry_l, entry_r, match_weight, match_probability, is_linked, side_l, side_r (lists of
        entries), in the order of the entries.
    """
    of = dict(clusters.select("entry", "cluster").iter_rows())
    members = {
        cluster: sorted(entries)
        for cluster, entries in clusters.group_by("cluster").agg("entry").iter_rows()
    }
    ends = pairs.select("entry_l", "entry_r", "match_weight", "match_probability").sort(
        "match_weight", "entry_l", "entry_r", descending=[True, False, False]
    )
    trees: dict[int, list[tuple[int, int, float, float]]] = {}
    asked: set[tuple[int, int]] = set()
    found = []
    parent: dict[int, int] = {}

    def root(at: int) -> int:
        while parent.setdefault(at, at) != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for left, right, weight, probability in ends.iter_rows():
        here, there = of.get(left, left), of.get(right, right)
        if here == there:
            one, other = root(left), root(right)
            if one != other:
                parent[other] = one
                trees.setdefault(here, []).append((left, right, weight, probability))
        elif least <= probability < most and (min(here, there), max(here, there)) not in asked:
            asked.add((min(here, there), max(here, there)))
            sides = (members.get(here, [left]), members.get(there, [right]))
            found.append((left, right, weight, probability, False, *sides))
    for links in trees.values():
        for link in links:
            if least <= link[3] < most:
                found.append((*link, True, *_sides(link, links)))
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        **{name: QUEUE[name] for name in list(QUEUE)[:5]},
        "side_l": pl.List(pl.Int64),
        "side_r": pl.List(pl.Int64),
    }
    return pl.DataFrame(found, schema=schema, orient="row").sort("entry_l", "entry_r")


def queue(
    zone: pl.DataFrame,
    ledger: pl.DataFrame,
    events: pl.DataFrame,
    clusters: pl.DataFrame,
    *,
    seed: int,
    share: float = SECOND_SHARE,
    measures: Iterable[LinkedMeasure] = MEASURES,
) -> pl.DataFrame:
    """Return the questions that are not decided, the most telling first.

    How telling a question is: for each measure, the share of it that would count otherwise, times
    how likely it is that the answer is not what stands now (the match probability of two that are
    apart, one less that of two that are linked). So a pair near the threshold between a release and
    a start of treatment comes before one that is nearly certain, or that touches no measure.
    Disputed pairs come first, then those that wait for their second reviewer.

    Parameters
    ----------
    zone : DataFrame
        As `grey_zone` gives it.
    ledger : DataFrame
        `LEDGER`.
    events : DataFrame
        `EVENTS`.
    clusters : DataFrame
        entry, cluster, as published.
    seed : int
        Of the lot that says which pairs are for two reviewers.
    share : float
        Of the pairs that are for two.
    measures : iterable of LinkedMeasure

    Returns
    -------
    DataFrame
        `QUEUE`.
    """
    known = tuple(measures)
    asked = zone.with_columns(question=pl.int_range(pl.len(), dtype=pl.Int64))
    of = sizes(clusters, events, known)
    change = effects(sides_of(zone), events, known).with_columns(
        size=pl.col("measure").replace_strict(of, return_dtype=pl.Int64)
    )
    moved = pl.col("numerator").abs() + pl.col("denominator").abs()
    told = change.group_by("question").agg(
        touched=moved.sum(), change=(moved / pl.col("size")).sum()
    )
    reversal = pl.when("is_linked").then(1 - pl.col("match_probability"))
    waiting = pl.col("state").is_in([State.WAITING.value, State.DISPUTED.value])
    stands = outcomes(ledger).with_columns(decided=~waiting)
    lots = [
        2 if is_for_two(pair, seed=seed, share=share) else 1
        for pair in asked.select("entry_l", "entry_r").iter_rows()
    ]
    urgency = pl.col("state").replace_strict({"disputed": 0, "waiting": 1, "open": 2})
    doubt = pl.col("match_probability") * (1 - pl.col("match_probability"))
    return (
        asked.with_columns(readers=pl.Series(lots, dtype=pl.Int64))
        .join(told, on="question", how="left")
        .join(stands, on=["entry_l", "entry_r"], how="left")
        .filter(~pl.col("decided").fill_null(value=False))
        .with_columns(
            pl.col("state").fill_null("open"),
            pl.col("reviewers").fill_null([]),
            pl.col("touched").fill_null(0),
            expected_change=reversal.otherwise("match_probability")
            * pl.col("change").fill_null(0.0),
        )
        .sort(
            urgency,
            -pl.col("expected_change"),
            -doubt,
            "entry_l",
            "entry_r",
            maintain_order=True,
        )
        .select(pl.col(name).cast(kind) for name, kind in QUEUE.items())
    )


def sides_of(zone: pl.DataFrame) -> pl.DataFrame:
    """Return the entries on each side of each question, numbered as its row: `SIDES`."""
    asked = zone.with_columns(question=pl.int_range(pl.len(), dtype=pl.Int64))
    return pl.concat(
        asked.select("question", side=pl.lit(number, SIDES["side"]), entry=column).explode(
            "entry"
        )
        for number, column in enumerate(("side_l", "side_r"))
    )


def for_reviewer(questions: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return the questions that a reviewer has not answered yet.

    Parameters
    ----------
    questions : DataFrame
        `QUEUE`.
    by : str
        The reviewer's name.
    """
    name = " ".join(by.split()).lower()
    return questions.filter(~pl.col("reviewers").list.contains(name))


def _sides(
    link: tuple[int, int, float, float], links: list[tuple[int, int, float, float]]
) -> tuple[list[int], list[int]]:
    """Return the two parts of a tree that one of its links holds together."""
    beside: dict[int, list[int]] = {}
    for other in links:
        if other is not link:
            beside.setdefault(other[0], []).append(other[1])
            beside.setdefault(other[1], []).append(other[0])
    parts = []
    for start in link[:2]:
        reached, edge = {start}, [start]
        while edge:
            edge = [
                entry for at in edge for entry in beside.get(at, []) if entry not in reached
            ]
            reached |= set(edge)
        parts.append(sorted(reached))
    return parts[0], parts[1]
