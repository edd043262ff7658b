"""Local partners' records: 1 to 4 not shown, the strict default."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

LOCAL_PARTNER_DATA = DisclosureRule(
    name="local_partner_data",
    title="Local partner data",
    publisher="the partnership",
    version="2026",
    source=("not confirmed: the strict default until the partner's agreement says otherwise"),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    words="Counts of 1 to 4 are not shown, nor what would give them away.",
)
