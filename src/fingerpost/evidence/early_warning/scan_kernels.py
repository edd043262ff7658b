"""The inner loops of the scan, compiled by Numba.

Only `scan_search` imports this module, and only when it scans: Numba takes a second to import. All
kernels stand in one file because Numba's cache does not notice a change in another.

Time is counted backwards, as lags: 0 is the last interval of the study, so that the windows still
going on at the end are those that begin with lag 0. What makes the scan fast is that a window can
only win with every case it pays for: of all windows with the same cases, the one with the least
exposure has the highest likelihood. So a circle is looked at only when it takes in a new case, a
window begins and ends on an interval with a case, and a table of the most exposure with which a
number of cases could still beat the best window so far (`critical`) settles nearly all windows with
one comparison and no logarithm.
"""

from __future__ import annotations

from math import log, sqrt

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

PERMUTATION, POISSON, BERNOULLI = 0, 1, 2
GROUP_WIDTH = 0.3
"""How wide groups of circles are, of the excess that a window needs to win; only speed depends on it."""

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@njit(cache=True)
def _x_log(count: float, ratio: float) -> float:
    return count * log(ratio) if count > 0 else 0.0


@njit(cache=True)
def log_likelihood_ratio(
    model: int, cases: float, exposure: float, all_cases: float, all_exposure: float
) -> float:
    """Return Kulldorff's log-likelihood ratio of a window with more cases than expected, else 0.

    Parameters
    ----------
    model : int
        PERMUTATION and POISSON take the exposure in any unit; BERNOULLI as people, cases included.
    cases, exposure : float
        Inside the window.
    all_cases, all_exposure : float
        In the whole study.
    """
    expected = exposure * all_cases / all_exposure
    if cases <= expected:
        return 0.0
    if expected <= 0.0:
        return np.inf
    outside = all_cases - cases
    ratio = _x_log(cases, cases / expected) + _x_log(
        outside, outside / (all_cases - expected) if outside > 0 else 1.0
    )
    if model == BERNOULLI:
        well = exposure - cases
        all_well = all_exposure - all_cases
        expected_well = exposure * all_well / all_exposure
        well_outside = all_well - well
        if well > 0:
            ratio += _x_log(well, well / expected_well)
        if well_outside > 0:
            ratio += _x_log(well_outside, well_outside / (all_well - expected_well))
    return ratio


@njit(cache=True)
def _most_exposure(
    model: int, cases: int, all_cases: float, all_exposure: float, to_beat: float, most: float
) -> float:
    """Return an exposure, never too small, above which `cases` cannot beat `to_beat`."""
    least = float(cases) if model == BERNOULLI else 0.0
    most = min(most, cases * all_exposure / all_cases)
    for _ in range(26):
        middle = 0.5 * (least + most)
        if log_likelihood_ratio(model, cases, middle, all_cases, all_exposure) > to_beat:
            least = middle
        else:
            most = middle
    return most * (1 + 1e-9)


@njit(cache=True)
def _accumulate(order: Ints, exposure: Floats, prefix: Floats) -> None:
    """Fill `prefix[k, u]` with the exposure of the first k + 1 areas in lags 0 to u - 1."""
    for k in range(len(order)):
        running = 0.0
        for lag in range(exposure.shape[1]):
            running += exposure[order[k], lag]
            prefix[k, lag + 1] = running + (prefix[k - 1, lag + 1] if k > 0 else 0.0)


@njit(cache=True)
def _can_beat(
    model: int,
    cases: int,
    exposure: float,
    all_cases: float,
    all_exposure: float,
    to_beat: float,
    critical: Floats,
    solved_for: Floats,
) -> bool:
    """Return whether so many cases with so much exposure may beat `to_beat`.

    `critical` may have been solved for an earlier, lower statistic: it is then too large, never too
    small, and is solved anew only when it does not settle the question.
    """
    if exposure >= critical[cases]:
        return False
    if solved_for[cases] < to_beat:
        critical[cases] = _most_exposure(
            model, cases, all_cases, all_exposure, to_beat, critical[cases]
        )
        solved_for[cases] = to_beat
    return bool(exposure < critical[cases])


