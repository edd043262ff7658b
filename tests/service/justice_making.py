"""Make what a diversion, a test or an order needs, for tests: agreements, a course with its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.service.casework_making import agree, make_person, make_service, worker
from tests.service.people import AT

if TYPE_CHECKING:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.models import Diversion, Person, Service, Slot

MEETS = AT + timedelta(days=6)
AFTER = MEETS + timedelta(hours=2)
# What an officer says of somebody whom the first scheme serves.
SAID = {
    "admits": None,
    "harmed": False,
    "supplies": False,
    "on_order": False,
    "elsewhere": False,
    "understands": True,
}


@dataclass
class Course:
    """An officer, who runs a course, and a time of it."""

    officer: Membership
    tutor: Membership
    service: Service
    slot: Slot

    def check(
        self, person: Person | None = None, at: datetime = AT, **more: object
    ) -> Diversion:
        """Return a diversion as it stands after its check."""
        from fingerpost.service.casework.actions import diversions

        said = {
            "scheme": "drug_course",
            "encounter": "stop",
            "on": AT.date(),
            "offence": "92D",
            "said": SAID,
        }
        person = person or make_person(self.officer)
        return diversions.check(person=person, by=self.officer, at=at, **{**said, **more})

    def accepted(self, at: datetime = AT, **more: object) -> Diversion:
        """Return a diversion that was offered and accepted."""
        from fingerpost.service.casework.actions import diversions

        one = diversions.offer(
            diversion=self.check(at=at, **more), terms="voluntary", by=self.officer, at=at
        )
        return diversions.accept(diversion=one, by=self.officer, at=at)

    def booked(self, at: datetime = AT, **more: object) -> Diversion:
        """Return a diversion that is booked."""
        from fingerpost.service.casework.actions import diversions

        return diversions.book(
            diversion=self.accepted(at, **more), slot=self.slot, by=self.officer, at=at
        )

    def complied(self, **more: object) -> Diversion:
        """Return a diversion whose activity is done; nothing is proposed yet."""
        from fingerpost.service.casework.actions import referrals

        one = self.booked(**more)
        referral = referrals.attended(referral=one.referral, by=self.tutor, at=AFTER)
        referrals.return_outcome(
            referral=referral, outcome="completed", by=self.tutor, at=AFTER
        )
        one.refresh_from_db()
        return one


def agree_on_justice(giver: Membership, taker: Membership) -> None:
    """Let one agency divert to another, and be told what came of it."""
    agree(giver.agency, taker.agency, "referral", "diversion", purpose="justice")
    agree(taker.agency, giver.agency, "referral_progress", "diversion", purpose="justice")


def make_slot(service: Service, starts_at: datetime = MEETS, seats: int = 8) -> Slot:
    """Return a free time of a service."""
    from fingerpost.service.casework.models import Slot

    return Slot.objects.create(
        service=service, starts_at=starts_at, place="12 High Street", seats=seats
    )


def make_course(sender: str = "police", receiver: str = "charity", seats: int = 8) -> Course:
    """Return a course that police divert to."""
    officer, tutor = worker(sender), worker(receiver)
    agree_on_justice(officer, tutor)
    service = make_service(tutor.agency, "Drug awareness course", is_course=True)
    return Course(officer, tutor, service, make_slot(service, seats=seats))
