"""What can be done with a record on a page: each step's words, its form, the action, and who may take it.

A room lists its steps; a page shows those that somebody may take now, and one view takes each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.forms import Form

from fingerpost.service.access.models import Membership

R = TypeVar("R")


@dataclass(frozen=True)
class RecordStep(Generic[R]):
    """One thing that somebody may do with a record.

    Parameters
    ----------
    name : str
        In its address.
    title, done : str
        What it is called, and what is said once it is done.
    form : callable
        Makes the form of what was posted, for a record and a viewer; its fields are arguments of `act`.
    act : callable
        Takes the record, what the form says, and by whom and when.
    may : callable
        Whether somebody may take it, as the record stands.
    """

    name: str
    title: str
    done: str
    form: Callable[[Any, R, Membership], Form]
    act: Callable[[R, dict[str, Any], Membership, datetime], object]
    may: Callable[[R, Membership], bool]


def steps_for(
    steps: Iterable[RecordStep[R]], record: R, viewer: Membership
) -> list[RecordStep[R]]:
    """Return the steps that somebody may take with a record now."""
    return [one for one in steps if one.may(record, viewer)]
