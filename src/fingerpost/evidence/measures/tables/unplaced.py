"""How many rows lie in no area of the partnership: counted and shown, never dropped."""

from __future__ import annotations

from fingerpost.evidence.core.areas import NO_LOCATION
from fingerpost.evidence.core.provenance import Unplaced
from fingerpost.evidence.measures.places import BOUNDARIES_2021
from fingerpost.evidence.measures.tables.inputs import Inputs
from fingerpost.evidence.measures.tables.placing import NOWHERE

OTHER_FORCE = "Recorded by another police force, or the file does not say by which"


def unplaced(inputs: Inputs) -> tuple[Unplaced, ...]:
    """Count the rows of police files that lie in no district, or that another force recorded."""
    found: list[Unplaced] = []
    for name, source in (
        ("recorded_crime", "police_street"),
        ("searches", "police_stop_search"),
    ):
        if not inputs.lake.has(source, inputs.as_of):
            continue
        table = inputs.table(name)
        counts = dict(table.group_by("place").agg(n=table.count()).to_polars().iter_rows())
        total = int(sum(counts.values()))
        is_placed = inputs.lake.has(BOUNDARIES_2021, inputs.as_of)
        found.extend(
            Unplaced(source, area.name, int(counts[area.code]), total)
            for area in (NOWHERE if is_placed else (NO_LOCATION,))
            if counts.get(area.code)
        )
        landed = sum(part.rows for _, part in inputs.lake.current(source, inputs.as_of))
        if landed > total:
            found.append(Unplaced(source, OTHER_FORCE, landed - total, landed))
    return tuple(found)
