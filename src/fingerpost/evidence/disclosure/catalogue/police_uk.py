"""data.police.uk: place made anonymous by the publisher, counts shown as they are."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

POLICE_UK = DisclosureRule(
    name="police_uk",
    title="data.police.uk",
    publisher="data.police.uk (Home Office)",
    version="2024",
    source="About data.police.uk: points stand for at least eight postal addresses; month only",
    confirmed=True,
    words=(
        "The publisher moves each record to a shared map point and drops the day, and shows every "
        "record; counts are shown as they are."
    ),
)
