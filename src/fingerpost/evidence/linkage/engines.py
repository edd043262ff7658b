"""The engines that compare entries: Splink on DuckDB, or on Spark with the same settings.

On DuckDB all is done in memory. Nothing is spilt to a disk, nothing is logged, and when the work is
done nothing is left.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl

from fingerpost.evidence.linkage.comparisons import Comparison, Dialect
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.linkage.spark import spark_engine


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
            handed = standardised.select(_needed(standardised, model))
            table = hand_over(handed, "entries", api)
            # Our own declarations are checked already, by what they are made of.
            settings = splink_settings(model, backend)
            yield Linker(table, settings, log_level=None, validate_settings=False), api
        finally:
            logger.setLevel(level)


@contextmanager
def engine(backend: Dialect) -> Iterator[Any]:
    """Give the engine that compares: DuckDB in memory, or Spark on this machine's loopback."""
    if backend == "spark":
        with spark_engine() as api:
            yield api
        return
    import duckdb
    from splink import DuckDBAPI

    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    try:
        yield DuckDBAPI(connection=connection)
    finally:
        connection.close()


def hand_over(frame: pl.DataFrame, name: str, api: Any) -> Any:
    """Give an engine a table of its own, and return what Splink calls it by."""
    if api.sql_dialect.sql_dialect_str == "spark":
        api.spark.createDataFrame(frame.to_arrow()).persist().createOrReplaceTempView(name)
    else:
        api.duckdb_con.register("handed_over", frame.to_arrow())
        api.duckdb_con.execute(f"create table {name} as select * from handed_over")  # noqa: S608
        api.duckdb_con.unregister("handed_over")
    return api.register(name, table_name=f"of_{name}")


def _needed(frame: pl.DataFrame, model: LinkageModel) -> list[str]:
    """Return the columns that comparing reads."""
    needed = {"entry", "is_less", *(column for columns in model.training for column in columns)}
    for comparison in model.comparisons:
        needed |= set(comparison.columns)
    needed |= {key for rule in model.blocking for key in rule.keys}
    return [column for column in frame.columns if column in needed]


def _for_splink(comparison: Comparison, dialect: Dialect) -> dict[str, Any]:
    levels = []
    for level in comparison.levels:
        settings: dict[str, Any] = {
            "sql_condition": level.sql(dialect) or "ELSE",
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
            settings["disable_tf_exact_match_detection"] = True
        levels.append({key: value for key, value in settings.items() if value is not None})
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def splink_settings(model: LinkageModel, dialect: Dialect) -> dict[str, Any]:
    """Return the settings of Splink for a model."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "entry",
        "probability_two_random_records_match": model.prior or 1e-4,
        "comparisons": [_for_splink(one, dialect) for one in model.comparisons],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "linker_uid": "fingerpost",
    }
