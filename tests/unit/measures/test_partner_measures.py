"""Each measure of a partner's file, against numbers that anybody can count in the rows written."""

import polars as pl
import pytest

from fingerpost.evidence.sources import all_sources
from tests.contract.test_sources import sample_of
from tests.unit.measures.made_by_hand import (
    ABROAD,
    CITY,
    COUNTRY,
    IN_CITY,
    IN_COUNTRY,
    counted,
    numbers,
    write,
    write_places,
)

FORCE, WHOLE = "X23000001", "X47000001"


def crimes(root, *rows):
    """Write three months of recorded crime: class, district, outcome of each."""
    for month in ("04", "05", "06"):
        write(
            root,
            f"crime-{month}.csv",
            "force_crime",
            [
                {
                    "Crime Number": f"{month}/{n}",
                    "Recorded Date": f"{n % 28 + 1:02d}/{month}/2021",
                    "Home Office Class": kind,
                    "District Code": district,
                    "Outcome Number": outcome,
                }
                for n, (kind, district, outcome) in enumerate(rows)
            ],
        )


DRUG_CRIMES = (
    ("92A", CITY, "1"),
    ("92A", "", ""),  # no district: the force's all the same
    ("92D", CITY, "8"),
    ("92E", COUNTRY, "22"),
    ("92C", COUNTRY, "3"),
    ("92E", "E07000008", "18"),  # outside the partnership
    ("46", CITY, "8"),  # shoplifting is no drug offence
)


def test_trafficking_and_possession_are_told_apart_by_class(tmp_path):
    write_places(tmp_path)
    crimes(tmp_path, *DRUG_CRIMES)
    frame = counted(tmp_path, "drug_trafficking_offences", "drug_possession_offences")
    trafficking = frame.filter(pl.col("measure") == "drug_trafficking_offences")
    possession = frame.filter(pl.col("measure") == "drug_possession_offences")
    assert numbers(trafficking, area=CITY) == {"2021-Q2": (3, 9_100)}
    assert numbers(trafficking, area=COUNTRY) == {"2021-Q2": (0, 18_200)}
    assert numbers(trafficking, area=FORCE) == {"2021-Q2": (6, 27_300)}
    assert numbers(possession, area=COUNTRY) == {"2021-Q2": (6, 18_200)}
    assert numbers(possession, area=FORCE) == {"2021-Q2": (12, 27_300)}
    rate = possession.filter(pl.col("area") == FORCE)["value"].item()
    assert rate == pytest.approx(12 / 27_300 * 1000)


def test_diversion_is_among_drug_offences_with_an_outcome(tmp_path):
    crimes(tmp_path, *DRUG_CRIMES)
    frame = counted(tmp_path, "diversion_outcomes", "drug_offence_outcomes_by_number")
    shares = frame.filter(pl.col("measure") == "diversion_outcomes")
    assert numbers(shares, area=FORCE) == {"2021-Q2": (9, 15)}  # 8, 22 and 3 among five
    assert numbers(shares, area=CITY) == {"2021-Q2": (3, 6)}
    parts = numbers(frame, area=FORCE, breakdown="outcome")
    assert {name.split(":")[0]: n for name, (n, _) in parts.items()} == dict.fromkeys(
        ("1", "3", "8", "18", "22"), 3
    )
    assert {whole for _, whole in parts.values()} == {15}


def test_a_seizure_of_two_drugs_is_one_in_the_total_and_one_of_each_drug(tmp_path):
    rows = [
        ("1", "Heroin", CITY),
        ("1", "Crack cocaine", CITY),
        ("2", "Heroin", CITY),
        ("2", "Heroin", CITY),  # two packets of one drug are one seizure of it
        ("3", "Cannabis herbal", COUNTRY),
    ]
    write(
        tmp_path,
        "seizures.csv",
        "force_drug_seizures",
        [
            {"Seizure Number": n, "Drug": drug, "District Code": place}
            for n, drug, place in rows
        ],
        **{"Seizure Date": "05/06/2021"},
    )
    frame = counted(tmp_path, "drug_seizures", "drug_seizures_by_drug")
    assert numbers(frame, area=FORCE) == {"2021/22": (3, None)}
    assert numbers(frame, area=CITY) == {"2021/22": (2, None)}
    assert numbers(frame, area=FORCE, breakdown="drug") == {
        "Heroin": (2, None),
        "Crack cocaine": (1, None),
        "Cannabis herbal": (1, None),
    }


