"""Referrals between agencies, against ten of them that anybody can count.

Sent in the year to March 2024, with the day of each step (day 0 is the sending), and what is expected:

| | what became of it | contact | in time | counted as |
|---|---|---|---|---|
| a | came, stayed, completed | day 2 | yes | at the last step |
| b | came, stayed, started | day 9, due on day 7 | no | at the last step |
| c | declined (full), sent elsewhere | none | not accepted | short of acceptance |
| d | tried, never offered an appointment | day 3 | yes | short of an appointment |
| e | offered one, and never came | day 1 | yes | short of attending |
| f | came, and left early without staying | day 1 | yes | short of staying |
| g | stayed, and left early | day 4 | yes | short of a good end |
| h | accepted, nobody tried, still open | none, and overdue | no | too early to say |
| i | ended by mistake before it was received | none | not accepted | short of being received |
| j | came, was helped at once | day 0 | yes | at the last step |

So of 10: 1 is open; of 9 known, 6 were lost (c, d, e, f, g, i); 8 of 10 were accepted (not c, not i);
6 of 8 had contact in time (not b, not h); and the days to contact 0, 1, 1, 2, 3, 4, 9 have the median 2.
"""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from fingerpost.evidence.lake import Lake
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.pipeline import estimate
from fingerpost.evidence.sources import all_codelists
from tests.unit.measures.made_by_hand import AT, landed, numbers, write

WHOLE, YEAR = "X47000001", "12m-2024-03"
DAYS = ("Received", "Declined", "Accepted", "First Contact", "Appointment Offered")
DAYS += ("Attended", "Engaged", "Outcome", "Over")
# Sent on, the days of DAYS after that, and what else is said.
TEN = {
    "a": ("2023-04-03", (1, None, 1, 2, 3, 5, 9, 40, 44), {"Outcome": "completed"}),
    "b": ("2023-05-02", (2, None, 5, 9, 9, 12, 20, 60, 61), {"Outcome": "started"}),
    "c": (
        "2023-07-04",
        (1, 3, *(None,) * 6, 3),
        {"Decline Reason": "full", "State": "redirected"},
    ),
    "d": (
        "2023-08-01",
        (1, None, 2, 3, *(None,) * 4, 30),
        {"End Reason": "no_contact", "State": "lapsed"},
    ),
    "e": (
        "2023-10-03",
        (0, None, 1, 1, 4, *(None,) * 3, 25),
        {"End Reason": "no_contact", "State": "lapsed", "Misses": "2"},
    ),
    "f": ("2023-11-07", (1, None, 1, 1, 2, 8, None, 20, 21), {"Outcome": "left_early"}),
    "g": ("2024-01-09", (1, None, 2, 4, 6, 10, 14, 50, 52), {"Outcome": "left_early"}),
    "h": ("2024-02-06", (1, None, 2, *(None,) * 6), {"State": "accepted"}),
    "i": ("2024-03-05", (*(None,) * 8, 2), {"End Reason": "mistake", "State": "withdrawn"}),
    "j": ("2024-03-12", (0, None, 0, 0, 0, 1, None, 1, 3), {"Outcome": "helped_once"}),
    "k": ("2024-04-09", (1, None, 2, 3, 4, 5, 9, 40, 44), {"Outcome": "completed"}),
}
SAME = {
    "Sex": "Female",
    "Ethnic Group": "White",
    "Age Band": "25 to 34",
    "Sender": "The constabulary",
    "Kind of Sender": "police",
    "Receiver": "Harbour Recovery",
    "Kind of Receiver": "treatment",
    "Service": "Adults",
    "Origin": "custody",
    "Urgency": "routine",
    "Basis": "public_task",
    "Tries": "1",
    "Misses": "0",
    "State": "closed",
}


def row(name, sent, days, said):
    start = date.fromisoformat(sent)
    shown = {
        f"{header} Date": "" if day is None else str(start + timedelta(days=day))
        for header, day in zip(DAYS, days, strict=True)
    }
    return {
        "Referral": f"ref-{name}",
        "Person Reference": f"p-{name}",
        "Forename": f"Ann{name}",
        "Surname": f"Other{name}",
        "Sent Date": sent,
        "Contact Due Date": str(start + timedelta(days=7)),
        **shown,
        **said,
    }


# Eleven people are too few for linkage to learn from: here nobody is taken for another.
KEYS = {
    "record": pl.Int64,
    "source": pl.String,
    "person_key": pl.String,
    "person_key_strict": pl.String,
    "person_key_loose": pl.String,
    "match_probability": pl.Float32,
    "lsoa_code": pl.String,
}


def counted_from(root, rows, steps=()):
    write(root, "referrals.csv", "service_referrals", [{**SAME, **one} for one in rows])
    if steps:
        write(root, "steps.csv", "service_referral_steps", steps)
    workspace = landed(root)
    names = [
        name
        for name in all_measures()
        if name.startswith("referral") and (steps or name != "referral_steps_late")
    ]
    with pytest.MonkeyPatch.context() as patch:
        run = SimpleNamespace(inputs="", counts={}, model="")
        patch.setattr(Lake, "link_run", lambda *_args: run)
        patch.setattr(Lake, "person_keys", lambda *_args, **_more: pl.LazyFrame(schema=KEYS))
        done = estimate(workspace, as_of=AT, names=names)
    return pl.concat(result.frame for result in done.results)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    rows = [row(name, *said) for name, said in TEN.items()]
    return counted_from(tmp_path_factory.mktemp("ten"), rows)


def of(found, measure, breakdown=None):
    chosen = found.filter(pl.col("measure") == measure, pl.col("period") == YEAR)
    return numbers(chosen, area=WHOLE, breakdown=breakdown)


