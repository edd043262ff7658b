"""What leaves of a signal, case by case, and what an attacker would try."""

import json
import math
from dataclasses import asdict, replace
from datetime import date

import pytest

from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.disclosure import (
    Watched,
    ledger_ids,
    protect,
    read_release,
    why_held_back,
    write_release,
)
from fingerpost.evidence.disclosure.identifiers import shape_of_identifier
from fingerpost.evidence.early_warning.signals import Attribution, SignalKind, SignalState
from tests.unit.disclosure.signal_making import (
    DECIDED,
    DISTRICT_OF,
    KEYS,
    NORTH,
    PARTNERSHIP,
    SOUTH,
    raised,
    signal,
)
from tests.unit.publication.making import provenance

POLICE = {"sources": ("police_street",)}


def release(*signals, watched=()):
    return protect(
        (),
        partnership=PARTNERSHIP,
        provenance=provenance(),
        signals=signals,
        watched=watched,
        district_of=DISTRICT_OF,
    )


def only(one):
    (found,) = release(one).signals
    return found


@pytest.mark.parametrize(
    ("source", "observed", "shown", "expected", "fewer_than"),
    [
        pytest.param("police_street", 2, 2, 3.6, None, id="an open publisher: as it is"),
        pytest.param("ambulance_overdoses", 4, None, None, 5, id="ambulance: 4 is hidden"),
        pytest.param("ambulance_overdoses", 5, 5, 5, None, id="ambulance: 5 is shown"),
        pytest.param("ambulance_overdoses", 13, 15, 5, None, id="ambulance: 13 is about 15"),
        pytest.param("hospital_admissions", 7, None, None, 8, id="hospital: 7 is hidden"),
        pytest.param("hospital_admissions", 8, 10, 0, None, id="hospital: 8 is about 10"),
        pytest.param("drug_deaths", 40, None, None, None, id="deaths: never below three years"),
    ],
)
def test_a_count_is_protected_by_the_rule_of_its_source(
    source, observed, shown, expected, fewer_than
):
    found = only(raised(signal(observed=float(observed)), sources=(source,)))
    assert (found.observed, found.expected, found.fewer_than) == (shown, expected, fewer_than)


def test_the_strictest_rule_of_several_sources_governs():
    found = only(raised(signal(observed=7.0), sources=("police_street", "hospital_admissions")))
    assert found.observed is None
    assert found.disclosure_rule == "hes_ecds"


@pytest.mark.parametrize(
    ("areas", "places"),
    [
        pytest.param(("E01017001", "E01017002"), (NORTH,), id="small areas of one district"),
        pytest.param(("E01017001", "E01017003"), (NORTH, SOUTH), id="of two districts"),
        pytest.param((NORTH.code,), (NORTH,), id="a district"),
        pytest.param(("PE13 2",), (PARTNERSHIP.area,), id="a place that is in no look-up"),
        pytest.param(("E01017001", "nowhere"), (PARTNERSHIP.area,), id="one of them unknown"),
        pytest.param((), (PARTNERSHIP.area,), id="no place"),
    ],
)
def test_no_place_is_smaller_than_a_district(areas, places):
    assert only(raised(signal(areas=areas))).places == places


def test_where_the_count_is_small_the_place_and_the_time_are_coarse_too():
    found = only(raised(signal(observed=3.0)))
    assert found.places == (PARTNERSHIP.area,)
    assert (found.first_day, found.last_day) == (date(2026, 3, 1), date(2026, 3, 31))
    assert found.raised_on == date(2026, 3, 1)
    assert found.is_by_month
    assert found.once_in_days is None


