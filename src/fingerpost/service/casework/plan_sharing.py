"""What of a support plan an agency may read now: the first lock. `plan_guards` is the second, in the database.

A share by itself opens nothing. Each time it is asked anew whether the agreement and the consent that it
rests on are in force, both ways, since what a member writes goes to the holder too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fingerpost.service.access.agreements import Answer, may_flow
from fingerpost.service.access.models import (
    Agency,
    AgencyKind,
    Flow,
    Membership,
    VersionStatus,
)
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import sharing
from fingerpost.service.casework.models import Consent, PlanShare, SupportPlan
from fingerpost.service.casework.plan_parts import SHARED_PARTS, Part


@dataclass(frozen=True)
class Sight:
    """What somebody may read of a plan."""

    is_holder: bool
    plan: bool  # codes, days, workers
    words: bool  # goals, and what was written
    health: bool  # treatment and health

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that they see."""
        return tuple(Part) if self.health else SHARED_PARTS


def is_law_enforcement(agency: Agency) -> bool:
    """Whether no word and nothing of health goes to an agency, whatever is signed."""
    return AgencyKind(agency.kind).is_law_enforcement


def both_ways(
    plan: SupportPlan, agency: Agency, item: str, *, on: date, consent: Consent | None
) -> Answer:
    """Tell whether a plan's item may flow from the holder to an agency and back on a day, and why not."""
    answer = Answer(True, "")
    for giver, receiver in ((plan.agency, agency), (agency, plan.agency)):
        answer = sharing.may_share(
            giver=giver,
            receiver=receiver,
            item=item,
            purpose=plan.purpose,
            on=on,
            consent=consent,
        )
        if not answer:
            return answer
    return answer


def share_of(plan: SupportPlan, agency: Agency) -> PlanShare | None:
    """Return the open share of an agency in a plan."""
    return (
        PlanShare.objects.filter(plan=plan, agency=agency, until__isnull=True)
        .select_related("consent")
        .first()
    )


def sight(plan: SupportPlan, viewer: Membership, *, on: date) -> Sight:
    """Return what somebody may read of a plan on a day."""
    if not viewer.allows(P.CASE_VIEW):
        return Sight(False, False, False, False)
    may_health = viewer.allows(P.CASE_HEALTH)
    if plan.agency_id == viewer.agency_id:
        return Sight(True, True, True, may_health)
    share = share_of(plan, viewer.agency)
    if share is None or not both_ways(
        plan, viewer.agency, "plan", on=on, consent=share.consent
    ):
        return Sight(False, False, False, False)
    words = not viewer.is_law_enforcement
    health = (
        words
        and may_health
        and share.sees_health
        and bool(both_ways(plan, viewer.agency, "plan_health", on=on, consent=share.consent))
    )
    return Sight(False, True, words, health)


def seen_by(viewer: Membership, *, on: date) -> Q:
    """Return the condition on plans that an agency sees: its own, and those shared with it in force."""
    shares = PlanShare.objects.filter(agency=viewer.agency, until__isnull=True)
    seen = Q(agency=viewer.agency)
    in_force = Q(
        consent__withdrawn_at__isnull=True,
        consent__given_on__lte=on,
        consent__until__gte=on,
        consent__items__contains=["plan"],
        consent__agencies__agency=viewer.agency,
    )
    pairs = shares.values_list("holder", "purpose").distinct().order_by("holder", "purpose")
    holders = Agency.objects.in_bulk([holder for holder, _ in pairs])
    for holder, purpose in pairs:
        flows = [
            may_flow(giver=giver, receiver=receiver, item="plan", purpose=purpose, on=on)
            for giver, receiver in (
                (holders[holder], viewer.agency),
                (viewer.agency, holders[holder]),
            )
        ]
        if all(flows):
            needs = any(sharing.rests_on_consent(one.flow) for one in flows)
            rule = in_force if needs else in_force | Q(consent__isnull=True)
            of_holder = shares.filter(rule, holder=holder, purpose=purpose)
            seen |= Q(pk__in=of_holder.values("plan"), agency=holder)
    return seen


def shut_out(plan: SupportPlan, *, on: date) -> dict[int, str]:
    """Return the members that see nothing of a plan on a day although their share is open, and why.

    Asked for the plan's holder, who alone reads every share; two questions for all members.
    """
    shares = PlanShare.objects.filter(plan=plan, until__isnull=True).select_related("consent")
    flows = Flow.objects.filter(
        Q(giver=plan.agency_id) | Q(receiver=plan.agency_id),
        item="plan",
        purpose=plan.purpose,
        version__status=VersionStatus.SIGNED,
        version__starts_on__lte=on,
        version__ends_on__gte=on,
    )
    open_ways = set(flows.values_list("giver_id", "receiver_id"))
    found = {}
    for share in shares:
        ways = {(plan.agency_id, share.agency_id), (share.agency_id, plan.agency_id)}
        if share.consent is not None and share.consent.withdrawn_at is not None:
            found[share.agency_id] = "the person withdrew their consent"
        elif share.consent is not None and not share.consent.is_in_force(on):
            found[share.agency_id] = "the consent is over"
        elif not ways <= open_ways:
            found[share.agency_id] = "no agreement in force allows it"
    return found


def says(agency: Agency, *, sees_health: bool, is_holder: bool = False) -> str:
    """Return in words what an agency sees of a plan, for whoever is about to write into it."""
    shared = ", ".join(part.label.lower() for part in SHARED_PARTS)
    if is_holder:
        return f"{agency} holds the plan and sees all of it."
    if is_law_enforcement(agency):
        return (
            f"{agency} sees which steps are agreed on {shared}, who takes them and by when. "
            "It sees no goal, no word that anybody wrote, and nothing of treatment or health."
        )
    if sees_health:
        return f"{agency} sees all of it, treatment and health too."
    return f"{agency} sees {shared}. It sees nothing of treatment or health."
