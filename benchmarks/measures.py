"""All measures of five years of police files, against SQL written by hand for DuckDB.

python benchmarks/measures.py [--months 60] [--runs 3]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples/cambridgeshire"
AT = datetime(2026, 11, 24, tzinfo=UTC)
LAST_YEAR, LAST_MONTH = 2025, 6
AT_MOST = 3.0
GOAL = 1.5
# The measures of the street files: every grid of each, by month or by twelve months together.
NAMES = (
    "recorded_drug_offences",
    "recorded_drug_offence_rate",
    "neighbourhood_crime_recorded",
    "acquisitive_crime_recorded",
    "drug_offence_outcomes",
    "drug_offences_without_outcome",
)


# -- the workspace --------------------------------------------------------------------------------


def make_workspace(root: Path, months: int) -> None:
    """Land `months` months: the real ones from 2024 on, again and again under new IDs."""
    from fingerpost.evidence.lake import Lake, Workspace, land
    from fingerpost.evidence.measures.places import Places

    inbox = root / "inbox"
    inbox.mkdir(parents=True)
    shutil.copy(EXAMPLE / "fingerpost.toml", root)
    real = []
    for archive in sorted((EXAMPLE / "inbox").glob("police-uk-202[45]*.zip")):
        with zipfile.ZipFile(archive) as members:
            real += [
                members.read(name).decode().splitlines()
                for name in sorted(members.namelist())
                if name.endswith("-cambridgeshire-street.csv")
            ]
    for back in range(months):
        year, month = divmod(12 * LAST_YEAR + LAST_MONTH - 1 - back, 12)
        code = f"{year:04d}-{month + 1:02d}"
        lines = real[-1 - back % len(real)]
        rows = [_again(line, code) for line in lines[1:]]
        (inbox / f"{code}-street.csv").write_text("\n".join([lines[0], *rows]) + "\n")
    for name in ("deprivation", "ons-boundaries", "ons-look-ups", "ons-population"):
        shutil.copy(EXAMPLE / "inbox" / f"{name}.zip", inbox)
    workspace = Workspace.open(root)
    land(workspace, [inbox], at=AT)
    # The hand-written SQL is given its look-ups ready made; Fingerpost makes them in its own time.
    places = Places(Lake(workspace), workspace.partnership, AT)
    places.codes.join(places.deciles, on="lsoa21", how="left").write_parquet(
        root / "codes.parquet"
    )
    places.populations.write_parquet(root / "people.parquet")


def _again(line: str, month: str) -> str:
    crime, _, rest = line.partition(",")
    crime = hashlib.sha256(f"{crime}{month}".encode()).hexdigest() if crime else ""
    return f"{crime},{month}{rest[7:]}"


# -- the jobs -------------------------------------------------------------------------------------

THEFT = "'Burglary','Robbery','Vehicle crime','Theft from the person'"
OTHER_THEFT = "'Shoplifting','Bicycle theft','Other theft'"
NO_OUTCOME = (
    "(outcome IS NULL OR outcome IN ('Under investigation','Status update unavailable'))"
)
CRIME = """
CREATE TABLE crime AS
SELECT month, crime_type, last_outcome AS outcome, codes.lsoa21, quintile,
    coalesce(district, CASE WHEN s.lsoa_code IS NULL THEN 'no_location' ELSE 'outside' END) AS place
FROM read_parquet('{lake}/landed/police_street/*/*.parquet') s
LEFT JOIN '{root}/codes.parquet' codes ON s.lsoa_code = codes.lsoa_code
WHERE falls_within = 'Cambridgeshire Constabulary'
"""
MONTHLY = "SELECT month, {area} AS area, count(*) AS n FROM crime WHERE {where} GROUP BY ALL"
YEARLY = """
WITH ends AS (SELECT DISTINCT month FROM crime
              WHERE month >= (SELECT min(month) FROM crime) + INTERVAL 11 MONTH),
base AS (SELECT month, {area} AS area, {part} AS part,
                count(*) FILTER ({where}) AS n, count(*) FILTER ({of}) AS of_n
         FROM crime GROUP BY ALL)
SELECT ends.month, area, part, sum(n) AS n, sum(of_n) AS of_n
FROM ends JOIN base ON base.month BETWEEN ends.month - INTERVAL 11 MONTH AND ends.month
WHERE area IS NOT NULL GROUP BY ALL
"""
BYAR = """
SELECT *, n * power(1 - 1 / (9 * n) - 1.959964 / (3 * sqrt(n)), 3) AS lower,
    (n + 1) * power(1 - 1 / (9 * (n + 1)) + 1.959964 / (3 * sqrt(n + 1)), 3) AS upper FROM ({})
