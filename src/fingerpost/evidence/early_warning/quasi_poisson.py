"""The over-dispersed Poisson regression of Farrington's method, for every series at once.

The model is log(mean) = offset + level of the season + slope x time. Its weighted least squares
need no matrix: each season's level is a weighted mean, and the slope is the pooled slope within
seasons. Start, order of steps and stopping rule are those of R's `glm.fit`, so that a fit that
stops early stops where R's does. Importing this module imports Numba, which takes a second.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit

from fingerpost.evidence.early_warning.reference_periods import IntArray
from fingerpost.evidence.statistics.distributions import FloatArray

MAXIMUM_STEPS = 25  # `maxit` of R's glm.control
ENOUGH = 1e-8  # its `epsilon`
SMALLEST_MEAN = np.finfo(np.float64).eps  # R's log link never gives less
LOG_SMALLEST = np.log(SMALLEST_MEAN)
ALIASED = 1e-22  # a slope with less than this share of its own sum of squares is no slope


@njit(cache=True, nogil=True)
def fit(
    y: FloatArray,
    y_log_y: FloatArray,
    x: FloatArray,
    group: IntArray,
    offset: FloatArray,
    prior: FloatArray,
    groups: int,
    with_slope: bool,
    is_flat: bool,
    mean: FloatArray,
    weight: FloatArray,
    level: FloatArray,
) -> tuple[bool, float, float]:
    """Fit one series by iteratively reweighted least squares.

    Parameters
    ----------
    y, y_log_y : ndarray, shape (n,)
        Counts, and each times its logarithm (0 for 0).
    x, offset, prior : ndarray, shape (n,)
        Time, logarithm of the population, and the weight of each period.
    group : ndarray of int, shape (n,)
        Season of each period, from 0.
    groups : int
        How many seasons.
    with_slope, is_flat : bool
        Whether to fit a slope; whether all offsets are 0.
    mean, weight : ndarray, shape (n,)
        Filled: fitted means, and the working weights of the last step.
    level : ndarray, shape (groups, 3)
        Filled: each season's level, total weight and mean time.

    Returns
    -------
    converged : bool
    slope, spread : float
        The slope, and the weighted sum of squares of time about its season's mean.
    """
    n = y.size
    eta = np.empty(n)
    before = 0.0
    for i in range(n):
        mean[i] = y[i] + 0.1
        eta[i] = np.log(mean[i])
        before += prior[i] * (y_log_y[i] - y[i] * eta[i] - (y[i] - mean[i]))
    before *= 2.0
    slope = 0.0
    spread = 0.0
    old_level = np.zeros(groups)
    old_slope = 0.0
    sum_z = np.empty(groups)
    flat_mean = np.empty(groups)
    for step in range(MAXIMUM_STEPS):
        for g in range(groups):
            old_level[g] = level[g, 0]
            level[g, 1] = 0.0
            level[g, 2] = 0.0
            sum_z[g] = 0.0
        old_slope = slope
        for i in range(n):
            g = group[i]
            w = prior[i] * mean[i]
            weight[i] = w
            # eta becomes the working response: it is computed anew below.
            eta[i] = eta[i] - offset[i] + (y[i] - mean[i]) / mean[i]
            level[g, 1] += w
            level[g, 2] += w * x[i]
            sum_z[g] += w * eta[i]
        for g in range(groups):
            if level[g, 1] > 0.0:
                level[g, 2] /= level[g, 1]
                sum_z[g] /= level[g, 1]
        slope = 0.0
        spread = 0.0
        if with_slope:
            whole = 0.0
            cross = 0.0
            for i in range(n):
                g = group[i]
                d = x[i] - level[g, 2]
                spread += weight[i] * d * d
                whole += weight[i] * x[i] * x[i]
                cross += weight[i] * d * (eta[i] - sum_z[g])
            if not spread > ALIASED * whole:
                return False, 0.0, 0.0
            slope = cross / spread
        for g in range(groups):
            level[g, 0] = sum_z[g] - slope * level[g, 2]

        for halving in range(MAXIMUM_STEPS + 1):
            if halving > 0:  # the step overflowed: go half way back
                slope = (slope + old_slope) / 2.0
                for g in range(groups):
                    level[g, 0] = (level[g, 0] + old_level[g]) / 2.0
            if is_flat and not with_slope:
                for g in range(groups):
                    flat_mean[g] = max(np.exp(level[g, 0]), SMALLEST_MEAN)
            deviance = 0.0
            for i in range(n):
                g = group[i]
                eta[i] = offset[i] + level[g, 0] + slope * x[i]
                if is_flat and not with_slope:
                    mean[i] = flat_mean[g]
                else:
                    mean[i] = max(np.exp(eta[i]), SMALLEST_MEAN)
                log_mean = max(eta[i], LOG_SMALLEST)
                deviance += prior[i] * (y_log_y[i] - y[i] * log_mean - (y[i] - mean[i]))
            deviance *= 2.0
            if np.isfinite(deviance):
                break
            if step == 0:
                return False, 0.0, 0.0
        if not np.isfinite(deviance):
            return False, 0.0, 0.0
        if abs(deviance - before) / (abs(deviance) + 0.1) < ENOUGH:
            return True, slope, spread
        before = deviance
    return False, slope, spread


@njit(cache=True, nogil=True)
def reweight(
    y: FloatArray,
    mean: FloatArray,
    weight: FloatArray,
    x: FloatArray,
    group: IntArray,
    level: FloatArray,
    spread: float,
    dispersion: float,
    threshold: float,
    prior: FloatArray,
) -> None:
    """Fill `prior` with weights that play down past outbreaks, by Anscombe residuals."""
    n = y.size
    total = 0.0
    for i in range(n):
        g = group[i]
        leverage = weight[i] / level[g, 1]
        if spread > 0.0:
            leverage += weight[i] * (x[i] - level[g, 2]) ** 2 / spread
        residual = 1.5 * (y[i] ** (2.0 / 3.0) * mean[i] ** (-1.0 / 6.0) - np.sqrt(mean[i]))
        room = dispersion * (1.0 - leverage)
        residual = residual / np.sqrt(room) if room > 0.0 else 0.0
        prior[i] = residual**-2.0 if residual > threshold else 1.0
        total += prior[i]
    for i in range(n):
        prior[i] *= n / total


@njit(cache=True, nogil=True)
def predict(
    y: FloatArray,
    y_log_y: FloatArray,
    x: FloatArray,
    group: IntArray,
    offset: FloatArray,
    size: IntArray,
    is_flat: bool,
    with_trend: bool,
    critical_t: FloatArray,
    threshold: float,
    as_surveillance: bool,
    now: float,
) -> tuple[float, float, float, float]:
    """Predict one period of one series: log mean, its standard error, dispersion, slope.

    `size` has the number of reference periods in each season, the tested period's season last;
    `now` is the offset of the tested period, whose time is 0. The rest is as in `fit` and
    `fit_all`. All are NaN where the model cannot be fitted; slope is NaN where there is no trend.
    """
    n = y.size
    groups = size.size
    last = groups - 1
    seasons = 0
    for g in range(groups):
        seasons += size[g] > 0
    prior = np.empty(n)
    mean = np.empty(n)
    weight = np.empty(n)
    level = np.zeros((groups, 3))
    for attempt in range(0 if with_trend else 1, 2):
        with_slope = attempt == 0
        freedom = n - seasons - (1 if with_slope else 0)
        if freedom <= 0 or size[last] == 0:
            continue
        prior[:] = 1.0
        level[:] = 0.0
        converged, slope, spread = fit(
            y,
            y_log_y,
            x,
            group,
            offset,
            prior,
            groups,
            with_slope,
            is_flat,
            mean,
            weight,
            level,
        )
        if not converged:
            continue
        pearson = np.sum(weight * ((y - mean) / mean) ** 2) / freedom
        scale = pearson
        if np.isfinite(threshold):
            reweight(
                y, mean, weight, x, group, level, spread, max(pearson, 1.0), threshold, prior
            )
            level[:] = 0.0
            _, slope, spread = fit(
                y,
                y_log_y,
                x,
                group,
                offset,
                prior,
                groups,
                with_slope,
                is_flat,
                mean,
                weight,
                level,
            )
            square = ((y - mean) / mean) ** 2
            pearson = np.sum(weight * square) / freedom
            scale = np.sum(prior * square) / freedom if as_surveillance else pearson
        eta = level[last, 0] + now
        variance = 1.0 / level[last, 1]
        if with_slope:
            is_significant = abs(slope) > critical_t[freedom] * np.sqrt(scale / spread)
            if not (is_significant and max(np.exp(eta), SMALLEST_MEAN) <= y.max()):
                continue
            variance += level[last, 2] ** 2 / spread
        dispersion = max(pearson, 1.0)
        error = np.sqrt(variance * (scale if as_surveillance else dispersion))
        return eta, error, dispersion, (slope if with_slope else np.nan)
    return np.nan, np.nan, np.nan, np.nan


@njit(cache=True, nogil=True)
def fit_all(
    counts: FloatArray,
    log_population: FloatArray,
    is_flat: bool,
    tested: IntArray,
    length: IntArray,
    reference: IntArray,
    group: IntArray,
    time: FloatArray,
    groups: int,
    with_trend: bool,
    critical_t: FloatArray,
    threshold: float,
    as_surveillance: bool,
) -> FloatArray:
    """Fit the model of every tested period of every series, and predict that period.

    Parameters
    ----------
    counts, log_population : ndarray, shape (series, periods)
        NaN where a count is missing.
    is_flat : bool
        Whether there is no population.
    tested, length : ndarray of int, shape (tested,)
        Position of each tested period; how many reference periods it has (0: not fitted).
    reference, group, time : ndarray, shape (tested, most)
        Of each reference period its position, its season, and its time from the tested period.
    groups : int
        How many seasons; the tested period is in the last one.
    with_trend : bool
        Whether to try a trend.
    critical_t : ndarray, shape (most + 1,)
        By degrees of freedom, the size of t from which a trend is kept.
    threshold : float
        Residuals above it are played down; infinite for no reweighting.
    as_surveillance : bool
        Which dispersion the standard error and the test of the trend use.

    Returns
    -------
    ndarray, shape (tested, series, 4)
        As `predict`.
    """
    series = counts.shape[0]
    most = reference.shape[1]
    found = np.full((tested.size, series, 4), np.nan)
    y = np.empty(most)
    y_log_y = np.empty(most)
    x = np.empty(most)
    season = np.empty(most, np.int64)
    offset = np.zeros(most)
    size = np.empty(groups, np.int64)
    for s in range(series):
        for t in range(tested.size):
            n = 0
            size[:] = 0
            for j in range(length[t]):
                position = reference[t, j]
                count = counts[s, position]
                if np.isnan(count):
                    continue
                y[n] = count
                y_log_y[n] = count * np.log(count) if count > 0.0 else 0.0
                x[n] = time[t, j]
                season[n] = group[t, j]
                if not is_flat:
                    offset[n] = log_population[s, position]
                size[season[n]] += 1
                n += 1
            found[t, s] = predict(
                y[:n],
                y_log_y[:n],
                x[:n],
                season[:n],
                offset[:n],
                size,
                is_flat,
                with_trend,
                critical_t,
                threshold,
                as_surveillance,
                0.0 if is_flat else log_population[s, tested[t]],
            )
    return found


def predict_all(
    counts: FloatArray, log_population: FloatArray, **arguments: Any
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return `fit_all` as four arrays of shape (tested, series): eta, its error, dispersion, slope.

    Series do not depend on one another, so threads share them out and the result is the same on
    any number.
    """
    shares = np.array_split(
        np.arange(len(counts)), max(1, min(len(counts), os.cpu_count() or 1))
    )

    def fit_share(share: IntArray) -> FloatArray:
        return fit_all(counts[share], log_population[share], **arguments)

    with ThreadPoolExecutor(len(shares)) as pool:
        found = np.concatenate(list(pool.map(fit_share, shares)), axis=1)
    return found[..., 0], found[..., 1], found[..., 2], found[..., 3]
