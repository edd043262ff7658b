"""Find somebody among an agency's own people, and those it was sent, by name, day of birth or number.

Everybody is kept under keys: each name whole, by its first letters and by its sound, the day of birth, the
agency's own number, the last digits of the telephone. Keys are compared for equality alone, since behind
row-level security no other comparison of text uses an index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import jellyfish
from django.db.models import Exists, OuterRef, QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import Person, PersonKey, Referral, SheetKey

AT_MOST = 20
SHORTEST, LONGEST = 3, 8  # letters of a beginning
DIGITS = 6  # of a telephone number, from its end
DAY = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")


def names_in(text: str) -> list[str]:
    """Return the names in a text as they are compared: small letters, no marks, joined and apart.

    "Anne-Marie O'Neill" gives "anne", "marie", "annemarie" and "oneill".
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    plain = re.sub(r"['’`]", "", plain)
    found: list[str] = []
    for word in re.split(r"[^a-z-]+", plain):
        parts = [part for part in word.split("-") if part]
        found += parts
        if len(parts) > 1:
            found.append("".join(parts))
    return list(dict.fromkeys(found))


def number_in(text: str) -> str:
    """Return a number of an agency as it is compared: letters and digits alone."""
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def _whole(name: str) -> str:
    return f"={name[:50]}"


def _beginning(name: str) -> str:
    return f"^{name[:LONGEST]}"


def _sound(name: str) -> str:
    return f"~{jellyfish.metaphone(name)[:50]}"


def _telephone(digits: str) -> str:
    return f"t{digits[-DIGITS:]}"


def keys_of(
    *names: str, born_on: date | None = None, local_number: str = "", phone: str = ""
) -> frozenset[str]:
    """Return the keys under which somebody is found."""
    found: set[str] = set()
    for name in names_in(" ".join(names)):
        found |= {_whole(name), _sound(name)}
        found |= {f"^{name[:letters]}" for letters in range(SHORTEST, LONGEST + 1)}
    if born_on is not None:
        found.add(f"d{born_on.isoformat()}")
    if number_in(local_number):
        found.add(f"#{number_in(local_number)}")
    digits = re.sub(r"\D", "", phone)
    if len(digits) >= DIGITS:
        found.add(_telephone(digits))
    return frozenset(found - {"~"})


def keys_of_person(person: Person) -> frozenset[str]:
    """Return the keys of a person's record."""
    return keys_of(
        person.given_name,
        person.family_name,
        person.known_as,
        born_on=person.born_on,
        local_number=person.local_number,
        phone=person.phone,
    )


def keep_keys(person: Person) -> None:
    """Make a person's keys those of the record as it is; none for one that was erased."""
    wanted = keys_of_person(person) if person.erased_at is None else frozenset()
    held = set(person.keys.values_list("key", flat=True))
    if held - wanted:
        person.keys.filter(key__in=held - wanted).delete()
    PersonKey.objects.bulk_create(
        [
            PersonKey(person=person, agency_id=person.agency_id, key=key)
            for key in sorted(wanted - held)
        ]
    )


