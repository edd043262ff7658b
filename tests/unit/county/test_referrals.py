"""The county's referrals between agencies: from its truth, in order, and whole."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from fingerpost.evidence.sources import all_sources, open_files, read, recognise

IN_ORDER = ("sent_on", "received_on", "accepted_on", "first_contact_on", "appointed_on")
IN_ORDER += ("attended_on", "engaged_on", "outcome_on", "over_on")


@pytest.fixture(scope="module")
def rows(county):
    found = {}
    for opened in open_files(county / "inbox" / "service"):
        source = recognise(opened).source
        found[source.name] = read(opened, all_sources()[source.name]).rows
    return found


@pytest.fixture(scope="module")
def referrals(rows):
    return rows["service_referrals"]


def test_the_steps_of_a_referral_are_in_order(referrals):
    for earlier, later in pairwise(IN_ORDER):
        both = referrals.drop_nulls([earlier, later])
        assert len(both) > 20, later
        assert (both[earlier] <= both[later]).all(), later


def test_whoever_began_treatment_was_sent_to_it_on_the_day_of_the_truth(county, referrals):
    truth = pl.read_parquet(county / "truth" / "treatment.parquet")
    began = truth.filter(
        pl.col("referral_source") == "self", pl.col("referred").cast(pl.Date).dt.year() >= 2022
    )
    asked = referrals.filter(
        (pl.col("origin") == "self") & (pl.col("sent_on").dt.year() >= 2022)
    )
    days = began["referred"].cast(pl.Date).sort().to_list()
    # A planted broken line stands beside a true one, so none is lost.
    assert asked["sent_on"].sort().to_list() == days


def test_a_state_says_what_the_days_say(referrals):
    over = {"closed", "withdrawn", "lapsed", "redirected"}
    said = referrals.select("state", is_over=pl.col("over_on").is_not_null()).unique()
    assert {state for state, is_over in said.rows() if is_over} == over
    closed = referrals.filter(pl.col("state") == "closed")
    assert closed["outcome"].null_count() == closed["outcome_on"].null_count() == 0
    declined = referrals.filter(pl.col("declined_on").is_not_null())
    assert declined["decline_reason"].null_count() == 0
    assert declined["accepted_on"].null_count() == len(declined)
    ended = referrals.filter(pl.col("state").is_in(["withdrawn", "lapsed"]))
    assert ended["end_reason"].null_count() == 0


def test_what_was_sent_on_names_the_one_that_was_declined(referrals):
    sent_on = referrals.filter(pl.col("redirected_from").is_not_null())
    before = sent_on.join(
        referrals, left_on="redirected_from", right_on="referral", suffix="_before"
    )
    assert len(sent_on) == len(before) > 0
    assert set(before["state_before"]) == {"redirected"}
    assert (before["over_on_before"] == before["sent_on"]).all()


def test_every_step_is_of_a_referral_and_on_its_days(rows, referrals):
    steps = rows["service_referral_steps"]
    assert set(steps["referral"]) <= set(referrals["referral"])
    assert steps.select("referral", "step").is_unique().all()
    accepted = steps.filter(pl.col("to_state") == "accepted").join(referrals, on="referral")
    assert (accepted["happened_on"] == accepted["accepted_on"]).all()
    late = steps.filter(pl.col("late_reason").is_not_null())
    assert (late["happened_on"] > late["due_on"]).all()
