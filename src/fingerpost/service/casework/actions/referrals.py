"""Make a referral and move it on: every move of `states.MOVES` goes through `_advance`, and none around it.

Each leaves a step that both agencies read, an event, an owner with a time, and word to the other side.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework import families, sharing, states, ways
from fingerpost.service.casework.actions import following
from fingerpost.service.casework.actions.keeping import locked, standard_days, tell, write_down
from fingerpost.service.casework.models import (
    Consent,
    Person,
    Referral,
    ReferralList,
    ReferralSheet,
    Service,
    Slot,
    StepKind,
)
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    EndReason,
    LateReason,
    MoreNeeded,
    Need,
    Origin,
    Outcome,
    Urgency,
)
from fingerpost.service.casework.states import Needs, ReferralState, Side
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.working_days import due_after

# What of a person is told with a referral.
TOLD: tuple[str, ...] = (
    "known_as",
    "born_on",
    "sex",
    "postcode",
    "address",
    "phone",
    "email",
    "safe_contact",
    "language",
    "support_needs",
)


@transaction.atomic
def draft(
    *,
    person: Person,
    service: Service,
    why: str,
    origin: Origin,
    needs: Sequence[Need],
    by: Membership,
    at: datetime,
    urgency: Urgency = Urgency.ROUTINE,
    purpose: Purpose = Purpose.CARE,
    basis: LegalBasis = LegalBasis.PUBLIC_TASK,
    consent: Consent | None = None,
    companion: str = "",
    in_list: ReferralList | None = None,
) -> Referral:
    """Draft a referral of one's agency's own person to a service; nobody else sees it yet."""
    policies.check(by, P.CASE_WORK)
    if person.agency_id != by.agency_id or person.merged_into_id or person.erased_at:
        raise ValidationError("Choose a person of your own agency.")
    _check_whom(person, consent)
    if not service.is_open:
        raise ValidationError(f"{service.name} takes no referrals now. Choose another service.")
    if sharing.is_word_of_health_to_law_enforcement(by.agency, service.agency):
        raise ValidationError(
            "A health service refers nobody to the police, a prison or probation. Choose another."
        )
    referral = Referral(
        sender=by.agency,
        receiver=service.agency,
        service=service,
        person=person,
        purpose=purpose,
        basis=basis,
        consent=consent,
        origin=origin,
        urgency=urgency,
        needs=[Need(one).value for one in needs],
        companion=first_name(companion),
        in_list=in_list,
        state=S.DRAFTED,
        since=at,
        owner=by.agency,
        owner_person=by.user,
        sender_person=by.user,
        due_at=due_after(at, standard_days(service, S.DRAFTED)),
        made_at=at,
        made_by=by.user,
    )
    referral.save()
    ReferralSheet.objects.create(
        referral=referral,
        sender=referral.sender,
        receiver=referral.receiver,
        name=person.name,
        why=_said(why),
        **{field: getattr(person, field) for field in TOLD},
    )
    write_down(referral, S.DRAFTED, by=by, at=at, before="")
    audit.record(
        EventKind.REFERRAL_MADE, at=at, by=by, target_type="referral", target=referral.pk
    )
    return referral


@transaction.atomic
def redraft(
    *,
    referral: Referral,
    why: str,
    origin: Origin,
    needs: Sequence[Need],
    by: Membership,
    at: datetime,
    urgency: Urgency = Urgency.ROUTINE,
    companion: str = "",
) -> Referral:
    """Change a draft before it is sent."""
    policies.check(by, P.CASE_WORK)
    referral = locked(referral)
    _check_side(referral, Side.SENDER, by)
    if referral.state != S.DRAFTED:
        raise ValidationError("It is sent, and cannot be changed. Withdraw it if it is wrong.")
    referral.origin, referral.urgency = Origin(origin), Urgency(urgency)
    referral.needs = [Need(one).value for one in needs]
    referral.companion = first_name(companion)
    referral.edition += 1
    referral.save()
    ReferralSheet.objects.filter(pk=referral.pk).update(why=_said(why))
    audit.record(
        EventKind.REFERRAL_MADE, at=at, by=by, target_type="referral", target=referral.pk
    )
    return referral


@transaction.atomic
def send(*, referral: Referral, by: Membership, at: datetime) -> Referral:
    """Send a draft, if the agencies agreed to it and the person was asked where that is needed."""
    footing = None
    if referral.consent_id is None and referral.person is not None:
        # The person may have agreed since it was drafted.
        footing = ways.footing_of(referral, referral.service, on=timezone.localdate(at))
    found = footing.consent if footing is not None else None
    _hold_consent(found.pk if found is not None else referral.consent_id)
    referral = locked(referral)
    if footing is not None and found is not None:
        referral.consent, referral.basis = found, footing.basis
    _check_may_cross(referral, at)
    referral.sent_at = at
    if referral.consent is not None:
        referral.consent.agencies.filter(
            agency=referral.receiver, first_told_at__isnull=True
        ).update(first_told_at=at)
    return _advance(referral, S.SENT, side=Side.SENDER, by=by, at=at)


@transaction.atomic
def book(
    *,
    person: Person,
    slot: Slot,
    why: str,
    origin: Origin,
    needs: Sequence[Need],
    by: Membership,
    at: datetime,
    basis: LegalBasis = LegalBasis.PUBLIC_TASK,
) -> Referral:
    """Refer somebody to a course by taking a seat of a free time: both, or neither.

    Such a service has said that its free times may be taken: what it owes is to say whether they came.
    """
    if not slot.service.is_course:
        raise ValidationError("Choose a service that is booked by its times.")
    if slot.starts_at <= at:
        raise ValidationError("Choose a time that is still to come.")
    drafted = draft(
        person=person,
        service=slot.service,
        why=why,
        origin=origin,
        needs=needs,
        purpose=Purpose.JUSTICE,
        basis=basis,
        by=by,
        at=at,
    )
    referral = locked(drafted)
    _take(slot, referral)
    _check_may_cross(referral, at)
    referral.sent_at = at
    referral.appointment_at, referral.appointment_place = slot.starts_at, slot.place
    return _advance(
        referral,
        S.APPOINTED,
        side=Side.SENDER,
        by=by,
        at=at,
        given=(Needs.TIME,),
        due_from=slot.starts_at,
        appointment_at=slot.starts_at,
    )


@transaction.atomic
def take_in(
    *, referral: Referral, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    """Say that it is received, and by whom it is worked on."""
    referral = locked(referral)
    referral.receiver_person = by.user
    return _advance(
        referral, S.RECEIVED, side=Side.RECEIVER, by=by, at=at, late_reason=late_reason
    )


@transaction.atomic
def accept(
    *, referral: Referral, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    """Accept it for the receiving service."""
    referral = locked(referral)
    return _advance(
        referral, S.ACCEPTED, side=Side.RECEIVER, by=by, at=at, late_reason=late_reason
    )


@transaction.atomic
def decline(
    *,
    referral: Referral,
    reason: DeclineReason,
    by: Membership,
    at: datetime,
    alternatives: Sequence[Service] = (),
    late_reason: str = "",
) -> Referral:
    """Say no, why, and who could help instead; the sender is to send it elsewhere."""
    referral = locked(referral)
    referral.end_reason = DeclineReason(reason)
    return _advance(
        referral,
        S.DECLINED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.REASON,),
        late_reason=late_reason,
        reason=DeclineReason(reason).value,
        alternatives=[one.pk for one in alternatives],
    )


@transaction.atomic
def ask_for_more(
    *,
    referral: Referral,
    question: MoreNeeded,
    by: Membership,
    at: datetime,
    late_reason: str = "",
) -> Referral:
    """Ask the sender for what is missing."""
    return _advance(
        locked(referral),
        S.MORE_NEEDED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.QUESTION,),
        late_reason=late_reason,
        reason=MoreNeeded(question).value,
    )


@transaction.atomic
def answer(
    *, referral: Referral, words: str, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    """Answer what the receiver asked."""
    _hold_consent(referral.consent_id)
    referral = locked(referral)
    if not words.strip():
        raise ValidationError("Write the answer.")
    _check_may_cross(referral, at)
    sheet = ReferralSheet.objects.select_for_update().get(pk=referral.pk)
    sheet.answers = f"{sheet.answers}\n{words.strip()}".strip()
    sheet.full_clean(exclude=["referral", "sender", "receiver"])
    sheet.save(update_fields=["answers"])
    return _advance(
        referral, S.RECEIVED, side=Side.SENDER, by=by, at=at, late_reason=late_reason
    )


@transaction.atomic
def try_contact(
    *,
    referral: Referral,
    channel: Channel,
    by: Membership,
    at: datetime,
    late_reason: str = "",
) -> Referral:
    """Write down one try to reach the person."""
    referral = locked(referral)
    referral.tries += 1
    return _advance(
        referral,
        S.CONTACT_TRIED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.CHANNEL,),
        late_reason=late_reason,
        channel=Channel(channel).value,
    )


@transaction.atomic
def offer_appointment(
    *,
    referral: Referral,
    by: Membership,
    at: datetime,
    starts_at: datetime | None = None,
    place: str = "",
    slot: Slot | None = None,
    reason: str = "",
    late_reason: str = "",
) -> Referral:
    """Offer a time: a free one of the service's own (`slot`), or any other time and place."""
    referral = locked(referral)
    _hold_slots(referral.slot_id, slot.pk if slot else None)
    _give_back(referral)
    if slot is not None:
        _take(slot, referral)
        starts_at, place = slot.starts_at, slot.place
    if starts_at is None or not place.strip():
        raise ValidationError("Say when and where the appointment is.")
    if starts_at <= at:
        raise ValidationError("Choose a time that is still to come.")
    referral.appointment_at, referral.appointment_place = starts_at, place.strip()
    return _advance(
        referral,
        S.APPOINTED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.TIME, Needs.REASON) if reason else (Needs.TIME,),
        late_reason=late_reason,
        due_from=starts_at,
        reason=reason,
        appointment_at=starts_at,
    )


