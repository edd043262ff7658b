import ibis
import pytest


@pytest.fixture(scope="session")
def engine():
    """Return one DuckDB in memory for all hand-made tables."""
    return ibis.duckdb.connect()
