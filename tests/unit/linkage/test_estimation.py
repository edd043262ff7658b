"""Strata, samples and what they say: by hand, and how often the limits hold the truth."""

import numpy as np
import polars as pl
import pytest

from fingerpost.evidence.linkage.clerical_sample import Strata, allot, draw, stratify
from fingerpost.evidence.linkage.estimation import estimate

SMITH, JONES = ("SAM", "SMITH"), ("SAM", "JONES")


def entries_of(*rows):
    """Rows of (names, birth, outward, local id), of one agency."""
    return pl.DataFrame(
        {
            "entry": range(1, len(rows) + 1),
            "forename_sound": [row[0][0] for row in rows],
            "surname_sound": [row[0][1] for row in rows],
            "birth": [row[1] for row in rows],
            "outward": [row[2] for row in rows],
            "agency": ["police"] * len(rows),
            "local_id": [row[3] for row in rows],
        },
        schema_overrides={"birth": pl.Int64, "outward": pl.String, "local_id": pl.String},
    )


def pairs_of(*rows):
    """Rows of (entry_l, entry_r, match_weight)."""
    frame = pl.DataFrame(rows, schema=["entry_l", "entry_r", "match_weight"], orient="row")
    odds = 2 ** pl.col("match_weight")
    return frame.with_columns(
        pl.col("match_weight").cast(float), match_probability=odds / (1 + odds)
    )


def test_every_pair_falls_into_one_stratum():
    entries = entries_of(
        (SMITH, 19800101, "ZH1", "A"),  # 1
        (SMITH, 19800101, "ZH1", "A"),  # 2: linked to 1, by all three searches
        (SMITH, 19910505, "ZA1", None),  # 3: compared with 1, not linked: the names
        (JONES, 19800101, "ZS1", None),  # 4: in the net of 1 and 2: birth and forename
        (("ANN", "BELL"), 19800101, "ZS1", None),  # 5: in the net of 4: birth and place
        (("MO", "KHAN"), 19800101, None, None),  # 6: birth alone: in no stratum
    )
    clusters = pl.DataFrame({"entry": range(1, 7), "cluster": [1, 1, 3, 4, 5, 6]})
    found = stratify(entries, pairs_of((1, 2, 25.0), (1, 3, 2.0)), clusters)
    told = found.pairs.join(found.table, on="stratum").select(
        "entry_l", "entry_r", "status", "by_names", "by_birth", "by_number", "band"
    )
    assert told.rows() == [
        (1, 2, "linked", True, True, True, 20.0),
        (1, 3, "compared", True, False, False, 0.0),
        (1, 4, "net", False, True, False, None),
        (2, 4, "net", False, True, False, None),
        (4, 5, "net", False, True, False, None),
    ]
    assert found.table["pairs"].to_list() == [1, 1, 3]


def test_a_pair_linked_through_others_is_in_a_stratum_without_a_weight():
    entries = entries_of(*[(SMITH, 19800101 + day, "ZH1", None) for day in range(3)])
    clusters = pl.DataFrame({"entry": [1, 2, 3], "cluster": [1, 1, 1]})
    found = stratify(entries, pairs_of((1, 2, 25.0), (2, 3, 25.0)), clusters)
    assert found.table.filter(pl.col("band").is_null())["pairs"].to_list() == [1]
    assert set(found.table["status"]) == {"linked"}


def strata_of(*rows):
    """Rows of (status, by_names, by_birth, by_number, pairs, expected)."""
    table = pl.DataFrame(
        [(number, *row[:4], 0.0, *row[4:]) for number, row in enumerate(rows)],
        schema={
            "stratum": pl.Int64,
            "status": pl.String,
            "by_names": pl.Boolean,
            "by_birth": pl.Boolean,
            "by_number": pl.Boolean,
            "band": pl.Float64,
            "pairs": pl.Int64,
            "expected": pl.Float64,
        },
        orient="row",
    )
    stratum = np.repeat(table["stratum"].to_numpy(), table["pairs"].to_numpy())
    left = np.arange(len(stratum), dtype=np.int64) * 2
    pairs = pl.DataFrame(
        {"stratum": stratum, "entry_l": left, "entry_r": left + 1, "match_weight": 0.0}
    )
    return Strata(pairs, table)