@njit(cache=True)
def _scan_alive(
    ends: NDArray[np.bool_],
    order: Ints,
    prefix: Floats,
    first: Ints,
    event_lags: Ints,
    per_lag: Ints,
    fewest: int,
    model: int,
    all_cases: float,
    all_exposure: float,
    weight: float,
    critical: Floats,
    solved_for: Floats,
    best: float,
    found: Ints,
) -> float:
    """Return the best statistic of a centre's windows that go on at the end, or `best` if none is.

    Circles are looked at in groups first. If even the cases of a group's largest circle cannot win
    with the exposure of its smallest, no circle of the group can; groups are as wide as leaves that
    likely. `found` receives the number of areas less one, and the lags of the last and first
    interval, of the window that improved on `best`.
    """
    lags = len(per_lag)
    per_lag[:] = 0
    inside = 0
    low = 0
    while low < len(order):
        slack = 1 + GROUP_WIDTH * sqrt(2 * best / weight / max(inside, 1))
        room = prefix[low, lags] * slack
        high = low
        before = inside
        while high < len(order) and (
            high == low or prefix[high, lags] <= room or not ends[high - 1]
        ):
            area = order[high]
            for event in range(first[area], first[area + 1]):
                per_lag[event_lags[event]] += 1
            inside += first[area + 1] - first[area]
            high += 1
        if inside == before or inside < fewest:
            low = high
            continue
        cases = 0
        may_win = False
        for lag in range(lags):
            cases += per_lag[lag]
            may_win |= prefix[low, lag + 1] < critical[cases]
        if may_win:  # unless only by what was solved for an earlier, lower statistic
            cases = 0
            may_win = False
            for lag in range(lags):
                cases += per_lag[lag]
                if _can_beat(
                    model,
                    cases,
                    prefix[low, lag + 1],
                    all_cases,
                    all_exposure,
                    best / weight,
                    critical,
                    solved_for,
                ):
                    may_win = True
                    break
        if may_win:
            for k in range(low, high):
                for event in range(first[order[k]], first[order[k] + 1]):
                    per_lag[event_lags[event]] -= 1
            newest = lags
            for k in range(low, high):
                for event in range(first[order[k]], first[order[k] + 1]):
                    lag = event_lags[event]
                    per_lag[lag] += 1
                    newest = min(newest, lag)
                if newest == lags or not ends[k]:
                    continue
                cases = 0
                for lag in range(lags):
                    cases += per_lag[lag]
                    size = prefix[k, lag + 1]
                    if lag < newest or cases < fewest or size >= critical[cases]:
                        continue
                    if not _can_beat(
                        model,
                        cases,
                        size,
                        all_cases,
                        all_exposure,
                        best / weight,
                        critical,
                        solved_for,
                    ):
                        continue
                    ratio = weight * log_likelihood_ratio(
                        model, cases, size, all_cases, all_exposure
                    )
                    if ratio > best:
                        best = ratio
                        found[0], found[1], found[2] = k, 0, lag
                newest = lags
        low = high
    return best


@njit(cache=True)
def _scan_any(
    ends: NDArray[np.bool_],
    order: Ints,
    prefix: Floats,
    first: Ints,
    event_lags: Ints,
    per_lag: Ints,
    days: Ints,
    longest: int,
    fewest: int,
    model: int,
    all_cases: float,
    all_exposure: float,
    weight: float,
    critical: Floats,
    solved_for: Floats,
    best: float,
    found: Ints,
) -> float:
    """Return the best statistic of all windows around a centre, or `best` if none is above it.

    `days` holds the different lags with a case inside, in order; `found` is as in `_scan_alive`.
    """
    lags = len(per_lag)
    per_lag[:] = 0
    inside = 0
    different = 0
    newest, oldest = lags, -1
    for k in range(len(order)):
        area = order[k]
        for event in range(first[area], first[area + 1]):
            lag = event_lags[event]
            if per_lag[lag] == 0:
                place = different
                while place > 0 and days[place - 1] > lag:
                    days[place] = days[place - 1]
                    place -= 1
                days[place] = lag
                different += 1
            per_lag[lag] += 1
            inside += 1
            newest = min(newest, lag)
            oldest = max(oldest, lag)
        if oldest < 0 or not ends[k]:
            continue
        if inside >= fewest:
            for i in range(different):
                start = days[i]
                if start > oldest:
                    break
                cases = 0
                for j in range(i, different):
                    end = days[j]
                    if end - start >= longest:
                        break
                    cases += per_lag[end]
                    if end < newest or cases < fewest:
                        continue
                    size = prefix[k, end + 1] - prefix[k, start]
                    if size >= critical[cases]:
                        continue
                    if not _can_beat(
                        model,
                        cases,
                        size,
                        all_cases,
                        all_exposure,
                        best / weight,
                        critical,
                        solved_for,
                    ):
                        continue
                    ratio = weight * log_likelihood_ratio(
                        model, cases, size, all_cases, all_exposure
                    )
                    if ratio > best:
                        best = ratio
                        found[0], found[1], found[2] = k, start, end
        newest, oldest = lags, -1
    return best


