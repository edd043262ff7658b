"""Make what a release needs, for tests: a prison, who may be told, a plan, and a referral that is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.service.casework_making import agree, make_person, make_service, worker
from tests.service.people import AT

if TYPE_CHECKING:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.models import PrisonRelease, Referral, Service

DAY = timedelta(days=1)
DUE = AT.date() + 14 * DAY  # a Wednesday


def noon(day: date) -> datetime:
    """Return a time in the middle of a day."""
    return AT.replace(year=day.year, month=day.month, day=day.day, hour=11)


@dataclass
class Gate:
    """A prison and a treatment service that agreed on releases and referrals, and a worker of each."""

    prison: Membership = field(default_factory=lambda: worker("prison"))
    community: Membership = field(default_factory=lambda: worker("treatment"))
    service: Service = field(init=False)

    def __post_init__(self) -> None:
        agree(self.prison.agency, self.community.agency, "release", "referral")
        agree(self.community.agency, self.prison.agency, "referral_progress")
        self.service = make_service(self.community.agency)

    def also(self, kind: str) -> Membership:
        """Return a worker of another agency that may be told of releases."""
        other = worker(kind)
        agree(self.prison.agency, other.agency, "release")
        return other

    def plan(self, at: datetime = AT, *, due_on: date = DUE, **more: object) -> PrisonRelease:
        """Return a release that is planned, of somebody who needs treatment."""
        from fingerpost.service.casework.actions import releases

        person = more.pop("person", None) or make_person(self.prison)
        said = {"kind": "licence", "need": "yes", "due_on": due_on, **more}
        return releases.plan(person=person, by=self.prison, at=at, **said)

    def transferred(self, at: datetime = AT, **more: object) -> PrisonRelease:
        """Return a release whose treatment is transferred."""
        from fingerpost.service.casework.actions import transfers

        one = self.plan(at, **more)
        transfers.transfer(release=one, service=self.service, by=self.prison, at=at)
        one.refresh_from_db()
        return one

    def released(self, on: date = DUE, **more: object) -> PrisonRelease:
        """Return a release that happened on its day, with its clock running."""
        from fingerpost.service.casework.actions import releases

        one = self.transferred(AT, due_on=on, **more)
        return releases.say_released(release=one, on=on, by=self.prison, at=noon(on))

    def appoint(self, referral: Referral, meets: datetime, at: datetime) -> Referral:
        """Take a referral in and offer an appointment."""
        from fingerpost.service.casework.actions import referrals
        from fingerpost.service.casework.states import ReferralState as R

        referral.refresh_from_db()
        late = {"late_reason": "staff"}
        by = self.community
        if referral.state == R.SENT:
            referral = referrals.take_in(referral=referral, by=by, at=at, **late)
            referral = referrals.accept(referral=referral, by=by, at=at)
        return referrals.offer_appointment(
            referral=referral, starts_at=meets, place="12 High Street", by=by, at=at, **late
        )

    def came(self, one: PrisonRelease, on: date, *, told: datetime | None = None) -> Referral:
        """Write down that they came to an appointment on a day; it is told at a time."""
        from fingerpost.service.casework.actions import referrals

        meets = noon(on) - timedelta(hours=1)
        referral = self.appoint(one.referral, meets, noon(on) - timedelta(hours=2))
        return referrals.attended(
            referral=referral, by=self.community, at=told or noon(on), late_reason="staff"
        )
