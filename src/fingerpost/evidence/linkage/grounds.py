"""What a run of linking rests on, and what of it changed since the last one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.fingerprints import fingerprint, fingerprint_code
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.lake.links import LinkRun
from fingerpost.evidence.linkage.decisions import binding, read_ledger
from fingerpost.evidence.linkage.intake import POSTCODES, codes_print, linked_parts
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.linkage.models import model_in_use
from fingerpost.evidence.vault import Vault

# Each thing, and what is said when it changed.
WHY = {
    "parts": "Files about people landed, or were replaced.",
    "decisions": "Reviewers decided.",
    "review": "The approval of the model changed.",
    "model": "Another linkage model is in use.",
    "postcodes": "The look-up of postcodes changed.",
    "codes": "Codes in place of names came for the first time, or their key is another.",
    "method": "The program links in another way.",
}
ANEW = frozenset(
    {"model", "postcodes", "codes", "method"}
)  # these change weights: all is scored anew


@dataclass(frozen=True)
class Grounds:
    """What links rest on now.

    Attributes
    ----------
    parts : DataFrame
        `part`, `source`: the landed parts that count.
    model : LinkageModel or None
        The one in use; None before the first.
    decisions : DataFrame
        What reviewers decided and binds: `entry_l`, `entry_r`, `is_match`.
    judged : Series
        Numbers of the entries of which reviewers ever said something.
    """

    parts: pl.DataFrame
    model: LinkageModel | None
    decisions: pl.DataFrame
    judged: pl.Series
    postcodes: str
    codes: str

    @classmethod
    def read(cls, lake: Lake, vault: Vault) -> Grounds:
        """Return what a workspace has now."""
        ledger = read_ledger(vault)
        return cls(
            linked_parts(lake),
            model_in_use(lake.workspace),
            binding(ledger),
            pl.concat([ledger["entry_l"], ledger["entry_r"]]).unique(),
            lake.fingerprint([POSTCODES]),
            codes_print(lake),
        )

    @property
    def prints(self) -> dict[str, str]:
        """A fingerprint of each, as the catalogue keeps it."""
        review = self.model.review if self.model else None
        return {
            "parts": fingerprint(self.parts["part"].to_list()),
            "decisions": fingerprint(self.decisions.rows()),
            "review": fingerprint(review.model_dump(mode="json")) if review else "",
            "model": self.model.name if self.model else "",
            "postcodes": self.postcodes,
            "codes": self.codes,
            "method": fingerprint_code(Path(__file__).parent),
        }

    def changed_since(self, run: LinkRun | None) -> frozenset[str]:
        """Return what is not as it was when a run was made; everything before the first."""
        return frozenset(
            name
            for name, now in self.prints.items()
            if run is None or run.inputs.get(name) != now
        )


def reason(changed: Collection[str], *, is_first: bool, is_asked: bool) -> str:
    """Return in sentences why a run is made."""
    if is_first:
        return "The first run."
    said = [words for name, words in WHY.items() if name in changed]
    return " ".join([*said, *(["Linked anew, as asked."] if is_asked else [])])
