"""Local ids: opaque, unlike any real number, and not always one for one person."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from fingerpost.county.parameters import all_parameters
from fingerpost.county.registers import FORMS, local_ids, rates_of, references
from fingerpost.evidence.core.errors import FingerpostError
from tests.unit.county.people_of_concern import many

PERSON = many().people["person"].to_numpy()
SHAPE = {"#": r"\d", "@": "[A-Z]"}


@pytest.mark.parametrize("agency", [*FORMS, "treatment.city", "housing.cressfleet"])
def test_ids_have_the_form_of_their_agency_and_no_order(agency):
    ids = local_ids(many(), PERSON, agency, seed=7)
    form = "".join(SHAPE.get(c, c) for c in FORMS[agency.split(".")[0]])
    assert ids["local_id"].str.contains(f"^{form}$").all()
    assert set(ids["person"]) == set(PERSON.tolist())
    only = ids.filter(kind="only")
    assert only["local_id"].is_unique().all()
    order = only["local_id"].rank().to_numpy()
    assert abs(stats.spearmanr(order, only["person"].to_numpy()).statistic) < 0.04


def test_prison_and_probation_numbers_cannot_be_real():
    assert local_ids(many(), PERSON, "prison", seed=7)["local_id"].str.ends_with("ZZ").all()
    assert local_ids(many(), PERSON, "probation", seed=7)["local_id"].str.starts_with("Z").all()


@pytest.mark.parametrize("agency", ["police", "treatment.city", "voluntary"])
def test_some_are_there_twice_and_some_are_taken_for_another(agency):
    ids = local_ids(many(), PERSON, agency, seed=7)
    rates = rates_of(agency)
    people = len(PERSON)
    twice = (ids["kind"] == "second").sum()
    share = rates["twice_in_one"]
    assert twice == pytest.approx(share * people, abs=4 * (share * people) ** 0.5)
    second = ids.filter(kind="second").join(ids.filter(kind="first"), on="person", suffix="_1")
    assert second.height == twice
    assert (second["local_id"] != second["local_id_1"]).all()
    shared = ids.filter(kind="shared")
    assert shared.height == round(rates["two_in_one"] * people / 2)
    other = shared.join(ids, on="local_id", suffix="_other").filter(
        pl.col("person") != pl.col("person_other")
    )
    assert (other["person_other"] == other["first_known"]).all()
    assert other.height == shared.height


def test_those_taken_for_another_share_a_surname_and_a_sex():
    ids = local_ids(many(), PERSON, "police", seed=7).filter(kind="shared")
    people = many().people.select("person", "surname", "sex", "kin_person")
    pairs = ids.join(people, on="person").join(
        people, left_on="first_known", right_on="person", suffix="_other"
    )
    assert (pairs["surname"] == pairs["surname_other"]).all()
    assert (pairs["sex"] == pairs["sex_other"]).all()
    # Kin are one in thirty of everybody, and far more of these.
    assert (pairs["kin_person"] == pairs["first_known"]).mean() > 0.15


def test_agencies_of_one_kind_number_people_apart():
    one, two = (
        local_ids(many(), PERSON[:500], f"housing.{name}", seed=7).filter(kind="only")
        for name in ("cressfleet", "aldenwold")
    )
    assert not set(one["local_id"]) & set(two["local_id"])


def test_order_and_repeats_change_no_number():
    one = local_ids(many(), PERSON[:800], "police", seed=7)
    two = local_ids(many(), np.r_[PERSON[:800][::-1], PERSON[:5]], "police", seed=7)
    assert one.equals(two)


def test_references_are_all_different():
    every = references("@#", 260, "all of them", seed=7)
    assert len(set(every)) == 260
    assert list(every) != sorted(every)
    assert list(references("Z######", 50, "a", seed=7)) != list(
        references("Z######", 50, "b", seed=7)
    )


def test_a_form_that_is_used_up_says_so():
    with pytest.raises(FingerpostError, match=r"only 260 numbers of the form @#, and 261"):
        references("@#", 261, seed=7)


def test_no_one_known_gives_no_ids():
    assert local_ids(many(), PERSON[:0], "police", seed=7).height == 0


def test_an_agency_has_its_own_rates_and_else_those_of_all():
    all_of_them = all_parameters()
    police = rates_of("police")
    assert police["alias_used"] == all_of_them["identity.police.alias_used"]
    assert police["sex_wrong"] == all_of_them["identity.records.sex_wrong"]
    assert rates_of("housing.cressfleet") == rates_of("housing.aldenwold")
