"""By what a plan says how somebody does: declared scales, and what a course of readings shows in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fingerpost.evidence.publication import wording
from fingerpost.service.casework.models import OutcomeReading
from fingerpost.service.casework.plan_parts import Part


@dataclass(frozen=True)
class Item:
    """One thing that a scale asks: its range, and which way is better."""

    name: str
    title: str
    part: Part
    is_health: bool
    low: int
    high: int
    is_higher_better: bool


@dataclass(frozen=True)
class Scale:
    """A declared scale in one version."""

    name: str
    version: int
    title: str
    by: str  # who answers
    source: str
    low_words: str
    high_words: str
    items: tuple[Item, ...]

    def item(self, name: str) -> Item:
        """Return one of its items.

        Raises
        ------
        KeyError
            If it has no such item.
        """
        return {one.name: one for one in self.items}[name]


def read(text: str) -> tuple[Scale, ...]:
    """Return the scales that a TOML file declares.

    Raises
    ------
    ValueError, KeyError
        If it is not TOML, a part is not known, a range is none, or a name stands twice.
    """
    scales = tuple(_scale(one) for one in tomllib.loads(text)["scale"])
    names = [scale.name for scale in scales]
    if len(set(names)) < len(names):
        raise ValueError("each scale has a name of its own")
    return scales


def _scale(said: dict) -> Scale:  # type: ignore[type-arg]
    always_health = said.get("is_health", False)
    items = []
    for one in said["items"]:
        part = Part(one["part"])
        low, high = one.get("low", said["low"]), one.get("high", said["high"])
        if not low < high or one["better"] not in ("higher", "lower"):
            raise ValueError(f"{one['name']}: low is below high, and better is higher or lower")
        items.append(
            Item(
                one["name"],
                one["title"],
                part,
                always_health or part.is_health,
                low,
                high,
                one["better"] == "higher",
            )
        )
    if len({item.name for item in items}) < len(items):
        raise ValueError(f"{said['name']}: each item has a name of its own")
    kept = ("name", "version", "title", "by", "source", "low_words", "high_words")
    return Scale(**{name: said[name] for name in kept}, items=tuple(items))


@cache
def all_scales() -> dict[str, Scale]:
    """Return the declared scales by name, in the order of the file."""
    text = Path(__file__).with_name("outcome_scales.toml").read_text(encoding="utf-8")
    return {scale.name: scale for scale in read(text)}


@dataclass(frozen=True)
class Course:
    """What was read on one item over time, the oldest first; a value that is not known is None."""

    scale: Scale
    item: Item
    points: tuple[tuple[date, int | None, str], ...]  # day, value, agency

    @property
    def known(self) -> list[tuple[date, int]]:
        """The days on which it was known."""
        return [(on, value) for on, value, _ in self.points if value is not None]

    @property
    def first(self) -> str:
        """The first known value with its day."""
        return _said(self.known[0]) if self.known else "Not known"

    @property
    def last(self) -> str:
        """What was read last, which may be that it is not known."""
        on, value, agency = self.points[-1]
        return f"{'Not known' if value is None else value}, {wording.day(on)}, {agency}"

    @property
    def finding(self) -> str:
        """What the course shows, in a sentence."""
        if len(self.known) < 2:
            return "Too few readings to say."
        (_, before), (_, now) = self.known[0], self.known[-1]
        if now == before:
            return "The same as at first."
        is_better = (now > before) == self.item.is_higher_better
        return f"{'Better' if is_better else 'Worse'} than at first by {abs(now - before)}."


def courses(readings: Iterable[OutcomeReading]) -> list[Course]:
    """Return the courses of a plan's readings, in the order of the declared scales.

    A day's last reading counts. Readings taken with an older version of a scale stand apart from it:
    they are not compared.
    """
    found: dict[tuple[str, str], dict[date, tuple[int | None, str]]] = {}
    scales = all_scales()
    for one in readings:
        scale = scales.get(one.scale)
        if scale is not None and scale.version == one.scale_version:
            days = found.setdefault((one.scale, one.item), {})
            days[one.on] = (one.value, one.agency.name)
    return [
        Course(
            scale,
            item,
            tuple((on, *said) for on, said in sorted(found[scale.name, item.name].items())),
        )
        for scale in scales.values()
        for item in scale.items
        if (scale.name, item.name) in found
    ]


def _said(point: tuple[date, int]) -> str:
    return f"{point[1]}, {wording.day(point[0])}"
