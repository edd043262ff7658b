"""NHS England hospital statistics: 1 to 7 not shown, the rest rounded to 5."""

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure.rules import DisclosureRule

HES_ECDS = DisclosureRule(
    name="hes_ecds",
    title="Hospital and emergency care",
    publisher="NHS England",
    version="September 2018",
    source="HES/ECDS disclosure control, NHS Digital, 2018; base and zero not confirmed",
    confirmed=False,
    suppress_below=8,
    round_to=5,
    protects_complement=True,
    exempt_areas=(AreaKind.COUNTRY,),
    words=(
        "Below the national level, counts of 1 to 7 are not shown and others are rounded to the "
        "nearest 5; percentages come from the rounded counts."
    ),
)
