import ibis
import pytest

from fingerpost.evidence.journeys import Journeys, Linked
from tests.unit.journeys.truth import true_lake


@pytest.fixture(scope="session")
def engine():
    """Return one DuckDB in memory for all hand-made tables."""
    return ibis.duckdb.connect()


@pytest.fixture(scope="session")
def truth(county):
    """Return the folder of the county's truth."""
    return county / "truth"


@pytest.fixture(scope="session")
def true_county(landed_county, truth):
    """Return the journeys of the landed county, with the truth's own person keys."""
    workspace, _ = landed_county
    return Journeys(Linked(true_lake(workspace, truth), ibis.duckdb.connect()))
