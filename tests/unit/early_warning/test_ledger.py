"""Joining and the ledger: what is one thing, what grew, and that only people decide."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from fingerpost.evidence.core.errors import WarningError
from fingerpost.evidence.early_warning.joining import join, overlaps
from fingerpost.evidence.early_warning.ledger import Ledger, measured
from fingerpost.evidence.early_warning.signals import Signal, SignalKind, SignalState
from fingerpost.evidence.lake import Workspace

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = date(2025, 7, 20)
DISTRICT_OF = {"ZW2 7": "W", "ZW2 8": "W", "ZH1 1": "H", "W": "W", "H": "H"}


def signal(rule="overdose_callouts_scan", areas=("ZW2 7",), first=DAY, days=3, **more):
    facts = {
        "rule": rule,
        "kind": SignalKind.CLUSTER,
        "raised_on": first + timedelta(days=days),
        "first_day": first,
        "last_day": first + timedelta(days=days),
        "areas": areas,
        "observed": 6.0,
        "expected": 0.5,
        "upper": float("nan"),
        "once_in_days": 400.0,
        "weight": 8.0,
        "subject": "overdose call-outs",
        "case_ids": ("a:1", "a:2"),
    }
    return Signal(**{**facts, **more})


@pytest.mark.parametrize(
    ("other", "is_one"),
    [
        pytest.param(signal(), True, id="the same"),
        pytest.param(signal("repeated_naloxone_scan"), True, id="another rule of the topic"),
        pytest.param(signal("drug_offences_scan"), False, id="another topic"),
        pytest.param(signal(areas=("ZH1 1",)), False, id="another place"),
        pytest.param(
            signal(areas=("ZW2 8",)), False, id="a neighbour, with no place in common"
        ),
        pytest.param(signal(areas=("W",)), True, id="the district it lies in"),
        pytest.param(signal(areas=("H",)), False, id="another district"),
        pytest.param(signal(areas=("X47000001",)), True, id="the whole county"),
        pytest.param(signal(first=DAY + timedelta(days=17)), True, id="two weeks later"),
        pytest.param(signal(first=DAY + timedelta(days=18)), False, id="later than that"),
    ],
)
def test_signals_about_one_thing(other, is_one):
    assert overlaps(signal(), other, DISTRICT_OF) is is_one
    assert overlaps(other, signal(), DISTRICT_OF) is is_one


def test_the_weightiest_leads_and_members_are_kept_in_any_order():
    strong = signal("repeated_naloxone_scan", weight=10.0)
    weekly = signal("overdose_callouts_weekly", areas=("W",), weight=7.0)
    elsewhere = signal(areas=("ZH1 1",))
    for order in ([weekly, strong, elsewhere], [elsewhere, strong, weekly]):
        found = join(order, DISTRICT_OF)
        assert [one.rule for one in found] == [
            "repeated_naloxone_scan",
            "overdose_callouts_scan",
        ]
        assert [one.rule for one in found[0].members] == [
            "repeated_naloxone_scan",
            "overdose_callouts_weekly",
        ]


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "mine")


def days(*signals):
    return [(one.last_day, (one,)) for one in signals]


def test_a_signal_grows_and_is_raised_once(workspace):
    first = signal()
    more = replace(signal(days=5), observed=9.0, once_in_days=9000.0)
    weaker = replace(signal(days=8), observed=10.0, once_in_days=500.0)
    Ledger.read(workspace).add(days(first, more, weaker), DISTRICT_OF)
    (entry,) = Ledger.read(workspace).entries
    assert entry.signal.observed == 9.0  # the strongest evidence is kept
    assert entry.signal.raised_on == first.raised_on
    assert entry.state is SignalState.NEW
    assert entry.signal.case_ids == ("a:1", "a:2")


def test_watching_the_same_days_again_raises_nothing_new(workspace):
    for _ in range(2):
        Ledger.read(workspace).add(days(signal(), signal(areas=("ZH1 1",))), DISTRICT_OF)
    assert len(Ledger.read(workspace).entries) == 2


def test_a_replay_of_earlier_days_says_that_it_was_there_already(workspace):
    late = replace(signal(days=5), raised_on=DAY + timedelta(days=9))
    Ledger.read(workspace).add([(late.raised_on, (late,))], DISTRICT_OF)
    Ledger.read(workspace).add(days(signal(days=5)), DISTRICT_OF)
    (entry,) = Ledger.read(workspace).entries
    assert entry.signal.raised_on == DAY + timedelta(days=5)
    assert entry.last_seen == late.raised_on


def test_nothing_is_written_that_is_not_to_be_kept(workspace):
    kept = Ledger.read(workspace).add(days(signal()), DISTRICT_OF, is_kept=False)
    assert len(kept.entries) == 1
    assert Ledger.read(workspace).entries == ()


def test_a_decision_needs_a_person_and_is_never_overwritten(workspace):
    Ledger.read(workspace).add(days(signal()), DISTRICT_OF)
    (entry,) = Ledger.read(workspace).entries
    for name, reason, state in (
        ("", "why", SignalState.REAL),
        ("A Person", " ", SignalState.REAL),
        ("A Person", "why", SignalState.NEW),
    ):
        with pytest.raises(WarningError, match="person's name and a reason"):
            Ledger.read(workspace).decide(
                entry.id, state=state, name=name, reason=reason, at=AT
            )
    for state, reason in (
        (SignalState.BEING_ASSESSED, "Asked."),
        (SignalState.REAL, "Nitazenes."),
    ):
        Ledger.read(workspace).decide(
            entry.id[:4], state=state, name="A Person", reason=reason, at=AT
        )
    (entry,) = Ledger.read(workspace).entries
    assert entry.state is SignalState.REAL
    assert [one.reason for one in entry.decisions] == ["Asked.", "Nitazenes."]


def test_an_unknown_signal_is_named(workspace):
    with pytest.raises(WarningError, match="0 signals have an id that begins with 'ffff'"):
        Ledger.read(workspace).entry("ffff")


def test_what_belongs_to_a_known_event_says_so(workspace):
    Ledger.read(workspace).add(days(signal()), DISTRICT_OF)
    (entry,) = Ledger.read(workspace).entries
    Ledger.read(workspace).decide(
        entry.id,
        state=SignalState.REAL,
        name="A Person",
        reason="Nitazenes in Withymarch.",
        at=AT,
    )
    later = signal("overdose_callouts_weekly", areas=("W",), first=DAY + timedelta(days=10))
    apart = replace(later, raised_on=DAY + timedelta(days=60))
    ledger = Ledger.read(workspace)
    ledger.add([(apart.raised_on, (apart,))], DISTRICT_OF)
    told = next(one for one in Ledger.read(workspace).entries if one.id != entry.id)
    assert told.signal.part_of == f"{entry.id}: Nitazenes in Withymarch."


def test_a_torn_addition_leaves_the_ledger_as_it_was(workspace, monkeypatch):
    ledger = Ledger.read(workspace).add(days(signal()), DISTRICT_OF)
    before = ledger.path.read_bytes()

    def fails(*arguments):
        raise OSError("the disk is full")

    monkeypatch.setattr("pathlib.Path.replace", fails)
    with pytest.raises(OSError, match="disk is full"):
        ledger.add(days(signal(areas=("ZH1 1",))), DISTRICT_OF)
    assert ledger.path.read_bytes() == before
    assert all(json.loads(line) for line in before.decode().splitlines())


def test_precision_delay_and_false_alarms_are_measured(workspace):
    Ledger.read(workspace).add(
        [*days(signal(), signal(areas=("ZH1 1",), days=5)), (DAY + timedelta(days=367), ())],
        DISTRICT_OF,
    )
    one, other = Ledger.read(workspace).entries
    for entry, state in ((one, SignalState.REAL), (other, SignalState.FALSE)):
        Ledger.read(workspace).decide(
            entry.id, state=state, name="A Person", reason="Known.", at=AT
        )
    found = measured(Ledger.read(workspace))
    assert (found.signals, found.decided, found.real, found.false) == (2, 2, 1, 1)
    assert (found.precision, found.median_delay_days) == (0.5, 3.0)
    assert found.years == pytest.approx(365 / 365.25)
    assert found.false_alarms_per_year == pytest.approx(365.25 / 365)
