"""Tokens tell values apart, and tell nothing else."""

import hashlib
import hmac

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.vault import Key, Vault
from fingerpost.evidence.vault.tokens import tokens

KEY = bytes.fromhex("0b" * 20)


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    root = tmp_path_factory.mktemp("tokens")
    return Vault.open(root / "vault", root / "keys" / "a.key")


def test_a_token_is_the_published_hmac():
    """RFC 4231, test case 1: HMAC-SHA-256 of "Hi There"."""
    made = tokens(pl.Series(["Hi There"]), KEY).to_list()
    assert made == ["b0344c61d8db38535ca8afceaf0bf12b"]


@given(st.lists(st.one_of(st.none(), st.text(max_size=6)), max_size=30))
def test_tokens_agree_with_the_standard_library_value_by_value(values):
    made = tokens(pl.Series("number", values, dtype=pl.String), KEY)
    expected = [
        None
        if value is None
        else hmac.new(KEY, value.encode(), hashlib.sha256).hexdigest()[:32]
        for value in values
    ]
    assert made.to_list() == expected
    assert made.name == "number"
    assert made.dtype == pl.String


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(pl.Series([7, None, 7]), pl.Series(["7", None, "7"]), id="whole numbers"),
        pytest.param(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.String), id="none"),
        pytest.param(
            pl.Series([None, None], dtype=pl.String),
            pl.Series([None, None], dtype=pl.String),
            id="all blank",
        ),
    ],
)
def test_numbers_and_blanks(values, expected):
    assert tokens(values, KEY).equals(tokens(expected, KEY), null_equal=True)
    assert tokens(values, KEY).null_count() == values.null_count()


def test_two_purposes_share_no_token(vault):
    values = pl.Series([f"{n}" for n in range(1000)])
    one = vault.token(values, "ndtms_adult: client")
    other = vault.token(values, "force_custody: nominal")
    assert one.n_unique() == other.n_unique() == 1000
    assert not set(one) & set(other)


def test_two_keys_share_no_token(vault):
    values = pl.Series([f"{n}" for n in range(1000)])
    other = Vault(vault.folder, Key(bytes(32)))
    assert not set(vault.token(values, "a")) & set(other.token(values, "a"))


def test_a_token_of_a_sub_key_opens_no_table(vault):
    """A token's purpose cannot be so named that its key is that of a table."""
    assert vault.key.derive("token: table: a.parquet") != vault.key.derive("table: a.parquet")
