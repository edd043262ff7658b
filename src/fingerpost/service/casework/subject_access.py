"""Everything that an agency holds of one person, for that person: as a page to print and as a file.

Each room says what it holds (`PROVIDERS`). Names of other people are left out: of workers, witnesses and
companions; an agency is named. Words that somebody wrote are the person's to read, and are marked, so that
whoever answers looks for other people in them first.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access import policies
from fingerpost.service.access.models import Event, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import families, kept_in_rooms, people_reading, reasons
from fingerpost.service.casework.knowing import who_knows
from fingerpost.service.casework.models import (
    Person,
    Referral,
    ReferralDetail,
    ReferralSheet,
    ReferralStep,
)

Row = dict[str, str]


@dataclass(frozen=True)
class Section:
    """One kind of thing that is held: its title, and each as pairs of what and its value."""

    title: str
    rows: tuple[Row, ...]
    has_own_words: bool = False  # somebody wrote them: other people may be named there


Provider = Callable[[Person, Membership, date], Section | list[Section]]

# The words of every code that a step can have.
CODES: dict[str, str] = {
    value: str(label) for one in reasons.LISTS for value, label in one.choices
}


def records(person: Person, viewer: Membership, on: date) -> Section:
    """Return the record, and those merged into it."""
    every = [person, *families.merged_into(person)]
    return Section("Your record", tuple(dict(people_reading.facts(one)) for one in every))


def corrections(person: Person, viewer: Membership, on: date) -> Section:
    """Return what was changed of the record."""
    every = [person, *families.merged_into(person)]
    rows = [
        {
            "When": _time(one.at),
            "What": label,
            "Was": before,
            "Became": after,
            "Why": one.reason,
        }
        for record in every
        for one in people_reading.history(record)
        for label, before, after in one.changes
    ]
    return Section("What was changed in it", tuple(map(_filled, rows)))


def consents(person: Person, viewer: Membership, on: date) -> Section:
    """Return what the person agreed to, in the words that were said."""
    return Section(
        "What you agreed to",
        tuple(
            _filled(
                {
                    "Given on": wording.day(one.given_on),
                    "Counts until": wording.day(one.until),
                    "Withdrawn": _time(one.withdrawn_at),
                    "How": one.get_how_display(),
                    "A witness was there": "Yes" if one.witness else "",
                    "To whom": ", ".join(each.agency.name for each in one.agencies.all()),
                    "What was said to you": one.words,
                }
            )
            for one in people_reading.consents(person)
        ),
    )


def referrals(person: Person, viewer: Membership, on: date) -> Section:
    """Return the referrals either way, as they stand."""
    return Section(
        "Referrals",
        tuple(
            _filled(
                {
                    "Number": str(one.pk),
                    "From": one.sender.name,
                    "To": f"{one.service}, {one.receiver.name}",
                    "Sent": _time(one.sent_at),
                    "Asked for": ", ".join(CODES.get(need, need) for need in one.needs),
                    "Stands": one.get_state_display(),
                    "Outcome": one.get_outcome_display(),
                    "Ended because": CODES.get(one.end_reason, ""),
                    "Appointment": _time(one.appointment_at),
                }
            )
            for one in _referrals(person)
        ),
    )


def sheets(person: Person, viewer: Membership, on: date) -> Section:
    """Return what was told with each referral."""
    labels = {**people_reading.SHOWN, "name": "Name", "why": "Why", "answers": "Answers"}
    rows = []
    for sheet in ReferralSheet.objects.filter(referral__in=_referrals(person)).order_by("pk"):
        said = {label: getattr(sheet, name, "") for name, label in labels.items()}
        rows.append(
            _filled(
                {"Referral": str(sheet.pk)}
                | {label: _text(value) for label, value in said.items()}
            )
        )
    return Section("What was told with each referral", tuple(rows), has_own_words=True)


def steps(person: Person, viewer: Membership, on: date) -> Section:
    """Return every step of the referrals, by which agency."""
    found = (
        ReferralStep.objects.filter(referral__in=_referrals(person))
        .select_related("agency")
        .order_by("referral", "pk")
    )
    return Section(
        "Every step of these",
        tuple(
            _filled(
                {
                    "Referral": str(one.referral_id),
                    "When": _time(one.at),
                    "By": one.agency.name if one.agency else "Fingerpost itself",
                    "What": one.get_kind_display(),
                    "Stood then": one.get_after_display(),
                    "Why": CODES.get(one.reason, ""),
                    "How": one.get_channel_display(),
                    "Late because": CODES.get(one.late_reason, ""),
                }
            )
            for one in found
        ),
    )


def details(person: Person, viewer: Membership, on: date) -> Section:
    """Return what was written in own words; law enforcement holds none."""
    title = "What workers wrote"
    if viewer.is_law_enforcement:
        return Section(title, ())
    found = ReferralDetail.objects.filter(referral__in=_referrals(person)).select_related(
        "agency"
    )
    rows = tuple(
        {
            "Referral": str(one.referral_id),
            "When": _time(one.at),
            "By": one.agency.name,
            "Words": one.words,
        }
        for one in found
        if one.words
    )
    return Section(title, rows, has_own_words=True)


def knows(person: Person, viewer: Membership, on: date) -> Section:
    """Return who knows what."""
    rows = who_knows(person, viewer=viewer, on=on)
    return Section(
        "Who knows what about you",
        tuple(
            {
                "Who": one.agency,
                "What": one.what,
                "Why": one.why,
                "May they": one.basis,
                "How long": one.until,
            }
            for one in rows
        ),
    )


def looks(person: Person, viewer: Membership, on: date) -> Section:
    """Return when the record was looked at, by which agency."""
    numbers = [str(one) for one in families.numbers_of(person)]
    kinds = (EventKind.RECORD_READ, EventKind.GLASS_BROKEN)
    found = Event.objects.filter(target_type="person", target__in=numbers, kind__in=kinds)
    return Section(
        "When your record was looked at",
        tuple(
            {
                "When": _time(one.at),
                "What": EventKind(one.kind).label,
                "By": "us" if one.actor_agency == viewer.agency_id else "another agency",
            }
            for one in found.order_by("id")
        ),
    )


def rooms(person: Person, viewer: Membership, on: date) -> list[Section]:
    """Return what plans, diversions, tests, orders and releases hold."""
    return [
        Section(title, tuple(rows), has_own_words)
        for title, rows, has_own_words in kept_in_rooms.held(person, viewer)
    ]


# One may return several sections.
PROVIDERS: list[Provider] = [
    records,
    corrections,
    consents,
    referrals,
    sheets,
    steps,
    details,
    rooms,
    knows,
    looks,
]


def collect(person: Person, *, viewer: Membership, on: date) -> list[Section]:
    """Return everything that the viewer's agency holds of a person of its own; what is empty is left out."""
    policies.check(viewer, P.RECORDS_GOVERN)
    assert person.agency_id == viewer.agency_id, "of one's own agency"
    found: list[Section] = []
    for provider in PROVIDERS:
        said = provider(person, viewer, on)
        found += said if isinstance(said, list) else [said]
    return [one for one in found if one.rows]


def as_zip(sections: list[Section], *, agency: str, at: datetime) -> bytes:
    """Return the same as a page to print and as a file for a machine, in one archive."""
    page = render_to_string(
        "casework/subject_access_answer.html",
        {"sections": sections, "agency": agency, "on": wording.day(timezone.localdate(at))},
    )
    said = {
        "agency": agency,
        "made_on": timezone.localdate(at).isoformat(),
        "sections": [{"title": one.title, "rows": list(one.rows)} for one in sections],
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("what-we-hold.html", page)
        file.writestr("what-we-hold.json", json.dumps(said, ensure_ascii=False, indent=1))
    return archive.getvalue()


def _referrals(person: Person) -> list[Referral]:
    numbers = families.numbers_of(person)
    received = Q(received_as__in=numbers, sent_at__isnull=False)
    return list(
        Referral.objects.filter(Q(person__in=numbers) | received)
        .select_related("sender", "receiver", "service")
        .order_by("pk")
    )


def _filled(row: Row) -> Row:
    return {key: value for key, value in row.items() if value}


def _text(value: object) -> str:
    return wording.day(value) if isinstance(value, date) else str(value or "")


def _time(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{wording.day(local.date())}, {local:%H:%M}"
