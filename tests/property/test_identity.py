"""What must always hold of person keys, however records arrive."""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.linkage.identity import PERSONS, identify, replay, successors

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOBODY = pl.DataFrame(schema=PERSONS)


@dataclass(frozen=True)
class Day:
    """What linking found on one day: sets of entries, and how many records each entry has."""

    clusters: tuple[frozenset[int], ...]
    records: dict[int, int]

    @property
    def frame(self) -> pl.DataFrame:
        rows = [
            (entry, min(cluster), self.records[entry])
            for cluster in self.clusters
            for entry in sorted(cluster)
        ]
        schema = {"entry": pl.Int64, "cluster": pl.Int64, "records": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")


@st.composite
def days(draw):
    """Days on which entries come, go, and are grouped in any way at all."""
    made = []
    for _ in range(draw(st.integers(1, 6))):
        labels = draw(st.dictionaries(st.integers(0, 14), st.integers(0, 6), max_size=15))
        clusters = [
            frozenset(entry for entry, label in labels.items() if label == wanted)
            for wanted in sorted(set(labels.values()))
        ]
        counts = {entry: draw(st.integers(1, 4)) for entry in sorted(labels)}
        made.append(Day(tuple(clusters), counts))
    return made


def live(days_, shuffle=None):
    """Yield, for each day, who was known before it, the day, and who is who after it."""
    persons = NOBODY
    for number, day in enumerate(days_, start=1):
        frame = (
            day.frame
            if shuffle is None
            else day.frame.sample(fraction=1, shuffle=True, seed=shuffle)
        )
        before = (
            persons
            if shuffle is None
            else persons.sample(fraction=1, shuffle=True, seed=shuffle)
        )
        found = identify(before, frame, run=f"{number:06d}", at=AT, reason="A test.")
        yield persons, day, found
        persons = found.persons


def who(persons):
    return dict(persons.select("entry", "person").iter_rows())


@given(days())
def test_every_entry_has_one_person_and_every_cluster_its_own(days_):
    for _, day, found in live(days_):
        now = who(found.persons)
        assert set(now) == set(day.records)
        assert {frozenset(e for e in now if now[e] == p) for p in now.values()} == set(
            day.clusters
        )


@given(days())
def test_a_person_changes_only_with_an_event_that_says_before_and_after(days_):
    for before, _, found in live(days_):
        old, new = who(before), who(found.persons)
        changes = {
            entry: (old.get(entry), new.get(entry))
            for entry in old.keys() | new.keys()
            if old.get(entry) != new.get(entry)
        }
        said = {
            row["entry"]: (row["key_before"], row["key_after"])
            for row in found.events.to_dicts()
        }
        assert said == changes
        assert found.events["entry"].is_unique().all()
        assert found.events["reason"].str.len_chars().gt(10).all()


@given(days())
def test_replaying_the_events_from_nothing_gives_the_persons(days_):
    events = []
    for _, _, found in live(days_):
        events.append(found.events)
        assert replay(pl.concat(events)).equals(found.persons)


@given(days(), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(days_, seed):
    for (_, _, plain), (_, _, mixed) in zip(live(days_), live(days_, seed), strict=True):
        assert plain.persons.equals(mixed.persons)
        assert plain.events.equals(mixed.events)


@given(days())
def test_the_same_clusters_again_are_no_event(days_):
    for _, day, found in live(days_):
        again = identify(found.persons, day.frame, run="999999", at=AT, reason="A test.")
        assert again.events.is_empty()
        assert again.persons.equals(found.persons)


@given(days())
def test_a_key_that_is_gone_never_returns(days_):
    gone: set[str] = set()
    for before, _, found in live(days_):
        now = set(who(found.persons).values())
        assert not now & gone
        gone |= set(who(before).values()) - now


@given(days())
def test_persons_who_are_merged_keep_the_key_with_most_records(days_):
    for before, day, found in live(days_):
        old, new = who(before), who(found.persons)
        for cluster in day.clusters:
            merged = {old[entry] for entry in cluster if entry in old}
            # Each of the persons is in this cluster with all that is left of it.
            if any(old.get(e) in merged and e not in cluster for e in day.records):
                continue
            if not merged:
                continue
            weight = {
                person: sum(day.records[e] for e in cluster if old.get(e) == person)
                for person in merged
            }
            since = {
                person: min(
                    s
                    for e, p, s in before.select("entry", "person", "since").iter_rows()
                    if p == person and e in day.records
                )
                for person in merged
            }
            kept = min(merged, key=lambda person: (-weight[person], since[person], person))
            assert {new[entry] for entry in cluster} == {kept}
            kinds = {
                row["key_before"]: row["kind"]
                for row in found.events.to_dicts()
                if row["entry"] in cluster and row["key_before"]
            }
            assert kinds == dict.fromkeys(merged - {kept}, "merged")


@given(days())
def test_a_person_who_is_split_keeps_the_key_with_the_part_with_most_records(days_):
    for before, day, found in live(days_):
        old, new = who(before), who(found.persons)
        for person in set(old.values()):
            parts = [c for c in day.clusters if any(old.get(e) == person for e in c)]
            # The parts hold nobody else who was known.
            if any(old.get(e, person) != person for part in parts for e in part) or not parts:
                continue
            weight = {
                part: sum(day.records[e] for e in part if old.get(e) == person)
                for part in parts
            }
            keeper = min(parts, key=lambda part: (-weight[part], min(part)))
            assert {new[entry] for entry in keeper} == {person}
            kinds = {
                row["kind"]
                for row in found.events.to_dicts()
                if row["key_before"] == person and row["key_after"]
            }
            assert kinds == ({"split"} if len(parts) > 1 else set())


@given(days())
def test_every_key_that_is_gone_leads_to_one_that_is_there(days_):
    events = []
    ever: set[str] = set()
    for _, _, found in live(days_):
        events.append(found.events)
        now = set(who(found.persons).values())
        ever |= now
        led = dict(successors(pl.concat(events)).iter_rows())
        assert set(led) == ever - now
        assert set(led.values()) <= now | {None}
