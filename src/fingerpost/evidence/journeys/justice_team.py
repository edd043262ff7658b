"""Episodes of the criminal justice intervention team (CJIT): contact, assessment, referral."""

from __future__ import annotations

import ibis.expr.types as ir

from fingerpost.evidence.journeys.episodes import counting
from fingerpost.evidence.journeys.rules import Rules


def team_episodes(rows: ir.Table, rules: Rules) -> ir.Table:
    """Return one row per episode of the team, as its agency's newest file has it.

    Parameters
    ----------
    rows : Table
        Landed `ndtms_cjit` with person keys: agency_code, episode, consent, financial_year,
        first_contact_on, assessed_on, referred_to_treatment_on, discharged_on, record.

    Returns
    -------
    Table
        agency, episode, event, person_key, first_contact_on, assessed_on,
        referred_to_treatment_on, discharged_on, records, match_probability. Who refuses consent
        is in none of them.
    """
    rows = counting(rows, rules)
    each = rows.group_by("episode", "person_key", agency="agency_code").agg(
        first_contact_on=rows.first_contact_on.min(),
        assessed_on=rows.assessed_on.min(),
        referred_to_treatment_on=rows.referred_to_treatment_on.min(),
        discharged_on=rows.discharged_on.max(),
        records=rows.record.collect().sort(),
        match_probability=rows.match_probability.min(),
    )
    return each.mutate(event=each.agency + "|" + each.episode)
