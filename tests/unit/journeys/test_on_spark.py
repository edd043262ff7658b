"""The same journeys on Spark as on DuckDB, every table and every column of a whole small county."""

from __future__ import annotations

import pytest

from fingerpost.evidence.journeys import Journeys, Linked
from fingerpost.evidence.journeys.contacts import agencies_in_month, known_to_both
from tests.unit.journeys.truth import true_lake

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Spark's own
]

TABLES = (
    "all_episodes",
    "episodes",
    "treatment_journeys",
    "people_in_treatment_year",
    "treatment_progress",
    "releases",
    "custody_tests",
    "diversions",
    "court_requirements",
    "recovery_sequences",
    "reoffending_after_release",
    "reoffending_after_diversion",
    "reoffending_after_start",
    "contact_months",
)


@pytest.fixture(scope="module")
def spark_county(landed_county, truth, tmp_path_factory):
    """Return the journeys of the county on Spark, on this machine's loopback alone."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    import ibis
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.local.dir", str(folder / "local"))
        .getOrCreate()
    )
    workspace, _ = landed_county
    yield Journeys(Linked(true_lake(workspace, truth), ibis.pyspark.connect(session)))
    session.stop()


def _in_order(table):
    """Return the rows as plain values, in an order of their own."""
    frame = table.to_polars()
    names = sorted(frame.columns)
    rows = [tuple(row) for row in frame.select(names).iter_rows()]
    return names, sorted(rows, key=repr)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same(true_county, spark_county, name):
    names, rows = _in_order(getattr(true_county, name)())
    assert len(rows) > 30
    assert _in_order(getattr(spark_county, name)()) == (names, rows)


@pytest.mark.parametrize("summary", [agencies_in_month, known_to_both])
def test_a_summary_is_the_same(true_county, spark_county, summary):
    made = (_in_order(summary(each.contact_months())) for each in (true_county, spark_county))
    one, other = made
    assert one == other


def test_people_within_districts_are_the_same(true_county, spark_county):
    within = "local_authority_code"
    one, other = (
        _in_order(each.people_in_treatment_year(within)) for each in (true_county, spark_county)
    )
    assert one == other
