"""Change on the Treatment Outcomes Profile, and which adults make progress in treatment.

Comes in: forms of episodes, journeys, and the people in treatment in each year. The rules, all but the
need for both forms unconfirmed:

- **Start form**: stage S, at most 14 days before or after the journey began; of several the nearest to
  it, then the earlier.
- **Latest form**: stage R (review) or E (exit), after the start form and in the year asked about; of
  several the latest, on one day the exit form.
- **Both forms are needed.** A person without them is "not known", and never "no progress"; so is one
  whose forms leave open what would decide it. `why_not_known` says what is missing.
- **Reliable change** in a substance: days of the last 28 fell or rose by at least its threshold.
  **Abstinent**: some days at the start, none now. A substance that neither form answers was not asked.
- **Progress**: no housing problem and no risk of one on the latest form, and any of three: treatment
  completed in the year; free of drugs (no day of any drug; and for whoever cited alcohol, none of
  alcohol); or a reduction (a substance reliably less or ended, and none reliably more). "Sustained" is
  read as: it still holds on the latest form.
- The form of young people's services does not ask about housing, so progress is said of adults alone.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.follow_up import (
    NO,
    NOT_KNOWN,
    YES,
    days_between,
    joined_records,
)
from fingerpost.evidence.journeys.rules import Rules

ABSTINENT, BETTER, SAME = "abstinent", "reliably less", "no reliable change"
WORSE, NOT_USED = "reliably more", "not used"
DRUGS = (
    "opiate_days",
    "crack_days",
    "cocaine_days",
    "amphetamine_days",
    "cannabis_days",
    "other_drug_days",
)
DAYS = ("alcohol_days", *DRUGS)
HOUSING = ("acute_housing_problem", "housing_risk")
SAYS_YES, SAYS_NO = ("Y", "1"), ("N", "2")


def treatment_progress(
    people: ir.Table,
    journeys: ir.Table,
    episodes: ir.Table,
    forms: ir.Table,
    *,
    rules: Rules,
) -> ir.Table:
    """Return, for each adult and year in treatment, what changed since the start.

    Parameters
    ----------
    people : Table
        As `treatment.people_in_treatment_year` returns them.
    journeys : Table
        As `treatment.treatment_journeys` returns them.
    episodes : Table
        As `treatment.numbered` returns them.
    forms : Table
        Of adult services, as `episodes.forms` returns them.

    Returns
    -------
    Table
        The adults among `people`, all their columns, with start_form_on and latest_form_on (null:
        none), `<substance>_change` for each threshold of the rules ("abstinent", "reliably less",
        "no reliable change", "reliably more", "not used", "not known"), drug_free, reduction,
        stable_home and progress ("yes", "no", "not known"), why_not_known (null unless progress is
        not known); the forms' records are among the row's.
    """
    adults = people.filter(people.setting == "adult")
    begun = journeys.select("journey", began_on="started_on")
    rows = adults.inner_join(begun, "journey")
    owners = episodes.filter(episodes.setting == "adult")
    owners = owners.select("agency", "episode", "journey")
    filled = forms.drop("person_key").inner_join(owners, ["agency", "episode"])
    rows = _with_start_form(rows, filled, rules)
    rows = _with_latest_form(rows, filled, rules)
    return _judged(rows, rules).drop("began_on")


def _with_start_form(rows: ir.Table, forms: ir.Table, rules: Rules) -> ir.Table:
    near = rules["start_form_days"]
    begun = rows.select("journey", "began_on").distinct()
    both = forms.inner_join(begun, "journey")
    away = days_between(both.began_on, both.outcomes_on).abs()
    both = both.mutate(away=away)
    both = both.filter(
        both.outcomes_stage.isin(rules.codes["start_stage"]) & (both.away <= near)
    )
    place = ibis.row_number().over(
        ibis.window(group_by="journey", order_by=["away", "outcomes_on", "record"])
    )
    both = both.mutate(place=place)
    start = both.filter(both.place == 0).select(
        start_journey="journey",
        start_form_on="outcomes_on",
        start_record="record",
        **{f"start_{name}": name for name in DAYS},
    )
    return rows.left_join(start, rows.journey == start.start_journey).drop("start_journey")


def _with_latest_form(rows: ir.Table, forms: ir.Table, rules: Rules) -> ir.Table:
    spans = rows.select("journey", "period_start", "start_form_on")
    both = forms.inner_join(spans, "journey")
    year_end = (both.period_start + ibis.interval(years=1)).cast("date")
    both = both.filter(
        both.outcomes_stage.isin(rules.codes["review_stages"])
        & (both.outcomes_on >= both.period_start)
        & (both.outcomes_on < year_end)
        & (both.outcomes_on > both.start_form_on)
    )
    place = ibis.row_number().over(
        ibis.window(
            group_by=["journey", "period_start"],
            order_by=[ibis.desc("outcomes_on"), "outcomes_stage", "record"],  # E before R
        )
    )
    both = both.mutate(place=place)
    latest = both.filter(both.place == 0).select(
        latest_journey="journey",
        latest_period="period_start",
        latest_form_on="outcomes_on",
        latest_record="record",
        **{f"latest_{name}": name for name in (*DAYS, *HOUSING)},
    )
    joined = rows.left_join(
        latest,
        [rows.journey == latest.latest_journey, rows.period_start == latest.latest_period],
    )
    return joined.drop("latest_journey", "latest_period")


def _judged(rows: ir.Table, rules: Rules) -> ir.Table:
    """Return the rows with what their two forms say; null stands for "not known" until the end."""
    thresholds = {rule.name: rule.value for rule in rules.reliable_change}
    has_both = rows.start_form_on.notnull() & rows.latest_form_on.notnull()
    changes = {
        name.replace("_days", "_change"): _change(rows, name, least)
        for name, least in thresholds.items()
    }
    rows = rows.mutate(**changes)
    found = [rows[name] for name in changes]
    less = ibis.or_(*(change.isin((BETTER, ABSTINENT)) for change in found))
    more = ibis.or_(*(change == WORSE for change in found))
    no_drug = ibis.and_(*(_is_none(rows, name) for name in DRUGS))
    free = no_drug & (~rows.alcohol | _is_none(rows, "alcohol_days"))
    home = ibis.and_(*(_answers_no(rows[f"latest_{name}"]) for name in HOUSING))
    rows = rows.mutate(
        free_=ibis.ifelse(has_both, free, None),
        less_=ibis.ifelse(has_both, less & ~more, None),
        home_=ibis.ifelse(has_both, home, None),
        has_both_=has_both,
    )
    any_of_three = (rows.completed == YES) | rows.free_ | rows.less_
    rows = rows.mutate(made_=ibis.ifelse(rows.has_both_, rows.home_ & any_of_three, None))
    records = ibis.array([rows.start_record, rows.latest_record])
    return rows.mutate(
        **{name: rows[name].fill_null(NOT_KNOWN) for name in changes},
        drug_free=_word(rows.free_),
        reduction=_word(rows.less_),
        stable_home=_word(rows.home_),
        progress=_word(rows.made_),
        why_not_known=ibis.cases(
            (rows.made_.notnull(), None),
            (rows.start_form_on.isnull(), "no form at the start"),
            (rows.latest_form_on.isnull(), "no review in the year"),
            (rows.home_.isnull(), "housing not answered"),
            else_="use not answered",
        ),
        records=joined_records(rows.records, records.filter(lambda record: record.notnull())),
    ).drop(
        "free_",
        "less_",
        "home_",
        "made_",
        "has_both_",
        "start_record",
        "latest_record",
        *(f"start_{name}" for name in DAYS),
        *(f"latest_{name}" for name in (*DAYS, *HOUSING)),
    )


def _change(rows: ir.Table, name: str, least: int) -> ir.StringValue:
    """Return what became of one substance; null where only one of the two forms answers."""
    before, now = rows[f"start_{name}"], rows[f"latest_{name}"]
    return ibis.cases(
        (rows.start_form_on.isnull() | rows.latest_form_on.isnull(), None),
        (before.isnull() & now.isnull(), NOT_USED),
        (before.isnull() | now.isnull(), None),
        ((before == 0) & (now == 0), NOT_USED),
        (now == 0, ABSTINENT),
        (before - now >= least, BETTER),
        (now - before >= least, WORSE),
        else_=SAME,
    )


def _is_none(rows: ir.Table, name: str) -> ir.BooleanValue:
    """Tell whether there was no day of use; a substance that neither form answers was not asked."""
    before, now = rows[f"start_{name}"], rows[f"latest_{name}"]
    return ibis.ifelse(before.isnull() & now.isnull(), True, now == 0)


def _answers_no(answer: ir.StringValue) -> ir.BooleanValue:
    """Tell whether a question was answered with no; null where it was not answered."""
    return ibis.cases((answer.isin(SAYS_NO), True), (answer.isin(SAYS_YES), False))


def _word(claim: ir.BooleanValue) -> ir.StringValue:
    return ibis.cases((claim, YES), (~claim, NO), else_=NOT_KNOWN)
