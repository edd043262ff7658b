"""Referrals between agencies, step by step; and treatment with or without help to a home and to work.

They are what the partnership's own services did, so they are counted for the whole partnership,
wherever the person lives.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.journeys.packages import NOT_REFERRED
from fingerpost.evidence.measures.paths import FROM_REFERRAL
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import PERSON, EventTable, Inputs
from fingerpost.evidence.measures.tables.people import (
    NOT_KNOWN,
    SPLITS,
    described,
    furthest,
    waits,
)
from fingerpost.evidence.sources import all_codelists

REFERRALS, STEPS, TREATMENT = "service_referrals", "service_referral_steps", "ndtms_adult"
SERVICE_KINDS = {
    "treatment": "Treatment",
    "housing": "Housing",
    "employment": "Employment",
    "charity": "Charity",
    "lived_experience": "Lived experience",
    "nhs": "NHS",
    "council": "Council",
    "public_health": "Public health",
    "probation": "Probation",
    "prison": "Prison",
    "police": "Police",
    "pcc": "Office of the Police and Crime Commissioner",
}
# How a reason begins: what of a referral it is a reason for, and the list that has its words.
WHY_LOST = {
    "declined": ("Declined", "referral_decline_reasons"),
    "ended": ("Ended", "referral_end_reasons"),
    "outcome": ("", "referral_outcomes"),  # whose words say that they came
}
HELD_ALL = 3  # months of referrals before a start of treatment that its package looks back to


def referrals(inputs: Inputs) -> ir.Table:
    """Return one row per referral, by the month in which it was sent."""
    rows = inputs.journeys.referrals()
    made = described(inputs, rows)
    known = made.is_open == "no"
    claims = (
        ibis.literal(value=True),
        made.received_on.notnull(),
        made.accepted == "yes",
        made.contact_on.notnull(),
        made.appointed_on.notnull(),
        made.came == "yes",
        made.stayed == "yes",
        made.good_end == "yes",
    )
    no_age = (made.age == NOT_KNOWN) & made.age_band.notnull()
    return made.select(
        PERSON,
        "quintile",
        "sex",
        "ethnicity",
        "is_open",
        "accepted",
        "contact_in_time",
        "days_to_contact",
        "days_to_received",
        "days_to_accepted",
        "days_from_accepted_to_contact",
        "days_to_appointed",
        "days_to_attended",
        "days_to_engaged",
        "days_to_outcome",
        period_start=made.sent_on.truncate("M").cast("date"),
        partnership=_partnership(inputs),
        age=ibis.ifelse(no_age, made.age_band, made.age),
        reached=furthest(FROM_REFERRAL, [known & claim for claim in claims]),
        service=made.service + ", " + made.receiver,
        service_kind=_words(made.receiver_kind, SERVICE_KINDS),
        origin=_words(made.origin, all_codelists()["referral_origins"].values),
        is_lost=ibis.ifelse(made.lost_to.notnull(), "yes", "no"),
        why_lost=ibis.cases(
            *(
                (
                    made.lost_to == what,
                    _words(
                        made.lost_code,
                        {
                            code: f"{begins}: {said[0].lower()}{said[1:]}" if begins else said
                            for code, said in all_codelists()[codes].values.items()
                        },
                    ),
                )
                for what, (begins, codes) in WHY_LOST.items()
            )
        ),
        has_outcome=ibis.ifelse(made.outcome.notnull(), "yes", "no"),
        outcome=_words(made.outcome, all_codelists()["referral_outcomes"].values),
    )


def referral_waits(inputs: Inputs) -> ir.Table:
    """Return the days from step to step of each referral of which it is known what became of it."""
    rows = inputs.table("referrals")
    rows = rows.filter(rows.is_open == "no")
    numbers = (
        rows.days_to_received,
        rows.days_to_accepted,
        rows.days_from_accepted_to_contact,
        rows.days_to_appointed,
        rows.days_to_attended,
        rows.days_to_engaged,
        rows.days_to_outcome,
    )
    titles = [step.title for step in FROM_REFERRAL.steps[2:]]
    return waits(
        rows, dict(zip(titles, numbers, strict=True)), PERSON, "period_start", "partnership"
    )


def referral_steps(inputs: Inputs) -> ir.Table:
    """Return one row per step that a receiver owed by a day, by the month in which that day lies."""
    rows = inputs.landed(STEPS)
    rows = rows.filter(
        (rows.kind == "moved") & (rows.side == "receiver") & rows.due_on.notnull()
    )
    newest = ibis.row_number().over(
        ibis.window(group_by=["referral", "step"], order_by=[ibis.desc("quarter"), "_row"])
    )
    rows = rows.mutate(newest=newest)
    rows = rows.filter(rows.newest == 0)
    late = rows.happened_on > rows.due_on
    reasons = all_codelists()["referral_late_reasons"].values
    return rows.select(
        period_start=rows.due_on.truncate("M").cast("date"),
        partnership=_partnership(inputs),
        late=ibis.ifelse(late, "yes", "no"),
        service_kind=_words(rows.receiver_kind, SERVICE_KINDS),
        late_reason=ibis.cases(
            (rows.late_reason.notnull(), _words(rows.late_reason, reasons)),
            (late, "No reason given"),
        ),
    )


def support_packages(inputs: Inputs) -> ir.Table:
    """Return one row per adult's treatment journey of 12 weeks or more, by the month it began."""
    rows = inputs.journeys.packages()
    made = described(inputs, rows)
    origins = all_codelists()["referral_origins"].values
    return made.select(
        PERSON,
        "quintile",
        *SPLITS,
        "package",
        "with_housing",
        "with_work",
        "completed",
        period_start=made.started_on.truncate("M").cast("date"),
        partnership=_partnership(inputs),
        origin=ibis.ifelse(made.origin.isnull(), NOT_REFERRED, _words(made.origin, origins)),
    )


