"""Why a referral is withdrawn, or lapses."""

from fingerpost.evidence.core.codelists import Codelist

REFERRAL_END_REASONS = Codelist(
    name="referral_end_reasons",
    publisher="Fingerpost",
    version="1",
    values={
        "consent": "The person withdrew consent",
        "person": "The person does not want it now",
        "no_contact": "No contact after every try",
        "mistake": "Made by mistake",
        "duplicate": "Made twice",
        "elsewhere": "Helped elsewhere",
        "moved": "Moved away",
        "prison": "In prison",
        "died": "Died",
        "again": "They came back",
        "correction": "What was written was wrong",
        "not_required": "No longer required",
    },
)
