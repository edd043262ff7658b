"""Numbers that stand up: intervals, ratios and control charts.

Comes in: arrays of counts, exposures or values over time, one row an area, a period or a point.
Goes out: frozen results of the same length, each row with its interval, its method, and a status
that says "cannot_say" and why where no number would be honest. No tables, no files, no clock.
Imports core alone, NumPy and `scipy.special` (never `scipy.stats`: two seconds to import).
"""

from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK, Interval
from fingerpost.evidence.statistics.process_limits import (
    COMMON_CAUSE,
    SPECIAL_CAUSE_CONCERN,
    SPECIAL_CAUSE_IMPROVEMENT,
    SPECIAL_CAUSE_NEITHER,
    Better,
    ControlChart,
    control_chart,
)
from fingerpost.evidence.statistics.proportion_differences import proportion_difference
from fingerpost.evidence.statistics.proportions import proportion
from fingerpost.evidence.statistics.rates import rate
from fingerpost.evidence.statistics.ratios import percentage_change, rate_ratio

__all__ = [
    "CANNOT_SAY",
    "COMMON_CAUSE",
    "OK",
    "SPECIAL_CAUSE_CONCERN",
    "SPECIAL_CAUSE_IMPROVEMENT",
    "SPECIAL_CAUSE_NEITHER",
    "Better",
    "ControlChart",
    "Interval",
    "control_chart",
    "percentage_change",
    "proportion",
    "proportion_difference",
    "rate",
    "rate_ratio",
]
