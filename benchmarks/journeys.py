"""Every journey table of a whole county, and treatment journeys against SQL written by hand.

python benchmarks/journeys.py [--people 850000] [--runs 3] [--county FOLDER]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

AT = datetime(2026, 11, 25, tzinfo=UTC)
AT_MOST = 3.0
GOAL = 1.5
TABLES = (
    "episodes",
    "treatment_journeys",
    "people_in_treatment_year",
    "treatment_progress",
    "releases",
    "custody_tests",
    "diversions",
    "court_requirements",
    "recovery_sequences",
    "reoffending_after_release",
    "reoffending_after_diversion",
    "reoffending_after_start",
    "contact_months",
)


def make_county(root: Path, people: int) -> None:
    """Make a county, land its files and link its people."""
    from fingerpost.county.making import make
    from fingerpost.evidence.lake import Workspace, land
    from fingerpost.evidence.linkage.people import link_people

    if not (root / "truth").is_dir():
        make(root, people=people, years=5, seed=7)
    workspace = Workspace.open(root)
    land(workspace, [workspace.inbox], at=AT)
    link_people(workspace, at=AT)


# -- the jobs -------------------------------------------------------------------------------------

# What a good analyst would write once: no evidence, no mended days, adults only.
JOURNEYS = """
WITH counted AS (
    SELECT r.*, k.person_key, k.match_probability FROM read_parquet({files}) r
    JOIN keys k ON k.record = r.record AND k.source = 'ndtms_adult'
    WHERE r.consent NOT IN ('N', '2') AND r.episode IS NOT NULL
    QUALIFY r.financial_year = max(r.financial_year) OVER (PARTITION BY agency_code, episode)
),
episodes AS (
    SELECT agency_code, episode, arg_max(person_key, match_probability) AS person,
        min(modality_started_on) FILTER (modality NOT IN ('7', '8', '9', '10')) AS started,
        max(discharged_on) AS ended, max(discharge_reason) AS reason, max(financial_year) AS year,
        bool_or(drug_1 IN {opiates} OR drug_2 IN {opiates} OR drug_3 IN {opiates}) AS opiate,
        bool_or(drug_1 NOT IN {known} OR drug_2 NOT IN {known} OR drug_3 NOT IN {known}) AS other,
        bool_or(drug_1 = '7000' OR drug_2 = '7000' OR drug_3 = '7000') AS alcohol
    FROM counted GROUP BY ALL
),
begun AS (
    SELECT *, coalesce(ended, make_date(year + 1, 3, 31)) AS until FROM episodes
    WHERE started IS NOT NULL
),
reached AS (
    SELECT *, max(until) OVER (PARTITION BY person ORDER BY started, until, agency_code, episode
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM begun
),
numbered AS (
    SELECT *, count(*) FILTER (before IS NULL OR started - before > 21) OVER (
        PARTITION BY person ORDER BY started, until, agency_code, episode) AS number FROM reached
),
journeys AS (
    SELECT person, number, min(started) AS started, max(until) AS until,
        bool_or(ended IS NULL) AS open, arg_max(reason, until) AS reason,
        CASE WHEN bool_or(opiate) THEN 'opiate'
            WHEN bool_or(other) AND bool_or(alcohol) THEN 'non-opiate and alcohol'
            WHEN bool_or(other) THEN 'non-opiate only' ELSE 'alcohol only' END AS substances
    FROM numbered GROUP BY ALL
),
followed AS (
    SELECT *, NOT open AND reason IN ('74', '80', '81') AS completed,
        lead(started) OVER (PARTITION BY person ORDER BY started) AS next FROM journeys
)
SELECT count(*) AS journeys, count(*) FILTER (completed) AS completed,
    count(*) FILTER (completed AND next <= until + INTERVAL 6 MONTH) AS back,
    count(*) FILTER (substances = 'opiate') AS opiate FROM followed
"""

Answer = dict[str, int]


def with_sql(root: Path) -> Callable[[], Answer]:
    """Count adults' journeys, completions, returns and opiates with hand-written SQL."""
    import duckdb

    from fingerpost.evidence.lake import Lake, Workspace

    def job() -> Answer:
        lake = Lake(Workspace.open(root))
        database = duckdb.connect(config={"threads": 2})
        database.register("keys", lake.person_keys().collect().to_arrow())
        opiates = "('1000', '1011', '1105')"
        known = "('1000', '1011', '1105', '7000', '3409')"
        files = [str(path) for path in lake.paths("ndtms_adult")]
        sql = JOURNEYS.format(files=files, opiates=opiates, known=known)
        found = database.execute(sql).fetchone()
        assert found is not None
        return dict(zip(("journeys", "completed", "back", "opiate"), found, strict=True))

    return job


def with_fingerpost(root: Path) -> Callable[[], Answer]:
    """Make the table of journeys, adults, young people and secure, and count the same of adults."""
    journeys = _journeys(root)

    def job() -> Answer:
        table = journeys().treatment_journeys()
        adults = table.filter(table.setting == "adult")
        found = adults.aggregate(
            journeys=adults.count(),
            completed=(adults.completed == "yes").sum(),
            back=(adults.represented_within_6_months == "yes").sum(),
            opiate=(adults.substance_group == "opiate").sum(),
        )
        return {name: int(column[0]) for name, column in found.to_polars().to_dict().items()}

    return job


def every_table(root: Path) -> Callable[[], Answer]:
    """Make every table and count its rows."""
    journeys = _journeys(root)

    def job() -> Answer:
        made = journeys()
        return {
            name: int(getattr(made, name)().count().to_pyarrow().as_py()) for name in TABLES
        }

    return job


def _journeys(root: Path) -> Callable[[], object]:
    import ibis
    import polars as pl

    from fingerpost.evidence.journeys import Journeys, Linked
    from fingerpost.evidence.lake import Lake, Workspace

    # Libraries are loaded before the clock starts, as duckdb is above.
    ibis.duckdb.connect().create_table("warm", pl.DataFrame({"a": [1]}).to_arrow())

    def make() -> Journeys:
        lake = Lake(Workspace.open(root))
        return Journeys(Linked(lake, ibis.duckdb.connect(threads=2)))

    return make


JOBS = {"sql": with_sql, "fingerpost": with_fingerpost, "all tables": every_table}


def run_one(name: str, root: Path) -> None:
    """Run one job in this process and print its time, its memory and its answer."""
    job = JOBS[name](root)
    start = time.perf_counter()
    answer = job()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak, "answer": answer}))


