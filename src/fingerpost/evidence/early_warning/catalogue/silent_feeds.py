"""Partners whose file has not come."""

from datetime import date

from fingerpost.evidence.early_warning.rules import (
    SilentFeed,
    WarningRule,
    Watches,
)

SILENT_FEEDS = WarningRule(
    name="silent_feeds",
    title="A partner's regular file has not come",
    subject="a file has not come",
    watches=Watches(table="regular_files"),
    topic="data",
    interval="day",
    detector=SilentFeed(),
    budget_per_year=2,
    raises_for="partnership analyst",
    acknowledge_within_days=5,
    weight=2,
    weight_because="Nothing is known of harm, and a fall in its numbers would be a wrong conclusion.",
    what_to_do="Ask the sender. Until the file is there, say that nothing is known, not that it fell.",
    why_it_matters="What is not sent looks like good news.",
    owner="public-health-analyst",
    next_review=date(2027, 5, 1),
)
