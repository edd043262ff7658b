"""From treatment to a home and to work: order, what was kept, what is not known yet."""

from __future__ import annotations

from datetime import date

import pytest

from fingerpost.evidence.journeys.recovery import housing_cases, jobs, recovery_sequences
from fingerpost.evidence.journeys.treatment import numbered, treatment_journeys
from tests.unit.journeys.making import (
    EPISODE,
    HOUSING,
    KNOWN_UNTIL,
    RULES,
    WORK,
    episode,
    numbered_rows,
    of,
    people,
    read,
    table,
)


def duty(**said):
    usual = {
        "quarter": "2022-07-01",
        "housing_authority": "X07000001",
        "duty": "Relief",
        "applied_on": "2022-08-01",
        "duty_on": "2022-08-05",
        "person_key": "anna",
    }
    return {**usual, **said}


def referral(**said):
    usual = {"quarter": "2022-07-01", "referred_on": "2022-08-01", "person_key": "anna"}
    return {**usual, **said}


def cases(engine, rows):
    return housing_cases(table(engine, numbered_rows(rows), HOUSING), RULES)


def work(engine, rows):
    made = table(engine, numbered_rows(rows, 300), WORK)
    return jobs(made, known_until=KNOWN_UNTIL, rules=RULES)


def made(engine, episodes, housing=(), employment=()):
    known = numbered(table(engine, numbered_rows(episodes, 600), EPISODE), RULES)
    return recovery_sequences(
        treatment_journeys(known, known_until=KNOWN_UNTIL, rules=RULES),
        cases(engine, housing),
        work(engine, employment),
        housing_until=KNOWN_UNTIL,
        work_until=KNOWN_UNTIL,
        rules=RULES,
    )


# Job start, job end, the sender's marks of 13 and 26 weeks, and what is said of each.
JOBS = [
    pytest.param(None, None, None, None, (None, None), id="no job"),
    pytest.param(
        "2023-01-01", "2023-04-02", "No", "No", ("yes", "no"), id="ended after 91 days"
    ),
    pytest.param(
        "2023-01-01", "2023-04-01", "Yes", "Yes", ("no", "no"), id="ended after 90 days"
    ),
    pytest.param(
        "2023-01-01", "2023-07-02", None, None, ("yes", "yes"), id="ended after 182 days"
    ),
    pytest.param("2023-01-01", None, "Yes", "Yes", ("yes", "yes"), id="goes on, marked"),
    pytest.param(
        "2023-01-01", None, "Yes", "No", ("yes", "no"), id="marked for 13 weeks alone"
    ),
    pytest.param("2023-01-01", None, None, None, ("not known", "not known"), id="nobody says"),
    pytest.param(
        "2023-12-31", None, "No", "No", ("no", "not yet known"), id="91 days end in time"
    ),
    pytest.param("2024-01-01", None, "No", "No", ("not yet known",) * 2, id="91 days not over"),
    pytest.param(
        "2024-02-01", "2024-02-20", None, None, ("no", "no"), id="lost before they are over"
    ),
    pytest.param(
        "2024-02-01", "2024-01-20", None, None, ("no", "no"), id="ends before it starts"
    ),
]


@pytest.fixture(scope="module")
def kept(engine):
    def build(start, end, mark_13, mark_26, expected):
        yield referral(
            job_started_on=start,
            job_ended_on=end,
            sustained_13_weeks=mark_13,
            sustained_26_weeks=mark_26,
        )

    return work(engine, people(JOBS, build)).to_polars()


@pytest.mark.parametrize(("start", "end", "mark_13", "mark_26", "expected"), JOBS)
def test_jobs_kept(request, kept, start, end, mark_13, mark_26, expected):
    assert read(of(request, kept), "kept_13_weeks", "kept_26_weeks") == [expected]


SECURED = "Secured accommodation"
# The duties of one case (duty, its day, end reason, end), and: first duty, secured, still open.
CASES = [
    pytest.param(
        [("Relief", "2022-08-05", SECURED, "2022-09-01")],
        ("Relief", "2022-09-01", False),
        id="secured",
    ),
    pytest.param(
        [("Relief", "2022-08-05", "Contact lost", "2022-09-01")],
        ("Relief", None, False),
        id="contact lost",
    ),
    pytest.param([("Relief", "2022-08-05", None, None)], ("Relief", None, True), id="open"),
    pytest.param(
        [
            ("Main", "2022-10-01", SECURED, "2022-12-01"),
            ("Relief", "2022-08-05", "56 days elapsed", "2022-10-01"),
        ],
        ("Relief", "2022-12-01", False),
        id="two duties in turn: one case",
    ),
    pytest.param(
        [
            ("Main", "2022-10-01", None, None),
            ("Relief", "2022-08-05", "56 days elapsed", "2022-10-01"),
        ],
        ("Relief", None, True),
        id="the second duty is open",
    ),
    pytest.param([(None, None, None, None)], (None, None, True), id="no duty is owed"),
]


