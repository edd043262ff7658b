"""Make the protected tables of who is diverted, once a quarter; and keep the outcomes of a month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import fairness as pure
from fingerpost.service.casework import net_widening
from fingerpost.service.casework.diversion_states import DiversionState as S
from fingerpost.service.casework.diversion_states import EndedReason
from fingerpost.service.casework.eligibility import age_on, months_before
from fingerpost.service.casework.models import (
    Diversion,
    DiversionStep,
    Ethnicity,
    FairnessTable,
    MonthOfOutcomes,
    Sex,
)

MONTHS = 12  # of which a table tells
SETTLES = (S.COMPLIED, S.BREACHED, S.ENDED)  # what became of it
OPENS = (S.ATTENDED, S.BOOKED, S.ACCEPTED)  # and what takes that back


@transaction.atomic
def keep_month(
    *, month: date, closed: int, no_action: int, by: Membership, at: datetime
) -> MonthOfOutcomes:
    """Write down, or correct, the outcomes of a month; the force's managers do."""
    policies.check(by, P.CASE_MANAGE)
    policies.check(by, P.JUSTICE_WORK)
    first = month.replace(day=1)
    if first >= timezone.localdate(at).replace(day=1):
        raise ValidationError("Enter a month that is over.")
    if no_action > closed:
        raise ValidationError("Those with no further action are part of those closed.")
    kept, _ = MonthOfOutcomes.objects.update_or_create(
        agency=by.agency,
        month=first,
        defaults={"closed": closed, "no_action": no_action, "at": at, "person": by.user},
    )
    audit.record(
        EventKind.CASES_EXPORTED, at=at, by=by, target_type="month_of_outcomes", target=kept.pk
    )
    app.configure_task("casework.make_fairness").defer(agency=by.agency_id)
    return kept


def make_all(*, at: datetime) -> int:
    """Make the table of each agency that has none for the last quarter; return how many."""
    until = quarter_begins(timezone.localdate(at))
    agencies = Diversion.objects.order_by().values_list("agency", flat=True).distinct()
    missing = Agency.objects.filter(pk__in=agencies).exclude(
        pk__in=FairnessTable.objects.filter(until=until).values("agency")
    )
    return len([make(agency=one, at=at) for one in missing])


@transaction.atomic
def make(*, agency: Agency, at: datetime) -> FairnessTable:
    """Make or renew the table of an agency, up to the end of the last quarter. Run as the service."""
    until = quarter_begins(timezone.localdate(at))
    since = months_before(until, MONTHS)
    content = pure.fairness(
        came(agency, since=since, until=until), since=since, until=until
    ).as_json()
    content["widening"] = _widening(agency, until).as_json()
    made, _ = FairnessTable.objects.update_or_create(
        agency=agency,
        until=until,
        defaults={"since": since, "content": content, "made_at": at},
    )
    audit.record(
        EventKind.CASES_EXPORTED,
        at=at,
        target_type="fairness_table",
        target=made.pk,
        agency=agency.pk,
    )
    return made


def came(agency: Agency, *, since: date, until: date) -> list[pure.Came]:
    """Return how far everybody came who was found eligible in a time, as it stood at its end."""
    begins, ends = _moment(since), _moment(until)
    checked = Diversion.objects.filter(
        agency=agency, made_at__gte=begins, made_at__lt=ends
    ).exclude(state=S.ENDED, reason=EndedReason.MISTAKE)
    states: dict[int, list[str]] = defaultdict(list)
    for number, after in (
        DiversionStep.objects.filter(diversion__in=checked, at__lt=ends)
        .order_by("id")
        .values_list("diversion", "after")
    ):
        states[number].append(after)
    rows = checked.values_list(
        "pk", "made_at", "person__sex", "person__ethnicity", "person__born_on"
    )
    return [
        _came(states[number], sex, ethnicity, born_on, timezone.localdate(made_at))
        for number, made_at, sex, ethnicity, born_on in rows
        if S.ELIGIBLE in states[number]
    ]


def quarter_begins(on: date) -> date:
    """Return the first day of a day's quarter."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def _came(
    states: list[str], sex: str, ethnicity: str, born_on: date | None, on: date
) -> pure.Came:
    settled = ""
    for state in states:
        settled = state if state in SETTLES else "" if state in OPENS else settled
    accepted = S.ACCEPTED in states
    return pure.Came(
        {
            "sex": str(Sex(sex).label),
            "ethnicity": str(Ethnicity(ethnicity).label),
            "age": pure.age_group(age_on(born_on, on) if born_on else None),
        },
        offered=S.OFFERED in states,
        accepted=accepted,
        ended=accepted and bool(settled),
        completed=settled == S.COMPLIED,
    )


def _widening(agency: Agency, until: date) -> net_widening.Widening:
    accepted = Diversion.objects.filter(
        agency=agency, accepted_at__isnull=False, accepted_at__lt=_moment(until)
    ).values_list("accepted_at", flat=True)
    by_month: dict[date, int] = defaultdict(int)
    for one in accepted:
        by_month[timezone.localdate(one).replace(day=1)] += 1
    begins = min(by_month, default=None)
    kept = MonthOfOutcomes.objects.filter(agency=agency, month__lt=until)
    months = [
        net_widening.Month(one.month, one.closed, one.no_action, by_month[one.month])
        for one in kept
    ]
    return net_widening.watch(months, begins=begins)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
