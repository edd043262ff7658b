"""What releases from prison need, on the worklists of the agencies that do it."""

from __future__ import annotations

from django.urls import reverse

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import release_reading
from fingerpost.service.casework.models.releases import ItemState, ReleaseItem
from fingerpost.service.casework.worklist_items import (
    MOST_COUNTED,
    Item,
    Look,
    Wanted,
    look_at_few,
)


def needs(wanted: Wanted) -> Look:
    """Return what the viewer's agency is to do for releases."""
    viewer = wanted.viewer
    if not viewer.allows(P.RELEASE_PLAN):
        return Look()
    seen = release_reading.releases(viewer=viewer).order_by()
    owed = (
        release_reading.items(viewer=viewer)
        .filter(owner=viewer.agency_id, state=ItemState.OPEN, release__in=seen.values("pk"))
        .select_related("release__prison")
        .order_by("due_at", "pk")
    )
    return look_at_few(wanted, map(_item, owed[: MOST_COUNTED + 1]))


def _item(one: ReleaseItem) -> Item:
    return Item(
        room="release",
        number=one.pk,
        name=one.release.name,
        owed=f"see to it: {one.title}",
        url=reverse("casework:release", args=[one.release_id]),
        at=one.due_at,
        other=one.release.prison.name,
        person=one.person_id,
        person_name=one.person.name if one.person else "",
        origin="prison",
    )


PROVIDERS = (needs,)
