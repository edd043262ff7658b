"""The police force's own extracts: 1 to 4 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

POLICE_LOCAL = DisclosureRule(
    name="police_local",
    title="Police local extract",
    publisher="the police force",
    version="2026",
    source=("not confirmed: no published rule; the strict default for small counts of people"),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    words="Counts of 1 to 4 are not shown, nor what would give them away.",
)
