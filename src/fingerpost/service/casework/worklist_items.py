"""What a worklist is made of, and the registry of the rooms that put something on it.

Every module of this app whose name ends in `_worklist` says what its room has to do, as `PROVIDERS`:
functions that take what is `Wanted` and return a `Look`. A room with few things makes its provider of all
of them with `look_at_few`; one with many asks the database for no more than is wanted.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module
from typing import NamedTuple

from django.db import models
from django.utils import timezone

import fingerpost.service.casework as room_of_cases
from fingerpost.service.access.models import Membership

PAGE = 50
MOST_COUNTED = 200  # more is said as "200+"


class Tab(models.TextChoices):
    """The worklists."""

    MINE = "mine", "Mine today"
    TEAM = "team", "My team"
    OVERDUE = "overdue", "Overdue"
    RISK = "risk", "At risk"
    NEWS = "news", "News"


class Until(models.TextChoices):
    """Up to when what is shown is due."""

    LATE = "late", "Late"
    TODAY = "today", "Today or late"
    ANY = "any", "Whenever"


class Key(NamedTuple):
    """Where an item stands in the order: the page after one begins behind the key of its last."""

    at: datetime
    room: str
    number: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.room}~{self.number}"

    @classmethod
    def read(cls, said: str) -> Key | None:
        """Return the key that an address holds; None if it holds none."""
        at, _, rest = said.partition("~")
        room, _, number = rest.partition("~")
        try:
            key = cls(datetime.fromisoformat(at), room, int(number))
        except ValueError:
            return None
        return key if key.at.tzinfo and 0 <= key.number < 2**63 else None


@dataclass(frozen=True)
class Item:
    """One thing that is owed or new: of whom, what, by when, to whom.

    Parameters
    ----------
    room : str
        Whose it is: lower-case letters, unique among the providers.
    number : int
        Its number there.
    name : str
        Of the person whom it is about, as the viewer may read it.
    owed : str
        What is to be done, as a verb: "try first contact".
    url : str
        Of the page where it is done.
    at : datetime
        When it is due; of what is only to be read, since when.
    other : str
        The agency or person to whom it is owed.
    is_ours : bool
        Whether the viewer's agency owes it; else `other` does.
    person, person_name : int or None, str
        Who of the agency that owes it has it; None: nobody yet.
    is_news : bool
        Whether it is only to be read.
    service, state, urgency, needs, origin
        What it can be filtered by, where it has that.
    risks : tuple of str
        The words of the rules by which it is at risk.
    may_be_given : bool
        Whether a manager can give it to somebody from the list.
    """

    room: str
    number: int
    name: str
    owed: str
    url: str
    at: datetime
    other: str = ""
    is_ours: bool = True
    person: int | None = None
    person_name: str = ""
    is_news: bool = False
    service: int | None = None
    state: str = ""
    urgency: str = ""
    needs: tuple[str, ...] = ()
    origin: str = ""
    risks: tuple[str, ...] = ()
    may_be_given: bool = False

    @property
    def key(self) -> Key:
        """Where it stands in the order."""
        return Key(self.at, self.room, self.number)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; what is empty narrows nothing.

    `person` is a number, "me", "nobody" or "anybody"; empty: as the worklist has it.
    """

    person: str = ""
    service: int | None = None
    state: str = ""
    urgency: str = ""
    need: str = ""
    origin: str = ""
    until: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which items are wanted: of which worklist, for whom, narrowed how, behind which key, how many."""

    viewer: Membership
    tab: Tab
    at: datetime
    filters: Filters = Filters()
    after: Key | None = None
    limit: int = PAGE + 1

    @property
    def due_before(self) -> datetime | None:
        """Before when what is wanted is due; None: whenever."""
        if self.tab is Tab.NEWS:
            return None
        until = self.filters.until
        if self.tab is Tab.OVERDUE or until == Until.LATE:
            return self.at
        if until == Until.TODAY or (self.tab is Tab.MINE and not until):
            return self.end_of_day
        return None

    @property
    def end_of_day(self) -> datetime:
        """When the day is over, local time."""
        tomorrow = timezone.localdate(self.at) + timedelta(days=1)
        return timezone.make_aware(datetime.combine(tomorrow, time.min))

    @property
    def person(self) -> str:
        """Whose work is wanted: a number, "nobody" or "anybody"."""
        said = self.filters.person or ("me" if self.tab in (Tab.MINE, Tab.NEWS) else "anybody")
        return str(self.viewer.user_id) if said == "me" else said

    def is_of(self, tab: Tab, item: Item) -> bool:
        """Whether an item belongs on a worklist, before it is narrowed."""
        mine = item.person == self.viewer.user_id
        if item.is_news:
            return tab is Tab.NEWS and mine
        match tab:
            case Tab.MINE:
                return item.is_ours and mine and item.at < self.end_of_day
            case Tab.TEAM:
                return item.is_ours
            case Tab.OVERDUE:
                return item.is_ours and item.at < self.at
            case Tab.RISK:
                return bool(item.risks)
        return False

    def fits(self, item: Item) -> bool:
        """Whether an item is wanted."""
        filters, before = self.filters, self.due_before
        people = {"anybody": True, "nobody": item.person is None}
        return (
            item.is_news == (self.tab is Tab.NEWS)
            and (self.tab is not Tab.RISK or bool(item.risks))
            and (self.tab is Tab.RISK or item.is_ours or item.is_news)
            and (before is None or item.at < before)
            and people.get(self.person, str(item.person) == self.person)
            and filters.service in (None, item.service)
            and filters.state in ("", item.state)
            and filters.urgency in ("", item.urgency)
            and (not filters.need or filters.need in item.needs)
            and filters.origin in ("", item.origin)
            and (self.after is None or item.key > self.after)
        )


@dataclass(frozen=True)
class Look:
    """What one room has of what is wanted, soonest first, and how many it has for each worklist.

    A room that held some of them back says in `until` how far it looked, if there is more behind that.
    """

    items: list[Item] = field(default_factory=list)
    counts: Mapping[Tab, int] = field(default_factory=dict)
    until: Key | None = None


Provider = Callable[[Wanted], Look]


def look_at_few(wanted: Wanted, items: Iterable[Item]) -> Look:
    """Return what is wanted of all that a room has open for the viewer's agency, if that is not much."""
    held = list(items)
    counts = {tab: sum(wanted.is_of(tab, one) for one in held) for tab in Tab}
    fitting = sorted((one for one in held if wanted.fits(one)), key=lambda one: one.key)
    return Look(fitting[: wanted.limit], counts)


def providers() -> tuple[Provider, ...]:
    """Return the providers of every room of the cases, in the order of the modules' names."""
    names = sorted(
        one.name
        for one in pkgutil.iter_modules(room_of_cases.__path__)
        if one.name.endswith("_worklist")
    )
    found: list[Provider] = []
    for name in names:
        found += import_module(f"{room_of_cases.__name__}.{name}").PROVIDERS
    return tuple(found)