@pytest.mark.parametrize("small", [1.0, 2.0, 3.0, 4.0])
def test_small_counts_cannot_be_told_apart(small):
    # Whatever the true count, its expectation, its rarity, its day and its place: the same leaves.
    odd = signal(
        observed=small,
        expected=small / 7,
        once_in_days=400.0 * small,
        first_day=date(2026, 3, 2),
        areas=("E01017003",),
        explanations=(Attribution("outcome", "alive", small - 0.5, 1.0),),
    )
    assert only(raised(odd)) == only(raised(signal(observed=1.0)))


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        pytest.param(
            {"observed": 13.0}, {"observed": 15.0, "areas": ()}, id="a place in a place"
        ),
        pytest.param(
            {"observed": 13.0},
            {"observed": 14.0, "last_day": date(2026, 3, 9)},
            id="a day more",
        ),
    ],
)
def test_one_signal_taken_from_another_leaves_no_small_count(inner, outer):
    # The attacker knows that one is part of the other and takes what is shown apart.
    shown = {}
    for part in (inner, outer):
        found = only(raised(signal(**part)))
        half = found.rounded_to / 2
        shown[part["observed"]] = (found.observed - half, found.observed + half)
    (low_in, high_in), (low_out, high_out) = shown.values()
    possible = [n for n in range(50) if low_out - high_in <= n < high_out - low_in]
    assert len(possible) >= 5, "as open as a hidden cell, which is 1 to 4"


def test_rarity_does_not_give_a_rounded_count_back():
    # Invert the Poisson tail for every true count that rounds to what is shown.
    from scipy.stats import poisson

    found = only(raised(signal()))
    assert (found.observed, found.expected, found.once_in_days) == (15, 5, 1095)
    fits = set()
    for count in range(13, 18):
        for tenth in range(25, 75):
            once_in = 6 / poisson.sf(count - 1, tenth / 10)
            if 1095 <= once_in < 1825:
                fits.add(count)
    assert len(fits) > 2


def test_rarity_leaves_in_steps():
    shown = {
        only(raised(signal(once_in_days=days))).once_in_days
        for days in (1095.0, 1200.0, 1500.0, 1824.0)
    }
    assert shown == {1095}


@pytest.mark.parametrize(
    ("days", "step"),
    [
        pytest.param(3.0, 0, id="nearly always"),
        pytest.param(math.inf, 36500, id="never by chance"),
        pytest.param(math.nan, None, id="not known"),
    ],
)
def test_rarity_at_its_ends(days, step):
    assert only(raised(signal(once_in_days=days))).once_in_days == step


def test_the_name_of_a_signal_does_not_give_its_small_area_away():
    # An attacker hashes the rule, the day and each small area, as the ledger does.
    found = only(raised())
    for area in DISTRICT_OF:
        tried = fingerprint(["overdose_callouts", "2026-03-03", area])
        assert not tried.startswith(found.reference)


def test_two_signals_that_look_alike_have_two_names():
    one, two = release(raised(), raised(signal(areas=("E01017002",)))).signals
    assert one.reference != two.reference


ATTRIBUTIONS = (
    Attribution("outcome", "taken to hospital", 8.0, 0.85),
    Attribution("patient_name", "Jo Bloggs", 8.0, 0.85),
    Attribution("naloxone doses", "3 or more", 2.0, 0.21),
    Attribution("street", "Mill Road", 9.0, 0.96),
)


def test_only_attributes_that_the_rule_lets_out_are_told():
    found = only(raised(signal(explanations=ATTRIBUTIONS)))
    assert [(e.attribute, e.value, e.at_least) for e in found.explanations] == []
    more = signal(observed=40.0, explanations=(Attribution("outcome", "alive", 30.0, 0.82),))
    (told,) = only(raised(more)).explanations
    assert (told.value, told.at_least, told.excess) == ("alive", 0.75, None)


@pytest.mark.parametrize(
    ("excess", "is_told"),
    [
        pytest.param(4.0, False, id="a small part"),
        pytest.param(20.0, True, id="a large part with a large rest"),
        pytest.param(34.0, False, id="all but 2"),
        pytest.param(36.4, True, id="all of it"),
    ],
)
def test_a_small_part_and_all_but_a_few_are_not_told(excess, is_told):
    part = Attribution("outcome", "alive", excess, 0.9)
    found = only(raised(signal(observed=40.0, explanations=(part,))))
    assert bool(found.explanations) is is_told


