"""What must always hold of made-up identities and of what agencies write about them."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.county.addresses import UNITS_PER_SECTOR, Places
from fingerpost.county.misspelling import by_ear, by_keyboard
from fingerpost.county.mistakes import as_known_to
from fingerpost.county.registers import FORMS, local_ids
from tests.unit.county.people_of_concern import FIRST_DAY, LAST_DAY, concern, many, named

PEOPLE = concern(300)
IDENTITIES = named(PEOPLE)


@given(order=st.permutations(range(PEOPLE.height)), seed=st.integers(0, 2**40))
def test_the_order_of_people_changes_nobody(order, seed):
    one, two = named(PEOPLE, seed), named(PEOPLE[order], seed)
    assert one.people.equals(two.people)
    assert one.addresses.equals(two.addresses)


@given(
    agency=st.sampled_from([*FORMS, "housing.aldenwold"]),
    asked=st.lists(
        st.tuples(st.integers(0, 299), st.integers(FIRST_DAY - 900, LAST_DAY + 900)),
        unique=True,
        min_size=1,
        max_size=60,
    ),
    data=st.data(),
)
def test_the_order_of_records_changes_none(agency, asked, data):
    order = data.draw(st.permutations(range(len(asked))))
    person = IDENTITIES.people["person"].to_numpy()[[who for who, _ in asked]]
    day = np.array([day for _, day in asked])
    one = as_known_to(IDENTITIES, person, day, agency, seed=7)
    two = as_known_to(IDENTITIES, person[order], day[order], agency, seed=7)
    assert one.records[order].equals(two.records)
    assert one.records.height == len(asked)


@given(agency=st.sampled_from(list(FORMS)), seed=st.integers(0, 2**40))
def test_each_record_stands_under_an_id_of_its_person(agency, seed):
    person = np.repeat(IDENTITIES.people["person"].to_numpy(), 2)
    ids = local_ids(IDENTITIES, person, agency, seed=seed)
    day = np.full(len(person), FIRST_DAY)
    made = as_known_to(IDENTITIES, person, day, agency, seed=seed, ids=ids)
    pairs = pl.DataFrame({"person": person, "local_id": made.records["local_id"]})
    assert pairs.join(ids, on=["person", "local_id"], how="anti").is_empty()


@given(
    areas=st.lists(st.integers(0, 3), min_size=4, max_size=80),
    addresses=st.lists(st.integers(0, 2**63), min_size=1, max_size=50),
    seed=st.integers(0, 2**40),
)
def test_an_address_has_one_postcode_and_a_postcode_one_area(areas, addresses, seed):
    places = Places(("ZH1 1", "ZH1 2", "ZA4 1", "ZW9 9"), np.array(areas))
    area = np.tile(np.arange(len(areas)), len(addresses))
    address = np.repeat(np.array(addresses, dtype=np.uint64), len(areas))
    postcode = places.postcodes(area, address, seed)
    assert (postcode == places.postcodes(area[::-1], address[::-1], seed)[::-1]).all()
    one = pl.DataFrame({"area": area, "postcode": postcode}).group_by("postcode").n_unique()
    assert (one["area"] == 1).all()
    assert len(areas) <= UNITS_PER_SECTOR


NAMES = sorted(set(many().people["forename"]) | set(many().people["birth_surname"]))


@given(name=st.sampled_from(NAMES), lot=st.floats(0, 1, exclude_max=True))
def test_a_misspelt_name_is_still_a_name(name, lot):
    assert by_keyboard(name, lot) != name
    for written in (by_keyboard(name, lot), by_ear(name, lot)):
        assert written
        assert written[0].isupper()
        assert abs(len(written) - len(name)) <= 3
