"""What of the referrals goes to the evidence: which rows may, and what stands in their cells.

A row tells what its sender and its receiver did, so both must have agreed to it. It holds codes, days
and the names of agencies and services; no word that anybody wrote. Names, dates of birth and postcodes
stand in it only where the sender agreed that its records are linked, and go from there to the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fingerpost.evidence.sources import all_sources
from fingerpost.service.access.agreements import Answer, may_flow
from fingerpost.service.access.models import Agency
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.casework import sharing, states
from fingerpost.service.casework.models import (
    Ethnicity,
    Referral,
    ReferralStep,
    Sex,
    StepKind,
)
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.states import Side
from fingerpost.service.casework.working_days import working_days_after
from fingerpost.service.intake.permits import holders

REFERRALS, STEPS = "service_referrals", "service_referral_steps"
AT_ONCE = 2000  # rows held at a time
# The groups of the evidence; who did not say is in none.
GROUPS = {one.value: one.value.title() for one in Ethnicity if one is not Ethnicity.UNSAID}
AGE_BANDS = (
    (18, "under 18"),
    (25, "18 to 24"),
    (35, "25 to 34"),
    (45, "35 to 44"),
    (55, "45 to 54"),
    (65, "55 to 64"),
    (200, "65 and over"),
)
# The day of a step is that of the first time that a referral came so far; of an outcome, the last.
STEP_DAYS = {
    S.RECEIVED: "Received Date",
    S.DECLINED: "Declined Date",
    S.ACCEPTED: "Accepted Date",
    S.CONTACT_TRIED: "First Contact Date",
    S.APPOINTED: "Appointment Offered Date",
    S.ATTENDED: "Attended Date",
    S.ENGAGED: "Engaged Date",
}
UNTIL_CONTACT = (S.SENT, S.RECEIVED, S.ACCEPTED)  # what a service owes until first contact
TOLD = (StepKind.MOVED, StepKind.REMINDED, StepKind.ESCALATED)
Row = dict[str, str]


@dataclass(frozen=True)
class LeftOut:
    """An agency whose referrals stay out of a file, and why, in a sentence that can be shown."""

    agency: Agency
    item: str
    why: str


@dataclass(frozen=True)
class Allowed:
    """Which agencies agreed that their referrals go to who keeps the evidence, on a day."""

    on: date
    kept_by: tuple[Agency, ...]
    _known: dict[tuple[int, str, Purpose], tuple[Answer, Agency | None]] = field(
        default_factory=dict
    )

    @classmethod
    def by(cls, on: date) -> Allowed:
        """Return what the agreements say on a day."""
        return cls(on, tuple(holders()))

    def answer(self, giver: Agency, item: str, purpose: Purpose = Purpose.STATISTICS) -> Answer:
        """Tell whether the agreements let an agency give an item, and why not."""
        return self._look(giver, item, purpose)[0]

    def takes(self, referral: Referral, item: str) -> bool:
        """Tell whether a referral goes into a file: both agencies agreed, and the person did not say no."""
        return all(
            self._gives(referral, agency, item, Purpose.STATISTICS)
            for agency in (referral.sender, referral.receiver)
        )

    def links(self, referral: Referral) -> bool:
        """Tell whether it may be said who a referral is about, so that records can be linked."""
        return self._gives(referral, referral.sender, REFERRALS, Purpose.LINKAGE)

    def _gives(self, referral: Referral, giver: Agency, item: str, purpose: Purpose) -> bool:
        consent = referral.consent
        if consent is not None and consent.withdrawn_at is not None:
            return False
        answer, holder = self._look(giver, item, purpose)
        if holder is None or not sharing.rests_on_consent(answer.flow):
            return bool(answer)
        return bool(
            sharing.may_share(
                giver=giver,
                receiver=holder,
                item=item,
                purpose=purpose,
                on=self.on,
                consent=consent,
            )
        )

    def _look(self, giver: Agency, item: str, purpose: Purpose) -> tuple[Answer, Agency | None]:
        """Return the answer of the agreements, asked once for an agency, and who may be given it."""
        key = (giver.pk, item, purpose)
        if key not in self._known:
            self._known[key] = self._asked(giver, item, purpose)
        return self._known[key]

    def _asked(
        self, giver: Agency, item: str, purpose: Purpose
    ) -> tuple[Answer, Agency | None]:
        if not self.kept_by:
            why = "The partnership has not said which agency keeps the evidence."
            return Answer(False, why), None
        found = [
            (may_flow(giver=giver, receiver=one, item=item, purpose=purpose, on=self.on), one)
            for one in sorted(self.kept_by, key=lambda one: one != giver)
        ]
        # An agreement that ended says more than that there is none.
        refused = [one for one, _ in found if not one.why.startswith("No agreement")]
        none = (refused[0] if refused else found[0][0], None)
        return next(((answer, holder) for answer, holder in found if answer), none)


def left_out(allowed: Allowed, item: str) -> list[LeftOut]:
    """Return the agencies that sent or were sent a referral and did not agree, by name."""
    sent = Referral.objects.filter(sent_at__isnull=False)
    known = {*sent.values_list("sender", flat=True), *sent.values_list("receiver", flat=True)}
    return [
        LeftOut(agency, item, allowed.answer(agency, item).why)
        for agency in Agency.objects.filter(pk__in=known).order_by("name")
        if not allowed.answer(agency, item)
    ]


def headers(item: str) -> list[str]:
    """Return the headers of a file, as its source is declared."""
    return [column.header for column in all_sources()[item].in_file]


def pseudonym(kind: str, number: int) -> str:
    """Return what stands for the number of a row: the same in every export, and no number of a page."""
    salt = f"fingerpost.casework.exporting.{kind}"
    return salted_hmac(salt, str(number), algorithm="sha256").hexdigest()[:16]


def sent_referrals() -> QuerySet[Referral]:
    """Return every referral that was ever sent, in the order in which they were made."""
    return (
        Referral.objects.filter(sent_at__isnull=False)
        .select_related("sheet", "person", "consent", "sender", "receiver", "service")
        .annotate(came_from=F("redirected_from__pk"))
        .order_by("pk")
    )


def referral_rows(allowed: Allowed) -> Iterator[tuple[Referral, Row]]:
    """Yield each referral that may go to the evidence, with the cells of its row by header."""
    taken: set[int] = set()
    steps = _Steps(ReferralStep.objects.filter(kind=StepKind.MOVED))
    for referral in sent_referrals().iterator(chunk_size=AT_ONCE):
        mine = steps.of(referral)
        if not allowed.takes(referral, REFERRALS):
            continue
        taken.add(referral.pk)
        yield referral, _referral(referral, mine, taken, may_link=allowed.links(referral))


def step_rows(allowed: Allowed) -> Iterator[Row]:
    """Yield the cells of each step of the referrals that may go to the evidence, by header."""
    steps = _Steps(ReferralStep.objects.filter(kind__in=TOLD).exclude(after=S.DRAFTED))
    for referral in sent_referrals().iterator(chunk_size=AT_ONCE):
        mine = steps.of(referral)
        if allowed.takes(referral, STEPS):
            for number, step in enumerate(mine, start=1):
                yield _step(referral, step, number)


def _referral(
    referral: Referral, steps: list[ReferralStep], taken: set[int], *, may_link: bool
) -> Row:
    sent_on = _day(referral.sent_at)
    assert sent_on is not None  # only what was sent is here
    days: Row = {}
    for step in steps:
        header = STEP_DAYS.get(S(step.after))
        if header is not None:
            days.setdefault(header, _iso(_day(step.at)))
        if step.after == S.OUTCOME and referral.outcome:
            days["Outcome Date"] = _iso(_day(step.at))
    reasons = {S(step.after): step.reason for step in steps}
    came_from = referral.came_from  # type: ignore[attr-defined]  # annotated
    person, sheet = referral.person, referral.sheet
    born = sheet.born_on
    row = {
        "Referral": pseudonym("referral", referral.pk),
        "Redirected From": pseudonym("referral", came_from) if came_from in taken else "",
        "Age Band": _age_band(born, sent_on),
        "Sex": _sex(sheet.sex),
        "Ethnic Group": GROUPS.get(person.ethnicity, "Not said") if person else "Not said",
        "Sender": referral.sender.name,
        "Kind of Sender": referral.sender.kind,
        "Receiver": referral.receiver.name,
        "Kind of Receiver": referral.receiver.kind,
        "Service": referral.service.name,
        "Origin": referral.origin,
        "Urgency": referral.urgency,
        "Needs": " ".join(sorted(referral.needs)),
        "Basis": referral.basis,
        "Sent Date": _iso(sent_on),
        "Contact Due Date": _iso(_contact_due(referral, sent_on)),
        "Over Date": _iso(_day(referral.over_at)),
        "State": referral.state,
        "Tries": str(referral.tries),
        "Misses": str(referral.misses),
        "Decline Reason": reasons.get(S.DECLINED, ""),
        "End Reason": reasons.get(S(referral.state), "")
        if referral.state in (S.WITHDRAWN, S.LAPSED)
        else "",
        "Outcome": referral.outcome,
        **days,
    }
    if may_link and not (person is not None and person.erased_at):
        given, _, family = sheet.name.rpartition(" ")
        row |= {
            "Person Reference": pseudonym("person", person.pk) if person else "",
            "Forename": person.given_name if person else given,
            "Surname": person.family_name if person else family,
            "Date of Birth": _iso(born),
            "Postcode": sheet.postcode,
        }
    return row


def _step(referral: Referral, step: ReferralStep, number: int) -> Row:
    if step.agency_id is None:
        side = Side.CLOCK
    else:
        is_senders = step.agency_id == referral.sender_id
        if referral.sender_id == referral.receiver_id:  # they refer themselves: by what it was
            is_senders = step.after in (S.SENT, S.WITHDRAWN, S.REDIRECTED, S.CLOSED)
        side = Side.SENDER if is_senders else Side.RECEIVER
    return {
        "Referral": pseudonym("referral", referral.pk),
        "Sent Date": _iso(_day(referral.sent_at)),
        "Step": str(number),
        "Kind of Step": step.kind,
        "Step Date": _iso(_day(step.at)),
        "From State": step.before,
        "To State": step.after,
        "Side": side.value,
        "Kind of Receiver": referral.receiver.kind,
        "Channel": step.channel,
        "Reason": step.reason,
        "Due Date": _iso(_day(step.was_due_at)),
        "Late Reason": step.late_reason,
    }


class _Steps:
    """Steps in the order of referrals, of which each referral takes its own as it goes by."""

    def __init__(self, steps: QuerySet[ReferralStep]) -> None:
        self._rows = steps.order_by("referral_id", "pk").iterator(chunk_size=AT_ONCE)
        self._next = next(self._rows, None)

    def of(self, referral: Referral) -> list[ReferralStep]:
        """Take the steps of a referral; those of drafts that were never sent are passed by."""
        mine = []
        while self._next is not None and self._next.referral_id <= referral.pk:
            if self._next.referral_id == referral.pk:
                mine.append(self._next)
            self._next = next(self._rows, None)
        return mine


def _contact_due(referral: Referral, sent_on: date) -> date:
    standards: Mapping[str, int] = referral.service.standards
    days = (
        int(standards.get(state.value, states.STANDINGS[state].working_days))
        for state in UNTIL_CONTACT
    )
    return working_days_after(sent_on, sum(days))


def _age_band(born: date | None, on: date) -> str:
    if born is None or born > on:
        return ""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((words for above, words in AGE_BANDS if age < above), "")


def _sex(said: str) -> str:
    return Sex(said).label if said in (Sex.FEMALE, Sex.MALE) else "Not said"


def _day(at: datetime | None) -> date | None:
    return None if at is None else timezone.localdate(at)


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
