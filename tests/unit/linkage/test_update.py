"""A batch is placed as a full run would place it, and leaves everybody else alone."""

from __future__ import annotations

import sys
from datetime import date

import polars as pl
import pytest

from fingerpost.evidence.linkage import LinkageModel, link
from fingerpost.evidence.linkage.linking import Linked, cluster_pairs
from fingerpost.evidence.linkage.models import declared
from fingerpost.evidence.linkage.update import update
from tests.unit.linkage.conftest import Written, entries, entry
from tests.unit.linkage.pairwise import agreement

FEW = 5  # batches
DAYS = 60


def same(one: Linked, other: Linked) -> bool:
    return all(
        one.clusters[t].drop("match_probability").equals(c.drop("match_probability"))
        for t, c in other.clusters.items()
    )


def who(linked: Linked) -> dict[int, int]:
    return dict(linked.clusters["published"].select("entry", "cluster").iter_rows())


@pytest.fixture(scope="module")
def crowd(named: pl.DataFrame) -> pl.DataFrame:
    """Return some people among whom the names of those made by hand are rare."""
    return named.filter(pl.col("kind") == "police").head(400)


@pytest.fixture(scope="module")
def halves(written: Written, model: LinkageModel) -> tuple[Linked, pl.DataFrame]:
    """Return the links of every second entry, with names or attributors, and the other entries."""
    first = written.entries.gather_every(2)
    return link(first, model), written.entries.join(first, on="entry", how="anti")


def truth(written: Written) -> pl.DataFrame:
    return written.person.select("entry", cluster="person")


@pytest.fixture(scope="module")
def placed(halves: tuple[Linked, pl.DataFrame]) -> Linked:
    """Return the links after the other half came in a few batches."""
    linked, rest = halves
    for number in range(FEW):
        linked = update(linked, rest.gather_every(FEW, number))
    return linked


def test_batches_give_the_clusters_that_all_pairs_give_at_once(placed):
    """Nothing hangs on what was looked at: the same pairs, clustered anew, are the same persons."""
    whole = cluster_pairs(placed.entries, placed.pairs, placed.model)
    assert same(placed, whole)


def test_batches_one_after_another_agree_with_a_full_run(written, placed):
    """Only frequencies of names differ: here half of all entries came later."""
    whole = link(written.entries, placed.model)
    assert placed.entries.equals(whole.entries)
    daily, at_once = (
        agreement(one.clusters["published"], truth(written)) for one in (placed, whole)
    )
    assert abs(daily - at_once) < 0.002
    assert agreement(placed.clusters["published"], whole.clusters["published"]) > 0.99


