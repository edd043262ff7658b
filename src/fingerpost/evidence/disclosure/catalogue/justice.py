"""HMPPS and Ministry of Justice: 1 and 2 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

JUSTICE = DisclosureRule(
    name="justice",
    title="Prison and probation",
    publisher="HMPPS and Ministry of Justice",
    version="2024",
    source="not confirmed: commonly 1 and 2, sometimes up to 5",
    confirmed=False,
    suppress_below=3,
    protects_complement=True,
    words="Counts of 1 or 2 are not shown, nor what would give them away.",
)
