"""Homelessness case records (H-CLIC): 1 to 4 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

HOMELESSNESS = DisclosureRule(
    name="homelessness",
    title="Homelessness cases (H-CLIC)",
    publisher="Ministry of Housing, Communities and Local Government",
    version="technical note, October to December 2023",
    source=(
        "Statutory homelessness technical note, DLUHC, 30 April 2024, hides sensitive "
        "breakdowns of authorities; its threshold is not confirmed"
    ),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    words="Counts of 1 to 4 are not shown, nor what would give them away.",
)
