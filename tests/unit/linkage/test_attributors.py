"""Agencies that tell an attributor only: who fits, who fits as well, and what no rule could tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from fingerpost.evidence.linkage import LinkageModel, link, train
from fingerpost.evidence.linkage.achievable import best_achievable
from fingerpost.evidence.linkage.linking import Linked
from tests.unit.linkage.conftest import Written, entries, entry

LESS = ("justice_team", "prison_healthcare", "treatment", "voluntary")


@pytest.fixture(scope="module")
def whole(written: Written, model: LinkageModel) -> Linked:
    """Return all entries linked, those with attributors too."""
    return link(written.entries, model)


def client(number: int, **said: Any) -> dict[str, Any]:
    """Return a client of treatment: J T, but for what is said."""
    usual: dict[str, Any] = {
        "agency": "treatment:T0901",
        "regime": "attributor",
        "local_id": f"C{number}",
        "forename": None,
        "surname": None,
        "first_initial": "J",
        "surname_initial": "T",
        "postcode": "ZH1 1",
    }
    return entry(number, **(usual | said))


@pytest.mark.parametrize(
    ("kind", "least", "of_best"),
    [
        pytest.param("treatment", 0.97, 0.97, id="initials, date of birth, sex and sector"),
        pytest.param("justice_team", 0.95, 0.95, id="initials, date of birth and sex"),
        pytest.param("prison_healthcare", 0.95, 0.95, id="the same, in prison"),
        pytest.param("voluntary", 0.45, 0.5, id="a first name, and seldom more"),
    ],
)
def test_achieved_beside_the_best_that_any_rule_could(
    whole: Linked, written: Written, kind: str, least: float, of_best: float
) -> None:
    table = best_achievable(whole.entries, written.person, whole.clusters["published"])
    row = table.row(by_predicate=pl.col("kind") == kind, named=True)
    assert least <= row["f1"] <= row["best_f1"] <= 1.0
    assert row["f1"] >= of_best * row["best_f1"]


def test_links_of_attributors_are_nearly_always_right(whole: Linked, written: Written) -> None:
    person = written.person
    links = (
        whole.pairs.filter(
            pl.col("mw_others").is_not_null() & (pl.col("match_probability") >= 0.8)
        )
        .join(person, left_on="entry_l", right_on="entry")
        .join(person, left_on="entry_r", right_on="entry", suffix="_r")
    )
    right = (links["person"] == links["person_r"]).mean()
    assert right >= links["match_probability"].mean() - 0.03


def test_a_match_on_an_attributor_alone_is_never_certain(whole: Linked) -> None:
    alone = whole.pairs.filter(
        pl.col("mw_others").is_not_null() & (pl.col("mw_register").fill_null(0.0) <= 0)
    )
    assert alone["match_probability"].max() < 1.0
    told = whole.pairs.filter(pl.col("mw_others").is_not_null())
    weights = told.select(pl.sum_horizontal(pl.col("^mw_.*$"))).to_series()
    assert weights.to_list() == pytest.approx(told["match_weight"].to_list())


def test_two_who_fit_equally_well_are_a_tie(written: Written, whole: Linked) -> None:
    people = entries(
        entry(1, forename="JOHN", postcode="ZH1 1GA"),
        entry(2, forename="JAMES", surname="TURNBULL", postcode="ZH1 1AB"),
        client(3),
    )
    found = link(pl.concat([written.entries.select(people.columns), people]), whole.model)
    pairs = found.pairs.filter((pl.col("entry_l") <= 2) & (pl.col("entry_r") == 3))
    assert pairs.height == 2
    assert pairs["match_probability"].to_list() == pytest.approx([0.5, 0.5], abs=0.05)
    cluster = dict(found.clusters["loose"].select("entry", "cluster").iter_rows())
    assert len({cluster[1], cluster[2], cluster[3]}) == 3
    assert any("fit two people or more" in note for note in found.notes)


@pytest.mark.parametrize(
    ("said", "is_linked"),
    [
        pytest.param({}, True, id="all agrees"),
        pytest.param({"born": date(1986, 7, 24)}, True, id="one day off"),
        pytest.param({"postcode": "ZA4 2", "area": "X07000002"}, True, id="moved"),
        pytest.param({"first_initial": "T", "surname_initial": "J"}, True, id="exchanged"),
        pytest.param({"sex": "F", "surname_initial": "B"}, False, id="sex and initial differ"),
        pytest.param({"born": None}, False, id="no date of birth"),
        pytest.param({"born": date(1971, 2, 3)}, False, id="another date of birth"),
    ],
)
def test_one_client_and_one_person(
    written: Written, whole: Linked, said: dict[str, Any], is_linked: bool
) -> None:
    two = entries(entry(1), client(2, **said))
    found = link(pl.concat([written.entries.select(two.columns), two]), whole.model)
    cluster = dict(found.clusters["loose"].select("entry", "cluster").iter_rows())
    assert (cluster[1] == cluster[2]) is is_linked


def test_a_trained_model_learns_attributors_only(written: Written, model: LinkageModel) -> None:
    taught = train(written.entries, model)
    assert taught.comparisons == model.comparisons
    assert sorted(taught.coverage) == list(LESS)
    assert taught.people > 1_000
    assert taught.coverage["justice_team"] > taught.coverage["voluntary"]
    assert train(written.entries, taught) is taught


def told(kind: str, agency: str, *people: tuple[str, int]) -> list[dict[str, Any]]:
    return [
        entry(
            number,
            agency=agency,
            regime=kind,
            forename=name if kind == "named" else None,
            surname="T",
            first_initial=None if kind == "named" else name[0],
            surname_initial=None if kind == "named" else "T",
        )
        for name, number in people
    ]


@pytest.mark.parametrize(
    ("named_people", "f1"),
    [
        pytest.param([("JOHN", 1)], 1.0, id="one person of these initials"),
        pytest.param([("JOHN", 1), ("JAMES", 2)], 2 / 3, id="two: half of the links are wrong"),
        pytest.param(
            [("JOHN", 1), ("JAMES", 2), ("JACK", 3)], 1 / 2, id="three: two thirds are wrong"
        ),
    ],
)
def test_the_best_that_any_rule_could(named_people: list[tuple[str, int]], f1: float) -> None:
    frame = entries(
        *told("named", "police", *named_people), *told("attributor", "treatment:T", ("JOHN", 9))
    )
    truth = pl.DataFrame({"entry": [1, 2, 3, 9], "person": [1, 2, 3, 1]})
    found = best_achievable(frame, truth).row(0, named=True)
    assert found["best_f1"] == pytest.approx(f1)
    assert found["pairs"] == 1
