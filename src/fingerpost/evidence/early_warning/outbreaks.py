"""Made-up outbreaks to add to real series: how large, how long, rising and falling how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fingerpost.evidence.statistics.distributions import FloatArray


@dataclass(frozen=True)
class OutbreakShape:
    """How the cases of an outbreak fall over its periods.

    Attributes
    ----------
    name : str
        For the tables.
    shares : tuple of float
        The expected share of the cases in each period; they add up to 1.
    """

    name: str
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse shares that are not shares."""
        if not self.shares or min(self.shares) < 0 or abs(sum(self.shares) - 1) > 1e-9:
            raise ValueError(
                f"the shares of {self.name!r} must not be negative and add up to 1"
            )

    @property
    def periods(self) -> int:
        """How many periods the outbreak lasts."""
        return len(self.shares)


def _shape(name: str, *weights: float) -> OutbreakShape:
    return OutbreakShape(name, tuple(weight / sum(weights) for weight in weights))


SPIKE = _shape("spike", 1)  # one bad batch
STEP = _shape("step", *[1] * 8)  # a new market that stays
RISE = _shape("slow rise", *range(1, 13))  # a substance that spreads
WAVE = _shape("wave", 1, 3, 6, 7, 5, 3, 2, 1)  # fast rise, long tail, as a point source has
TWO_WAVES = _shape("two waves", 2, 4, 2, 0, 0, 2, 4, 2)
SHAPES = (SPIKE, STEP, RISE, WAVE, TWO_WAVES)


def add_outbreaks(
    counts: FloatArray,
    shape: OutbreakShape,
    size: float,
    *,
    first: int,
    generator: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Return counts with one outbreak added to each series, and what was added.

    Parameters
    ----------
    counts : ndarray, shape (periods, series)
        NaN where there is no count: nothing is added there.
    shape : OutbreakShape
        How the cases fall over time.
    size : float
        Expected cases, in standard deviations of the series: as in Noufaily and others 2013, so
        that one size is about as hard to see in a small series as in a large one. At least one
        case is expected for each unit.
    first : int
        Position of the first period in which an outbreak may begin; it ends within the data.
    generator : numpy.random.Generator
        Draws the start and the cases of each.

    Raises
    ------
    ValueError
        If the outbreak is longer than the tested periods.
    """
    periods, series = counts.shape
    room = periods - first - shape.periods + 1
    if room < 1:
        raise ValueError(
            f"the outbreak {shape.name!r} lasts {shape.periods} periods and {periods - first} are "
            "tested: test more"
        )
    start = first + generator.integers(room, size=series)
    spread = np.maximum(np.nanstd(counts[:first] if first > 1 else counts, axis=0), 1.0)
    cases = generator.poisson(size * spread[:, np.newaxis] * np.array(shape.shares))
    added = np.zeros_like(counts)
    column = np.arange(series)[:, np.newaxis]
    added[start[:, np.newaxis] + np.arange(shape.periods), column] = cases
    return counts + added, added
