"""Somebody's calendar: the days on which something is due from them, as iCalendar (RFC 5545).

A calendar program fetches it without signing in, and may show it on any screen. So an entry holds what
kind of thing it is, when, where a room is named, and an address behind sign-in; never a person or a title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import transaction
from icalendar import Calendar, Event

from fingerpost.service.access.models import Membership
from fingerpost.service.access.second_lock import acting_in_database

REFRESH = timedelta(hours=4)


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar: a whole day, or from a time to a time.

    Parameters
    ----------
    kind : str
        What it is, in words that anybody may read: "Board meeting".
    path : str
        Of its page; with `kind` it tells the entry from every other.
    begins, ends : date or datetime
        Both days (`ends` the last day) or both times with a zone.
    place : str
    is_cancelled : bool
    """

    kind: str
    path: str
    begins: date
    ends: date
    place: str = ""
    is_cancelled: bool = False


Provider = Callable[[Membership], list[Entry]]


def entries_of(memberships: Iterable[Membership]) -> list[Entry]:
    """Return what stands in somebody's calendar, each thing once, the soonest first.

    Each app says what it has in its module `calendar_entries.py`, as `PROVIDERS`; they are asked under
    each membership in turn, behind the database's own lock.
    """
    found: dict[tuple[str, str], Entry] = {}
    providers = _providers()
    for membership in memberships:
        with transaction.atomic(), acting_in_database(membership):
            for provider in providers:
                found |= {(one.kind, one.path): one for one in provider(membership)}
    return sorted(found.values(), key=lambda one: (one.begins.isoformat(), one.kind, one.path))


def _providers() -> list[Provider]:
    found: list[Provider] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.calendar_entries"
        if app.name.startswith("fingerpost.") and find_spec(name):
            found += import_module(name).PROVIDERS
    return found


def as_icalendar(entries: Iterable[Entry], *, at: datetime) -> bytes:
    """Return entries as an iCalendar file, made at a time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Fingerpost//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Fingerpost, {settings.PARTNERSHIP}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in entries:
        calendar.add_component(_event(one, at))
    file: bytes = calendar.to_ical()
    return file


def _event(entry: Entry, at: datetime) -> Event:
    event = Event()
    address = settings.SERVICE_ADDRESS.partition("//")[2].partition(":")[0]
    kind = "-".join(entry.kind.lower().split())
    event.add("uid", f"{kind}{entry.path.replace('/', '-').rstrip('-')}@{address}")
    event.add("dtstamp", at.astimezone(UTC))
    if isinstance(entry.begins, datetime) and isinstance(entry.ends, datetime):
        event.add("dtstart", entry.begins.astimezone(UTC))
        event.add("dtend", entry.ends.astimezone(UTC))
    else:
        event.add("dtstart", entry.begins)
        event.add("dtend", entry.ends + timedelta(days=1))  # the first day after
        event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy one
    event.add("summary", entry.kind)
    event.add("url", f"{settings.SERVICE_ADDRESS}{entry.path}")
    if entry.place:
        event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
