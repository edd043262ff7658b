"""What police do with a diversion: check, offer, book, and record how the crime is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.casework import diversion_outcomes, sharing, states
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.actions.moving_diversions import advance, tell, write_step
from fingerpost.service.casework.diversion_rules import (
    Activity,
    Condition,
    Encounter,
    Rulebook,
    stated,
)
from fingerpost.service.casework.diversion_states import (
    OVER,
    STANDINGS,
    Asks,
    DiversionState,
    EndedReason,
    NotOffered,
    Party,
    RefusedReason,
)
from fingerpost.service.casework.eligibility import Answer, Known, decide
from fingerpost.service.casework.models import (
    Diversion,
    DiversionOutcome,
    EligibilityCheck,
    OutcomeWord,
    Person,
    Referral,
    Slot,
    Terms,
)
from fingerpost.service.casework.reasons import EndReason, Need, Origin
from fingerpost.service.casework.states import Needs, ReferralState, Side
from fingerpost.service.casework.working_days import due_after

S = DiversionState
STATE_OF = {
    Answer.YES: S.ELIGIBLE,
    Answer.NO: S.NOT_ELIGIBLE,
    Answer.CANNOT_SAY: S.UNCLEAR,
}
ORIGIN_OF = {Encounter.ARREST: Origin.CUSTODY}
END_OF_PLACE = {
    EndedReason.MISTAKE: EndReason.MISTAKE,
    EndedReason.MOVED: EndReason.MOVED,
    EndedReason.DIED: EndReason.DIED,
}


@transaction.atomic
def check(
    *,
    person: Person,
    scheme: str,
    encounter: Encounter,
    on: date,
    offence: str,
    said: Mapping[str, bool | None],
    by: Membership,
    at: datetime,
    crime_number: str = "",
) -> Diversion:
    """Check by the stated rules whether somebody may be diverted, and keep what was known."""
    policies.check(by, P.JUSTICE_WORK)
    if person.agency_id != by.agency_id or person.merged_into_id or person.erased_at:
        raise ValidationError("Choose a person of your own agency.")
    book = stated()
    if scheme not in book.schemes:
        raise ValidationError("Choose a scheme.")
    known = _known(person, encounter, on, offence, said, at=at)
    decision = decide(book.schemes[scheme], known, book)
    state = STATE_OF[decision.answer]
    standing = STANDINGS.get(state)
    diversion = Diversion.objects.create(
        agency=by.agency,
        person=person,
        activity=book.schemes[scheme].activity,
        state=state,
        since=at,
        owner=by.agency if standing else None,
        officer=by.user,
        due_at=due_after(at, standing.working_days) if standing else None,
        made_at=at,
        over_at=None if standing else at,
    )
    _keep_check(diversion, scheme, known, crime_number, book, by=by, at=at)
    write_step(diversion, "", by=by, at=at)
    audit.record(
        EventKind.DIVERSION_MOVED,
        at=at,
        by=by,
        target_type="diversion",
        target=diversion.pk,
        after={"state": state.value},
    )
    tell(diversion)
    return diversion


@transaction.atomic
def check_again(
    *,
    diversion: Diversion,
    offence: str,
    said: Mapping[str, bool | None],
    by: Membership,
    at: datetime,
) -> Diversion:
    """Check again with what was found out since; what was known before stays."""
    diversion = _locked(diversion, by)
    last = last_check(diversion)
    book = stated()
    if last.scheme not in book.schemes:
        raise ValidationError(
            "This scheme is not in the rules any more. End it and check anew."
        )
    known = _known(
        diversion.person,
        Encounter(last.encounter),
        last.on,
        offence,
        said,
        at=at,
        but=diversion.pk,
    )
    checked = _keep_check(diversion, last.scheme, known, last.crime_number, book, by=by, at=at)
    after = STATE_OF[Answer(checked.answer)]
    return advance(diversion, after, party=Party.POLICE, by=by, at=at, given=(Asks.CHECK,))


@transaction.atomic
def offer(*, diversion: Diversion, terms: Terms, by: Membership, at: datetime) -> Diversion:
    """Write down that it was offered, and whether as a condition."""
    diversion = _locked(diversion, by)
    diversion.terms = Terms(terms)
    return advance(diversion, S.OFFERED, party=Party.POLICE, by=by, at=at)


@transaction.atomic
def not_offer(
    *, diversion: Diversion, reason: NotOffered, by: Membership, at: datetime
) -> Diversion:
    """Write down why it was not offered to somebody who is eligible."""
    return _to(diversion, S.NOT_OFFERED, by=by, at=at, reason=NotOffered(reason).value)


@transaction.atomic
def accept(*, diversion: Diversion, by: Membership, at: datetime) -> Diversion:
    """Write down that they accept."""
    return _to(diversion, S.ACCEPTED, by=by, at=at)


@transaction.atomic
def refuse(
    *, diversion: Diversion, reason: RefusedReason, by: Membership, at: datetime
) -> Diversion:
    """Write down that they refuse, and why, as they said it."""
    return _to(diversion, S.REFUSED, by=by, at=at, reason=RefusedReason(reason).value)


@transaction.atomic
def book(*, diversion: Diversion, slot: Slot, by: Membership, at: datetime) -> Diversion:
    """Book a seat of a free time: the referral goes out with it, or nothing happens."""
    diversion = _locked(diversion, by)
    provider = slot.service.agency
    _check_agreed(diversion.agency, provider, on=timezone.localdate(at))
    activity, terms = Activity(diversion.activity), Terms(diversion.terms)
    encounter = Encounter(last_check(diversion).encounter)
    referral = referrals.book(
        person=diversion.person,
        slot=slot,
        why=f"{activity.label}, from the police. {terms.label}.",
        origin=ORIGIN_OF.get(encounter, Origin.STREET),
        needs=[Need.DRUGS, Need.JUSTICE],
        by=by,
        at=at,
    )
    diversion.provider, diversion.referral = provider, referral
    return advance(
        diversion,
        S.BOOKED,
        party=Party.POLICE,
        by=by,
        at=at,
        given=(Asks.PLACE,),
        due_at=referral.due_at,
    )


@transaction.atomic
def let_try_again(*, diversion: Diversion, by: Membership, at: datetime) -> Diversion:
    """Let somebody who did not do it try again: not having done it is held against nobody."""
    diversion = _locked(diversion, by)
    diversion.provider = diversion.referral = None
    return advance(diversion, S.ACCEPTED, party=Party.POLICE, by=by, at=at)


@transaction.atomic
def end(
    *, diversion: Diversion, reason: EndedReason, by: Membership, at: datetime
) -> Diversion:
    """End it without an outcome; a place that is still held is given back."""
    diversion = _locked(diversion, by)
    why = EndedReason(reason)
    advance(
        diversion,
        S.ENDED,
        party=Party.POLICE,
        by=by,
        at=at,
        given=(Asks.REASON,),
        reason=why.value,
    )
    if diversion.referral is not None and _may(diversion.referral, ReferralState.WITHDRAWN):
        referrals.withdraw(
            referral=diversion.referral,
            reason=END_OF_PLACE.get(why, EndReason.NOT_REQUIRED),
            by=by,
            at=at,
        )
    return diversion


@transaction.atomic
def record_outcome(
    *, diversion: Diversion, number: str, on: date, by: Membership, at: datetime
) -> Diversion:
    """Record by which outcome number the crime is closed, if that number's rule is met."""
    diversion = _locked(diversion, by)
    rules = stated()
    if number not in rules.outcomes:
        raise ValidationError("Choose the outcome.")
    found = diversion_outcomes.ruled(
        rules.outcomes[number],
        conditions(diversion),
        is_breached=diversion.state == S.BREACHED,
    )
    if not found.is_met:
        raise ValidationError(f"{found.outcome.label}. {found.why}")
    begins = last_check(diversion).on
    if Condition.COMPLIED in found.outcome.needs and diversion.complied_at is not None:
        begins = timezone.localdate(diversion.complied_at)
    if not begins <= on <= timezone.localdate(at):
        raise ValidationError(
            f"Enter a day from {begins.day} {begins:%B %Y} on, not in the future."
        )
    keep_outcome(diversion, OutcomeWord.RECORDED, found, rules, on=on, by=by, at=at)
    advance(diversion, S.RECORDED, party=Party.POLICE, by=by, at=at, given=(Asks.OUTCOME,))
    if diversion.referral is not None and _may(diversion.referral, ReferralState.CLOSED):
        referrals.close(referral=diversion.referral, by=by, at=at)
    return diversion


