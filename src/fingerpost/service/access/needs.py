"""What needs somebody today: asked of every app, for the start page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from fingerpost.service.access.models import Membership


@dataclass(frozen=True)
class Need:
    """One thing that waits for a person: a sentence, where to do it, and by when."""

    sentence: str
    url: str
    due_on: date | None = None


Provider = Callable[[Membership, date], list[Need]]


def all_needs(membership: Membership, on: date) -> list[Need]:
    """Return what waits for somebody under a membership, the soonest first.

    Each app says what waits in its module `waiting.py`, as `PROVIDERS`.
    """
    found: list[Need] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.waiting"
        if app.name.startswith("fingerpost.") and find_spec(name):
            for provider in import_module(name).PROVIDERS:
                found += provider(membership, on)
    return sorted(found, key=lambda need: (need.due_on or date.max, need.sentence))
