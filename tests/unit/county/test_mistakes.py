"""What agencies write down: the truth, but for mistakes at the rates of the parameters, all noted."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest

from fingerpost.county.mistakes import STYLES, Written, as_known_to, attributor
from fingerpost.county.names import ethnicities
from fingerpost.county.parameters import all_parameters
from fingerpost.county.registers import FORMS, local_ids, rates_of
from tests.unit.county.people_of_concern import FIRST_DAY, LAST_DAY, many

RECORDS = 40_000
ALL_NEW = {
    f"identity__{kind}__kept": 0 for kind in ("records", "police", "prison", "voluntary")
}
FIELDS = {
    "forename": {
        *("nickname", "middle_as_forename", "transliteration", "ear_forename", "alias_used"),
        *("keyboard_forename", "accents_lost", "initial_only", "names_swapped"),
    },
    "surname": {
        *(
            "previous_surname",
            "transliteration",
            "ear_surname",
            "keyboard_surname",
            "alias_used",
        ),
        *("accents_lost", "punctuation_lost", "half_surname", "names_swapped"),
    },
    "born": {
        *("day_month_swapped", "born_mistyped", "born_first_of_january", "born_missing"),
        "alias_used",
    },
    "sex": {"sex_wrong", "sex_missing"},
    "ethnicity": {"ethnicity_wrong", "ethnicity_not_stated"},
    "postcode": {"postcode_old", "postcode_mistyped", "postcode_missing", "pseudo_postcode"},
}


@cache
def asked() -> pl.DataFrame:
    """Return whom an agency meets, and when."""
    random = np.random.default_rng(3)
    person = many().people["person"].to_numpy()
    return pl.DataFrame(
        {
            "person": random.choice(person, RECORDS),
            "day": random.integers(FIRST_DAY, LAST_DAY + 1, RECORDS),
        }
    )


@cache
def written(agency: str) -> Written:
    """Return what an agency writes, taking everybody's details anew each time."""
    ask = asked()
    return as_known_to(
        many(),
        ask["person"].to_numpy(),
        ask["day"].to_numpy(),
        agency,
        seed=7,
        parameters=all_parameters().but(**ALL_NEW),
    )


@cache
def truth() -> pl.DataFrame:
    """Return who each was on their day, put together without the code that is tested."""
    people = (
        asked().with_row_index("row").join(many().people, on="person", maintain_order="left")
    )
    stays = many().addresses.with_columns(day=pl.col("from_day").cast(pl.Int64))
    stays = stays.with_columns(before=pl.col("postcode").shift(1).over("person"))
    return (
        people.sort("day")
        .join_asof(stays.sort("day"), on="day", by="person", check_sortedness=False)
        .sort("row")
        .with_columns(
            changed=(pl.col("changed_day") <= pl.col("day")).fill_null(value=False),
            married=(pl.col("married_day") <= pl.col("day")).fill_null(value=False),
            back=(pl.col("returned_day") <= pl.col("day")).fill_null(value=False),
        )
        .with_columns(
            true_forename=pl.when("changed").then("new_forename").otherwise("forename"),
            true_surname=pl.when(pl.col("married") & ~pl.col("back"))
            .then("married_surname")
            .otherwise("birth_surname"),
            true_sex=pl.when("changed").then(1 - pl.col("sex")).otherwise("sex"),
            true_born=pl.col("documented_born").cast(pl.Date).dt.strftime("%d/%m/%Y"),
        )
    )


@pytest.mark.parametrize("agency", [*FORMS, "treatment.city"])
@pytest.mark.parametrize("field", FIELDS)
def test_what_no_mistake_was_noted_for_is_true(agency, field):
    style, made = STYLES[agency.split(".")[0]], written(agency)
    touched = made.mistakes.filter(
        pl.col("mistake").is_in(list(FIELDS[field] | {"two_in_one"}))
    )
    rows = np.setdiff1d(np.arange(RECORDS), touched["row"].to_numpy())
    assert len(rows) > 0.1 * RECORDS
    true = {
        "forename": truth()["true_forename"],
        "surname": truth()["true_surname"],
        "born": truth()["true_born"],
        "sex": pl.Series([style.male, style.female]).gather(truth()["true_sex"]),
        "ethnicity": truth()["ethnicity"],
        "postcode": truth()["postcode"],
    }[field].gather(rows)
    if field == "surname" and style.upper_surname:
        true = true.str.to_uppercase()
    if field == "ethnicity" and style.ethnicity != "letter":
        code, words = zip(*(ethnicities()[letter] for letter in true), strict=True)
        parts = {"code and words": [f"{c} - {w}" for c, w in zip(code, words, strict=True)]}
        true = pl.Series(parts.get(style.ethnicity, words))
    assert made.records[field].gather(rows).equals(true, check_names=False, null_equal=True)


