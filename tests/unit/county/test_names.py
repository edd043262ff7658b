"""Names are as common as real ones, and every list can be read and written."""

from __future__ import annotations

import numpy as np
import pytest

from fingerpost.county.names import (
    COMMUNITIES,
    DECADES,
    SEXES,
    ethnicities,
    forename_shares,
    nicknames,
    origins,
    sounds,
    surname_shares,
    variants,
    without_accents,
)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # Electoral register of the UK 1996, and deaths in England and Wales 1984-97, in per cent.
        pytest.param("Smith", 1.20, 1.37, id="Smith 1.20-1.37"),
        pytest.param("Jones", 0.90, 1.14, id="Jones 0.90-1.14"),
        pytest.param("Williams", 0.62, 0.73, id="Williams 0.62-0.73"),
        pytest.param("Taylor", 0.56, 0.63, id="Taylor 0.56-0.63"),
        pytest.param("Roberts", 0.32, 0.38, id="Roberts 0.32-0.38"),
        pytest.param("Green", 0.26, 0.30, id="Green 0.26-0.30"),
    ],
)
def test_surnames_are_as_common_as_counted(name, low, high):
    share = 100 * surname_shares("british", "male").share(name)
    assert 0.9 * low <= share <= 1.1 * high


def test_most_surnames_are_rare():
    shares = surname_shares("british", "female")
    each = np.sort(np.diff(shares.cumulative, prepend=0.0))[::-1]
    assert len(each) > 5_000
    assert 0.35 < each[:400].sum() < 0.50
    assert 0.0007 < np.square(each).sum() < 0.0015  # two people share a surname 1 time in 1,000


def test_forenames_spread_over_the_decades():
    top = [
        np.diff(forename_shares("british", "male", decade).cumulative, prepend=0.0).max()
        for decade in DECADES
    ]
    assert top == sorted(top, reverse=True)
    assert top[0] > 0.07
    assert top[-1] < 0.025


@pytest.mark.parametrize("sex", SEXES)
@pytest.mark.parametrize("community", COMMUNITIES)
def test_every_community_has_names_for_both_sexes(community, sex):
    parts = [origin for origin in origins() if origin.community == community]
    assert sum(origin.share for origin in parts) == pytest.approx(1)
    for origin in parts:
        assert origin.ethnicity in ethnicities()
        surnames = surname_shares(origin.surnames, sex)
        assert len(set(surnames.names)) == len(surnames.names) > 15
        for decade in DECADES:
            forenames = forename_shares(origin.forenames, sex, decade)
            assert len(set(forenames.names)) == len(forenames.names) > 15
            assert forenames.cumulative[-1] == pytest.approx(1)


def test_british_lists_are_long():
    for sex in SEXES:
        every = {name for d in DECADES for name in forename_shares("british", sex, d).names}
        assert len(every) >= 150


def test_a_lot_picks_by_share():
    shares = surname_shares("gujarati", "male")
    picked = shares.pick((np.arange(100_000) + 0.5) / 100_000)
    assert (picked == "Patel").mean() == pytest.approx(shares.share("Patel"), abs=1e-4)
    assert shares.pick(np.array([0.0]))[0] == shares.names[0]


@pytest.mark.parametrize(
    ("list_", "man", "woman"),
    [
        pytest.param("polish", "Kowalski", "Kowalska", id="Polish adjective"),
        pytest.param("polish", "Nowak", "Nowak", id="Polish noun"),
        pytest.param("lithuanian", "Kazlauskas", "Kazlauskienė", id="Lithuanian wife"),
        pytest.param("punjabi", "Singh", "Kaur", id="Sikh"),
    ],
)
def test_surnames_agree_with_the_sex(list_, man, woman):
    assert surname_shares(list_, "male").share(man) > 0
    assert surname_shares(list_, "female").share(woman) > 0
    if man != woman:
        assert surname_shares(list_, "female").share(man) == 0


def test_names_of_every_difficult_form_exist():
    surnames = {
        name for o in origins() for s in SEXES for name in surname_shares(o.surnames, s).names
    }
    forenames = {n for o in origins() for n in forename_shares(o.forenames, "male", 1990).names}
    assert any("'" in name for name in surnames)
    assert any("-" in name for name in surnames)
    assert any(" " in name for name in surnames)
    assert {"Łukasz", "João"} <= forenames
    assert any(len(name) == 1 for name in forenames)


def test_both_sexes_share_sikh_forenames():
    men, women = (forename_shares("punjabi", sex, 1990) for sex in SEXES)
    assert len(set(men.names) & set(women.names)) > 20


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Łukasz", "Lukasz"), ("Renée", "Renee"), ("Žukauskas", "Zukauskas"), ("Smith", "Smith")],
)
def test_accents_can_be_lost(name, plain):
    assert without_accents(name) == plain


def test_tables_of_other_forms_are_sound():
    assert {"Bob", "Rob", "Robbie"} <= set(nicknames()["Robert"])
    assert {"Muhammad", "Mohamed"} <= set(variants("transliteration")["Mohammed"])
    assert "Smyth" in variants("spelling")["Smith"]
    for kind in ("spelling", "transliteration"):
        assert all(name not in others for name, others in variants(kind).items())
    assert all(heard != written for heard, written in sounds())
