"""The cases of a demo: what its agencies did for people in the past weeks. Nobody is real.

Each module has a `make(*, at)` that acts through the actions, in the name of the demo's people and dated
in the past, and returns at once if its records are there. `make_demo_cases` takes them in this order.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

ORDER = ("loop", "people", "plan", "justice", "release")


def steps() -> list[Callable[..., None]]:
    """Return what makes each part, in order."""
    names = [f"{__name__}.{name}" for name in ORDER]
    return [import_module(name).make for name in names if find_spec(name)]