def answers_of(strata, said):
    """Answers to the first pairs of each stratum: {stratum: (same, different, cannot say)}."""
    words = ("same", "different", "cannot_say")
    rows = []
    for stratum, counts in said.items():
        pairs = strata.pairs.filter(pl.col("stratum") == stratum).rows()
        given = [word for word, n in zip(words, counts, strict=True) for _ in range(n)]
        rows += [(pair[1], pair[2], word) for pair, word in zip(pairs, given, strict=False)]
    return pl.DataFrame(rows, schema=["entry_l", "entry_r", "said"], orient="row")


def test_totals_by_hand():
    # Linked: 100 of 1,000 looked at, 96 same: 960 matches. Compared: all 10, 4 same. Net: 20 of
    # 200, 1 same: 10. By names and birth 960, by birth alone 14, by names alone none.
    strata = strata_of(
        ("linked", True, True, False, 1000, 0.99),
        ("compared", False, True, False, 10, 0.4),
        ("net", False, True, False, 200, None),
    )
    found = estimate(strata, answers_of(strata, {0: (96, 4, 0), 1: (4, 6, 0), 2: (1, 19, 0)}))
    assert found.matches_linked.value == pytest.approx(960)
    assert (found.matches_compared.lower, found.matches_compared.upper) == (4, 4)
    assert found.matches_net.value == pytest.approx(10)
    assert found.precision.value[0] == pytest.approx(0.96)
    # Names alone found none, taken for a half: 0.5 * 14 / (960 + 1), times the middle of 1 to 10.
    unseen = 0.5 * 14 / 961 * 10**0.5
    assert found.matches_unseen.value == pytest.approx(unseen)
    assert found.unseen_by == "by names and date of birth"
    assert found.recall.value[0] == pytest.approx(960 / (960 + 4 + 10 + unseen))
    assert found.precision.lower[0] < 0.96 < found.precision.upper[0]
    assert found.recall.lower[0] < found.recall.value[0] < found.recall.upper[0]


def test_what_is_wholly_looked_at_is_certain():
    strata = strata_of(("linked", True, True, True, 40, 0.99))
    found = estimate(strata, answers_of(strata, {0: (38, 2, 0)}))
    precision = found.precision
    assert precision.value[0] == precision.lower[0] == precision.upper[0] == pytest.approx(0.95)


def test_a_stratum_without_an_error_is_not_certain_unless_wholly_looked_at():
    strata = strata_of(("linked", True, True, False, 1000, 0.99))
    found = estimate(strata, answers_of(strata, {0: (50, 0, 0)}))
    assert found.precision.upper[0] == 1.0
    # Clopper and Pearson: 0.025 ** (1 / n), n = 50 * 999 / 950
    assert found.precision.lower[0] == pytest.approx(0.025 ** (1 / (50 * 999 / 950)))


def test_cannot_say_counts_as_not_looked_at_and_its_weight_is_shown():
    strata = strata_of(("linked", True, True, False, 100, 0.9))
    found = estimate(strata, answers_of(strata, {0: (45, 5, 50)}))
    assert found.precision.value[0] == pytest.approx(0.9)
    assert found.if_same[0] == pytest.approx(0.95)
    assert found.if_different[0] == pytest.approx(0.45)
    assert found.strata["cannot_say"].to_list() == [50]


