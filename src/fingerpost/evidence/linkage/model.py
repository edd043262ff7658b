"""The linkage model: what is compared, how much each agreement weighs, where lines are drawn.

A model is a file that people read and review; `training` learns its weights. A model without a
review says so wherever it is used.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.linkage.blocking import LARGEST_BLOCK, OF_PEOPLE, BlockingRule
from fingerpost.evidence.linkage.comparisons import Comparison, of_people, present

Threshold = Literal["strict", "published", "loose"]


class Review(BaseModel):
    """Who looked at a model, when, and what they said of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    on: date
    reason: str


class AttributorModel(BaseModel):
    """How entries are compared of which at least one tells less than names.

    Parameters
    ----------
    needs : str
        A column that both entries must tell; the first model whose column both tell is theirs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    needs: str
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...]


class CodeModel(BaseModel):
    """How entries are compared of which at least one came as codes in place of names.

    Parameters
    ----------
    codes : str
        Name and version of the schema of the codes: "people 1".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    codes: str
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...]


class LinkageModel(BaseModel):
    """Everything by which entries are linked.

    Parameters
    ----------
    version : str
        Of the declared comparisons, rules and lines; with the fingerprint of the trained numbers it
        names the model.
    comparisons, blocking, training : tuple
        What is compared, which pairs are, and the columns within which m is learnt.
    certain : tuple of str
        Columns that hardly two people share, from which the prior is worked out.
    prior : float, optional
        The share of all pairs that are of one person.
    thresholds : mapping of str to float
        The match probability from which a pair is a link: "strict", "published", "loose".
    kept_from : float
        The match weight from which a pair is kept at all, for review.
    largest_cluster, largest_block : int
        More entries than any one person has; more than any telling value is shared by.
    once : tuple of str
        Kinds of agency, or agencies, in which a person stands only once.
    seed : int
        Of the random pairs.
    attributors : tuple of AttributorModel
        How entries are compared that tell less than names.
    coverage : dict of str to float
        By kind of agency that sends attributors: the share of its people whom agencies that write
        names know too.
    people : int
        How many people those know: among so many may another one share an attributor.
    codes : CodeModel, optional
        How entries are compared that came as codes; None where none ever did.
    trained_on : str
        Fingerprint of the entries.
    review : Review, optional
        Without it nobody has looked at the model yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = "1"
    comparisons: tuple[Comparison, ...]
    blocking: tuple[BlockingRule, ...] = OF_PEOPLE
    training: tuple[tuple[str, ...], ...] = (("birth",), ("forename", "surname"))
    certain: tuple[str, ...] = ("forename", "surname", "birth")
    prior: float | None = None
    thresholds: dict[Threshold, float] = {
        "strict": 0.99,
        "published": 0.8,
        "loose": 0.6,
    }
    kept_from: float = -4.0
    largest_cluster: int = 40
    largest_block: int = LARGEST_BLOCK
    once: tuple[str, ...] = ()
    seed: int = 1
    attributors: tuple[AttributorModel, ...] = ()
    coverage: dict[str, float] = {}
    people: int = 0
    codes: CodeModel | None = None
    trained_on: str = ""
    review: Review | None = None

    @property
    def is_trained(self) -> bool:
        """Whether every weight is known."""
        return self.prior is not None and all(one.is_trained for one in self.comparisons)

    @property
    def name(self) -> str:
        """The version and a fingerprint of all that decides: "1+0a1b2c3d"."""
        decides = self.model_dump(mode="json", exclude={"review", "trained_on", "version"})
        return f"{self.version}+{fingerprint(decides)[:8]}"

    @property
    def notice(self) -> str:
        """What a reader of any result must know about the model."""
        if self.review is None:
            return f"Linkage model {self.name} has not been reviewed by anybody."
        return f"Linkage model {self.name}, reviewed by {self.review.by} on {self.review.on}."

    def to_json(self, path: Path) -> None:
        """Write the model to a file that people can read and compare."""
        path.write_text(json.dumps(self.model_dump(mode="json"), indent=1) + "\n", "utf-8")

    @classmethod
    def from_json(cls, path: Path) -> LinkageModel:
        """Return the model that a file holds."""
        return cls.model_validate_json(path.read_text("utf-8"))


def untrained(columns: set[str] | None = None, **settings: Any) -> LinkageModel:
    """Return the model of named agencies before it is trained.

    Parameters
    ----------
    columns : set of str, optional
        Those that there are; comparisons of others are left out.
    **settings
        Any other parameter of the model.
    """
    every = of_people()
    return LinkageModel(
        comparisons=every if columns is None else present(every, columns), **settings
    )
