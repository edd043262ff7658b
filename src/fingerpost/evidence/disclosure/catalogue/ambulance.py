"""Ambulance records: 1 to 4 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

AMBULANCE = DisclosureRule(
    name="ambulance",
    title="Ambulance call-outs",
    publisher="the ambulance trust",
    version="2026",
    source=("not confirmed: no published rule; the strict default for small counts of people"),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    words="Counts of 1 to 4 are not shown, nor what would give them away.",
)
