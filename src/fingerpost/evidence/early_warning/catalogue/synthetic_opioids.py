"""What a synthetic opioid in the supply looks like before a laboratory says so."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.early_warning.rules import (
    Attribute,
    DaysBetween,
    SpaceTimeScan,
    WarningRule,
    Watches,
)

REPEATED_NALOXONE_SCAN = WarningRule(
    name="repeated_naloxone_scan",
    title="Overdoses that took two doses of naloxone or more, close together",
    subject="overdoses with repeated naloxone (as with synthetic opioids)",
    watches=Watches(table="overdose_callouts", where={"naloxone": ("two doses or more",)}),
    topic="overdose",
    interval="day",
    detector=SpaceTimeScan(study_periods=365, maximum_periods=21, minimum_cases=3),
    alarm_once_in_days=730,
    budget_per_year=1,
    raises_for="director of public health",
    acknowledge_within_days=1,
    weight=10,
    weight_because="Nitazenes and fentanyls kill within minutes, and in clusters.",
    attributes=(
        Attribute(
            column="substance", words="suspected substance", read_from="suspected_substance"
        ),
        Attribute(column="age", words="age band"),
        Attribute(column="died_at_scene", words="death at the scene"),
    ),
    what_to_do=(
        "Call the drug alert panel today. Send samples and toxicology as urgent, and put more "
        "naloxone into the hostels and services of the place."
    ),
    why_it_matters=(
        "Synthetic opioids need repeated naloxone. Crews record the doses at once, the substance "
        "is known weeks later."
    ),
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)

DEATHS_AT_SCENE = WarningRule(
    name="overdose_deaths_at_scene",
    title="Deaths at the scene of an overdose call-out, close together",
    subject="deaths at the scene of an overdose",
    watches=Watches(table="overdose_callouts", where={"died_at_scene": ("Yes",)}),
    topic="overdose",
    interval="day",
    areas=(AreaKind.DISTRICT,),
    detector=DaysBetween(recent_gaps=2, minimum_history=5),
    alarm_once_in_days=730,
    budget_per_year=1,
    raises_for="director of public health",
    acknowledge_within_days=1,
    weight=9,
    weight_because="People have died, days apart.",
    attributes=(
        Attribute(
            column="substance", words="suspected substance", read_from="suspected_substance"
        ),
        Attribute(column="naloxone", words="use of naloxone", read_from="naloxone_doses"),
    ),
    what_to_do="Call the drug-related death panel. Ask the coroner for urgent toxicology.",
    why_it_matters="The register of deaths tells of them half a year later.",
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)

SYNTHETIC_OPIOID_REPORTS = WarningRule(
    name="synthetic_opioid_reports",
    title="Reports of synthetic opioids, close together",
    subject="reports of synthetic opioids",
    watches=Watches(table="drug_information", where={"substance": ("Synthetic opioid",)}),
    topic="supply",
    interval="day",
    areas=(AreaKind.PARTNERSHIP,),
    detector=DaysBetween(recent_gaps=3, minimum_history=8),
    alarm_once_in_days=730,
    budget_per_year=1,
    raises_for="drug alert panel",
    acknowledge_within_days=1,
    weight=8,
    weight_because="A warning from those who use, before anybody is harmed.",
    attributes=(
        Attribute(column="sold_as", words="sold as", read_from="sold_as"),
        Attribute(column="reporter", words="reporter", is_of_recording=True),
    ),
    what_to_do="Assess the reports by the alert procedure: samples first, then a warning.",
    why_it_matters="Most people who meet a synthetic opioid bought something else.",
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)