@transaction.atomic
def attended(
    *, referral: Referral, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    """Say that the person came."""
    referral = locked(referral)
    _check_has_begun(referral, at)
    return _advance(
        referral, S.ATTENDED, side=Side.RECEIVER, by=by, at=at, late_reason=late_reason
    )


@transaction.atomic
def missed(
    *, referral: Referral, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    """Say that the person did not come."""
    referral = locked(referral)
    _check_has_begun(referral, at)
    referral.misses += 1
    return _advance(
        referral, S.MISSED, side=Side.RECEIVER, by=by, at=at, late_reason=late_reason
    )


@transaction.atomic
def engage(
    *, referral: Referral, by: Membership, at: datetime, late_reason: str = ""
) -> Referral:
    """Say that the person stays."""
    return _advance(
        locked(referral),
        S.ENGAGED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        late_reason=late_reason,
    )


@transaction.atomic
def return_outcome(
    *,
    referral: Referral,
    outcome: Outcome,
    by: Membership,
    at: datetime,
    late_reason: str = "",
) -> Referral:
    """Tell the sender what became of it."""
    referral = locked(referral)
    referral.outcome = Outcome(outcome)
    return _advance(
        referral,
        S.OUTCOME,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.OUTCOME,),
        late_reason=late_reason,
        reason=Outcome(outcome).value,
    )


@transaction.atomic
def correct_outcome(*, referral: Referral, by: Membership, at: datetime) -> Referral:
    """Take back an outcome that was wrong; what was said stays among the steps."""
    referral = locked(referral)
    referral.outcome = ""
    return _advance(
        referral,
        S.ENGAGED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.REASON,),
        reason=EndReason.CORRECTION.value,
    )


