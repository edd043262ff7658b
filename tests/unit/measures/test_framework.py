"""Every row of the national framework is declared, with what it waits for and who answers."""

from __future__ import annotations

import re
from datetime import date

import pytest

from fingerpost.evidence.core.declarations import discover
from fingerpost.evidence.measures import catalogue
from fingerpost.evidence.measures.declaration import (
    INTERMEDIATE,
    OUTCOME_TITLES,
    STRATEGIC,
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
)
from fingerpost.evidence.measures.tables import TABLES

# The code of each row, its outcome, kind and direction, and how sure we are of it.
HEADLINE = [
    ("h.use.last_year_1659", "use", "outcome", "lower", "FOUND"),
    ("h.use.ocu_prev", "use", "context", "lower", "UNCONFIRMED"),
    ("h.crime.homicide_drug", "crime", "outcome", "lower", "UNCONFIRMED"),
    ("h.crime.neighbourhood", "crime", "outcome", "lower", "FOUND"),
    ("h.deaths.misuse", "deaths", "outcome", "lower", "FOUND"),
    ("h.deaths.admissions", "deaths", "outcome", "neither", "UNCONFIRMED"),
    ("h.supply.disruptions", "supply", "activity", "neither", "PARTLY"),
    ("h.supply.county_lines_closed", "supply", "activity", "neither", "FOUND"),
    ("h.engage.in_treatment", "engage", "activity", "neither", "PARTLY"),
    ("h.engage.continuity", "engage", "outcome", "higher", "FOUND"),
    ("h.recovery.progress", "recovery", "outcome", "higher", "UNCONFIRMED"),
]
SUPPORTING = [
    ("s.use.prison_positive", "use", "outcome", "lower", "PARTLY"),
    ("s.use.school_1115", "use", "outcome", "lower", "UNCONFIRMED"),
    ("s.use.homeless", "use", "context", "lower", "PARTLY"),
    ("s.use.children_parents", "use", "context", "lower", "PARTLY"),
    ("s.use.acceptability", "use", "outcome", "lower", "PARTLY"),
    ("s.use.exclusions", "use", "activity", "neither", "UNCONFIRMED"),
    ("s.crime.possession", "crime", "activity", "neither", "UNCONFIRMED"),
    ("s.crime.trafficking", "supply", "activity", "neither", "UNCONFIRMED"),
    ("s.crime.reoffend", "crime", "outcome", "lower", "UNCONFIRMED"),
    ("s.crime.dtoa", "crime", "context", "neither", "UNCONFIRMED"),
    ("s.crime.drr", "engage", "process", "higher", "UNCONFIRMED"),
    ("s.crime.ooc", "crime", "activity", "neither", "UNCONFIRMED"),
    ("s.crime.child_exploit", "crime", "activity", "neither", "UNCONFIRMED"),
    ("s.supply.seizures", "supply", "activity", "neither", "PARTLY"),
    ("s.supply.price_purity", "supply", "outcome", "neither", "UNCONFIRMED"),
    ("s.deaths.in_treatment", "deaths", "outcome", "lower", "FOUND"),
    ("s.deaths.naloxone", "deaths", "activity", "neither", "UNCONFIRMED"),
    ("s.deaths.bbv", "deaths", "process", "higher", "UNCONFIRMED"),
    ("s.deaths.ambulance", "deaths", "outcome", "lower", "UNCONFIRMED"),
    ("s.engage.unmet", "engage", "outcome", "lower", "UNCONFIRMED"),
    ("s.engage.waits", "engage", "process", "higher", "FOUND"),
    ("s.engage.early_exit", "engage", "outcome", "lower", "UNCONFIRMED"),
    ("s.recovery.success", "recovery", "outcome", "higher", "FOUND"),
]
# Where open data let something like it be computed, the row says so and names the measure.
STANDS_IN = {
    "h.crime.neighbourhood": "neighbourhood_crime_recorded",
    "h.deaths.misuse": "drug_poisoning_deaths",
    "h.engage.in_treatment": "adults_in_treatment_england",
    "s.crime.ooc": "drug_offence_outcomes",
    "s.crime.possession": "recorded_drug_offences",
    "s.crime.trafficking": "recorded_drug_offences",
}