@njit(cache=True)
def _scan_centre(
    ends: NDArray[np.bool_],
    order: Ints,
    prefix: Floats,
    first: Ints,
    event_lags: Ints,
    work: NDArray[np.int32],
    alive_only: bool,
    longest: int,
    fewest: int,
    model: int,
    all_cases: float,
    all_exposure: float,
    weight: float,
    critical: Floats,
    solved_for: Floats,
    best: float,
    found: Ints,
) -> float:
    """Return the best statistic of the windows asked for around one centre."""
    if alive_only:
        return _scan_alive(
            ends,
            order,
            prefix,
            first,
            event_lags,
            work[0],
            fewest,
            model,
            all_cases,
            all_exposure,
            weight,
            critical,
            solved_for,
            best,
            found,
        )
    return _scan_any(
        ends,
        order,
        prefix,
        first,
        event_lags,
        work[0],
        work[1],
        longest,
        fewest,
        model,
        all_cases,
        all_exposure,
        weight,
        critical,
        solved_for,
        best,
        found,
    )


@njit(cache=True)
def observe(
    starts: NDArray[np.int64],
    order: Ints,
    ends: NDArray[np.bool_],
    weights: Floats,
    exposure: Floats,
    first: Ints,
    event_lags: Ints,
    alive_only: bool,
    longest: int,
    fewest: int,
    model: int,
    all_cases: float,
    all_exposure: float,
) -> tuple[Floats, Ints]:
    """Return the best window around each centre of the observed cases.

    Returns
    -------
    statistics : ndarray of float, shape (centres,)
        0 where no window has more cases than expected.
    windows : ndarray of int, shape (centres, 3)
        Number of areas less one; lag of the last and of the first interval.
    """
    centres = len(weights)
    lags = exposure.shape[1]
    statistics = np.zeros(centres)
    windows = np.full((centres, 3), -1, np.int32)
    work = np.zeros((2, lags), np.int32)
    most = len(event_lags) + 1
    least_unusual = np.zeros(most)
    least_unusual[:] = np.arange(most) * (all_exposure / all_cases) * (1 + 1e-9)
    for centre in range(centres):
        low, high = starts[centre], starts[centre + 1]
        prefix = np.zeros((high - low, lags + 1))
        _accumulate(order[low:high], exposure, prefix)
        statistics[centre] = _scan_centre(
            ends[low:high],
            order[low:high],
            prefix,
            first,
            event_lags,
            work,
            alive_only,
            longest,
            fewest,
            model,
            all_cases,
            all_exposure,
            weights[centre],
            least_unusual.copy(),
            np.zeros(most),
            0.0,
            windows[centre],
        )
    return statistics, windows


@njit(cache=True)
def _draw_without_replacement(
    pool: Ints, low: int, high: int, wanted: int, swaps: NDArray[np.int64]
) -> None:
    """Move `wanted` random members of `pool[low:high]` to its front; `swaps` tells how."""
    for i in range(wanted):
        other = low + i + np.random.randint(0, high - low - i)  # noqa: NPY002 (Numba's own)
        pool[low + i], pool[other] = pool[other], pool[low + i]
        swaps[i] = other


@njit(cache=True)
def _undo(pool: Ints, low: int, wanted: int, swaps: NDArray[np.int64]) -> None:
    for i in range(wanted - 1, -1, -1):
        other = swaps[i]
        pool[low + i], pool[other] = pool[other], pool[low + i]


