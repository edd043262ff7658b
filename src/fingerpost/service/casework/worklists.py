"""The worklists: what every room of the cases has to do, put in one order.

Comes in: what the rooms say by `worklist_items.PROVIDERS`. Goes out: a `Page` of one worklist.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from itertools import islice

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.roles import ROLES
from fingerpost.service.casework.models import SavedFilter
from fingerpost.service.casework.worklist_items import (
    MOST_COUNTED,
    PAGE,
    Item,
    Key,
    Tab,
    Wanted,
    providers,
)

WORKERS = tuple(role.name for role in ROLES.values() if P.CASE_WORK in role.permissions)


@dataclass(frozen=True)
class Page:
    """One page of a worklist, where the next begins (None: this is the last), and all counts."""

    items: list[Item]
    next: Key | None
    counts: Counter[Tab]

    def count_words(self, tab: Tab) -> str:
        """Return how many a worklist holds, no further than was counted."""
        count = self.counts[tab]
        return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def page(wanted: Wanted) -> Page:
    """Return what is wanted of all rooms together, the soonest due first."""
    policies.check(wanted.viewer, P.CASE_VIEW)
    wanted = replace(wanted, limit=PAGE + 1)
    looks = [provider(wanted) for provider in providers()]
    found = merge(*(look.items for look in looks), key=lambda item: item.key)
    looked = min((look.until for look in looks if look.until), default=None)
    items = [one for one in islice(found, PAGE + 1) if looked is None or one.key <= looked]
    counts: Counter[Tab] = Counter()
    for look in looks:
        counts.update(look.counts)
    after = items[PAGE - 1].key if len(items) > PAGE else looked
    return Page(items[:PAGE], after, counts)


def colleagues(*, viewer: Membership, on: date) -> list[User]:
    """Return who works on cases for the viewer's agency on a day, by name."""
    policies.check(viewer, P.CASE_VIEW)
    held = (
        Membership.objects.filter(
            agency=viewer.agency_id, role__in=WORKERS, ended_at__isnull=True
        )
        .select_related("user", "agency")
        .defer("user__password")
    )
    people = {one.user_id: one.user for one in held if one.is_open(on)}
    return sorted(people.values(), key=lambda user: (user.name, user.pk))


def saved_filters(*, viewer: Membership) -> list[SavedFilter]:
    """Return the filters that somebody saved for themselves, by name."""
    policies.check(viewer, P.CASE_VIEW)
    return list(SavedFilter.objects.filter(person=viewer.user_id, agency=viewer.agency_id))


def saved_filter(number: int, *, viewer: Membership) -> SavedFilter | None:
    """Return one of somebody's own filters."""
    return next((one for one in saved_filters(viewer=viewer) if one.pk == number), None)
