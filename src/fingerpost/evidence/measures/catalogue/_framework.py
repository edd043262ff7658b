"""What many rows of the national framework say alike: where they are found, when to look again."""

from __future__ import annotations

from datetime import date

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