@transaction.atomic
def propose_outcome(*, diversion: Diversion, at: datetime) -> Diversion:
    """Propose the outcome to which the scheme leads, if its rule is met; else keep why not. Once."""
    diversion = _held(diversion)
    if diversion.state != S.COMPLIED:
        return diversion
    rules, checked = stated(), last_check(diversion)
    if checked.scheme not in rules.schemes:
        return diversion
    found = diversion_outcomes.proposed(
        rules, rules.schemes[checked.scheme], conditions(diversion)
    )
    on = timezone.localdate(at)
    if found.is_met:
        keep_outcome(diversion, OutcomeWord.PROPOSED, found, rules, on=on, by=None, at=at)
        return advance(
            diversion, S.PROPOSED, party=Party.SERVICE, by=None, at=at, given=(Asks.RULE,)
        )
    said = diversion.outcomes.filter(at__gte=diversion.since, word=OutcomeWord.NOT_PROPOSED)
    if not said.exists():
        keep_outcome(diversion, OutcomeWord.NOT_PROPOSED, found, rules, on=on, by=None, at=at)
        audit.record(
            EventKind.DIVERSION_MOVED,
            at=at,
            target_type="diversion",
            target=diversion.pk,
            agency=diversion.agency_id,
        )
    return diversion


def conditions(diversion: Diversion) -> frozenset[Condition]:
    """Return what is so of a diversion, as the rules of outcomes ask it."""
    so = set()
    if diversion.complied_at is not None:
        so.add(Condition.COMPLIED)
    if last_check(diversion).facts.get("admits") is True:
        so.add(Condition.ADMITS)
    if diversion.accepted_at is not None:
        so.add(Condition.ACCEPTED)
    return frozenset(so)


