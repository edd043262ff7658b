"""Outcome forms: which two are compared, what is a reliable change, and who makes progress."""

from __future__ import annotations

import pytest

from fingerpost.evidence.journeys.episodes import counting, forms
from fingerpost.evidence.journeys.progress import treatment_progress
from fingerpost.evidence.journeys.treatment import (
    numbered,
    people_in_treatment_year,
    treatment_journeys,
)
from tests.unit.journeys.making import (
    EPISODE,
    KNOWN_UNTIL,
    NDTMS,
    RULES,
    episode,
    ndtms,
    of,
    read,
    table,
)

START = "2022-06-01"
NONE_USED = dict.fromkeys(
    (
        "alcohol_days",
        "opiate_days",
        "crack_days",
        "cocaine_days",
        "amphetamine_days",
        "cannabis_days",
        "other_drug_days",
    ),
    0,
)


def form(stage, day, **said):
    """Return a form: nothing used and no housing problem, but for what is said."""
    usual = {**NONE_USED, "acute_housing_problem": "N", "housing_risk": "N"}
    return {"outcomes_stage": stage, "outcomes_on": day, **usual, **said}


def made(engine, cases, build):
    """Return the progress of each case: `build` gives its episode and its forms."""
    episodes, rows = [], []
    for n, case in enumerate(cases):
        one, filled = build(*case.values)
        number = f"e{n}"
        episodes.append({**one, "episode": number, "person_key": case.id, "records": [n]})
        rows += [
            ndtms(episode=number, person_key=case.id, record=1000 * (n + 1) + place, **said)
            for place, said in enumerate(filled)
        ]
    known = numbered(table(engine, episodes, EPISODE), RULES)
    journeys = treatment_journeys(known, known_until=KNOWN_UNTIL, rules=RULES)
    everybody = people_in_treatment_year(
        known, journeys, first_year=2022, known_until=KNOWN_UNTIL
    )
    filled = forms(counting(table(engine, rows, NDTMS), RULES))
    found = treatment_progress(everybody, journeys, known, filled, rules=RULES)
    return found.filter(found.financial_year == 2022).to_polars()


# Days at the start and on the latest form, of one substance, and what that is.
CHANGES = [
    pytest.param("opiate", 28, 15, "reliably less", id="opiates, 13 days less"),
    pytest.param("opiate", 28, 16, "no reliable change", id="opiates, 12 days less"),
    pytest.param("crack", 20, 10, "reliably less", id="crack, 10 days less"),
    pytest.param("crack", 20, 11, "no reliable change", id="crack, 9 days less"),
    pytest.param("cocaine", 10, 2, "reliably less", id="cocaine, 8 days less"),
    pytest.param("cocaine", 10, 3, "no reliable change", id="cocaine, 7 days less"),
    pytest.param("amphetamine", 10, 1, "reliably less", id="amphetamines, 9 days less"),
    pytest.param("amphetamine", 10, 2, "no reliable change", id="amphetamines, 8 days less"),
    pytest.param("cannabis", 28, 14, "reliably less", id="cannabis, 14 days less"),
    pytest.param("cannabis", 28, 15, "no reliable change", id="cannabis, 13 days less"),
    pytest.param("alcohol", 28, 17, "reliably less", id="alcohol, 11 days less"),
    pytest.param("alcohol", 28, 18, "no reliable change", id="alcohol, 10 days less"),
    pytest.param("opiate", 5, 18, "reliably more", id="opiates, 13 days more"),
    pytest.param("opiate", 5, 17, "no reliable change", id="opiates, 12 days more"),
    pytest.param("opiate", 1, 0, "abstinent", id="one day, then none"),
    pytest.param("opiate", 0, 0, "not used", id="none at all"),
    pytest.param("opiate", None, None, "not used", id="neither form answers"),
    pytest.param("opiate", 5, None, "not known", id="one form does not answer"),
]


@pytest.fixture(scope="module")
def changes(engine):
    def build(name, before, now, expected):
        return episode(START), [
            form("S", START, **{f"{name}_days": before}),
            form("R", "2022-12-01", **{f"{name}_days": now}),
        ]

    return made(engine, CHANGES, build)


@pytest.mark.parametrize(("name", "before", "now", "expected"), CHANGES)
def test_reliable_change(request, changes, name, before, now, expected):
    assert read(of(request, changes), f"{name}_change") == [(expected,)]