def keep_sheet_keys(referral: Referral) -> None:
    """Make the keys by which the receiver finds whom a referral is about; run as the service.

    A draft is nobody else's; and once the receiver has a record of the person, that is found instead.
    """
    if referral.sent_at is None or referral.received_as_id is not None:
        SheetKey.objects.filter(referral=referral).delete()
        return
    sheet = referral.sheet
    keys = keys_of(sheet.name, sheet.known_as, born_on=sheet.born_on, phone=sheet.phone)
    SheetKey.objects.bulk_create(
        [SheetKey(referral=referral, agency_id=referral.receiver_id, key=key) for key in keys],
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Term:
    """One thing that was typed, and the keys that answer it: exactly, by a beginning, by the sound."""

    exactly: frozenset[str]
    begins: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()

    def keys(self, tier: int) -> list[str]:
        """Return the keys that count in a tier: 0 exactly, 1 and its beginning, 2 and its sound."""
        return sorted(frozenset().union(*(self.exactly, self.begins, self.sounds)[: tier + 1]))


TIERS = range(3)


def terms_of(words: str) -> list[Term]:
    """Return what was typed as terms, the narrowest first: days, numbers, then names.

    A day that is none ("31/2/1990") is left out.
    """
    numbers: list[Term] = []
    days: list[Term] = []

    def take_day(match: re.Match[str]) -> str:
        day, month, year, *iso = match.groups()
        parts = (year, month, day) if year else tuple(iso)
        try:
            born_on = date(*(int(part) for part in parts))
        except ValueError:
            return " "
        days.append(Term(frozenset({f"d{born_on.isoformat()}"})))
        return " "

    rest = DAY.sub(take_day, words)
    digits = re.sub(r"[\s()+-]", "", rest)
    if digits.isdigit() and len(digits) >= DIGITS:  # a telephone number in groups
        return [*days, Term(frozenset({_telephone(digits), f"#{digits}"}))]
    names: list[Term] = []
    for word in rest.split():
        if any(letter.isdigit() for letter in word):
            number = number_in(word)
            also = {_telephone(number)} if number.isdigit() and len(number) >= DIGITS else set()
            numbers.append(Term(frozenset({f"#{number}"} | also)))
            continue
        for name in names_in(word.replace("-", " ")):
            begins = {_beginning(name)} if len(name) >= SHORTEST else set()
            sound = {_sound(name)} - {"~"} if len(name) >= SHORTEST else set()
            names.append(Term(frozenset({_whole(name)}), frozenset(begins), frozenset(sound)))
    names.sort(key=lambda term: -max(map(len, term.exactly)))
    return [*days, *numbers, *names]


@dataclass(frozen=True)
class Found:
    """What a search found: the agency's own people, and referrals whose person it has no record of."""

    people: tuple[Person, ...] = ()
    referrals: tuple[Referral, ...] = ()
    is_more: bool = False  # than is shown
    terms: tuple[Term, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.people) + len(self.referrals)


def search(words: str, *, viewer: Membership) -> Found:
    """Return who answers everything that was typed, those of the very name first; at most 20.

    Parameters
    ----------
    words : str
        Names or their beginnings, a day of birth (31/3/1990), the agency's number, a telephone number.
    viewer : Membership
        Only people of their agency are found, and those on the sheet of a referral sent to it.
    """
    _check_reads(viewer)
    terms = terms_of(words)
    if not terms:
        return Found()
    people = _first(PersonKey.objects.filter(agency=viewer.agency_id), "person", terms)
    shown = _people(people[:AT_MOST])
    sheets = _first(SheetKey.objects.filter(agency=viewer.agency_id), "referral", terms)
    referrals = _unmatched(sheets[: AT_MOST + 1], viewer)
    left = AT_MOST - len(shown)
    return Found(
        people=shown,
        referrals=referrals[: max(left, 0)],
        is_more=len(people) > AT_MOST or len(referrals) > left,
        terms=tuple(terms),
    )


def possible_duplicates(
    *,
    viewer: Membership,
    given_name: str,
    family_name: str,
    born_on: date | None = None,
    local_number: str = "",
    phone: str = "",
    other_than: int | None = None,
) -> tuple[Person, ...]:
    """Return whom of the viewer's agency somebody could be: asked before a new record is made.

    The same number or telephone; the same day of birth with a name that is the same or sounds so; or the
    same whole name where a day of birth is not known.
    """
    _check_reads(viewer)
    own = PersonKey.objects.filter(agency=viewer.agency_id)
    names = [*names_in(given_name), *names_in(family_name)]
    sure = keys_of(local_number=local_number, phone=phone)
    numbers: list[int] = []
    if sure:
        numbers += own.filter(key__in=sorted(sure)).values_list("person", flat=True)[:AT_MOST]
    if born_on is not None and names:
        close = sorted({key for name in names for key in (_whole(name), _sound(name))})
        day = Term(keys_of(born_on=born_on))
        numbers += _numbers(own, "person", [day.keys(0), close])
    whole = [Term(frozenset({_whole(name)})).keys(0) for name in names]
    if whole:
        same = _people(_numbers(own, "person", whole))
        numbers += [
            one.pk
            for one in same
            if born_on is None or one.born_on is None or one.born_on == born_on
        ]
    found = _people(dict.fromkeys(numbers))
    return tuple(one for one in found if one.pk != other_than)[:AT_MOST]


def _check_reads(viewer: Membership) -> None:
    """Refuse whoever neither works with the agency's people nor answers for their records."""
    if not viewer.allows(P.RECORDS_GOVERN):
        policies.check(viewer, P.CASE_VIEW)


def _first(
    keys: QuerySet[PersonKey] | QuerySet[SheetKey], of: str, terms: list[Term]
) -> list[int]:
    """Return whose keys answer every term, the exact ones first; one more than is shown at most."""
    found: dict[int, None] = {}
    for tier in TIERS:
        if len(found) > AT_MOST:
            break
        wanted = [term.keys(tier) for term in terms]
        found |= dict.fromkeys(_numbers(keys, of, wanted))
    return list(found)


def _numbers(
    keys: QuerySet[PersonKey] | QuerySet[SheetKey], of: str, wanted: list[list[str]]
) -> list[int]:
    first, *rest = wanted
    found = keys.filter(key__in=first)
    for more in rest:
        found = found.filter(Exists(keys.filter(key__in=more, **{of: OuterRef(of)})))
    return list(found.order_by(of).values_list(of, flat=True).distinct()[: AT_MOST + 1])


def _people(numbers: Iterable[int]) -> tuple[Person, ...]:
    """Return the records in the order of their numbers' places; one merged into another is that other."""
    places = list(numbers)
    found = {one.pk: one for one in Person.objects.filter(pk__in=places)}
    merged = {one.merged_into_id for one in found.values() if one.merged_into_id} - set(found)
    while merged:
        more = {one.pk: one for one in Person.objects.filter(pk__in=merged)}
        found |= more
        merged = {one.merged_into_id for one in more.values() if one.merged_into_id} - set(
            found
        )
    shown: dict[int, Person] = {}
    for place in places:
        person = found.get(place)
        while person is not None and person.merged_into_id:
            person = found.get(person.merged_into_id)
        if person is not None and person.erased_at is None:
            shown[person.pk] = person
    return tuple(shown.values())


def _unmatched(numbers: list[int], viewer: Membership) -> tuple[Referral, ...]:
    if not numbers:
        return ()
    return tuple(
        Referral.objects.filter(
            pk__in=numbers,
            receiver=viewer.agency_id,
            sent_at__isnull=False,
            received_as__isnull=True,
        ).select_related("sheet", "sender", "service")
    )