def test_a_refusal_is_no_test_and_an_assessment_may_be_missed(tmp_path):
    rows = [
        ("Yes", "Opiates", "15/05/2021", "Yes"),
        ("Yes", "Both", "16/05/2021", "No"),
        ("Yes", "Cocaine", "", ""),
        ("Yes", "Negative", "", ""),
        ("Yes", "Refused", "", ""),
        ("Yes", "", "", ""),
        ("No", "", "", ""),
    ]
    write(
        tmp_path,
        "custody.csv",
        "force_custody",
        [
            {
                "Custody Number": f"CU{n}",
                "Drug Test": test,
                "Drug Test Result": result,
                "Required Assessment Date": due,
                "Required Assessment Attended": came,
            }
            for n, (test, result, due, came) in enumerate(rows)
        ],
        **{"Arrest Date": "10/05/2021", "Surname": "Secret"},
    )
    frame = counted(tmp_path, "positive_tests_on_arrest", "required_assessments_attended")
    tests = numbers(frame.filter(pl.col("period_kind") == "month"), area=FORCE)
    assert tests == {"2021-04": (0, 0), "2021-05": (3, 4), "2021-06": (0, 0)}
    assert numbers(frame, area=FORCE, period="2021-Q2") == {"2021-Q2": (1, 2)}
    empty = frame.filter(pl.col("period") == "2021-04")
    assert empty["status"].to_list() == ["cannot_say"]


def episode(number, start, *, referred="", agency="T0901", place=CITY, **more):
    return {
        "AGNCY": agency,
        "CLIENTID": f"c{number}",
        "CONSENT": "Y",
        "EPISODID": str(number),
        "LA": place,
        "DRUG1": "5000",
        "MODST": start,
        "REFMODDT": referred or start,
        **more,
    }


def adults(root, year, *rows, agency="T0901"):
    write(root, f"NDTMS_ADULT_P_{agency}_{year}.csv", "ndtms_adult", rows)


def test_a_wait_is_of_the_first_intervention_of_an_episode(tmp_path):
    adults(
        tmp_path,
        "2021-22",
        episode(1, "22/05/2021", referred="01/05/2021"),  # 21 days
        episode(1, "01/09/2021", referred="01/06/2021"),  # its second intervention
        episode(2, "23/05/2021", referred="01/05/2021", place=COUNTRY),  # 22 days
        episode(3, "01/05/2021", referred="05/05/2021"),  # begun before referral: not known
        {"AGNCY": "T0901", "CLIENTID": "c9", "CONSENT": "N"},  # refused consent
    )
    adults(
        tmp_path,
        "2021-22",
        episode(1, "10/05/2021", agency="T0902", place=COUNTRY),  # another agency's number 1
        episode(2, "10/05/2021", agency="T0902", place="E07000008"),  # lives elsewhere
        agency="T0902",
    )
    frame = counted(tmp_path, "treatment_waits")
    assert numbers(frame, area=WHOLE) == {"2021/22": (2, 3)}
    assert numbers(frame, area=CITY) == {"2021/22": (1, 1)}
    assert numbers(frame, area=COUNTRY) == {"2021/22": (1, 2)}
    assert numbers(frame, area=WHOLE, breakdown="provider") == {
        "T0901": (1, 2),
        "T0902": (1, 1),
    }


def test_the_newest_file_that_an_episode_stands_in_counts(tmp_path):
    opiate = {"DRUG1": "7000", "DRUG2": "1011"}  # any of the three drugs
    adults(
        tmp_path,
        "2021-22",
        episode(1, "10/05/2021", **opiate),
        episode(2, "10/05/2021", **opiate, DISD="01/06/2021", NALOXISS="20/05/2021"),
        episode(3, "10/05/2021", NALOXISS="20/05/2021"),  # no opiates
    )
    adults(
        tmp_path,
        "2022-23",
        episode(1, "10/05/2021", **opiate, NALOXISS="20/05/2022"),
        episode(1, "10/05/2021", **opiate, NALOXISS="20/05/2022", MODAL="95"),
    )
    frame = counted(tmp_path, "naloxone_issued")
    # Open in both years; the kit was given in the second.
    assert numbers(frame, area=CITY) == {"2021/22": (1, 2), "2022/23": (1, 1)}