@pytest.mark.slow
def test_sixty_days_agree_with_a_full_run(written, capsys):
    """As in life: the model learns from the first half, the rest comes as it is first seen."""
    entries = written.entries.sort("first_seen", "entry")
    first, rest = entries.head(entries.height // 2), entries.slice(entries.height // 2)
    linked = link(first, declared())
    size = -(-rest.height // DAYS)
    for day in range(DAYS):
        linked = update(linked, rest.slice(day * size, size))
    whole = link(entries, linked.model)
    daily, at_once = (
        agreement(one.clusters["published"], truth(written)) for one in (linked, whole)
    )
    alike = agreement(linked.clusters["published"], whole.clusters["published"])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{rest.height:,} of {entries.height:,} entries in {DAYS} days: F1 {daily:.4f}, at once "
            f"{at_once:.4f}; the two agree to {alike:.4f}\n"
        )
    assert linked.entries.equals(whole.entries)
    assert abs(daily - at_once) < 0.002


def test_a_pair_that_was_scored_before_keeps_its_weight(halves):
    linked, rest = halves
    after = update(linked, rest.head(100))
    of_names = linked.pairs.filter(
        pl.col("mw_others").is_null()
    )  # of others, new rivals may come
    kept = after.pairs.join(of_names, on=of_names.columns, how="semi", nulls_equal=True)
    assert kept.height == of_names.height > 100


def test_nobody_far_from_a_new_entry_is_looked_at(halves):
    linked, rest = halves
    after = update(linked, rest.head(20))
    new = rest.head(20)["entry"].implode()
    for threshold, clusters in after.clusters.items():
        old = linked.clusters[threshold]
        changed = clusters.join(old, on=["entry", "cluster"], how="anti")
        near = clusters.filter(pl.col("entry").is_in(new))["cluster"].implode()
        assert changed.height
        assert changed.filter(~pl.col("cluster").is_in(near)).is_empty()


def test_no_new_entry_changes_nothing(halves):
    linked, rest = halves
    after = update(linked, rest.clear())
    assert same(after, linked)
    assert after.pairs.equals(linked.pairs)


def test_an_entry_that_goes_takes_its_links_with_it(crowd, model):
    """One that alone held two others together leaves two persons."""
    middle = entry(2, agency="probation", alias_forename="PERCY", alias_surname="BARRACLOUGH")
    other = entry(3, agency="prison", forename="PERCY", surname="BARRACLOUGH")
    three = pl.concat([crowd, entries(entry(1), middle, other)])
    linked = link(three, model)
    after = update(linked, three.clear(), gone=pl.Series([2]))
    without = link(three.filter(pl.col("entry") != 2), model)
    assert after.entries.equals(without.entries)
    assert same(after, without)
    assert after.pairs.filter(pl.col("entry_l").eq(2) | pl.col("entry_r").eq(2)).is_empty()
    assert who(linked)[1] == who(linked)[3]
    assert who(after)[1] != who(after)[3]


def test_more_records_of_a_known_entry_are_no_new_entry(halves):
    linked, _ = halves
    more = linked.entries.head(3).with_columns(records=pl.col("records") + 1)
    after = update(linked, more)
    assert same(after, linked)
    assert after.pairs.equals(linked.pairs)
    assert after.entries["records"].sum() == linked.entries["records"].sum() + 3


def test_an_entry_that_says_something_else_now_is_scored_anew(crowd, model):
    two = entries(entry(1), entry(2, agency="probation"))
    linked = link(pl.concat([crowd, two]), model)
    moved = two.tail(1).with_columns(postcode=pl.lit("ZH9 9ZZ"), born=pl.lit(date(1950, 2, 3)))
    after = update(linked, moved)
    whole = link(pl.concat([crowd, two.head(1), moved]), model)
    assert after.pairs.filter(pl.col("entry_r") < 3).equals(
        whole.pairs.filter(pl.col("entry_r") < 3)
    )
    assert same(after, whole)
    assert who(linked)[1] == who(linked)[2]
    assert who(after)[1] != who(after)[2]


def decided(*rows):
    schema = {"entry_l": pl.Int64, "entry_r": pl.Int64, "is_match": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize(
    ("is_match", "second"),
    [
        pytest.param(True, {"surname": "BARRACLOUGH", "born": date(1950, 2, 3)}, id="joined"),
        pytest.param(False, {"agency": "probation"}, id="held apart"),
    ],
)
def test_a_decision_binds_without_any_new_entry(crowd, model, is_match, second):
    every = pl.concat([crowd, entries(entry(1), entry(2, **second))])
    linked = link(every, model)
    decisions = decided((2, 1, is_match))
    after = update(linked, every.clear(), decisions=decisions)
    assert (who(linked)[1] == who(linked)[2]) is not is_match
    assert (who(after)[1] == who(after)[2]) is is_match
    assert same(after, link(every, model, decisions=decisions))
    assert same(update(after, every.clear(), decisions=decisions), after)


def test_the_order_of_rows_changes_nothing(halves):
    linked, rest = halves
    batch = rest.head(200)
    one = update(linked, batch)
    other = update(linked, batch.sample(fraction=1, shuffle=True, seed=5))
    assert one.pairs.equals(other.pairs)
    assert all(one.clusters[t].equals(other.clusters[t]) for t in one.clusters)
