"""Which facts of a referral somebody is shown. Every page, list, notice, export and calendar asks here.

The receiver sees the whole. The sender sees what comes back: how it stands, and what became of it. An
agency of law enforcement is told whether somebody came, and no more of how: no try, no time, no place.
Where nothing may be told any longer, because the agreement ended or the person withdrew, the sender sees
what was told before, and why there is no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from django.utils import timezone

from fingerpost.service.access.agreements import Answer, may_flow
from fingerpost.service.access.models import Agency, Flow, Membership, VersionStatus
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import sharing
from fingerpost.service.casework.models import Referral, ReferralStep, StepKind
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.ways import PROGRESS


class Fact(Enum):
    """One kind of thing that is known of a referral."""

    SHEET = "what the sender wrote"
    STATE = "how it stands"
    CAME = "whether the person came"
    OUTCOME = "what became of it, as a code"
    REASON = "why it was declined, ended or asked about, as a code"
    APPOINTMENT = "when and where they are to come"
    CONTACT = "how contact was tried, and how often"
    DETAIL = "what a worker wrote in own words"


TOLD_TO_LAW_ENFORCEMENT = frozenset(
    {Fact.SHEET, Fact.STATE, Fact.CAME, Fact.OUTCOME, Fact.REASON}
)
HELD_BACK = frozenset({Fact.SHEET, Fact.STATE})  # and the state is the last that was told
NOTHING_YET = datetime.min.replace(tzinfo=UTC)

CAME_STATES = frozenset(
    {
        ReferralState.ATTENDED,
        ReferralState.ENGAGED,
        ReferralState.OUTCOME,
        ReferralState.CLOSED,
    }
)


@dataclass(frozen=True)
class Seen:
    """A referral as one viewer is shown it.

    Parameters
    ----------
    facts : frozenset of Fact
    state, since
        As it stands, or as it was last told.
    why_no_more : str
        Why the viewer is told nothing more, "" while they are.
    told_until : datetime or None
        The last moment at which something might be told, where that is over.
    """

    referral: Referral
    facts: frozenset[Fact]
    state: ReferralState
    since: datetime
    why_no_more: str = ""
    told_until: datetime | None = None

    @property
    def fact_names(self) -> frozenset[str]:
        """The names of the facts, for a template."""
        return frozenset(one.name for one in self.facts)

    @property
    def came(self) -> bool | None:
        """Whether the person came, as far as the state says; None: not known, or not told."""
        if Fact.CAME not in self.facts:
            return None
        if self.state in CAME_STATES:
            return True
        return False if self.state == ReferralState.MISSED else None

    def is_told(self, step: ReferralStep, viewer: Membership) -> bool:
        """Tell whether the viewer is shown a step: their own always, others while they might be told."""
        if self.told_until is None or step.agency_id == viewer.agency_id:
            return True
        return step.at <= self.told_until


@dataclass
class Sight:
    """What one viewer is shown on a day; agreements are asked once for each agency."""

    viewer: Membership
    on: date
    answers: dict[tuple[int, str], Answer] = field(default_factory=dict)

    def of(self, referral: Referral, steps: Iterable[ReferralStep] | None = None) -> Seen:
        """Return a referral as the viewer is shown it.

        Parameters
        ----------
        referral : Referral
        steps : iterable of ReferralStep, optional
            Its steps, oldest first; read if they are needed and not given.
        """
        state = ReferralState(referral.state)
        if self.viewer.agency_id == referral.receiver_id:
            return Seen(referral, self._own_facts(frozenset(Fact)), state, referral.since)
        answer = self.may_be_told(referral)
        if answer:
            is_police = self.viewer.is_law_enforcement
            facts = TOLD_TO_LAW_ENFORCEMENT if is_police else frozenset(Fact)
            return Seen(referral, self._own_facts(facts), state, referral.since)
        return self._as_told_before(referral, answer, steps)

    def all_of(self, referrals: Sequence[Referral]) -> list[Seen]:
        """Return referrals as the viewer is shown them; the steps of all that are held back at once."""
        held = [one.pk for one in referrals if not self._is_open(one)]
        steps: dict[int, list[ReferralStep]] = {}
        for step in ReferralStep.objects.filter(referral__in=held) if held else ():
            steps.setdefault(step.referral_id, []).append(step)
        return [self.of(one, steps.get(one.pk, [])) for one in referrals]

    def may_be_told(self, referral: Referral) -> Answer:
        """Return whether the sender may still be told what becomes of a referral, and why not."""
        key = (referral.receiver_id, referral.purpose)
        if key not in self.answers:
            self.answers[key] = _agreed(referral, self.on)
        return _under_consent(self.answers[key], referral, self.on)

    def _is_open(self, referral: Referral) -> bool:
        is_receiver = self.viewer.agency_id == referral.receiver_id
        return is_receiver or bool(self.may_be_told(referral))

    def _own_facts(self, facts: frozenset[Fact]) -> frozenset[Fact]:
        """Leave out own words of health, unless the viewer reads these."""
        return facts if self.viewer.allows(P.CASE_HEALTH) else facts - {Fact.DETAIL}

    def _as_told_before(
        self, referral: Referral, answer: Answer, steps: Iterable[ReferralStep] | None
    ) -> Seen:
        until = self._told_until(referral)
        if steps is None:
            steps = referral.steps.all()
        told = [
            step
            for step in steps
            if step.kind == StepKind.MOVED
            and (step.at <= until or step.agency_id == self.viewer.agency_id)
        ]
        last = told[-1] if told else None
        return Seen(
            referral,
            HELD_BACK,
            ReferralState(last.after) if last else ReferralState.SENT,
            last.at if last else referral.made_at,
            answer.why,
            until,
        )

    def _told_until(self, referral: Referral) -> datetime:
        """Return the last moment at which the sender might be told something."""
        if not self.answers[referral.receiver_id, referral.purpose]:
            return _flow_ended(referral.receiver, self.viewer.agency, referral.purpose, self.on)
        consent = referral.consent
        if consent is None or consent.is_in_force(self.on) or consent.given_on > self.on:
            return NOTHING_YET  # it never named this
        return consent.withdrawn_at or _close_of(consent.until)


def sender_may_be_told(referral: Referral, on: date) -> bool:
    """Tell whether the sender may be told on a day that there is news of a referral."""
    return bool(_under_consent(_agreed(referral, on), referral, on))


def _agreed(referral: Referral, on: date) -> Answer:
    return may_flow(
        giver=referral.receiver,
        receiver=referral.sender,
        item=PROGRESS,
        purpose=referral.purpose,
        on=on,
    )


def _under_consent(answer: Answer, referral: Referral, on: date) -> Answer:
    return sharing.under_consent(
        answer, receiver=referral.sender, item=PROGRESS, on=on, consent=referral.consent
    )


def _flow_ended(giver: Agency, receiver: Agency, purpose: str, on: date) -> datetime:
    """Return when the last agreement under which something might be told ended."""
    flows = Flow.objects.filter(
        giver=giver,
        receiver=receiver,
        item=PROGRESS,
        purpose=purpose,
        version__status__in=(VersionStatus.SIGNED, VersionStatus.ENDED),
        version__starts_on__lte=on,
    ).select_related("version")
    # One that was ended stopped within that day: what was told on it may have come after.
    ends = [
        _close_of(one.version.ended_on - timedelta(days=1))
        if one.version.ended_on
        else _close_of(one.version.ends_on)
        for one in flows
    ]
    return max(ends, default=NOTHING_YET)


def _close_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))
