"""What a release can need, as `release_items.toml` declares it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from fingerpost.service.access.models import AgencyKind
from fingerpost.service.casework.release_clock import closing

DECLARED = Path(__file__).with_name("release_items.toml")


@dataclass(frozen=True)
class ReleaseNeed:
    """One kind of thing that a release can need.

    Parameters
    ----------
    code, title : str
    owners : tuple of AgencyKind
        Who usually does it, the likeliest first.
    day : int
        From the release, on which it is due.
    by : time
    is_before : bool
        Whether it must be answered before the plan is ready.
    is_usual : bool
        Whether a new plan begins with it.
    of_health : bool
        Whether it tells of somebody's health.
    """

    code: str
    title: str
    owners: tuple[AgencyKind, ...]
    day: int
    by: time
    is_before: bool
    is_usual: bool
    of_health: bool

    def due_at(self, release_on: date) -> datetime:
        """Return by when it is due for a release on a day."""
        return closing(release_on + timedelta(days=self.day), self.by)


@cache
def release_needs() -> dict[str, ReleaseNeed]:
    """Return every kind of need by its code, in the order declared.

    Raises
    ------
    ValueError, KeyError
        If the declaration names a kind of agency, a time or a key that there is not.
    """
    said = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    return {code: _need(code, dict(one)) for code, one in said.items()}


def title_of(code: str) -> str:
    """Return what a need is called; its code, if it is declared no more."""
    known = release_needs().get(code)
    return known.title if known else code


def _need(code: str, said: dict[str, object]) -> ReleaseNeed:
    owners, day = said.pop("owners"), said.pop("day")
    assert isinstance(owners, list), f"{code}: owners is a list"
    assert isinstance(day, int), f"{code}: day is a whole number"
    need = ReleaseNeed(
        code=code,
        title=str(said.pop("title")),
        owners=tuple(AgencyKind(one) for one in owners),
        day=day,
        by=time.fromisoformat(str(said.pop("time"))),
        is_before=bool(said.pop("before")),
        is_usual=bool(said.pop("usual")),
        of_health=bool(said.pop("of_health")),
    )
    if said:
        raise ValueError(f"{code}: nobody knows {', '.join(said)}")
    return need
