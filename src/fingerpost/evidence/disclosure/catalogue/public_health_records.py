"""Health records before everybody: 1 to 7 not shown, the rest rounded to 5."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

PUBLIC_HEALTH_RECORDS = DisclosureRule(
    name="public_health_records",
    title="Health records, for the public",
    publisher="the partnership",
    version="2026",
    source=(
        "our own: the strictest published rule known here (HES/ECDS disclosure control, NHS Digital,"
        " 2018), for all health records; zero is not shown, which that rule leaves open"
    ),
    confirmed=False,
    suppress_below=8,
    round_to=5,
    zero_is_shown=False,
    protects_complement=True,
    words=(
        "For the public, counts of 0 to 7 from health records are not shown and others are rounded "
        "to the nearest 5, on top of the publisher's own rule."
    ),
)
