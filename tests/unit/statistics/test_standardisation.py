"""What standardisation, means and differences refuse, and what they cannot say."""

import numpy as np
import pytest

from fingerpost.evidence.statistics import (
    CANNOT_SAY,
    EUROPEAN_STANDARD_POPULATION_2013,
    OK,
    mean,
    proportion,
    proportion_difference,
    rate,
    rate_difference,
    standardised_rate,
    standardised_ratio,
)

NAN = float("nan")
BANDS = [10.0] * 19
PEOPLE = [1000.0] * 19


def with_band(values, band, value):
    changed = list(values)
    changed[band] = value
    return changed


def test_the_european_standard_population_has_19_bands_of_100_000_people():
    assert len(EUROPEAN_STANDARD_POPULATION_2013) == 19
    assert sum(EUROPEAN_STANDARD_POPULATION_2013) == 100_000


def test_equal_rates_in_every_band_are_the_standardised_rate():
    found = standardised_rate(BANDS, PEOPLE)
    assert found.value[0] == pytest.approx(1000)
    assert found.method[0] == "Dobson 95%"


def test_one_event_a_person_is_the_plain_rate():
    people = np.array(BANDS)[:, np.newaxis]
    plain, repeated = (
        standardised_rate(BANDS, PEOPLE),
        standardised_rate(people, PEOPLE, repeats=[1]),
    )
    assert repeated.method[0] == "Dobson, repeat events 95%"
    for name in ("value", "lower", "upper"):
        assert getattr(repeated, name)[0] == getattr(plain, name)[0]


def test_the_same_events_by_fewer_people_are_less_certain():
    few = np.array([[2.0, 4.0]] * 19)  # two people with one event, four with two: ten events
    plain = standardised_rate(BANDS, PEOPLE)
    repeated = standardised_rate(few, PEOPLE, repeats=[1, 2])
    assert repeated.value[0] == pytest.approx(plain.value[0])
    # Variance 2 + 4 * 4 = 18 for 10.
    for end in ("lower", "upper"):
        reach = getattr(plain, end)[0] - plain.value[0]
        assert getattr(repeated, end)[0] - repeated.value[0] == pytest.approx(
            reach * np.sqrt(1.8)
        )


def test_areas_are_rows():
    found = standardised_rate([BANDS, [1.0] * 19], [PEOPLE, PEOPLE])
    assert found.value.tolist() == pytest.approx([1000, 100])


@pytest.mark.parametrize(
    ("events", "exposure", "reason"),
    [
        pytest.param(
            [9, *[0] * 18],
            PEOPLE,
            "There are fewer than 10 events, too few for a directly standardised rate.",
            id="nine events",
        ),
        pytest.param(
            with_band(BANDS, 3, NAN),
            PEOPLE,
            "The number of events in an age band is missing; a band without events is 0.",
            id="events missing",
        ),
        pytest.param(
            BANDS,
            with_band(PEOPLE, 3, NAN),
            "The exposure of an age band is missing.",
            id="exposure missing",
        ),
        pytest.param(
            BANDS,
            with_band(PEOPLE, 3, 0),
            "An age band has an exposure of zero: nobody at risk.",
            id="nobody in a band",
        ),
    ],
)
def test_standardised_rate_cannot_say(events, exposure, reason):
    found = standardised_rate([events, BANDS], [exposure, PEOPLE])
    assert found.status.tolist() == [CANNOT_SAY, OK]
    assert found.reason.tolist() == [reason, ""]
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()


