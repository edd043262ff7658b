"""Areas as first-class values: what place a number is about.

Codes are the publishers' own (Office for National Statistics); names are what people say. Rows
that lie in no area of the partnership still have a place here: `OUTSIDE` and `NO_LOCATION` are
areas, so such rows are counted and shown, never dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class AreaKind(StrEnum):
    """The kinds of area, from small to large."""

    LSOA_2011 = "lsoa11"
    LSOA_2021 = "lsoa21"
    MSOA = "msoa"
    WARD = "ward"
    DEPRIVATION_QUINTILE = "deprivation_quintile"
    DISTRICT = "district"
    PARTNERSHIP = "partnership"
    POLICE_FORCE = "police_force"
    REGION = "region"
    COUNTRY = "country"
    NOWHERE = "nowhere"


AREA_KIND_WORDS = {
    AreaKind.LSOA_2011: "small area (2011)",
    AreaKind.LSOA_2021: "small area (2021)",
    AreaKind.MSOA: "neighbourhood",
    AreaKind.WARD: "ward",
    AreaKind.DEPRIVATION_QUINTILE: "deprivation fifth",
    AreaKind.DISTRICT: "district",
    AreaKind.PARTNERSHIP: "partnership",
    AreaKind.POLICE_FORCE: "police force area",
    AreaKind.REGION: "region",
    AreaKind.COUNTRY: "country",
    AreaKind.NOWHERE: "no known area",
}


@dataclass(frozen=True, order=True)
class Area:
    """A place with the publisher's code, its name and its kind."""

    code: str
    name: str
    kind: AreaKind

    def __str__(self) -> str:
        """Return the name."""
        return self.name


ENGLAND = Area("E92000001", "England", AreaKind.COUNTRY)
ENGLAND_AND_WALES = Area("K04000001", "England and Wales", AreaKind.COUNTRY)
OUTSIDE = Area("outside", "Outside the partnership", AreaKind.NOWHERE)
NO_LOCATION = Area("no_location", "No location recorded", AreaKind.NOWHERE)
UNKNOWN = Area("unknown", "A code in no look-up", AreaKind.NOWHERE)

# No real code begins with this letter: a code that does is of a made-up county.
MADE_UP = "X"
LSOA_CODE = re.compile(
    rf"[EW]01\d{{6}}|95[A-Z]{{2}}\d{{2}}[A-Z]\d|S01\d{{6}}|N20\d{{6}}|{MADE_UP}01\d{{6}}"
)
DISTRICT_CODE = re.compile(
    rf"E0[6789]\d{{6}}|W06\d{{6}}|S12\d{{6}}|N09\d{{6}}|{MADE_UP}0[67]\d{{6}}"
)


@dataclass(frozen=True)
class Partnership:
    """The area of one Combating Drugs Partnership: its districts, and its police force.

    Borders of police, councils and health seldom match, so the districts are named one by one.
    """

    code: str
    name: str
    districts: tuple[Area, ...]
    police_force: Area
    force_name: str
    is_synthetic: bool = False  # nobody in it is real; every page drawn from it must say so

    @property
    def area(self) -> Area:
        """The partnership itself, as an area."""
        return Area(self.code, self.name, AreaKind.PARTNERSHIP)

    def district(self, code: str) -> Area | None:
        """Return the district with this code, or None if it lies outside."""
        return next((area for area in self.districts if area.code == code), None)


@dataclass(frozen=True)
class Outline:
    """The outline of an area for a map: rings of (longitude, latitude), simplified."""

    code: str
    name: str
    district: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


QUINTILES = tuple(
    Area(f"quintile_{number}", name, AreaKind.DEPRIVATION_QUINTILE)
    for number, name in enumerate(
        (
            "Most deprived fifth of England",
            "Second most deprived fifth",
            "Middle fifth",
            "Second least deprived fifth",
            "Least deprived fifth of England",
        ),
        start=1,
    )
)
