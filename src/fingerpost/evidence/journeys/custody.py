"""A positive drug test on arrest, the required assessment after it, and whether treatment began.

Comes in: the force's custody records, the justice team's episodes, community episodes. The rules:

- **Positive tests only.** A negative or refused test, and an arrest without one, are no rows here.
- **Assessment**: what custody wrote of the required assessment. Beside it stands what the justice
  team's own file says; the two are not made to agree.
- **Treatment** (84 days, a choice of ours): the first community start on the day of arrest or within
  the days after it. Who was in treatment on that day already is marked.
- **One start may answer two tests**: each test is followed by itself, so they do not add up to people.
- **Not yet known**: no start so far, and the treatment files do not reach to the end of the days.
- **One detention, one row**: one that two files hold counts once, as the newer has it.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.episodes import starts
from fingerpost.evidence.journeys.follow_up import (
    NOT_KNOWN,
    covered,
    days_after,
    days_between,
    first_within,
    followed_up,
)
from fingerpost.evidence.journeys.inputs import once
from fingerpost.evidence.journeys.rules import Rules

ATTENDED, NOT_ATTENDED, NO_ASSESSMENT = "attended", "not attended", "none recorded"


def detentions(rows: ir.Table) -> ir.Table:
    """Return each detention of `force_custody` once, as the newest file has it."""
    return once(rows, "custody", newest="quarter")


def custody_tests(
    detentions: ir.Table,
    episodes: ir.Table,
    team: ir.Table,
    *,
    known_until: date,
    rules: Rules,
) -> ir.Table:
    """Return one row per positive drug test on arrest.

    Parameters
    ----------
    detentions : Table
        As `detentions` returns them: arrested_on, custody_suite, home_office_class,
        drug_test_result, required_assessment_on, required_assessment_attended, sex, ethnicity, age,
        lsoa_code, record, records.
    episodes : Table
        Of community treatment, as `episodes.episodes` returns them.
    team : Table
        As `justice_team.team_episodes` returns them.
    known_until : date
        The last day that the treatment files tell about.

    Returns
    -------
    Table
        record, person_key, arrested_on, custody_suite, home_office_class, result, sex, ethnicity,
        age, lsoa_code, assessment ("attended", "not attended", "not known", "none recorded"),
        assessment_on, days_to_assessment, team_assessed_on, days_to_team_assessment,
        team_referred_on (to treatment), in_treatment_at_test ("yes", "no"), started_on,
        start_agency, days_to_start, started ("yes", "no", "not yet known"), records,
        match_probability.
    """
    days = rules["test_start_days"]
    tests = detentions.filter(
        detentions.drug_test_result.isin(rules.codes["positive_tests"]).fill_null(False)
    )
    tests = first_within(
        tests,
        team.mutate(happened_on=team.assessed_on),
        key="record",
        since=tests.arrested_on,
        until=days_after(tests.arrested_on, days),
        carry={
            "team_assessed_on": "happened_on",
            "team_referred_on": "referred_to_treatment_on",
        },
    )
    begun = starts(episodes)
    tests = covered(
        tests, begun, key="record", day=tests.arrested_on, name="in_treatment_at_test"
    )
    tests = first_within(
        tests,
        begun,
        key="record",
        since=tests.arrested_on,
        until=days_after(tests.arrested_on, days),
        carry={"started_on": "happened_on", "start_agency": "agency"},
    )
    attended = tests.required_assessment_attended
    return tests.select(
        "record",
        "person_key",
        "arrested_on",
        "custody_suite",
        "home_office_class",
        "sex",
        "ethnicity",
        "age",
        "lsoa_code",
        "team_assessed_on",
        "team_referred_on",
        "in_treatment_at_test",
        "started_on",
        "start_agency",
        "records",
        "match_probability",
        result="drug_test_result",
        assessment=ibis.cases(
            (tests.required_assessment_on.isnull(), NO_ASSESSMENT),
            ((attended == "Yes").fill_null(False), ATTENDED),
            ((attended == "No").fill_null(False), NOT_ATTENDED),
            else_=NOT_KNOWN,
        ),
        assessment_on="required_assessment_on",
        days_to_assessment=days_between(tests.arrested_on, tests.required_assessment_on),
        days_to_team_assessment=days_between(tests.arrested_on, tests.team_assessed_on),
        days_to_start=days_between(tests.arrested_on, tests.started_on),
        started=followed_up(
            tests.started_on.notnull(),
            until=days_after(tests.arrested_on, days),
            known_until=known_until,
        ),
    )
