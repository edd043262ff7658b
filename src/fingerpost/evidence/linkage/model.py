"""The linkage model: what is compared, how much each agreement weighs, where lines are drawn.

A model is a file that people read and review. It is trained without labels by Splink: how often
people who are not one agree, from random pairs (u); how often records of one person agree, by
expectation maximisation within blocks (m). A model without a review says so wherever it is used.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.linkage.blocking import LARGEST_BLOCK, OF_PEOPLE, BlockingRule
from fingerpost.evidence.linkage.comparisons import (
    DAMERAU,
    JARO_WINKLER,
    Comparison,
    Dialect,
    Level,
    of_people,
    present,
)
from fingerpost.evidence.linkage.standardising import standardise

Threshold = Literal["strict", "published", "loose"]
LEAST_M, LEAST_U = 1e-4, 1e-8  # no agreement is impossible, so no weight is without bound
RANDOM_PAIRS = 2_000_000
TRAINING_PAIRS = 400_000


class Review(BaseModel):
    """Who looked at a model, when, and what they said of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    on: date
    reason: str


class LinkageModel(BaseModel):
    """Everything by which entries are linked.

    Parameters
    ----------
    version : str
        Of the declared comparisons, rules and lines; with the fingerprint of the trained numbers it
        names the model.
    comparisons, blocking, training : tuple
        What is compared, which pairs are, and the columns within which m is learnt.
    certain : tuple of str
        Columns that hardly two people share, from which the prior is worked out.
    prior : float, optional
        The share of all pairs that are of one person.
    thresholds : mapping of str to float
        The match probability from which a pair is a link: "strict", "published", "loose".
    kept_from : float
        The match weight from which a pair is kept at all, for review.
    largest_cluster, largest_block : int
        More entries than any one person has; more than any telling value is shared by.
    once : tuple of str
        Kinds of agency, or agencies, in which a person stands only once.
    seed : int
        Of the random pairs.
    trained_on : str
        Fingerprint of the entries.
    review : Review, optional
        Without it nobody has looked at the model yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = "1"
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...] = OF_PEOPLE
    training: tuple[tuple[str, ...], ...] = (("birth",), ("forename", "surname"))
    certain: tuple[str, ...] = ("forename", "surname", "birth")
    prior: float | None = None
    thresholds: dict[Threshold, float] = {
        "strict": 0.999,
        "published": 0.95,
        "loose": 0.6,
    }
    kept_from: float = -4.0
    largest_cluster: int = 40
    largest_block: int = LARGEST_BLOCK
    once: tuple[str, ...] = ()
    seed: int = 1
    trained_on: str = ""
    review: Review | None = None

    @property
    def is_trained(self) -> bool:
        """Whether every weight is known."""
        return self.prior is not None and all(one.is_trained for one in self.comparisons)

    @property
    def name(self) -> str:
        """The version and a fingerprint of all that decides: "1+0a1b2c3d"."""
        decides = self.model_dump(mode="json", exclude={"review", "trained_on", "version"})
        return f"{self.version}+{fingerprint(decides)[:8]}"

    @property
    def notice(self) -> str:
        """What a reader of any result must know about the model."""
        if self.review is None:
            return f"Linkage model {self.name} has not been reviewed by anybody."
        return f"Linkage model {self.name}, reviewed by {self.review.by} on {self.review.on}."

    def to_json(self, path: Path) -> None:
        """Write the model to a file that people can read and compare."""
        path.write_text(json.dumps(self.model_dump(mode="json"), indent=1) + "\n", "utf-8")

    @classmethod
    def from_json(cls, path: Path) -> LinkageModel:
        """Return the model that a file holds."""
        return cls.model_validate_json(path.read_text("utf-8"))

    def settings(self, dialect: Dialect) -> dict[str, Any]:
        """Return the settings of Splink for this model."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "entry",
            "probability_two_random_records_match": self.prior or 1e-4,
            "comparisons": [_for_splink(one, dialect) for one in self.comparisons],
            "blocking_rules_to_generate_predictions": [],
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": True,
            "linker_uid": "fingerpost",
        }


def untrained(columns: set[str] | None = None, **settings: Any) -> LinkageModel:
    """Return the model of named agencies before it is trained.

    Parameters
    ----------
    columns : set of str, optional
        Those that there are; comparisons of others are left out.
    **settings
        Any other parameter of the model.
    """
    every = of_people()
    return LinkageModel(
        comparisons=every if columns is None else present(every, columns), **settings
    )


def train(entries: pl.DataFrame, model: LinkageModel) -> LinkageModel:
    """Return the model with weights learnt from entries, without labels.

    Parameters
    ----------
    entries : polars.DataFrame
        Of the shape ENTRIES, or with other columns that the model compares; in any order.
    model : LinkageModel
        What is compared. Weights that are declared stay as they are.

    Raises
    ------
    LinkageError
        If there are too few entries to learn from.
    """
    standardised = standardise(entries)
    if standardised.height < 50:
        raise LinkageError(
            f"a model cannot be trained on {standardised.height} entries",
            do="Use a trained model: fingerpost link model, or land more files first.",
        )
    learnt = tuple(one for one in model.comparisons if not one.is_trained)
    with linker(standardised, model.model_copy(update={"comparisons": learnt})) as (splink, _):
        from splink import block_on

        splink.training.estimate_u_using_random_sampling(
            max_pairs=RANDOM_PAIRS, seed=model.seed, num_chunks=1, min_count_per_level=None
        )
        have = set(standardised.columns)
        for columns in model.training:
            if set(columns) <= have:
                splink.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*columns),
                    estimate_without_term_frequencies=True,
                    max_pairs=TRAINING_PAIRS,
                    record_sample_proportion=0.1,
                )
        found = splink.misc.save_model_to_json()
    by_name = {
        one["output_column_name"]: one["comparison_levels"] for one in found["comparisons"]
    }
    comparisons = tuple(
        _with_weights(one, by_name[one.name]) if one.name in by_name else one
        for one in model.comparisons
    )
    prior = _prior(standardised, comparisons, model.certain)
    return model.model_copy(
        update={
            "comparisons": tuple(_without_matches(one, prior) for one in comparisons),
            "prior": prior,
            "trained_on": fingerprint(entries["entry"].sort().to_list()),
        }
    )