def _words(code: ir.StringValue, words: dict[str, str]) -> ir.StringValue:
    """Return what codes mean; a code that is in no list stands for itself."""
    return ibis.cases(*((code == one, said) for one, said in words.items()), else_=code)


def _partnership(inputs: Inputs) -> ir.StringScalar:
    return ibis.literal(inputs.places.partnership.area.code)


_AREAS = {
    AreaKind.PARTNERSHIP: "partnership",
    AreaKind.DEPRIVATION_QUINTILE: "quintile",
}
_WHOLE = {AreaKind.PARTNERSHIP: "partnership"}

TABLES = (
    EventTable(
        name="referrals",
        words="referrals between agencies, by the day they were sent",
        sources=(REFERRALS,),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=referrals,
        covers=months_of(REFERRALS),
        splits=(
            *SPLITS,
            "service",
            "service_kind",
            "origin",
            "reached",
            "why_lost",
            "outcome",
        ),
        by_person=True,
    ),
    EventTable(
        name="referral_waits",
        words="days from step to step of referrals between agencies",
        sources=(REFERRALS,),
        base=PeriodKind.MONTH,
        areas=_WHOLE,
        make=referral_waits,
        covers=months_of(REFERRALS),
        splits=("reached",),
        by_person=True,
    ),
    EventTable(
        name="referral_steps",
        words="steps of referrals that a service owed, by the day they were due",
        sources=(STEPS,),
        base=PeriodKind.MONTH,
        areas=_WHOLE,
        make=referral_steps,
        covers=months_of(STEPS),
        splits=("service_kind", "late_reason"),
    ),
    EventTable(
        name="support_packages",
        words="adults' treatment of 12 weeks or more, with the help beside it",
        sources=(REFERRALS, TREATMENT),
        base=PeriodKind.MONTH,
        areas=_AREAS,
        make=support_packages,
        covers=months_of(REFERRALS, but_first=HELD_ALL),
        splits=(*SPLITS, "package", "origin"),
        by_person=True,
    ),
)
