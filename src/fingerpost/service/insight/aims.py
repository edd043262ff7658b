"""The three aims of the national strategy, and the outcomes that stand under each here.

The aims are those of "From Harm to Hope" (2021), the outcomes those of the national framework. Which
outcome stands under which aim is our own arrangement, so that each is shown once: partners answer for
all outcomes together.
"""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.evidence.measures.declaration import Outcome


@dataclass(frozen=True)
class Aim:
    """One aim of the strategy."""

    title: str
    outcomes: tuple[Outcome, ...]


AIMS = (
    Aim("Break drug supply chains", (Outcome.SUPPLY, Outcome.CRIME)),
    Aim(
        "Deliver a world-class treatment and recovery system",
        (Outcome.ENGAGE, Outcome.RECOVERY, Outcome.DEATHS),
    ),
    Aim("Achieve a generational shift in the demand for drugs", (Outcome.USE,)),
)
