"""Department for Education, exclusions: 1 to 4 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

SCHOOL_EXCLUSIONS = DisclosureRule(
    name="school_exclusions",
    title="School exclusions",
    publisher="Department for Education",
    version="2026",
    source=(
        "not confirmed: the tables show small counts as c; the threshold is the strict default"
    ),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    words="Counts of 1 to 4 are not shown, nor what would give them away.",
)
