"""Which pairs people are asked about, in which order, and what hangs on each."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from fingerpost.evidence.linkage.decisions import LEDGER, is_for_two
from fingerpost.evidence.linkage.effects import EVENTS, LinkedMeasure, effects, sizes
from fingerpost.evidence.linkage.review import for_reviewer, grey_zone, queue

RELEASE = LinkedMeasure("release_to_treatment", "release", "start", 21)
PEOPLE = LinkedMeasure("people_in_treatment", "start")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def events_of(*rows):
    """Rows of (entry, event, day of January)."""
    return pl.DataFrame(
        [(entry, event, date(2026, 1, day)) for entry, event, day in rows],
        schema=EVENTS,
        orient="row",
    )


def sides_of(left, right):
    return pl.DataFrame(
        {
            "question": [0] * (len(left) + len(right)),
            "side": [0] * len(left) + [1] * len(right),
            "entry": [*left, *right],
        }
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([(1, "release", 1), (2, "start", 10)], 1, id="a start on the other side"),
        pytest.param([(1, "release", 1), (2, "start", 22)], 1, id="on the last day"),
        pytest.param([(1, "release", 1), (2, "start", 23)], 0, id="a day too late"),
        pytest.param([(1, "release", 5), (2, "start", 5)], 1, id="on the same day"),
        pytest.param([(1, "release", 5), (2, "start", 4)], 0, id="a start before"),
        pytest.param([(2, "release", 1), (1, "start", 9)], 1, id="the other way round"),
        pytest.param(
            [(1, "release", 1), (1, "start", 3), (2, "start", 10)], 0, id="followed already"
        ),
        pytest.param(
            [(1, "release", 1), (1, "release", 20), (2, "start", 21)],
            2,
            id="two releases, one start",
        ),
        pytest.param(
            [(1, "release", 1), (2, "start", 2), (2, "start", 3)],
            1,
            id="two starts, one release",
        ),
    ],
)
def test_how_many_releases_a_decision_touches(events, expected):
    found = effects(sides_of([1], [2]), events_of(*events), [RELEASE])
    assert found["numerator"].sum() == expected
    assert found["denominator"].sum() == 0


def test_an_event_that_both_sides_tell_is_one():
    events = events_of((1, "release", 1), (2, "release", 1), (2, "start", 3))
    (found,) = effects(sides_of([1], [2]), events, [RELEASE]).to_dicts()
    assert (found["numerator"], found["denominator"]) == (0, -1)


def test_people_are_counted_once():
    events = events_of((1, "start", 1), (1, "start", 9), (2, "start", 5))
    (found,) = effects(sides_of([1], [2]), events, [PEOPLE]).to_dicts()
    assert found == {
        "question": 0,
        "measure": "people_in_treatment",
        "numerator": -1,
        "denominator": 0,
    }
    assert effects(sides_of([1], [3]), events, [PEOPLE]).is_empty()


def test_whole_sides_count_and_not_the_two_entries_alone():
    events = events_of((3, "release", 1), (4, "start", 9))
    found = effects(sides_of([1, 3], [2, 4]), events, [RELEASE])
    assert found["numerator"].to_list() == [1]


def test_out_of_how_many_each_measure_is():
    clusters = clusters_of(1, 1, 3)
    events = events_of((1, "release", 1), (2, "release", 1), (3, "release", 1), (3, "start", 2))
    assert sizes(clusters, events, [RELEASE, PEOPLE]) == {
        "release_to_treatment": 2,
        "people_in_treatment": 1,
    }


def clusters_of(*clusters):
    return pl.DataFrame({"entry": range(1, len(clusters) + 1), "cluster": clusters})


def pairs_of(*rows):
    """Rows of (entry_l, entry_r, match_weight)."""
    frame = pl.DataFrame(rows, schema=["entry_l", "entry_r", "match_weight"], orient="row")
    odds = 2 ** pl.col("match_weight")
    return frame.with_columns(
        pl.col("match_weight").cast(float), match_probability=odds / (1 + odds)
    )


def asked(zone):
    return zone.select("entry_l", "entry_r", "is_linked").rows()


def zone_of(pairs, clusters):
    return grey_zone(pairs, clusters, least=0.5, most=0.999)


def test_only_the_grey_zone_is_asked_about():
    pairs = pairs_of((1, 2, 20.0), (3, 4, 5.0), (1, 3, 1.0), (2, 5, -1.0))
    clusters = clusters_of(1, 1, 3, 3, 5)
    assert asked(zone_of(pairs, clusters)) == [(1, 3, False), (3, 4, True)]


def test_two_clusters_make_one_question_by_their_strongest_pair():
    pairs = pairs_of((1, 3, 1.0), (1, 4, 3.0), (2, 3, 2.0), (1, 2, 20.0), (3, 4, 20.0))
    found = zone_of(pairs, clusters_of(1, 1, 3, 3))
    assert asked(found) == [(1, 4, False)]
    assert found.select("side_l", "side_r").rows() == [([1, 2], [3, 4])]


def test_a_cluster_falls_apart_where_its_strongest_tree_is_weak():
    # 1-2 and 3-4 are firm. 2-3 at 5 holds them together; 1-4 at 4 is weaker, and no question.
    pairs = pairs_of((1, 2, 20.0), (3, 4, 20.0), (2, 3, 5.0), (1, 4, 4.0))
    found = zone_of(pairs, clusters_of(1, 1, 1, 1))
    assert asked(found) == [(2, 3, True)]
    assert found.select("side_l", "side_r").rows() == [([1, 2], [3, 4])]


def test_a_weak_pair_within_a_firm_cluster_is_no_question():
    pairs = pairs_of((1, 2, 20.0), (2, 3, 20.0), (1, 3, 2.0))
    assert zone_of(pairs, clusters_of(1, 1, 1)).is_empty()


def queue_of(pairs, clusters, events, *, ledger=None, share=0.0, measures=(RELEASE, PEOPLE)):
    return queue(
        zone_of(pairs, clusters),
        pl.DataFrame(schema=LEDGER) if ledger is None else ledger,
        events,
        clusters,
        seed=1,
        share=share,
        measures=measures,
    )


def test_what_changes_the_measures_most_comes_first():
    # 1-2: a release and a start, even odds. 3-4: the same, nearly certain. 5-6: no event at all.
    pairs = pairs_of((1, 2, 0.0), (3, 4, 8.0), (5, 6, 0.0))
    clusters = clusters_of(1, 2, 3, 4, 5, 6)
    events = events_of((1, "release", 1), (2, "start", 5), (3, "release", 1), (4, "start", 5))
    found = queue_of(pairs, clusters, events, measures=[RELEASE])
    assert [row[:2] for row in found.rows()] == [(3, 4), (1, 2), (5, 6)]
    # Two that are apart: one of two releases would count, if they are one: probability 1/2.
    assert found["expected_change"].to_list()[1:] == pytest.approx([0.5 * 1 / 2, 0.0])
    assert found["touched"].to_list() == [1, 1, 0]


def test_the_probability_that_counts_is_of_the_other_answer():
    # Linked at weight 4: the surprise would be that they are two, 1/17.
    pairs, clusters = pairs_of((1, 2, 4.0)), clusters_of(1, 1)
    events = events_of((1, "release", 1), (2, "start", 5))
    found = queue_of(pairs, clusters, events, measures=[RELEASE])
    assert found["expected_change"].to_list() == pytest.approx([1 / 17])


def ledger_of(*answers, readers=1):
    rows = [
        (1, number, left, right, said, by, NOW, "looked", readers)
        for number, (left, right, by, said) in enumerate(answers)
    ]
    return pl.DataFrame(rows, schema=LEDGER, orient="row")


PAIRS = pairs_of((1, 2, 0.5), (3, 4, 1.0), (5, 6, 1.5))
CLUSTERS = clusters_of(1, 2, 3, 4, 5, 6)
NOTHING = events_of()


def test_what_is_decided_leaves_the_queue_and_what_is_disputed_leads_it():
    ledger = pl.concat(
        [
            ledger_of((1, 2, "Ann", "same")),
            ledger_of((5, 6, "Ann", "same"), (5, 6, "Bo", "different"), readers=2),
        ]
    )
    found = queue_of(PAIRS, CLUSTERS, NOTHING, ledger=ledger)
    assert found.select("entry_l", "state").rows() == [(5, "disputed"), (3, "open")]


def test_a_reviewer_is_not_asked_twice_and_a_second_one_is():
    ledger = ledger_of((3, 4, "Ann Person", "same"), readers=2)
    found = queue_of(PAIRS, CLUSTERS, NOTHING, ledger=ledger)
    assert found["state"].to_list() == ["waiting", "open", "open"]
    assert 3 not in for_reviewer(found, " ann  person ")["entry_l"]
    assert for_reviewer(found, "Bo")["entry_l"][0] == 3


def test_the_lot_says_which_pairs_are_for_two():
    found = queue_of(PAIRS, CLUSTERS, NOTHING, share=0.5)
    assert found["readers"].to_list() == [
        2 if is_for_two((left, right), seed=1, share=0.5) else 1
        for left, right in found.select("entry_l", "entry_r").rows()
    ]
    assert queue_of(PAIRS, CLUSTERS, NOTHING, share=1.0)["readers"].to_list() == [2, 2, 2]


def test_the_order_of_rows_changes_nothing():
    events = events_of((1, "release", 1), (2, "start", 5), (4, "start", 5))
    first = queue_of(PAIRS, CLUSTERS, events)
    shuffled = [
        frame.sample(fraction=1, shuffle=True, seed=2) for frame in (PAIRS, CLUSTERS, events)
    ]
    assert queue_of(*shuffled).equals(first)
