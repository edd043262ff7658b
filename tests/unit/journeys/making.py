"""Small tables by hand: NDTMS rows, episodes, and what the other agencies hold."""

from __future__ import annotations

from datetime import date

import ibis
import polars as pl

from fingerpost.evidence.journeys.rules import Rules

RULES = Rules.standard()
KNOWN_UNTIL = date(2024, 3, 31)

NDTMS = {
    "agency_code": pl.String,
    "episode": pl.String,
    "client": pl.String,
    "consent": pl.String,
    "financial_year": pl.Int32,
    "referred_on": pl.Date,
    "referral_source": pl.String,
    "drug_1": pl.String,
    "drug_2": pl.String,
    "drug_3": pl.String,
    "local_authority_code": pl.String,
    "accommodation_need": pl.String,
    "discharged_on": pl.Date,
    "discharge_reason": pl.String,
    "modality": pl.String,
    "modality_referred_on": pl.Date,
    "modality_started_on": pl.Date,
    "modality_ended_on": pl.Date,
    "outcomes_on": pl.Date,
    "outcomes_stage": pl.String,
    "alcohol_days": pl.Int64,
    "opiate_days": pl.Int64,
    "crack_days": pl.Int64,
    "cocaine_days": pl.Int64,
    "amphetamine_days": pl.Int64,
    "cannabis_days": pl.Int64,
    "other_drug_days": pl.Int64,
    "acute_housing_problem": pl.String,
    "housing_risk": pl.String,
    "sex": pl.String,
    "ethnicity": pl.String,
    "age": pl.Int64,
    "lsoa_code": pl.String,
    "record": pl.Int64,
    "person_key": pl.String,
    "match_probability": pl.Float32,
}
EPISODE = {
    "setting": pl.String,
    "agency": pl.String,
    "episode": pl.String,
    "person_key": pl.String,
    "referred_on": pl.Date,
    "started_on": pl.Date,
    "ended_on": pl.Date,
    "seen_until": pl.Date,
    "is_open": pl.Boolean,
    "exit": pl.String,
    "referral_source": pl.String,
    "waiting_days": pl.Int32,
    "opiate": pl.Boolean,
    "other_drug": pl.Boolean,
    "alcohol": pl.Boolean,
    "local_authority_code": pl.String,
    "lsoa_code": pl.String,
    "accommodation_need": pl.String,
    "sex": pl.String,
    "ethnicity": pl.String,
    "age": pl.Int64,
    "mended": pl.String,
    "records": pl.List(pl.Int64),
    "match_probability": pl.Float32,
}


def table(engine, rows, schema):
    """Return rows (dicts) as a table of the engine; what is not said is null; dates may be text."""
    frame = pl.DataFrame(
        [
            {
                name: date.fromisoformat(value)
                if kind == pl.Date and isinstance(value := row.get(name), str)
                else row.get(name)
                for name, kind in schema.items()
            }
            for row in rows
        ],
        schema=schema,
    )
    return engine.create_table(ibis.util.gen_name("made"), frame.to_arrow())


def ndtms(**said):
    """Return one row of an NDTMS file."""
    usual = {
        "agency_code": "T1",
        "episode": "e1",
        "client": "c1",
        "consent": "Y",
        "financial_year": 2023,
        "drug_1": "1011",
        "discharge_reason": None,
        "modality": "95",
        "record": 1,
        "person_key": "anna",
        "match_probability": 1.0,
    }
    return {**usual, **said}


def episode(started, ended=None, **said):
    """Return one episode: open at the end of what is known unless it ended."""
    usual = {
        "setting": "adult",
        "agency": "T1",
        "episode": f"{started}",
        "person_key": "anna",
        "started_on": started,
        "ended_on": ended,
        "seen_until": ended or KNOWN_UNTIL,
        "is_open": ended is None,
        "exit": None if ended is None else "completed",
        "waiting_days": 7,
        "opiate": False,
        "other_drug": True,
        "alcohol": False,
        "local_authority_code": "X07000001",
        "mended": "",
        "records": [1],
        "match_probability": 1.0,
    }
    return {**usual, **said}


def read(rows, *columns, order=None):
    """Return the rows of an expression, or of a frame, as tuples of some columns, in order."""
    frame = rows if isinstance(rows, pl.DataFrame) else rows.to_polars()
    kept = frame.sort(order or list(columns)).select(columns)
    return [tuple(row) for row in kept.iter_rows()]


def people(cases, build):
    """Return the rows of all cases of a table of tests, each case a person named by its id.

    So that one query answers all of them: `build` makes the rows of one case from its values.
    """
    return [{**row, "person_key": case.id} for case in cases for row in build(*case.values)]


def of(request, frame):
    """Return what was found for the person of the running test."""
    return frame.filter(pl.col("person_key") == request.node.callspec.id)


WHO = {
    "sex": pl.String,
    "ethnicity": pl.String,
    "age": pl.Int64,
    "lsoa_code": pl.String,
    "record": pl.Int64,
    "person_key": pl.String,
    "match_probability": pl.Float32,
}
RELEASE = {
    "quarter": pl.Date,
    "prisoner": pl.String,
    "prison": pl.String,
    "received_on": pl.Date,
    "released_on": pl.Date,
    "home_district_code": pl.String,
    "treatment_need": pl.String,
    "transfer_agency": pl.String,
    "referred_on": pl.Date,
    "outcome_after_release": pl.String,
    **WHO,
}
CUSTODY = {
    "quarter": pl.Date,
    "custody": pl.String,
    "arrested_on": pl.Date,
    "custody_suite": pl.String,
    "home_office_class": pl.String,
    "crime_number": pl.String,
    "drug_test_result": pl.String,
    "required_assessment_on": pl.Date,
    "required_assessment_attended": pl.String,
    "disposal": pl.String,
    **WHO,
}
TEAM = {
    "agency_code": pl.String,
    "episode": pl.String,
    "consent": pl.String,
    "financial_year": pl.Int32,
    "first_contact_on": pl.Date,
    "assessed_on": pl.Date,
    "referred_to_treatment_on": pl.Date,
    "discharged_on": pl.Date,
    **WHO,
}
CRIME = {
    "month": pl.Date,
    "crime_number": pl.String,
    "recorded_on": pl.Date,
    "home_office_class": pl.String,
    "drug": pl.String,
    "district_code": pl.String,
    "lsoa_code": pl.String,
    "found_by_search": pl.String,
    "outcome_number": pl.String,
    "outcome_on": pl.Date,
}
HOUSING = {
    "quarter": pl.Date,
    "housing_authority": pl.String,
    "case": pl.String,
    "applied_on": pl.Date,
    "duty": pl.String,
    "duty_on": pl.Date,
    "activity_end_reason": pl.String,
    "activity_ended_on": pl.Date,
    **WHO,
}
WORK = {
    "quarter": pl.Date,
    "support": pl.String,
    "referred_on": pl.Date,
    "profiled_on": pl.Date,
    "job_started_on": pl.Date,
    "job_ended_on": pl.Date,
    "sustained_13_weeks": pl.String,
    "sustained_26_weeks": pl.String,
    **WHO,
}


def numbered_rows(rows, first=1):
    """Return rows with a record number each, from `first` on, where they have none."""
    return [{"record": n, "match_probability": 1.0, **row} for n, row in enumerate(rows, first)]