@pytest.fixture(scope="module")
def housed(engine):
    def build(duties, expected):
        for name, day, reason, end in duties:
            yield duty(
                case=f"{duties}",
                duty=name,
                duty_on=day,
                activity_end_reason=reason,
                activity_ended_on=end,
            )

    return cases(engine, people(CASES, build)).to_polars()


@pytest.mark.parametrize(("duties", "expected"), CASES)
def test_homelessness_cases(request, housed, duties, expected):
    [(first, secured, is_open)] = read(of(request, housed), "duty", "secured_on", "is_open")
    assert (first, secured and str(secured), is_open) == expected


def test_a_case_that_two_files_hold_counts_as_the_newer_has_it(engine):
    rows = [
        duty(case="1"),
        duty(
            case="1",
            quarter="2022-10-01",
            activity_end_reason=SECURED,
            activity_ended_on="2022-11-01",
        ),
    ]
    assert read(cases(engine, rows), "secured_on", "records") == [(date(2022, 11, 1), [2])]


# The day a home was secured, the day a job started, and the sequence.
ORDER = [
    pytest.param(None, None, "treatment", id="neither"),
    pytest.param("2022-09-01", None, "treatment, home", id="home"),
    pytest.param(None, "2022-09-01", "treatment, work", id="work"),
    pytest.param("2022-09-01", "2022-10-01", "treatment, home, work", id="home, then work"),
    pytest.param("2022-10-01", "2022-09-01", "treatment, work, home", id="work, then home"),
    pytest.param("2022-09-01", "2022-09-01", "treatment, home, work", id="both on one day"),
]


@pytest.fixture(scope="module")
def ordered(engine):
    def housing(home, work, expected):
        yield duty(
            case=f"{home}{work}",
            activity_end_reason=SECURED if home else "Contact lost",
            activity_ended_on=home or "2022-09-01",
        )

    episodes = people(ORDER, lambda *_: [episode("2022-06-01", "2022-07-01")])
    jobs = people(ORDER, lambda home, work, _: [referral(job_started_on=work)])
    return made(engine, episodes, people(ORDER, housing), jobs).to_polars()


@pytest.mark.parametrize(("home", "work", "expected"), ORDER)
def test_the_order_of_steps(request, ordered, home, work, expected):
    assert read(of(request, ordered), "sequence") == [(expected,)]


# The journey (start, end), the day of application and referral, and what is said of both.
REACH = [
    pytest.param("2022-06-01", "2022-07-01", "2022-06-01", "yes", id="on the first day"),
    pytest.param("2022-06-01", "2022-07-01", "2022-05-31", "no", id="the day before it began"),
    pytest.param("2022-06-01", "2022-07-01", "2023-07-01", "yes", id="12 months after its end"),
    pytest.param("2022-06-01", "2022-07-01", "2023-07-02", "no", id="a day more"),
    pytest.param("2022-06-01", "2023-03-31", None, "no", id="12 months end with the files"),
    pytest.param(
        "2022-06-01", "2023-04-01", None, "not yet known", id="12 months end after them"
    ),
    pytest.param("2022-06-01", None, None, "not yet known", id="still in treatment"),
]


@pytest.fixture(scope="module")
def reached(engine):
    episodes = people(REACH, lambda start, end, *_: [episode(start, end)])
    housing = people(REACH, lambda _, __, day, ___: [duty(applied_on=day)] if day else [])
    employment = people(
        REACH, lambda _, __, day, ___: [referral(referred_on=day)] if day else []
    )
    return made(engine, episodes, housing, employment).to_polars()


@pytest.mark.parametrize(("start", "end", "day", "expected"), REACH)
def test_which_help_belongs_to_the_sequence(request, reached, start, end, day, expected):
    found = of(request, reached)
    assert read(found, "asked_for_housing", "referred_to_support") == [(expected, expected)]


def test_evidence_days_and_answers_that_nobody_was_asked(engine):
    found = made(
        engine,
        [
            episode("2022-06-01", "2022-07-01", records=[600], match_probability=0.75),
            episode("2022-06-01", "2022-07-01", records=[601], person_key="ben"),
        ],
        [
            duty(
                activity_end_reason=SECURED,
                activity_ended_on="2022-09-01",
                match_probability=0.5,
            )
        ],
        [referral(job_started_on="2022-10-01")],
    )
    columns = (
        "person_key",
        "home_secured",
        "got_job",
        "days_to_home",
        "days_to_job",
        "records",
        "match_probability",
    )
    assert read(found, *columns) == [
        ("anna", "yes", "yes", 92, 122, [1, 300, 600], 0.5),
        ("ben", None, None, None, None, [601], 1.0),
    ]
