"""Which key is kept, case by case, and what the events say."""

from datetime import UTC, datetime

import polars as pl
import pytest

from fingerpost.evidence.linkage.identity import IDENTITY_EVENTS, PERSONS, identify, successors

FIRST = datetime(2026, 10, 1, 9, tzinfo=UTC)
SECOND = datetime(2026, 10, 8, 9, tzinfo=UTC)


def persons(*rows):
    """Rows of (person, entry) or (person, entry, since)."""
    filled = [(*row, "000001")[:3] for row in rows]
    return pl.DataFrame(filled, schema=PERSONS, orient="row")


def clusters(*groups):
    """Groups of entries; an entry is a number, or (number, records)."""
    rows = []
    for group in groups:
        entries = [(one, 1) if isinstance(one, int) else one for one in group]
        rows += [(entry, min(entries)[0], records) for entry, records in entries]
    schema = {"entry": pl.Int64, "cluster": pl.Int64, "records": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def run(before, now, **options):
    return identify(before, now, run="000002", at=SECOND, reason="Two files landed.", **options)


def who(found):
    """Return who each entry is: the key, or NEW for one that was not there."""
    return dict(found.persons.select("entry", "person").iter_rows())


CASES = [
    pytest.param(
        persons(("a", 1), ("b", 2)), clusters([1], [2]), {1: "a", 2: "b"}, {}, id="nothing new"
    ),
    pytest.param(
        persons(("a", 1)), clusters([1, 2]), {1: "a", 2: "a"}, {2: "joined"}, id="one joins"
    ),
    pytest.param(
        persons(("a", 1)), clusters([1], [2]), {1: "a", 2: "NEW"}, {2: "made"}, id="one is made"
    ),
    pytest.param(
        persons(("a", 1), ("b", 2)),
        clusters([(1, 2), (2, 5)]),
        {1: "b", 2: "b"},
        {1: "merged"},
        id="merged: more records win",
    ),
    pytest.param(
        persons(("b", 1, "000001"), ("a", 2, "000000")),
        clusters([1, 2]),
        {1: "a", 2: "a"},
        {1: "merged"},
        id="merged, as many records: who is known longer wins",
    ),
    pytest.param(
        persons(("b", 1), ("a", 2)),
        clusters([1, 2]),
        {1: "a", 2: "a"},
        {1: "merged"},
        id="merged, all alike: the smaller key wins",
    ),
    pytest.param(
        persons(("a", 1), ("a", 2)),
        clusters([(1, 1)], [(2, 3)]),
        {1: "NEW", 2: "a"},
        {1: "split"},
        id="split: the part with more records keeps the key",
    ),
    pytest.param(
        persons(("a", 1), ("a", 2)),
        clusters([1], [2]),
        {1: "a", 2: "NEW"},
        {2: "split"},
        id="split in halves: the part with the smaller entry keeps the key",
    ),
    pytest.param(
        persons(("a", 1), ("a", 2), ("b", 3)),
        clusters([(1, 5), (3, 6)], [(2, 4)]),
        {1: "b", 2: "a", 3: "b"},
        {1: "split"},
        id="a part goes over to somebody else: no key is lost",
    ),
    pytest.param(
        persons(("a", 1), ("b", 2), ("c", 3)),
        clusters([1, 2, 3]),
        {1: "a", 2: "a", 3: "a"},
        {2: "merged", 3: "merged"},
        id="three are one",
    ),
    pytest.param(
        persons(("a", 1), ("a", 2)), clusters([1]), {1: "a"}, {2: "left"}, id="an entry leaves"
    ),
    pytest.param(persons(("a", 1)), clusters(), {}, {1: "left"}, id="everybody leaves"),
]


@pytest.mark.parametrize(("before", "now", "expected", "kinds"), CASES)
def test_which_key_is_kept(before, now, expected, kinds):
    found = run(before, now)
    known = set(before["person"])
    assert {e: p if p in known else "NEW" for e, p in who(found).items()} == expected
    assert dict(found.events.select("entry", "kind").iter_rows()) == kinds
    assert found.events.schema == pl.Schema(IDENTITY_EVENTS)
    assert found.persons.schema == pl.Schema(PERSONS)


def test_an_event_says_when_in_which_run_before_after_and_why():
    found = run(persons(("a", 1), ("b", 2)), clusters([(1, 2), (2, 1)]))
    assert found.events.to_dicts() == [
        {
            "when": SECOND,
            "run": "000002",
            "kind": "merged",
            "entry": 2,
            "key_before": "b",
            "key_after": "a",
            "reason": "Two persons are one: the key with more records is kept. Two files landed.",
        }
    ]


def test_an_event_says_which_weight_holds():
    held = pl.DataFrame({"entry": [2, 3], "match_weight": [7.26, None]})
    found = run(persons(("a", 1)), clusters([1, 2], [3]), held=held)
    reasons = dict(found.events.select("entry", "reason").iter_rows())
    assert reasons[2].endswith("Held by a match weight of 7.3. Two files landed.")
    assert "weight" not in reasons[3]


def test_a_key_goes_on_when_the_agency_writes_the_same_number_differently():
    before = persons(("a", 1), ("b", 2))
    rewritten = pl.DataFrame({"entry": [9], "entry_before": [1]})
    found = run(before, clusters([2], [9]), rewritten=rewritten)
    assert who(found) == {2: "b", 9: "a"}
    assert dict(found.events.select("entry", "kind").iter_rows()) == {1: "left", 9: "joined"}


def test_what_is_still_written_the_old_way_is_not_carried_over():
    """One number, two people: both ways of writing are there, so neither takes from the other."""
    rewritten = pl.DataFrame({"entry": [9], "entry_before": [1]})
    found = run(persons(("a", 1)), clusters([1], [9]), rewritten=rewritten)
    assert who(found)[1] == "a"
    assert who(found)[9] != "a"


def test_keys_do_not_tell_which_entry_began_them():
    found = run(persons(), clusters([123456789]))
    assert len(who(found)[123456789]) == 32
    assert "123456789" not in who(found)[123456789]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        pytest.param(
            persons(), pl.concat([clusters([1, 2]), clusters([2])]), "two clusters", id="twice"
        ),
        pytest.param(
            persons(("a", 1, "000002")), clusters([1]), "not later", id="the same run"
        ),
    ],
)
def test_what_cannot_be_is_refused(before, now, words):
    with pytest.raises(ValueError, match=words):
        run(before, now)


def test_an_old_key_leads_to_the_key_that_most_of_its_records_have_now():
    first = identify(
        persons(), clusters([1, 2], [3]), run="000001", at=FIRST, reason="The first run."
    )
    old = who(first)
    second = run(first.persons, clusters([1, 2, 3]))
    events = pl.concat([first.events, second.events])
    assert dict(successors(events).iter_rows()) == {old[3]: old[1]}
