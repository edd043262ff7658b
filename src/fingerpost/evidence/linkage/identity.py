"""Who keeps which key: persons stay the same persons while the clusters of their records change.

A person is a key that never changes and never returns. What changes is which entries hold it, and
each such change is an event. The rule is one: **a key stays where most of its records stay.** Of
two persons who turn out to be one, the key with more records is kept; of one person who turns out
to be two, the part with more records keeps the key and the other gets a new one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import polars as pl

WHEN = pl.Datetime("us", "UTC")
PERSONS = {"person": pl.String, "entry": pl.Int64, "since": pl.String}
IDENTITY_EVENTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "when": WHEN,
    "run": pl.String,
    "kind": pl.String,
    "entry": pl.Int64,
    "key_before": pl.String,
    "key_after": pl.String,
    "reason": pl.String,
}
RULES = {
    "made": "Records of somebody who was not known.",
    "joined": "Records of somebody who was known.",
    "merged": "Two persons are one: the key with more records is kept.",
    "split": "One person was two: the part with more records keeps the key.",
    "left": "No record that counts is written like this any more.",
}


@dataclass(frozen=True)
class Identified:
    """Who is who after a run, and what that changed.

    Attributes
    ----------
    persons : DataFrame
        `person`, `entry`, `since` (the run in which the entry got this person), by entry.
    events : DataFrame
        One row for each entry whose person changed: `when`, `run`, `kind`, `entry`, `key_before`,
        `key_after`, `reason`. Kinds: "made", "joined", "merged" (the key before is gone), "split"
        (the key before lives on with other entries), "left".
    """

    persons: pl.DataFrame
    events: pl.DataFrame


def identify(
    previous: pl.DataFrame,
    clusters: pl.DataFrame,
    *,
    run: str,
    at: datetime,
    reason: str,
    rewritten: pl.DataFrame | None = None,
    held: pl.DataFrame | None = None,
) -> Identified:
    """Give each cluster its person: one who was known if it can be, else a new one.

    Overlaps of persons and clusters are taken in order, those with most records first, and each
    gives the cluster the person unless either is given already. Ties go to the person who has been
    known longer, then to the smaller key, then to the cluster with the smaller entry.

    Parameters
    ----------
    previous : DataFrame
        `person`, `entry`, `since` after the run before.
    clusters : DataFrame
        `entry`, `cluster`, `records` of every entry that there is now; `records` is how many an
        entry stands for.
    run : str
        The name of this run; names sort by time, and no name comes twice.
    at : datetime
        When the run happens, with its zone.
    reason : str
        Why the run was made; it stands in each event.
    rewritten : DataFrame, optional
        `entry`, `entry_before`: a new entry and one that is gone, of which the agency's own number
        says that they are the same. The key goes on with the new one.
    held : DataFrame, optional
        `entry`, `match_weight`: the weakest link that holds an entry to its person, as
        `holding.weakest_links` gives it. An event then says it.

    Raises
    ------
    ValueError
        If an entry is in two clusters, or the run is not later than those before.
    """
    if clusters["entry"].n_unique() != clusters.height:
        raise ValueError("an entry is in two clusters")
    if previous.height and str(previous["since"].max()) >= run:
        raise ValueError(f"run {run} is not later than the runs before it")
    joined = clusters.select("entry", "cluster", "records").join(
        previous.select("entry", "since", before="person"), on="entry", how="left"
    )
    kept = _kept(_overlaps(joined, previous, rewritten))
    fresh = (
        joined.join(kept, on="cluster", how="anti")
        .group_by("cluster")
        .agg(pl.col("entry").min())
    )
    new = fresh.select(
        "cluster",
        after=pl.Series([_new_key(entry, run) for entry in fresh["entry"]], dtype=pl.String),
    )
    given = joined.join(pl.concat([kept, new]), on="cluster", how="left")
    is_same = pl.col("before").eq_missing(pl.col("after"))
    persons = given.select(
        person="after",
        entry="entry",
        since=pl.when(is_same).then("since").otherwise(pl.lit(run)),
    ).sort("entry")
    left = previous.join(clusters, on="entry", how="anti").select(
        "entry",
        before="person",
        after=pl.lit(None, pl.String),
        cluster=pl.lit(None, pl.Int64),
    )
    changed = pl.concat(
        [given.filter(~is_same).select("entry", "before", "after", "cluster"), left]
    )
    return Identified(
        persons, _events(changed, kept, new, run=run, at=at, reason=reason, held=held)
    )


def replay(events: pl.DataFrame) -> pl.DataFrame:
    """Return who is who after all of some events: the same as the runs left.

    Parameters
    ----------
    events : DataFrame
        Every event since the first run, in any order.
    """
    last = events.sort("run").unique("entry", keep="last", maintain_order=True)
    return (
        last.filter(pl.col("key_after").is_not_null())
        .select(person="key_after", entry="entry", since="run")
        .sort("entry")
    )


def successors(events: pl.DataFrame) -> pl.DataFrame:
    """Return, for each key that is gone, the key that most of its records have now.

    Parameters
    ----------
    events : DataFrame
        Every event since the first run.

    Returns
    -------
    DataFrame
        `key_before`, `key_after`: null if no record of it is left.
    """
    now = replay(events).select("entry", "person")
    held = events.select("entry", person="key_after").drop_nulls().unique()
    gone = held.join(now, on="person", how="anti")
    return (
        gone.join(now, on="entry", how="left", suffix="_now")
        .group_by("person", "person_now")
        .agg(pl.len().alias("entries"))
        .sort(
            "person",
            pl.col("person_now").is_null(),
            -pl.col("entries").cast(pl.Int64),
            "person_now",
        )
        .unique("person", keep="first", maintain_order=True)
        .select(key_before="person", key_after="person_now")
    )


def _overlaps(
    joined: pl.DataFrame, previous: pl.DataFrame, rewritten: pl.DataFrame | None
) -> pl.DataFrame:
    """Return how many records each person who was known has in each cluster."""
    columns = ["entry", "before", "since", "cluster", "records"]
    votes = joined.filter(pl.col("before").is_not_null()).select(columns)
    if rewritten is not None:
        persons = previous.select(entry_before="entry", before="person", since="since")
        carried = (
            rewritten.join(
                joined.filter(pl.col("before").is_null()).drop("before", "since"), on="entry"
            )
            .join(joined.select(entry_before="entry"), on="entry_before", how="anti")
            .join(persons, on="entry_before")
            .group_by("entry", "before", "cluster", "records")
            .agg(pl.col("since").min())
        )
        votes = pl.concat([votes, carried.select(columns)])
    return votes.group_by("before", "cluster").agg(
        pl.col("records").sum(), pl.col("since").min()
    )


def _kept(overlaps: pl.DataFrame) -> pl.DataFrame:
    """Return which cluster (`cluster`) keeps the key of which person (`after`)."""
    overlaps = overlaps.with_columns(
        since=pl.col("since").min().over("before"),
        is_plain=(pl.len().over("before") == 1) & (pl.len().over("cluster") == 1),
    )
    plain = overlaps.filter("is_plain").select("cluster", after="before")
    contested = overlaps.filter(~pl.col("is_plain")).sort(
        "records", "since", "before", "cluster", descending=[True, False, False, False]
    )
    clusters: dict[int, str] = {}
    persons: set[str] = set()
    for person, cluster in contested.select("before", "cluster").iter_rows():
        if cluster not in clusters and person not in persons:
            clusters[cluster] = person
            persons.add(person)
    won = pl.DataFrame(
        {"cluster": list(clusters), "after": list(clusters.values())},
        schema={"cluster": pl.Int64, "after": pl.String},
    )
    return pl.concat([plain, won])


def _new_key(entry: int, run: str) -> str:
    """Return a key that no run has given before: an entry begins one person in one run at most."""
    return hashlib.blake2b(
        f"{entry}:{run}".encode(), digest_size=16, person=b"person"
    ).hexdigest()


def _events(
    changed: pl.DataFrame,
    kept: pl.DataFrame,
    new: pl.DataFrame,
    *,
    run: str,
    at: datetime,
    reason: str,
    held: pl.DataFrame | None,
) -> pl.DataFrame:
    alive, made = kept["after"].implode(), new["after"].implode()
    kind = (
        pl.when(pl.col("after").is_null())
        .then(pl.lit("left"))
        .when(pl.col("before").is_null())
        .then(
            pl.when(pl.col("after").is_in(made))
            .then(pl.lit("made"))
            .otherwise(pl.lit("joined"))
        )
        .when(pl.col("before").is_in(alive))
        .then(pl.lit("split"))
        .otherwise(pl.lit("merged"))
    )
    if held is None:
        held = pl.DataFrame(schema={"entry": pl.Int64, "match_weight": pl.Float64})
    return (
        changed.with_columns(kind=kind)
        .join(held.select("entry", "match_weight"), on="entry", how="left")
        .select(
            when=pl.lit(at).cast(WHEN),
            run=pl.lit(run),
            kind="kind",
            entry="entry",
            key_before="before",
            key_after="after",
            reason=pl.concat_str(
                pl.col("kind").replace_strict(RULES, return_dtype=pl.String),
                pl.when(
                    pl.col("kind").is_in(["joined", "merged"])
                    & pl.col("match_weight").is_not_null()
                )
                .then(
                    pl.format(" Held by a match weight of {}.", pl.col("match_weight").round(1))
                )
                .otherwise(pl.lit("")),
                pl.lit(f" {reason}".rstrip()),
            ),
        )
        .sort("entry")
    )
