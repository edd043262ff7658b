"""Tell which records, of all agencies, are of one person.

Comes in: ENTRIES, the distinct ways in which agencies wrote people down, and a linkage model. Goes
out: PAIRS, each with its weights, and CLUSTERS, the entries of one person, at three thresholds.
Imports lake, sources, core. Names and dates of birth are read here and go no further.
"""

from fingerpost.evidence.linkage.blocking import BlockingRule
from fingerpost.evidence.linkage.clustering import CLUSTERS, DECISIONS, Clustering, cluster
from fingerpost.evidence.linkage.code_schema import PEOPLE, CodeSchema
from fingerpost.evidence.linkage.codes import encode_for_linkage
from fingerpost.evidence.linkage.comparisons import Comparison, Level
from fingerpost.evidence.linkage.declaration import LinkedSource, Regime, all_linked_sources
from fingerpost.evidence.linkage.linking import THRESHOLDS, Linked, cluster_pairs, link, train
from fingerpost.evidence.linkage.model import LinkageModel, Review, untrained
from fingerpost.evidence.linkage.records import (
    ENTRIES,
    ENTRY_RECORDS,
    Entries,
    read_entries,
    with_areas,
)
from fingerpost.evidence.linkage.scoring import PAIRS, score

__all__ = [
    "CLUSTERS",
    "DECISIONS",
    "ENTRIES",
    "ENTRY_RECORDS",
    "PAIRS",
    "PEOPLE",
    "THRESHOLDS",
    "BlockingRule",
    "Clustering",
    "CodeSchema",
    "Comparison",
    "Entries",
    "Level",
    "LinkageModel",
    "Linked",
    "LinkedSource",
    "Regime",
    "Review",
    "all_linked_sources",
    "cluster",
    "cluster_pairs",
    "encode_for_linkage",
    "link",
    "read_entries",
    "score",
    "train",
    "untrained",
    "with_areas",
]
