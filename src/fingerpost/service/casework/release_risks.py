"""What makes a release risky: rules stated in words, so that everybody can say why one stands first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fingerpost.service.casework.models import ItemState, PrisonRelease, ReleaseItem
from fingerpost.service.casework.release_reasons import TreatmentNeed
from fingerpost.service.casework.release_states import BEFORE
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.working_days import is_working_day

HAS_APPOINTMENT = frozenset(
    {ReferralState.APPOINTED, ReferralState.ATTENDED, ReferralState.ENGAGED}
)


@dataclass(frozen=True)
class Facts:
    """What is known of one release, as far as the viewer may read it."""

    release: PrisonRelease
    items: tuple[ReleaseItem, ...]
    referral_state: str  # "" where there is none, or the viewer's agency is not of it
    needs_opioid_treatment: bool  # as the viewer's own care agency wrote it down
    at: datetime

    def item(self, kind: str) -> ReleaseItem | None:
        """Return what is needed of a kind, if it is on the plan."""
        return next((one for one in self.items if one.kind == kind), None)

    def is_in_hand(self, kind: str) -> bool:
        """Tell whether it is done."""
        found = self.item(kind)
        return found is not None and found.state == ItemState.DONE


@dataclass(frozen=True)
class Rule:
    """A rule: in what words, and when it is met."""

    words: str
    is_met: Callable[[Facts], bool]


def _nobody_said(facts: Facts) -> bool:
    late = facts.release.due_at is not None and facts.release.due_at < facts.at
    return late and facts.release.state in BEFORE


def _before_days_off(facts: Facts) -> bool:
    day = facts.release.day
    return not is_working_day(day) or not is_working_day(day + timedelta(days=1))


def _no_appointment(facts: Facts) -> bool:
    return (
        facts.release.need == TreatmentNeed.YES
        and not facts.is_in_hand("appointment")
        and facts.referral_state not in HAS_APPOINTMENT
    )


def _no_transfer(facts: Facts) -> bool:
    return facts.release.need == TreatmentNeed.YES and facts.release.community_id is None


def _missed(facts: Facts) -> bool:
    return any(one.is_late(facts.at) for one in facts.items)


# In this order they are said.
RULES: tuple[Rule, ...] = (
    Rule("What is owed now is late", _nobody_said),
    Rule("Something needed is late", _missed),
    Rule("Needs opioid treatment", lambda facts: facts.needs_opioid_treatment),
    Rule("Leaves before a day on which services are closed", _before_days_off),
    Rule("No place to sleep is settled", lambda facts: not facts.is_in_hand("housing")),
    Rule("No community service has them", _no_transfer),
    Rule("No treatment appointment", _no_appointment),
)


def risks(facts: Facts) -> list[str]:
    """Return the rules that a release meets, in words."""
    return [rule.words for rule in RULES if rule.is_met(facts)]
