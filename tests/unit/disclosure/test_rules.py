"""The strictest rule governs, and hides no less than any of the others."""

import pytest

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure import all_rules
from fingerpost.evidence.disclosure.rules import strictest


def rules(*names):
    return [all_rules()[name] for name in names]


@pytest.mark.parametrize(
    ("names", "breakdown", "governing", "suppress_below", "round_to"),
    [
        pytest.param(
            ("police_uk",), None, "police_uk", 0, 1, id="open police data: as published"
        ),
        pytest.param(
            ("police_uk", "local_small_numbers"),
            None,
            "police_uk",
            0,
            1,
            id="the local rule binds only splits of people",
        ),
        pytest.param(
            ("police_uk", "local_small_numbers"),
            "ethnicity",
            "local_small_numbers",
            3,
            1,
            id="split by ethnicity: 1 and 2 are hidden",
        ),
        pytest.param(("ndtms", "police_uk"), None, "ndtms", 5, 5, id="treatment with police"),
        pytest.param(("ndtms", "hes_ecds"), None, "hes_ecds", 8, 5, id="hospital is stricter"),
        pytest.param(
            ("ons_deaths", "ndtms"),
            None,
            "ndtms",
            5,
            5,
            id="each in its own respect: pooled too",
        ),
    ],
)
def test_the_strictest_rule_governs(names, breakdown, governing, suppress_below, round_to):
    envelope = strictest(rules(*names), breakdown)
    assert envelope.governing == governing
    assert (envelope.suppress_below, envelope.round_to) == (suppress_below, round_to)


def test_an_envelope_keeps_the_pooling_of_deaths_when_another_rule_governs():
    assert strictest(rules("ons_deaths", "ndtms"), None).pool_years == 3


def test_an_area_is_exempt_only_if_every_rule_that_would_change_it_says_so():
    assert AreaKind.COUNTRY.value in strictest(rules("ndtms", "ons_deaths"), None).exempt_areas
    assert not strictest(rules("ndtms", "justice"), None).exempt_areas


def test_a_table_without_any_rule_is_refused():
    with pytest.raises(ValueError, match="needs the disclosure rule"):
        strictest([], None)


def test_every_source_names_a_declared_rule():
    from fingerpost.evidence.sources import all_sources

    unknown = {s.name: s.disclosure for s in all_sources().values()}
    assert {k: v for k, v in unknown.items() if v not in all_rules()} == {}
