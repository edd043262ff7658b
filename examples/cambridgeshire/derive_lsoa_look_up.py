"""Derive the 2011 to 2021 small-area look-up of this example from the boundaries beside it.

The Office for National Statistics publishes this look-up; the copy of the open data in this
folder does not hold it, so it is derived here in the published layout. Two small areas are paired
when they share at least 5% of the ground of either; CHGIND is then U (unchanged: one to one under
the same code), S (one split into several), M (several merged into one) or X (anything else).
Drop the official file into `inbox/` and it supersedes this one.

Run from the repository: uv run python examples/cambridgeshire/derive_lsoa_look_up.py
"""

import csv
import json
import zipfile
from collections import Counter
from pathlib import Path

from shapely import STRtree, make_valid
from shapely.geometry import shape

HERE = Path(__file__).parent
BOUNDARIES = HERE / "inbox" / "ons-boundaries.zip"
LOOK_UP = HERE / "inbox" / "lsoa_2011_to_lsoa_2021_derived.csv"
SHARE_OF_GROUND = 0.05
DISTRICTS = {
    "E06000031": "Peterborough",
    "E07000008": "Cambridge",
    "E07000009": "East Cambridgeshire",
    "E07000010": "Fenland",
    "E07000011": "Huntingdonshire",
    "E07000012": "South Cambridgeshire",
}


def small_areas(archive: zipfile.ZipFile, folder: str, code: str, name: str) -> list[dict]:
    """Return code, name, district and outline of every small area of one vintage."""
    found = []
    for member in sorted(archive.namelist()):
        if member.startswith(f"{folder}/"):
            for feature in json.loads(archive.read(member))["features"]:
                facts = feature["properties"]
                outline = make_valid(shape(feature["geometry"]))
                found.append(
                    {
                        "code": facts[code],
                        "name": facts[name],
                        "district": facts["LADCD_ACTIVE"],
                        "outline": outline,
                    }
                )
    return found


def main() -> None:
    """Write the look-up."""
    with zipfile.ZipFile(BOUNDARIES) as archive:
        old = small_areas(archive, "lsoa11", "LSOA11CD", "LSOA11NM")
        new = small_areas(archive, "lsoa", "LSOA21CD", "LSOA21NM")
    tree = STRtree([area["outline"] for area in new])
    new_codes = {area["code"] for area in new}
    old_codes = {area["code"] for area in old}
    pairs = []
    for before in old:
        if before["code"] in new_codes:
            after = next(area for area in new if area["code"] == before["code"])
            pairs.append((before, after))
            continue
        for position in tree.query(before["outline"]):
            after = new[position]
            shared = before["outline"].intersection(after["outline"]).area
            smaller = min(before["outline"].area, after["outline"].area)
            if after["code"] not in old_codes and shared / smaller >= SHARE_OF_GROUND:
                pairs.append((before, after))
    befores = Counter(before["code"] for before, _ in pairs)
    afters = Counter(after["code"] for _, after in pairs)
    with LOOK_UP.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND", "LAD22CD", "LAD22NM"]
        )
        rows = []
        for before, after in pairs:
            many_after, many_before = befores[before["code"]] > 1, afters[after["code"]] > 1
            if before["code"] == after["code"]:
                change = "U"
            elif many_after and not many_before:
                change = "S"
            elif many_before and not many_after:
                change = "M"
            else:
                change = "X"
            district = after["district"]
            rows.append(
                [
                    before["code"],
                    before["name"],
                    after["code"],
                    after["name"],
                    change,
                    district,
                    DISTRICTS[district],
                ]
            )
        writer.writerows(sorted(rows))
    print(f"{LOOK_UP.name}: {len(rows)} pairs, {dict(Counter(row[4] for row in rows))}")  # noqa: T201
    print("2011 areas without a pair:", sorted(old_codes - set(befores)))  # noqa: T201
    print("2021 areas without a pair:", sorted(new_codes - set(afters)))  # noqa: T201


if __name__ == "__main__":
    main()