def test_virus_care_is_of_those_who_ever_injected(tmp_path):
    adults(
        tmp_path,
        "2021-22",
        episode(1, "10/05/2021", INJSTAT="C", HEPCTSTD="12/06/2021", HEPBVAC="N"),
        episode(2, "10/05/2021", INJSTAT="P", HEPCTSTD="Y", HEPBVAC="2"),
        episode(3, "10/05/2021", INJSTAT="C", HEPCTSTD="N"),
        episode(4, "10/05/2021", INJSTAT="N", HEPCTSTD="Y", HEPBVAC="Y"),
    )
    frame = counted(tmp_path, "blood_borne_virus_care", "hepatitis_b_vaccinations")
    by_name = {name[0]: part for name, part in frame.group_by("measure")}
    assert numbers(by_name["blood_borne_virus_care"], area=CITY) == {"2021/22": (2, 3)}
    # The field counts doses: two of them are a vaccination.
    assert numbers(by_name["hepatitis_b_vaccinations"], area=CITY) == {"2021/22": (1, 3)}


def test_admissions_are_told_apart_by_main_diagnosis_and_placed_by_small_area(tmp_path):
    write_places(tmp_path)
    ours = [("T401", IN_CITY), ("T436", IN_CITY), ("T43.6", IN_COUNTRY)]
    others = [
        ("F112", IN_CITY),
        ("F19", IN_COUNTRY),
        ("F102", IN_CITY),  # alcohol
        ("F172", IN_CITY),  # tobacco
        ("T439", IN_CITY),  # other psychotropic drugs
        ("T412", IN_CITY),  # ketamine
        ("T400", ABROAD),
        ("T400", ""),
    ]
    write(
        tmp_path,
        "apc.csv",
        "hospital_admissions",
        [
            {"EPIKEY": str(n), "DIAG_01": code, "LSOA21": area}
            for n, (code, area) in enumerate([*ours, *others])
        ],
        ADMIDATE="2021-06-01",
    )
    for name in ("ons_population_lsoa", "deprivation_small_area"):
        _land_sample(tmp_path, name)
    frame = counted(tmp_path, "drug_hospital_admissions", "ketamine_poisoning_admissions")
    by_name = {name[0]: part for name, part in frame.group_by("measure")}
    admissions = by_name["drug_hospital_admissions"]
    assert numbers(admissions, area=CITY) == {"2021/22": (3, 9_100)}
    assert numbers(admissions, area=COUNTRY) == {"2021/22": (2, 18_200)}
    assert numbers(admissions, area=WHOLE) == {"2021/22": (5, 27_300)}
    assert numbers(admissions, area=WHOLE, breakdown="cause") == {
        "poisoning": (3, 27_300),
        "mental or behavioural disorder": (2, 27_300),
    }
    assert numbers(by_name["ketamine_poisoning_admissions"], area=WHOLE) == {
        "2021/22": (1, None)
    }


def _land_sample(root, name):
    """Put a real sample of a source in the inbox: the measure asks for it, and no row is ours."""
    sample = sample_of(all_sources()[name])
    (root / "inbox" / sample.name).write_bytes(sample.data)


def test_deaths_are_counted_by_year_of_registration_three_years_together(tmp_path):
    write_places(tmp_path)
    rows = {
        2021: [("01/05/2021", "Yes", IN_CITY)],  # before the first whole year
        2022: [("01/05/2022", "Yes", IN_CITY), ("02/05/2022", "No", IN_CITY)],
        2023: [("03/02/2024", "Yes", IN_COUNTRY)],
        2024: [("03/12/2024", "Yes", IN_CITY), ("03/02/2025", "Yes", IN_CITY)],
    }
    for year, deaths in rows.items():
        write(
            tmp_path,
            f"deaths-{year}.csv",
            "drug_deaths",
            [
                {
                    "Death Reference": f"D{year}{n}",
                    "Surname": "Secret",
                    "Date of Death": "01/01/2019",
                    "Date Registered": day,
                    "Drug Misuse": misuse,
                    "LSOA Code": area,
                }
                for n, (day, misuse, area) in enumerate(deaths)
            ],
        )
    frame = counted(tmp_path, "drug_misuse_deaths")
    assert numbers(frame, area=CITY) == {"2022-2024": (2, 3 * 9_100)}
    assert numbers(frame, area=WHOLE) == {"2022-2024": (3, 3 * 27_300)}


def cases(root, district, quarter, day, *rows):
    write(
        root,
        f"hclic-{district}-{quarter}.csv",
        "housing_cases",
        [
            {
                "Case Reference": reference,
                "Duty": duty,
                "Drug Dependency Need": need,
                "Main Applicant Surname": "Secret",
            }
            for reference, duty, need in rows
        ],
        **{"Local Authority": district, "Application Date": day},
    )


