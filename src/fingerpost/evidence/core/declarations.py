"""Declarations: facts about a source, a measure or a rule, as frozen data.

`discover` finds every declaration in a catalogue folder by reading the folder, so adding one is
adding a file: no decorator, no shared list, no side effect on import.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from fingerpost.evidence.core.errors import FingerpostError

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"


class Declaration(BaseModel):
    """A frozen declaration with a snake_case `name` that is unique in its catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: str = Field(pattern=NAME_PATTERN)


D = TypeVar("D", bound=Declaration)


def discover(catalogue: ModuleType, kind: type[D]) -> dict[str, D]:
    """Return every declaration of `kind` in the package `catalogue`, by name, in name order.

    Raises
    ------
    FingerpostError
        If two files declare the same name, or a file of the catalogue declares nothing.
    """
    found: dict[str, D] = {}
    where: dict[str, str] = {}
    for info in sorted(pkgutil.iter_modules(catalogue.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{catalogue.__name__}.{info.name}")
        declared = [value for value in vars(module).values() if isinstance(value, kind)]
        if not declared and not info.name.startswith("_"):
            raise FingerpostError(
                f"declares no {kind.__name__}",
                where=module.__name__,
                do=f"Define one at module level: NAME = {kind.__name__}(...).",
            )
        for declaration in declared:
            if found.get(declaration.name, declaration) is not declaration:
                raise FingerpostError(
                    f"the name {declaration.name!r} is already used by {where[declaration.name]}",
                    where=module.__name__,
                    do="Give one of the two another name.",
                )
            found[declaration.name] = declaration
            where.setdefault(declaration.name, info.name)
    return dict(sorted(found.items()))
