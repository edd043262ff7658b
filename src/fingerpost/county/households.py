"""Who lives with whom: households by size and make-up, filling each small area exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fingerpost.county.parameters import Parameters
from fingerpost.county.terrain import Floats, Integers

# What a household of each make-up holds: adults of one generation, children, grown-up children.
MAKE_UPS = {
    "one_adult": (1, 0, 0),
    "couple": (2, 0, 0),
    "one_parent_one_child": (1, 1, 0),
    "one_parent_two_children": (1, 2, 0),
    "couple_one_child": (2, 1, 0),
    "couple_two_children": (2, 2, 0),
    "couple_three_children": (2, 3, 0),
    "couple_four_children": (2, 4, 0),
    "couple_grown_up_child": (2, 0, 1),
    "couple_two_grown_up": (2, 0, 2),
    "one_parent_grown_up_child": (1, 0, 1),
    "three_adults": (3, 0, 0),
}
ADULTS, CHILDREN, GROWN_UP = (np.array(kind) for kind in zip(*MAKE_UPS.values(), strict=True))


def make_ups(numbers: Parameters) -> Floats:
    """Return the share of households of each make-up, in the order of `MAKE_UPS`."""
    shares = np.array([numbers[f"people.households.{name}"] for name in MAKE_UPS])
    return np.asarray(shares / shares.sum())


@dataclass(frozen=True)
class Homes:
    """Households: each person's, and their place in it."""

    home: Integers  # shape (people,): which household
    place: Integers  # shape (people,): 0 for the first person
    first: Integers  # shape (households,): its first person
    make_up: Integers  # shape (households,)

    def of(self, counts: Integers) -> Integers:
        """Return, for each person, the household's count of something."""
        return np.asarray(counts[self.make_up][self.home])

    @property
    def is_child(self) -> NDArray[np.bool_]:
        """Whether each person is a child of the household."""
        last = self.of(ADULTS + CHILDREN)
        return np.asarray((self.place >= self.of(ADULTS)) & (self.place < last))

    @property
    def is_grown_up(self) -> NDArray[np.bool_]:
        """Whether each person is a grown-up child of the household."""
        return np.asarray(self.place >= self.of(ADULTS + CHILDREN))

    @property
    def is_parent(self) -> NDArray[np.bool_]:
        """Whether each person has a child of any age in the household."""
        return np.asarray((self.place < self.of(ADULTS)) & (self.of(CHILDREN + GROWN_UP) > 0))


def households(area: Integers, numbers: Parameters, chance: np.random.Generator) -> Homes:
    """Return households that fill the areas; where one would cross a border, it is cut short."""
    count = len(area)
    sizes = ADULTS + CHILDREN + GROWN_UP
    make_up = chance.choice(len(MAKE_UPS), size=count, p=make_ups(numbers))
    start = np.concatenate([[0], np.cumsum(sizes[make_up])])
    start = start[start < count]
    make_up = make_up[: len(start)]
    home = np.repeat(np.arange(len(start)), np.diff(np.append(start, count)))
    # Those whom a border cuts off, and those of a last household cut short, live alone.
    alone = area != area[start[home]]
    cut = np.bincount(home, minlength=len(start)) < sizes[make_up]
    cut[np.unique(home[alone])] = True
    alone |= cut[home]
    place = np.where(alone, 0, np.arange(count) - start[home])
    first = np.flatnonzero(place == 0)
    of_first = np.where(alone[first], 0, make_up[home[first]])
    return Homes(np.cumsum(place == 0) - 1, place, first, of_first)
