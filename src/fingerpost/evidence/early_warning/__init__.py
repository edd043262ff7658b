"""Is something new happening? Counts and cases in, alarms and clusters out, and how good they are.

Comes in: arrays of counts, a row a period and a column a series, and the days on which they became
known; cases with their places and dates, and what was at risk. Goes out: what was expected, the
bound of the usual, alarms and clusters with how rare they are by chance, or "cannot say" with what
is needed; counts corrected for late reports; how often a detector is right. No clock: the last day
and the seed are arguments. Imports statistics and core. Numba is imported when first needed.
"""

from fingerpost.evidence.early_warning.cusum import cusum
from fingerpost.evidence.early_warning.detection import Detection
from fingerpost.evidence.early_warning.ears import ears
from fingerpost.evidence.early_warning.evaluate import (
    Evaluation,
    Outcome,
    evaluate_detector,
)
from fingerpost.evidence.early_warning.farrington import (
    FARRINGTON_1996,
    NOUFAILY_2013,
    FarringtonDetection,
    FarringtonFlexible,
    farrington_flexible,
)
from fingerpost.evidence.early_warning.feed import FeedCheck, check_feed
from fingerpost.evidence.early_warning.nowcast import Nowcast, nowcast
from fingerpost.evidence.early_warning.outbreaks import SHAPES, OutbreakShape
from fingerpost.evidence.early_warning.rare_events import RareEvents, days_between
from fingerpost.evidence.early_warning.reporting_delay import reporting_triangle
from fingerpost.evidence.early_warning.scan_clusters import Cluster, Scan
from fingerpost.evidence.early_warning.scan_inference import recurrence_in_words
from fingerpost.evidence.early_warning.scan_space_time import space_time_scan
from fingerpost.evidence.early_warning.tuning import Tuning, tune_threshold

__all__ = [
    "FARRINGTON_1996",
    "NOUFAILY_2013",
    "SHAPES",
    "Cluster",
    "Detection",
    "Evaluation",
    "FarringtonDetection",
    "FarringtonFlexible",
    "FeedCheck",
    "Nowcast",
    "OutbreakShape",
    "Outcome",
    "RareEvents",
    "Scan",
    "Tuning",
    "check_feed",
    "cusum",
    "days_between",
    "ears",
    "evaluate_detector",
    "farrington_flexible",
    "nowcast",
    "recurrence_in_words",
    "reporting_triangle",
    "space_time_scan",
    "tune_threshold",
]