@contextmanager
def linker(
    standardised: pl.DataFrame, model: LinkageModel, *, backend: Dialect = "duckdb"
) -> Iterator[tuple[Any, Any]]:
    """Give a Splink linker over entries, and the engine under it; both are gone afterwards.

    On DuckDB everything stays in memory: nothing is spilt to a disk, and nothing is logged.
    """
    from splink import Linker

    logger = logging.getLogger("splink")
    level = logger.level
    logger.setLevel(logging.ERROR)
    with warnings.catch_warnings(), engine(backend) as api:
        warnings.simplefilter("ignore")
        try:
            table = api.register(_handed_over(standardised, backend, api), table_name="entries")
            yield Linker(table, model.settings(backend), log_level=None), api
        finally:
            logger.setLevel(level)


@contextmanager
def engine(backend: Dialect) -> Iterator[Any]:
    """Give the engine that compares: DuckDB in memory, or Spark on this machine's loopback."""
    if backend == "spark":
        raise LinkageError("Spark is not built yet", do="Leave the backend at duckdb.")
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    try:
        yield DuckDBAPI(connection=connection)
    finally:
        connection.close()


def _handed_over(frame: pl.DataFrame, backend: Dialect, api: Any) -> Any:
    return frame.to_arrow()


def _for_splink(comparison: Comparison, dialect: Dialect) -> dict[str, Any]:
    levels = []
    for level in comparison.levels:
        condition = level.condition.replace("{jaro_winkler}", JARO_WINKLER[dialect])
        settings: dict[str, Any] = {
            "sql_condition": condition.replace("{damerau}", DAMERAU[dialect]) or "ELSE",
            "label_for_charts": level.label,
        }
        if level.is_missing:
            settings["is_null_level"] = True
        else:
            settings |= {"m_probability": level.m, "u_probability": level.u}
            settings |= {
                "fix_m_probability": level.is_fixed,
                "fix_u_probability": level.is_fixed,
            }
        if level.term_frequency:
            settings["tf_adjustment_column"] = level.term_frequency
        levels.append({key: value for key, value in settings.items() if value is not None})
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _with_weights(comparison: Comparison, found: list[dict[str, Any]]) -> Comparison:
    """Return a comparison with the m and u that Splink learnt.

    A level that never occurred gets the least share; the rest are scaled to add up to 1.
    """
    told = [level for level in comparison.levels if not level.is_missing]
    learnt = [level for level in found if not level.get("is_null_level")]
    shares = {}
    for side, least in (("m", LEAST_M), ("u", LEAST_U)):
        raw = [max(float(one.get(f"{side}_probability") or 0.0), least) for one in learnt]
        shares[side] = [value / sum(raw) for value in raw]
    new = iter(
        level.model_copy(update={"m": m, "u": u})
        for level, m, u in zip(told, shares["m"], shares["u"], strict=True)
    )
    return comparison.model_copy(
        update={
            "levels": tuple(
                level if level.is_missing else next(new) for level in comparison.levels
            )
        }
    )


def _without_matches(comparison: Comparison, prior: float) -> Comparison:
    """Take the pairs of one person out of u, since random pairs hold a few of them.

    Where each person has several entries, as many random pairs agree on a postcode because they are
    of one person as by chance. u is the share among pairs of two.
    """

    def corrected(level: Level) -> Level:
        if level.is_missing or level.is_fixed or level.m is None or level.u is None:
            return level
        u = (level.u - prior * level.m) / (1 - prior)
        return level.model_copy(update={"u": min(max(u, level.u / 16, LEAST_U), 1.0)})

    return comparison.model_copy(
        update={"levels": tuple(corrected(level) for level in comparison.levels)}
    )


def _prior(
    standardised: pl.DataFrame, comparisons: Sequence[Comparison], certain: Sequence[str]
) -> float:
    """Return the share of all pairs that are of one person.

    Pairs that agree in all of some columns are of one person but for a few that chance explains;
    how many pairs of one person do not agree in all of them, the model says.
    """
    count = standardised.height
    total = count * (count - 1) / 2
    groups = standardised.drop_nulls(certain).group_by(certain).len()["len"].cast(pl.Float64)
    agree = float((groups * (groups - 1) / 2).sum())
    recall, chance = 1.0, 1.0
    for column in certain:
        level = next(
            level
            for one in comparisons
            for level in one.levels
            if level.condition == f"{column}_l = {column}_r"
        )
        filled = 1 - standardised[column].null_count() / count
        recall *= (level.m or 1.0) * filled**2
        chance *= (level.u or 1.0) * filled**2
    found = max(agree - total * chance, 1.0) / max(recall, 0.05)
    return float(min(max(found / total, 1 / total), 0.5))
