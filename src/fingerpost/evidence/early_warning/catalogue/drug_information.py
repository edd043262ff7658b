"""Reports to the local drug information system, by week."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.early_warning.farrington import FarringtonFlexible
from fingerpost.evidence.early_warning.rules import (
    Attribute,
    Ears,
    Farrington,
    WarningRule,
    Watches,
)

DRUG_INFORMATION_WEEKLY = WarningRule(
    name="drug_information_weekly",
    title="More drug information reports in a week than usual",
    subject="drug information reports",
    watches=Watches(table="drug_information"),
    topic="supply",
    interval="week",
    areas=(AreaKind.PARTNERSHIP,),
    detector=Farrington(settings=FarringtonFlexible(years_back=3, alpha=0.005)),
    short_history=Ears(method="C2", baseline=12, alpha=0.001, minimum_sigma=1.0),
    alarm_once_in_days=730,
    budget_per_year=1,
    raises_for="drug alert panel",
    acknowledge_within_days=3,
    weight=5,
    weight_because="Something goes round that people talk about.",
    attributes=(
        Attribute(column="substance", words="substance", read_from="thought_to_be"),
        Attribute(column="sold_as", words="sold as", read_from="sold_as"),
        Attribute(column="effects", words="effect"),
        Attribute(column="reporter", words="reporter", is_of_recording=True),
    ),
    what_to_do="Read the reports together: one drug, one place, one effect?",
    why_it_matters="People who use drugs notice a change first.",
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)
