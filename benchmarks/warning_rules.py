"""How good the warning rules are, on made-up counties on which they were not tuned.

    python benchmarks/warning_rules.py [FOLDER] [--people N] [--seeds 7 11 12]

Thresholds are set on the first county, and judged on the others. Of each seed two counties are made
(unless FOLDER has them): one in which nothing is planted, whose five years are replayed day by day,
so that all that is raised is false; and one with everything planted. Writes what the reference page
of the rules shows, one seed at a time, so that it may be stopped and goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fingerpost.county.making import make
from fingerpost.evidence.early_warning.cases import Casebook
from fingerpost.evidence.early_warning.evaluate import Outcome
from fingerpost.evidence.early_warning.joining import topic
from fingerpost.evidence.early_warning.ledger import Entry, Ledger
from fingerpost.evidence.early_warning.quality import evaluate_rule, try_cases, tune_rule
from fingerpost.evidence.early_warning.rules import DaysBetween, SpaceTimeScan
from fingerpost.evidence.early_warning.signals import Signal
from fingerpost.evidence.early_warning.watching import ready_rules, replay
from fingerpost.evidence.lake import Lake, Workspace, land
from fingerpost.evidence.measures.places import Places
from fingerpost.evidence.measures.tables import Inputs

RESULT = Path(__file__).parents[1] / "docs" / "reference" / "warning-rules-measured.json"
AT = datetime(2026, 11, 24, tzinfo=UTC)
FIRST, LAST = date(2021, 4, 1), date(2026, 3, 31)
DAY = timedelta(days=1)
TIMES = 15  # added outbreaks of each size, where cases are added one by one
NEAR = 14 * DAY
# What a planted event may be seen by: the topic of a rule.
SEEN_BY = {
    "operation": ("recorded crime", "overdose"),
    "scheme": ("recorded crime",),
    "cluster": ("overdose", "supply"),
    "rise": ("overdose",),
    "recording": ("recorded crime",),
    "gap": ("data",),
}


def casebook_of(folder: Path) -> Casebook:
    """Return the records of a county, landed if they are not yet."""
    workspace = Workspace.open(folder)
    land(workspace, [workspace.inbox], at=AT, today=AT.date())
    lake = Lake(workspace)
    return Casebook(Inputs(lake, Places(lake, workspace.partnership)))


def raised(book: Casebook, *, first: date, last: date, every: int = 1, **asked: Any) -> Ledger:
    """Return an unwritten ledger of a period."""
    seen = replay(book, first=first, last=last, every=every, **asked)
    days = [(each.on, each.signals) for each in seen]
    return Ledger(Path("nowhere"), ()).add(days, book.district_of, is_kept=False)


def outcomes_of(book: Casebook, seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return what each rule makes of added outbreaks."""
    found: dict[str, list[Outcome]] = {}
    for rule in ready_rules(book):
        if isinstance(rule.detector, SpaceTimeScan | DaysBetween):
            if book.places(rule.watches.table).is_empty():
                continue
            is_daily = rule.interval == "day"
            found[rule.name] = [
                try_cases(
                    rule,
                    book,
                    first=date(2024, 4, 1),
                    last=date(2026, 1, 1),
                    cases=cases,
                    days=7 if is_daily else 28,
                    times=TIMES,
                    seed=seed,
                )
                for cases in ((4, 8) if is_daily else (8, 16))
            ]
        else:
            evaluation = evaluate_rule(rule, book, on=LAST, seed=seed)
            found[rule.name] = list(evaluation.outcomes) if evaluation else []
    return {name: [_rounded(asdict(one)) for one in each] for name, each in found.items()}


def _rounded(said: dict[str, Any]) -> dict[str, Any]:
    return {key: round(v, 3) if isinstance(v, float) else v for key, v in said.items()}


def planted(folder: Path, book: Casebook) -> dict[str, Any]:
    """Return when each planted event was seen, as known on each day, and how it was ranked."""
    events = {
        event["name"]: {**event, "from": date.fromisoformat(event["first_day"])}
        for event in json.loads((folder / "truth" / "events.json").read_text(encoding="utf-8"))
    }
    cluster = events["synthetic_opioid_cluster"]["from"]
    recording = events["recording_change"]["from"]
    windows = {
        "synthetic_opioid_cluster": (cluster, cluster + 20 * DAY),
        "recording_change": (recording, recording + 60 * DAY),
        "ketamine_rise": (date(2025, 6, 20), date(2025, 7, 10)),
        "silent_partner": (date(2026, 5, 1), date(2026, 6, 30)),
    }
    return {name: _first_seen(book, events[name], *window) for name, window in windows.items()}