def test_a_household_with_two_duties_is_one_and_a_silent_authority_is_a_gap(tmp_path):
    two_duties = [("1", "Relief", "No"), ("1", "Main", "Yes"), ("2", "Relief", "No")]
    cases(tmp_path, CITY, "Q2", "10/05/2021", *two_duties, ("3", "", "Yes"))
    cases(tmp_path, COUNTRY, "Q2", "10/05/2021", ("1", "Relief", "Yes"))
    cases(tmp_path, CITY, "Q3", "10/08/2021", ("4", "Prevention", "Yes"))
    frame = counted(tmp_path, "homeless_drug_need")
    assert numbers(frame, area=CITY) == {"2021-Q2": (1, 2), "2021-Q3": (1, 1)}
    assert numbers(frame, area=WHOLE) == {"2021-Q2": (2, 3), "2021-Q3": (None, None)}
    assert numbers(frame, area=COUNTRY, period="2021-Q3") == {"2021-Q3": (None, None)}
    silent = frame.filter((pl.col("period") == "2021-Q3") & (pl.col("area") != CITY))
    assert set(silent["status"]) == {"missing"}
    assert set(silent["note"]) == {"No data are landed for this period from Country."}


def test_a_hidden_count_of_a_school_is_never_a_zero(tmp_path):
    rows = [(CITY, "12", "0"), (COUNTRY, "8", "c")]
    write(
        tmp_path,
        "exclusions.csv",
        "school_exclusions",
        [
            {
                "Local Authority": place,
                "Pupils": "1000",
                "Suspensions Drugs and Alcohol": suspended,
                "Permanent Exclusions Drugs and Alcohol": excluded,
            }
            for place, suspended, excluded in rows
        ],
        **{"Time Period": "2021-22", "Term": "Autumn"},
    )
    frame = counted(tmp_path, "school_drug_exclusions")
    assert numbers(frame, area=CITY) == {"2021-autumn": (12, 1000)}
    assert numbers(frame, area=COUNTRY) == {"2021-autumn": (None, 1000)}
    assert numbers(frame, area=WHOLE) == {"2021-autumn": (None, 2000)}
    parts = numbers(frame, area=WHOLE, breakdown="decision")
    assert parts == {"permanent exclusions": (None, 2000), "suspensions": (20, 2000)}
    hidden = frame.filter(pl.col("numerator").is_null())
    assert set(hidden["status"]) == {"cannot_say"}
    assert hidden["note"].str.contains("that is not a zero").all()


def test_factors_of_assessments_are_unknown_where_one_is_hidden(tmp_path):
    rows = [(CITY, "100", "20", "0"), (COUNTRY, "200", "c", "7")]
    write(
        tmp_path,
        "cin.csv",
        "children_in_need",
        [
            {
                "Local Authority": place,
                "Assessments Completed": assessed,
                "Drug Misuse Parent": parent,
                "Child Criminal Exploitation": exploited,
            }
            for place, assessed, parent, exploited in rows
        ],
        **{
            "Year": "2022",
            "Alcohol Misuse Parent": "0",
            "Drug Misuse Child": "0",
            "Gangs": "0",
        },
    )
    frame = counted(tmp_path, "parental_drug_use", "child_exploitation_referrals")
    parents = frame.filter(pl.col("measure") == "parental_drug_use")
    assert numbers(parents, area=CITY) == {"2021/22": (20, 100)}
    assert numbers(parents, area=WHOLE) == {"2021/22": (None, 300)}
    children = frame.filter(pl.col("measure") == "child_exploitation_referrals")
    assert numbers(children, area=WHOLE) == {"2021/22": (7, None)}


def test_call_outs_are_of_the_day_of_the_call_and_the_newest_are_provisional(tmp_path):
    received = {"04": ["2021-04-10"], "05": ["2021-04-28", "2021-05-02"], "06": ["2021-06-02"]}
    for month, days in received.items():
        write(
            tmp_path,
            f"overdoses-{month}.csv",
            "ambulance_overdoses",
            [
                {"Incident Number": f"{month}{n}", "Call Date": day}
                for n, day in enumerate(days)
            ],
            **{"Received Date": f"2021-{month}-20"},
        )
    frame = counted(tmp_path, "ambulance_overdose_callouts")
    assert numbers(frame, area=WHOLE) == {
        "2021-04": (2, None),
        "2021-05": (1, None),
        "2021-06": (1, None),
    }
    assert frame.sort("period")["status"].to_list() == ["ok", "provisional", "provisional"]


