"""Precision and recall, worked by hand, and against counting every pair one by one."""

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.linkage.accuracy import BY_AGENCY, accuracy, by_attribute
from fingerpost.evidence.linkage.pair_counts import Grouping
from fingerpost.evidence.statistics import proportion

AGENCIES = {
    "police": ("police", "named"),
    "prison": ("prison", "named"),
    "treatment:T0901": ("treatment", "attributor"),
    "treatment:T0902": ("treatment", "attributor"),
}


def entries_of(agencies, sexes=None):
    return pl.DataFrame(
        {
            "entry": range(1, len(agencies) + 1),
            "agency": agencies,
            "kind": [AGENCIES[agency][0] for agency in agencies],
            "regime": [AGENCIES[agency][1] for agency in agencies],
            "sex": sexes or ["M"] * len(agencies),
        },
        schema_overrides={"sex": pl.String},
    )


def clusters_of(*clusters):
    return pl.DataFrame({"entry": range(1, len(clusters) + 1), "cluster": clusters})


def truth_of(*people):
    """Each entry's person, or its people as a tuple."""
    rows = [
        (entry, person)
        for entry, whose in enumerate(people, start=1)
        for person in (whose if isinstance(whose, tuple) else (whose,))
    ]
    return pl.DataFrame(rows, schema=["entry", "person"], orient="row")


def row(table, by, group):
    (found,) = table.filter((pl.col("by") == by) & (pl.col("group") == group)).to_dicts()
    return found


def test_agrees_with_the_example_of_er_evaluation():
    # pairwise_precision and pairwise_recall in er_evaluation/metrics/_metrics.py, their docstrings.
    found = accuracy(
        entries_of(["police"] * 8),
        clusters_of(1, 1, 2, 3, 2, 4, 4, 4),
        truth_of(1, 1, 1, 2, 2, 3, 3, 4),
    )
    overall = row(found.pairs, "all", "all")
    assert (overall["precision"], overall["recall"]) == (0.4, 0.4)
    assert overall["f1"] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("clusters", "people", "expected"),
    [
        # Entries 1 and 2 are one person, 3 and 4 another: two true pairs.
        pytest.param((1, 1, 2, 2), (1, 1, 2, 2), (2, 2, 2), id="all right"),
        pytest.param((1, 2, 3, 4), (1, 1, 2, 2), (0, 2, 0), id="nothing linked"),
        pytest.param((1, 1, 1, 1), (1, 1, 2, 2), (6, 2, 2), id="everything linked"),
        pytest.param((1, 2, 1, 2), (1, 1, 2, 2), (2, 2, 0), id="all wrong"),
        # Entry 2 holds records of A and B: a true match of 1 (A) and of 3 (B), which do not match.
        pytest.param((1, 1, 1), ("A", ("A", "B"), "B"), (3, 2, 2), id="shared, with both"),
        pytest.param((1, 1, 2), ("A", ("A", "B"), "B"), (1, 2, 1), id="shared, with one"),
        pytest.param((1, 2, 3), ("A", ("A", "B"), "B"), (0, 2, 0), id="shared, alone"),
        # Two entries that both hold A and B are one pair, not two.
        pytest.param((1, 1), (("A", "B"), ("A", "B")), (1, 1, 1), id="two shared, one pair"),
        pytest.param((1, 2), (("A", "B"), ("A", "B")), (0, 1, 0), id="two shared, missed"),
        pytest.param(
            (1, 1, 2), (("A", "B", "C"), ("A", "B", "C"), "C"), (1, 3, 1), id="three shared"
        ),
    ],
)
def test_pairs_are_counted_once(clusters, people, expected):
    found = accuracy(
        entries_of(["police"] * len(clusters)), clusters_of(*clusters), truth_of(*people)
    )
    overall = row(found.pairs, "all", "all")
    assert (overall["linked"], overall["true"], overall["found"]) == expected


def test_entries_of_several_people_and_of_nobody_known_are_counted():
    found = accuracy(
        entries_of(["police"] * 4), clusters_of(1, 1, 2, 2), truth_of("A", ("A", "B"), "B")
    )
    assert (found.entries, found.of_several_people, found.without_truth) == (3, 1, 1)
    assert row(found.pairs, "all", "all")["linked"] == 1  # 1 and 2; of 4 nobody knows


def test_an_entry_without_a_cluster_is_one_by_itself():
    found = accuracy(entries_of(["police"] * 2), clusters_of(1), truth_of("A", "A"))
    assert row(found.pairs, "all", "all")["found"] == 0


