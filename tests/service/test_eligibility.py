"""Whether somebody may be diverted follows from the stated rules, and each says why in words."""

from __future__ import annotations

from datetime import date

import pytest
from tests.service.justice_making import SAID

from fingerpost.service.casework.diversion_outcomes import all_ruled, proposed, ruled
from fingerpost.service.casework.diversion_rules import OURS, Condition, RuleKind, read
from fingerpost.service.casework.eligibility import (
    CHECKS,
    Answer,
    Known,
    age_on,
    decide,
    months_before,
)

BOOK = read(OURS.read_text(encoding="utf-8"))
ON = date(2026, 4, 1)
KNOWN = {
    "on": ON,
    "offence": "92D",
    "encounter": "stop",
    "born_on": date(1990, 5, 4),
    "said": SAID,
}
YES, NO, CANNOT = Answer.YES, Answer.NO, Answer.CANNOT_SAY


def said(**more: bool | None) -> dict[str, object]:
    return {"said": {**SAID, **more}}


@pytest.mark.parametrize(
    ("scheme", "known", "answer", "why"),
    [
        pytest.param("drug_course", {}, YES, "", id="possession at a stop"),
        pytest.param("drug_course", {"offence": "92E"}, YES, "", id="possession of cannabis"),
        pytest.param("drug_course", said(admits=False), YES, "", id="no admission is needed"),
        pytest.param(
            "drug_course",
            {"offence": "92A"},
            NO,
            "Trafficking in controlled drugs (92A) is not an offence of this scheme.",
            id="trafficking",
        ),
        pytest.param(
            "drug_course",
            {"offence": ""},
            CANNOT,
            "Cannot say: the offence is not known. Choose the offence from the crime report.",
            id="offence not known",
        ),
        pytest.param(
            "drug_course",
            {"born_on": date(2008, 4, 2)},
            NO,
            "They are 17: the scheme begins at 18.",
            id="a day before 18",
        ),
        pytest.param("drug_course", {"born_on": date(2008, 4, 1)}, YES, "", id="18 today"),
        pytest.param(
            "drug_course",
            {"born_on": None},
            CANNOT,
            "Cannot say: the date of birth is not known. Ask them, and look at a document.",
            id="age not known",
        ),
        pytest.param(
            "drug_course",
            {"born_on": date(2027, 1, 1)},
            CANNOT,
            "Cannot say: the date of birth is after the encounter. Correct the date of birth.",
            id="born after the encounter",
        ),
        pytest.param(
            "drug_course",
            {"diverted_on": (date(2025, 4, 2),)},
            NO,
            "They were diverted on 2 April 2025, within 12 months.",
            id="diverted within 12 months",
        ),
        pytest.param(
            "drug_course", {"diverted_on": (date(2025, 4, 1),)}, YES, "", id="12 months ago"
        ),
        pytest.param(
            "drug_course",
            said(elsewhere=True),
            NO,
            "Were they diverted by another force in the last 12 months? Yes.",
            id="diverted elsewhere",
        ),
        pytest.param(
            "drug_course",
            said(elsewhere=None),
            CANNOT,
            "Cannot say: not known: Were they diverted by another force in the last 12 months?"
            " Look them up in the Police National Computer.",
            id="elsewhere not known",
        ),
        pytest.param(
            "drug_course",
            {"born_on": None, **said(supplies=True)},
            NO,
            "Is there a sign that they supply drugs to others? Yes.",
            id="what is not met settles it, whatever is not known",
        ),
        pytest.param(
            "resolution_course",
            {"offence": "46", **said(admits=True)},
            YES,
            "",
            id="theft from a shop, admitted",
        ),
        pytest.param(
            "resolution_course",
            {"offence": "49", **said(admits=True)},
            NO,
            "Other theft (49) is left out of this scheme.",
            id="left out of its group",
        ),
        pytest.param(
            "resolution_course",
            said(admits=False),
            NO,
            "Do they admit the offence? No.",
            id="a resolution needs an admission",
        ),
        pytest.param(
            "treatment_condition",
            said(admits=True),
            NO,
            "Stop, or stop and search: not an encounter of this scheme.",
            id="a caution is not given at a stop",
        ),
        pytest.param(
            "treatment_condition",
            {"encounter": "arrest", **said(admits=True)},
            YES,
            "",
            id="a caution at an arrest",
        ),
        pytest.param(
            "treatment_condition",
            {"encounter": "", **said(admits=True)},
            CANNOT,
            "Cannot say: how police met them is not known. Choose how police met them.",
            id="encounter not known",
        ),
    ],
)
def test_it_is_decided_and_says_why(
    scheme: str, known: dict[str, object], answer: Answer, why: str
) -> None:
    decision = decide(BOOK.schemes[scheme], Known(**{**KNOWN, **known}), BOOK)
    assert decision.answer is answer
    assert " ".join(decision.why) == why
    assert [one.rule for one in decision.results] == [
        one.words for one in BOOK.schemes[scheme].rules
    ]


