"""With perfect person keys, the journeys of the county are those that its people lived.

What each person lived is worked out here a second time, by hand in Python, from the county's truth.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import polars as pl
import pytest

from tests.unit.journeys.truth import lived

UNTIL = date(2026, 3, 31)
FIRST = date(2021, 4, 1)
CODES = {
    "completed_alcohol_free": "completed",
    "completed_drug_free": "completed",
    "completed_occasional": "completed",
    "transferred_not_in_custody": "transferred",
    "transferred_in_custody": "transferred",
    "dropped_out": "unplanned",
    "withdrawn_by_provider": "unplanned",
    "retained_in_custody": "unplanned",
    "declined": "unplanned",
    "died": "died",
}


def months_later(day, months):
    """Return the same day of the month, or the last one of a month without it."""
    return pl.Series([day]).dt.offset_by(f"{months}mo").item()


@pytest.fixture(scope="module")
def treatment(truth):
    """Return what was lived in community treatment and could be in a file."""
    frame = lived(truth, "treatment", "referred", "triaged", "started", "ended")
    in_files = (pl.col("referred") <= UNTIL) & (
        pl.col("ended").is_null() | (pl.col("ended") >= FIRST)
    )
    return frame.filter(in_files).with_columns(
        started=pl.when(pl.col("started") <= UNTIL).then("started"),
        ended=pl.when(pl.col("ended") <= UNTIL).then("ended"),
    )


@pytest.fixture(scope="module")
def landed(true_county):
    """Return the landed episodes of the community, each with its person."""
    frame = true_county.all_episodes().to_polars()
    return frame.filter(pl.col("setting") != "secure").with_columns(
        person=pl.col("person_key").cast(pl.Int64)
    )


@pytest.fixture(scope="module")
def agreed(treatment, landed):
    """Return those of `treatment` whose clients let them be sent."""
    sent = landed.select("person", "setting", referred="referred_on")
    return treatment.join(sent, on=["person", "referred"], how="inner")


def test_every_episode_that_was_sent_is_as_it_was_lived(treatment, landed, agreed):
    assert len(agreed) == len(landed) > 1_000
    both = landed.join(
        agreed, left_on=["person", "referred_on"], right_on=["person", "referred"]
    )
    begun = both.filter(pl.col("started").is_not_null())
    assert begun["started_on"].equals(begun["started"])
    assert begun["ended_on"].equals(begun["ended"])
    closed = begun.filter(pl.col("ended").is_not_null())
    assert closed["exit"].equals(closed["reason"].replace_strict(CODES))
    assert both["started_on"].null_count() == both["started"].null_count()
    # Only clients who refuse are missing, and each file says how many they are.
    missing = len(treatment) - len(agreed)
    assert 0 < missing < 0.05 * len(treatment)


def _journeys(episodes):
    """Return the journeys of one person in one setting by hand: start, end or None, exit or None."""
    made = []
    for start, end, how in sorted(episodes, key=lambda e: (e[0], e[1] or UNTIL)):
        if made and (start - max(e[1] or UNTIL for e in made[-1])).days <= 21:
            made[-1].append((start, end, how))
        else:
            made.append([(start, end, how)])
    found = []
    for group in made:
        start = min(e[0] for e in group)
        if any(e[1] is None for e in group):
            found.append((start, None, None))
        else:
            last = max(e[1] for e in group)
            rank = ("died", "completed", "transferred", "unplanned").index
            found.append((start, last, min((e[2] for e in group if e[1] == last), key=rank)))
    return found


@pytest.fixture(scope="module")
def by_hand(agreed):
    """Return person and setting: the journeys worked out in Python."""
    episodes = defaultdict(list)
    begun = agreed.filter(pl.col("started").is_not_null())
    for row in begun.iter_rows(named=True):
        how = CODES[row["reason"]] if row["ended"] else None
        episodes[row["person"], row["setting"]].append((row["started"], row["ended"], how))
    return {who: _journeys(spans) for who, spans in episodes.items()}


@pytest.fixture(scope="module")
def made(true_county):
    """Return the treatment journeys of the community."""
    frame = true_county.treatment_journeys().to_polars()
    return frame.filter(pl.col("setting") != "secure").sort("person_key", "started_on")


def test_journeys(made, by_hand):
    found = defaultdict(list)
    for row in made.iter_rows(named=True):
        found[int(row["person_key"]), row["setting"]].append(
            (row["started_on"], row["ended_on"], row["exit"])
        )
    assert dict(found) == by_hand


def test_what_journeys_came_to(made, by_hand):
    """Twelve weeks, and coming back within six months, by hand."""
    for (person, setting), journeys in by_hand.items():
        rows = made.filter(
            (pl.col("person_key") == str(person)) & (pl.col("setting") == setting)
        )
        for place, ((start, end, how), row) in enumerate(
            zip(journeys, rows.iter_rows(named=True), strict=True)
        ):
            days = ((end or UNTIL) - start).days
            early = "yes" if how == "unplanned" and days <= 84 else "no"
            if end is None and days <= 84:
                early = "not yet known"
            assert row["early_exit"] == early
            if how != "completed":
                assert row["represented_within_6_months"] is None
                continue
            half_year = months_later(end, 6)
            later = journeys[place + 1][0] if place + 1 < len(journeys) else None
            back = "yes" if later and later <= half_year else "no"
            if back == "no" and half_year > UNTIL:
                back = "not yet known"
            assert row["represented_within_6_months"] == back


def test_people_in_treatment(true_county, by_hand):
    found = true_county.people_in_treatment_year().to_polars().filter(setting="adult")
    for year in range(2021, 2026):
        first, last = date(year, 4, 1), date(year + 1, 3, 31)
        in_year = {
            person: journeys
            for (person, setting), journeys in by_hand.items()
            if setting == "adult"
            and any(start <= last and (end or UNTIL) >= first for start, end, _ in journeys)
        }
        rows = found.filter(financial_year=year)
        assert set(rows["person_key"].cast(pl.Int64)) == set(in_year)
        new = {
            person
            for person, journeys in in_year.items()
            if any(first <= start <= last for start, *_ in journeys)
        }
        said = rows.filter(new_presentation="yes")
        assert set(said["person_key"].cast(pl.Int64)) == new


def _group(main, second):
    cited = {main, second}
    if cited & {"heroin", "methadone", "other opiates"}:
        return "opiate"
    drugs = cited - {"alcohol", "", None}
    if drugs and "alcohol" in cited:
        return "non-opiate and alcohol"
    return "non-opiate only" if drugs else "alcohol only"


def test_substance_groups(made, truth):
    people = pl.read_parquet(truth / "people.parquet").select(
        "person", "main_drug", "second_drug"
    )
    both = made.with_columns(person=pl.col("person_key").cast(pl.Int64)).join(
        people, on="person"
    )
    assert len(both) == len(made)
    assert both["substance_group"].to_list() == [
        _group(main, second) for main, second in both.select("main_drug", "second_drug").rows()
    ]


def test_releases_followed_within_three_weeks(true_county, truth, treatment, agreed):
    prison = lived(truth, "prison", "released", "engaged_started", "entered", "recalled_day")
    found = (
        true_county.releases()
        .to_polars()
        .with_columns(person=pl.col("person_key").cast(pl.Int64))
    )
    both = found.join(
        prison, left_on=["person", "released_on"], right_on=["person", "released"]
    )
    assert len(both) == len(found) > 300

    def starts_of(episodes):
        starts = defaultdict(list)
        for person, day in episodes.select("person", "started").drop_nulls().rows():
            starts[person].append(day)
        return starts

    def first_start(starts):
        days = [(day - row["released_on"]).days for day in starts[row["person"]]]
        after = [day for day in days if 0 <= day <= 21]
        return row["released_on"] + timedelta(days=min(after)) if after else None

    sent, every = starts_of(agreed), starts_of(treatment)
    differ = defaultdict(int)
    for row in both.iter_rows(named=True):
        assert row["started_on"] == first_start(sent)  # by the rule, exactly
        if row["started_on"] != row["engaged_started"]:
            refused = first_start(every) != first_start(sent)
            differ["refused consent" if refused else "came by another way"] += 1
    # The truth names those whom the release itself brought to treatment, whoever consents.
    assert set(differ) <= {"refused consent", "came by another way"}
    assert sum(differ.values()) < 0.03 * len(both)
    # Who is left out: as the prison wrote it, and who is back inside within three weeks.
    inside = both.filter(pl.col("exclusion") == "in custody again")
    assert inside.is_empty()  # in this county, all of them are recalled


def test_jobs(true_county, truth):
    work = lived(truth, "employment", "referred", "profile_day", "job_start", "job_end")
    found = (
        true_county.jobs().to_polars().with_columns(person=pl.col("person_key").cast(pl.Int64))
    )
    both = found.join(
        work, left_on=["person", "happened_on"], right_on=["person", "referred"]
    ).sort("event")
    assert len(both) == len(found) > 100
    assert both["job_started_on"].equals(both["job_start"])
    assert both["job_ended_on"].equals(both["job_end"])
    jobs = both.filter(pl.col("job_start").is_not_null())
    for weeks in (13, 26):
        said = jobs[f"kept_{weeks}_weeks"]
        over = jobs["job_start"].dt.offset_by(f"{7 * weeks}d") <= UNTIL
        assert set(said.filter(over)) <= {"yes", "no"}
        assert (said == "yes").equals(jobs[f"sustained_{weeks}"])


def test_requirements(true_county, truth):
    orders = lived(truth, "requirements", "ordered", "first_attended", "ended")
    found = true_county.court_requirements().to_polars()
    both = found.with_columns(person=pl.col("person_key").cast(pl.Int64)).join(
        orders,
        left_on=["person", "ordered_on", "requirement"],
        right_on=["person", "ordered", "requirement"],
    )
    assert len(both) == len(found) > 30
    assert both["first_attended_on"].equals(both["first_attended"])
    assert (both["completed"] == "yes").equals(both["end_reason"] == "Completed")
    assert (both["completed"] == "not yet known").equals(both["ended"].is_null())


def test_arrests_after_release(true_county, truth):
    """Every detention of the truth that is in a file and falls within twelve months counts."""
    offences = lived(truth, "offences", "day").filter("in_custody")
    known = (
        true_county.detentions()
        .to_polars()
        .select(person=pl.col("person_key").cast(pl.Int64), day="arrested_on")
    )
    days = defaultdict(set)
    for person, day in known.rows():
        days[person].add(day)
    lived_days = set(offences.select("person", "day").rows())
    assert {(person, day) for person, all_ in days.items() for day in all_} <= lived_days
    found = true_county.reoffending_after_release().to_polars()
    for row in found.iter_rows(named=True):
        until = months_later(row["released_on"], 12)
        after = [
            day for day in days[int(row["person_key"])] if row["released_on"] < day <= until
        ]
        assert row["arrested_again_on"] == min(after, default=None)
        expected = "yes" if after else "no" if until <= UNTIL else "not yet known"
        assert row["arrested_again"] == expected


def test_deaths_in_treatment(made, truth):
    deaths = lived(truth, "deaths", "day", "registered")
    said = made.filter(died_in_treatment="yes")
    assert said.filter(pl.col("exit") != "died").is_empty()  # the providers know of every one
    by_coroner = said.filter(pl.col("died_on").is_not_null())
    both = by_coroner.with_columns(person=pl.col("person_key").cast(pl.Int64)).join(
        deaths, on="person"
    )
    assert len(by_coroner) > 3
    assert both["died_on"].equals(both["day"])


def test_progress_is_that_of_the_forms(true_county, truth):
    forms = lived(truth, "profiles", "started", "day")
    found = (
        true_county.treatment_progress()
        .to_polars()
        .with_columns(person=pl.col("person_key").cast(pl.Int64))
    )
    starts = forms.filter(stage="start").select("person", "day")
    starts = set(starts.rows())
    known = found.filter(pl.col("start_form_on").is_not_null())
    assert set(known.select("person", "start_form_on").rows()) <= starts
    later = set(forms.filter(pl.col("stage") != "start").select("person", "day").rows())
    reviewed = found.filter(pl.col("latest_form_on").is_not_null())
    assert set(reviewed.select("person", "latest_form_on").rows()) <= later
    drugs = [
        f"{name}_days" for name in ("opiate", "crack", "cocaine", "amphetamine", "cannabis")
    ]
    drugs.append("other_drug_days")
    both = reviewed.join(
        forms.filter(pl.col("stage") != "start")
        .sort("stage")  # of two on one day the exit form counts
        .unique(["person", "day"], keep="first", maintain_order=True),
        left_on=["person", "latest_form_on"],
        right_on=["person", "day"],
    )
    free = (pl.sum_horizontal(drugs) == 0) & (
        ~pl.col("alcohol") | (pl.col("alcohol_days") == 0)
    )
    home = ~pl.col("acute_housing_problem") & ~pl.col("risk_of_eviction")
    both = both.with_columns(free=free, home=home)
    assert len(both) > 300
    assert (both["drug_free"] == "yes").equals(both["free"])
    assert (both["stable_home"] == "yes").equals(both["home"])
    missing = found.filter(progress="not known")
    assert set(missing["why_not_known"]) == {"no form at the start", "no review in the year"}


def test_every_row_rests_on_records_that_are_landed(true_county):
    lake = true_county.linked.lake
    known = set()
    for source in lake.people["source"].unique():
        known |= set(lake.frame(source).select("record").collect().to_series())
    for name in ("treatment_journeys", "releases", "custody_tests", "recovery_sequences"):
        rows = getattr(true_county, name)().to_polars()
        records = rows["records"].explode()
        assert records.null_count() == 0, name
        assert set(records) <= known, name
        assert rows["match_probability"].null_count() == 0, name


def test_no_row_is_lost_and_the_unlinked_are_alone(true_county):
    lake = true_county.linked.lake
    for source in ("ndtms_adult", "prison_releases", "force_custody"):
        rows = true_county.linked.landed(source).to_polars()
        assert len(rows) == lake.frame(source).collect().height
        alone = rows.filter(pl.col("person_key").str.starts_with("alone:"))
        assert alone["person_key"].is_unique().all()
        assert (
            len(alone)
            == len(rows)
            - rows.join(lake.people.filter(source=source), on="record", how="semi").height
        )
