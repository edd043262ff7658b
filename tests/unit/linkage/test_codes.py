"""Codes: what they are, what they are not, and what happens to those that are not ours."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage import encode_for_linkage
from fingerpost.evidence.linkage.bloom_filters import (
    as_text,
    constant_number_of_bits,
    dice,
    positions,
)
from fingerpost.evidence.linkage.code_schema import PEOPLE, Code, CodeSchema, Kind
from fingerpost.evidence.linkage.code_tokens import areas, letters
from fingerpost.evidence.linkage.codes import MADE_WITH, PERSON, comparable
from fingerpost.evidence.vault import Key

KEY, OTHER_KEY = Key(bytes(range(32))), Key(bytes(32))
CODES = [code.name for code in PEOPLE.codes]
ANNA: dict[str, Any] = {
    "forename": "Anna",
    "surname": "O'Brien",
    "born": date(1980, 5, 3),
    "sex": "F",
    "postcode": "ZH1 1GA",
}


def people(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return a table of people: Anna O'Brien, but for what is said."""
    return pl.DataFrame([ANNA | row for row in rows], schema=PERSON)


def codes_of(
    *rows: dict[str, Any], key: Key = KEY, key_version: int = 1
) -> list[dict[str, Any]]:
    table = people(*rows)
    return encode_for_linkage(table, key, key_version=key_version).select(CODES).to_dicts()


def alike(one: dict[str, Any], other: dict[str, Any], name: str) -> float:
    """Return the Dice coefficient of one code of two people."""
    return dice(one[name], other[name])


# -- what is the same, and what is alike ----------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {"forename": "ANNA ", "surname": "o’brien"}, id="capitals and apostrophes"
        ),
        pytest.param({"sex": "female", "postcode": "zh11ga"}, id="words and spaces"),
        pytest.param({"forename": "Ánna"}, id="accents"),
    ],
)
def test_one_person_written_in_two_ways_has_the_same_codes(written):
    one, other = codes_of({}, written)
    assert one == other


@pytest.mark.parametrize(
    ("name", "written", "least", "most"),
    [
        pytest.param("surname_code", {"surname": "O'Brian"}, 0.5, 0.8, id="one letter"),
        pytest.param("surname_code", {"surname": "Kowalska"}, 0.0, 0.4, id="another surname"),
        pytest.param("forename_code", {"forename": "Hanna"}, 0.5, 0.8, id="a letter more"),
        pytest.param("surname_code", {"surname": "Smith-O'Brien"}, 0.4, 0.7, id="half of two"),
        pytest.param("postcode_code", {"postcode": "ZH1 1GB"}, 0.55, 0.75, id="same sector"),
        pytest.param("postcode_code", {"postcode": "ZH1 2AB"}, 0.28, 0.45, id="same district"),
        pytest.param("postcode_code", {"postcode": "ZC4 2AB"}, 0.0, 0.27, id="elsewhere"),
    ],
)
def test_alike_names_have_alike_codes(name, written, least, most):
    one, other = codes_of({}, written)
    assert least <= alike(one, other, name) <= most


@pytest.mark.parametrize(
    ("written", "agree"),
    [
        pytest.param({"born": date(1980, 3, 5)}, {"names_day_month"}, id="parts exchanged"),
        pytest.param({"born": date(1980, 5, 8)}, {"names_month_year"}, id="another day"),
        pytest.param({"born": date(1980, 6, 3)}, {"names_day_year"}, id="another month"),
        pytest.param({"born": date(1990, 5, 3)}, {"names_day_month"}, id="another year"),
        pytest.param({"born": date(1991, 6, 8)}, set(), id="another date"),
    ],
)
def test_with_another_date_of_birth_only_whole_names_are_found(written, agree):
    one, other = codes_of({}, written)
    tokens = {name for name in CODES if name.startswith("names_") and name != "names_code"}
    assert {name for name in tokens if one[name] == other[name]} == agree | {"names_postcode"}
    assert alike(one, other, "surname_code") < 0.4, "its salt is another"


def test_nicknames_and_exchanged_names_have_tokens_of_their_own():
    one, short, exchanged = codes_of(
        {"forename": "Robert", "sex": "M"},
        {"forename": "Bob", "sex": "M"},
        {"forename": "O'Brien", "surname": "Robert", "sex": "M"},
    )
    assert one["formal_code"] == short["formal_code"]
    assert one["names_code"] == exchanged["names_code"] != short["names_code"]


# -- what is not known ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "empty"),
    [
        pytest.param({"born": None}, set(CODES) - {"names_postcode"}, id="no date of birth"),
        pytest.param(
            {"born": date(1900, 1, 1)}, set(CODES) - {"names_postcode"}, id="1/1/1900"
        ),
        pytest.param({"postcode": None}, {"postcode_code", "names_postcode"}, id="no postcode"),
        pytest.param(
            {"postcode": "ZZ99 3VZ"}, {"postcode_code", "names_postcode"}, id="no abode"
        ),
        pytest.param({"sex": "not known"}, {"sex_code"}, id="no sex"),
        pytest.param(
            {"forename": " ", "surname": ""},
            set(CODES) - {"born_code", "postcode_code", "sex_code"},
            id="blank names",
        ),
        pytest.param(
            {"forename": "A."},
            {
                *("forename_code", "formal_code", "names_code", "names_day_month"),
                *("names_month_year", "names_day_year", "names_postcode"),
            },
            id="an initial",
        ),
    ],
)
def test_what_is_not_known_has_no_code(written, empty):
    (row,) = codes_of(written)
    assert {name for name, value in row.items() if value is None} == empty