@transaction.atomic
def close(*, referral: Referral, by: Membership | None, at: datetime) -> Referral:
    """Close it once its outcome was read; the clock does so when its time is over."""
    side = Side.CLOCK if by is None else Side.SENDER
    return _advance(locked(referral), S.CLOSED, side=side, by=by, at=at)


@transaction.atomic
def lapse(
    *,
    referral: Referral,
    reason: EndReason,
    by: Membership,
    at: datetime,
    late_reason: str = "",
) -> Referral:
    """Give up contact, and say why, or say that they died; the sender is told."""
    referral = locked(referral)
    referral.end_reason = EndReason(reason)
    has_died = referral.end_reason == EndReason.DIED
    if has_died:
        _give_back(referral)
    return _advance(
        referral,
        S.LAPSED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.REASON, Needs.DEATH) if has_died else (Needs.REASON,),
        late_reason=late_reason,
        reason=EndReason(reason).value,
    )


@transaction.atomic
def take_up_again(*, referral: Referral, by: Membership, at: datetime) -> Referral:
    """Go on with one that lapsed: the person came back, and what they agreed to still counts."""
    referral = locked(referral)
    if referral.end_reason == EndReason.DIED:
        raise ValidationError(
            "The person died. If that is wrong, ask the sender to refer again."
        )
    _check_may_cross(referral, at)
    referral.end_reason, referral.receiver_person = "", by.user
    return _advance(
        referral,
        S.RECEIVED,
        side=Side.RECEIVER,
        by=by,
        at=at,
        given=(Needs.REASON,),
        reason=EndReason.AGAIN.value,
    )


