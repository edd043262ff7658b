"""Agencies that tell an attributor only: initials, date of birth, sex, a coarse place.

Two people can share an attributor, so a match on it alone is never certain. What is known of names
says how common one is: how often entries of one person agree in initials is learnt from pairs that
agencies with names link, and how many other people share them from the number of people known. Then
candidates compete: of two people who fit a client equally well neither is chosen, and the tie is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.linkage import comparisons
from fingerpost.evidence.linkage.blocking import BlockingRule
from fingerpost.evidence.linkage.clustering import cluster
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.model import AttributorModel, LinkageModel
from fingerpost.evidence.linkage.scoring import score_attributors, score_named, with_probability
from fingerpost.evidence.linkage.standardising import standardise
from fingerpost.evidence.linkage.training import learn

NAMED = Regime.NAMED.value
KNOWN_FROM = 0.8  # probability from which a pair of names teaches how initials agree
FEWEST_KNOWN = 30  # such pairs
TURNS = 30  # of expectation and maximisation; the share settles in fewer
FIRST_SHARE = 0.5
BOUNDS = (0.01, 0.99)
TIE = 1.0  # match weight by which the best candidate must lead, not to be called a tie

INITIALS = AttributorModel(
    name="initials",
    needs="first_initial",
    comparisons=(
        comparisons.initial("first_initial"),
        comparisons.initial("surname_initial"),
        comparisons.born(),
        comparisons.sex(),
        comparisons.coarse_place(),
        comparisons.register(),
    ),
    blocking=(
        BlockingRule(name="number", columns=("agency", "local_id")),
        BlockingRule(name="birth_first", columns=("birth", "first_initial")),
        BlockingRule(name="birth_last", columns=("birth", "surname_initial")),
        BlockingRule(
            name="swapped",
            columns=("birth_swapped", "first_initial", "surname_initial"),
            against=("birth", "first_initial", "surname_initial"),
        ),
        BlockingRule(
            name="exchanged",
            columns=("birth", "first_initial", "surname_initial"),
            against=("birth", "surname_initial", "first_initial"),
        ),
        BlockingRule(
            name="year",
            columns=("birth_year", "first_initial", "surname_initial", "sex", "outward"),
        ),
    ),
)
FIRST_NAME = AttributorModel(
    name="first_name",
    needs="forename",
    comparisons=(
        comparisons.forename(),
        comparisons.initial("surname_initial"),
        comparisons.born(),
        comparisons.district(),
    ),
    blocking=(
        BlockingRule(name="birth_name", columns=("birth", "forename_sound")),
        BlockingRule(name="birth_last", columns=("birth", "surname_initial")),
        BlockingRule(name="name", columns=("forename_sound", "surname_initial", "outward")),
    ),
)


@dataclass(frozen=True)
class Competed:
    """Pairs after candidates competed, and who fits two people or more equally well.

    Parameters
    ----------
    pairs : polars.DataFrame
        PAIRS; of pairs with an attributor `mw_others` is what speaks for other candidates.
    ties : polars.DataFrame
        entry, candidates: entries that fit more than one person about equally, and how many.
    """

    pairs: pl.DataFrame
    ties: pl.DataFrame


def train_attributors(
    entries: pl.DataFrame, model: LinkageModel, pairs: pl.DataFrame | None = None
) -> LinkageModel:
    """Return the model with how attributors are compared, learnt without labels.

    Parameters
    ----------
    entries : polars.DataFrame
        All entries, of both regimes.
    model : LinkageModel
        Trained on those with names.
    pairs : polars.DataFrame, optional
        PAIRS of those, if they are scored already.
    """
    every = standardise(entries)
    named = every.filter(pl.col("regime") == NAMED)
    if pairs is None:
        pairs = score_named(named, model)
    known = pairs.filter(pl.col("match_probability") >= KNOWN_FROM)
    threshold = model.thresholds["published"]
    people = cluster(named, pairs, threshold).clusters["cluster"].n_unique()
    by_name = {one.name: one for one in model.comparisons}
    learnt = []
    for attributor in (FIRST_NAME, INITIALS):
        borrowed = tuple(
            by_name[one.name] if one.name in by_name and one.name != "place" else one
            for one in attributor.comparisons
        )
        bare = model.model_copy(update={"comparisons": borrowed})
        taught = learn(named, bare, known=known if known.height >= FEWEST_KNOWN else None)
        learnt.append(attributor.model_copy(update={"comparisons": taught.comparisons}))
    kinds = every.filter(pl.col("regime") != NAMED)["kind"].unique().sort().to_list()
    first = model.model_copy(
        update={
            "attributors": tuple(learnt),
            "people": people,
            "coverage": dict.fromkeys(kinds, FIRST_SHARE),
        }
    )
    scored = pl.concat(score_attributors(every, first), how="diagonal")
    return first.model_copy(update={"coverage": _coverage(every, pairs, scored, first)})


def _coverage(
    every: pl.DataFrame, named: pl.DataFrame, scored: pl.DataFrame, model: LinkageModel
) -> dict[str, float]:
    """Return for each kind of agency the share of its people whom agencies with names know.

    Of each client the odds of every known person are there; the share is the one under which it is
    itself the mean of what those odds say. Only clients whose date of birth is told are asked: for
    the others blocking finds too few candidates, which says nothing about them.
    """
    groups = _groups(every, pl.concat([named, scored], how="diagonal"), model)
    less = every.filter((pl.col("regime") != NAMED) & pl.col("birth").is_not_null())
    less = less.select("entry", "kind")
    clients = groups.join(less, on="entry").select("group", "kind").unique()
    to_named = _between(groups, scored).filter(pl.col("side_other") == NAMED)
    summed = to_named.group_by("group").agg(odds=(2.0 ** pl.col("weight")).sum())
    found = {}
    for kind in model.coverage:
        odds = (
            clients.filter(pl.col("kind") == kind)
            .join(summed, on="group", how="left")
            .select(pl.col("odds").fill_null(0.0))
            .to_series()
            .to_numpy()
        )
        share = FIRST_SHARE
        for _ in range(TURNS):
            said = odds * share / (1 - share)  # odds were given a share of one half
            share = min(max(float((said / (1 + said)).mean()), BOUNDS[0]), BOUNDS[1])
        found[kind] = share
    return found


def compete(entries: pl.DataFrame, pairs: pl.DataFrame, model: LinkageModel) -> Competed:
    """Return pairs in which the candidates for each attributor have competed.

    Parameters
    ----------
    entries : polars.DataFrame
        ENTRIES: of these entry, agency, kind and regime are read.
    pairs : polars.DataFrame
        PAIRS among them. What others said in an earlier run is forgotten.
    model : LinkageModel

    Notes
    -----
    The people known by name are one register, each agency with attributors is another. In a register
    with a number for each person a person stands once, so of all pairs that share a client, or the
    person, at most one is right: the odds of one pair against all the others, and against none of
    them being right. Contacts without a number may all be of one person, and do not compete.
    """
    if "mw_others" not in pairs.columns:
        return Competed(pairs, _no_ties())
    raw = pairs.with_columns(
        match_weight=pl.col("match_weight") - pl.col("mw_others").fill_null(0.0)
    )
    groups = _groups(entries, raw, model)
    between = _between(groups, raw.filter(pl.col("mw_others").is_not_null()))
    odds = 2.0 ** pl.col("weight")
    # Each pair of groups stands in both directions: what competes with it on either side.
    competed = between.with_columns(
        here=pl.when("is_once_other").then(odds.sum().over("group", "side_other") - odds),
        there=pl.when("is_once").then(odds.sum().over("other", "side") - odds),
    ).select("group", "other", others=-(1 + pl.sum_horizontal("here", "there")).log(2.0))
    place = groups.select("entry", "group")
    weighed = (
        raw.join(place, left_on="entry_l", right_on="entry")
        .join(place.rename({"group": "other"}), left_on="entry_r", right_on="entry")
        .join(competed, on=["group", "other"], how="left")
        .with_columns(
            mw_others=pl.when(pl.col("mw_others").is_not_null()).then(
                pl.col("others").fill_null(0.0)
            )
        )
        .with_columns(match_weight=pl.col("match_weight") + pl.col("mw_others").fill_null(0.0))
        .drop("group", "other", "others")
        .pipe(with_probability)
        .select(pairs.columns)
        .sort("entry_l", "entry_r")
    )
    return Competed(weighed, _ties(groups, between))


def _groups(entries: pl.DataFrame, pairs: pl.DataFrame, model: LinkageModel) -> pl.DataFrame:
    """Return which entries are one in their own register: entry, group, side, is_once.

    Those with names are linked as they are; attributors within one agency only.
    """
    agency = entries.select("entry", "agency", "regime", "local_id")
    both = (
        pairs.select("entry_l", "entry_r", "match_weight", "match_probability")
        .pipe(with_probability)
        .join(agency, left_on="entry_l", right_on="entry")
        .join(agency, left_on="entry_r", right_on="entry", suffix="_r")
    )
    is_named = (pl.col("regime") == NAMED) & (pl.col("regime_r") == NAMED)
    is_less = (pl.col("regime") != NAMED) & (pl.col("regime_r") != NAMED)
    inside = both.filter(is_named | (is_less & (pl.col("agency") == pl.col("agency_r"))))
    found = cluster(
        entries,
        inside,
        model.thresholds["published"],
        once=model.once,
        largest=model.largest_cluster,
    ).clusters
    return found.select("entry", group="cluster").join(
        agency.select(
            "entry",
            side=pl.when(pl.col("regime") == NAMED).then(pl.lit(NAMED)).otherwise("agency"),
            is_once=(pl.col("regime") == NAMED) | pl.col("local_id").is_not_null(),
        ),
        on="entry",
    )


def _between(groups: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the weight of each pair of groups of two registers, in both directions."""
    ways = [
        pairs.select(entry=one, entry_other=other, weight="match_weight")
        for one, other in (("entry_l", "entry_r"), ("entry_r", "entry_l"))
    ]
    return (
        pl.concat(ways)
        .join(groups, on="entry")
        .join(groups, left_on="entry_other", right_on="entry", suffix="_of_other")
        .rename(
            {
                "group_of_other": "other",
                "side_of_other": "side_other",
                "is_once_of_other": "is_once_other",
            }
        )
        .filter(pl.col("side") != pl.col("side_other"))
        .group_by("group", "side", "other", "side_other")
        .agg(pl.col("weight").max(), pl.col("is_once", "is_once_other").all())
    )


def _ties(groups: pl.DataFrame, between: pl.DataFrame) -> pl.DataFrame:
    """Return entries with attributors that fit two people with names, or more, about equally."""
    best = pl.col("weight").max().over("group")
    fits = between.filter(
        (pl.col("side") != NAMED)
        & (pl.col("side_other") == NAMED)
        & (pl.col("weight") >= best - TIE)
        & (best >= 0)
    )
    tied = fits.group_by("group").agg(candidates=pl.len().cast(pl.Int64))
    return (
        groups.join(tied.filter(pl.col("candidates") > 1), on="group")
        .select("entry", "candidates")
        .sort("entry")
    )


def _no_ties() -> pl.DataFrame:
    return pl.DataFrame(schema={"entry": pl.Int64, "candidates": pl.Int64})
