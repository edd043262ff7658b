"""From a study and its windows to the arrays of the kernels, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.early_warning.scan_cases import MODELS, Study
from fingerpost.evidence.early_warning.scan_windows import Windows

TOGETHER = 64
"""Replicates that share one adding up of a centre's exposures; of no effect on the result."""

Floats = NDArray[np.float64]
Simulate = Callable[[NDArray[np.uint32]], Floats]


def prepare_search(
    study: Study,
    windows: Windows,
    *,
    is_alive: bool,
    longest: int,
    minimum_cases: int,
    threads: int | None,
) -> tuple[Floats, NDArray[np.int32], Simulate]:
    """Return each centre's best statistic and window, and what makes random data sets."""
    # Imported here: Numba takes a second, and commands that do not scan need not wait for it.
    import numba

    from fingerpost.evidence.early_warning import scan_kernels as kernels

    lags = min(longest, study.intervals) if is_alive else study.intervals
    is_bernoulli = study.model == "bernoulli"
    exposure = study.exposure if is_bernoulli else study.expected()
    if study.extent == "temporal":
        exposure = np.vstack([exposure.sum(axis=0), np.zeros_like(exposure[1:])])
    kept = np.ascontiguousarray(exposure[:, :lags])
    scanned: tuple[Any, ...] = (
        windows.starts,
        windows.order,
        windows.ends,
        windows.weight,
        kept,
    )
    limits: tuple[Any, ...] = (
        is_alive or lags == 1,
        longest,
        minimum_cases,
        MODELS.index(study.model),
        float(study.all_cases),
        float(exposure.sum()) if is_bernoulli else float(study.all_cases),
    )
    repeated = study.counts[:, :lags].astype(np.int64).ravel()
    cells = np.repeat(np.arange(repeated.size, dtype=np.int32), repeated)
    if study.extent == "temporal":
        cells %= lags
    first = np.zeros(len(study.areas) + 1, np.int32)
    event_lags = np.zeros(len(cells), np.int32)
    kernels.index_by_area(cells, len(cells), lags, first, event_lags)
    observe: Any = kernels.observe
    statistics, found = observe(*scanned, first, event_lags, *limits)
    chance = _chance(study, exposure, lags)
    draw_and_scan: Any = kernels.simulate

    def simulate(seeds: NDArray[np.uint32]) -> Floats:
        before = numba.get_num_threads()
        numba.set_num_threads(threads or before)
        try:
            return np.asarray(draw_and_scan(seeds, TOGETHER, *scanned, *limits, *chance))
        finally:
            numba.set_num_threads(before)

    return statistics, found, simulate


def _chance(study: Study, exposure: Floats, lags: int) -> tuple[Any, ...]:
    """Return what the kernel draws from, stratum by stratum, as its arguments name them.

    `pool` holds the areas of the cases (permutation), the cells that have a chance (Poisson) or the
    cells of all people (Bernoulli); -1 stands for cells that no window reaches.
    """
    cell = np.arange(len(study.areas))[:, None] * lags + np.arange(study.intervals)[None, :]
    cell[:, lags:] = -1
    pools: list[NDArray[np.int32]] = []
    slots: list[NDArray[np.int32]] = []
    chances: list[Floats] = []
    drawn: list[int] = []
    for stratum in np.unique(study.stratum):
        here = np.flatnonzero(study.stratum == stratum)
        cases = study.counts[:, here].astype(np.int64)
        if study.model == "permutation":
            pools.append(
                np.repeat(np.arange(len(study.areas)), cases.sum(axis=1)).astype(np.int32)
            )
            slot = np.repeat(here, cases.sum(axis=0)).astype(np.int32)
            slots.append(slot[slot < lags])
            drawn.append(len(slots[-1]))
            continue
        drawn.append(int(cases.sum()))
        if study.model == "bernoulli":
            people = study.exposure[:, here].astype(np.int64)
            pools.append(np.repeat(cell[:, here].ravel(), people.ravel()).astype(np.int32))
            continue
        reached = here[here < lags]
        weight = exposure[:, reached].ravel()
        possible = np.flatnonzero(weight > 0)
        pools.append(cell[:, reached].ravel()[possible].astype(np.int32))
        total = exposure[:, here].sum()
        cumulative = np.cumsum(weight[possible])
        if len(reached) == len(here) and len(cumulative):
            total = cumulative[-1]  # so that rounding leaves nothing over
        chances.append(cumulative / total if total > 0 else cumulative)
    return (
        np.concatenate(pools),
        _starts(pools),
        np.concatenate(slots) if slots else np.zeros(0, np.int32),
        _starts(slots or [np.zeros(0, np.int32)] * len(drawn)),
        np.concatenate(chances) if chances else np.zeros(0),
        _starts(chances or [np.zeros(0)] * len(drawn)),
        np.asarray(drawn, np.int64),
    )


def _starts(parts: list[NDArray[np.int32]] | list[Floats]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
