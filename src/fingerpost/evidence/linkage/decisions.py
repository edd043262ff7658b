"""What reviewers decided about pairs: a ledger in the vault that is only ever added to.

Each sitting of a reviewer is one table, numbered; an answer is on the disk when it is given. A
person may think again: a later answer takes the place of an earlier one, and both stay. A stated
share of pairs, drawn by lot, is for two reviewers, neither of whom sees what the other said.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.vault import Vault

FOLDER = "review/"
LEDGER: dict[str, pl.DataType | type[pl.DataType]] = {
    "sitting": pl.Int64,
    "number": pl.Int64,
    "entry_l": pl.Int64,
    "entry_r": pl.Int64,
    "said": pl.String,
    "by": pl.String,
    "at": pl.Datetime("us", "UTC"),
    "reason": pl.String,
    "readers": pl.Int64,  # how many reviewers the pair was for when it was shown
}
SECOND_SHARE = 0.2  # of pairs are for two reviewers


class Said(StrEnum):
    """What a reviewer did with a pair."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_SAY = "cannot_say"
    WITHDRAWN = "withdrawn"  # the reviewer's answer before this no longer counts
    UNMASKED = "unmasked"  # the reviewer saw what is masked; no answer


class State(StrEnum):
    """Where the answers to a pair stand."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_SAY = "cannot_say"
    WAITING = "waiting"  # for its second reviewer
    DISPUTED = "disputed"  # reviewers differ: it waits for one more, and does not bind


ANSWERS = (Said.SAME, Said.DIFFERENT, Said.CANNOT_SAY)


@dataclass
class Sitting:
    """One reviewer's sitting: answers are written as they are given.

    Parameters
    ----------
    vault : Vault
    name : str
        Of its table.
    by : str
        Who reviews.
    rows : DataFrame
        Of the shape `LEDGER`.
    """

    vault: Vault
    name: str
    by: str
    rows: pl.DataFrame

    def add(
        self,
        pair: tuple[int, int],
        said: Said,
        *,
        at: datetime,
        reason: str,
        readers: int = 1,
    ) -> None:
        """Write down what the reviewer did; it is on the disk when this returns.

        Raises
        ------
        LinkageError
            If an answer has no reason.
        """
        if not reason.strip():
            raise LinkageError("a decision has no reason", do="Say why, in a few words.")
        left, right = sorted(pair)
        values = (
            *(self.number, self.rows.height + 1, left, right),
            *(said.value, self.by, at, reason.strip(), readers),
        )
        row = pl.DataFrame([values], schema=LEDGER, orient="row")
        self.rows = pl.concat([self.rows, row])
        self.vault.put(self.name, self.rows)

    @property
    def number(self) -> int:
        """Which sitting of the ledger this is."""
        return _number(self.name)


def sit_down(vault: Vault, by: str) -> Sitting:
    """Begin a sitting. Whoever calls holds the lake's lock until this returns.

    Raises
    ------
    LinkageError
        If no name is given, or a sitting is missing from the ledger.
    """
    if not by.strip():
        raise LinkageError("a reviewer has a name", do='Give it: --by "A. Person".')
    number = len(_names(vault)) + 1
    name = f"{FOLDER}{number:06d}.parquet"
    sitting = Sitting(vault, name, " ".join(by.split()), pl.DataFrame(schema=LEDGER))
    vault.put(name, sitting.rows)
    return sitting


def sit_down_again(vault: Vault, by: str, *, since: datetime) -> Sitting:
    """Return the reviewer's newest sitting that began since then, to go on with it; else a new one.

    For who answers one pair at a time, with nothing kept between: so that a day's answers are one
    table. Whoever calls holds the lake's lock until the answer is added.

    Raises
    ------
    LinkageError
        As `sit_down`.
    """
    name = " ".join(by.split())
    for table in reversed(_names(vault)):
        rows = vault.get(table)
        if rows.is_empty():
            continue
        if rows["at"][0] < since:
            break
        if rows["by"][0] == name:
            return Sitting(vault, table, name, rows)
    return sit_down(vault, by)


def read_ledger(vault: Vault) -> pl.DataFrame:
    """Return everything that reviewers did, in order: `LEDGER`.

    Raises
    ------
    LinkageError
        If a sitting is missing.
    VaultError
        If one was changed.
    """
    found = [vault.get(name) for name in _names(vault)]
    return pl.concat([pl.DataFrame(schema=LEDGER), *found]).sort("at", "sitting", "number")


def is_for_two(pair: tuple[int, int], *, seed: int, share: float = SECOND_SHARE) -> bool:
    """Tell whether a pair is for two reviewers: by lot, the same for any order of the queue."""
    left, right = sorted(pair)
    digest = hashlib.sha256(f"second reader:{seed}:{left}:{right}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def standing(ledger: pl.DataFrame) -> pl.DataFrame:
    """Return the answer of each reviewer to each pair that counts: the last, unless withdrawn.

    Returns
    -------
    DataFrame
        entry_l, entry_r, reviewer (the name without regard to case), said, at, readers; in the
        order in which they were given.
    """
    reviewer = pl.col("by").str.to_lowercase().str.strip_chars()
    return (
        ledger.filter(pl.col("said") != Said.UNMASKED.value)
        .with_columns(reviewer=reviewer)
        .sort("at", "sitting", "number")
        .group_by("entry_l", "entry_r", "reviewer", maintain_order=True)
        .last()
        .filter(pl.col("said") != Said.WITHDRAWN.value)
        .sort("at", "sitting", "number")
        .select("entry_l", "entry_r", "reviewer", "said", "at", "readers")
    )


def outcomes(ledger: pl.DataFrame) -> pl.DataFrame:
    """Return where the answers to each pair stand.

    One answer decides a pair that is for one reviewer, two that agree one that is for two. Where
    reviewers differ, the pair is disputed until more of them say one thing than any other, and at
    least two do.

    Returns
    -------
    DataFrame
        entry_l, entry_r, state, reviewers (a list of names in lower case).
    """
    votes = (
        standing(ledger)
        .group_by("entry_l", "entry_r")
        .agg(
            *((pl.col("said") == said.value).sum().alias(said.value) for said in ANSWERS),
            given=pl.len(),
            needed=pl.col("readers").max(),
            reviewers=pl.col("reviewer").sort(),
        )
    )
    counts = [pl.col(said.value) for said in ANSWERS]
    most = pl.max_horizontal(counts)
    leads = pl.sum_horizontal((count == most).cast(pl.Int64) for count in counts) == 1
    is_split = most < pl.col("given")
    decided = leads & (most >= pl.when(is_split).then(2).otherwise(pl.col("needed")))
    winner = pl.coalesce(
        pl.when(pl.col(said.value) == most).then(pl.lit(said.value)) for said in ANSWERS
    )
    return (
        votes.with_columns(
            state=pl.when(decided)
            .then(winner)
            .when(is_split)
            .then(pl.lit(State.DISPUTED.value))
            .otherwise(pl.lit(State.WAITING.value))
        )
        .select("entry_l", "entry_r", "state", "reviewers")
        .sort("entry_l", "entry_r")
    )


def binding(ledger: pl.DataFrame) -> pl.DataFrame:
    """Return what later runs of linking must keep to, as `link` and `update` take it: `DECISIONS`.

    A pair that is disputed, waits for its second reviewer, or of which reviewers could not say,
    does not bind: the model decides it as before.
    """
    settled = pl.col("state").is_in([State.SAME.value, State.DIFFERENT.value])
    return (
        outcomes(ledger)
        .filter(settled)
        .select("entry_l", "entry_r", is_match=pl.col("state") == State.SAME.value)
    )


def agreement(ledger: pl.DataFrame) -> pl.DataFrame:
    """Return what the first two reviewers of each pair said, counted: first, second, pairs.

    The table for `cohens_kappa`: a third answer settles a dispute, and says nothing about how far
    two who are blind to one another agree.
    """
    two = (
        standing(ledger)
        .group_by("entry_l", "entry_r", maintain_order=True)
        .agg(first=pl.col("said").get(0), second=pl.col("said").get(1, null_on_oob=True))
        .drop_nulls("second")
    )
    grid = pl.DataFrame(
        [(one.value, other.value) for one in ANSWERS for other in ANSWERS],
        schema=["first", "second"],
        orient="row",
    )
    counted = two.group_by("first", "second").agg(pairs=pl.len().cast(pl.Int64))
    return grid.join(
        counted, on=["first", "second"], how="left", maintain_order="left"
    ).with_columns(pl.col("pairs").fill_null(0))


def _names(vault: Vault) -> tuple[str, ...]:
    names = vault.names(FOLDER)
    if [_number(name) for name in names] != list(range(1, len(names) + 1)):
        raise LinkageError(
            "a sitting is missing from the ledger of decisions",
            where=f"vault/{FOLDER}",
            do="Put the folder back from your copy of the vault.",
        )
    return names


def _number(name: str) -> int:
    return int(name.removeprefix(FOLDER).removesuffix(".parquet"))