def test_misses_are_told_apart_by_whether_they_were_ever_compared():
    # One person with five entries, linked as {1, 2} and {3, 4}; 5 stands alone: 10 true, 2 found.
    # Compared: 1-2 (linked), 2-3 and 4-5 (below the threshold). Six of the eight misses never were.
    found = accuracy(
        entries_of(["police"] * 5),
        clusters_of(1, 1, 3, 3, 5),
        truth_of(*"AAAAA"),
        candidates=pl.DataFrame({"entry_l": [1, 2, 4, 3], "entry_r": [2, 3, 5, 4]}),
    )
    overall = row(found.pairs, "all", "all")
    assert (overall["true"], overall["found"]) == (10, 2)
    assert (overall["missed_not_offered"], overall["missed_offered"]) == (6, 2)


def test_a_pair_never_compared_but_joined_through_a_third_is_found():
    found = accuracy(
        entries_of(["police"] * 3),
        clusters_of(1, 1, 1),
        truth_of(*"AAA"),
        candidates=pl.DataFrame({"entry_l": [1, 2], "entry_r": [2, 3]}),
    )
    overall = row(found.pairs, "all", "all")
    assert (overall["recall"], overall["missed_not_offered"]) == (1.0, 0)


def test_without_candidates_the_misses_are_not_told_apart():
    found = accuracy(entries_of(["police"] * 2), clusters_of(1, 2), truth_of("A", "A"))
    overall = row(found.pairs, "all", "all")
    assert overall["missed_not_offered"] is None
    assert overall["missed_offered"] is None


def test_agencies_by_hand():
    # A: police 1, prison 2, treatment 3 (T0901) and 4 (T0902). B: police 5, treatment 6 (T0901).
    # Linked: {1, 2, 3} of A; {4, 6} of both.
    entries = entries_of(
        ["police", "prison", "treatment:T0901", "treatment:T0902", "police", "treatment:T0901"]
    )
    found = accuracy(entries, clusters_of(1, 1, 1, 4, 5, 4), truth_of(*"AAAABB"))

    def counts(by, group):
        of = row(found.pairs, by, group)
        return of["linked"], of["true"], of["found"]

    assert counts("kind", "police and prison") == (1, 1, 1)  # 1-2
    assert counts("kind", "police and treatment") == (1, 3, 1)  # 1-3; 1-3, 1-4, 5-6
    assert counts("kind", "prison and treatment") == (1, 2, 1)  # 2-3; 2-3, 2-4
    assert counts("kind", "treatment and treatment") == (1, 1, 0)  # 4-6; 3-4
    assert counts("regime", "named and named") == (1, 1, 1)
    assert counts("regime", "attributor and attributor") == (1, 1, 0)
    assert counts("regime, two agencies", "attributor and attributor") == (1, 1, 0)
    assert row(found.pairs, "kind", "police and treatment")["recall"] == pytest.approx(1 / 3)


def test_pairs_of_one_agency_are_left_out_between_two():
    found = accuracy(
        entries_of(["police", "police", "prison"]), clusters_of(1, 1, 1), truth_of(*"AAB")
    )
    assert row(found.pairs, "regime", "named and named")["linked"] == 3
    between = row(found.pairs, "regime, two agencies", "named and named")
    assert (between["linked"], between["true"], between["found"]) == (2, 0, 0)
    assert between["precision"] == 0.0
    assert between["recall"] is None  # there was nothing to find


def test_attributes_count_every_pair_that_they_touch():
    # The agencies write A as a man, a woman and not at all; B is linked to A by mistake.
    entries = entries_of(["police"] * 4, ["M", "F", None, "M"])
    found = accuracy(
        entries, clusters_of(1, 1, 1, 1), truth_of(*"AAAB"), groupings=by_attribute("sex")
    )
    touched = {of["group"]: (of["linked"], of["true"]) for of in found.pairs.to_dicts()[1:]}
    # F: 2-1, 2-3, 2-4; M: all but 2-3; not known: 3-1, 3-2, 3-4.
    assert touched == {"F": (3, 2), "M": (5, 2), "not known": (3, 2)}


def test_people_who_are_whole_split_and_mixed():
    # A {1, 2} whole; B {3} and {4} split; C {5} with D {6}, mixed; E {7} and {8} with F {9}: both.
    found = accuracy(
        entries_of(["police"] * 10),
        clusters_of(1, 1, 3, 4, 5, 5, 7, 8, 8, 10),
        truth_of(*"AABBCDEEFG"),
        groupings=by_attribute("sex"),
    )
    expected = {"people": 7, "several": 3, "whole": 2, "split": 2, "mixed": 4}
    for by, group in (("all", "all"), ("sex", "M")):
        of = row(found.people, by, group)
        assert {name: of[name] for name in expected} == expected
    share = proportion(2, 7)
    assert of["whole_share"] == pytest.approx(2 / 7)
    assert of["whole_share_lower"] == pytest.approx(share.lower[0])
    assert of["whole_share_upper"] == pytest.approx(share.upper[0])