# Computed from partners' own files or published ones, where these are landed; the others wait.
FROM_FILES = {
    "h.deaths.admissions",
    "h.deaths.misuse",
    "s.crime.child_exploit",
    "s.crime.drr",
    "s.crime.dtoa",
    "s.crime.ooc",
    "s.crime.possession",
    "s.crime.trafficking",
    "s.deaths.ambulance",
    "s.deaths.bbv",
    "s.deaths.naloxone",
    "s.engage.waits",
    "s.supply.seizures",
    "s.use.children_parents",
    "s.use.exclusions",
    "s.use.homeless",
    "s.use.prison_positive",
    "h.use.ocu_prev",
}
# Computed once records are linked to people, and said so in what they wait for.
FOR_LINKAGE = {
    "h.engage.continuity",
    "h.engage.in_treatment",
    "h.recovery.progress",
    "s.crime.reoffend",
    "s.deaths.in_treatment",
    "s.engage.early_exit",
    "s.engage.unmet",
    "s.recovery.success",
}
COMPUTED = FROM_FILES | FOR_LINKAGE

MEASURES = discover(catalogue, Measure)
FRAMEWORK = {m.framework_code: m for m in MEASURES.values() if m.framework_code}
ROWS = [pytest.param(code, id=code) for code in sorted(FRAMEWORK)]


def test_three_outcomes_are_strategic_and_three_intermediate():
    assert len(STRATEGIC) == len(INTERMEDIATE) == 3
    assert {*STRATEGIC, *INTERMEDIATE} == set(Outcome) == set(OUTCOME_TITLES)


def test_there_are_eleven_headline_and_twenty_three_supporting_rows():
    levels = [m.level for m in FRAMEWORK.values()]
    assert levels.count(Level.HEADLINE) == len(HEADLINE) == 11
    assert levels.count(Level.SUPPORTING) == len(SUPPORTING) == 23
    assert set(FRAMEWORK) == {row[0] for row in HEADLINE + SUPPORTING}


def test_a_framework_code_is_used_once():
    codes = [m.framework_code for m in MEASURES.values() if m.framework_code]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "outcome", "kind", "better", "evidence"),
    [pytest.param(*row, id=row[0]) for row in HEADLINE + SUPPORTING],
)
def test_a_row_says_what_it_is(code, outcome, kind, better, evidence):
    measure = FRAMEWORK[code]
    assert measure.outcome == Outcome(outcome)
    assert measure.kind == Kind(kind)
    assert measure.better == Better(better)
    assert measure.evidence == Evidence[evidence]
    assert measure.level == (Level.HEADLINE if code.startswith("h.") else Level.SUPPORTING)


@pytest.mark.parametrize("name", MEASURES)
def test_more_activity_is_never_better(name):
    measure = MEASURES[name]
    if measure.kind == Kind.ACTIVITY:
        assert measure.better == Better.NEITHER
        if measure.framework_code:
            assert measure.kind_note, "say what the national framework wants, and why we do not"


@pytest.mark.parametrize("code", ROWS)
def test_a_row_says_what_it_waits_for_and_who_answers(code):
    measure = FRAMEWORK[code]
    assert measure.is_computed == (code in COMPUTED)
    assert ("linked to people" in measure.waiting_for) == (code in FOR_LINKAGE)
    assert measure.waiting_for
    assert measure.waiting_for[0].islower() or measure.waiting_for.startswith("NHS")
    assert measure.agency
    assert measure.owner
    assert measure.next_review > date(2026, 11, 24)
    assert measure.lag
    assert measure.caveats
    assert measure.evidence_source
    assert measure.period_words
    assert measure.geography


@pytest.mark.parametrize("name", [m.name for m in MEASURES.values() if m.is_computed])
def test_a_measure_names_every_source_it_counts_so_that_each_ones_rule_binds(name):
    measure = MEASURES[name]
    read = {source for part in measure.parts for source in TABLES[part.table].sources}
    assert read <= set(measure.sources)


@pytest.mark.parametrize("code", ROWS)
def test_an_unsure_row_says_that_it_is_unsure(code):
    measure = FRAMEWORK[code]
    if measure.evidence != Evidence.FOUND:
        assert "not confirmed" in measure.evidence_source


@pytest.mark.parametrize("code", ROWS)
def test_a_share_or_rate_says_out_of_what(code):
    measure = FRAMEWORK[code]
    if measure.statistic in {"proportion", "rate", "unmet", "estimate"}:
        assert measure.out_of
        assert measure.per > 1


@pytest.mark.parametrize(("code", "proxy"), STANDS_IN.items())
def test_a_row_names_the_measure_that_stands_in_for_it(code, proxy):
    assert any(f"`{proxy}`" in caveat for caveat in FRAMEWORK[code].caveats)


@pytest.mark.parametrize("code", ROWS)
def test_words_are_whole_sentences_where_sentences_are_due(code):
    measure = FRAMEWORK[code]
    for words in (measure.why_it_matters, measure.lag, *measure.caveats):
        assert words.endswith("."), words
        assert not re.search(r"  |\.\.", words), words
    for words in (measure.title, measure.what_is_counted, measure.waiting_for):
        assert not words.endswith("."), words
