"""Is something new happening? Detectors over time, and over space and time together.

Comes in: arrays of cases with their places and dates, and what was at risk.
Goes out: frozen results with their evidence: where, when, how many against how many expected, how
rare by chance; or a status that says "cannot_say" and what is missing. No tables, no files, no
clock: the last day and the seed are arguments.
"""

from fingerpost.evidence.early_warning.scan_clusters import Cluster, Scan
from fingerpost.evidence.early_warning.scan_inference import recurrence_in_words
from fingerpost.evidence.early_warning.scan_space_time import space_time_scan

__all__ = ["Cluster", "Scan", "recurrence_in_words", "space_time_scan"]
