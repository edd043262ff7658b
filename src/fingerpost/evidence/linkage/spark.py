"""Linkage on Spark, where there are more entries than one machine compares.

The session is the one that runs already, or a local one: on this machine's loopback alone, without a
page of its own, few partitions. What Spark spills to a disk is encrypted with a key of the session,
since it holds names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fingerpost.evidence.core.errors import LinkageError

LOCAL = {
    "spark.master": "local[2]",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "4",
    "spark.driver.memory": "4g",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.io.encryption.enabled": "true",
    "spark.log.level": "ERROR",
}


@contextmanager
def spark_engine() -> Iterator[Any]:
    """Give Splink's engine on Spark; a session that was started for it is stopped afterwards.

    Raises
    ------
    LinkageError
        If Spark is not installed.
    """
    try:
        from pyspark import SparkConf
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise LinkageError(
            "Spark is not installed",
            do='Install it with "uv sync --extra spark" and Java 17, or link on DuckDB.',
        ) from error
    import splink
    from splink.backends.spark import similarity_jar_location

    api: Any = splink.SparkAPI
    session = SparkSession.getActiveSession()
    if session is not None:
        yield api(spark_session=session, break_lineage_method="persist")
        return
    with TemporaryDirectory(prefix="fingerpost-spark-") as folder:
        scratch = {
            "spark.local.dir": folder,
            "spark.sql.warehouse.dir": str(Path(folder) / "warehouse"),
            "spark.jars": similarity_jar_location(),
        }
        conf = SparkConf()
        for key, value in (LOCAL | scratch).items():
            conf.setIfMissing(key, value)
        session = SparkSession.builder.config(conf=conf).getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        try:
            yield api(spark_session=session, break_lineage_method="persist")
        finally:
            session.stop()
