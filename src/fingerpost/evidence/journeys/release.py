"""Releases from prison, and whether community treatment followed within three weeks.

Comes in: the prison's releases, and community episodes. The rules, numbers in `rules.toml`:

- **Continuity** (confirmed: within three weeks): a community episode starts on the day of release, or at
  most 21 days after it. One that started before counts for nothing here; whether one was open on the
  day of release is shown beside it.
- **Excluded**, for the first reason that holds, in this order (unconfirmed): no treatment need; need not
  recorded; died, recalled, deported, transferred (whether or not treatment began first: the prison's
  file gives no day for them); in custody again within the days. Nothing is dropped: an excluded
  release has its row and its reason.
- **In custody again** is seen where a later stay is landed, and stays are landed when they end.
- **Not yet known**: no start so far, and the treatment files do not reach to the end of the days.
- **One release, one row**: one that two files hold counts once, as the newer has it.
- A person released twice has two rows, each followed by itself.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.episodes import starts
from fingerpost.evidence.journeys.follow_up import (
    NO,
    YES,
    covered,
    days_after,
    days_between,
    first_within,
    followed_up,
)
from fingerpost.evidence.journeys.inputs import once
from fingerpost.evidence.journeys.rules import Rules

NO_NEED = "no treatment need"
NEED_NOT_RECORDED = "treatment need not recorded"
IN_CUSTODY_AGAIN = "in custody again"


def releases(
    rows: ir.Table, episodes: ir.Table, *, known_until: date, rules: Rules
) -> ir.Table:
    """Return one row per release from prison.

    Parameters
    ----------
    rows : Table
        Landed `prison_releases` with person keys: quarter, prisoner, prison, received_on,
        released_on, home_district_code, treatment_need, transfer_agency, referred_on,
        outcome_after_release, sex, ethnicity, age, lsoa_code, record.
    episodes : Table
        Of community treatment, adults' and young people's, as `episodes.episodes` returns them.
    known_until : date
        The last day that the treatment files tell about.

    Returns
    -------
    Table
        record, person_key, prison, received_on, released_on, home_district_code, sex, ethnicity,
        age, lsoa_code, treatment_need, transfer_agency, referred_on, outcome_after_release,
        exclusion (null if the release counts, else the reason), eligible ("yes", "no"), referred
        ("yes", "no"), days_to_referral (negative before release), in_treatment_at_release ("yes",
        "no"), started_on and start_agency (of the first start within the days), days_to_start,
        engaged ("yes", "no", "not yet known"), records, match_probability.
    """
    days = rules["release_start_days"]
    rows = once(rows, "prisoner", "released_on", newest="quarter")
    stays = rows.filter(rows.received_on.notnull()).select(
        "person_key",
        "records",
        "match_probability",
        happened_on="received_on",
        event=rows.record.cast("string"),
    )
    rows = first_within(
        rows,
        stays,
        key="record",
        since=days_after(rows.released_on, 1),
        until=days_after(rows.released_on, days),
        carry={"received_again_on": "happened_on"},
    )
    begun = starts(episodes)
    rows = covered(
        rows, begun, key="record", day=rows.released_on, name="in_treatment_at_release"
    )
    rows = first_within(
        rows,
        begun,
        key="record",
        since=rows.released_on,
        until=days_after(rows.released_on, days),
        carry={"started_on": "happened_on", "start_agency": "agency"},
    )
    exclusion = _exclusion(rows, rules)
    return rows.select(
        "record",
        "person_key",
        "prison",
        "received_on",
        "released_on",
        "home_district_code",
        "sex",
        "ethnicity",
        "age",
        "lsoa_code",
        "treatment_need",
        "transfer_agency",
        "referred_on",
        "outcome_after_release",
        "in_treatment_at_release",
        "started_on",
        "start_agency",
        "records",
        "match_probability",
        exclusion=exclusion,
        eligible=ibis.ifelse(exclusion.isnull(), YES, NO),
        referred=ibis.ifelse(rows.referred_on.notnull(), YES, NO),
        days_to_referral=days_between(rows.released_on, rows.referred_on),
        days_to_start=days_between(rows.released_on, rows.started_on),
        engaged=followed_up(
            rows.started_on.notnull(),
            until=days_after(rows.released_on, days),
            known_until=known_until,
        ),
    )


def _exclusion(rows: ir.Table, rules: Rules) -> ir.StringValue:
    said = rows.outcome_after_release
    return ibis.cases(
        ((rows.treatment_need == "No").fill_null(False), NO_NEED),
        (rows.treatment_need.isnull(), NEED_NOT_RECORDED),
        *(
            ((said == word).fill_null(False), reason)
            for word, reason in rules.release_exclusions.items()
        ),
        (rows.received_again_on.notnull(), IN_CUSTODY_AGAIN),
    )


def exclusions(releases: ir.Table) -> ir.Table:
    """Return how many releases are left out for each reason: exclusion, releases."""
    out = releases.filter(releases.exclusion.notnull())
    return out.group_by("exclusion").agg(releases=out.count())