def test_a_stratum_that_nobody_judged_may_hold_anything():
    strata = strata_of(
        ("linked", True, True, False, 100, 0.99), ("compared", False, True, False, 80, 0.25)
    )
    found = estimate(strata, answers_of(strata, {0: (50, 0, 0), 1: (0, 0, 9)}))
    compared = found.matches_compared
    assert (compared.value, compared.lower, compared.upper) == (20, 0, 80)  # 0.25 by the model


def test_without_an_answer_nothing_is_said():
    strata = strata_of(("linked", True, True, False, 100, 0.99))
    found = estimate(strata, answers_of(strata, {0: (0, 0, 3)}))
    assert found.precision.status[0] == found.recall.status[0] == "cannot_say"
    assert "No linked pair" in found.precision.reason[0]


def test_answers_to_pairs_outside_the_strata_and_their_sides_do_not_matter():
    strata = strata_of(("linked", True, True, False, 100, 0.99))
    answers = answers_of(strata, {0: (30, 2, 1)})
    turned = answers.rename({"entry_l": "entry_r", "entry_r": "entry_l"})
    other = pl.DataFrame({"entry_l": [10**9], "entry_r": [10**9 + 1], "said": ["different"]})
    expected = estimate(strata, answers).precision
    for given in (turned, pl.concat([answers, other])):
        assert estimate(strata, given).precision.value[0] == expected.value[0]


def test_the_number_of_an_agency_tells_how_far_names_and_birth_go_together():
    # With a number: 600 by both, 15 by names, 100 by birth, 10 by neither: odds ratio 4.
    # Without: 2,400 by both, 30 by names, 250 by birth: 4 * 30 * 250 / 2,400 = 12.5 by neither, or
    # 11.6 when one more is added to each count by which is divided.
    strata = strata_of(
        ("linked", True, True, True, 600, 0.99),
        ("linked", True, False, True, 15, 0.99),
        ("linked", False, True, True, 100, 0.99),
        ("linked", False, False, True, 10, 0.99),
        ("linked", True, True, False, 2400, 0.99),
        ("linked", True, False, False, 30, 0.99),
        ("linked", False, True, False, 250, 0.99),
        ("compared", False, False, False, 3, 0.5),
    )
    everything = {number: (n, 0, 0) for number, n in enumerate(strata.table["pairs"])}
    found = estimate(strata, answers_of(strata, everything))
    assert found.unseen_by == "by names, date of birth and number"
    # Three were compared though none of the searches finds them: 9.5 are left.
    unseen = 600 * 10 * 30 * 250 / (16 * 101 * 2401)
    assert found.matches_unseen.value == pytest.approx(unseen - 3)
    assert found.recall.value[0] == pytest.approx(3405 / (3405 + unseen))


def test_small_strata_are_looked_at_whole_and_the_rest_where_it_helps():
    strata = strata_of(
        ("linked", True, True, False, 20, 0.5),
        ("linked", True, True, False, 5000, 0.999),
        ("compared", True, False, False, 5000, 0.5),
    )
    found = allot(strata, size=400, least=25)
    assert found[0] == 20
    assert 25 < found[1] < found[2]
    assert sum(found.values()) in range(398, 401)
    assert allot(strata, size=400, least=25, sizes={1: 7})[1] == 7


def test_the_sample_is_the_same_for_any_order_and_grows_without_changing():
    strata = strata_of(
        ("linked", True, True, False, 300, 0.9), ("net", False, True, False, 90, None)
    )
    first = draw(strata, {0: 20, 1: 10}, seed=3)
    shuffled = Strata(strata.pairs.sample(fraction=1, shuffle=True, seed=1), strata.table)
    assert draw(shuffled, {0: 20, 1: 10}, seed=3).equals(first)
    assert first["stratum"].value_counts(sort=True)["count"].to_list() == [20, 10]
    larger = draw(strata, {0: 40, 1: 10}, seed=3)
    assert set(first.rows()) <= set(larger.rows())
    assert not draw(strata, {0: 20, 1: 10}, seed=4).equals(first)


