"""Make a support plan with the agencies of it, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.service.casework_making import agree, make_consent, make_person, worker
from tests.service.people import AT

if TYPE_CHECKING:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.models import Consent, SupportPlan

LONG = date(2099, 1, 1)
REVIEW = AT.date() + timedelta(days=90)
DUE = AT.date() + timedelta(days=14)
ITEMS = ("plan", "plan_health")


@dataclass
class Circle:
    """A plan of the treatment service, and a worker of each agency that is, or is not, of it."""

    plan: SupportPlan
    consent: Consent
    workers: dict[str, Membership] = field(default_factory=dict)

    @property
    def holder(self) -> Membership:
        return self.workers["treatment"]

    def invite(self, kind: str, *, at: datetime = AT, **more: object) -> Membership:
        from fingerpost.service.casework.actions import plans

        one = self.workers[kind]
        plans.invite(plan=self.plan, agency=one.agency, by=self.holder, at=at, **more)
        return one

    def goal(self, part: str = "housing", words: str = "A home of my own", **more: object):
        from fingerpost.service.casework.actions import plan_work

        said = {"by": self.holder, "at": AT, **more}
        return plan_work.add_goal(plan=self.plan, part=part, words=words, **said)

    def action(self, kind: str = "apply", agency: str = "treatment", **more: object):
        from fingerpost.service.casework.actions import plan_work

        said = {"by": self.holder, "at": AT, "due_on": DUE, **more}
        return plan_work.add_action(
            plan=self.plan, kind=kind, agency=self.workers[agency].agency, **said
        )


def make_circle(
    *members: str,
    health: tuple[str, ...] = (),
    agreed: tuple[str, ...] = (),
    consent: bool = True,
) -> Circle:
    """Return a plan of the treatment service that `members` share, `health` of these with health.

    With `agreed` agencies an agreement is in force and the person agreed, and they are not of it yet.
    """
    from fingerpost.service.casework.actions import plans

    holder = worker("treatment")
    every = (*members, *agreed)
    workers = {kind: worker(kind) for kind in every}
    for one in workers.values():
        agree(holder.agency, one.agency, *ITEMS, consent=consent)
        agree(one.agency, holder.agency, *ITEMS, consent=consent)
    person = make_person(holder)
    said = make_consent(
        person, holder, *(one.agency for one in workers.values()), items=ITEMS, until=LONG
    )
    plan = plans.open_plan(person=person, review_on=REVIEW, consent=said, by=holder, at=AT)
    circle = Circle(plan, said, {"treatment": holder, **workers})
    for kind in members:
        circle.invite(kind, with_health=kind in health)
    return circle


def withdraw(consent: Consent, at: datetime = AT) -> None:
    """Write down that the person withdrew a consent."""
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
