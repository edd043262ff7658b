"""Local extracts of prison and probation records: 1 to 4 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

JUSTICE_LOCAL = DisclosureRule(
    name="justice_local",
    title="Prison and probation, local extract",
    publisher="HM Prison and Probation Service",
    version="2026",
    source=("not confirmed: no published rule; the strict default for small counts of people"),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    words="Counts of 1 to 4 are not shown, nor what would give them away.",
)
