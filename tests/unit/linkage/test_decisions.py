"""The ledger of decisions: only ever added to, two readers blind to one another, what binds."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage import DECISIONS
from fingerpost.evidence.linkage.decisions import (
    FOLDER,
    LEDGER,
    Said,
    State,
    agreement,
    binding,
    is_for_two,
    outcomes,
    read_ledger,
    sit_down,
    standing,
)
from fingerpost.evidence.statistics import cohens_kappa
from fingerpost.evidence.vault import Vault

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path):
    return Vault.open(tmp_path / "vault", tmp_path / "keys" / "linkage.key")


def ledger_of(*answers, readers=1):
    """Answers as "name: said", of one pair, a minute apart."""
    rows = [
        (1, number, 5, 9, said, by, NOW + timedelta(minutes=number), "looked", readers)
        for number, (by, said) in enumerate(answer.split(": ") for answer in answers)
    ]
    return pl.DataFrame(rows, schema=LEDGER, orient="row")


@pytest.mark.parametrize(
    ("answers", "readers", "state"),
    [
        pytest.param(["Ann: same"], 1, State.SAME, id="one answer decides"),
        pytest.param(["Ann: cannot_say"], 1, State.CANNOT_SAY, id="nobody can say"),
        pytest.param(["Ann: same"], 2, State.WAITING, id="for two: one is not enough"),
        pytest.param(["Ann: same", "Bo: same"], 2, State.SAME, id="for two: they agree"),
        pytest.param(
            ["Ann: same", "Bo: different"], 2, State.DISPUTED, id="for two: they differ"
        ),
        pytest.param(["Ann: same", "Bo: cannot_say"], 2, State.DISPUTED, id="one cannot say"),
        pytest.param(
            ["Ann: same", "Bo: different"], 1, State.DISPUTED, id="for one: two differ"
        ),
        pytest.param(
            ["Ann: same", "Bo: different", "Cy: different"],
            2,
            State.DIFFERENT,
            id="a third settles",
        ),
        pytest.param(
            ["Ann: same", "Bo: different", "Cy: cannot_say"],
            2,
            State.DISPUTED,
            id="a third cannot",
        ),
        pytest.param(["Ann: same", "Ann: different"], 1, State.DIFFERENT, id="thought again"),
        pytest.param(
            ["Ann: same", "ann: same"], 2, State.WAITING, id="one person, spelt twice"
        ),
        pytest.param(
            ["Ann: same", "Bo: same", "Bo: withdrawn"], 2, State.WAITING, id="one taken back"
        ),
        pytest.param(
            ["Ann: unmasked", "Ann: same"], 1, State.SAME, id="unmasking is no answer"
        ),
    ],
)
def test_where_the_answers_stand(answers, readers, state):
    (found,) = outcomes(ledger_of(*answers, readers=readers)).to_dicts()
    assert found["state"] == state


def test_a_pair_that_was_taken_back_or_only_unmasked_has_no_outcome():
    assert outcomes(ledger_of("Ann: same", "Ann: withdrawn")).is_empty()
    assert outcomes(ledger_of("Ann: unmasked")).is_empty()


@pytest.mark.parametrize(
    ("answers", "readers", "expected"),
    [
        pytest.param(["Ann: same"], 1, [(5, 9, True)], id="same"),
        pytest.param(["Ann: different"], 1, [(5, 9, False)], id="different"),
        pytest.param(["Ann: cannot_say"], 1, [], id="cannot say: the model decides"),
        pytest.param(["Ann: same"], 2, [], id="waits for its second reviewer"),
        pytest.param(["Ann: same", "Bo: different"], 2, [], id="disputed"),
    ],
)
def test_what_binds(answers, readers, expected):
    found = binding(ledger_of(*answers, readers=readers))
    assert found.rows() == expected
    assert found.schema == pl.Schema(DECISIONS)


def test_answers_are_on_the_disk_when_given_and_never_overwritten(vault):
    sitting = sit_down(vault, "Ann  Person")
    sitting.add((9, 5), Said.SAME, at=NOW, reason="one name, one date")
    assert read_ledger(vault).height == 1  # the sitting is not over
    sitting.add((5, 9), Said.WITHDRAWN, at=NOW, reason="the last was a slip")
    sitting.add((5, 9), Said.DIFFERENT, at=NOW, reason="a twin")
    other = sit_down(vault, "Bo Person")
    other.add((5, 9), Said.DIFFERENT, at=NOW + timedelta(hours=1), reason="a twin")
    found = read_ledger(vault)
    assert found["said"].to_list() == ["same", "withdrawn", "different", "different"]
    assert found["by"].to_list() == ["Ann Person"] * 3 + ["Bo Person"]
    assert found.select("entry_l", "entry_r").unique().rows() == [(5, 9)]
    assert found.schema == pl.Schema(LEDGER)
    assert standing(found).height == 2


def test_no_reason_or_name_reaches_the_disk_unencrypted(vault):
    sitting = sit_down(vault, "Ann Person")
    sitting.add((5, 9), Said.SAME, at=NOW, reason="both of Quillbury Lane")
    written = b"".join(path.read_bytes() for path in vault.folder.rglob("*.parquet"))
    assert b"Quillbury" not in written
    assert b"Ann Person" not in written


@pytest.mark.parametrize(
    ("by", "reason", "message"),
    [
        pytest.param("Ann", " ", "no reason", id="no reason"),
        pytest.param("  ", "a reason", "a reviewer has a name", id="no name"),
    ],
)
def test_a_decision_has_a_name_and_a_reason(vault, by, reason, message):
    with pytest.raises(LinkageError, match=message):
        sit_down(vault, by).add((1, 2), Said.SAME, at=NOW, reason=reason)


def test_a_sitting_taken_out_by_hand_is_found(vault):
    for name in ("Ann", "Bo"):
        sit_down(vault, name).add((1, 2), Said.SAME, at=NOW, reason="looked")
    (vault.folder / f"{FOLDER}000001.parquet").unlink()
    with pytest.raises(LinkageError, match="missing from the ledger"):
        read_ledger(vault)
    with pytest.raises(LinkageError, match="missing from the ledger"):
        sit_down(vault, "Cy")


def test_an_empty_ledger_binds_nothing(vault):
    assert binding(read_ledger(vault)).is_empty()


def test_the_lot_for_two_readers_is_stated_and_keeps_to_its_share():
    pairs = [(number, number + 1 + number % 7) for number in range(20_000)]
    chosen = [is_for_two(pair, seed=3, share=0.2) for pair in pairs]
    assert 0.19 < np.mean(chosen) < 0.21
    assert chosen == [is_for_two((right, left), seed=3, share=0.2) for left, right in pairs]
    assert chosen != [is_for_two(pair, seed=4, share=0.2) for pair in pairs]
    # A larger share keeps the pairs of a smaller one.
    wider = [is_for_two(pair, seed=3, share=0.5) for pair in pairs]
    assert all(more for some, more in zip(chosen, wider, strict=True) if some)
    assert not any(is_for_two(pair, seed=3, share=0.0) for pair in pairs[:100])


def test_agreement_is_of_the_first_two_readers():
    parts = [
        ledger_of("Ann: same", "Bo: same"),
        ledger_of("Ann: same", "Bo: different", "Cy: same").with_columns(entry_l=pl.lit(6)),
        ledger_of("Bo: different", "Ann: different").with_columns(entry_l=pl.lit(7)),
        ledger_of("Ann: cannot_say").with_columns(entry_l=pl.lit(8)),
    ]
    table = agreement(pl.concat([part.cast(LEDGER) for part in parts]))
    counts = {(first, second): n for first, second, n in table.rows() if n}
    assert counts == {
        ("same", "same"): 1,
        ("same", "different"): 1,
        ("different", "different"): 1,
    }
    kappa = cohens_kappa(np.reshape(table["pairs"].to_numpy(), (3, 3)))
    assert kappa.value[0] == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
