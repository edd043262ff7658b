"""From treatment to a home and to work: which steps a person reached, in which order.

Comes in: treatment journeys, homelessness cases, employment support. The rules:

- A sequence begins with a treatment journey. Help counts to it from the day it began until 12 months
  after it was last known (a choice of ours); the first application and the first referral count.
- **Home**: a homelessness application; which duty was owed first and when; **secured** when the case, or
  a later duty of it, ended with secured accommodation. While it is open: "not yet known".
- **Work**: a referral to employment support (IPS); profile; job start: a day or more of open work.
- **Kept 13 and 26 weeks**: by the days of the job where it ended, whatever the sender's mark says; else
  by the mark. While the weeks are not over in the files: "not yet known", also where the mark says no.
- An application or a referral before treatment began is none of its sequence.
- A district that sends no housing file leaves "no application", which then means nothing: measures
  ask which districts sent.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.follow_up import (
    NO,
    NOT_KNOWN,
    NOT_YET,
    YES,
    days_after,
    days_between,
    first_within,
    followed_up,
    months_after,
)
from fingerpost.evidence.journeys.inputs import once
from fingerpost.evidence.journeys.rules import Rules


def housing_cases(rows: ir.Table, rules: Rules) -> ir.Table:
    """Return one row per homelessness case, over all the duties owed in it.

    Parameters
    ----------
    rows : Table
        Landed `housing_cases` with person keys: quarter, housing_authority, case, applied_on,
        duty, duty_on, activity_end_reason, activity_ended_on, record.

    Returns
    -------
    Table
        person_key, happened_on (the application), event, duty (the first), duty_on, ended_on (the
        last end, null while a duty is open), secured_on (null unless accommodation was secured),
        is_open, records, match_probability.
    """
    rows = once(rows, "housing_authority", "case", "duty", newest="quarter")
    case = ibis.coalesce(
        rows.housing_authority + "|" + rows.case, ibis.literal("|") + rows.record.cast("string")
    )
    secured = rows.activity_end_reason.isin(rules.codes["home_secured"]).fill_null(False)
    rows = rows.mutate(event=case, secured=secured)
    by = ibis.window(group_by=["person_key", "event"])
    owed = rows.duty_on.fill_null(rows.applied_on)
    rows = rows.mutate(owed=owed)
    rows = rows.mutate(first_owed=rows.owed.min().over(by))
    is_first = rows.owed == rows.first_owed
    return rows.group_by("person_key", "event").agg(
        happened_on=rows.applied_on.min(),
        duty=ibis.ifelse(is_first, rows.duty, None).min(),
        duty_on=rows.duty_on.min(),
        ended_on=ibis.ifelse(
            rows.activity_ended_on.isnull().max(), None, rows.activity_ended_on.max()
        ),
        secured_on=ibis.ifelse(rows.secured, rows.activity_ended_on, None).min(),
        is_open=rows.activity_ended_on.isnull().max(),
        records=rows.record.collect().sort(),
        match_probability=rows.match_probability.min(),
    )


def jobs(rows: ir.Table, *, known_until: date, rules: Rules) -> ir.Table:
    """Return one row per referral to employment support, and whether a job was kept.

    Parameters
    ----------
    rows : Table
        Landed `employment_support` with person keys: quarter, support, referred_on, profiled_on,
        job_started_on, job_ended_on, sustained_13_weeks, sustained_26_weeks, record.
    known_until : date
        The last day that its files tell about.

    Returns
    -------
    Table
        person_key, happened_on (the referral), event, profiled_on, job_started_on, job_ended_on,
        kept_13_weeks and kept_26_weeks ("yes", "no", "not yet known", "not known": over, and
        nobody says; null without a job), records, match_probability.
    """
    rows = once(rows, "support", "referred_on", newest="quarter")
    return rows.select(
        "person_key",
        "profiled_on",
        "job_started_on",
        "job_ended_on",
        "records",
        "match_probability",
        happened_on="referred_on",
        event=rows.record.cast("string"),
        kept_13_weeks=_kept(
            rows, rows.sustained_13_weeks, rules["sustained_weeks"], known_until
        ),
        kept_26_weeks=_kept(
            rows, rows.sustained_26_weeks, rules["long_sustained_weeks"], known_until
        ),
    )


def _kept(
    rows: ir.Table, mark: ir.StringValue, weeks: int, known_until: date
) -> ir.StringValue:
    due = days_after(rows.job_started_on, 7 * weeks)
    return ibis.cases(
        (rows.job_started_on.isnull(), None),
        (rows.job_ended_on >= due, YES),
        (rows.job_ended_on < due, NO),
        ((mark == "Yes").fill_null(False), YES),
        (due > ibis.literal(known_until), NOT_YET),
        ((mark == "No").fill_null(False), NO),
        else_=NOT_KNOWN,
    )


def recovery_sequences(
    journeys: ir.Table,
    cases: ir.Table,
    jobs: ir.Table,
    *,
    housing_until: date,
    work_until: date,
    rules: Rules,
) -> ir.Table:
    """Return one row per treatment journey, with the home and the work that followed it.

    Parameters
    ----------
    journeys : Table
        As `treatment.treatment_journeys` returns them.
    cases, jobs : Table
        As `housing_cases` and `jobs` return them.
    housing_until, work_until : date
        The last day that the housing and the employment files tell about.

    Returns
    -------
    Table
        journey, setting, person_key, substance_group, local_authority_code, sex, ethnicity, age,
        started_on, ended_on, exit, completed, housing_applied_on, duty, duty_on, home_secured_on,
        asked_for_housing ("yes", "no", "not yet known"), home_secured ("yes", "no", "not yet
        known"; null without an application), days_to_home, support_referred_on, profiled_on,
        job_started_on, job_ended_on, referred_to_support ("yes", "no", "not yet known"), got_job
        ("yes", "no", "not yet known": counted to 12 months after the journey; null without a
        referral), kept_13_weeks, kept_26_weeks, days_to_job, sequence ("treatment", "treatment, home",
        "treatment, work", "treatment, home, work", "treatment, work, home"), records,
        match_probability.
    """
    rows = journeys.select(
        "journey",
        "setting",
        "person_key",
        "substance_group",
        "local_authority_code",
        "sex",
        "ethnicity",
        "age",
        "started_on",
        "ended_on",
        "seen_until",
        "exit",
        "completed",
        "records",
        "match_probability",
    )
    rows = rows.mutate(until_=months_after(rows.seen_until, rules["recovery_months"]))
    rows = first_within(
        rows,
        cases,
        key="journey",
        since=rows.started_on,
        until=rows.until_,
        carry={
            "housing_applied_on": "happened_on",
            "duty": "duty",
            "duty_on": "duty_on",
            "home_secured_on": "secured_on",
            "case_open_": "is_open",
        },
    )
    rows = first_within(
        rows,
        jobs,
        key="journey",
        since=rows.started_on,
        until=rows.until_,
        carry={
            "support_referred_on": "happened_on",
            "profiled_on": "profiled_on",
            "job_started_on": "job_started_on",
            "job_ended_on": "job_ended_on",
            "kept_13_weeks": "kept_13_weeks",
            "kept_26_weeks": "kept_26_weeks",
        },
    )
    has_home, has_job = rows.home_secured_on.notnull(), rows.job_started_on.notnull()
    secured = ibis.cases((has_home, YES), (rows.case_open_, NOT_YET), else_=NO)
    got_job = followed_up(has_job, until=rows.until_, known_until=work_until)
    return rows.mutate(
        asked_for_housing=followed_up(
            rows.housing_applied_on.notnull(), until=rows.until_, known_until=housing_until
        ),
        home_secured=ibis.ifelse(rows.housing_applied_on.isnull(), None, secured),
        days_to_home=days_between(rows.started_on, rows.home_secured_on),
        referred_to_support=followed_up(
            rows.support_referred_on.notnull(), until=rows.until_, known_until=work_until
        ),
        got_job=ibis.ifelse(rows.support_referred_on.isnull(), None, got_job),
        days_to_job=days_between(rows.started_on, rows.job_started_on),
        sequence=ibis.cases(
            (~has_home & ~has_job, "treatment"),
            (~has_job, "treatment, home"),
            (~has_home, "treatment, work"),
            (rows.home_secured_on <= rows.job_started_on, "treatment, home, work"),
            else_="treatment, work, home",
        ),
    ).drop("until_", "case_open_", "seen_until")