@transaction.atomic
def withdraw(
    *, referral: Referral, reason: EndReason, by: Membership, at: datetime
) -> Referral:
    """End it, and say why; the receiver is told."""
    referral = locked(referral)
    referral.end_reason = EndReason(reason)
    _give_back(referral)
    return _advance(
        referral,
        S.WITHDRAWN,
        side=Side.SENDER,
        by=by,
        at=at,
        given=(Needs.REASON,),
        reason=EndReason(reason).value,
    )


@transaction.atomic
def redirect(
    *,
    referral: Referral,
    service: Service,
    by: Membership,
    at: datetime,
    basis: LegalBasis | None = None,
    consent: Consent | None = None,
    late_reason: str = "",
) -> Referral:
    """Send one that was declined to another service; return the new referral, which is sent."""
    _hold_consent(consent.pk if consent else referral.consent_id)
    referral = locked(referral)
    if referral.person is None:
        raise ValidationError("Ask the person to refer themselves to the other service.")
    onward = draft(
        person=referral.person,
        service=service,
        why=referral.sheet.why,
        origin=Origin(referral.origin),
        needs=[Need(one) for one in referral.needs],
        urgency=Urgency(referral.urgency),
        purpose=Purpose(referral.purpose),
        basis=LegalBasis(basis or referral.basis),
        consent=consent or referral.consent,
        companion=referral.companion,
        in_list=referral.in_list,
        by=by,
        at=at,
    )
    referral.redirected_to = send(referral=onward, by=by, at=at)
    _advance(
        referral,
        S.REDIRECTED,
        side=Side.SENDER,
        by=by,
        at=at,
        given=(Needs.SERVICE,),
        late_reason=late_reason,
    )
    return referral.redirected_to


@transaction.atomic
def read(*, referral: Referral, by: Membership, at: datetime) -> Referral:
    """Write down that the sender saw how it stands."""
    referral = locked(referral)
    policies.check(by, P.CASE_VIEW)
    if referral.sender_id == by.agency_id and referral.is_news_to_sender:
        referral.is_news_to_sender = False
        referral.save(update_fields=["is_news_to_sender"])
        audit.record(
            EventKind.REFERRAL_READ, at=at, by=by, target_type="referral", target=referral.pk
        )
    return referral


@transaction.atomic
def give_to(*, referral: Referral, person: User, by: Membership, at: datetime) -> Referral:
    """Give one's own side of a referral to somebody else of the agency."""
    referral = locked(referral)
    policies.check(by, P.CASE_WORK)
    if not Membership.objects.filter(
        user=person, agency=by.agency, ended_at__isnull=True
    ).exists():
        raise ValidationError("Choose somebody of your own agency.")
    if by.agency_id == referral.receiver_id:
        referral.receiver_person = person
    elif by.agency_id == referral.sender_id:
        referral.sender_person = person
    else:
        raise PermissionDenied("referral of others")
    if referral.owner_id == by.agency_id:
        referral.owner_person = person
    referral.edition = F("edition") + 1
    referral.save()
    referral.refresh_from_db(fields=["edition"])
    write_down(referral, S(referral.state), by=by, at=at, kind=StepKind.GIVEN)
    audit.record(
        EventKind.REFERRAL_GIVEN, at=at, by=by, target_type="referral", target=referral.pk
    )
    tell(referral, "owner")
    return referral


def _advance(
    referral: Referral,
    after: ReferralState,
    *,
    side: Side,
    by: Membership | None,
    at: datetime,
    given: Collection[Needs] = (),
    late_reason: str = "",
    due_from: datetime | None = None,
    reason: str = "",
    **step: Any,
) -> Referral:
    """Move a locked referral on: its state, who owes what next by when, the step, the event, the word."""
    if by is not None:
        policies.check(by, P.CASE_WORK)
        _check_side(referral, side, by)
    before = S(referral.state)
    states.check(before, after, side=side, given=given)
    was_due_at = referral.due_at
    has_died = reason == EndReason.DIED
    if (
        by is not None
        and not has_died
        and late_reason_is_due(referral, after, side=side, at=at)
    ):
        if not late_reason:
            raise ValidationError("This step is late. Choose why.")
        late_reason = LateReason(late_reason).value
    else:
        late_reason = ""
    referral.state, referral.since = after, at
    referral.reminded_at = referral.escalated_at = referral.told_late_at = None
    standing = states.STANDINGS.get(after)
    if standing is None:
        referral.owner = referral.owner_person = referral.due_at = None
        referral.over_at = at
    else:
        is_senders = standing.side is Side.SENDER
        referral.owner = referral.sender if is_senders else referral.receiver
        # By number: a page may not read the whole row of a user.
        referral.owner_person_id = (
            referral.sender_person_id if is_senders else referral.receiver_person_id
        )
        referral.due_at = due_after(due_from or at, standard_days(referral.service, after))
        referral.over_at = None
    # Whoever moves it knows; to the sender it is news what another did.
    referral.is_news_to_sender = by is None or by.agency_id != referral.sender_id
    referral.edition += 1
    referral.save()
    write_down(
        referral,
        after,
        by=by,
        at=at,
        before=before.value,
        reason=reason,
        was_due_at=was_due_at,
        late_reason=late_reason,
        **step,
    )
    audit.record(
        EventKind.REFERRAL_MOVED,
        at=at,
        by=by,
        target_type="referral",
        target=referral.pk,
        agency=referral.sender_id if by is None else None,
        before={"state": before.value},
        after={"state": after.value},
    )
    following.follow(referral, side=side, by=by, at=at)
    tell(referral, "receiver" if side is Side.SENDER else "sender")
    return referral


