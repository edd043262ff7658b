"""Take in releases: one by hand, or a prison's list, of which the same read twice changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, AgencyKind, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions import people, releases, transfers
from fingerpost.service.casework.models import Person, PrisonRelease, ReleaseFile, Service, Sex
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.release_lists import (
    ListedRelease,
    Refusal,
    read_list,
)
from fingerpost.service.casework.release_reasons import (
    DayReason,
    ReleaseKind,
    TransferReason,
    TreatmentNeed,
)
from fingerpost.service.casework.release_states import BEFORE

MADE, CHANGED, SAME = "made", "changed", "same"


@transaction.atomic
def enter(
    *,
    local_number: str,
    given_name: str,
    family_name: str,
    due_on: date,
    kind: ReleaseKind,
    by: Membership,
    at: datetime,
    born_on: date | None = None,
    sex: str = "",
    need: TreatmentNeed = TreatmentNeed.UNKNOWN,
    area: str = "",
) -> PrisonRelease:
    """Plan one release by hand, of the person with a prison number, who is written down if new."""
    policies.check(by, P.RELEASE_PLAN)
    person = _person(local_number, given_name, family_name, born_on, sex, by=by, at=at)
    return releases.plan(
        person=person, due_on=due_on, kind=kind, need=need, area=area, by=by, at=at
    )


@transaction.atomic
def read_file(*, data: bytes, by: Membership, at: datetime) -> tuple[ReleaseFile, bool]:
    """Read a prison's list: plan what is new, move what has another day, refuse the rest with reasons.

    Returns
    -------
    file, is_new : ReleaseFile, bool
        What became of each row; not new if the very same file was read before, which changes nothing.

    Raises
    ------
    ValidationError
        If the file as a whole is no such list.
    """
    policies.check(by, P.RELEASE_PLAN)
    if by.agency.kind != AgencyKind.PRISON:
        raise ValidationError("Only a prison sends its list of releases.")
    found = read_list(data, prison=by.agency.name)
    known = ReleaseFile.objects.filter(agency=by.agency, sha256=found.sha256).first()
    if known is not None:
        return known, False
    counts: Counter[str] = Counter()
    refusals = list(found.refusals)
    for row in found.listed:
        try:
            with transaction.atomic():
                counts[_take(row, by=by, at=at)] += 1
        except ValidationError as error:
            refusals.append(Refusal(row.row, "", " ".join(error.messages)))
    file = ReleaseFile.objects.create(
        agency=by.agency,
        sha256=found.sha256,
        read_at=at,
        read_by=by.user,
        rows=found.rows,
        made=counts[MADE],
        changed=counts[CHANGED],
        same=counts[SAME],
        refused=len({one.row for one in refusals}),
        refusals=[
            [one.row, one.column, one.reason]
            for one in sorted(refusals, key=lambda one: (one.row, one.column))
        ],
    )
    audit.record(
        EventKind.RELEASE_KEPT, at=at, by=by, target_type="release_file", target=file.pk
    )
    return file, True


def _take(row: ListedRelease, *, by: Membership, at: datetime) -> str:
    person = _person(
        row.number, row.given_name, row.family_name, row.born_on, row.sex, by=by, at=at
    )
    planned = PrisonRelease.objects.filter(person=person, state__in=BEFORE).first()
    if planned is None:
        if PrisonRelease.objects.filter(person=person, due_on=row.due_on).exists():
            return SAME
        if row.due_on < timezone.localdate(at):
            raise ValidationError(
                "That day is over. A list plans releases that are still to come."
            )
        made = releases.plan(
            person=person,
            due_on=row.due_on,
            kind=row.kind,
            need=row.need,
            area=row.area,
            by=by,
            at=at,
        )
        _transfer(made, row.transfer_agency, by=by, at=at)
        return MADE
    if planned.due_on == row.due_on:
        return SAME
    releases.change_day(release=planned, due_on=row.due_on, reason=DayReason.LIST, by=by, at=at)
    return CHANGED


def _transfer(release: PrisonRelease, said: str, *, by: Membership, at: datetime) -> None:
    """Refer who needs treatment to whom the list names, or queue why that cannot be done."""
    if release.need != TreatmentNeed.YES:
        return
    reason = TransferReason.NO_AGENCY
    if said:
        agency = Agency.objects.filter(name__iexact=said, is_active=True).first()
        reason = TransferReason.UNKNOWN_AGENCY
        if agency is not None:
            services = Service.objects.filter(
                agency=agency, is_open=True, needs__contains=[Need.DRUGS.value]
            )[:2]
            reason = TransferReason.WHICH_SERVICE
            if len(services) == 1:
                try:
                    with transaction.atomic():
                        transfers.transfer(release=release, service=services[0], by=by, at=at)
                        return
                except ValidationError:
                    reason = TransferReason.NO_AGREEMENT
    transfers.queue(releases.locked(release), reason, by=by, at=at, said=said)


def _person(
    number: str,
    given_name: str,
    family_name: str,
    born_on: date | None,
    sex: str,
    *,
    by: Membership,
    at: datetime,
) -> Person:
    """Return the prison's own record of a prison number, made if it is new.

    Raises
    ------
    ValidationError
        If the number is that of somebody with another birthday: one of the two is wrong.
    """
    if by.agency.kind != AgencyKind.PRISON:
        raise ValidationError(
            "Only a prison plans a release. Ask the prison to name you on it."
        )
    known = Person.objects.filter(
        agency=by.agency, local_number=number.strip(), merged_into=None, erased_at=None
    ).first()
    if known is not None:
        is_other = known.family_name.casefold() != family_name.strip().casefold() and (
            known.born_on != born_on
        )
        if is_other:
            raise ValidationError(
                "This prison number is of somebody with another name and birthday. Check it."
            )
        return known
    return people.keep(
        said={
            "local_number": number,
            "given_name": given_name,
            "family_name": family_name,
            "born_on": born_on,
            "sex": sex or Sex.UNSAID,
        },
        by=by,
        at=at,
    )
