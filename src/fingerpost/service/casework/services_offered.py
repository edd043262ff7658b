"""What services there are, what they help with, how long one waits, and which times they have free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import Service, Slot
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.ways import Way, ways


@dataclass(frozen=True)
class Offered:
    """A service as whoever chooses is shown it."""

    service: Service
    way: Way
    needs: str
    wait: str
    free: int
    next_free: datetime | None

    @property
    def can_be_chosen(self) -> bool:
        """Whether somebody can be referred there, once they were asked where that is needed."""
        return self.way is not Way.CLOSED


def offered(*, viewer: Membership, at: datetime, need: str = "") -> list[Offered]:
    """Return the services that take referrals: what is open to the viewer first, the shortest wait first."""
    policies.check(viewer, P.CASE_VIEW)
    way = ways(viewer.agency, on=timezone.localdate(at))
    found = [
        _offered(one, way.get(one.agency_id, Way.CLOSED))
        for one in with_free_times(Service.objects.filter(is_open=True), at)
        if not need or need in one.needs
    ]
    order = list(Way)
    return sorted(
        found,
        key=lambda one: (
            order.index(one.way),
            _days(one.service) if _days(one.service) is not None else 999,
            one.service.name,
        ),
    )


def own(*, viewer: Membership, at: datetime) -> list[Offered]:
    """Return the services of the viewer's own agency, closed ones last."""
    policies.check(viewer, P.CASE_VIEW)
    mine = with_free_times(Service.objects.filter(agency=viewer.agency), at)
    return [_offered(one, Way.OPEN) for one in mine.order_by("-is_open", "name", "pk")]


def service_of(number: int, *, viewer: Membership) -> Service | None:
    """Return one service of the viewer's own agency."""
    policies.check(viewer, P.CASE_MANAGE)
    found = Service.objects.filter(pk=number, agency=viewer.agency)
    return found.select_related("manager").defer("manager__password").first()


def for_everybody() -> list[Service]:
    """Return the services that anybody can ask for themselves; it is no secret that they are there."""
    found = Service.objects.filter(is_open=True, takes_self_referral=True)
    return list(found.select_related("agency").order_by("name", "pk"))


def with_free_times(found: QuerySet[Service], at: datetime) -> QuerySet[Service]:
    """Return services with how many times they have free, and the next of them."""
    free = (
        Slot.objects.filter(service=OuterRef("pk"), starts_at__gt=at, taken__lt=F("seats"))
        .order_by()
        .values("service")
    )
    return found.select_related("agency").annotate(
        free=Coalesce(Subquery(free.annotate(of=Count("pk")).values("of")), 0),
        next_free=Subquery(free.annotate(of=Min("starts_at")).values("of")),
    )


def free_slots(service: Service, at: datetime) -> QuerySet[Slot]:
    """Return the times that a service has free, the soonest first."""
    return service.slots.filter(starts_at__gt=at, taken__lt=F("seats"))


def needs_of(service: Service) -> str:
    """Return what a service helps with, in words."""
    return ", ".join(Need(one).label for one in service.needs)


def wait_of(service: Service) -> str:
    """Return how long one waits: as the service says, and as it was counted."""
    said = service.wait_days
    parts = []
    if said is not None:
        on = f" on {service.said_on.day} {service.said_on:%B}" if service.said_on else ""
        parts.append(f"It said {_so_many(said)}{on}.")
    if service.counted_wait_days is not None:
        parts.append(
            f"Of late it took {_so_many(service.counted_wait_days)} "
            f"({service.counted_from} referrals in 90 days)."
        )
    return " ".join(parts) or "Not known."


def name_of(service: Service) -> str:
    """Return a service with its agency."""
    return f"{service.name}, {service.agency.name}"


def _days(service: Service) -> int | None:
    """Return the wait that was counted, or else what it says itself."""
    if service.counted_wait_days is not None:
        return service.counted_wait_days
    return service.wait_days


def _so_many(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def _offered(service: Service, way: Way) -> Offered:
    free: int = getattr(service, "free", 0)
    next_free: datetime | None = getattr(service, "next_free", None)
    return Offered(service, way, needs_of(service), wait_of(service), free, next_free)
