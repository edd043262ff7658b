"""Draft, review, sign, replace and end agreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.agreements import never_allowed
from fingerpost.service.access.models import (
    Agency,
    Agreement,
    AgreementVersion,
    EventKind,
    Flow,
    Membership,
    Party,
    VersionStatus,
)
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Purpose, all_data_items

S = VersionStatus
MOVES: Mapping[VersionStatus, frozenset[VersionStatus]] = {
    S.DRAFT: frozenset({S.REVIEW, S.ABANDONED}),
    S.REVIEW: frozenset({S.DRAFT, S.SIGNED, S.ABANDONED}),
    S.SIGNED: frozenset({S.REPLACED, S.ENDED}),
    S.REPLACED: frozenset(),
    S.ENDED: frozenset(),
    S.ABANDONED: frozenset(),
}


def _move(version: AgreementVersion, to: VersionStatus) -> None:
    if to not in MOVES[VersionStatus(version.status)]:
        raise ValidationError(
            f"{version} is {version.get_status_display().lower()}: it cannot become "
            f"{to.label.lower()}."
        )
    version.status = to


def _party(version: AgreementVersion, by: Membership) -> Party:
    party = version.parties.filter(agency=by.agency).first()
    if party is None:
        raise ValidationError(f"{by.agency} is not a party of {version}.")
    return party


@transaction.atomic
def draft(
    *,
    reference: str,
    title: str,
    why: str,
    safeguards: str,
    starts_on: date,
    review_on: date,
    ends_on: date,
    parties: Iterable[Agency],
    by: Membership,
    at: datetime,
) -> AgreementVersion:
    """Begin an agreement, or the next version of one."""
    policies.check(by, P.AGREEMENT_DRAFT)
    agreement, _ = Agreement.objects.select_for_update().get_or_create(
        reference=reference, defaults={"title": title}
    )
    last = agreement.versions.order_by("-number").first()
    if last is not None and last.status in (S.DRAFT, S.REVIEW):
        raise ValidationError(f"{last} is not signed yet: change that one.")
    version = AgreementVersion(
        agreement=agreement,
        number=1 if last is None else last.number + 1,
        drafted_by=by.agency,
        why=why,
        safeguards=safeguards,
        starts_on=starts_on,
        review_on=review_on,
        ends_on=ends_on,
    )
    version.full_clean()
    version.save()
    agencies = {agency.pk: agency for agency in (*parties, by.agency)}
    if len(agencies) < 2:
        raise ValidationError("An agreement needs at least two agencies.")
    Party.objects.bulk_create(Party(version=version, agency=one) for one in agencies.values())
    audit.record(
        EventKind.AGREEMENT_DRAFTED,
        at=at,
        by=by,
        target_type="agreement_version",
        target=version.pk,
        after={"reference": reference, "number": version.number},
    )
    return version


@transaction.atomic
def set_flows(
    *,
    version: AgreementVersion,
    flows: Iterable[Mapping[str, Any]],
    by: Membership,
    at: datetime,
) -> list[Flow]:
    """Say what may flow by a draft; what was said before is replaced.

    Raises
    ------
    ValidationError
        If a flow is one that no agreement can allow, or is not between parties.
    """
    policies.check(by, P.AGREEMENT_DRAFT)
    _party(version, by)
    if version.status != S.DRAFT:
        raise ValidationError(f"{version} is not a draft: its flows are fixed.")
    agencies = set(version.parties.values_list("agency_id", flat=True))
    made = []
    for values in flows:
        flow = Flow(version=version, **values)
        item = all_data_items().get(flow.item)
        if item is None:
            raise ValidationError(f"{flow.item} is no data item that an agreement can name.")
        if {flow.giver_id, flow.receiver_id} - agencies:
            raise ValidationError("Both sides of a flow must be parties of the agreement.")
        never = never_allowed(item, flow.receiver, Purpose(flow.purpose), flow.regime)
        if never:
            raise ValidationError(never)
        flow.full_clean()
        made.append(flow)
    before = version.flows.count()
    version.flows.all().delete()
    for flow in made:
        flow.save()
    audit.record(
        EventKind.AGREEMENT_CHANGED,
        at=at,
        by=by,
        target_type="agreement_version",
        target=version.pk,
        before={"flows": before},
        after={"flows": len(made)},
    )
    return made


@transaction.atomic
def ask_for_review(
    *, version: AgreementVersion, by: Membership, at: datetime
) -> AgreementVersion:
    """Give a draft to all parties to review."""
    policies.check(by, P.AGREEMENT_DRAFT)
    _party(version, by)
    if not version.flows.exists():
        raise ValidationError("Say first what may flow by this agreement.")
    _move(version, S.REVIEW)
    version.save()
    return _changed(version, by, at)


@transaction.atomic
def review(
    *, version: AgreementVersion, is_content: bool, remark: str, by: Membership, at: datetime
) -> AgreementVersion:
    """Say for one's agency that a version is as it should be, or give it back with a remark."""
    policies.check(by, P.AGREEMENT_DRAFT)
    party = _party(version, by)
    if version.status != S.REVIEW:
        raise ValidationError(f"{version} is not in review.")
    if not is_content and not remark.strip():
        raise ValidationError("Say what should be changed.")
    if is_content:
        party.reviewed_by, party.reviewed_at = by.user, at
        party.save()
    else:
        version.parties.update(
            reviewed_by=None, reviewed_at=None, signed_by=None, signed_at=None
        )
        _move(version, S.DRAFT)
        version.save()
    audit.record(
        EventKind.AGREEMENT_REVIEWED,
        at=at,
        by=by,
        target_type="agreement_version",
        target=version.pk,
        reason=remark,
    )
    return version


