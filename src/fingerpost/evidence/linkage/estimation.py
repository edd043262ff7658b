"""How good the matches are, estimated from pairs that people looked at.

Comes in: strata of pairs, and what reviewers said of a sample of each. Goes out: precision and
recall with intervals. Each answer stands for the pairs of its stratum that nobody looked at. Matches
outside all strata, which no search found, are estimated by capture and recapture: from how many
are found by names, by date of birth, and by an agency's own number, and by which of them together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fingerpost.evidence.linkage.clerical_sample import SEARCHES, Strata
from fingerpost.evidence.statistics.capture_recapture import unseen
from fingerpost.evidence.statistics.distributions import FloatArray, beta_lower, tail
from fingerpost.evidence.statistics.intervals import OK, Interval, build_interval
from fingerpost.evidence.statistics.recovered_limits import Limits, ratio_of, sum_of

VERSION = "1"
SAME, DIFFERENT, CANNOT_SAY = "same", "different", "cannot_say"
# How many times the odds of being missed by birth are, for those that names miss, if no number tells.
DEPENDENCE = (1.0, 10.0)


@dataclass(frozen=True)
class MatchQuality:
    """Precision and recall of a linkage, estimated without knowing the truth.

    Parameters
    ----------
    precision, recall : Interval, of one element
        "cannot_say" if no linked pair was looked at.
    linked : int
        Pairs that are linked.
    matches_linked, matches_compared, matches_net, matches_unseen : Limits
        Pairs of one person: among the linked; compared and not linked; in the net; and those that
        no search finds.
    unseen_by : str
        How the last was found.
    if_same, if_different : tuple of float
        Precision and recall if every pair of which reviewers could not say were of one person, or
        of two.
    strata : DataFrame
        The strata with looked_at, same, different, cannot_say, and matches with its _lower, _upper.
    """

    precision: Interval
    recall: Interval
    linked: int
    matches_linked: Limits
    matches_compared: Limits
    matches_net: Limits
    matches_unseen: Limits
    unseen_by: str
    if_same: tuple[float, float]
    if_different: tuple[float, float]
    strata: pl.DataFrame


def estimate(
    strata: Strata, answers: pl.DataFrame, *, confidence: float = 0.95
) -> MatchQuality:
    """Estimate precision and recall from a stratified sample.

    Parameters
    ----------
    strata : Strata
    answers : DataFrame
        entry_l, entry_r, said ("same", "different", "cannot_say"): one row for each pair that was
        drawn and looked at. Pairs of which nobody could say count as not looked at, and are taken
        to be like the others of their stratum; `if_same` and `if_different` show how much hangs on
        that.
    confidence : float
        Two-sided level, as a fraction.

    Returns
    -------
    MatchQuality

    Notes
    -----
    Totals are Horvitz and Thompson's [1]_: in each stratum the share of matches times its pairs.
    Each has the beta limits of Clopper and Pearson [2]_, which cover also where one pair in
    hundreds is wrong; they are put together by the square-and-add rule, which keeps them lopsided
    [3]_. The duplicate method [4]_ and simulation from the model [5]_ need no reviewers, and the
    model to be right. Sampling people instead of pairs [6]_ needs reviewers who search.

    References
    ----------
    .. [1] Horvitz DG, Thompson DJ. J Am Stat Assoc 1952;47:663-685.
    .. [2] Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
    .. [3] Zou GY, Huang W, Zhang X. Comput Stat Data Anal 2009;53:1080-1085.
    .. [4] Blakely T, Salmond C. Int J Epidemiol 2002;31:1246-1252.
    .. [5] Chipperfield J, Hansen N, Rossiter P. Int Stat Rev 2018;86:219-236.
    .. [6] Binette O et al. Estimating the performance of entity resolution algorithms. 2022.
       arXiv:2210.01230.
    .. [7] Herzog TN, Scheuren FJ, Winkler WE. Data quality and record linkage techniques. Springer;
       2007 (capture and recapture for pairs that blocking misses).
    """
    table = _with_matches(_counted(strata, answers), confidence)
    of = {
        status: _total(table.filter(pl.col("status") == status))
        for status in ("linked", "compared", "net")
    }
    lost, how = _unseen(table, confidence)
    missed = _sum_of(of["compared"], of["net"], lost)
    linked = int(table.filter(pl.col("status") == "linked")["pairs"].sum())
    is_blind = not int(table.filter(pl.col("status") == "linked")["decided"].sum())
    share = _scaled(of["linked"], linked)
    found = _found_share(of["linked"], missed)
    extremes = [_if_all(table, lost.value, said) for said in (SAME, DIFFERENT)]
    return MatchQuality(
        precision=_interval(share, is_blind, confidence),
        recall=_interval(found, is_blind, confidence),
        linked=linked,
        matches_linked=of["linked"],
        matches_compared=of["compared"],
        matches_net=of["net"],
        matches_unseen=lost,
        unseen_by=how,
        if_same=extremes[0],
        if_different=extremes[1],
        strata=table.drop("decided"),
    )


def _counted(strata: Strata, answers: pl.DataFrame) -> pl.DataFrame:
    """Return the strata with what was said of the pairs looked at."""
    said = (
        answers.select(
            entry_l=pl.min_horizontal("entry_l", "entry_r"),
            entry_r=pl.max_horizontal("entry_l", "entry_r"),
            said="said",
        )
        .join(strata.pairs, on=["entry_l", "entry_r"])
        .group_by("stratum")
        .agg(
            looked_at=pl.len().cast(pl.Int64),
            **{
                word: (pl.col("said") == word).sum().cast(pl.Int64)
                for word in (SAME, DIFFERENT, CANNOT_SAY)
            },
        )
    )
    return (
        strata.table.join(said, on="stratum", how="left", maintain_order="left")
        .with_columns(pl.col("looked_at", SAME, DIFFERENT, CANNOT_SAY).fill_null(0))
        .with_columns(decided=pl.col(SAME) + pl.col(DIFFERENT))
    )


def _with_matches(table: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Add the matches of each stratum; one that nobody judged may hold none or only matches."""
    pairs, x, n = (table[name].to_numpy().astype(float) for name in ("pairs", SAME, "decided"))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(n > 0, x / n, _by_model(table))
        # Looking at n of a stratum of N says as much as n (N - 1) / (N - n) of an endless one.
        worth = np.where(pairs > n, n * (pairs - 1) / (pairs - n), 0.0)
        lower = beta_lower(share * worth, (1 - share) * worth + 1, tail(confidence))
        upper = beta_lower(share * worth + 1, (1 - share) * worth, 1 - tail(confidence))
    lower = np.where(share == 0, 0.0, np.where(n == pairs, share, lower))
    upper = np.where(share == 1, 1.0, np.where(n == pairs, share, upper))
    lower, upper = np.where(n > 0, lower, 0.0), np.where(n > 0, upper, 1.0)
    return table.with_columns(
        matches=share * pairs,
        matches_lower=np.minimum(lower, share) * pairs,
        matches_upper=np.maximum(upper, share) * pairs,
    )