"""
RATE = """
SELECT c.*, 1000 * lower / people, 1000 * upper / people FROM ({}) c
JOIN (SELECT area, arg_max(people, year) AS people FROM '{}/people.parquet' GROUP BY area) USING (area)
"""
WILSON = """
SELECT *, (n + 1.9207 - 1.959964 * sqrt(n * (of_n - n) / of_n + 0.9604)) / (of_n + 3.8415) AS lower,
    (n + 1.9207 + 1.959964 * sqrt(n * (of_n - n) / of_n + 0.9604)) / (of_n + 3.8415) AS upper
FROM ({}) WHERE of_n > 0
"""


def with_sql(root: Path) -> Callable[[], float]:
    """Count the same grids by hand-written SQL, with intervals; nothing is checked or traced."""
    import duckdb

    def job() -> float:
        database = duckdb.connect(config={"threads": 2})
        database.execute(CRIME.format(lake=root / "lake", root=root))
        drugs, force = "crime_type = 'Drugs'", "'E23000023'"
        offences = 0.0
        for where in (drugs, f"crime_type IN ({THEFT})"):
            for area in (force, "place"):
                rows = BYAR.format(MONTHLY.format(area=area, where=where))
                frame = database.execute(rows).to_arrow_table()
                if where == drugs and area == force:
                    offences = float(sum(frame["n"].to_pylist()))
        theft = f"crime_type IN ({THEFT},{OTHER_THEFT})"
        for where, areas in (
            (drugs, (force, "place", "lsoa21", "quintile")),
            (theft, (force, "place", "quintile")),
        ):
            for area in areas:
                counted = YEARLY.format(
                    area=area, part="1", where=f"WHERE {where}", of="WHERE true"
                )
                database.execute(RATE.format(BYAR.format(counted), root)).to_arrow_table()
        for area in (force, "place"):
            counted = YEARLY.format(
                area=area, part="outcome", where=f"WHERE {drugs}", of=f"WHERE {drugs}"
            )
            database.execute(WILSON.format(counted)).to_arrow_table()
        for area in (force, "place", "quintile"):
            counted = YEARLY.format(
                area=area,
                part="1",
                where=f"WHERE {drugs} AND {NO_OUTCOME}",
                of=f"WHERE {drugs}",
            )
            database.execute(WILSON.format(counted)).to_arrow_table()
        return offences

    return job


def with_fingerpost(root: Path) -> Callable[[], float]:
    """Estimate: every area and period, gaps and zeros, interval, status, note, provenance."""
    import ibis
    import polars as pl

    from fingerpost.evidence.lake import Workspace
    from fingerpost.evidence.measures import compute  # noqa: F401
    from fingerpost.evidence.pipeline import estimate

    # Libraries are loaded before the clock starts, as duckdb is above.
    ibis.duckdb.connect().create_table("warm", pl.DataFrame({"a": [1]}).to_arrow())
    workspace = Workspace.open(root)

    def job() -> float:
        done = estimate(workspace, as_of=AT, names=NAMES)
        frame = next(
            r.frame for r in done.results if r.measure.name == "recorded_drug_offences"
        )
        return float(frame.filter(pl.col("area_kind") == "police_force")["numerator"].sum())

    return job


JOBS = {"sql": with_sql, "fingerpost": with_fingerpost}


def run_one(name: str, root: Path) -> None:
    """Run one job in this process and print its time, its memory and its answer."""
    job = JOBS[name](root)
    start = time.perf_counter()
    offences = job()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "offences": offences}))


def best_of(name: str, root: Path, runs: int) -> dict[str, float]:
    """Return the fastest of several runs, each in a new process."""
    results = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--job", name, "--root", str(root)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
    return min(results, key=lambda result: result["seconds"])


def main() -> int:
    """Print the table, and whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        run_one(arguments.job, arguments.root)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        make_workspace(root, arguments.months)
        results = {name: best_of(name, root, arguments.runs) for name in JOBS}
    plain = results["sql"]
    print(
        f"{len(NAMES)} measures of {arguments.months} months, 6 districts, 516 small areas; "
        f"best of {arguments.runs}"
    )
    for name, result in results.items():
        assert result["offences"] == plain["offences"], f"{name} counted something else"
        print(
            f"  {name:<11}{result['seconds']:>7.2f} s"
            f" {result['seconds'] / plain['seconds']:>6.2f} x SQL"
            f" {result['peak_mib']:>8,.0f} MiB at the peak"
        )
    ratio = results["fingerpost"]["seconds"] / plain["seconds"]
    verdict = "goal met" if ratio <= GOAL else "met" if ratio <= AT_MOST else "NOT MET"
    print(f"target at most {AT_MOST:g} x, goal {GOAL:g} x: {verdict} ({ratio:.2f} x)")
    return 0 if ratio <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
