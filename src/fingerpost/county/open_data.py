"""The county's open files, in the forms in which publishers give theirs.

Boundaries and look-ups have the headers of the Office for National Statistics, deprivation those of
mySociety's index, populations those of Nomis. Every small area is unchanged since 2011, so no
look-up from 2011 to 2021 is written: without one, a code stands for itself. Files that have room
for it say that they are synthetic; in the others, the country's name does or the codes do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from fingerpost.county.addresses import Places
from fingerpost.county.map import COUNTRY, COUNTY, REGION, UPPER_TIER, CountyMap
from fingerpost.county.mid_years import TOP_AGE, MidYears
from fingerpost.county.terrain import DECIMALS
from fingerpost.evidence.core.areas import MADE_UP

SYNTHETIC = "Synthetic: a made-up county. No place or person in this file is real."
FOLDER = "open-data"


def write_open_data(
    county: CountyMap, mid_years: MidYears, inbox: Path, *, seed: int
) -> tuple[Path, ...]:
    """Write the county's open files under ``open-data/`` of an inbox, and return their paths.

    Parameters
    ----------
    county : CountyMap
        What is on the map.
    mid_years : MidYears
        Residents of districts by age, and of small areas.
    inbox : Path
        Of the workspace; folders are made as needed.
    seed : int
        Of the county: where its postcodes lie.
    """
    folder = inbox / FOLDER
    written = []
    for name, content in (*_boundaries(county), *_tables(county, mid_years, seed)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
        written.append(path)
    return tuple(written)


def _boundaries(county: CountyMap) -> Iterator[tuple[str, str]]:
    every = np.arange(len(county))
    kinds: tuple[tuple[str, str, NDArray[Any], Sequence[str], Sequence[str]], ...] = (
        ("lsoa", "LSOA21", every, county.code.tolist(), county.name.tolist()),
        ("msoa", "MSOA21", county.msoa, county.msoa_codes, county.msoa_names),
        ("ward", "WD25", county.ward, county.ward_codes, county.ward_names),
    )
    for kind, header, group, codes, names in kinds:
        outlines = _together(county.outlines, group)
        district = county.district[np.unique(group, return_index=True)[1]]
        for number, area in enumerate(county.districts):
            features = [
                {
                    "type": "Feature",
                    "properties": {
                        f"{header}CD": codes[at],
                        f"{header}NM": names[at],
                        "LADCD_ACTIVE": area.code,
                        "UTLACD": _upper_tier(area.code),
                        "RGNCD": REGION.code,
                    },
                    "geometry": _geometry(outlines[at]),
                }
                for at in np.flatnonzero(district == number).tolist()
            ]
            yield f"boundaries/{kind}/{area.code}.geojson", _collection(area.name, features)


def _collection(name: str, features: list[dict[str, Any]]) -> str:
    head = {
        "type": "FeatureCollection",
        "name": f"{name} (synthetic)",
        "description": SYNTHETIC,
    }
    return json.dumps({**head, "features": features}, separators=(",", ":")) + "\n"


def _geometry(outline: Any) -> dict[str, Any]:
    parts = shapely.get_parts(outline)
    rings = [
        [np.round(ring.coords, DECIMALS).tolist() for ring in (part.exterior, *part.interiors)]
        for part in parts
    ]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def _together(outlines: NDArray[np.object_], group: NDArray[Any]) -> list[Any]:
    """Return the outline of each group of small areas."""
    order = np.argsort(group, kind="stable")
    cuts = np.unique(group[order], return_index=True)[1]
    if len(cuts) == len(outlines):
        return list(outlines[order])
    return [
        shapely.coverage_union_all(members) for members in np.split(outlines[order], cuts[1:])
    ]


def _upper_tier(code: str) -> str:
    """Return the upper tier of a district: the county, or for the city itself."""
    return UPPER_TIER.code if code.startswith(f"{MADE_UP}07") else code


def _tables(county: CountyMap, mid_years: MidYears, seed: int) -> Iterator[tuple[str, str]]:
    yield (
        "look-ups/lsoa_latlong.csv",
        _csv(
            LSOACD=county.code,
            latitude=county.latitude.round(6),
            longitude=county.longitude.round(6),
            lsoa11cd=county.code,
        ),
    )
    yield "look-ups/la_all_codes.csv", pl.DataFrame(list(_authorities(county))).write_csv()
    yield "look-ups/PCD_OA21_LSOA21_MSOA21_LAD.csv", _postcodes(county, seed)
    yield "deprivation/UK_IMD_E.csv", _deprivation(county)
    ages = [f"Age {age}" for age in range(TOP_AGE)] + [f"Aged {TOP_AGE}+"]
    rows = [
        {
            "name": area.name,
            "code": area.code,
            "year": year,
            **dict(zip(ages, mid_years.by_age[at, number].tolist(), strict=True)),
        }
        for at, year in enumerate(mid_years.years)
        for number, area in enumerate(county.districts)
    ]
    yield "population/la_pop_estimates.csv", pl.DataFrame(rows).write_csv()
    for at, year in enumerate(mid_years.years):
        content = _csv(lsoa=county.code, pop=mid_years.by_area[at])
        yield f"population/{year}_population.csv", content


def _postcodes(county: CountyMap, seed: int) -> str:
    """Return where every postcode lies; the county has no output areas, so none are named."""
    area, postcode = Places(county.sectors, county.sector).every_postcode(seed)
    district = county.district[area]
    order = np.argsort(postcode)
    return _csv(
        pcd7=postcode[order],
        pcd8=np.char.replace(postcode, " ", "  ")[order],
        pcds=postcode[order],
        doterm=np.full(len(order), ""),
        lsoa21cd=county.code[area][order],
        msoa21cd=np.array(county.msoa_codes)[county.msoa[area]][order],
        ladcd=np.array([area.code for area in county.districts])[district][order],
        lsoa21nm=county.name[area][order],
        ladnm=np.array([area.name for area in county.districts])[district][order],
    )


def _csv(**columns: NDArray[Any]) -> str:
    return pl.DataFrame(
        {name: pl.Series(values) for name, values in columns.items()}
    ).write_csv()


def _authorities(county: CountyMap) -> Iterator[dict[str, str]]:
    for area in county.districts:
        upper = _upper_tier(area.code)
        yield {
            "LADCD": area.code,
            "LADNM": area.name,
            "LADCD_ACTIVE": area.code,
            "LADNM_ACTIVE": area.name,
            "UTLACD": upper,
            "UTLANM": UPPER_TIER.name if upper == UPPER_TIER.code else area.name,
            "CAUTHCD": COUNTY.code,
            "CAUTHNM": COUNTY.name,
            "RGNCD": REGION.code,
            "RGNNM": REGION.name,
            "CTRYCD": COUNTRY.code,
            "CTRYNM": COUNTRY.name,
            "Current": "TRUE",
        }


def _deprivation(county: CountyMap) -> str:
    """Return mySociety's columns; the parts of the score follow from it, as they nearly do."""
    count = len(county)
    rank = (np.argsort(np.argsort(-county.deprivation_score, kind="stable")) + 1).astype(float)
    by_people = np.argsort(-county.deprivation_score, kind="stable")
    place = np.empty(count)
    place[by_people] = np.cumsum(county.residents[by_people]) / county.people
    decile = np.minimum(np.floor(place * 10) + 1, 10).astype(np.int64)
    return _csv(
        nation=np.full(count, MADE_UP),
        lsoa=county.code,
        overall_local_score=county.deprivation_score,
        income_score=(0.62 * county.deprivation_score).round(1),
        employment_score=(0.48 * county.deprivation_score).round(1),
        UK_IMD_E_score=county.deprivation_score,
        original_decile=county.decile.astype(np.int64),
        E_expanded_decile=county.decile.astype(np.int64),
        UK_IMD_E_rank=rank,
        UK_IMD_E_pop_decile=decile,
        UK_IMD_E_pop_quintile=(decile + 1) // 2,
    )