ANYBODY = pl.lit(value=True)
MAY_BEFALL = {
    "nickname": pl.col("known_as").is_not_null() & ~pl.col("changed"),
    "middle_as_forename": pl.col("middle").is_not_null() & ~pl.col("changed"),
    "keyboard_forename": ANYBODY,
    "keyboard_surname": ANYBODY,
    "names_swapped": ANYBODY,
    "previous_surname": pl.col("married"),
    "alias_used": pl.col("alias_forename").is_not_null(),
    "alias_noted": pl.col("alias_forename").is_not_null(),
    "born_first_of_january": ANYBODY,
    "born_mistyped": ANYBODY,
    "born_missing": ANYBODY,
    "day_month_swapped": (
        (pl.col("documented_born").cast(pl.Date).dt.day() <= 12)
        & (
            pl.col("documented_born").cast(pl.Date).dt.day()
            != pl.col("documented_born").cast(pl.Date).dt.month()
        )
    ),
    "sex_wrong": ANYBODY,
    "sex_missing": ANYBODY,
    "ethnicity_wrong": ANYBODY,
    "ethnicity_not_stated": ANYBODY,
    "postcode_old": pl.col("from_day") > FIRST_DAY,
}


@pytest.mark.parametrize("agency", ["police", "voluntary"])
@pytest.mark.parametrize("mistake", MAY_BEFALL)
def test_mistakes_are_as_common_as_the_parameters_say(agency, mistake):
    rate = rates_of(agency)[mistake]
    may = truth().select(MAY_BEFALL[mistake]).to_series()
    may = may if len(may) == RECORDS else pl.repeat(value=True, n=RECORDS, eager=True)
    made = written(agency).mistakes.filter(mistake=mistake)["row"]
    assert may.gather(made).all()
    error = (rate * (1 - rate) * may.sum()) ** 0.5
    assert len(made) == pytest.approx(rate * may.sum(), abs=4 * error)


BORN = pl.col("documented_born").cast(pl.Date).dt
NOTHING = pl.lit(None, dtype=pl.String)
OUTCOME = {
    "nickname": ("forename", pl.col("known_as")),
    "middle_as_forename": ("forename", pl.col("middle")),
    "initial_only": ("forename", pl.col("true_forename").str.head(1)),
    "names_swapped": ("forename", pl.col("true_surname")),
    "previous_surname": (
        "surname",
        pl.when("back").then("married_surname").otherwise("birth_surname"),
    ),
    "day_month_swapped": ("born", BORN.strftime("%m/%d/%Y")),
    "born_first_of_january": ("born", BORN.strftime("01/01/%Y")),
    "born_missing": ("born", NOTHING),
    "sex_wrong": ("sex", (2 - pl.col("true_sex")).cast(pl.String)),
    "sex_missing": ("sex", NOTHING),
    "ethnicity_not_stated": ("ethnicity", pl.lit("Z")),
    "postcode_old": ("postcode", pl.col("before")),
    "postcode_missing": ("postcode", NOTHING),
    "pseudo_postcode": ("postcode", pl.lit("ZZ99 3VZ")),
}


@pytest.mark.parametrize("mistake", OUTCOME)
def test_a_mistake_alone_does_what_its_name_says(mistake):
    field, outcome = OUTCOME[mistake]
    made = written("treatment.city")
    of_field = made.mistakes.filter(
        pl.col("mistake").is_in(list(FIELDS[field] | {"two_in_one", "names_swapped"}))
    )
    alone = of_field.filter(pl.len().over("row") == 1).filter(mistake=mistake)["row"]
    if mistake == "names_swapped":
        spoilt = made.mistakes.filter(pl.col("mistake").is_in(list(FIELDS["surname"])))
        spoilt = spoilt.filter(pl.col("mistake") != "names_swapped")["row"]
        alone = alone.filter(~alone.is_in(spoilt.implode()))
    assert len(alone) > 5
    expected = truth().with_columns(outcome=outcome)["outcome"].gather(alone)
    found = made.records[field].gather(alone)
    assert found.equals(expected, check_names=False, null_equal=True)


def test_every_kind_of_mistake_is_made_somewhere():
    kinds = {kind for agency in FORMS for kind in written(agency).mistakes["mistake"]}
    ask = asked()
    person, day = ask["person"].to_numpy(), ask["day"].to_numpy()
    kinds |= set(as_known_to(many(), person, day, "police", seed=7).mistakes["mistake"])
    rates = all_parameters().under("identity.records")
    of_registers = {"kept", "twice_in_one", "two_in_one"}
    assert kinds == set(rates) - of_registers | {"two_in_one"}


def test_one_person_on_one_day_may_be_written_in_two_ways():
    person = np.repeat(many().people["person"].to_numpy()[:5_000], 2)
    day = np.full(len(person), FIRST_DAY + 400)
    records = as_known_to(many(), person, day, "police", seed=7).records
    one, two = records[::2], records[1::2]
    differ = (one["forename"] != two["forename"]) | (one["surname"] != two["surname"])
    assert 0.01 < differ.mean() < 0.2


