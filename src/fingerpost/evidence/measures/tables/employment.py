"""People referred to employment support, and whether a job began."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.tables.coverage import months_of
from fingerpost.evidence.measures.tables.inputs import EventTable, Inputs


def employment_referrals(inputs: Inputs) -> ir.Table:
    """Return one row per referral, by the month of referral."""
    rows = inputs.landed("employment_support")
    return rows.select(
        period_start=rows.referred_on.truncate("M").cast("date"),
        partnership=ibis.literal(inputs.places.partnership.area.code),
        treatment_agency=rows.treatment_agency.fill_null("not recorded"),
        job_started=ibis.ifelse(rows.job_started_on.notnull(), "yes", "no"),
        kept_13_weeks=ibis.ifelse(
            (rows.sustained_13_weeks == "Yes").fill_null(False), "yes", "no"
        ),
    )


TABLES = (
    EventTable(
        name="employment_referrals",
        words="referrals to employment support",
        sources=("employment_support",),
        base=PeriodKind.MONTH,
        areas={AreaKind.PARTNERSHIP: "partnership"},
        make=employment_referrals,
        covers=months_of("employment_support"),
        splits=("treatment_agency",),
    ),
)
