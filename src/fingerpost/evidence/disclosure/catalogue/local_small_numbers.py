"""Cambridgeshire's own small-numbers briefing: 1 and 2 are not shown where people are split."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

LOCAL_SMALL_NUMBERS = DisclosureRule(
    name="local_small_numbers",
    title="Local rule for small numbers of people",
    publisher="Cambridgeshire public health intelligence",
    version="May 2013",
    source="Small numbers briefing, Cambridgeshire public health, May 2013",
    confirmed=True,
    suppress_below=3,
    protects_complement=True,
    only_splits=("ethnicity", "age", "gender", "sex"),
    words=(
        "Where people are split by who they are (ethnicity, age, sex), a count of 1 or 2 is not "
        "shown, nor all but 1 or 2."
    ),
)