HEAVY = {"opiate_days": 28}
# Which forms there are (stage, day, what they say), and which two are compared.
PAIRS = [
    pytest.param(
        [("S", START), ("R", "2022-12-01")], (START, "2022-12-01", None), id="start and review"
    ),
    pytest.param(
        [("S", "2022-06-15"), ("R", "2022-12-01")],
        ("2022-06-15", "2022-12-01", None),
        id="start form 14 days late",
    ),
    pytest.param(
        [("S", "2022-05-18"), ("R", "2022-12-01")],
        ("2022-05-18", "2022-12-01", None),
        id="start form 14 days early",
    ),
    pytest.param(
        [("S", "2022-06-16"), ("R", "2022-12-01")],
        (None, None, "no form at the start"),
        id="start form 15 days late",
    ),
    pytest.param(
        [("S", "2022-06-10"), ("S", "2022-05-30"), ("R", "2022-12-01")],
        ("2022-05-30", "2022-12-01", None),
        id="two start forms: the nearest",
    ),
    pytest.param(
        [("S", START), ("R", "2022-09-01"), ("R", "2022-12-01")],
        (START, "2022-12-01", None),
        id="two reviews: the latest",
    ),
    pytest.param(
        [("S", START), ("R", "2022-12-01"), ("E", "2022-12-20")],
        (START, "2022-12-20", None),
        id="an exit form counts",
    ),
    pytest.param(
        [("S", START), ("P", "2022-12-01")],
        (START, None, "no review in the year"),
        id="a form after treatment does not",
    ),
    pytest.param(
        [("S", START), ("R", "2023-04-01")],
        (START, None, "no review in the year"),
        id="a review in the next year",
    ),
    pytest.param(
        [("S", START), ("R", "2023-03-31")],
        (START, "2023-03-31", None),
        id="a review on the last day of the year",
    ),
    pytest.param(
        [("S", START), ("R", START)],
        (START, None, "no review in the year"),
        id="a review on the day of the start form",
    ),
    pytest.param(
        [("R", "2022-12-01")], (None, None, "no form at the start"), id="review alone"
    ),
    pytest.param([("S", START)], (START, None, "no review in the year"), id="start alone"),
    pytest.param([], (None, None, "no form at the start"), id="no form"),
]


@pytest.fixture(scope="module")
def pairs(engine):
    return made(
        engine,
        PAIRS,
        lambda said, _: (episode(START), [form(stage, day) for stage, day in said]),
    )


@pytest.mark.parametrize(("said", "expected"), PAIRS)
def test_which_two_forms_are_compared(request, pairs, said, expected):
    columns = ("start_form_on", "latest_form_on", "why_not_known")
    [(start, latest, why)] = read(of(request, pairs), *columns)
    assert (start and str(start), latest and str(latest), why) == expected
    progress = of(request, pairs)["progress"].item()
    assert (progress == "not known") == (why is not None)


# The episode (end, exit), what the start form and the latest form say, and: progress, drug-free,
# reduction, stable home.
PROGRESS = [
    pytest.param(None, {}, HEAVY, {}, ("yes", "yes", "yes", "yes"), id="free of drugs"),
    pytest.param(
        None, {}, HEAVY, {"opiate_days": 10}, ("yes", "no", "yes", "yes"), id="a large cut"
    ),
    pytest.param(
        None, {}, HEAVY, {"opiate_days": 20}, ("no", "no", "no", "yes"), id="a small cut"
    ),
    pytest.param(
        "2022-12-01",
        {},
        HEAVY,
        {"opiate_days": 20},
        ("yes", "no", "no", "yes"),
        id="completed, whatever the use",
    ),
    pytest.param(
        None,
        {},
        HEAVY,
        {"acute_housing_problem": "Y"},
        ("no", "yes", "yes", "no"),
        id="free of drugs, without a home",
    ),
    pytest.param(
        None,
        {},
        HEAVY,
        {"housing_risk": "Y"},
        ("no", "yes", "yes", "no"),
        id="free of drugs, the home at risk",
    ),
    pytest.param(
        None,
        {},
        HEAVY,
        {"housing_risk": None},
        ("not known", "yes", "yes", "not known"),
        id="housing not answered",
    ),
    pytest.param(
        None,
        {},
        HEAVY,
        {"housing_risk": None, "acute_housing_problem": "Y"},
        ("no", "yes", "yes", "no"),
        id="one housing answer decides",
    ),
    pytest.param(
        None,
        {},
        HEAVY,
        {"opiate_days": None},
        ("not known", "not known", "not known", "yes"),
        id="use not answered",
    ),
    pytest.param(
        None,
        {},
        {"opiate_days": 28, "cannabis_days": 5},
        {"opiate_days": 10, "cannabis_days": 19},
        ("no", "no", "no", "yes"),
        id="one substance less, another more",
    ),
    pytest.param(
        None,
        {"alcohol": True},
        {"alcohol_days": 28},
        {"alcohol_days": 27},
        ("no", "no", "no", "yes"),
        id="cited alcohol, and drinks",
    ),
    pytest.param(
        None,
        {"alcohol": False},
        {"alcohol_days": 28},
        {"alcohol_days": 27},
        ("yes", "yes", "no", "yes"),
        id="did not cite alcohol, and drinks: free of drugs",
    ),
    pytest.param(
        None,
        {},
        {"other_drug_days": 20},
        {"other_drug_days": 1},
        ("no", "no", "no", "yes"),
        id="another drug has no threshold",
    ),
]


@pytest.fixture(scope="module")
def progress(engine):
    def build(ended, cited, before, now, expected):
        return episode(START, ended, **cited), [
            form("S", START, **before),
            form("R", "2022-11-30", **now),
        ]

    return made(engine, PROGRESS, build)


@pytest.mark.parametrize(("ended", "cited", "before", "now", "expected"), PROGRESS)
def test_who_makes_progress(request, progress, ended, cited, before, now, expected):
    columns = ("progress", "drug_free", "reduction", "stable_home")
    assert read(of(request, progress), *columns) == [expected]


def test_it_is_said_of_adults_alone_and_keeps_its_forms(engine):
    cases = [pytest.param("adult", id="anna"), pytest.param("young people", id="ben")]
    found = made(
        engine,
        cases,
        lambda setting: (
            episode(START, setting=setting),
            [form("S", START), form("R", "2022-12-01"), form("R", "2022-10-01")],
        ),
    )
    assert read(found, "person_key", "records") == [("anna", [0, 1000, 1001])]
