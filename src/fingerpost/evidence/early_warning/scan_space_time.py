"""The scan statistic over space and time: where and when there are more cases than expected.

A window, a circle of areas and a stretch of days, is moved over all places, sizes and days. The one
whose cases are hardest to explain by chance is the most likely cluster, and chance is tried out:
the same search in many random data sets tells how often it finds something as striking.
"""

from __future__ import annotations

from datetime import date
from itertools import takewhile

import numpy as np
from numpy.typing import ArrayLike

from fingerpost.evidence.early_warning.scan_cases import missing, read_study
from fingerpost.evidence.early_warning.scan_clusters import (
    Cluster,
    Scan,
    describe,
    rank_windows,
    relative_risk,
)
from fingerpost.evidence.early_warning.scan_inference import (
    gumbel_p_value,
    monte_carlo_p_value,
    recurrence_interval,
    run_replicates,
)
from fingerpost.evidence.early_warning.scan_search import prepare_search
from fingerpost.evidence.early_warning.scan_windows import draw_windows, everywhere
from fingerpost.evidence.statistics import CANNOT_SAY, OK

VERSION = "1"


def space_time_scan(
    case_areas: ArrayLike,
    case_dates: ArrayLike | None = None,
    *,
    areas: ArrayLike,
    coordinates: ArrayLike,
    seed: int,
    model: str = "permutation",
    extent: str = "space_time",
    is_prospective: bool = True,
    study_period: tuple[date, date] | None = None,
    interval_days: int = 1,
    population: ArrayLike | None = None,
    controls: ArrayLike | None = None,
    is_geographic: bool = False,
    maximum_share: float = 0.5,
    maximum_radius: float | None = None,
    maximum_days: int | None = None,
    with_empty_areas: bool = False,
    is_elliptic: bool = False,
    penalty: str = "medium",
    minimum_cases: int = 2,
    fewest_cases: int = 10,
    adjust_for_weekday: bool = False,
    replicates: int = 999,
    stop_after: int | None = None,
    days_between_scans: float | None = None,
    iterations: int = 1,
    iterate_below: float = 0.05,
    threads: int | None = None,
) -> Scan:
    """Return the clusters of cases in space and time, most likely first.

    Parameters
    ----------
    case_areas : array_like of str, shape (cases,)
        The code of each case's area, one element a case.
    case_dates : array_like of dates, shape (cases,)
        The day of each case; not needed in a purely spatial scan.
    areas, coordinates : array_like, shapes (areas,) and (areas, 2)
        All areas, also those without a case, and their centroids.
    seed : int
        For the random data sets; the same seed gives the same result on any number of threads.
    model : {"permutation", "poisson", "bernoulli"}
        Permutation needs cases only: it asks whether they are closer in place and time together
        than if each place kept its cases and each day its number. Poisson needs `population`,
        Bernoulli `controls`.
    extent : {"space_time", "spatial", "temporal"}
    is_prospective : bool
        Whether only clusters that still go on at the end of the study period count.
    study_period : (date, date)
        First and last day. Intervals are counted back from the last.
    interval_days : int
        Days in an interval, such as 7 (`TimeAggregationLength` in SaTScan).
    population : array_like, shape (areas,) or (areas, intervals)
        People at risk, or expected cases in any unit; earliest interval first.
    controls : array_like, shape (areas,) or (areas, intervals)
        People like the cases who are not cases.
    is_geographic : bool
        Coordinates are longitude and latitude in degrees. Otherwise any plane unit, such as metres.
    maximum_share, maximum_radius : float
        Largest window: as a share of those at risk (`MaxSpatialSizeInPopulationAtRisk`, as a
        fraction), and in kilometres or the unit of the coordinates.
    maximum_days : int, optional
        Longest window; half of the study period if not given.
    with_empty_areas : bool
        Whether areas with nobody at risk (in the permutation model: without a case) are centres and
        members too, as in SaTScan. If not, they change nothing; if so, more circles are tried.
    is_elliptic, penalty : bool, {"none", "medium", "strong"}
        Whether to try ellipses too, and how much less a long one is worth. Plane coordinates only.
    minimum_cases : int
        Fewest cases in a cluster.
    fewest_cases : int
        With fewer cases in all, the scan says that it cannot say.
    adjust_for_weekday : bool
        Let chance act within each weekday, so that a busy Saturday is no cluster.
    replicates : int
        Random data sets, such as 999.
    stop_after : int, optional
        Stop when this many random data sets had a window as striking as the observed one.
    days_between_scans : float, optional
        How often the scan is made, for the recurrence interval; `interval_days` if not given.
    iterations, iterate_below : int, float
        Take the most likely cluster out and scan again, so many times at most, while its p-value
        is at most `iterate_below`. With more than 1, each scan reports its first cluster only.
    threads : int, optional
        All cores if not given.

    Returns
    -------
    Scan
        Secondary clusters share no area with a more likely one, and those that no random data set
        falls short of are left out.

    Raises
    ------
    ValueError
        If the arguments do not fit together, saying which and what to do.

    References
    ----------
    .. [1] Kulldorff M. A spatial scan statistic. Commun Stat Theory Methods 1997;26:1481-1496.
    .. [2] Kulldorff M. Prospective time periodic geographical disease surveillance using a scan
       statistic. J R Stat Soc A 2001;164:61-72.
    .. [3] Kulldorff M, Heffernan R, Hartman J, Assuncao R, Mostashari F. A space-time permutation
       scan statistic for disease outbreak detection. PLoS Med 2005;2:e59.
    .. [4] Kulldorff M, Huang L, Pickle L, Duczmal L. An elliptic spatial scan statistic. Stat Med
       2006;25:3929-3943.
    .. [5] Abrams AM, Kleinman K, Kulldorff M. Gumbel based p-value approximations for spatial scan
       statistics. Int J Health Geogr 2010;9:61.
    .. [6] Besag J, Clifford P. Sequential Monte Carlo p-values. Biometrika 1991;78:301-304.
    .. [7] Zhang Z, Assuncao R, Kulldorff M. Spatial scan statistics adjusted for multiple clusters.
       J Probab Stat 2010:642379.
    """
    if not 0 < maximum_share <= 1:
        raise ValueError(f"maximum_share is {maximum_share!r}: give a fraction, such as 0.5")
    if replicates < 1 or iterations < 1 or minimum_cases < 1:
        raise ValueError("replicates, iterations and minimum_cases must be at least 1")
    if is_elliptic and is_geographic:
        raise ValueError("ellipses need plane coordinates: give eastings and northings")
    study = read_study(
        case_areas,
        case_dates,
        areas=areas,
        coordinates=coordinates,
        is_geographic=is_geographic,
        study_period=study_period,
        interval_days=interval_days,
        model=model,
        extent=extent,
        population=population,
        controls=controls,
        adjust_for_weekday=adjust_for_weekday,
    )
    is_alive = is_prospective and extent != "spatial"
    longest = max(1, study.intervals // 2)
    if maximum_days is not None:
        longest = maximum_days // interval_days
        if longest < 1:
            raise ValueError(f"maximum_days is {maximum_days}: less than one interval")
    if extent == "spatial":
        longest = 1
    reason = missing(study, longest=longest, fewest_cases=fewest_cases)
    clusters: list[Cluster] = []
    simulated = np.zeros(0)
    left = study
    for iteration in range(1, iterations + 1):
        # A later iteration that has too little left ends the search without taking back the first.
        if missing(left, longest=longest, fewest_cases=fewest_cases):
            break
        at_risk = (
            left.exposure.mean(axis=1) if model == "poisson" else left.exposure.sum(axis=1)
        )
        windows = (
            everywhere(len(left.areas))
            if extent == "temporal"
            else draw_windows(
                left.coordinates,
                at_risk,
                with_empty_areas=with_empty_areas,
                is_geographic=is_geographic,
                maximum_share=maximum_share,
                maximum_radius=maximum_radius,
                is_elliptic=is_elliptic,
                penalty=penalty,
            )
        )
        sequence = np.random.SeedSequence([seed, iteration])
        seeds = sequence.generate_state(replicates, np.uint32).astype(np.uint32)
        statistics, found, simulate = prepare_search(
            left,
            windows,
            is_alive=is_alive,
            longest=longest,
            minimum_cases=minimum_cases,
            threads=threads,
        )
        made = run_replicates(
            simulate, seeds, observed=float(statistics.max(initial=0.0)), stop_after=stop_after
        )
        if iteration == 1:
            simulated = made
        ranked = list(rank_windows(windows, statistics, found))
        if iterations > 1:
            ranked = ranked[:1]
        described = []
        for place, window in enumerate(ranked):
            first = stop_after if place == 0 else None
            p_value = monte_carlo_p_value(made, window.statistic, stop_after=first)
            every = days_between_scans or interval_days
            days = recurrence_interval(p_value, days_between_scans=every)
            described.append(
                describe(
                    left,
                    windows,
                    window,
                    p_value=p_value,
                    gumbel_p_value=gumbel_p_value(made, window.statistic),
                    recurrence_interval_days=days if is_alive else np.nan,
                    iteration=iteration,
                )
            )
        clusters += described[:1] + list(takewhile(lambda c: c.p_value < 1.0, described[1:]))
        if not described or described[0].p_value > iterate_below:
            break
        left = left.without(ranked[0].areas, ranked[0].lags)
    area_cases, area_expected = study.counts.sum(axis=1), study.expected().sum(axis=1)
    kind = "prospective " if is_alive else "retrospective " if extent != "spatial" else ""
    return Scan(
        status=CANNOT_SAY if reason else OK,
        reason=reason,
        clusters=tuple(clusters),
        areas=study.areas,
        area_cases=area_cases,
        area_expected=area_expected,
        area_relative_risk=relative_risk(model, area_cases, area_expected, study.all_cases),
        simulated=simulated,
        replicates=len(simulated),
        replicates_asked=replicates,
        method=f"{kind}{extent} scan, {model} model",
        version=VERSION,
        seed=seed,
    )
