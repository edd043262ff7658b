"""What explains an excess, and when it looks like a change in recording."""

import polars as pl
import pytest

from fingerpost.evidence.early_warning.explaining import explain
from fingerpost.evidence.early_warning.rules import Attribute

OUTCOME = Attribute(column="outcome", words="outcome type", is_of_recording=True)
POINT = Attribute(column="point", words="map point", is_of_recording=True)
DRUG = Attribute(column="drug", words="drug")


def records(*groups):
    """Groups of (number, outcome, drug, point)."""
    rows = [
        {"outcome": outcome, "drug": drug, "point": point}
        for number, outcome, drug, point in groups
        for _ in range(number)
    ]
    return pl.DataFrame(rows)


USUAL = records(
    (60, "charged", "heroin", "A"),
    (20, "no suspect", "cannabis", "B"),
    (20, "caution", "cannabis", "C"),
)


@pytest.mark.parametrize(
    ("found", "flagged"),
    [
        pytest.param(
            records(
                (12, "charged", "heroin", "A"),
                (30, "no suspect", "cannabis", "D"),
                (4, "caution", "cannabis", "C"),
            ),
            True,
            id="one outcome type, the rest flat",
        ),
        pytest.param(
            records(
                (24, "charged", "heroin", "A"),
                (8, "no suspect", "cannabis", "B"),
                (8, "caution", "cannabis", "C"),
            ),
            False,
            id="everything doubled alike",
        ),
        pytest.param(
            records((30, "charged", "heroin", "A"), (30, "no suspect", "cannabis", "B")),
            False,
            id="one outcome type, and the rest is up as well",
        ),
        pytest.param(
            records((14, "charged", "heroin", "A"), (10, "no suspect", "cannabis", "B")),
            False,
            id="too few to tell",
        ),
        pytest.param(
            records((40, "no outcome yet", "heroin", "A")),
            False,
            id="what is not known yet explains nothing",
        ),
    ],
)
def test_a_change_in_recording(found, flagged):
    said = explain(found, USUAL, 20.0, [OUTCOME, DRUG])
    assert said.looks_like_recording is flagged
    assert bool(said.why_recording) is flagged


def test_a_drug_alone_is_never_a_change_in_recording():
    found = records((12, "charged", "heroin", "A"), (30, "charged", "ketamine", "D"))
    said = explain(found, USUAL, 20.0, [DRUG])
    assert not said.looks_like_recording
    assert said.explanations[0].value == "ketamine"


def test_the_facts_are_in_the_sentence_and_the_shares_are_of_the_excess():
    found = records(
        (12, "charged", "heroin", "A"),
        (30, "no suspect", "cannabis", "D"),
        (3, "caution", "cannabis", "C"),
    )
    said = explain(found, USUAL, 20.0, [OUTCOME, POINT, DRUG])
    first = said.explanations[0]
    assert (first.attribute, first.value) == ("map point", "D")  # none was expected: 30 of 25
    assert (first.excess, first.share) == (30.0, pytest.approx(1.2))
    outcome = next(one for one in said.explanations if one.attribute == "outcome type")
    assert (outcome.value, outcome.excess) == ("no suspect", 26.0)
    assert said.why_recording == (
        "100 in 100 of the excess has one map point: D. Of these 30 records about 0 were expected; "
        "all others are 15, and about 20 were expected."
    )


def test_without_an_excess_or_a_history_nothing_is_explained():
    found = records((5, "charged", "heroin", "A"))
    assert explain(found, USUAL, 20.0, [OUTCOME]).explanations == ()
    assert explain(found, USUAL.clear(), 1.0, [OUTCOME]).explanations == ()