def best_of(name: str, root: Path, runs: int) -> dict[str, object]:
    """Return the fastest of several runs, each in a new process."""
    results = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--job", name, "--county", str(root)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        results.append(json.loads(done.stdout.splitlines()[-1]))
    return min(results, key=lambda result: result["seconds"])


def main() -> int:
    """Print the table, and whether the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=850_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--county", type=Path, help="one that is there, or where to make it")
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        run_one(arguments.job, arguments.county)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = (arguments.county or Path(folder) / "fenmark").resolve()
        make_county(root, arguments.people)
        results = {name: best_of(name, root, arguments.runs) for name in JOBS}
    plain = results["sql"]
    assert results["fingerpost"]["answer"] == plain["answer"], "something else was counted"
    print(f"a county of {arguments.people:,} people, linked; best of {arguments.runs}")
    print(f"  {plain['answer']}")
    for name, result in results.items():
        print(
            f"  {name:<12}{result['seconds']:>7.2f} s {result['peak_mib']:>8,.0f} MiB at the peak"
        )
    print(f"  {results['all tables']['answer']}")
    ratio = float(results["fingerpost"]["seconds"]) / float(plain["seconds"])  # type: ignore[arg-type]
    verdict = "goal met" if ratio <= GOAL else "met" if ratio <= AT_MOST else "NOT MET"
    print(
        f"treatment journeys: target at most {AT_MOST:g} x SQL, goal {GOAL:g} x: {verdict} ({ratio:.2f} x)"
    )
    return 0 if ratio <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