def test_a_mistake_in_the_register_comes_back():
    ids = local_ids(many(), many().people["person"].to_numpy(), "treatment.city", seed=7)
    assert not (ids["kind"] == "only").all()
    person = np.repeat(many().people["person"].to_numpy()[:5_000], 2)
    day = np.tile([FIRST_DAY + 400, FIRST_DAY + 401], 5_000)
    kept = all_parameters().but(identity__treatment__kept=1)
    made = as_known_to(many(), person, day, "treatment.city", seed=7, ids=ids, parameters=kept)
    one, two = made.records[::2], made.records[1::2]
    same = (one["local_id"] == two["local_id"]).to_numpy()
    assert made.mistakes.filter(mistake="keyboard_forename").height > 20
    for field in ("forename", "born", "sex", "ethnicity"):
        equal = one[field].eq_missing(two[field]).to_numpy()
        assert equal[same].mean() > 0.998  # but for those who changed in the night
    assert not same.all()


def test_two_in_one_record_carries_the_other_ones_name():
    ids = local_ids(many(), many().people["person"].to_numpy(), "police", seed=7)
    shared = ids.filter(kind="shared")
    day = np.full(shared.height, FIRST_DAY + 10)
    kept = all_parameters().but(identity__police__kept=1)
    made = as_known_to(
        many(), shared["person"].to_numpy(), day, "police", seed=7, ids=ids, parameters=kept
    )
    assert (made.mistakes["mistake"] == "two_in_one").sum() == shared.height
    other = (
        many()
        .people.select("person", "born")
        .filter(pl.col("person").is_in(shared["first_known"].implode()))
    )
    born = shared.join(other, left_on="first_known", right_on="person", maintain_order="left")
    expected = born["born"].cast(pl.Date).dt.strftime("%d/%m/%Y")
    assert (made.records["born"] == expected).mean() > 0.7


def test_no_records_asked_for_gives_none():
    nobody = np.array([], dtype=np.int64)
    made = as_known_to(many(), nobody, nobody, "police", seed=7)
    assert made.records.height == made.mistakes.height == 0
    assert made.records.columns == written("police").records.columns


def test_aliases_stand_only_in_custody():
    with_alias = {a for a in FORMS if written(a).records["alias"].is_not_null().any()}
    assert with_alias == {"police"}
    made = written("police")
    rows = made.mistakes.filter(mistake="alias_used")["row"]
    clean = made.mistakes.group_by("row").len().filter(pl.col("len") == 1)["row"]
    rows = rows.filter(rows.is_in(clean.implode()))
    assert len(rows) > 20
    used = made.records["forename"].gather(rows)
    assert (used == truth()["alias_forename"].gather(rows)).all()


def test_no_birth_is_later_than_the_record():
    born = written("police").records["born"].str.to_date("%d/%m/%Y").cast(pl.Int32)
    assert (born.drop_nulls() < FIRST_DAY).all()


def test_mistyped_births_differ_in_one_part():
    made = written("police")
    rows = made.mistakes.filter(mistake="born_mistyped")["row"]
    spoilt = made.mistakes.filter(
        pl.col("mistake").is_in(list(FIELDS["born"] - {"born_mistyped"}))
    )["row"]
    rows = rows.filter(~rows.is_in(spoilt.implode()))
    one = made.records["born"].gather(rows).str.split("/")
    two = truth()["true_born"].gather(rows).str.split("/")
    differ = [
        sum(a != b for a, b in zip(x, y, strict=True)) for x, y in zip(one, two, strict=True)
    ]
    assert np.mean(np.array(differ) == 1) > 0.95  # a short month moves the day as well
    assert min(differ) == 1


@pytest.mark.parametrize(
    ("forename", "surname", "expected"),
    [
        pytest.param("Łukasz", "Żuk", ("L", "Z"), id="accents"),
        pytest.param("élodie", "O'Brien", ("E", "O"), id="small letter, apostrophe"),
        pytest.param("K", "Al-Amin", ("K", "A"), id="one letter, hyphen"),
    ],
)
def test_attributor_is_initials_date_of_birth_and_sex(forename, surname, expected):
    record = pl.DataFrame(
        {"forename": [forename], "surname": [surname], "born": ["02/03/1980"], "sex": ["2"]}
    )
    assert attributor(record).row(0) == (*expected, "02/03/1980", "2")
    assert attributor(record).columns == ["FINITIAL", "SINITIAL", "DOB", "SEX"]


def test_attributors_of_a_treatment_agency():
    made = attributor(written("treatment.city").records)
    assert made["FINITIAL"].str.contains("^[A-Z]$").all()
    assert made["SINITIAL"].str.contains("^[A-Z]$").all()
    assert set(made["SEX"].drop_nulls()) == {"1", "2"}
