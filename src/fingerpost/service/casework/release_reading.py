"""What may be read of releases, by whom: one, the days ahead, the clock, and what did not match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from fingerpost.evidence.lake.workspace import Workspace
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import (
    ItemState,
    PrisonRelease,
    ReleaseAgency,
    ReleaseFile,
    ReleaseHealth,
    ReleaseItem,
    ReleaseStep,
    Transfer,
)
from fingerpost.service.casework.release_risks import Facts, risks
from fingerpost.service.casework.release_states import BEFORE, RUNNING

AHEAD = 7  # days


def releases(*, viewer: Membership) -> QuerySet[PrisonRelease]:
    """Return the releases of the viewer's prison, or on which the viewer's agency is named."""
    policies.check(viewer, P.RELEASE_PLAN)
    named = ReleaseAgency.objects.filter(
        agency=viewer.agency, ended_at__isnull=True, consent__withdrawn_at=None
    )
    return (
        PrisonRelease.objects.filter(
            Q(prison=viewer.agency) | Q(pk__in=named.values("release"))
        )
        .select_related("prison", "community", "owner", "worker", "referral__service")
        .defer("worker__password")
    )


def release(number: int, *, viewer: Membership) -> PrisonRelease | None:
    """Return one release, if the viewer's agency may read it."""
    return releases(viewer=viewer).filter(pk=number).first()


def items(*, viewer: Membership) -> QuerySet[ReleaseItem]:
    """Return what releases need; what tells of health is not for another agency of law enforcement."""
    found = ReleaseItem.objects.select_related(
        "owner", "person", "answered_by", "escalated_to"
    ).defer("person__password", "answered_by__password", "escalated_to__password")
    if viewer.is_law_enforcement:
        own = Q(prison=viewer.agency) | Q(owner=viewer.agency)
        found = found.filter(own | Q(of_health=False))
    return found


def item(number: int, *, viewer: Membership) -> ReleaseItem | None:
    """Return one thing that a release needs, if its release may be read."""
    return (
        items(viewer=viewer)
        .filter(pk=number, release__in=releases(viewer=viewer).values("pk"))
        .select_related("release")
        .first()
    )


def steps(one: PrisonRelease, *, viewer: Membership) -> QuerySet[ReleaseStep]:
    """Return what happened to a release, oldest first."""
    found = one.steps.select_related("agency", "person", "whom").defer("person__password")
    if viewer.is_law_enforcement and one.prison_id != viewer.agency_id:
        found = found.filter(of_health=False)
    return found


def named(one: PrisonRelease) -> QuerySet[ReleaseAgency]:
    """Return the agencies that are named on a release, as far as the viewer's agency may know."""
    return one.agencies.filter(ended_at__isnull=True).select_related("agency", "consent")


@dataclass(frozen=True)
class Line:
    """A release as a list shows it: what it needs, and why it stands where it does."""

    release: PrisonRelease
    items: tuple[ReleaseItem, ...]
    risks: tuple[str, ...]
    at: datetime

    @property
    def done(self) -> int:
        """How many things were done."""
        return sum(one.state == ItemState.DONE for one in self.items)

    @property
    def late(self) -> tuple[ReleaseItem, ...]:
        """What should have been done by now, and was escalated or will be."""
        return tuple(one for one in self.items if one.is_late(self.at))

    @property
    def not_done(self) -> tuple[ReleaseItem, ...]:
        """What was not done."""
        return tuple(one for one in self.items if one.state == ItemState.NOT_DONE)


def ahead(*, viewer: Membership, at: datetime) -> list[tuple[date, list[Line]]]:
    """Return the releases of today and the next seven days, and whatever is late from before, by day.

    Within a day those come first of whom the most rules of `release_risks` are met.
    """
    on = timezone.localdate(at)
    soon = Q(due_on__lte=on + timedelta(days=AHEAD), state__in=BEFORE) | Q(released_on=on)
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in lines(releases(viewer=viewer).filter(soon), viewer=viewer, at=at):
        by_day[line.release.day].append(line)
    return [
        (day, sorted(found, key=lambda line: (-len(line.risks), line.release.pk)))
        for day, found in sorted(by_day.items())
    ]


def running(*, viewer: Membership) -> QuerySet[PrisonRelease]:
    """Return the releases whose clock runs, those with the fewest days left first."""
    return releases(viewer=viewer).filter(state__in=RUNNING).order_by("released_on", "pk")


def stopped(*, viewer: Membership, since: date) -> QuerySet[PrisonRelease]:
    """Return the releases whose clock stopped since a day."""
    return releases(viewer=viewer).filter(clock_stopped_on__gte=since)


def lines(found: Iterable[PrisonRelease], *, viewer: Membership, at: datetime) -> list[Line]:
    """Return releases with what they need and their risks, in three questions however many they are."""
    found = list(found)
    by_release: dict[int, list[ReleaseItem]] = defaultdict(list)
    for needed in items(viewer=viewer).filter(release__in=[one.pk for one in found]):
        by_release[needed.release_id].append(needed)
    at_risk = _needing_opioid_treatment([one.pk for one in found], viewer)
    made = []
    for one in found:
        own = tuple(by_release[one.pk])
        facts = Facts(
            release=one,
            items=own,
            referral_state=one.referral.state if one.referral else "",
            needs_opioid_treatment=one.pk in at_risk,
            at=at,
        )
        made.append(Line(one, own, tuple(risks(facts)), at))
    return made


def transfers(*, viewer: Membership) -> QuerySet[Transfer]:
    """Return what did not match and the viewer's agency is to resolve, the soonest due first."""
    policies.check(viewer, P.RELEASE_PLAN)
    return Transfer.objects.filter(agency=viewer.agency).select_related(
        "release__prison", "release__community", "referral__service"
    )


def transfer(number: int, *, viewer: Membership) -> Transfer | None:
    """Return one transfer that did not match, if it is the viewer's agency's to resolve."""
    return transfers(viewer=viewer).filter(pk=number).first()


def files(*, viewer: Membership) -> QuerySet[ReleaseFile]:
    """Return the lists of releases that the viewer's prison has read."""
    policies.check(viewer, P.RELEASE_PLAN)
    return (
        ReleaseFile.objects.filter(agency=viewer.agency)
        .select_related("read_by")
        .defer("read_by__password")
    )


def area_names() -> dict[str, str]:
    """Return the name of each district of the partnership by its code."""
    return _area_names(str(settings.WORKSPACE))


@lru_cache(maxsize=2)
def _area_names(workspace: str) -> dict[str, str]:
    districts = Workspace.open(Path(workspace)).partnership.districts
    return {one.code: one.name for one in sorted(districts, key=lambda one: one.name)}


def _needing_opioid_treatment(numbers: list[int], viewer: Membership) -> frozenset[int]:
    """Return of which releases the viewer's own care agency knows it; law enforcement has no such table."""
    if viewer.is_law_enforcement or not viewer.allows(P.CASE_HEALTH):
        return frozenset()
    return frozenset(
        ReleaseHealth.objects.filter(
            agency=viewer.agency, release__in=numbers, needs_opioid_treatment=True
        ).values_list("release", flat=True)
    )
