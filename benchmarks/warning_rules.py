"""How good the warning rules are, on a made-up county in which nothing was planted.

    python benchmarks/warning_rules.py [FOLDER] [--people N]

Makes the county if FOLDER is not one, replays its five years day by day, counts what was raised
(all of it is false), tries each rule out with added outbreaks, and writes what the reference page
of the rules shows.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from fingerpost.county.making import make
from fingerpost.evidence.early_warning.cases import Casebook
from fingerpost.evidence.early_warning.ledger import Ledger
from fingerpost.evidence.early_warning.quality import evaluate_rule, try_cases, tune_rule
from fingerpost.evidence.early_warning.rules import DaysBetween, SpaceTimeScan
from fingerpost.evidence.early_warning.watching import ready_rules, replay
from fingerpost.evidence.lake import Lake, Workspace, land
from fingerpost.evidence.measures.places import Places
from fingerpost.evidence.measures.tables import Inputs

RESULT = Path(__file__).parents[1] / "docs" / "reference" / "warning-rules-measured.json"
AT = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, LAST = date(2021, 4, 1), date(2026, 3, 31)
SEED = 7


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--people", type=int, default=850_000)
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp()) / "quiet"
    if not (folder / "fingerpost.toml").is_file():
        make(folder, people=asked.people, years=5, seed=SEED, is_quiet=True)
    workspace = Workspace.open(folder)
    land(workspace, [workspace.inbox], at=AT, today=AT.date())
    lake = Lake(workspace)
    casebook = Casebook(Inputs(lake, Places(lake, workspace.partnership)))
    seen = [(each.on, each.signals) for each in replay(casebook, first=FIRST, last=LAST)]
    empty = Ledger(workspace.root / "nowhere", ())
    entries = empty.add(seen, casebook.district_of, is_kept=False).entries
    years = len(seen) / 365.25
    rules = {}
    for rule in ready_rules(casebook):
        raised = sum(entry.signal.rule == rule.name for entry in entries)
        found = evaluate_rule(rule, casebook, on=LAST, seed=SEED)
        outcomes = list(found.outcomes) if found else []
        if isinstance(rule.detector, SpaceTimeScan | DaysBetween):
            outcomes = [
                try_cases(
                    rule,
                    casebook,
                    first=date(2024, 4, 1),
                    last=date(2026, 1, 1),
                    cases=cases,
                    days=7 if rule.interval == "day" else 28,
                    times=15,
                    seed=SEED,
                )
                for cases in ((4, 8) if rule.interval == "day" else (8, 16))
                if not casebook.places(rule.watches.table).is_empty()
            ]
        tuned = tune_rule(rule, casebook, on=LAST, years=years)
        rules[rule.name] = {
            "false_alarms": raised,
            "within_budget_from": tuned.threshold if tuned else None,
            "outcomes": [
                {
                    key: round(value, 3) if isinstance(value, float) else value
                    for key, value in asdict(one).items()
                }
                for one in outcomes
            ],
        }
        print(
            f"{rule.name:32} {raised / years:4.1f} false alarms a year, "
            f"at most {rule.budget_per_year:g}"
        )
    result = {
        "county": f"{asked.people:,} people, seed {SEED}, nothing planted",
        "years": round(years, 2),
        "false_alarms": len(entries),
        "rules": rules,
    }
    RESULT.write_text(
        json.dumps(result, indent=1).replace("NaN", "null") + "\n", encoding="utf-8"
    )
    print(f"{len(entries) / years:.1f} false alarms a year in all; the budget is 24")


if __name__ == "__main__":
    main()
