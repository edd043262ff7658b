"""The only door out: any result in, a protected `Release` out.

Comes in: frames of estimates with their measures, signals with the words of their rules and what
people decided of them, and the provenance of what was read. Goes out: a `Release`, in which every
small number is protected by the strictest rule of its sources, with a log in plain words of what
was done. Publication accepts nothing else. Imports early_warning (what a signal is), measures,
sources, statistics, core.
"""

from fingerpost.evidence.disclosure.identifiers import refuse_identifiers
from fingerpost.evidence.disclosure.protect import (
    all_rules,
    ledger_ids,
    protect,
    rules_for,
    why_held_back,
)
from fingerpost.evidence.disclosure.readers import PUBLIC, READERS, Reader
from fingerpost.evidence.disclosure.release import (
    Approval,
    LogLine,
    Protection,
    Release,
    ReleasedTable,
    require_release,
)
from fingerpost.evidence.disclosure.rules import DisclosureRule
from fingerpost.evidence.disclosure.signals import (
    ProtectedAttribution,
    ProtectedSignal,
    ProtectedStretch,
    RaisedSignal,
    Watched,
)
from fingerpost.evidence.disclosure.storage import read_release, write_release

__all__ = [
    "PUBLIC",
    "READERS",
    "Approval",
    "DisclosureRule",
    "LogLine",
    "ProtectedAttribution",
    "ProtectedSignal",
    "ProtectedStretch",
    "Protection",
    "RaisedSignal",
    "Reader",
    "Release",
    "ReleasedTable",
    "Watched",
    "all_rules",
    "ledger_ids",
    "protect",
    "read_release",
    "refuse_identifiers",
    "require_release",
    "rules_for",
    "why_held_back",
    "write_release",
]