@njit(cache=True)
def _draw(
    model: int,
    lags: int,
    pool: Ints,
    pool_starts: NDArray[np.int64],
    slots: Ints,
    slot_starts: NDArray[np.int64],
    chances: Floats,
    chance_starts: NDArray[np.int64],
    drawn: NDArray[np.int64],
    swaps: NDArray[np.int64],
    cells: Ints,
) -> int:
    """Fill `cells` with the cells (area x lags + lag) of one random data set; return how many.

    Stratum by stratum (one, or the seven weekdays). PERMUTATION gives the slots (lags of the
    retained cases) to random cases of the pool (their areas). POISSON draws cells by their chance.
    BERNOULLI draws people from the pool (their cells; -1 is outside the windows).
    """
    count = 0
    for stratum in range(len(drawn)):
        wanted = drawn[stratum]
        if model == POISSON:
            low, high = chance_starts[stratum], chance_starts[stratum + 1]
            for _ in range(wanted):
                cell = np.searchsorted(chances[low:high], np.random.random(), side="right")  # noqa: NPY002
                if cell < high - low:
                    cells[count] = pool[low + cell]
                    count += 1
            continue
        low, high = pool_starts[stratum], pool_starts[stratum + 1]
        if model == PERMUTATION:
            wanted = slot_starts[stratum + 1] - slot_starts[stratum]
        _draw_without_replacement(pool, low, high, wanted, swaps)
        for i in range(wanted):
            member = pool[low + i]
            if model == PERMUTATION:
                cells[count] = member * lags + slots[slot_starts[stratum] + i]
                count += 1
            elif member >= 0:
                cells[count] = member
                count += 1
        _undo(pool, low, wanted, swaps)
    return count


@njit(cache=True)
def index_by_area(cells: Ints, count: int, lags: int, first: Ints, event_lags: Ints) -> None:
    """Sort cells by area: `event_lags[first[a]:first[a + 1]]` are the lags of area a's cases."""
    areas = len(first) - 1
    first[:] = 0
    for i in range(count):
        first[cells[i] // lags + 1] += 1
    for area in range(areas):
        first[area + 1] += first[area]
    for i in range(count):
        area = cells[i] // lags
        event_lags[first[area]] = cells[i] % lags
        first[area] += 1
    for area in range(areas, 0, -1):
        first[area] = first[area - 1]
    first[0] = 0


@njit(cache=True, parallel=True)
def simulate(
    seeds: NDArray[np.uint32],
    together: int,
    starts: NDArray[np.int64],
    order: Ints,
    ends: NDArray[np.bool_],
    weights: Floats,
    exposure: Floats,
    alive_only: bool,
    longest: int,
    fewest: int,
    model: int,
    all_cases: float,
    all_exposure: float,
    pool: Ints,
    pool_starts: NDArray[np.int64],
    slots: Ints,
    slot_starts: NDArray[np.int64],
    chances: Floats,
    chance_starts: NDArray[np.int64],
    drawn: NDArray[np.int64],
) -> Floats:
    """Return the best statistic of each random data set, shape (replicates,).

    Each replicate has a seed of its own, so that the threads and `together`, the number of
    replicates for which a centre's exposures are added up once, do not matter.
    """
    replicates = len(seeds)
    maxima = np.zeros(replicates)
    areas, lags = exposure.shape
    most = max(len(slots), drawn.sum()) + 1
    deepest = 0
    for centre in range(len(weights)):
        deepest = max(deepest, starts[centre + 1] - starts[centre])
    for part in prange((replicates + together - 1) // together):
        begin = part * together
        size = min(together, replicates - begin)
        first = np.zeros((size, areas + 1), np.int32)
        event_lags = np.zeros((size, most), np.int32)
        own_pool = pool.copy()
        swaps = np.zeros(most, np.int64)
        cells = np.zeros(most, np.int32)
        critical = np.zeros((size, most))
        critical[:] = np.arange(most) * (all_exposure / all_cases) * (1 + 1e-9)
        solved_for = np.zeros((size, most))
        for r in range(size):
            np.random.seed(seeds[begin + r])  # noqa: NPY002
            count = _draw(
                model,
                lags,
                own_pool,
                pool_starts,
                slots,
                slot_starts,
                chances,
                chance_starts,
                drawn,
                swaps,
                cells,
            )
            index_by_area(cells, count, lags, first[r], event_lags[r])
        prefix = np.zeros((deepest, lags + 1))
        work = np.zeros((2, lags), np.int32)
        found = np.zeros(3, np.int32)
        for centre in range(len(weights)):
            low, high = starts[centre], starts[centre + 1]
            _accumulate(order[low:high], exposure, prefix)
            for r in range(size):
                maxima[begin + r] = _scan_centre(
                    ends[low:high],
                    order[low:high],
                    prefix,
                    first[r],
                    event_lags[r],
                    work,
                    alive_only,
                    longest,
                    fewest,
                    model,
                    all_cases,
                    all_exposure,
                    weights[centre],
                    critical[r],
                    solved_for[r],
                    maxima[begin + r],
                    found,
                )
    return maxima