def test_everybody_is_in_one_part_of_the_path_and_the_open_one_is_not_lost(found):
    parts = of(found, "referral_path", "reached")
    assert {end: n for end, (n, _) in parts.items() if n} == {
        "Still open: too early to say": 1,
        "Ended before it was received": 1,
        "Received, and declined or ended before it was accepted": 1,
        "Contact tried, and no appointment offered": 1,
        "Appointment offered, and nobody came": 1,
        "Came, and did not stay": 1,
        "Stayed, and left early or went elsewhere": 1,
        "Outcome: started with the service, completed, or helped": 3,
    }
    assert {whole for _, whole in parts.values()} == {10}


@pytest.mark.parametrize(
    ("measure", "numbers"),
    [
        pytest.param("referrals_accepted", (8, 10), id="all but c and i"),
        pytest.param("referral_first_contact_in_time", (6, 8), id="of those, all but b and h"),
        pytest.param("referral_losses", (6, 9), id="of those known: c, d, e, f, g and i"),
    ],
)
def test_shares_are_of_the_referrals_that_they_say(found, measure, numbers):
    assert of(found, measure) == {YEAR: numbers}


def test_a_share_has_the_interval_of_wilson(found):
    """Return 8 of 10: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96."""
    share = found.filter(
        pl.col("measure") == "referrals_accepted",
        pl.col("period") == YEAR,
        pl.col("breakdown").is_null(),
        pl.col("area") == WHOLE,
    ).row(0, named=True)
    assert (share["lower"], share["upper"]) == pytest.approx((49.016, 94.331), abs=2e-3)


def test_half_had_contact_within_two_days(found):
    median = found.filter(
        pl.col("measure") == "referral_first_contact_days",
        pl.col("period") == YEAR,
        pl.col("breakdown").is_null(),
    )
    assert median["value"].to_list() == [2]
    assert median["numerator"].to_list() == [7]


def test_each_loss_has_the_words_of_its_reason(found):
    assert of(found, "referral_losses", "why_lost") == {
        "Declined: no place within a safe time": (1, 9),
        "Ended: no contact after every try": (2, 9),
        "Ended: made by mistake": (1, 9),
        "Started and left early": (2, 9),
    }


def test_outcomes_are_of_those_returned(found):
    assert of(found, "referral_outcomes", "outcome") == {
        "Completed what was agreed": (1, 5),
        "Started with the service": (1, 5),
        "Came and was helped; nothing more is needed": (1, 5),
        "Started and left early": (2, 5),
    }


def test_a_year_without_its_follow_up_cannot_be_said(found):
    later = found.filter(
        pl.col("measure") == "referral_path", pl.col("period") == "12m-2024-06"
    )
    assert set(later["status"]) == {"cannot_say"}
    assert "3 months of “Referrals between agencies” after the period" in later["note"][0]


def test_neither_order_nor_a_row_twice_changes_a_number(found, tmp_path):
    rows = [row(name, *said) for name, said in reversed(TEN.items())]
    again = counted_from(tmp_path, [*rows, *rows[:4]])
    kept = ["measure", "area", "period", "breakdown", "category", "numerator", "denominator"]
    kept += ["value"]
    assert again.select(kept).sort(kept).equals(found.select(kept).sort(kept))


def test_a_late_step_is_counted_in_the_month_it_was_due_with_its_reason(tmp_path):
    def step(number, due, on, side="receiver", **said):
        return {
            "Referral": f"ref-{number % 3}",
            "Sent Date": "2023-04-03",
            "Step": str(number),
            "Kind of Step": said.pop("kind", "moved"),
            "Step Date": on,
            "To State": "received",
            "Side": side,
            "Kind of Receiver": "treatment",
            "Due Date": due,
            **said,
        }

    steps = [
        step(1, "2023-04-05", "2023-04-05"),
        step(2, "2023-04-06", "2023-04-07", **{"Late Reason": "staff"}),
        step(3, "2023-05-02", "2023-05-09"),  # late, and nobody says why
        step(4, "2023-05-02", "2023-05-01"),
        step(5, "2023-05-02", "2023-05-09", side="sender"),  # no service's step
        step(6, "2023-05-02", "2023-05-09", kind="reminded"),  # nor is a reminder
        step(7, "", "2023-05-09"),  # nor was this due by a day
    ]
    steps += [
        {**step(number, day, day), "Sent Date": day}
        for number, day in ((8, "2023-07-03"), (9, "2023-10-02"), (10, "2024-01-02"))
    ]
    steps.append(steps[1])  # a row twice is one step
    rows = [row("a", *TEN["a"])]
    found = counted_from(tmp_path, rows, steps)
    assert of(found, "referral_steps_late") == {YEAR: (2, 7)}
    assert of(found, "referral_steps_late", "late_reason") == {
        "Nobody was free": (1, 7),
        "No reason given": (1, 7),
    }


def test_the_words_of_the_service_are_those_of_the_evidence():
    from fingerpost.service.casework import reasons
    from fingerpost.service.casework.states import ReferralState

    for codes, choices in {
        "referral_decline_reasons": reasons.DeclineReason,
        "referral_end_reasons": reasons.EndReason,
        "referral_outcomes": reasons.Outcome,
        "referral_origins": reasons.Origin,
        "referral_late_reasons": reasons.LateReason,
    }.items():
        assert all_codelists()[codes].values == dict(choices.choices), codes
    sent = {value: label for value, label in ReferralState.choices if value != "drafted"}
    assert all_codelists()["referral_states"].values == sent
