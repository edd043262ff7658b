"""True identities: the same from the same seed, plausible, and hard to link where life makes it so."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from fingerpost.county.names import COMMUNITIES
from fingerpost.county.parameters import all_parameters
from tests.unit.county.people_of_concern import (
    FIRST_DAY,
    LAST_DAY,
    SECTOR,
    SECTORS,
    concern,
    many,
    named,
)

YEAR = 365.25
# The 124 postcode areas of the United Kingdom and the Crown dependencies.
REAL_POSTCODE_AREAS = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL
SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""


def test_the_same_seed_gives_the_same_bytes():
    one, two = (named(concern(1_000)) for _ in range(2))
    assert one.people.serialize() == two.people.serialize()
    assert one.addresses.serialize() == two.addresses.serialize()
    other = named(concern(1_000), seed=8).people
    assert (other["surname"] != one.people["surname"]).mean() > 0.9


def test_nobody_is_named_after_those_who_happen_to_be_there():
    everybody = named(concern(2_000))
    half = concern(2_000).gather_every(2)
    few = named(half, identity__person__kin_twin=0, identity__person__kin_sibling=0)
    both = everybody.people.filter(pl.col("kin").is_null()).join(
        few.people.filter(pl.col("kin").is_null()), on="person", suffix="_few"
    )
    assert both.height > 800
    for column in ("forename", "surname", "known_as", "married_day", "alias_surname"):
        assert both[column].equals(both[f"{column}_few"], null_equal=True, check_names=False)


@pytest.mark.parametrize(
    ("column", "parameter"),
    [
        pytest.param("changed_day", "changed_gender", id="changed their gender"),
        pytest.param("alias_forename", "has_alias", id="have an alias"),
        pytest.param("middle", "has_middle_name", id="have a middle name"),
    ],
)
def test_shares_are_those_of_the_parameters(column, parameter):
    people = many().people
    share = all_parameters()[f"identity.person.{parameter}"]
    error = (share * (1 - share) / people.height) ** 0.5
    # A few middle names fall out because they are the forename too.
    assert people[column].is_not_null().mean() == pytest.approx(
        share, abs=4 * error + 0.05 * share
    )


def test_kin_are_linked_both_ways_and_look_it():
    people = many().people
    kin = people.filter(pl.col("kin").is_not_null())
    pairs = kin.join(people, left_on="kin_person", right_on="person", suffix="_other")
    assert pairs.height == kin.height
    assert (pairs["kin_person_other"] == pairs["person"]).all()
    assert (pairs["kin"] == pairs["kin_other"]).all()
    same_sex = pairs.filter(pl.col("sex") == pl.col("sex_other"))
    assert (same_sex["birth_surname"] == same_sex["birth_surname_other"]).all()
    years = (pairs["born"] - pairs["born_other"]).abs() / YEAR
    for kind, least, most in (("twin", 0, 0), ("father_and_son", 17, 40), ("sibling", 0.8, 9)):
        of = pairs["kin"] == kind
        assert of.sum() == 2 * round(people.height * _number(f"kin_{kind}") / 2)
        assert years.filter(of).is_between(least, most).all()
    fathers = pairs.filter(kin="father_and_son")
    assert (fathers["sex"] == 0).all()
    assert (fathers["forename"] == fathers["forename_other"]).all()
    twins = pairs.filter(kin="twin")
    assert (twins["forename"] == twins["forename_other"]).mean() < 0.05


def test_fathers_and_sons_begin_at_one_address():
    identities = many()
    start = identities.addresses.filter(from_day=FIRST_DAY).select("person", "postcode")
    pairs = identities.people.filter(kin="father_and_son").select("person", "kin_person")
    pairs = pairs.join(start, on="person").join(
        start, left_on="kin_person", right_on="person", suffix="_other"
    )
    assert pairs.height > 50
    assert (pairs["postcode"] == pairs["postcode_other"]).all()


def test_a_household_has_one_address_and_mostly_one_name():
    people = concern(4_000).with_columns(
        household=pl.col("person") // 200, community=pl.lit(0, pl.Int8)
    )
    people = people.with_columns(area=pl.col("area").first().over("household"))
    alone = {f"identity__person__kin_{kin}": 0 for kin in ("twin", "father_and_son", "sibling")}
    identities = named(people, **alone)
    start = identities.addresses.filter(from_day=FIRST_DAY)
    one = (
        start.join(people, on="person").group_by("household").agg(pl.col("postcode").n_unique())
    )
    assert (one["postcode"] == 1).all()
    top = (
        identities.people.filter(sex=0)
        .join(people.select("person", "household"), on="person")
        .group_by("household")
        .agg(pl.col("birth_surname").unique_counts().max() / pl.len(), size=pl.len())
        .filter(pl.col("size") >= 5)
    )
    assert 0.65 < top["birth_surname"].mean() < 0.9


def test_women_change_their_surname_on_marriage_and_some_go_back():
    people = many().people.filter(sex=1)
    white = people.filter(community=0)
    married = white.filter(pl.col("married_day") <= LAST_DAY)
    assert married.height > 500
    assert (married["married_surname"] != married["birth_surname"]).mean() > 0.99
    back = married.filter(pl.col("returned_day") <= LAST_DAY)
    assert 0 < back.height < married.height
    assert (back["surname"] == back["birth_surname"]).all()
    assert (back["previous_surnames"].list.len() == 2).all()
    rest = married.filter(
        (pl.col("returned_day") > LAST_DAY) | pl.col("returned_day").is_null()
    )
    assert (rest["surname"] == rest["married_surname"]).all()
    assert (rest["previous_surnames"].list.get(0) == rest["birth_surname"]).all()
    age = (white["married_day"] - white["born"]) / YEAR
    assert age.drop_nulls().is_between(17.9, 48.1).all()
    during = married["married_day"].is_between(FIRST_DAY, LAST_DAY)
    assert during.any()
    assert not during.all()
    muslim = people.filter(community=COMMUNITIES.index("south_asian_muslim"))
    assert muslim["married_surname"].is_null().all()


def test_papers_without_a_birthday_give_the_first_of_january():
    people = many().people
    off = people.filter(pl.col("documented_born") != pl.col("born"))
    assert set(off["community"]) <= {
        COMMUNITIES.index(n) for n in ("black_african", "arab_other")
    }
    written = off["documented_born"].cast(pl.Date)
    assert (written.dt.ordinal_day() == 1).all()
    assert (written.dt.year() == off["born"].cast(pl.Date).dt.year()).all()


def test_true_attributors_collide_as_often_as_initials_and_birthdays_say():
    people = many().people
    day = people["born"].to_numpy()
    initials = [people[column].str.head(1) for column in ("forename", "surname")]
    key = pl.DataFrame({"f": initials[0], "s": initials[1], "d": day, "x": people["sex"]})
    counts = key.group_by("f", "s", "d", "x").len()["len"].to_numpy()
    pairs = (counts * (counts - 1) // 2).sum()

    def agree(values: pl.Series) -> float:
        shares = values.value_counts()["count"].to_numpy() / people.height
        return float(np.square(shares).sum())

    # Chance alone, were all four independent; forenames and sexes are not, so a little more.
    every = people.height * (people.height - 1) / 2
    expected = every * agree(initials[0]) * agree(initials[1]) * agree(people["sex"]) / 19_700
    assert expected == pytest.approx(30, rel=0.3)  # so about 3 people in 1,000 share theirs
    assert expected * 0.6 < pairs < expected * 2.5


# Addresses


def test_stays_follow_one_another_without_gap():
    stays = many().addresses
    assert (stays["from_day"] < stays["until_day"]).all()
    ends = stays.group_by("person").agg(pl.col("from_day").min(), pl.col("until_day").max())
    assert (ends["from_day"] == FIRST_DAY).all()
    assert (ends["until_day"] == LAST_DAY + 1).all()
    after = stays.with_columns(next=pl.col("from_day").shift(-1).over("person")).drop_nulls(
        "next"
    )
    assert (after["next"] == after["until_day"]).all()


@pytest.mark.parametrize(
    ("low", "high", "name"), [(18, 25, "18_24"), (25, 35, "25_34"), (50, 80, "50_over")]
)
def test_people_move_as_often_as_the_parameters_say(low, high, name):
    stays = named(concern(20_000), identity__person__moves_to_no_fixed_abode=0).addresses
    stays = stays.join(many().people.select("person", "born"), on="person")
    age = (stays["from_day"] - stays["born"]) / YEAR
    of = stays.filter((age >= low) & (age < high))
    years = ((of["until_day"] - of["from_day"]) / YEAR).sum()
    moves = (of["until_day"] <= LAST_DAY).sum()
    # People grow older during a stay, so the measured rate lags by a little.
    assert moves / years == pytest.approx(_number(f"moves_per_year_{name}"), rel=0.05)


def test_no_postcode_is_real_and_each_lies_in_its_sector():
    stays = many().addresses
    postcodes = stays["postcode"].drop_nulls()
    assert postcodes.str.contains(r"^Z[A-Z]\d \d[ABD-HJLNP-UW-Z]{2}$").all()
    assert not set(postcodes.str.extract(r"^([A-Z]+)")) & set(REAL_POSTCODE_AREAS.split())
    housed = stays.drop_nulls("postcode")
    sector = pl.Series(SECTORS).gather(SECTOR[housed["area"].to_numpy()])
    assert (housed["postcode"].str.slice(0, 5) == sector).all()
    areas = housed.group_by("postcode").agg(pl.col("area").n_unique())["area"]
    assert (areas == 1).all()


def test_some_have_no_fixed_abode_for_a_while():
    stays = many().addresses
    nowhere = stays.filter("is_no_fixed_abode")
    assert nowhere["postcode"].is_null().all()
    assert stays.filter(~pl.col("is_no_fixed_abode"))["postcode"].is_not_null().all()
    days = (stays["until_day"] - stays["from_day"]).cast(pl.Int64)
    share = days.filter(stays["is_no_fixed_abode"]).sum() / days.sum()
    assert 0.003 < share < 0.02
    young = nowhere.join(many().people, on="person")
    assert ((young["from_day"] - young["born"]) / YEAR >= 18).all()


def test_moves_are_mostly_short():
    stays = many().addresses.drop_nulls("postcode")
    moves = stays.with_columns(before=pl.col("postcode").shift(1).over("person"))
    moves = moves.drop_nulls("before")
    same = (moves["postcode"].str.slice(0, 3) == moves["before"].str.slice(0, 3)).mean()
    assert same > _number("moves_within_sector") + _number("moves_within_district") - 0.02
    assert (moves["postcode"] != moves["before"]).mean() > 0.97


def _number(name: str) -> float:
    return all_parameters()[f"identity.person.{name}"]
