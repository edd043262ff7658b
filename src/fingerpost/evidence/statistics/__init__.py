"""Numbers that stand up: intervals, standardisation, funnels, inequality and control charts.

Comes in: arrays of counts, exposures or values over time, one row an area, a period or a point.
Goes out: frozen results of the same length, each row with its interval, its method, and a status
that says "cannot_say" and why where no number would be honest. No tables, no files, no clock.
Imports core alone, NumPy and `scipy.special` (never `scipy.stats`: two seconds to import).
"""

from fingerpost.evidence.statistics.agreement import cohens_kappa
from fingerpost.evidence.statistics.clustered_proportions import clustered_proportion
from fingerpost.evidence.statistics.comparisons import (
    SIMILAR,
    Better,
    Comparison,
    compare_with_benchmark,
)
from fingerpost.evidence.statistics.control_chart_results import (
    COMMON_CAUSE,
    SPECIAL_CAUSE_CONCERN,
    SPECIAL_CAUSE_IMPROVEMENT,
    SPECIAL_CAUSE_NEITHER,
    ControlChart,
    ControlCharts,
)
from fingerpost.evidence.statistics.control_charts import control_chart, control_charts
from fingerpost.evidence.statistics.differences import (
    difference,
    proportion_difference,
    rate_difference,
)
from fingerpost.evidence.statistics.funnels import Funnel, funnel_curve, funnel_limits
from fingerpost.evidence.statistics.inequalities import SlopeIndex, slope_index
from fingerpost.evidence.statistics.intervals import CANNOT_SAY, OK, Interval
from fingerpost.evidence.statistics.life_tables import life_table
from fingerpost.evidence.statistics.means import mean
from fingerpost.evidence.statistics.multiple_testing import FalseDiscovery, false_discovery
from fingerpost.evidence.statistics.overdispersion import Overdispersion, overdispersion
from fingerpost.evidence.statistics.proportions import proportion
from fingerpost.evidence.statistics.quantiles import quantiles
from fingerpost.evidence.statistics.rates import rate
from fingerpost.evidence.statistics.ratios import percentage_change, rate_ratio
from fingerpost.evidence.statistics.standardised_rates import (
    EUROPEAN_STANDARD_POPULATION_2013,
    standardised_rate,
)
from fingerpost.evidence.statistics.standardised_ratios import standardised_ratio
from fingerpost.evidence.statistics.step_changes import StepChange, suggest_step_change
from fingerpost.evidence.statistics.unmet_need import unmet_need

__all__ = [
    "CANNOT_SAY",
    "COMMON_CAUSE",
    "EUROPEAN_STANDARD_POPULATION_2013",
    "OK",
    "SIMILAR",
    "SPECIAL_CAUSE_CONCERN",
    "SPECIAL_CAUSE_IMPROVEMENT",
    "SPECIAL_CAUSE_NEITHER",
    "Better",
    "Comparison",
    "ControlChart",
    "ControlCharts",
    "FalseDiscovery",
    "Funnel",
    "Interval",
    "Overdispersion",
    "SlopeIndex",
    "StepChange",
    "clustered_proportion",
    "cohens_kappa",
    "compare_with_benchmark",
    "control_chart",
    "control_charts",
    "difference",
    "false_discovery",
    "funnel_curve",
    "funnel_limits",
    "life_table",
    "mean",
    "overdispersion",
    "percentage_change",
    "proportion",
    "proportion_difference",
    "quantiles",
    "rate",
    "rate_difference",
    "rate_ratio",
    "slope_index",
    "standardised_rate",
    "standardised_ratio",
    "suggest_step_change",
    "unmet_need",
]