def last_check(diversion: Diversion) -> EligibilityCheck:
    """Return the check that counts."""
    found = diversion.checks.last()
    assert found is not None, "a diversion begins with a check"
    return found


def keep_outcome(
    diversion: Diversion,
    word: OutcomeWord,
    found: diversion_outcomes.Ruled,
    rules: Rulebook,
    *,
    on: date,
    by: Membership | None,
    at: datetime,
) -> DiversionOutcome:
    """Keep what was said of an outcome number, and why."""
    return DiversionOutcome.objects.create(
        diversion=diversion,
        agency_id=diversion.agency_id,
        word=word,
        number=found.outcome.number,
        title=found.outcome.title,
        why=found.why,
        rules_version=rules.version,
        on=on,
        at=at,
        person=by.user if by else None,
    )


def _to(
    diversion: Diversion,
    after: DiversionState,
    *,
    by: Membership,
    at: datetime,
    reason: str = "",
) -> Diversion:
    given = (Asks.REASON,) if reason else ()
    return advance(
        _locked(diversion, by),
        after,
        party=Party.POLICE,
        by=by,
        at=at,
        given=given,
        reason=reason,
    )


def _locked(diversion: Diversion, by: Membership) -> Diversion:
    """Return the diversion as it stands, held against everybody else; one's own alone."""
    policies.check(by, P.JUSTICE_WORK)
    held = _held(diversion)
    if held.agency_id != by.agency_id:
        raise PermissionDenied("diversion of others")
    if S(held.state) in OVER:
        raise ValidationError("It is over: nothing can be changed.")
    return held


def _held(diversion: Diversion) -> Diversion:
    """Return the diversion held, its referral first: in the order in which a provider holds them."""
    number = Diversion.objects.values_list("referral", flat=True).get(pk=diversion.pk)
    if number is not None:
        Referral.objects.select_for_update(of=("self",)).get(pk=number)
    return (
        Diversion.objects.select_for_update(of=("self",))
        .select_related("agency", "provider", "person", "referral")
        .get(pk=diversion.pk)
    )


def _known(
    person: Person,
    encounter: Encounter,
    on: date,
    offence: str,
    said: Mapping[str, bool | None],
    *,
    at: datetime,
    but: int = 0,
) -> Known:
    """Return what is known of an encounter, with the earlier diversions in the force's own records."""
    if on > timezone.localdate(at):
        raise ValidationError("Enter a day that is not in the future.")
    earlier = Diversion.objects.filter(
        Q(person=person) | Q(person__merged_into=person), accepted_at__isnull=False
    ).exclude(pk=but)
    return Known(
        on=on,
        offence=offence,
        encounter=Encounter(encounter).value,
        born_on=person.born_on,
        diverted_on=tuple(
            timezone.localdate(one) for one in earlier.values_list("accepted_at", flat=True)
        ),
        said=dict(said),
    )


def _keep_check(
    diversion: Diversion,
    scheme: str,
    known: Known,
    crime_number: str,
    book: Rulebook,
    *,
    by: Membership,
    at: datetime,
) -> EligibilityCheck:
    decision = decide(book.schemes[scheme], known, book)
    return EligibilityCheck.objects.create(
        diversion=diversion,
        agency_id=diversion.agency_id,
        scheme=scheme,
        rules_version=book.version,
        encounter=known.encounter,
        on=known.on,
        offence=known.offence,
        crime_number=crime_number.strip(),
        facts={name: known.said.get(name) for name in book.facts},
        results=[one.as_json() for one in decision.results],
        answer=decision.answer,
        at=at,
        person=by.user,
    )


def _check_agreed(police: Agency, provider: Agency, *, on: date) -> None:
    """Refuse unless the two may tell each other of a diversion."""
    for giver, receiver in ((police, provider), (provider, police)):
        sharing.check(
            giver=giver, receiver=receiver, item="diversion", purpose=Purpose.JUSTICE, on=on
        )


def _may(referral: Referral, after: ReferralState) -> bool:
    return not states.why_not(
        ReferralState(referral.state), after, side=Side.SENDER, given=tuple(Needs)
    )