def test_a_personal_column_is_never_told_even_if_the_rule_lets_it_out():
    from fingerpost.evidence.sources import all_sources

    columns = all_sources()["ambulance_overdoses"].columns
    for column in (c for c in columns if c.personal):
        for words, read_from in ((column.name, "x"), ("harmless words", column.name)):
            part = Attribution(words, "any value", 36.4, 1.0)
            made = raised(
                signal(observed=40.0, explanations=(part,)), shown_attributes={words: read_from}
            )
            assert only(made).explanations == ()
    assert any(column.personal for column in columns)


def test_who_people_are_is_protected_by_the_partnerships_own_rule_too():
    part = (Attribution("age range", "10 to 17", 2.0, 0.5),)
    asked = {
        "sources": ("police_stop_search",),
        "shown_attributes": {"age range": "age_range", "outcome": "outcome"},
    }
    few = raised(signal(observed=7.6, explanations=part), **asked)
    assert only(few).explanations == ()
    other = (Attribution("outcome", "no further action", 2.0, 0.5),)
    (told,) = only(raised(signal(observed=7.6, explanations=other), **asked)).explanations
    assert told.excess == 2.0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Found at PE13 2AB", id="a postcode"),
        pytest.param("Around PE13 2", id="a postcode sector"),
        pytest.param("All in E01017001", id="a small area"),
        pytest.param("Ask jo@example.org", id="an e-mail address"),
        pytest.param("Born 03/04/1990", id="a date of birth"),
        pytest.param("NHS 943 476 5919", id="an NHS number"),
        pytest.param("See INC00421", id="a case"),
        pytest.param("Mr Bloggs was one of them", id="a name"),
        pytest.param("Only 3 were overdoses", id="a small count"),
        pytest.param("Only three were overdoses", id="a small count in words"),
    ],
)
def test_a_reason_that_could_give_somebody_away_is_held_back_and_said(text, tmp_path):
    made = release(
        raised(state=SignalState.REAL, **{**DECIDED, "reason": text}),
        raised(signal(rule="other", part_of=text)),
    )
    write_release(made, tmp_path)
    assert text not in (tmp_path / "release.json").read_text()
    assert sum("is held back" in line.words for line in made.log) == 2
    assert not any(text in line.words for line in made.log)


def test_a_harmless_reason_is_shown_with_who_decided():
    found = only(raised(state=SignalState.REAL, **DECIDED))
    assert (found.state, found.decided_by) == (SignalState.REAL, "Dr A. Person")
    assert found.reason == "The laboratory found a nitazene."


def test_numbers_in_a_reason_are_shown_where_no_rule_hides_counts():
    made = raised(**POLICE, state=SignalState.FALSE, **{**DECIDED, "reason": "2 were double."})
    assert only(made).reason == "2 were double."


@pytest.mark.parametrize("missing", ["decided_by", "decided_on", "reason"])
def test_only_a_person_moves_a_state(missing):
    facts = {**DECIDED, missing: None if missing == "decided_on" else " "}
    with pytest.raises(DisclosureError, match="by nobody"):
        release(raised(state=SignalState.REAL, **facts))


@pytest.mark.parametrize(
    "changes", [{"title": "Overdoses at PE13 2AB"}, {"what_to_do": "Call 07700 900123"}]
)
def test_a_rule_whose_words_hold_an_identifier_is_refused(changes):
    with pytest.raises(DisclosureError, match="look"):
        release(raised(**changes))


@pytest.mark.parametrize("sources", [(), ("no_such_source",)])
def test_a_signal_without_a_declared_source_never_leaves(sources):
    with pytest.raises(DisclosureError):
        release(raised(sources=sources))


