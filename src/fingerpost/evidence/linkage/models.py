"""The models of a workspace: one file each in `governance/linkage`, approved by a person or not.

The one that is in use is the newest that somebody approved; if nobody approved any, the newest. So a
model that was trained anew takes over from an approved one only when a person says so. A file's name
holds a fingerprint of all that decides, so that numbers changed by hand are found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ValidationError

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.core.whole_files import write_whole
from fingerpost.evidence.lake import Workspace
from fingerpost.evidence.linkage.declaration import Regime, all_linked_sources
from fingerpost.evidence.linkage.model import LinkageModel, Review, untrained

NOT_DECIDING = frozenset({"review", "trained_on", "version"})


@dataclass(frozen=True)
class ModelFile:
    """A model, the number under which it was kept, and its file."""

    number: int
    model: LinkageModel
    path: Path


def folder(workspace: Workspace) -> Path:
    """Return the folder of the models."""
    return workspace.root / "governance" / "linkage"


def read_models(workspace: Workspace) -> tuple[ModelFile, ...]:
    """Return every model of a workspace, the oldest first.

    Raises
    ------
    LinkageError
        If a file was changed by hand, or is not a model, or not one of this version of the program.
    """
    return tuple(
        _read(workspace, path) for path in sorted(folder(workspace).glob("[0-9]*.json"))
    )


def _read(workspace: Workspace, path: Path) -> ModelFile:
    number, _, name = path.stem.partition("-")
    where = str(path.relative_to(workspace.root))
    try:
        said = json.loads(path.read_bytes())
        is_right = _name_of(said) == name
    except (ValueError, TypeError, KeyError, AttributeError):
        is_right = False
    if not is_right:
        raise LinkageError(
            "this linkage model was changed by hand, or is none",
            where=where,
            do="Put the file back from your copies. To have another model, train one: "
            "fingerpost link model train.",
        )
    try:
        return ModelFile(int(number), LinkageModel.model_validate(said), path)
    except ValidationError:
        raise LinkageError(
            "this version of the program cannot read this linkage model",
            where=where,
            do="Move the file away and train a new one: fingerpost link model train.",
        ) from None


def _name_of(said: dict[str, Any]) -> str:
    """Return the name of a model as its file says it, whatever fields models have had since."""
    decides = {key: value for key, value in said.items() if key not in NOT_DECIDING}
    return f"{said['version']}+{fingerprint(decides)[:8]}"


def used(models: Sequence[ModelFile]) -> ModelFile | None:
    """Return the newest model that a person approved, else the newest; None if there is none."""
    approved = [one for one in models if one.model.review is not None]
    return next(reversed(approved or models), None)


def model_in_use(workspace: Workspace) -> LinkageModel | None:
    """Return the model by which a workspace links; None before the first."""
    found = used(read_models(workspace))
    return found.model if found else None


def find_model(models: Sequence[ModelFile], number: int | None) -> ModelFile:
    """Return the model with a number, or the newest.

    Raises
    ------
    LinkageError
        If there is none.
    """
    for one in reversed(models):
        if number in (None, one.number):
            return one
    raise LinkageError(
        "there is no model yet" if number is None else f"there is no model {number}",
        do="See: fingerpost link model show. The first run makes one: fingerpost link.",
    )


def declared() -> LinkageModel:
    """Return the model that is to be trained: all that sources declare, and no weight yet."""
    once = {one.agency for one in all_linked_sources().values() if one.one_person_once}
    return untrained(once=tuple(sorted(once)))


def covers(model: LinkageModel, entries: pl.DataFrame) -> bool:
    """Tell whether a model has met every kind of agency that tells attributors only."""
    kinds = entries.filter(pl.col("regime") == Regime.ATTRIBUTOR.value)["kind"].unique()
    return set(kinds) <= set(model.coverage)


def weights(model: LinkageModel) -> tuple[tuple[str, str, float], ...]:
    """Return what each level of agreement weighs: comparison, level, log2 of m over u."""
    return tuple(
        (comparison.name, level.label, math.log2(level.m / level.u))
        for comparison in model.comparisons
        for level in comparison.levels
        if level.m and level.u and not level.is_missing
    )


def add_model(workspace: Workspace, model: LinkageModel) -> ModelFile:
    """Keep a trained model; one that is kept already, with the same numbers, stays as it is."""
    models = read_models(workspace)
    for one in models:
        if one.model.name == model.name:
            return one
    number = models[-1].number + 1 if models else 1
    path = folder(workspace) / f"{number:03d}-{model.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, model)
    return ModelFile(number, model, path)


def approve_model(
    workspace: Workspace, number: int | None, *, by: str, reason: str, at: datetime
) -> ModelFile:
    """Write down who approved a model and why, and return it.

    Parameters
    ----------
    workspace : Workspace
    number : int, optional
        Which; the newest if not given.
    by, reason : str
        A person's name, and what they looked at.
    at : datetime

    Raises
    ------
    LinkageError
        If there is no such model, somebody approved it before, or the name or reason is missing.
    """
    if not by.strip() or not reason.strip():
        raise LinkageError(
            "a model is approved by a person, with a reason", do="Give --name and --reason."
        )
    one = find_model(read_models(workspace), number)
    if one.model.review is not None:
        raise LinkageError(
            f"model {one.number} is approved already, by {one.model.review.by} on "
            f"{one.model.review.on:%d %B %Y}",
            do="Nothing is left to do.",
        )
    review = Review(by=by.strip(), on=at.date(), reason=reason.strip())
    model = one.model.model_copy(update={"review": review})
    _write(one.path, model)
    return ModelFile(one.number, model, one.path)


def _write(path: Path, model: LinkageModel) -> None:
    text = json.dumps(model.model_dump(mode="json"), indent=1, ensure_ascii=False)
    write_whole(path, f"{text}\n".encode())