@transaction.atomic
def sign(*, version: AgreementVersion, by: Membership, at: datetime) -> AgreementVersion:
    """Sign for one's agency. The last signature puts the version in force, and replaces the one before."""
    policies.check(by, P.AGREEMENT_SIGN)
    version = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    party = _party(version, by)
    if version.status != S.REVIEW:
        raise ValidationError(f"{version} is not in review.")
    if party.signed_at is not None:
        raise ValidationError(f"{by.agency} has signed {version} already.")
    if version.parties.filter(reviewed_at__isnull=True).exists():
        raise ValidationError("Not every party has reviewed it yet.")
    party.signed_by, party.signed_at = by.user, at
    party.save()
    if not version.parties.filter(signed_at__isnull=True).exists():
        for earlier in version.agreement.versions.filter(status=S.SIGNED):
            _move(earlier, S.REPLACED)
            earlier.save()
        _move(version, S.SIGNED)
        version.save()
    audit.record(
        EventKind.AGREEMENT_SIGNED,
        at=at,
        by=by,
        target_type="agreement_version",
        target=version.pk,
    )
    return version


@transaction.atomic
def end(
    *, version: AgreementVersion, reason: str, by: Membership, at: datetime
) -> AgreementVersion:
    """End an agreement before its day: its flows close at once."""
    policies.check(by, P.AGREEMENT_SIGN)
    _party(version, by)
    if not reason.strip():
        raise ValidationError("Say why the agreement ends.")
    _move(version, S.ENDED)
    version.ended_on = at.date()
    version.save()
    audit.record(
        EventKind.AGREEMENT_ENDED,
        at=at,
        by=by,
        target_type="agreement_version",
        target=version.pk,
        reason=reason,
    )
    return version


def _changed(version: AgreementVersion, by: Membership, at: datetime) -> AgreementVersion:
    audit.record(
        EventKind.AGREEMENT_CHANGED,
        at=at,
        by=by,
        target_type="agreement_version",
        target=version.pk,
        after={"status": version.status},
    )
    return version