def _by_model(table: pl.DataFrame) -> FloatArray:
    """Return the share of matches by the model: where it has no weight, what it linked it believes."""
    believed = (table["status"] == "linked").cast(pl.Float64)
    return table["expected"].fill_null(believed).to_numpy()


def _total(table: pl.DataFrame) -> Limits:
    """Add up the strata; so many same, and so many different, as were seen are certain."""
    total = sum_of(
        *(table[name].to_numpy() for name in ("matches", "matches_lower", "matches_upper"))
    )
    least = int(table[SAME].sum())
    most = int((table["pairs"] - table[DIFFERENT]).sum())
    return Limits(
        total.value,
        min(max(total.lower, least), total.value),
        max(min(total.upper, most), total.value),
    )


def _unseen(table: pl.DataFrame, confidence: float) -> tuple[Limits, str]:
    """Estimate the matches outside all strata, and say by which searches."""
    counts, variance = _by_search(table)
    # Those that none of the three finds may still be linked, or kept, for another reason.
    known = float(counts[0, 0, 0])
    found = unseen(counts, variance=variance, confidence=confidence)
    how = "by names, date of birth and number"
    if found.status[0] != OK:
        found = unseen(
            counts.sum(axis=2),
            variance=variance.sum(axis=2),
            dependence=DEPENDENCE,
            confidence=confidence,
        )
        how = "by names and date of birth"
    if found.status[0] != OK:
        return Limits(0.0, 0.0, 0.0), f"not allowed for: {found.reason[0]}"
    value, lower, upper = (
        max(float(limit[0]) - known, 0.0) for limit in (found.value, found.lower, found.upper)
    )
    return Limits(value, lower, upper), how


def _by_search(table: pl.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return the matches by which searches find them, and the variance from sampling."""
    counts, variance = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    for stratum in table.iter_rows(named=True):
        place = tuple(int(stratum[name]) for name in SEARCHES)
        pairs, n = stratum["pairs"], stratum["decided"]
        share = (stratum[SAME] + 0.5) / (n + 1)
        counts[place] += stratum["matches"]
        variance[place] += pairs * (pairs - n) * share * (1 - share) / max(n, 1)
    return counts, variance


def _sum_of(*parts: Limits) -> Limits:
    return sum_of(*np.array([(part.value, part.lower, part.upper) for part in parts]).T)


def _scaled(of: Limits, by: int) -> Limits:
    return Limits(*(limit / max(by, 1) for limit in (of.value, of.lower, of.upper)))


def _found_share(linked: Limits, missed: Limits) -> Limits:
    """Return X / (X + Y) with its limits, which are those of Y / X turned round."""
    if linked.value == 0:
        return Limits(0.0, 0.0, 1.0)
    ratio = ratio_of(missed, linked)
    return Limits(1 / (1 + ratio.value), 1 / (1 + ratio.upper), 1 / (1 + ratio.lower))


def _if_all(table: pl.DataFrame, lost: float, said: str) -> tuple[float, float]:
    """Return precision and recall if all of which nobody could say were the same, or different."""
    matches = pl.col(SAME) + pl.col(CANNOT_SAY) * (said == SAME)
    share = (matches / pl.col("looked_at")).fill_nan(0.0)
    totals = table.group_by("status").agg(
        matches=(share * pl.col("pairs")).sum(), pairs=pl.col("pairs").sum()
    )
    linked = totals.filter(pl.col("status") == "linked")
    right, every = float(linked["matches"].sum()), float(totals["matches"].sum()) + lost
    return right / max(float(linked["pairs"].sum()), 1.0), right / max(every, 1.0)


def _interval(of: Limits, is_blind: bool, confidence: float) -> Interval:
    value, lower, upper = (
        np.array([min(max(limit, 0.0), 1.0)]) for limit in (of.value, of.lower, of.upper)
    )
    return build_interval(
        value,
        lower,
        upper,
        cannot_say=[
            (np.array([is_blind]), "No linked pair has been looked at and decided yet.")
        ],
        method="stratified sample, square and add",
        version=VERSION,
        confidence=confidence,
        per=1,
    )
