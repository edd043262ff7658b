"""Make a plan, decisions and what hangs on them for tests of the board; through actions where there are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from tests.service.people import make_member

BEGIN = date(2026, 4, 1)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def cast():
    return {
        "lead": make_member("secretary", "Fenmark Public Health", kind="public_health"),
        "chair": make_member("chair", "Fenmark PCC", kind="pcc"),
        "commissioner": make_member("commissioner", "Fenmark PCC", kind="pcc"),
        "owner": make_member("board", "Aldenwold Housing", kind="housing", name="Ola Berg"),
        "worker": make_member("reader", "Aldenwold Housing", kind="housing", name="Wil Dunn"),
        "other": make_member("board", "Fenmark Constabulary"),
    }


def decided(by, on: date, title: str = "We adopt the plan"):
    """Return a decision of a meeting, agreed."""
    from fingerpost.service.board.models import Decision, Meeting

    meeting = Meeting.objects.create(
        title="High Harms Board",
        starts_at=noon(on),
        ends_at=noon(on) + timedelta(hours=2),
        place="County Hall",
        papers_due_on=on,
        quorum=3,
        planned_at=noon(on),
        planned_by=by.user,
    )
    return Decision.objects.create(
        meeting=meeting,
        title=title,
        status="agreed",
        decided_on=on,
        recorded_at=noon(on),
        recorded_by=by.user,
    )


def make_plan(people, on: date = BEGIN, *titles: str, due_in: int = 100):
    """Return the first version, adopted on a day, with a commitment of housing for each title."""
    from fingerpost.service.board.actions import plans
    from fingerpost.service.board.models import Commitment, Framework

    said = {"by": people["lead"], "at": noon(on)}
    version = plans.draft(
        title="Delivery plan", starts_on=on, ends_on=on + timedelta(days=365), **said
    )
    priority = plans.add_priority(
        title="Homes that last", framework=Framework.STRATEGY, outcome="recovery", **said
    )
    for title in titles or ("Open ten places",):
        plans.add_commitment(
            priority=priority,
            title=title,
            owner=people["owner"].agency,
            starts_on=on,
            due_on=on + timedelta(days=due_in),
            **said,
        )
    plans.adopt(**said)
    return list(Commitment.objects.filter(priority__plan=version).order_by("place"))


def refresh(people, on: date, settle, *, new: tuple[str, ...] = ()):
    """Return the commitments of the next version: `settle(commitment, said)` carries or drops each."""
    from fingerpost.service.board.actions import plans
    from fingerpost.service.board.models import Commitment

    said = {"by": people["lead"], "at": noon(on)}
    version = plans.draft(
        title="Delivery plan", starts_on=on, ends_on=on + timedelta(days=365), **said
    )
    before = plans.in_force()
    for one in plans.to_settle(version, before):
        settle(one, said)
    for title in new:
        plans.add_commitment(
            priority=version.priorities.first(),
            title=title,
            owner=people["owner"].agency,
            starts_on=on,
            due_on=on + timedelta(days=100),
            **said,
        )
    plans.adopt(decision=decided(people["lead"], on), **said)
    return list(Commitment.objects.filter(priority__plan=version).order_by("place"))


def carried(**more):
    """Return how to settle: carry over, with another day or owner where one is given."""

    def settle(one, said):
        from fingerpost.service.board.actions import plans

        plans.carry(
            commitment=one, **{"due_on": one.due_on, "owner": one.owner, **more}, **said
        )

    return settle


def dropped(reason: str = "The money went elsewhere"):
    def settle(one, said):
        from fingerpost.service.board.actions import plans

        plans.drop(commitment=one, reason=reason, **said)

    return settle
