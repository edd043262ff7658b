"""Partners' other records before everybody: 1 to 4 not shown, the rest rounded to 5."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

PUBLIC_PARTNER_RECORDS = DisclosureRule(
    name="public_partner_records",
    title="Partners' records, for the public",
    publisher="the partnership",
    version="2026",
    source="our own: the strict default, and rounding; each partner's agreement may ask for more",
    confirmed=False,
    suppress_below=5,
    round_to=5,
    protects_complement=True,
    words=(
        "For the public, counts of 1 to 4 from partners' records are not shown and others are "
        "rounded to the nearest 5, on top of the publisher's own rule."
    ),
)