def test_a_silent_feed_has_no_count_and_keeps_its_days():
    of = signal(kind=SignalKind.DATA, observed=0.0, areas=(NORTH.code,), subject="call-outs")
    found = only(raised(of))
    assert (found.observed, found.expected, found.once_in_days) == (None, None, None)
    assert (found.fewer_than, found.is_by_month) == (None, False)
    assert found.first_day == date(2026, 3, 3)


def test_those_that_weigh_most_come_first_then_the_rarest():
    made = release(
        raised(signal(rule="light", weight=10.0)),
        raised(signal(rule="usual", once_in_days=400.0)),
        raised(signal(rule="rare", once_in_days=4000.0)),
    )
    assert [one.rule for one in made.signals] == ["rare", "usual", "light"]


def test_a_release_is_read_back_with_its_signals_as_it_was(tmp_path):
    watched = (
        Watched("deaths", "Deaths", None, "Needs 9 more weeks."),
        Watched("a", "A", date(2026, 3, 8)),
    )
    more = signal(observed=40.0, explanations=(Attribution("outcome", "alive", 30.0, 0.82),))
    made = release(raised(more, state=SignalState.REAL, **DECIDED), watched=watched)
    write_release(made, tmp_path)
    again = read_release(tmp_path)
    assert again.signals == made.signals
    assert again.watched == made.watched
    assert [one.title for one in again.watched] == ["A", "Deaths"]
    assert again.id == made.id


def test_nothing_of_a_case_is_in_the_file(tmp_path):
    joined = signal(
        rule="joined", members=(signal(), signal()), why_recording="7 of 9 at Mill Road"
    )
    made = release(raised(), raised(joined), raised(signal(rule="small", observed=3.0)))
    write_release(made, tmp_path)
    text = (tmp_path / "release.json").read_text()
    assert not [word for word in (*KEYS, *DISTRICT_OF, "Mill Road") if word in text]
    assert [one.joined for one in made.signals].count(2) == 1
    shown = [asdict(one) for one in made.signals]
    assert 13.0 not in [one["observed"] for one in shown]
    assert "3.6" not in json.dumps(shown, default=str)


def test_another_state_is_another_release():
    assert release(raised()).id != release(raised(state=SignalState.REAL, **DECIDED)).id


@pytest.mark.parametrize(
    "text",
    [
        "Ask the ambulance trust what was taken, and warn the services.",
        "MDMA, 2C-B and alpha-PVP",
        "Recorded possession, year to March 2025",
        "3-methylfentanyl in two counties",
    ],
)
def test_plain_words_are_not_taken_for_identifiers(text):
    assert shape_of_identifier(text, names=True) == ""


def test_what_stands_behind_a_reference_is_known_beside_the_ledger_alone():
    twin = signal(
        areas=("E01017002",)
    )  # of one district and day: it looks the same from outside
    both = [raised(entry="ledger-a"), raised(twin, entry="ledger-b")]
    shown = release(*both).signals
    ids = ledger_ids(both, partnership=PARTNERSHIP, district_of=DISTRICT_OF)
    assert sorted(ids.values()) == ["ledger-a", "ledger-b"]
    assert {one.reference for one in shown} == set(ids)
    assert not any("ledger-" in repr(one) for one in shown)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("The laboratory confirmed a nitazene.", "", id="plain words"),
        pytest.param("Seven of them were in one house.", "a number", id="a number in words"),
        pytest.param("The caller was Mr Smith.", "a person's name", id="a name"),
        pytest.param("See INC00421 and CB1 2AB.", "the key of a record", id="a key"),
    ],
)
def test_a_note_is_told_only_if_it_tells_no_number_and_nobody(text, why):
    (shown,) = release(raised()).signals
    assert why_held_back(text, shown, KEYS) == why
    assert why_held_back(text, replace(shown, disclosure_rules=("gone",)), KEYS) == why