def _first_seen(
    book: Casebook, event: dict[str, Any], first: date, last: date
) -> dict[str, Any] | None:
    for seen in replay(book, first=first, last=last):
        for rank, signal in enumerate(seen.signals, 1):
            # Of a change in recording the month in which it began is the first that can show it.
            since = signal.last_day if event["kind"] == "recording" else signal.first_day
            is_first = event["kind"] in ("rise", "gap") or since >= event["from"]
            if event["kind"] == "recording" and not signal.looks_like_recording:
                continue
            if is_first and explains(event, signal, book):
                return {
                    "days": (seen.on - event["from"]).days,
                    "rank": rank,
                    "rule": signal.rule,
                    "observed": signal.observed,
                    "looks_like_recording": signal.looks_like_recording,
                }
    return None


def explains(event: dict[str, Any], signal: Signal, book: Casebook) -> bool:
    """Tell whether a planted event can be what a signal is about: topic, place and time."""
    if event["kind"] not in SEEN_BY or topic(signal) not in SEEN_BY[event["kind"]]:
        return False
    names = {area.name: area.code for area in book.inputs.places.partnership.districts}
    there = {names[name] for name in event["districts"]}
    here = {book.district_of.get(area) for area in signal.areas}
    begins = date.fromisoformat(event["first_day"]) - NEAR
    ends = date.fromisoformat(event["effect_until"] or event["last_day"]) + NEAR
    if event["kind"] == "rise":
        return "ketamine" in signal.subject
    is_there = bool(here & there) or None in here  # the whole county lies in no district
    return is_there and signal.first_day <= ends and signal.last_day >= begins


def unexplained(folder: Path, book: Casebook, entries: Iterable[Entry]) -> list[Entry]:
    """Return the signals of a county with events that no planted event explains."""
    events = json.loads((folder / "truth" / "events.json").read_text(encoding="utf-8"))
    return [
        entry for entry in entries if not any(explains(e, entry.signal, book) for e in events)
    ]


def measure(folder: Path, people: int, seed: int, *, is_first: bool) -> dict[str, Any]:
    """Return how good the rules are on the two counties of a seed."""
    places = {True: folder / f"quiet-{seed}", False: folder / f"events-{seed}"}
    for is_quiet, place in places.items():
        if not (place / "fingerpost.toml").is_file():
            make(place, people=people, years=5, seed=seed, is_quiet=is_quiet)
    quiet, eventful = casebook_of(places[True]), casebook_of(places[False])
    years = ((LAST - FIRST).days + 1) / 365.25
    entries = raised(quiet, first=FIRST, last=LAST).entries
    print(f"seed {seed}: {len(entries)} false alarms in {years:.1f} quiet years", flush=True)
    weekly = raised(eventful, first=FIRST, last=LAST, every=7).entries
    left = unexplained(places[False], eventful, weekly)
    print(
        f"seed {seed}: {len(left)} of {len(weekly)} that nothing planted explains", flush=True
    )
    tuned = {}
    if is_first:
        for rule in ready_rules(quiet):
            found = tune_rule(rule, quiet, on=LAST, years=years)
            tuned[rule.name] = found.threshold if found else None
    return {
        "quiet": dict(Counter(entry.signal.rule for entry in entries)),
        "with_events": dict(Counter(entry.signal.rule for entry in left)),
        "planted": planted(places[False], eventful),
        "outcomes": outcomes_of(quiet, seed),
        "tuned": tuned,
        "years": round(years, 2),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--people", type=int, default=850_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 11, 12])
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp())
    counties = {}
    for seed in asked.seeds:
        kept = folder / f"measured-{seed}.json"
        if not kept.is_file():
            is_first = seed == asked.seeds[0]
            found = measure(folder, asked.people, seed, is_first=is_first)
            text = json.dumps(found, indent=1).replace("NaN", "null")
            kept.write_text(text, encoding="utf-8")
        counties[str(seed)] = json.loads(kept.read_text(encoding="utf-8"))
    first, *others = map(str, asked.seeds)
    result = {
        "people": asked.people,
        "tuned_on": first,
        "judged_on": others,
        "counties": counties,
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for seed, found in counties.items():
        alarms = sum(found["quiet"].values()) / found["years"]
        print(f"seed {seed}: {alarms:.1f} false alarms a year; the budget is 24")


if __name__ == "__main__":
    main()