def test_requirements_begun_and_completed(tmp_path):
    rows = [
        ("DRR", "10/05/2021", "01/06/2021", "Completed"),
        ("DRR", "11/05/2021", "02/09/2021", "Failure to comply"),
        ("DRR", "", "03/06/2021", ""),  # ended, no reason
        ("DRR", "", "", ""),
        ("ATR", "10/05/2021", "01/06/2021", "Completed"),  # alcohol
    ]
    # Endings are counted from a year after the first file on: see `but_first` in coverage.
    early = {
        "CRN": "Y1",
        "Requirement": "DRR",
        "End Date": "02/07/2020",
        "Order Date": "01/05/2020",
    }
    write(tmp_path, "earlier.csv", "probation_requirements", [early])
    write(
        tmp_path,
        "requirements.csv",
        "probation_requirements",
        [
            {
                "CRN": f"X{n}",
                "Requirement": kind,
                "First Attended": came,
                "End Date": end,
                "End Reason": why,
            }
            for n, (kind, came, end, why) in enumerate(rows)
        ],
        **{"Order Date": "01/05/2021"},
    )
    frame = counted(
        tmp_path, "drug_rehabilitation_requirements", "drug_rehabilitation_requirements_started"
    )
    started = frame.filter(pl.col("measure").str.ends_with("started"))
    ended = frame.filter(~pl.col("measure").str.ends_with("started"))
    assert numbers(started, area=WHOLE, period="2021-Q2") == {"2021-Q2": (2, 4)}
    assert numbers(ended, area=WHOLE, period="2021-Q2") == {"2021-Q2": (1, 1)}
    assert numbers(ended, area=WHOLE, period="2021-Q3") == {"2021-Q3": (0, 1)}


def test_what_harm_reduction_handed_out(tmp_path):
    kits = [(CITY, "2"), (CITY, "1"), ("", "5")]
    write(
        tmp_path,
        "naloxone.csv",
        "naloxone_kits",
        [{"District Code": place, "Kits Issued": n} for place, n in kits],
        **{"Supply Date": "01/05/2021", "Site": "One"},
    )
    write(
        tmp_path,
        "needles.csv",
        "needle_exchange",
        [
            {"District Code": CITY, "Needles Out": "10"},
            {"District Code": COUNTRY, "Needles Out": "20"},
        ],
        **{"Transaction Date": "01/05/2021", "Site": "One"},
    )
    frame = counted(tmp_path, "naloxone_kits_supplied", "needle_exchange_transactions")
    by_name = {name[0]: part for name, part in frame.group_by("measure")}
    supplied = by_name["naloxone_kits_supplied"]
    assert numbers(supplied, area=CITY) == {"2021-Q2": (3, None)}
    assert numbers(supplied, area=COUNTRY) == {"2021-Q2": (0, None)}
    assert numbers(supplied, area=WHOLE) == {"2021-Q2": (8, None)}
    assert numbers(by_name["needle_exchange_transactions"], area=WHOLE) == {
        "2021-Q2": (2, None)
    }


def test_tests_in_prison_and_jobs_begun(tmp_path):
    write(
        tmp_path,
        "tests.csv",
        "prison_drug_tests",
        [
            {"Month": "2021-04", "Prison": "A", "Random Tests": "40", "Positive": "4"},
            {"Month": "2021-05", "Prison": "A", "Random Tests": "10", "Positive": "3"},
            {"Month": "2021-05", "Prison": "B", "Random Tests": "20", "Positive": "0"},
        ],
    )
    write(
        tmp_path,
        "ips.csv",
        "employment_support",
        [{"IPS Reference": "1", "Job Start Date": "01/08/2021"}, {"IPS Reference": "2"}],
        **{"Referral Date": "01/05/2021"},
    )
    for month in ("08", "11", "02"):
        year = 2022 if month == "02" else 2021
        write(
            tmp_path,
            f"ips-{month}.csv",
            "employment_support",
            [{"IPS Reference": f"r{month}", "Referral Date": f"01/{month}/{year}"}],
        )
    frame = counted(tmp_path, "prison_positive_tests", "employment_job_starts")
    prisons = numbers(frame, area=WHOLE, breakdown="prison")
    assert prisons == {"A": (7, 50), "B": (0, 20)}
    assert numbers(frame, area=WHOLE) == {"2021/22": (1, 5)}
