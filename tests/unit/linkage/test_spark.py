"""The same clusters on DuckDB and on Spark."""

from __future__ import annotations

import importlib.util
import shutil
import warnings
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest

from fingerpost.county.mistakes import as_known_to
from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage import (
    LinkedSource,
    Regime,
    link,
    read_entries,
    train,
    untrained,
)
from fingerpost.evidence.linkage.spark import spark_engine
from tests.unit.county.people_of_concern import FIRST_DAY, LAST_DAY, many

HAS_SPARK = bool(importlib.util.find_spec("pyspark") and shutil.which("java"))
AGENCIES = {"police": Regime.NAMED, "probation": Regime.NAMED, "treatment": Regime.ATTRIBUTOR}


@pytest.fixture
def _quiet() -> Iterator[None]:
    """Let pyspark warn as it likes: its warnings are about itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def written(agency: str, people: int) -> pl.DataFrame:
    """Return the entries of some of 20,000 people as one agency writes them down."""
    is_named = AGENCIES[agency] is Regime.NAMED
    columns = (
        {"forename": "forename", "surname": "surname", "alias": "alias", "postcode": "postcode"}
        if is_named
        else {"first_initial": "forename", "surname_initial": "surname"}
    )
    source = LinkedSource(
        name=agency,
        agency=agency,
        regime=AGENCIES[agency],
        local_id="local_id",
        born="born",
        sex="sex",
        seen_on=("seen",),
        why="a test",
        **columns,
    )
    person = np.arange(people)
    day = np.random.default_rng(5).integers(FIRST_DAY, LAST_DAY, people)
    known = many().people["person"].to_numpy()[person]
    said = as_known_to(many(), known, day, agency, seed=7).records
    rows = said.with_columns(
        record=pl.int_range(people, dtype=pl.Int64),
        born=pl.col("born").str.to_date("%d/%m/%Y"),
        seen=pl.Series(day.astype(np.int32)).cast(pl.Date),
    )
    return read_entries({agency: rows}, sources=[source]).entries


@pytest.mark.slow
@pytest.mark.skipif(
    not HAS_SPARK, reason="Spark is not here: uv sync --extra spark, and Java 17"
)
@pytest.mark.usefixtures("_quiet")
def test_duckdb_and_spark_give_the_same_clusters() -> None:
    entries = pl.concat(
        [written("police", 9_000), written("probation", 9_000), written("treatment", 2_000)]
    )
    assert entries.height >= 19_900
    model = train(entries, untrained())
    one = link(entries, model)
    other = link(entries, model, backend="spark")
    for threshold, clusters in one.clusters.items():
        assert clusters["cluster"].equals(other.clusters[threshold]["cluster"]), threshold
    ends = ["entry_l", "entry_r"]
    assert one.pairs.select(ends).equals(other.pairs.select(ends))
    gap = (one.pairs["match_weight"] - other.pairs["match_weight"]).abs().max()
    assert gap < 1e-9


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is not None, reason="pyspark is installed"
)
def test_without_spark_it_is_said_what_to_install() -> None:
    with pytest.raises(LinkageError, match="uv sync --extra spark"), spark_engine():
        pass