def late_reason_is_due(
    referral: Referral, after: ReferralState, *, side: Side, at: datetime
) -> bool:
    """Tell whether a side, by this move, does late what it owes, and has to say why.

    A draft is nobody else's business yet; who ends a referral, or closes it, says enough by that.
    """
    before = S(referral.state)
    if before == S.DRAFTED or after in (S.WITHDRAWN, S.CLOSED):
        return False
    standing = states.STANDINGS.get(before)
    return standing is not None and standing.side is side and referral.is_late(at)


def first_name(companion: str) -> str:
    """Return the first name of who comes along; nothing more of them is written down."""
    name = companion.strip()
    if " " in name:
        raise ValidationError("Write the first name alone of who comes along.")
    return name


def _said(why: str) -> str:
    if not why.strip():
        raise ValidationError("Say why you refer them.")
    return why.strip()


def _check_side(referral: Referral, side: Side, by: Membership) -> None:
    theirs = referral.sender_id if side is Side.SENDER else referral.receiver_id
    if by.agency_id != theirs:
        raise PermissionDenied("not of this side")


def _check_may_cross(referral: Referral, at: datetime) -> None:
    """Refuse unless the referral may go there, and its answer may come back."""
    on = timezone.localdate(at)
    purpose = Purpose(referral.purpose)
    sharing.check(
        giver=referral.sender,
        receiver=referral.receiver,
        item=sharing.referral_item(referral.sender),
        purpose=purpose,
        on=on,
        consent=referral.consent,
    )
    sharing.check(
        giver=referral.receiver,
        receiver=referral.sender,
        item="referral_progress",
        purpose=purpose,
        on=on,
        consent=referral.consent,
    )


def _hold_consent(number: int | None) -> None:
    """Hold a consent against its withdrawal while something is told under it; before the referral is held.

    Who withdraws it holds the consent first as well, so that neither waits for the other.
    """
    if number is not None:
        Consent.objects.select_for_update().filter(pk=number).first()


def _check_whom(person: Person, consent: Consent | None) -> None:
    """Refuse somebody who died, and a consent that somebody else gave."""
    if person.died_on is not None:
        raise ValidationError("This person died: nobody is referred.")
    if consent is not None and consent.person_id not in families.numbers_of(person):
        raise ValidationError("Choose a consent that this person gave.")


def _check_has_begun(referral: Referral, at: datetime) -> None:
    if referral.appointment_at is not None and at < referral.appointment_at:
        raise ValidationError("The appointment is still to come.")


def _hold_slots(*numbers: int | None) -> None:
    """Hold the time that is given back and the one that is taken, always in the same order.

    Else two who change to one another's times would wait for each other for ever.
    """
    held = Slot.objects.select_for_update().filter(pk__in=[one for one in numbers if one])
    list(held.order_by("pk").values_list("pk"))


def _take(slot: Slot, referral: Referral) -> None:
    """Take a seat of a free time; two cannot take the last one."""
    if slot.service_id != referral.service_id:
        raise ValidationError("Choose a time of this service.")
    taken = Slot.objects.filter(pk=slot.pk, taken__lt=F("seats")).update(taken=F("taken") + 1)
    if not taken:
        raise ValidationError("That time was just taken. Choose another.")
    referral.slot = slot


def _give_back(referral: Referral) -> None:
    """Free the seat that it holds, if that is still to come."""
    if referral.slot_id is not None:
        Slot.objects.filter(pk=referral.slot_id, taken__gt=0).update(taken=F("taken") - 1)
        referral.slot = None
