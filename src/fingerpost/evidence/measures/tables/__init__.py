"""The tables that measures count: landed rows with their place and their period, in Ibis.

One module for each agency's files. Each function takes `Inputs` and returns an Ibis expression
whose rows have `period_start` (the first day of the table's base period), one column per kind of
area it can be counted by, and the columns that measures filter and split by. Ibis keeps the same
expression runnable on DuckDB and on Spark.
"""

from fingerpost.evidence.measures.tables import (
    children,
    custody,
    employment,
    estimates,
    harm_reduction,
    health,
    housing,
    justice,
    police_open_data,
    police_records,
    published,
    referrals,
    releases,
    treatment,
    treatment_people,
)
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs
from fingerpost.evidence.measures.tables.placing import NOWHERE
from fingerpost.evidence.measures.tables.unplaced import OTHER_FORCE, unplaced

__all__ = ["NOWHERE", "OTHER_FORCE", "TABLES", "EventTable", "Inputs", "unplaced"]

_MODULES = (
    police_open_data,
    police_records,
    treatment,
    health,
    justice,
    housing,
    employment,
    harm_reduction,
    children,
    published,
    treatment_people,
    releases,
    custody,
    referrals,
    estimates,
)
TABLES = {table.name: table for module in _MODULES for table in module.TABLES}
assert len(TABLES) == sum(len(module.TABLES) for module in _MODULES)  # no name is used twice
