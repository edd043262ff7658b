"""The diversion funnel: an offence of possession, how the police closed it, and what followed.

Comes in: the force's recorded crime and detentions, the justice team's episodes, community episodes.

Which steps the sources hold, and which none does:

| Step | Source |
|---|---|
| eligible: possession (classes 92C, 92D, 92E) by a known person | recorded crime; custody names the person |
| **offered, accepted, refused** | none: left out |
| diverted: closed with outcome 8 or 22 | recorded crime |
| activity done | outcome 22, which is recorded only then; outcome 8 does not say |
| contacted, assessed, referred to treatment | the justice team's file |
| treatment started, completed | the treatment files |
| arrested again within 12 months | custody: `reoffending` |

The rules:

- **The person is known from custody alone**, by the number of the crime. An offence closed in the
  street, with nobody brought in, has no person in any source: its row says `person_known` "no", and
  what followed is "not known", never "no".
- Two people detained for one crime are two rows.
- **What follows** (12 months, a choice of ours) counts from the arrest, since the activity of outcome
  22 comes before the outcome. Arrests count from the day of the outcome.
- **Diverted** is "not yet known" while the crime has no outcome.
- **Route**: `by_diversion_route` says whether the provider wrote police diversion as the source of the
  referral (code unconfirmed); a start without it may have nothing to do with the offence.
- **Completed** is said of the episode that started: "not yet known" while it is open.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.episodes import COMPLETED, starts
from fingerpost.evidence.journeys.follow_up import (
    NO,
    NOT_KNOWN,
    NOT_YET,
    YES,
    covered,
    days_between,
    first_within,
    followed_up,
    months_after,
)
from fingerpost.evidence.journeys.rules import Rules


def diversions(
    crimes: ir.Table,
    detentions: ir.Table,
    team: ir.Table,
    episodes: ir.Table,
    *,
    known_until: date,
    rules: Rules,
) -> ir.Table:
    """Return one row per offence of possession and person detained for it.

    Parameters
    ----------
    crimes : Table
        Landed `force_crime` (it names nobody): month, crime_number, recorded_on,
        home_office_class, drug, district_code, lsoa_code, found_by_search, outcome_number,
        outcome_on.
    detentions : Table
        As `custody.detentions` returns them: crime_number, arrested_on, sex, ethnicity, age.
    team : Table
        As `justice_team.team_episodes` returns them.
    episodes : Table
        Of community treatment, as `episodes.episodes` returns them.
    known_until : date
        The last day that the treatment files tell about.

    Returns
    -------
    Table
        offence (text: tells the rows apart), crime_number (its record: the file names nobody and
        has no other), person_key (null if not known), person_known ("yes",
        "no"), recorded_on, arrested_on, home_office_class, drug, district_code, lsoa_code (of the
        offence), found_by_search, sex, ethnicity, age, outcome_number, outcome_on, diverted ("yes",
        "no", "not yet known"), activity_done ("yes", "not known"; null if not diverted),
        days_to_outcome (from recording), contacted_on, assessed_on, team_referred_on,
        days_to_contact, days_to_assessment, in_treatment_at_arrest ("yes", "no", "not known"),
        started_on, start_agency, by_diversion_route ("yes", "no"; null without a start), days_to_start,
        contacted, assessed, started ("yes", "no", "not yet known", "not known"), completed ("yes",
        "no", "not yet known"; null without a start), treatment_ended_on, records
        and match_probability (null if the person is not known).
    """
    rows = _offences(crimes, detentions, rules)
    months = rules["diversion_months"]
    rows = first_within(
        rows,
        team.mutate(happened_on=team.first_contact_on),
        key="offence",
        since=rows.arrested_on,
        until=months_after(rows.arrested_on, months),
        carry={
            "contacted_on": "happened_on",
            "assessed_on": "assessed_on",
            "team_referred_on": "referred_to_treatment_on",
        },
    )
    begun = starts(episodes)
    rows = covered(
        rows, begun, key="offence", day=rows.arrested_on, name="in_treatment_at_arrest"
    )
    rows = first_within(
        rows,
        begun,
        key="offence",
        since=rows.arrested_on,
        until=months_after(rows.arrested_on, months),
        carry={
            "started_on": "happened_on",
            "start_agency": "agency",
            "route_": "referral_source",
            "treatment_ended_on": "ended_on",
            "exit_": "exit",
        },
    )

    def followed(happened: ir.BooleanValue) -> ir.StringValue:
        until = months_after(rows.arrested_on, months)
        said = followed_up(happened, until=until, known_until=known_until)
        return ibis.ifelse(rows.person_key.isnull(), NOT_KNOWN, said)

    already = rows.in_treatment_at_arrest
    has_start = rows.started_on.notnull()
    by_route = rows.route_.isin(rules.codes["diversion_referral_sources"]).fill_null(False)
    completed = ibis.cases(
        (rows.treatment_ended_on.isnull(), NOT_YET), (rows.exit_ == COMPLETED, YES), else_=NO
    )
    return rows.mutate(
        in_treatment_at_arrest=ibis.ifelse(rows.person_key.isnull(), NOT_KNOWN, already),
        days_to_contact=days_between(rows.arrested_on, rows.contacted_on),
        days_to_assessment=days_between(rows.arrested_on, rows.assessed_on),
        days_to_start=days_between(rows.arrested_on, rows.started_on),
        contacted=followed(rows.contacted_on.notnull()),
        assessed=followed(rows.assessed_on.notnull()),
        started=followed(has_start),
        by_diversion_route=ibis.ifelse(has_start, ibis.ifelse(by_route, YES, NO), None),
        completed=ibis.ifelse(has_start, completed, None),
    ).drop("route_", "exit_")


def _offences(crimes: ir.Table, detentions: ir.Table, rules: Rules) -> ir.Table:
    """Return offences of possession, each with everybody detained for it."""
    newest = ibis.window(group_by="crime_number", order_by=ibis.desc("month"))
    crimes = crimes.mutate(place=ibis.row_number().over(newest))
    possession = crimes.home_office_class.isin(rules.codes["possession_classes"])
    crimes = crimes.filter((crimes.place == 0) & possession)
    crimes = crimes.select(
        "crime_number",
        "recorded_on",
        "home_office_class",
        "drug",
        "district_code",
        "lsoa_code",
        "found_by_search",
        "outcome_number",
        "outcome_on",
    )
    held = detentions.select(
        "person_key",
        "arrested_on",
        "sex",
        "ethnicity",
        "age",
        "match_probability",
        "records",
        number="crime_number",
        custody_record="record",
    )
    rows = crimes.left_join(held, crimes.crime_number == held.number)
    is_diverted = rows.outcome_number.isin(rules.codes["diverted_outcomes"]).fill_null(False)
    is_done = rows.outcome_number.isin(rules.codes["activity_done_outcomes"]).fill_null(False)
    return rows.mutate(
        offence=ibis.coalesce(
            rows.crime_number + ":" + rows.custody_record.cast("string"), rows.crime_number
        ),
        person_known=ibis.ifelse(rows.person_key.notnull(), YES, NO),
        diverted=ibis.cases(
            (is_diverted, YES), (rows.outcome_number.isnull(), NOT_YET), else_=NO
        ),
        activity_done=ibis.ifelse(is_diverted, ibis.ifelse(is_done, YES, NOT_KNOWN), None),
        days_to_outcome=days_between(rows.recorded_on, rows.outcome_on),
    ).drop("number", "custody_record")