def test_ten_events_are_enough():
    assert standardised_rate([10, *[0] * 18], PEOPLE).status[0] == OK


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: standardised_rate(with_band(BANDS, 2, -1), PEOPLE),
            r"events\[0, 2, 0\] is -1: a count must not be negative",
            id="rate: negative events",
        ),
        pytest.param(
            lambda: standardised_rate(BANDS, with_band(PEOPLE, 2, -1)),
            r"exposure\[0, 2\] is -1: time at risk must not be negative",
            id="rate: negative exposure",
        ),
        pytest.param(
            lambda: standardised_rate(BANDS[:18], PEOPLE[:18]),
            "they must agree",
            id="rate: 18 bands for a standard of 19",
        ),
        pytest.param(
            lambda: standardised_rate(BANDS, PEOPLE, repeats=[1, 2]),
            "they must agree",
            id="rate: repeats without people by kind",
        ),
        pytest.param(
            lambda: standardised_rate([[1.0]] * 19, PEOPLE, repeats=[0]),
            r"repeats\[0\] is 0: a person counted has at least one event",
            id="rate: people without events",
        ),
        pytest.param(
            lambda: standardised_rate(BANDS, PEOPLE, standard_population=[0] * 19),
            "standard_population has nobody in it",
            id="rate: an empty standard",
        ),
        pytest.param(
            lambda: standardised_ratio(-1, [1, 2], [1, 2], [1, 2]),
            r"events\[0\] is -1",
            id="ratio: negative events",
        ),
        pytest.param(
            lambda: standardised_ratio(1, [1, -2], [1, 2], [1, 2]),
            r"exposure\[0, 1\] is -2",
            id="ratio: negative exposure",
        ),
        pytest.param(
            lambda: standardised_ratio([1, 2], [1, 2], [1, 2], [1, 2]),
            "they must agree",
            id="ratio: two counts for one area",
        ),
        pytest.param(
            lambda: mean([1, 2], groups=[0, -1]), "whole numbers from 0", id="mean: group -1"
        ),
        pytest.param(
            lambda: mean([1, 2], groups=[0.0, 1.0]), "whole numbers from 0", id="mean: float"
        ),
        pytest.param(
            lambda: rate_difference(1, 1, -1, 1),
            r"reference_events\[0\] is -1",
            id="difference: negative reference",
        ),
        pytest.param(
            lambda: proportion_difference(1, 2, 3, 2),
            r"reference_numerator\[0\] is 3: it must not be more",
            id="difference: more cases than people",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param((NAN, [1, 2], [1, 2], [3, 4]), "events is missing", id="events"),
        pytest.param((5, [1, NAN], [1, 2], [3, 4]), "exposure of an age band", id="exposure"),
        pytest.param((5, [1, 2], [1, NAN], [3, 4]), "in the reference", id="reference"),
        pytest.param((5, [1, 2], [1, 2], [3, 0]), "nobody at risk", id="nobody at risk"),
        pytest.param((5, [0, 0], [1, 2], [3, 4]), "No events are expected", id="none expected"),
    ],
)
def test_standardised_ratio_cannot_say(arguments, reason):
    found = standardised_ratio(*arguments)
    assert found.status[0] == CANNOT_SAY
    assert reason in found.reason[0]


def test_a_mean_for_each_group_in_its_own_order():
    found = mean([400, 20, 300, 40, 200, 30, 7], groups=[2, 0, 2, 0, 2, 0, 3])
    assert found.value[[0, 2]].tolist() == [30, 300]
    assert found.reason[1] == "There are no values."
    assert found.reason[3] == "There is one value, and an interval needs at least two."


def test_a_missing_value_makes_no_mean():
    assert mean([1, 2, None, 4, 5], groups=[0, 0, 0, 1, 1]).reason.tolist() == [
        "A value is missing.",
        "",
    ]


def test_equal_values_have_no_width():
    found = mean([3, 3, 3])
    assert (found.lower[0], found.value[0], found.upper[0]) == (3, 3, 3)


def test_rate_difference_is_made_of_the_limits_of_both_rates():
    found = rate_difference(60, 1000, 40, 1000, per=1000)
    first, second = rate(60, 1000, per=1000), rate(40, 1000, per=1000)
    below = np.hypot(60 - first.lower[0], second.upper[0] - 40)
    assert found.value[0] == pytest.approx(20)
    assert found.lower[0] == pytest.approx(20 - below)


def test_rate_difference_speaks_of_a_reference_without_events():
    assert rate_difference(5, 10, 0, 10).status[0] == OK


def test_a_difference_says_whose_number_is_missing():
    found = proportion_difference([NAN, 1, 1], [5, 5, 5], [1, NAN, 1], [5, 5, 0 + 5])
    assert found.reason.tolist() == [
        "The numerator is missing.",
        "In the reference: the numerator is missing.",
        "",
    ]
    assert proportion(1, 5).status[0] == OK
