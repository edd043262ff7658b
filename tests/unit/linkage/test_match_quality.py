"""How good the matches of the county are, measured by its truth and estimated without it."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.linkage import Regime
from fingerpost.evidence.linkage.attributes import (
    ATTRIBUTES,
    age_band,
    attributes_told,
    ethnic_group,
)
from fingerpost.evidence.linkage.estimation import estimate
from fingerpost.evidence.linkage.match_quality import (
    LinkedPeople,
    estimated_quality,
    measured_accuracy,
    sample_of,
)
from fingerpost.evidence.linkage.truth import attributes_of, true_persons


@pytest.fixture(scope="module")
def measured(linked_county):
    return measured_accuracy(linked_county, linked_county.root / "truth", regime=Regime.NAMED)


@pytest.fixture(scope="module")
def linked(linked_county):
    return LinkedPeople.read(linked_county)


@pytest.fixture(scope="module")
def people(linked_county, linked):
    lake = Lake(linked_county)
    return true_persons(
        linked_county.root / "truth", lake, linked.vault, linked.state.entry_records
    )


def row(table, by, group):
    (found,) = table.filter((pl.col("by") == by) & (pl.col("group") == group)).to_dicts()
    return found


def test_named_agencies_are_matched_as_well_as_asked(measured):
    between = row(measured["published"].pairs, "regime, two agencies", "named and named")
    assert between["true"] > 2000
    assert between["f1"] >= 0.97
    assert between["f1_lower"] < between["f1"] < between["f1_upper"]


def test_thresholds_trade_recall_for_precision(measured):
    strict, published, loose = (
        measured[name].pairs.row(0, named=True) for name in ("strict", "published", "loose")
    )
    assert strict["linked"] <= published["linked"] <= loose["linked"]
    assert strict["recall"] <= published["recall"] <= loose["recall"]
    assert strict["true"] == published["true"] == loose["true"]


def test_every_miss_is_told_and_most_were_compared_or_never_offered(measured):
    table = measured["published"].pairs
    missed = pl.col("missed_not_offered") + pl.col("missed_offered")
    assert table.filter(pl.col("true") - pl.col("found") != missed).is_empty()
    assert (table["missed_not_offered"] >= 0).all()
    assert row(table, "all", "all")["missed_not_offered"] > 0


def test_everybody_stands_in_one_group_of_each_attribute(measured):
    table = measured["published"].people
    everybody = row(table, "all", "all")["people"]
    for attribute in ("ethnic_group", "sex", "deprivation_fifth"):
        groups = table.filter(pl.col("by") == attribute)
        assert groups["people"].sum() >= everybody  # a shared number has somebody else's group
        assert groups["people"].sum() <= everybody + measured["published"].of_several_people
        assert len(groups) >= 2
    assert set(table["by"]) == {"all", *ATTRIBUTES}


def test_every_entry_has_its_person(linked_county, linked, people):
    assert set(people["entry"]) == set(linked.state.entries["entry"])
    shared = people.filter(pl.len().over("entry") > 1)["entry"].unique()
    assert 0 < len(shared) < 0.02 * linked.state.entries.height


def test_what_agencies_tell_agrees_with_the_truth_where_they_tell_it(
    linked_county, linked, people
):
    lake, state = Lake(linked_county), linked.state
    told = attributes_told(lake, state.entries, state.entry_records)
    true = attributes_of(linked_county.root / "truth", lake, state.entries, people)
    assert true is not None
    assert told.columns == true.columns == ["entry", *ATTRIBUTES]
    both = told.join(true, on="entry", suffix="_true")
    for attribute, least in (("ethnic_group", 0.9), ("sex", 0.97), ("age_band", 0.9)):
        known = both.drop_nulls([attribute, f"{attribute}_true"])
        assert known.height > 1000
        agree = (known[attribute] == known[f"{attribute}_true"]).mean()
        assert agree >= least, attribute
    assert true["deprivation_fifth"].null_count() < 0.1 * len(true)
    assert told["deprivation_fifth"].n_unique() > 3


@pytest.mark.parametrize(
    ("said", "group"),
    [
        pytest.param("W1 - White British", "White British", id="police"),
        pytest.param("Any other White background", "White other", id="housing"),
        pytest.param("M1 - White and Black Caribbean", "Mixed", id="mixed before Black"),
        pytest.param("White and Asian", "Mixed", id="mixed before Asian"),
        pytest.param("O1 - Chinese", "Asian", id="Chinese, as in the census of 2021"),
        pytest.param("Any other ethnic group", "Other", id="another"),
        pytest.param("NS - Not stated", None, id="not stated"),
        pytest.param("A", "White British", id="NDTMS A"),
        pytest.param("N", "Black", id="NDTMS N"),
        pytest.param("Z", None, id="NDTMS Z: not specified"),
        pytest.param(None, None, id="blank"),
    ],
)
def test_ethnic_groups(said, group):
    frame = pl.DataFrame({"said": [said]}, schema={"said": pl.String})
    assert frame.select(ethnic_group(pl.col("said"))).item() == group


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        pytest.param(date(2000, 3, 7), date(2018, 3, 6), "under 18", id="the day before"),
        pytest.param(date(2000, 3, 7), date(2018, 3, 7), "18 to 29", id="the birthday"),
        pytest.param(date(1984, 6, 1), date(2024, 6, 1), "40 to 49", id="forty"),
        pytest.param(date(1960, 6, 1), date(2024, 6, 1), "50 and over", id="the oldest"),
        pytest.param(None, date(2024, 6, 1), None, id="no date of birth"),
    ],
)
def test_age_bands(born, on, band):
    frame = pl.DataFrame({"born": [born], "on": [on]}, schema={"born": pl.Date, "on": pl.Date})
    assert frame.select(age_band(born="born", on="on")).item() == band


def test_a_folder_without_the_truth_is_refused(linked_county, tmp_path):
    with pytest.raises(LinkageError, match=r"records\.parquet"):
        measured_accuracy(linked_county, tmp_path)


def test_before_anybody_looked_nothing_is_estimated(linked_county):
    found = estimated_quality(linked_county)
    assert found.quality.precision.status[0] == "cannot_say"
    assert (found.looked_at, found.to_look_at > 500) == (0, True)


def test_the_estimate_holds_the_countys_truth(linked, people):
    """Several samples, judged as the truth is, with one answer in twenty "cannot say"."""
    named = linked.state.entries.filter(pl.col("regime") == "named")
    person = people.join(named.select("entry"), on="entry")
    by_model = linked.clusters_by_model()
    together = person.join(by_model, on="entry")
    # Counted here in another way than `accuracy` does: every pair, one by one.
    true = pairs_in(together, "person")
    links = pairs_in(together.unique("entry"), "cluster")
    right = true.join(links, on=["entry_l", "entry_r"])
    precision, recall = right.height / links.height, right.height / true.height
    held, seeds = np.zeros(2), 40
    for seed in range(seeds):
        strata, drawn = sample_of(linked, size=700, seed=seed)
        cannot = pl.Series(np.random.default_rng(seed).random(drawn.height) < 0.05)
        same = drawn.join(
            true.with_columns(same=True),
            on=["entry_l", "entry_r"],
            how="left",
            maintain_order="left",
        )["same"].fill_null(value=False)
        words = pl.when(same).then(pl.lit("same")).otherwise(pl.lit("different"))
        said = pl.when(cannot).then(pl.lit("cannot_say")).otherwise(words)
        found = estimate(strata, drawn.with_columns(said=said))
        assert found.unseen_by.startswith("by names, date of birth")
        held[0] += found.precision.lower[0] <= precision <= found.precision.upper[0]
        held[1] += found.recall.lower[0] <= recall <= found.recall.upper[0]
        assert found.recall.upper[0] - found.recall.lower[0] < 0.06
    assert (held / seeds >= 0.9).all(), held / seeds


def pairs_in(frame, unit):
    return (
        frame.select("entry", unit)
        .join(frame.select("entry", unit), on=unit, suffix="_r")
        .filter(pl.col("entry") < pl.col("entry_r"))
        .select(entry_l="entry", entry_r="entry_r")
        .unique()
    )


def test_the_sample_stays_nearly_the_same_when_the_strata_change_a_little(linked):
    _, first = sample_of(linked, size=700, seed=5)
    _, larger = sample_of(linked, size=900, seed=5)
    pairs = {tuple(pair) for pair in first.select("entry_l", "entry_r").rows()}
    more = {tuple(pair) for pair in larger.select("entry_l", "entry_r").rows()}
    assert pairs <= more
