"""Admissions to hospital for poisoning by drugs, by substance: sudden and slow rises."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.early_warning.farrington import FarringtonFlexible
from fingerpost.evidence.early_warning.rules import (
    Attribute,
    Cusum,
    Ears,
    Farrington,
    WarningRule,
    Watches,
)

_ATTRIBUTES = (
    Attribute(column="substance", words="substance", read_from="diagnosis_1"),
    Attribute(column="age", words="age band"),
    Attribute(column="hospital", words="hospital"),
)
_WHY = "Admissions are coded by trained people: few in number, and firm about the substance."
_DO = (
    "Ask the hospital whether coding changed. If not, take it to the drug alert panel and the "
    "treatment service that sees the substance."
)

DRUG_ADMISSIONS_MONTHLY = WarningRule(
    name="drug_admissions_monthly",
    title="More admissions for poisoning by a substance than usual",
    subject="admissions for poisoning",
    watches=Watches(table="drug_admissions", split="substance"),
    topic="overdose",
    interval="month",
    areas=(AreaKind.DISTRICT,),
    detector=Farrington(
        settings=FarringtonFlexible(
            years_back=3, half_window=1, seasonal_groups=1, periods_excluded=3, trend=False
        )
    ),
    short_history=Ears(method="C2", baseline=12, alpha=0.001, minimum_sigma=1.0),
    looks_back=12,
    alarm_once_in_days=365,
    budget_per_year=2,
    raises_for="public health analyst",
    acknowledge_within_days=10,
    weight=5,
    weight_because="Serious harm, known a year late with a yearly file.",
    attributes=_ATTRIBUTES,
    what_to_do=_DO,
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)

DRUG_ADMISSIONS_SLOW_RISE = WarningRule(
    name="drug_admissions_slow_rise",
    title="Admissions for poisoning by a substance creep up",
    subject="admissions for poisoning",
    watches=Watches(table="drug_admissions", split="substance"),
    topic="overdose",
    interval="month",
    areas=(AreaKind.PARTNERSHIP,),
    detector=Cusum(training=24, reference_value=1.0, decision_interval=3.0),
    looks_back=12,
    alarm_once_in_days=365,
    budget_per_year=1,
    raises_for="public health analyst",
    acknowledge_within_days=10,
    weight=6,
    weight_because="A new pattern of use, which services must prepare for.",
    attributes=_ATTRIBUTES,
    what_to_do=_DO,
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)
