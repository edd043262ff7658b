"""Small states of who is who, made by hand, as runs of linking leave them."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from fingerpost.evidence.lake import Lake, Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.links import LinkRun, run_name
from fingerpost.evidence.linkage.holding import weakest_links
from fingerpost.evidence.linkage.identity import PERSONS, identify, replay
from fingerpost.evidence.linkage.storage import LinkStore, State

FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
SECOND = datetime(2026, 10, 8, 9, tzinfo=UTC)
NOBODY = pl.DataFrame(schema=PERSONS)


def state(groups, *, run=1, before=NOBODY, at=FIRST, parts=("a",), weight=8.0):
    """Return a state in which each group of entries is one person, and its events.

    Entry n has the records 10n and 10n + 1.
    """
    rows = [(entry, min(group)) for group in groups for entry in sorted(group)]
    clusters = pl.DataFrame(rows, schema={"entry": pl.Int64, "cluster": pl.Int64}, orient="row")
    clusters = clusters.with_columns(records=pl.lit(2, pl.Int64)).sort("entry")
    pairs = pl.DataFrame(
        [
            (min(group), entry, weight, 2**weight / (1 + 2**weight), 3.0)
            for group in groups
            for entry in sorted(group)
            if entry != min(group)
        ],
        schema={
            "entry_l": pl.Int64,
            "entry_r": pl.Int64,
            "match_weight": pl.Float64,
            "match_probability": pl.Float64,
            "mw_name": pl.Float64,
        },
        orient="row",
    ).sort("entry_l", "entry_r")
    entries = clusters["entry"]
    held = weakest_links(clusters, pairs)
    found = identify(before, clusters, run=run_name(run), at=at, reason="A test.", held=held)
    made = State(
        parts=pl.DataFrame({"part": sorted(parts), "source": ["force_custody"] * len(parts)}),
        entries=pl.DataFrame(
            {
                "entry": entries,
                "agency": pl.Series(["police"] * len(entries), dtype=pl.String),
                "surname": pl.Series([f"NAME{entry}" for entry in entries], dtype=pl.String),
                "born": pl.Series([date(1990, 1, 1)] * len(entries), dtype=pl.Date),
                "records": clusters["records"],
                "lsoa_code": pl.Series(["E01000001"] * len(entries), dtype=pl.String),
            }
        ),
        entry_records=pl.DataFrame(
            [(entry, "force_custody", 10 * entry + n) for entry in entries for n in (0, 1)],
            schema={"entry": pl.Int64, "source": pl.String, "record": pl.Int64},
            orient="row",
        ),
        pairs=pairs,
        clusters=clusters.select(
            "entry",
            strict="entry",
            published="cluster",
            loose=pl.col("cluster"),
        ).join(held, on="entry"),
        persons=found.persons,
    )
    return made, found.events


def facts(run=1, at=FIRST, purposes=("measures",), **said):
    """Return the entry of a run before its files are known."""
    words = {
        "sequence": run,
        "at": at,
        "code_version": "test",
        "kind": "update",
        "reason": "A test.",
        "model": "1+test",
        "reviewed_by": "",
        "key_name": said.pop("key_name", ""),
        "inputs": {},
        "linked": dict.fromkeys(purposes, ()),
        "vault": {},
        "counts": {},
        "notes": (),
    }
    return LinkRun(**{**words, **said})


def store(root: Path) -> LinkStore:
    """Return the store of a workspace, which is made if it is not there."""
    made = Workspace.open(root) if root.exists() else Workspace.create(root)
    return LinkStore(made.lake, open_vault(made))


def write(where, run, groups, before=None, *, at=FIRST, **said):
    """Write a run with these groups after another; return its entry and state."""
    persons = before[1].persons if before else NOBODY
    now, events = state(
        groups,
        run=run,
        before=persons,
        at=at,
        **{k: said.pop(k) for k in ("weight",) if k in said},
    )
    entry = facts(run, at, **{"key_name": where.vault.key.name, **said})
    return where.write(entry, now, events, before=before), now


def agree(where):
    """Vault and lake say the same: every key in the lake is that of the person in the vault."""
    run = where.newest()
    state = where.read(run)
    assert replay(where.events(run)).equals(state.persons)
    for purpose in run.linked:
        rows = Lake(Workspace.open(where.lake.parent)).person_keys(purpose).collect()
        assert rows.equals(where.person_keys(state, purpose, state.entry_records))
