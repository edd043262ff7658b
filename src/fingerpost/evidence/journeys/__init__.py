"""Put the records of one person in order, across agencies.

Comes in: landed tables without identifiers, joined with person keys, through `inputs.Linked`. Goes out:
one Ibis table for each kind of journey (`tables.Journeys`), the same on DuckDB and on Spark, each row
with the records it rests on and the probability of its weakest link. Every number and code that a
journey is made by is data, in `rules.toml`. Imports linkage, lake, sources, statistics, core.
"""

from fingerpost.evidence.journeys.inputs import Linked
from fingerpost.evidence.journeys.rules import Rule, Rules
from fingerpost.evidence.journeys.tables import Journeys

__all__ = ["Journeys", "Linked", "Rule", "Rules"]