def test_the_sample_is_by_chance():
    strata = strata_of(("linked", True, True, False, 50, 0.9))
    drawn = pl.concat(draw(strata, {0: 10}, seed=seed) for seed in range(400))
    times = drawn.group_by("entry_l").len()["len"]
    assert len(times) == 50
    assert times.min() > 45  # 80 expected, standard deviation 8
    assert times.max() < 115


def made_up(rng):
    """A linkage with people of whom no search finds every pair, and what each pair is.

    Names and birth go wrong together (an alias); an agency's number finds a quarter. The shares of
    strata are those that the county shows, at half its size.
    """
    matches = 1700
    by_number = rng.random(matches) < 0.25
    alias = rng.random(matches) < 0.012
    by_names = (rng.random(matches) < 0.9) & ~(alias & (rng.random(matches) < 0.9))
    by_birth = (rng.random(matches) < 0.98) & ~(alias & (rng.random(matches) < 0.8))
    is_found = by_names | by_birth | by_number
    linked = is_found & (rng.random(matches) < np.where(by_names, 0.995, 0.92))
    compared = is_found & ~linked & (by_names | (rng.random(matches) < 0.4))
    status = np.where(linked, "linked", np.where(compared, "compared", "net"))
    true = pl.DataFrame(
        {
            "status": status,
            "by_names": by_names,
            "by_birth": by_birth,
            "by_number": by_number,
            "same": True,
        }
    ).filter(pl.Series(is_found))
    wrong = {"linked": rng.poisson(4), "compared": rng.poisson(15), "net": rng.poisson(90)}
    false = pl.DataFrame(
        [
            (status, status == "compared" and rng.random() < 0.5, True, False, False)
            for status, n in wrong.items()
            for _ in range(n)
        ],
        schema=true.schema,
        orient="row",
    )
    pairs = pl.concat([true, false]).with_columns(
        entry_l=pl.int_range(pl.len()) * 2, entry_r=pl.int_range(pl.len()) * 2 + 1
    )
    keys = ["status", "by_names", "by_birth", "by_number"]
    table = (
        pairs.group_by(keys)
        .agg(pairs=pl.len().cast(pl.Int64))
        .sort(keys)
        .with_columns(stratum=pl.int_range(pl.len(), dtype=pl.Int64), band=pl.lit(0.0))
        .with_columns(expected=pl.lit(None, pl.Float64))
    )
    numbered = pairs.join(table.select("stratum", *keys), on=keys)
    strata = Strata(
        numbered.select("stratum", "entry_l", "entry_r", match_weight=pl.lit(0.0)).sort(
            "entry_l"
        ),
        table,
    )
    right = int(linked.sum())
    return strata, pairs, right / (right + wrong["linked"]), right / matches


def reviewed(drawn, pairs, rng, *, unsure=0.06):
    said = drawn.join(pairs.select("entry_l", "same"), on="entry_l", maintain_order="left")
    cannot = pl.Series(rng.random(said.height) < unsure)
    return said.select(
        "entry_l",
        "entry_r",
        said=pl.when(cannot)
        .then(pl.lit("cannot_say"))
        .otherwise(pl.when("same").then(pl.lit("same")).otherwise(pl.lit("different"))),
    )


def test_the_limits_hold_the_truth_as_often_as_they_say():
    held, errors = np.zeros(2), []
    seeds = 150
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        strata, pairs, precision, recall = made_up(rng)
        drawn = draw(strata, allot(strata, size=500), seed=seed)
        found = estimate(strata, reviewed(drawn, pairs, rng))
        for which, (interval, true) in enumerate(
            ((found.precision, precision), (found.recall, recall))
        ):
            held[which] += interval.lower[0] <= true <= interval.upper[0]
        errors.append(found.recall.value[0] - recall)
    assert (held / seeds >= 0.93).all(), held / seeds
    assert abs(np.mean(errors)) < 0.004  # measured: see docs/explanation/match-quality.md