def test_no_code_says_anything_where_nothing_is_known():
    (row,) = codes_of(dict.fromkeys(ANNA))
    assert set(row.values()) == {None}


# -- hostile input --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("=HYPERLINK(1)", id="a formula"),
        pytest.param("@SUM(A1)", id="another formula"),
        pytest.param("Smith\x00Jones", id="a null byte"),
        pytest.param("a" * 1_000_000, id="a megabyte"),
        pytest.param("\ud7ff\uffff\u202e", id="odd characters"),
        pytest.param("'; DROP TABLE entries; --", id="a quotation"),
    ],
)
def test_any_cell_makes_codes_of_the_usual_form(name):
    (row,) = codes_of({"surname": name, "postcode": name, "sex": name})
    for code in PEOPLE.codes:
        value = row[code.name]
        assert value is None or (
            len(value) == code.digits and set(value) <= set("0123456789abcdef")
        )


def test_a_megabyte_is_cut_to_what_a_name_can_be():
    long, cut = codes_of({"surname": "ab" * 500_000}, {"surname": "ab" * 50})
    assert long["surname_code"] == cut["surname_code"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        pytest.param(
            people({}).drop("postcode", "sex"), "no column sex, postcode", id="missing"
        ),
        pytest.param(people({}).with_columns(born=pl.lit("3/5/80")), "born holds", id="text"),
    ],
)
def test_a_table_of_another_form_is_refused(table, said):
    with pytest.raises(LinkageError, match=said) as error:
        encode_for_linkage(table, KEY)
    assert "Brien" not in str(error.value)


def test_a_table_of_arrow_does_as_well():
    table = people({}).to_arrow()
    assert isinstance(table, pa.Table)
    assert encode_for_linkage(table, KEY).equals(encode_for_linkage(people({}), KEY))


# -- the key and the schema -----------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"key": OTHER_KEY}, id="another key"),
        pytest.param({"key_version": 2}, id="another version of the key"),
    ],
)
def test_another_key_or_version_leaves_nothing_the_same(changed):
    (one,), (other,) = codes_of({}), codes_of({}, **changed)
    assert not [name for name in CODES if one[name] == other[name]]


def test_another_version_of_the_schema_leaves_nothing_the_same():
    second = PEOPLE.model_copy(update={"version": 2})
    other = encode_for_linkage(people({}), KEY, schema=second).select(CODES).to_dicts()[0]
    (one,) = codes_of({})
    assert not [name for name in CODES if one[name] == other[name]]


def test_fields_have_keys_of_their_own():
    (row,) = codes_of({"forename": "Jones", "surname": "Jones"})
    assert dice(row["forename_code"], row["surname_code"]) < 0.4


def test_neither_key_nor_names_stand_in_what_is_made():
    made = encode_for_linkage(people({}), KEY).write_csv()
    secret = bytes(range(32)).hex()
    assert secret not in made
    assert secret[:16] not in made
    for pair in letters("OBRIEN"):
        assert pair.strip() == pair.strip().upper(), (
            "codes are lower case: no pair can stand there"
        )
        assert len(pair.strip()) < 2 or pair.strip() not in made
    assert "1980" not in made.split("\n")[1].split(",")[:3]


def test_codes_of_this_version_stay_what_they_are():
    """These bytes were made when version 1 was declared: if they change, declare a version 2."""
    (row,) = codes_of({})
    assert row["born_code"] == "3625a8f888ef4681a27d96bd0de502c6"
    assert row["names_code"] == "6c24fe8f00ef85a2fe3b7c3b1b82f40c"
    assert row["surname_code"] == (
        "01409000042801040180482000804900010002800800a0a86010021980205082"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param(
            {"key_version": 2}, "version 2 of the key; ours is version 1", id="version"
        ),
        pytest.param({"key_name": "0" * 16}, "made with another key that is called", id="key"),
        pytest.param({"code_schema": "people 9"}, "which nobody knows here", id="schema"),
        pytest.param(
            {"surname_code": "f" * 64}, "codes that the schema does not make", id="all"
        ),
        pytest.param(
            {"born_code": "Smith"}, "codes that the schema does not make", id="no code"
        ),
    ],
)
def test_codes_that_are_not_ours_stay_alone_and_their_sender_is_named(changed, said):
    made = encode_for_linkage(people({}, {"forename": "Ben"}), KEY)
    good = made.with_columns(agency=pl.lit("Harbour"))
    bad = good.head(1).with_columns(
        pl.lit(value, dtype=good.schema[name]).alias(name) for name, value in changed.items()
    )
    bad = bad.with_columns(agency=pl.lit("Lantern"))
    kept, notes = comparable(pl.concat([good, bad]), KEY, key_version=1)
    assert kept.equals(good)
    (note,) = notes
    assert note.startswith("Lantern: 1 ")
    assert said in note


