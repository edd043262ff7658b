"""How far the evidence is behind the files: asked for, being measured, done, or failed and why.

The worker that measures writes it into a small file of the workspace; every page whose figures rest on it
reads it there. It holds no value of a file: of a failure it knows the kind alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from fingerpost.evidence.core.whole_files import write_whole

LONGEST = timedelta(hours=3)  # that one measuring may take
TOOK_TOO_LONG = -1  # beside the program's own exit codes
UNKNOWN = "the program that measures broke down"
# By exit code of `fingerpost run`; its own words may repeat a cell of a file.
WHY = {
    TOOK_TOO_LONG: "it took longer than three hours",
    10: "a file of the inbox, or the form that it should have, cannot be used",
    15: "the landed files cannot be read or written",
    16: "somebody else was landing files all the time",
    17: "the store of identifiers or its key is missing, changed, or open to others",
    20: "a measure could not be computed",
    22: "the records of one person could not be linked",
    25: "a warning rule or a signal is not as it should be",
    30: "something would have been published without protection",
    40: "the settings of the workspace are wrong",
}


class State(StrEnum):
    """Where the evidence stands."""

    ASKED = "asked"
    MEASURING = "measuring"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Edition:
    """A release, as readers know it."""

    name: str
    as_of: datetime

    @property
    def words(self) -> str:
        """Its name, and what it knew: "edition 2dd13525b597, as known on 3 May 2026, 09:15"."""
        return f"edition {self.name}, as known on {_when(self.as_of)}"


@dataclass(frozen=True)
class Measuring:
    """Where the evidence stands, since when, and of which edition the figures are meanwhile.

    Attributes
    ----------
    state : State
    since : datetime
    code : int
        How the program ended that failed; 0 otherwise.
    edition : Edition or None
        The newest that is published.
    """

    state: State
    since: datetime
    code: int
    edition: Edition | None

    @property
    def is_failed(self) -> bool:
        """Whether somebody must look after it."""
        return self.state is State.FAILED

    @property
    def is_behind(self) -> bool:
        """Whether files have landed that the figures do not know."""
        return self.state is not State.DONE

    @property
    def sentence(self) -> str:
        """What a reader of the figures must know, in one or two sentences."""
        still = (
            f"Figures of {self.edition.words}." if self.edition else "Nothing is published yet."
        )
        if self.state is State.ASKED:
            return f"New files have landed: measuring begins within a minute. {still}"
        if self.state is State.MEASURING:
            return f"Being measured since {_when(self.since)}. {still}"
        if self.state is State.FAILED:
            why = WHY.get(self.code, UNKNOWN)
            return (
                f"Measuring failed on {_when(self.since)}: {why}. The newest files do not count "
                f"yet. Tell the partnership's analyst. {still}"
            )
        return still


def note(state: State, *, at: datetime, code: int = 0) -> None:
    """Keep where the evidence stands. A file that comes while it is measured is measured next."""
    before = _kept()
    if state is State.ASKED and before is not None and _is_running(before, at):
        return
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"state": state.value, "since": at.isoformat(), "code": code}
    write_whole(path, json.dumps(told).encode())


def newest(*, at: datetime) -> Measuring | None:
    """Return where the evidence stands; None where nothing is published and nothing was asked for."""
    kept, edition = _kept(), _edition()
    if kept is None:
        if edition is None:
            return None
        return Measuring(State.DONE, edition.as_of, 0, edition)
    state, since, code = kept
    if state is State.MEASURING and not _is_running(kept, at):
        state, code = State.FAILED, TOOK_TOO_LONG
    return Measuring(state, since, code, edition)


def _is_running(kept: tuple[State, datetime, int], at: datetime) -> bool:
    return kept[0] is State.MEASURING and at - kept[1] <= LONGEST


def _path() -> Path:
    return Path(settings.WORKSPACE) / "service" / "measuring.json"


def _kept() -> tuple[State, datetime, int] | None:
    try:
        told = json.loads(_path().read_text(encoding="utf-8"))
        return State(told["state"]), datetime.fromisoformat(told["since"]), int(told["code"])
    except (OSError, ValueError, KeyError):
        return None


def _edition() -> Edition | None:
    folder = Path(settings.WORKSPACE) / "published"
    try:
        name = json.loads((folder / "latest.json").read_text(encoding="utf-8"))["release"]
        return _edition_of(str(folder / name))
    except (OSError, ValueError, KeyError):
        return None


@lru_cache(maxsize=4)
def _edition_of(folder: str) -> Edition:
    told = json.loads((Path(folder) / "release.json").read_text(encoding="utf-8"))
    return Edition(str(told["id"]), datetime.fromisoformat(told["provenance"]["as_of"]))


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")
