"""ONS, MHCLG and UKHSA open tables: protected by the publisher already."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

ONS_OPEN = DisclosureRule(
    name="ons_open",
    title="Published open tables",
    publisher="Office for National Statistics and other departments",
    version="2024",
    source="published tables under the Open Government Licence",
    confirmed=True,
    words="The publisher protected these tables before publishing them; shown as published.",
)