def test_our_own_codes_are_comparable():
    made = encode_for_linkage(people({}, dict.fromkeys(ANNA)), KEY, key_version=3)
    made = made.with_columns(agency=pl.lit("Harbour"))
    kept, notes = comparable(made, KEY, key_version=3)
    assert kept.equals(made)
    assert notes == ()


# -- properties -----------------------------------------------------------------------------

NAME = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
PEOPLE_OF_ANY_KIND = st.lists(
    st.fixed_dictionaries(
        {
            "forename": st.none() | NAME,
            "surname": st.none() | NAME,
            "born": st.none() | st.dates(date(1880, 1, 1), date(2030, 1, 1)),
            "sex": st.sampled_from([None, "M", "F", "?"]),
            "postcode": st.sampled_from([None, "ZH1 1GA", "ZH1", "x"]) | NAME,
        }
    ),
    min_size=1,
    max_size=6,
)


@given(PEOPLE_OF_ANY_KIND, st.randoms())
def test_the_same_people_have_the_same_codes_in_any_order(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    straight = encode_for_linkage(people(*rows), KEY)
    shuffled = encode_for_linkage(people(*(rows[at] for at in order)), KEY)
    assert shuffled.equals(straight[order])
    assert straight.columns == [*MADE_WITH, *CODES]


WORD = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=1, max_size=20)
BYTES = st.binary(min_size=32, max_size=32)


def balanced(word: str, key: bytes) -> str:
    found = constant_number_of_bits(letters(word), key=key, length=256, bits=40)
    return as_text(found, length=256)


@given(WORD, WORD, BYTES)
def test_similarity_is_symmetric_and_whole_for_the_same(one, other, key):
    left, right = balanced(one, key), balanced(other, key)
    assert dice(left, right) == dice(right, left)
    assert 0 <= dice(left, right) <= 1
    assert dice(left, left) == 1


@given(WORD, BYTES)
def test_every_balanced_filter_weighs_the_same(word, key):
    assert int(balanced(word, key), 16).bit_count() == 40


@given(WORD, WORD, BYTES, BYTES)
def test_similarity_is_that_of_any_key_but_for_bits_that_meet_by_chance(
    one, other, key, second
):
    first = dice(balanced(one, key), balanced(other, key))
    assert abs(first - dice(balanced(one, second), balanced(other, second))) < 0.3


@given(WORD, BYTES)
def test_order_and_repeats_of_tokens_change_nothing(word, key):
    tokens = letters(word)
    straight = constant_number_of_bits(tokens, key=key, length=256, bits=40)
    assert straight == constant_number_of_bits(
        (*reversed(tokens), *tokens), key=key, length=256, bits=40
    )


# -- the parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("A", (" A", "A "), id="a letter"),
        pytest.param("LEE", (" L", "LE", "EE", "E "), id="a name"),
        pytest.param("VAN DE", (" V", "VA", "AN", "N ", " D", "DE", "E "), id="two words"),
    ],
)
def test_a_name_is_pairs_of_letters(name, tokens):
    assert letters(name) == tokens


@pytest.mark.parametrize(
    ("postcode", "tokens"),
    [
        ("ZH1 1GA", ("ZH1", "ZH1 1", "ZH1 1GA")),
        ("ZH1 1", ("ZH1", "ZH1 1")),
        ("ZH1", ("ZH1",)),
    ],
)
def test_a_postcode_is_the_areas_that_it_lies_in(postcode, tokens):
    assert areas(postcode) == tokens


@pytest.mark.parametrize("length", [0, 100, 2**17])
def test_a_filter_of_an_odd_length_is_refused(length):
    with pytest.raises(ValueError, match="power of two"):
        next(positions("AB", key=b"k", length=length))


def test_filters_of_two_lengths_are_not_compared():
    with pytest.raises(ValueError, match="two lengths"):
        dice("00", "0000")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        pytest.param((Code(name="a", of=("born",)),) * 1, None, id="right"),
        pytest.param(
            (Code(name="a", kind=Kind.LETTERS, of=("surname",), salt=("born",)),),
            "no token says whether salts of a agree",
            id="a salt without a token",
        ),
    ],
)
def test_a_schema_says_where_its_filters_can_be_compared(codes, said):
    if said is None:
        assert CodeSchema(name="x", version=1, codes=codes).label == "x 1"
        return
    with pytest.raises(ValueError, match=said):
        CodeSchema(name="x", version=1, codes=codes)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"of": ("shoe size",)}, "no part of a record is called", id="part"),
        pytest.param({"of": ("born",), "salt": ("sex",)}, "a token has no salt", id="salt"),
        pytest.param(
            {"of": ("surname", "sex"), "kind": Kind.LETTERS}, "of one part", id="two parts"
        ),
    ],
)
def test_a_code_that_makes_no_sense_cannot_be_declared(wrong, said):
    with pytest.raises(ValueError, match=said):
        Code(name="a", **wrong)
