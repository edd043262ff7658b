"""What many rows of the national framework say alike: where they are found, when to look again."""

from __future__ import annotations

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.declaration import Grid

NEXT_REVIEW = date(2027, 3, 31)

FRAMEWORK_2022 = (
    "National Combating Drugs Outcomes Framework, Appendix 2 of the guidance for local delivery "
    "partners, HM Government, June 2022."
)
TOPIC_OF_2022 = "Named in Appendix 2 of June 2022 as a topic that was being explored."
TO_CONFIRM = (
    "Its place in the framework, and its wording there, are not confirmed: check it against the "
    "framework as published in May 2023."
)

# What a person must know of every measure that needs records of one person to be matched.
LINKED = (
    "Records of different agencies are matched to people before they are counted. The band says "
    "how far another threshold of matching would move it; nothing says how far records that hold a "
    "wrong name or date of birth would."
)
ONCE_IN_AN_AREA = (
    "A person is counted once in each area and period, so districts do not add up to the "
    "partnership, nor months or quarters to a year."
)


def by_group(whole: AreaKind, period: PeriodKind, *more: str) -> tuple[Grid, ...]:
    """Return the tables that ask who is reached: by sex, age, ethnicity, deprivation, and more."""
    splits = ("sex", "age", "ethnicity", *more)
    return (
        *(Grid(areas=(whole,), period=period, breakdown=split) for split in splits),
        Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=period),
    )