def test_every_kind_of_rule_is_looked_at_and_every_source_is_named() -> None:
    assert set(CHECKS) == set(RuleKind)
    for scheme in BOOK.schemes.values():
        assert all(rule.source and rule.words for rule in scheme.rules), scheme.name


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        pytest.param(date(2008, 2, 29), date(2026, 2, 28), 17, id="born on 29 February"),
        pytest.param(date(2008, 2, 29), date(2026, 3, 1), 18, id="and on 1 March"),
        pytest.param(date(1990, 5, 4), date(2026, 5, 4), 36, id="on the day"),
    ],
)
def test_age(born_on: date, on: date, age: int) -> None:
    assert age_on(born_on, on) == age


@pytest.mark.parametrize(
    ("on", "months", "before"),
    [
        pytest.param(date(2026, 4, 1), 12, date(2025, 4, 1), id="a year"),
        pytest.param(date(2026, 3, 31), 1, date(2026, 2, 28), id="to a shorter month"),
        pytest.param(date(2026, 1, 15), 1, date(2025, 12, 15), id="into the year before"),
    ],
)
def test_months_before(on: date, months: int, before: date) -> None:
    assert months_before(on, months) == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(('outcome = "22"', 'outcome = "99"'), "outcome 99", id="outcome"),
        pytest.param(('groups = ["possession"]', 'groups = ["x"]'), "'x'", id="group"),
        pytest.param(('fact = "supplies"', 'fact = "x"'), "'x'", id="question"),
        pytest.param(('"stop"', '"x"'), "'x'", id="encounter"),
        pytest.param(('kind = "age"', 'kind = "x"'), "'x'", id="kind"),
    ],
)
def test_a_file_that_names_what_is_not_listed_is_refused(
    change: tuple[str, str], says: str
) -> None:
    text = OURS.read_text(encoding="utf-8").replace(*change)
    with pytest.raises(ValueError, match=says):
        read(text)


A, C, ACC = Condition.ADMITS, Condition.COMPLIED, Condition.ACCEPTED


@pytest.mark.parametrize(
    ("number", "so", "breached", "met", "why"),
    [
        pytest.param(
            "22", {C, ACC}, False, True, "Only after", id="22: done, nothing admitted"
        ),
        pytest.param("22", {ACC, A}, False, False, "not completed", id="22: not done"),
        pytest.param("22", {C}, True, False, "not done", id="22: breached"),
        pytest.param("8", {C, ACC}, False, False, "no admission", id="8: nothing admitted"),
        pytest.param("8", {C, ACC, A}, False, True, "They admitted", id="8: admitted and done"),
        pytest.param("3A", {C, ACC}, False, False, "no admission", id="3A: nothing admitted"),
        pytest.param("1", set(), True, True, "no offence", id="1: after a breach"),
    ],
)
def test_an_outcome_is_recorded_only_when_its_rule_is_met(
    number: str, so: set[Condition], breached: bool, met: bool, why: str
) -> None:
    found = ruled(BOOK.outcomes[number], so, is_breached=breached)
    assert (found.is_met, why in found.why) == (met, True)


def test_the_outcome_to_which_the_scheme_leads_is_proposed() -> None:
    assert proposed(BOOK, BOOK.schemes["drug_course"], {C, ACC}).outcome.number == "22"
    refused = proposed(BOOK, BOOK.schemes["resolution_course"], {C, ACC})
    assert (refused.outcome.number, refused.is_met) == ("8", False)
    assert len(all_ruled(BOOK, set(), is_breached=False)) == len(BOOK.outcomes)
