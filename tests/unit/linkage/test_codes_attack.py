"""Without the key, a list of common names gives nobody back; without the salt it gives back most."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from fingerpost.county.names import forename_shares
from fingerpost.evidence.linkage.code_schema import PEOPLE, CodeSchema, Kind
from fingerpost.evidence.linkage.codes import PERSON, encode_for_linkage, parts
from fingerpost.evidence.vault import Key
from tests.unit.linkage.frequency_attack import as_bits, as_codes, guess_names, without_noise

KEY, WRONG_KEY = Key(bytes(range(32))), Key(bytes(32))
HOW_MANY = 3_000


class Sent(NamedTuple):
    """What an agency has, and what an attacker knows."""

    people: pl.DataFrame
    names: list[str]  # of the attacker's list, the commonest first
    shares: np.ndarray
    commonest: float  # how often the commonest name is right: what guessing gives


@pytest.fixture(scope="module")
def sent() -> Sent:
    """Return people whose forenames are as common as the attacker's list says."""
    listed = forename_shares("british", "male", 1980)
    generator = np.random.default_rng(11)
    born = np.datetime64("1960-01-01") + generator.integers(0, 40 * 365, HOW_MANY)
    people = pl.DataFrame(
        {
            "forename": listed.pick(generator.random(HOW_MANY)).astype(str),
            "surname": pl.Series([None] * HOW_MANY, dtype=pl.String),
            "born": born,
            "sex": "M",
            "postcode": pl.Series([None] * HOW_MANY, dtype=pl.String),
        }
    ).select(pl.col(name).cast(dtype) for name, dtype in PERSON.items())
    share = {str(name).upper(): listed.share(name) for name in listed.names}
    names = sorted(share, key=lambda name: (-share[name], name))
    right = parts(people)["forename"] == names[0]
    return Sent(people, names, np.array([share[name] for name in names]), float(right.mean()))


def with_filters(**changed: object) -> CodeSchema:
    """Return the schema with other settings of its filters."""
    return PEOPLE.model_copy(
        update={
            "codes": tuple(
                code if code.kind is Kind.TOKEN else code.model_copy(update=changed)
                for code in PEOPLE.codes
            )
        }
    )


def forename_codes(sent: Sent, schema: CodeSchema = PEOPLE, key: Key = KEY) -> list[str]:
    return encode_for_linkage(sent.people, key, schema=schema)["forename_code"].to_list()


def given_back(sent: Sent, codes: list[str]) -> float:
    """Return the share of people whose forename the attacker says."""
    guessed = pl.Series(guess_names(codes, sent.names, sent.shares))
    return float((guessed == parts(sent.people)["forename"]).mean())


def folded(codes: list[str]) -> list[str]:
    """Return codes folded in half: each bit of one half by "either, not both" with the other."""
    bits = as_bits(codes).astype(bool)
    half = bits.shape[1] // 2
    return as_codes(bits[:, :half] ^ bits[:, half:])


def with_complement(codes: list[str]) -> list[str]:
    """Return codes beside their complement, in an order that only the key tells."""
    bits = as_bits(codes).astype(bool)
    order = np.random.default_rng(5).permutation(2 * bits.shape[1])
    return as_codes(np.hstack([bits, ~bits])[:, order])


def noisy(codes: list[str]) -> list[str]:
    """Return codes of which one bit in twenty is flipped, for each person anew."""
    bits = as_bits(codes).astype(bool)
    return as_codes(bits ^ (np.random.default_rng(6).random(bits.shape) < 0.05))


@pytest.mark.parametrize(
    ("length", "hardened"),
    [
        pytest.param(256, lambda codes: codes, id="a constant number of bits"),
        pytest.param(512, folded, id="folded in half"),
        pytest.param(256, with_complement, id="with the complement"),
        pytest.param(256, lambda codes: without_noise(noisy(codes)), id="5% of bits flipped"),
    ],
)
def test_without_a_salt_the_attack_gives_most_forenames_back(sent, length, hardened):
    """So the attack works, and what fails against it below fails for a reason."""
    codes = hardened(forename_codes(sent, with_filters(salt=(), length=length)))
    assert given_back(sent, codes) > 0.5


def test_without_a_salt_clkhashs_own_filters_are_given_back(sent):
    schema = with_filters(salt=(), fill="each token", bits=5)
    assert given_back(sent, forename_codes(sent, schema)) > 0.5


@pytest.mark.parametrize("salt", [("year",), ("born",)])
def test_with_a_salt_the_attack_does_no_better_than_guessing(sent, salt):
    assert given_back(sent, forename_codes(sent, with_filters(salt=salt))) <= sent.commonest


def group_by_group(sent: Sent, salt: str, largest: int) -> tuple[float, float]:
    """Return what is given back to an attacker who knows of each code what its salt is.

    The share of forenames that are right in the `largest` groups of one salt, and the share that the
    commonest name would be.
    """
    codes = forename_codes(sent, with_filters(salt=(salt,)))
    groups = parts(sent.people).with_columns(code=pl.Series(codes)).partition_by(salt)
    groups.sort(key=lambda group: (-group.height, group[salt][0]))
    right, commonest, every = 0, 0, 0
    for group in groups[:largest]:
        guessed = pl.Series(guess_names(group["code"].to_list(), sent.names, sent.shares))
        right += int((guessed == group["forename"]).sum())
        commonest += int((group["forename"] == sent.names[0]).sum())
        every += group.height
    return right / every, commonest / every


def test_who_knows_each_year_of_birth_beats_guessing_where_the_year_is_the_salt(sent):
    right, commonest = group_by_group(sent, "year", largest=6)
    assert right > commonest + 0.01


def test_who_knows_each_date_of_birth_does_not_where_the_date_is_the_salt(sent):
    right, commonest = group_by_group(sent, "born", largest=40)
    assert right <= commonest + 0.02


@pytest.mark.parametrize(
    ("key", "found"),
    [
        pytest.param(KEY, 1.0, id="who holds the key finds everybody"),
        pytest.param(WRONG_KEY, 0.0, id="who holds another finds nobody"),
    ],
)
def test_a_dictionary_needs_the_key(sent, key, found):
    """The weakness that stays: encode every name with every date of birth, and look them up."""
    people = sent.people.head(50)
    codes = encode_for_linkage(people, KEY)["forename_code"]
    names = pl.DataFrame({"forename": parts(people)["forename"].unique()})
    tried = people.drop("forename").join(names, how="cross")
    book = encode_for_linkage(tried, key)["forename_code"]
    assert codes.is_in(book.implode()).mean() == found
