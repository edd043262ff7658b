"""People are written down, found, changed and mourned by their own agency, and nobody else sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.service.casework_making import make_consent, make_pair, make_service, worker
from tests.service.people import AT
from tests.service.people_making import kept, led_to, sheet_keys

from fingerpost.service.access.models import Event, EventKind, EventValues
from fingerpost.service.casework import families, finding, people_reading
from fingerpost.service.casework.actions import merging, people, referrals
from fingerpost.service.casework.actions.people import ChangeReason
from fingerpost.service.casework.models import DeathSource, Person, PersonKey
from fingerpost.service.casework.states import ReferralState as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def kofi():
    """Somebody who works for the treatment service, among people of alike names."""
    by = worker("treatment")
    for given_name, family_name, more in (
        ("Siobhán", "O’Neill", {"born_on": date(1984, 3, 31), "local_number": "FRS-00123"}),
        ("Anne-Marie", "Smyth", {"born_on": date(1990, 5, 4), "phone": "07700 900123"}),
        ("John", "Smith", {"born_on": date(1990, 5, 4), "known_as": "Jacko"}),
        ("Johnny", "Smithson", {"born_on": date(1971, 1, 1)}),
    ):
        kept(by, given_name=given_name, family_name=family_name, **more)
    return by


@pytest.mark.parametrize(
    ("words", "names"),
    [
        pytest.param("smith", ["Smith", "Smithson", "Smyth"], id="name, beginning, then sound"),
        pytest.param("SMITH john", ["Smith", "Smithson"], id="both names, any order"),
        pytest.param("oneill", ["O’Neill"], id="no apostrophe"),
        pytest.param("O'Neil siobhan", ["O’Neill"], id="no accent, one letter short"),
        pytest.param("annemarie", ["Smyth"], id="joined"),
        pytest.param("Anne Marie", ["Smyth"], id="apart"),
        pytest.param("jac", ["Smith"], id="the beginning of what they are called"),
        pytest.param("31/3/1984", ["O’Neill"], id="day of birth"),
        pytest.param("1984-03-31", ["O’Neill"], id="day of birth as machines write it"),
        pytest.param("smith 4.5.1990", ["Smith", "Smyth"], id="name and day"),
        pytest.param("frs 00123", [], id="a number in two pieces is no name"),
        pytest.param("frs-00123", ["O’Neill"], id="the agency's own number"),
        pytest.param("+44 7700 900 123", ["Smyth"], id="telephone, written otherwise"),
        pytest.param("31/2/1990", [], id="no such day"),
        pytest.param("sm", [], id="two letters are no beginning"),
        pytest.param("'; DROP TABLE", [], id="not SQL"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_search(kofi, words: str, names: list[str]) -> None:
    found = finding.search(words, viewer=kofi)
    assert [one.family_name for one in found.people] == names


def test_search_finds_nobody_of_another_agency_and_whom_a_referral_is_about(kofi) -> None:
    pair = make_pair("housing", "charity")
    theirs = kept(pair.sender, given_name="Robin", family_name="Hidden")
    assert not finding.search("hidden", viewer=kofi)
    assert not finding.search("hidden", viewer=pair.receiver)
    draft = pair.draft(person=theirs)
    sheet_keys(draft)
    assert not finding.search("hidden", viewer=pair.receiver), "a draft is nobody else's"
    one = referrals.send(referral=draft, by=pair.sender, at=AT)
    sheet_keys(one)
    found = finding.search("hidden robin", viewer=pair.receiver)
    assert (found.people, found.referrals) == ((), (one,))
    assert not finding.search("hidden", viewer=kofi)
    person = people.keep_from_sheet(referral=one, by=pair.receiver, at=AT)
    assert (person.name, person.born_on) == ("Robin Hidden", date(1990, 5, 4))
    found = finding.search("hidden", viewer=pair.receiver)
    assert (found.people, found.referrals) == ((person,), ())
    assert theirs != person
    with pytest.raises(ValidationError, match="linked"):
        people.keep_from_sheet(referral=one, by=pair.receiver, at=AT)


def test_search_says_when_there_are_more(kofi) -> None:
    for number in range(finding.AT_MOST + 3):
        kept(kofi, given_name=f"Sam{'abcdefghijklmnopqrstuvwxyz'[number]}", family_name="Reed")
    found = finding.search("reed", viewer=kofi)
    assert (len(found), found.is_more) == (finding.AT_MOST, True)
    assert not finding.search("smith", viewer=kofi).is_more


def test_each_search_compares_for_equality_alone(kofi, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8) as asked:
        finding.search("smith john 4/5/1990", viewer=kofi)
    statements = " ".join(one["sql"] for one in asked.captured_queries)
    assert "LIKE" not in statements.upper()


@given(st.text(max_size=40))
def test_any_words_are_read(words: str) -> None:
    for term in finding.terms_of(words):
        for tier in finding.TIERS:
            assert all(0 < len(key) <= 60 for key in term.keys(tier))


@given(st.text(alphabet=st.characters(categories=["L", "Pd", "Zs"]), max_size=60))
def test_whoever_has_a_name_is_found_by_it(name: str) -> None:
    keys = finding.keys_of(name)
    for term in finding.terms_of(name):
        assert keys & term.exactly


@pytest.mark.parametrize(
    ("more", "found"),
    [
        pytest.param({}, ["Smith", "Smyth"], id="same day, a name that sounds so"),
        pytest.param({"born_on": date(1990, 5, 5)}, [], id="same name, another day"),
        pytest.param({"born_on": None}, ["Smith"], id="same name, no day"),
        pytest.param(
            {"given_name": "Jon", "family_name": "Smythe"}, ["Smyth", "Smith"], id="sound"
        ),
        pytest.param(
            {"given_name": "X", "family_name": "Y", "phone": "07700900123", "born_on": None},
            ["Smyth"],
            id="same telephone",
        ),
    ],
)
def test_possible_duplicates(kofi, more: dict, found: list[str]) -> None:
    said = {"given_name": "John", "family_name": "Smith", "born_on": date(1990, 5, 4), **more}
    names = [one.family_name for one in finding.possible_duplicates(viewer=kofi, **said)]
    assert sorted(names) == sorted(found)


def test_a_change_keeps_what_was_and_moves_the_keys(kofi) -> None:
    person = Person.objects.get(family_name="Smith")
    people.change(
        person=person,
        said={"family_name": "Marsh", "given_name": "John"},
        reason=ChangeReason.ASKED,
        by=kofi,
        at=AT,
    )
    assert person not in finding.search("john smith", viewer=kofi).people
    assert finding.search("marsh", viewer=kofi).people == (person,)
    made, changed = people_reading.history(person)
    assert (made.changes, changed.reason) == ((), "The person asked us to correct it")
    assert changed.changes == (("Family name", "Smith", "Marsh"),)
    assert changed.who == kofi.user.name
    event = Event.objects.filter(target=str(person.pk)).last()
    assert "Marsh" not in str(event.__dict__), "an event names nobody"
    assert EventValues.objects.get(event=event.pk).after == {"family_name": "Marsh"}
    with pytest.raises(ValidationError, match="Nothing is changed"):
        people.change(
            person=person,
            said={"family_name": "Marsh"},
            reason=ChangeReason.MORE,
            by=kofi,
            at=AT,
        )


@pytest.mark.parametrize(
    ("said", "says"),
    [
        pytest.param({"given_name": " "}, "blank", id="no name"),
        pytest.param({"born_on": date(2031, 1, 1)}, "future", id="not born yet"),
        pytest.param({"local_number": "FRS-00123"}, "Another record", id="number taken"),
        pytest.param({"email": "nothing"}, "valid email", id="no address"),
    ],
)
def test_what_cannot_be_written_down(kofi, said: dict, says: str) -> None:
    count = Event.objects.count()
    with pytest.raises(ValidationError, match=says):
        kept(kofi, **said)
    assert (Person.objects.count(), Event.objects.count()) == (4, count)


def test_nobody_of_another_agency_works_on_a_record(kofi) -> None:
    person = Person.objects.get(family_name="Smith")
    for other in (worker("police"), worker("housing")):
        with pytest.raises(Person.DoesNotExist):
            people.change(
                person=person,
                said={"phone": "1"},
                reason=ChangeReason.MORE,
                by=other,
                at=AT,
            )
        assert people_reading.person(person.pk, viewer=other) is None
    with pytest.raises(PermissionDenied):
        kept(worker("treatment", role="volunteer", name="Vol"))


@pytest.mark.parametrize("kind", ["police", "housing", "nhs"])
def test_the_database_shows_no_row_of_another_agency(kofi, kind: str) -> None:
    from fingerpost.service.access.second_lock import acting_in_database

    other = worker(kind)
    with acting_in_database(other):
        assert not Person.objects.exists()
        assert not PersonKey.objects.exists()
    with acting_in_database(kofi):
        assert Person.objects.count() == 4


def test_death_ends_what_is_open_on_both_sides_and_nobody_is_referred_after() -> None:
    pair = make_pair("police", "treatment")
    theirs = kept(pair.sender)
    one = pair.send(person=theirs)
    referrals.take_in(referral=one, by=pair.receiver, at=AT)
    person = people.keep_from_sheet(referral=one, by=pair.receiver, at=AT)
    with pytest.raises(ValidationError, match="between"):
        people.mark_died(
            person=person,
            died_on=AT.date() + timedelta(days=1),
            source=DeathSource.CORONER,
            by=pair.receiver,
            at=AT,
        )
    long_after = AT + timedelta(days=30)  # the step is late by then: no reason is asked
    people.mark_died(
        person=person,
        died_on=AT.date(),
        source=DeathSource.CORONER,
        by=pair.receiver,
        at=long_after,
    )
    one.refresh_from_db()
    assert (one.state, one.end_reason, one.owner) == (S.LAPSED, "died", None)
    assert one.is_news_to_sender, "the sender learns it, as a code"
    with pytest.raises(ValidationError, match="died"):
        referrals.take_up_again(referral=one, by=pair.receiver, at=long_after)
    again = pair.send(person=theirs)
    draft = pair.draft(person=theirs)
    people.mark_died(
        person=theirs,
        died_on=AT.date(),
        source=DeathSource.AGENCY,
        by=pair.sender,
        at=long_after,
    )
    for ended in (again, draft):
        ended.refresh_from_db()
        assert (ended.state, ended.end_reason) == (S.WITHDRAWN, "died")
    theirs.refresh_from_db()
    with pytest.raises(ValidationError, match="died"):
        pair.draft(person=theirs)


@pytest.mark.parametrize("state", [S.RECEIVED, S.ACCEPTED, S.APPOINTED, S.ENGAGED])
def test_only_death_ends_so(state: S) -> None:
    from fingerpost.service.casework.reasons import EndReason

    pair = make_pair()
    one = led_to(pair.send(), state, pair.receiver)
    with pytest.raises(ValidationError, match="died"):
        referrals.lapse(
            referral=one, reason=EndReason.NO_CONTACT, by=worker("treatment"), at=AT
        )


def test_merged_and_parted_again_everything_is_as_it_was(kofi) -> None:
    from tests.service.people_making import governor

    lead = governor()
    first, second, third = Person.objects.filter(family_name__startswith="Sm").order_by("pk")
    consent = make_consent(second, kofi, worker("housing").agency, items=("plan",))

    def everything() -> list:
        with connection.cursor() as cursor:
            said = []
            for table in ("person", "personkey", "consent", "consentagency"):
                cursor.execute(f"SELECT * FROM casework_{table} ORDER BY id")
                said.append(cursor.fetchall())
        return said

    before = everything()
    with pytest.raises(PermissionDenied):
        merging.merge(person=second, into=first, by=kofi, at=AT)
    with pytest.raises(ValidationError, match="another"):
        merging.merge(person=first, into=first, by=lead, at=AT)
    merging.merge(person=second, into=first, by=lead, at=AT)
    merging.merge(person=first, into=third, by=lead, at=AT)
    second.refresh_from_db()
    third.refresh_from_db()
    assert families.numbers_of(third) == [third.pk, first.pk, second.pk]
    assert list(families.consents(third)) == [consent]
    assert finding.search("john smith", viewer=kofi).people == (third,)
    with pytest.raises(ValidationError, match="merged"):
        people.change(
            person=second, said={"phone": "1"}, reason=ChangeReason.MORE, by=kofi, at=AT
        )
    with pytest.raises(ValidationError, match="merged"):
        merging.merge(person=second, into=third, by=lead, at=AT)
    assert referrals._check_whom(third, consent) is None
    first.refresh_from_db()
    merging.part(person=first, by=lead, at=AT)
    assert families.numbers_of(third) == [third.pk]
    second.refresh_from_db()
    merging.part(person=second, by=lead, at=AT)
    assert everything() == before
    assert Event.objects.filter(kind=EventKind.PERSON_MERGED).count() == 4


def test_a_referral_of_one_person_does_not_rest_on_anothers_consent() -> None:
    pair = make_pair("housing", "treatment", consent=True)
    one, other = kept(pair.sender), kept(pair.sender, given_name="Kim")
    consent = make_consent(
        other, pair.sender, pair.receiver.agency, items=("referral", "referral_progress")
    )
    with pytest.raises(ValidationError, match="this person gave"):
        pair.draft(person=one, basis="consent", consent=consent)
    make_service(pair.receiver.agency, "Second")
