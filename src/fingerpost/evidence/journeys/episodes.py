"""Episodes of treatment, each once, from the rows of NDTMS files.

An episode stands in a row for each of its interventions and outcome forms, and in the file of each
financial year in which it was open. The rules:

- **The newest file of its agency counts.** What an older one said of the episode is forgotten.
- **Two agencies may use one number**: an episode is told by agency and number together.
- **No consent, no episode.** Rows of clients who refuse are left out, also where their cells were not
  blanked; `clients_without_consent` counts what is missing.
- **Treatment starts with the first structured intervention.** Needle exchange, outreach, advice and
  aftercare start nothing (unconfirmed). An episode without such a start has not begun.
- **A start in the future** (after `known_until`) is a plan: the episode has not begun. **An end in the
  future** has not come: the episode is open.
- **An end before the start** is taken to be on the day of the start: the episode is closed, and lasted
  no day. `mended` names what was mended, so that it can be counted and sent back.
- **An open episode that its agency's later files no longer hold** is lost from sight: it is taken to
  have ended with the last file that holds it, for a reason not recorded (unconfirmed). Where the
  agency has sent no later file, it is open, and nothing is known of it after `seen_until`.
- **One person.** If linkage gave the rows of one episode different people, the surest link counts, and
  of equals the first key in order.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.follow_up import days_between
from fingerpost.evidence.journeys.rules import Rules
from fingerpost.evidence.journeys.substances import cited

Setting = Literal["adult", "young people", "secure"]
COMPLETED, TRANSFERRED, UNPLANNED, DIED = "completed", "transferred", "unplanned", "died"
NOT_RECORDED, STILL_OPEN = "not recorded", "open"
# Cells that not every file has, and their type: null where a file has none.
OPTIONAL = {
    "referral_source": "string",
    "local_authority_code": "string",
    "accommodation_need": "string",
    "modality_referred_on": "date",
    "sex": "string",
    "ethnicity": "string",
    "age": "int64",
    "lsoa_code": "string",
}


def counting(rows: ir.Table, rules: Rules) -> ir.Table:
    """Return the rows that count: of people who agree, from the newest file of each episode.

    Parameters
    ----------
    rows : Table
        Landed rows of one NDTMS source with `person_key` and `match_probability`: agency_code,
        episode, consent, financial_year, record, and what the other functions here name.

    Returns
    -------
    Table
        The rows with `sent_later`: has the agency sent a file of a later year?
    """
    # The agency's newest year is that of all its rows, also of those left out below.
    of_agency = ibis.window(group_by="agency_code")
    rows = rows.mutate(newest_sent=rows.financial_year.max().over(of_agency))
    agreed = ~rows.consent.isin(rules.codes["consent_refused"]).fill_null(False)
    rows = rows.filter(rows.episode.notnull() & agreed)
    of_episode = ibis.window(group_by=["agency_code", "episode"])
    rows = rows.mutate(newest=rows.financial_year.max().over(of_episode))
    rows = rows.filter(rows.financial_year == rows.newest)
    return rows.mutate(sent_later=rows.newest_sent > rows.newest).drop("newest", "newest_sent")


def clients_without_consent(rows: ir.Table, rules: Rules) -> ir.Table:
    """Return how many clients of each agency and year are in no episode: they did not agree.

    Parameters
    ----------
    rows : Table
        As landed: agency_code, financial_year, consent, client.

    Returns
    -------
    Table
        agency, financial_year, clients (all that the file names), without_consent.
    """
    refused = rows.consent.isin(rules.codes["consent_refused"]).fill_null(False)
    return rows.group_by("financial_year", agency="agency_code").agg(
        clients=rows.client.nunique(),
        without_consent=ibis.ifelse(refused, rows.client, None).nunique(),
    )


def interventions(rows: ir.Table, rules: Rules) -> ir.Table:
    """Return one row per intervention of the rows that count.

    Parameters
    ----------
    rows : Table
        As `counting` returns them: modality, modality_referred_on, modality_started_on and
        modality_ended_on.

    Returns
    -------
    Table
        agency, episode, person_key, modality, structured (bool), referred_on, started_on,
        ended_on, records, match_probability. A row that a file repeats is one intervention.
    """
    rows = _with_optional(rows)
    named = rows.filter(rows.modality.notnull() | rows.modality_started_on.notnull())
    return named.group_by(
        "episode",
        "person_key",
        "modality",
        agency="agency_code",
        referred_on="modality_referred_on",
        started_on="modality_started_on",
        ended_on="modality_ended_on",
    ).agg(
        structured=_is_structured(named, rules).max(),
        records=named.record.collect().sort(),
        match_probability=named.match_probability.min(),
    )


def forms(rows: ir.Table) -> ir.Table:
    """Return one row per Treatment Outcomes Profile of the rows that count."""
    filled = rows.filter(rows.outcomes_on.notnull())
    kept = [name for name in FORM if name in rows.columns]
    return filled.select("episode", "person_key", "record", *kept, agency="agency_code")


FORM = (
    "outcomes_on",
    "outcomes_stage",
    "alcohol_days",
    "opiate_days",
    "crack_days",
    "cocaine_days",
    "amphetamine_days",
    "cannabis_days",
    "other_drug_days",
    "acute_housing_problem",
    "housing_risk",
)


def episodes(rows: ir.Table, setting: Setting, *, known_until: date, rules: Rules) -> ir.Table:
    """Return one row per episode.

    Parameters
    ----------
    rows : Table
        As `counting` returns them.
    setting : str
        Of the file they are from: settings are kept apart in everything that follows.
    known_until : date
        The last day that the landed files of this source tell about.

    Returns
    -------
    Table
        setting, agency, episode, person_key, referred_on, started_on (null: not begun), ended_on
        (null: open, or not begun), seen_until (the last day on which the newest file knows it; its
        end if it ended), is_open, exit ("completed", "transferred", "unplanned", "died", "not
        recorded"; null while open), discharge_reason, referral_source, waiting_days (referral to
        first intervention; null if either is missing or they are in the wrong order), opiate,
        other_drug, alcohol (bool: cited in it), local_authority_code, lsoa_code,
        accommodation_need, sex, ethnicity, age, mended ("" or what was mended), records,
        match_probability.
    """
    last_day = ibis.literal(known_until)
    rows = _with_optional(rows)
    by = ibis.window(group_by=["agency_code", "episode"])
    begins = ibis.ifelse(
        _is_structured(rows, rules) & (rows.modality_started_on <= last_day),
        rows.modality_started_on,
        None,
    )
    rows = rows.mutate(
        begins=begins,
        planned=rows.modality_started_on > last_day,
        surest=rows.match_probability.max().over(by),
        **cited(rows, rules),
    )
    rows = rows.mutate(began=rows.begins.min().over(by))
    is_first = rows.begins == rows.began
    each = rows.group_by("episode", agency="agency_code").agg(
        person_key=ibis.ifelse(
            rows.match_probability == rows.surest, rows.person_key, None
        ).min(),
        referred_on=rows.referred_on.max(),
        said_start=rows.began.max(),
        said_end=rows.discharged_on.max(),
        said_reason=rows.discharge_reason.max(),
        first_referred_on=ibis.ifelse(is_first, rows.modality_referred_on, None).min(),
        financial_year=rows.financial_year.max(),
        sent_later=rows.sent_later.max(),
        planned=rows.planned.fill_null(False).max(),
        opiate=rows.opiate.max(),
        other_drug=rows.other_drug.max(),
        alcohol=rows.alcohol.max(),
        **{
            name: (
                rows[name].min() if name in ("age", "accommodation_need") else rows[name].max()
            )
            for name in OPTIONAL
            if name != "modality_referred_on"
        },
        records=rows.record.collect().sort(),
        match_probability=rows.match_probability.min(),
    )
    return _closed(each, setting, last_day, rules)


def _closed(
    each: ir.Table, setting: Setting, last_day: ir.DateScalar, rules: Rules
) -> ir.Table:
    """Return the episodes with their ends, by the rules of this module."""
    file_ends = ibis.least(ibis.date(each.financial_year.cast("int32") + 1, 3, 31), last_day)
    each = each.mutate(
        # A start after its file's year is believed; the file then knows it on that day.
        file_ends=ibis.greatest(file_ends, each.said_start.fill_null(file_ends)),
        ended=ibis.ifelse(each.said_end <= last_day, each.said_end, None),
    )
    begun = each.said_start.notnull()
    is_lost = begun & each.ended.isnull() & each.sent_later
    is_backwards = (begun & (each.ended < each.said_start)).fill_null(False)
    ended = ibis.cases(
        (~begun, None),
        (is_lost, each.file_ends),
        (is_backwards, each.said_start),
        else_=each.ended,
    )
    each = each.mutate(ended_on=ended, is_lost=is_lost, is_backwards=is_backwards, begun=begun)
    is_open = each.begun & each.ended_on.isnull()
    wait = days_between(each.first_referred_on, each.said_start)
    reason = ibis.ifelse(is_open | each.is_lost, None, each.said_reason)
    return each.select(
        "agency",
        "episode",
        "person_key",
        "referred_on",
        "ended_on",
        "referral_source",
        "opiate",
        "other_drug",
        "alcohol",
        "local_authority_code",
        "lsoa_code",
        "accommodation_need",
        "sex",
        "ethnicity",
        "age",
        "records",
        "match_probability",
        setting=ibis.literal(setting),
        started_on=each.said_start,
        seen_until=ibis.ifelse(each.begun, each.ended_on.fill_null(each.file_ends), None),
        is_open=is_open,
        exit=ibis.ifelse(each.ended_on.isnull(), None, exit_of(reason, rules)),
        discharge_reason=reason,
        waiting_days=ibis.ifelse(wait >= 0, wait, None),
        mended=ibis.cases(
            (each.is_backwards, "ends before it starts"),
            (each.is_lost, "lost from sight"),
            (~each.begun & each.planned, "starts in the future"),
            (~each.begun, "no start"),
            ((each.said_end > last_day).fill_null(False), "ends in the future"),
            else_="",
        ),
    )


def starts(episodes: ir.Table) -> ir.Table:
    """Return the starts of episodes as events that `follow_up.first_within` can find.

    Returns
    -------
    Table
        person_key, happened_on (the start), event, agency, referral_source, seen_until, ended_on,
        exit, records, match_probability.
    """
    begun = episodes.filter(episodes.started_on.notnull())
    return begun.select(
        "person_key",
        "agency",
        "referral_source",
        "seen_until",
        "ended_on",
        "exit",
        "records",
        "match_probability",
        happened_on="started_on",
        event=begun.agency + "|" + begun.episode,
    )


def exit_of(reason: ir.StringValue, rules: Rules) -> ir.StringValue:
    """Return how an episode ended, by its reason of discharge (codes unconfirmed)."""
    return ibis.cases(
        *(
            (reason.isin(rules.codes[kind]).fill_null(False), kind)
            for kind in (COMPLETED, TRANSFERRED, UNPLANNED, DIED)
        ),
        else_=NOT_RECORDED,
    )


def _is_structured(rows: ir.Table, rules: Rules) -> ir.BooleanValue:
    """Tell whether a row's intervention is treatment; one without a code is taken to be."""
    return ~rows.modality.isin(rules.codes["not_structured"]).fill_null(False)


def _with_optional(rows: ir.Table) -> ir.Table:
    missing = {name: kind for name, kind in OPTIONAL.items() if name not in rows.columns}
    return rows.mutate(**{name: ibis.null(kind) for name, kind in missing.items()})
