"""NDTMS: numbers of people in treatment, rounded to 5, below 5 not shown."""

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure.rules import DisclosureRule

NDTMS = DisclosureRule(
    name="ndtms",
    title="Drug treatment monitoring",
    publisher="Office for Health Improvement and Disparities",
    version="ViewIt 2024",
    source="NDTMS ViewIt rounds to the nearest 5; suppression below 5 is not confirmed",
    confirmed=False,
    suppress_below=5,
    round_to=5,
    protects_complement=True,
    exempt_areas=(AreaKind.COUNTRY,),
    words=(
        "Numbers of people in treatment are rounded to the nearest 5, and 1 to 4 are not shown; "
        "national totals are shown as published."
    ),
)
