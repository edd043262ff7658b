"""A whole county: its map, its people, what happened to them, and who is who.

What the records of every agency are made from. Nothing of it is written but through them, and
into the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from fingerpost.county.calendar import Calendar
from fingerpost.county.events import Plan
from fingerpost.county.identities import Identities
from fingerpost.county.map import CountyMap
from fingerpost.county.mid_years import MidYears
from fingerpost.county.parameters import Parameters


@dataclass
class Log:
    """What is known of the records as they are written: for the truth only."""

    identities: list[pl.DataFrame] = field(
        default_factory=list
    )  # agency, local_id, person, kind
    mistakes: list[pl.DataFrame] = field(default_factory=list)  # row, person, mistake, agency


@dataclass(frozen=True)
class World:
    """One synthetic county.

    Parameters
    ----------
    people : DataFrame
        The people of concern (`concern.select`), with `died_day`.
    tables : mapping of str to DataFrame
        What happened: a frame for each name in `ledger.SCHEMAS`, with the planted records in it.
    profiles : DataFrame
        Treatment Outcomes Profiles (`forms.profiles`).
    mid_years : MidYears
        Everybody, counted: by district and age, and by small area.
    without : mapping of str to mapping
        The tables as they would have been without each event that changes lives.
    """

    seed: int
    map: CountyMap
    calendar: Calendar
    plan: Plan
    parameters: Parameters
    people: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    profiles: pl.DataFrame
    mid_years: MidYears
    identities: Identities
    log: Log
    without: Mapping[str, Mapping[str, pl.DataFrame]]


@dataclass(frozen=True)
class PartnerFile:
    """A file as a partner sends it.

    Parameters
    ----------
    source : str
        The declared source whose form it has.
    path : str
        Below the inbox: ``police/custody-2021-Q2.csv``.
    frame : DataFrame
        Text cells under the headers of the file, as they are to be written.
    blank : str
        What stands in an empty cell.
    archive : str
        The ZIP that it is packed into, below the inbox; empty for none.
    people : Series, optional
        Who each row is about, for the truth; the partner does not know it.
    """

    source: str
    path: str
    frame: pl.DataFrame
    blank: str = ""
    archive: str = ""
    people: pl.Series | None = None