def test_people_of_a_shared_number_are_mixed():
    found = accuracy(entries_of(["police"] * 2), clusters_of(1, 2), truth_of(("A", "B"), "C"))
    of = row(found.people, "all", "all")
    assert (of["people"], of["mixed"], of["whole"]) == (3, 2, 1)


def test_the_interval_allows_for_pairs_of_one_person_going_together():
    # Twenty people of four entries each, all in one cluster or none: 120 pairs that say what 20 do.
    clusters = [
        number if person < 14 else number * 100 + entry
        for person in range(20)
        for entry, number in enumerate([person + 1] * 4)
    ]
    people = [person for person in range(20) for _ in range(4)]
    found = accuracy(entries_of(["police"] * 80), clusters_of(*clusters), truth_of(*people))
    overall, of_people = row(found.pairs, "all", "all"), proportion(14, 20)
    assert overall["recall"] == pytest.approx(0.7)
    assert overall["recall_lower"] == pytest.approx(of_people.lower[0], abs=0.02)
    assert overall["recall_upper"] == pytest.approx(of_people.upper[0], abs=0.02)


lives = st.integers(1, 9).flatmap(
    lambda n: st.tuples(
        st.lists(st.sampled_from(sorted(AGENCIES)), min_size=n, max_size=n),
        st.lists(st.integers(1, 3), min_size=n, max_size=n),
        st.lists(
            st.sets(st.integers(1, 4), min_size=1, max_size=3).map(lambda s: tuple(sorted(s))),
            min_size=n,
            max_size=n,
        ),
        st.lists(st.sampled_from(["M", "F", None]), min_size=n, max_size=n),
        st.sets(st.tuples(st.integers(1, n), st.integers(1, n))),
    )
)


@given(lives)
def test_agrees_with_counting_every_pair(life):
    agencies, clusters, people, sexes, compared = life
    compared = sorted((low, high) for low, high in compared if low < high)
    entries = entries_of(agencies, sexes)
    candidates = pl.DataFrame(
        compared, schema={"entry_l": pl.Int64, "entry_r": pl.Int64}, orient="row"
    )
    groupings = (*BY_AGENCY, *by_attribute("sex"))
    found = accuracy(
        entries,
        clusters_of(*clusters),
        truth_of(*people),
        candidates=candidates,
        groupings=groupings,
    )
    rows = entries.to_dicts()
    for grouping in (Grouping("all"), *groupings):
        expected = {}
        for one, other in combinations(range(len(rows)), 2):
            is_linked = clusters[one] == clusters[other]
            is_true = bool(set(people[one]) & set(people[other]))
            is_offered = (one + 1, other + 1) in compared
            for group in groups_of(grouping, rows[one], rows[other]):
                counts = expected.setdefault(group, [0, 0, 0, 0, 0])
                counts[0] += is_linked
                counts[1] += is_true
                counts[2] += is_linked and is_true
                counts[3] += is_true and not is_linked and not is_offered
                counts[4] += is_true and not is_linked and is_offered
        table = found.pairs.filter(pl.col("by") == grouping.name)
        columns = ("linked", "true", "found", "missed_not_offered", "missed_offered")
        counted = {of["group"]: [of[name] for name in columns] for of in table.to_dicts()}
        assert counted == {group: c for group, c in expected.items() if c[0] or c[1]}


def groups_of(grouping, one, other):
    if grouping.of == "all":
        return {"all"}
    if grouping.between and one[grouping.between] == other[grouping.between]:
        return set()
    ends = sorted(str(side[grouping.column] or "not known") for side in (one, other))
    return {" and ".join(ends)} if grouping.of == "both" else set(ends)


@given(lives, st.randoms())
def test_the_order_of_rows_changes_nothing(life, shuffle):
    agencies, clusters, people, sexes, _ = life
    frames = [entries_of(agencies, sexes), clusters_of(*clusters), truth_of(*people)]
    seed = shuffle.randrange(2**32)
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in frames]
    groupings = (*BY_AGENCY, *by_attribute("sex"))
    first = accuracy(*frames, groupings=groupings)
    second = accuracy(*shuffled, groupings=groupings)
    assert first.pairs.equals(second.pairs)
    assert first.people.equals(second.people)
