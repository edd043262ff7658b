"""Filters are the bits that clkhash makes, and similarities those of anonlink."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fingerpost.evidence.linkage.bloom_filters import as_text, bits_for_each_token, dice
from fingerpost.evidence.linkage.code_tokens import letters

KEPT = json.loads(Path(__file__).with_name("clkhash.json").read_text())


@pytest.mark.parametrize(
    "kept",
    [pytest.param(k, id=f"{k['name']} {k['length']}/{k['bits']}") for k in KEPT["filters"]],
)
def test_a_filter_is_that_of_clkhash(kept):
    found = bits_for_each_token(
        letters(kept["name"]),
        key=bytes.fromhex(kept["key"]),
        length=kept["length"],
        bits=kept["bits"],
    )
    assert as_text(found, length=kept["length"]) == kept["filter"]


def test_the_settings_are_told_apart_and_one_takes_more_than_one_digest():
    settings = {(kept["length"], kept["bits"]) for kept in KEPT["filters"]}
    assert len(settings) == 3
    assert max(bits for _, bits in settings) > 32


@pytest.mark.parametrize("kept", KEPT["similarities"])
def test_a_similarity_is_that_of_anonlink(kept):
    assert dice(kept["left"], kept["right"]) == pytest.approx(kept["dice"], abs=1e-12)
