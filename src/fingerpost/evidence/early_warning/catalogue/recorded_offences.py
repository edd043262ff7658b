"""Drug offences as the force records them, by district and by small area: activity."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.early_warning.farrington import FarringtonFlexible
from fingerpost.evidence.early_warning.rules import (
    Attribute,
    Ears,
    Farrington,
    SpaceTimeScan,
    WarningRule,
    Watches,
)

_ATTRIBUTES = (
    Attribute(
        column="outcome", words="outcome type", is_of_recording=True, read_from="outcome_number"
    ),
    Attribute(column="point", words="map point", is_of_recording=True),
    Attribute(
        column="found_by_search",
        words="answer to whether it was found by a search",
        is_of_recording=True,
        read_from="found_by_search",
    ),
    Attribute(column="drug", words="drug", read_from="drug"),
)
_WHY = (
    "Recorded drug offences show what the police did. More of them is not more drug use; it may be "
    "an operation, a new way of recording, or a new market."
)
_DO = (
    "Ask the force what changed: an operation, a team, a way of recording. Look at harm in the same "
    "place before you say that drug use rose."
)

POSSESSION_RECORDED_MONTHLY = WarningRule(
    name="possession_recorded_monthly",
    title="More recorded possession in a month than usual",
    subject="recorded possession of drugs",
    watches=Watches(table="force_crime", where={"offence_class": ("92D", "92E")}),
    topic="recorded crime",
    interval="month",
    areas=(AreaKind.DISTRICT,),
    detector=Farrington(
        settings=FarringtonFlexible(
            years_back=3, half_window=1, seasonal_groups=1, periods_excluded=3, trend=False
        )
    ),
    short_history=Ears(method="C2", baseline=9, alpha=0.001, minimum_sigma=1.0),
    alarm_once_in_days=365,
    budget_per_year=1,
    raises_for="partnership analyst",
    acknowledge_within_days=10,
    weight=3,
    weight_because="Activity of the police, not harm.",
    attributes=_ATTRIBUTES,
    what_to_do=_DO,
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)

POSSESSION_RECORDED_SCAN = WarningRule(
    name="possession_recorded_scan",
    title="Recorded possession gathers in a few small areas",
    subject="recorded possession of drugs",
    watches=Watches(table="force_crime", where={"offence_class": ("92D", "92E")}),
    topic="recorded crime",
    interval="month",
    detector=SpaceTimeScan(
        study_periods=36, maximum_periods=3, maximum_share=0.1, minimum_cases=5
    ),
    alarm_once_in_days=1826,
    budget_per_year=1,
    raises_for="partnership analyst",
    acknowledge_within_days=10,
    weight=3,
    weight_because="Activity of the police, not harm.",
    attributes=_ATTRIBUTES,
    what_to_do=_DO,
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)

TRAFFICKING_RECORDED_MONTHLY = WarningRule(
    name="trafficking_recorded_monthly",
    title="More recorded trafficking in a month than usual",
    subject="recorded trafficking of drugs",
    watches=Watches(table="force_crime", where={"offence_class": ("92A",)}),
    topic="recorded crime",
    interval="month",
    areas=(AreaKind.DISTRICT,),
    detector=Farrington(
        settings=FarringtonFlexible(
            years_back=3, half_window=1, seasonal_groups=1, periods_excluded=3, trend=False
        )
    ),
    short_history=Ears(method="C2", baseline=9, alpha=0.001, minimum_sigma=1.0),
    alarm_once_in_days=365,
    budget_per_year=1,
    raises_for="partnership analyst",
    acknowledge_within_days=10,
    weight=4,
    weight_because="Activity of the police, not harm.",
    attributes=_ATTRIBUTES,
    what_to_do=_DO,
    why_it_matters=_WHY,
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)
