"""Treatment journeys: the episodes of one person, joined where no long gap lies between them.

Comes in: `episodes.episodes`, of any agencies and settings. The rules, of which those in brackets are
unconfirmed (`rules.toml` has every number):

- **Journey** (gap unconfirmed): episodes that overlap, or of which the next begins at most 21 days after
  all earlier ones ended, are one journey. A day counts from end to start: the same day is 0.
- **Settings are kept apart**: an adult, a young people's and a secure journey never join.
- **Open** while any of its episodes is open; else it **ended** with the last of them.
- **Exit**: the reason of the episode that ended last. Of several on that day death counts first, then
  completion, transfer, an unplanned end, and last a reason not recorded (order unconfirmed).
- **Successful completion**: an exit that is "completed", so all episodes are closed.
- **Unplanned exit**: dropped out, withdrawn, declined, or retained in custody (codes unconfirmed).
  It is **early** within 12 weeks of the start.
- **Retained**: in treatment for 12 weeks, or completed before. Not yet known while it is open and
  younger. A death or a transfer within 12 weeks is not retained.
- **Re-presentation** (unconfirmed): after a completion, the person's next journey in the same setting
  begins within 6 months. Not yet known until the 6 months are over.
- **Death in treatment**: the exit says so, or the coroner's day of death lies in the journey.
- **Begun in time** (confirmed: within three weeks): the first intervention of the first episode began at
  most 21 days after the referral to it; "not known" where either day is missing or they are reversed.
- **New presentation**: a journey that began in the period. **In treatment**: an episode overlaps it.
- **Substance group**: from every substance cited in any episode, of the journey or of the year.
- A year's **exit** is that of the person's last journey in the year, if it ended in the year.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.episodes import (
    COMPLETED,
    DIED,
    NOT_RECORDED,
    TRANSFERRED,
    UNPLANNED,
)
from fingerpost.evidence.journeys.follow_up import (
    NO,
    NOT_KNOWN,
    NOT_YET,
    YES,
    days_between,
    first_within,
    followed_up,
    months_after,
)
from fingerpost.evidence.journeys.rules import Rules
from fingerpost.evidence.journeys.substances import substance_group

EXIT_ORDER = (DIED, COMPLETED, TRANSFERRED, UNPLANNED, NOT_RECORDED)
SAID_OF_A_PERSON = (
    "local_authority_code",
    "lsoa_code",
    "accommodation_need",
    "sex",
    "ethnicity",
    "age",
)


def numbered(episodes: ir.Table, rules: Rules) -> ir.Table:
    """Return the episodes that began, each with its `journey`.

    Parameters
    ----------
    episodes : Table
        As `episodes.episodes` returns them.

    Returns
    -------
    Table
        The episodes, with `journey` (text: setting, person and number, the first being 1).
    """
    begun = episodes.filter(episodes.started_on.notnull())
    order = ["started_on", "seen_until", "agency", "episode"]
    by = ["setting", "person_key"]
    so_far = ibis.window(group_by=by, order_by=order, preceding=None, following=0)
    step = ibis.window(group_by=by, order_by=order)
    begun = begun.mutate(reach=begun.seen_until.max().over(so_far))
    begun = begun.mutate(before=begun.reach.lag().over(step))
    gap = days_between(begun.before, begun.started_on)
    is_first = begun.before.isnull() | (gap > rules["journey_gap_days"])
    begun = begun.mutate(is_first=is_first.cast("int32"))
    begun = begun.mutate(number=begun.is_first.sum().over(so_far).cast("int64"))
    journey = begun.setting + ":" + begun.person_key + ":" + begun.number.cast("string")
    return begun.mutate(journey=journey).drop("reach", "before", "is_first", "number")


def treatment_journeys(
    episodes: ir.Table, *, known_until: date, rules: Rules, deaths: ir.Table | None = None
) -> ir.Table:
    """Return one row per treatment journey.

    Parameters
    ----------
    episodes : Table
        As `numbered` returns them.
    known_until : date
        The last day that the landed files tell about.
    deaths : Table, optional
        The coroner's: person_key, died_on, record, match_probability.

    Returns
    -------
    Table
        setting, journey, person_key, started_on, ended_on (null while open), seen_until (its end,
        or the last day on which it is known to be open), is_open, days (from start to seen_until),
        exit ("completed", "transferred", "unplanned", "died", "not recorded"; null while open),
        completed ("yes", "no", "not yet known" while open), early_exit (unplanned within 12 weeks:
        "yes", "no", "not yet known"), retained_12_weeks ("yes", "no", "not yet known"),
        represented_within_6_months ("yes", "no", "not yet known"; null if not completed),
        died_in_treatment ("yes", "no"), died_on (the coroner's day, null if not known to be dead),
        next_started_on (of the person's next journey in the setting), episodes, agencies (how
        many), first_agency, referral_source and waiting_days (of its first episode),
        begun_in_time ("yes", "no", "not known"), opiate,
        other_drug, alcohol, substance_group, local_authority_code, lsoa_code, accommodation_need,
        sex, ethnicity, age (all of its first episode), mended (how many episodes were), records,
        match_probability (of its weakest link).
    """
    by = ibis.window(group_by="journey")
    first = ibis.row_number().over(
        ibis.window(group_by="journey", order_by=["started_on", "agency", "episode"])
    )
    rank = episodes.exit.cases(*((word, place) for place, word in enumerate(EXIT_ORDER)))
    rows = episodes.mutate(
        first=first, last_day=episodes.seen_until.max().over(by), rank=rank.cast("int32")
    )
    ends_it = ~rows.is_open & (rows.ended_on == rows.last_day)
    journeys = rows.group_by("setting", "person_key", "journey").agg(
        started_on=rows.started_on.min(),
        seen_until=rows.seen_until.max(),
        is_open=rows.is_open.max(),
        rank=ibis.ifelse(ends_it.fill_null(False), rows["rank"], None).min(),
        episodes=rows.count(),
        agencies=rows.agency.nunique(),
        opiate=rows.opiate.max(),
        other_drug=rows.other_drug.max(),
        alcohol=rows.alcohol.max(),
        mended=(rows.mended != "").cast("int64").sum(),
        records=rows.records.collect().flatten().unique().sort(),
        match_probability=rows.match_probability.min(),
        **{
            name: ibis.ifelse(rows.first == 0, rows[column], None).max()
            for name, column in {
                "first_agency": "agency",
                "referral_source": "referral_source",
                "waiting_days": "waiting_days",
                **dict(zip(SAID_OF_A_PERSON, SAID_OF_A_PERSON, strict=True)),
            }.items()
        },
    )
    in_order = ibis.window(group_by=["setting", "person_key"], order_by="started_on")
    journeys = journeys.mutate(
        next_started_on=journeys.started_on.lead().over(in_order),
        days=days_between(journeys.started_on, journeys.seen_until),
        ended_on=ibis.ifelse(journeys.is_open, None, journeys.seen_until),
        exit=ibis.ifelse(
            journeys.is_open, None, journeys["rank"].cases(*enumerate(EXIT_ORDER))
        ),
        substance_group=substance_group(journeys.opiate, journeys.other_drug, journeys.alcohol),
    )
    journeys = journeys.mutate(**_outcomes(journeys, known_until, rules)).drop("rank")
    return _with_deaths(journeys, deaths)


def _outcomes(journeys: ir.Table, known_until: date, rules: Rules) -> dict[str, ir.Value]:
    early, retained = rules["early_exit_days"], rules["retained_days"]
    is_unplanned = (journeys.exit == UNPLANNED).fill_null(False)
    is_completed = (journeys.exit == COMPLETED).fill_null(False)
    half_year = months_after(journeys.ended_on, rules["representation_months"])
    came_back = (journeys.next_started_on <= half_year).fill_null(False)
    waited = journeys.waiting_days
    return {
        "begun_in_time": ibis.cases(
            (waited.isnull(), NOT_KNOWN), (waited <= rules["wait_days"], YES), else_=NO
        ),
        "completed": ibis.cases((is_completed, YES), (journeys.is_open, NOT_YET), else_=NO),
        "early_exit": ibis.cases(
            (is_unplanned & (journeys.days <= early), YES),
            (journeys.is_open & (journeys.days <= early), NOT_YET),
            else_=NO,
        ),
        "retained_12_weeks": ibis.cases(
            ((journeys.days >= retained) | is_completed, YES),
            (journeys.is_open, NOT_YET),
            else_=NO,
        ),
        "represented_within_6_months": ibis.ifelse(
            is_completed,
            followed_up(came_back, until=half_year, known_until=known_until),
            None,
        ),
    }


def _with_deaths(journeys: ir.Table, deaths: ir.Table | None) -> ir.Table:
    said = (journeys.exit == DIED).fill_null(False)
    if deaths is None:
        return journeys.mutate(
            died_on=ibis.null("date"), died_in_treatment=ibis.ifelse(said, YES, NO)
        )
    known = deaths.filter(deaths.died_on.notnull())
    known = known.select(
        "person_key",
        "match_probability",
        happened_on="died_on",
        event=known.record.cast("string"),
        records=ibis.array([known.record]),
    )
    # Only a death in the journey lends it its records; a later one is beside the point.
    found = first_within(
        journeys,
        known,
        key="journey",
        since=journeys.started_on,
        until=journeys.seen_until,
        carry={"died_on": "happened_on"},
    )
    return found.mutate(
        died_in_treatment=ibis.ifelse(
            (found.exit == DIED).fill_null(False) | found.died_on.notnull(), YES, NO
        )
    )


def people_in_treatment_year(
    episodes: ir.Table,
    journeys: ir.Table,
    *,
    first_year: int,
    known_until: date,
    within: str | None = None,
) -> ir.Table:
    """Return one row per person and financial year in which the person was in treatment.

    Parameters
    ----------
    episodes : Table
        As `numbered` returns them.
    journeys : Table
        As `treatment_journeys` returns them, of those episodes.
    first_year : int
        The financial year of the oldest file (2021 for 2021-22): what ended before it is in no file.
    known_until : date
        The last day that the landed files tell about.
    within : str, optional
        A column of `episodes`, as ``local_authority_code`` or ``agency``: one row for each value that
        the person's episodes of the year have, since a district counts each of its people once, and
        so do its neighbours. **Rows within areas do not add up to the whole.** What the row says of
        the person is of all areas together; only who is in it differs.

    Returns
    -------
    Table
        setting, person_key, financial_year, period_start (its 1 April), year_is_over ("yes", "no"),
        [within], substance_group (of every substance cited in any episode of the year), opiate,
        other_drug, alcohol, new_presentation ("yes" if a journey began in the year), exit (of the
        last journey of the year, if it ended in the year; else null), completed, unplanned,
        died_in_treatment ("yes", "no"), represented_within_6_months (null unless completed),
        completed_and_stayed_away ("yes", "no", "not yet known": completed, and not back within 6
        months), journey (the last of the year), episodes, agencies (how many), local_authority_code,
        lsoa_code, accommodation_need, sex, ethnicity, age (all of the latest episode of the year),
        records, match_probability.
    """
    last_year = known_until.year - (known_until.month < 4)
    rows = episodes.mutate(
        financial_year=ibis.range(
            ibis.greatest(_financial_year(episodes.started_on), ibis.literal(first_year)),
            ibis.least(_financial_year(episodes.seen_until), ibis.literal(last_year)) + 1,
        ).unnest()
    )
    by = ["setting", "person_key", "financial_year"]
    latest = ibis.row_number().over(
        ibis.window(
            group_by=by,
            order_by=[
                ibis.desc("started_on"),
                ibis.desc("seen_until"),
                ibis.desc("agency"),
                ibis.desc("episode"),
            ],
        )
    )
    rows = rows.mutate(latest=latest)
    people = rows.group_by(by).agg(
        opiate=rows.opiate.max(),
        other_drug=rows.other_drug.max(),
        alcohol=rows.alcohol.max(),
        journey=ibis.ifelse(rows.latest == 0, rows.journey, None).max(),
        episodes=rows.count(),
        agencies=rows.agency.nunique(),
        records=rows.records.collect().flatten().unique().sort(),
        match_probability=rows.match_probability.min(),
        **{
            name: ibis.ifelse(rows.latest == 0, rows[name], None).max()
            for name in SAID_OF_A_PERSON
        },
    )
    people = _with_last_journey(people, rows, journeys)
    period_start = ibis.date(people.financial_year.cast("int32"), 4, 1)
    year_end = ibis.date(people.financial_year.cast("int32") + 1, 3, 31)
    people = people.mutate(
        period_start=period_start,
        year_is_over=ibis.ifelse(year_end <= ibis.literal(known_until), YES, NO),
        substance_group=substance_group(people.opiate, people.other_drug, people.alcohol),
        completed=_is(people.exit, COMPLETED),
        unplanned=_is(people.exit, UNPLANNED),
        completed_and_stayed_away=ibis.cases(
            ((people.exit != COMPLETED).fill_null(True), NO),
            (people.represented_within_6_months == NO, YES),
            (people.represented_within_6_months == YES, NO),
            else_=NOT_YET,
        ),
    )
    if within is None:
        return people
    name = f"in_{within}" if within in people.columns else within
    where = rows.select(*by, **{name: rows[within]}).distinct()
    return people.join(where, by)


def _with_last_journey(people: ir.Table, rows: ir.Table, journeys: ir.Table) -> ir.Table:
    """Add what the year's last journey came to, and whether any journey began in the year."""
    year = ["setting", "person_key", "financial_year"]
    started = journeys.select(
        "setting", "person_key", financial_year=_financial_year(journeys.started_on)
    )
    started = started.distinct().mutate(new_presentation=ibis.literal(YES))
    people = people.left_join(started, year).select(
        *people.columns,
        new_presentation=ibis.coalesce(started.new_presentation, ibis.literal(NO)),
    )
    last = journeys.select(
        "journey",
        "died_in_treatment",
        said_exit="exit",
        ended_on="ended_on",
        came_back="represented_within_6_months",
        last_seen="seen_until",
    )
    both = people.join(last, "journey")
    ended = (_financial_year(both.ended_on) == both.financial_year).fill_null(False)
    seen = (_financial_year(both.last_seen) == both.financial_year).fill_null(False)
    return both.mutate(
        exit=ibis.ifelse(ended, both.said_exit, None),
        represented_within_6_months=ibis.ifelse(ended, both.came_back, None),
        died_in_treatment=ibis.ifelse(seen, both.died_in_treatment, NO),
    ).drop("said_exit", "ended_on", "came_back", "last_seen")


def _financial_year(day: ir.DateValue) -> ir.IntegerValue:
    """Return the year in which the day's financial year begins: 2021 for 2021-22."""
    return day.year() - ibis.ifelse(day.month() < 4, 1, 0)


def _is(exit_: ir.StringValue, kind: str) -> ir.StringValue:
    return ibis.ifelse((exit_ == kind).fill_null(False), YES, NO)
